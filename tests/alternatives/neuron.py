"""Right answers of chapter 3, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
import torch
from neuron import sigmoid, single_layer_output, weighted_sum

from autograder.course.answers import alternative


@alternative("neuron.sigmoid", "by-the-library")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x)


@alternative("neuron.sigmoid", "by-a-module")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.Sigmoid()(x)


@alternative("neuron.sigmoid", "by-tanh")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return (torch.tanh(x / 2) + 1) / 2


@alternative("neuron.sigmoid", "by-softmax-against-zero")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.stack([x, torch.zeros_like(x)], dim=-1).softmax(dim=-1)[..., 0]


@alternative("neuron.sigmoid", "by-its-logarithm")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.exp(torch.nn.functional.logsigmoid(x))


@alternative("neuron.sigmoid", "in-double-precision")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    import math

    return (1.0 / (1.0 + math.e ** -x.double())).float()


@alternative("neuron.sigmoid", "entry-by-entry")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    entries = [1 / (1 + torch.exp(-entry)) for entry in x.flatten()]
    return torch.stack(entries).reshape(x.shape)


@alternative("neuron.sigmoid", "each-side-of-zero-by-itself")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    right = 1 / (1 + torch.exp(-x.clamp(min=0)))
    growth = torch.exp(x.clamp(max=0))
    return torch.where(x >= 0, right, growth / (1 + growth))


@alternative("neuron.sigmoid", "cut-off-where-it-is-flat")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    near = x.clamp(-80, 80)
    return torch.exp(near) / (1 + torch.exp(near))


@alternative("neuron.sigmoid", "in-place-on-a-tensor-of-its-own")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    result = 1 + torch.exp(-x)
    result.reciprocal_()
    return result


@alternative("neuron.sigmoid", "with-a-backward-of-its-own")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    class Sigmoid(torch.autograd.Function):
        @staticmethod
        def forward(ctx: torch.autograd.function.FunctionCtx, x: torch.Tensor) -> torch.Tensor:
            y = 1 / (1 + torch.exp(-x))
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx: torch.autograd.function.FunctionCtx, upstream: torch.Tensor) -> torch.Tensor:
            (y,) = ctx.saved_tensors
            return upstream * y * (1 - y)

    return Sigmoid.apply(x)


@alternative("neuron.relu", "by-the-library")
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.relu(x)


@alternative("neuron.relu", "by-a-module")
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.ReLU()(x)


@alternative("neuron.relu", "maximum-with-zeros")
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.maximum(x, torch.zeros_like(x))


@alternative("neuron.relu", "largest-of-a-stack")
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.stack([x, torch.zeros_like(x)]).amax(dim=0)


@alternative("neuron.relu", "chosen-by-where")
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.where(x > 0, x, 0.0)


@alternative("neuron.relu", "times-a-mask")
def relu(x: torch.Tensor) -> torch.Tensor:
    return x * (x > 0)


@alternative("neuron.relu", "halfway-to-the-absolute-value")
def relu(x: torch.Tensor) -> torch.Tensor:
    # Each half is taken by itself: x + x.abs() could overflow.
    return x / 2 + x.abs() / 2


@alternative("neuron.relu", "masked-in-place-on-a-clone")
def relu(x: torch.Tensor) -> torch.Tensor:
    result = x.clone()
    result[result < 0] = 0
    return result


@alternative("neuron.relu", "negated-minimum")
def relu(x: torch.Tensor) -> torch.Tensor:
    return -torch.clamp(-x, max=0)


@alternative("neuron.relu", "leaky-without-the-leak")
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.leaky_relu(x, negative_slope=0.0)


@alternative("neuron.relu", "entry-by-entry")
def relu(x: torch.Tensor) -> torch.Tensor:
    entries = [entry if entry > 0 else 0 * entry for entry in x.reshape(-1)]
    return torch.stack(entries).reshape(x.shape)


@alternative("neuron.relu", "slope-one-at-zero")
def relu(x: torch.Tensor) -> torch.Tensor:
    class Rectifier(torch.autograd.Function):
        @staticmethod
        def forward(ctx: torch.autograd.function.FunctionCtx, x: torch.Tensor) -> torch.Tensor:
            ctx.save_for_backward(x >= 0)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx: torch.autograd.function.FunctionCtx, upstream: torch.Tensor) -> torch.Tensor:
            (kept,) = ctx.saved_tensors
            return upstream * kept

    return Rectifier.apply(x)


@alternative("neuron.weighted_sum", "sum-of-the-products")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.sum(features * weights, dim=1, keepdim=True) + bias


@alternative("neuron.weighted_sum", "by-the-library")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.linear(features, weights, bias[0])


@alternative("neuron.weighted_sum", "in-one-fused-operation")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.addmm(bias, features, weights.T)


@alternative("neuron.weighted_sum", "by-einsum")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.einsum("si,oi->so", features, weights) + bias


@alternative("neuron.weighted_sum", "samples-in-columns")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.transpose(weights @ features.T + bias, 0, 1)


@alternative("neuron.weighted_sum", "as-vectors")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features @ weights[0] + bias[0, 0])[:, None]


@alternative("neuron.weighted_sum", "bias-as-one-more-weight")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    ones = torch.ones(len(features), 1)
    return torch.hstack([features, ones]) @ torch.hstack([weights, bias]).T


@alternative("neuron.weighted_sum", "feature-by-feature-in-place")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    total = torch.zeros(features.shape[0], 1)
    for i in range(features.shape[1]):
        total += features[:, i : i + 1] * weights[:, i : i + 1]
    total += bias
    return total


@alternative("neuron.weighted_sum", "number-by-number-in-double-precision")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    rows = []
    for sample in features.double():
        total = bias[0, 0].double()
        for feature, weight in zip(sample, weights[0].double(), strict=True):
            total = total + feature * weight
        rows.append([total])
    return torch.stack([torch.stack(row) for row in rows]).to(features.dtype)


@alternative("neuron.weighted_sum", "written-into-a-result")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    result = torch.empty(features.shape[0], 1)
    for row, sample in enumerate(features):
        result[row] = torch.dot(sample, weights.flatten()) + bias.squeeze()
    return result


@alternative("neuron.single_layer_output", "by-the-library")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(torch.nn.functional.linear(features, weights, bias[0]))


@alternative("neuron.single_layer_output", "elementwise-with-its-own-sigmoid")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid((features * weights).sum(1).view(-1, 1) + bias)


@alternative("neuron.single_layer_output", "everything-by-hand")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return 1 / (1 + torch.exp(-(features @ weights.T) - bias))


@alternative("neuron.single_layer_output", "in-place-after-the-sum")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.addmm(bias, features, weights.T).sigmoid_()


@alternative("neuron.single_layer_output", "sample-by-sample")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    outputs = [sigmoid(weighted_sum(sample.unsqueeze(0), weights, bias)) for sample in features]
    return torch.cat(outputs, dim=0)


@alternative("neuron.single_layer_output", "in-double-precision")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    total = torch.einsum("si,oi->so", features.double(), weights.double()) + bias.double()
    return sigmoid(total).float()


@alternative("neuron.single_layer_output", "as-an-object")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    class Neuron:
        def __init__(self, weights: torch.Tensor, bias: torch.Tensor) -> None:
            self.weights = weights
            self.bias = bias

        def __call__(self, features: torch.Tensor) -> torch.Tensor:
            return sigmoid(weighted_sum(features, self.weights, self.bias))

    return Neuron(weights, bias)(features)


@alternative("neuron.single_layer_output", "with-a-backward-of-its-own")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    class Neuron(torch.autograd.Function):
        @staticmethod
        def forward(
            ctx: torch.autograd.function.FunctionCtx, features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
        ) -> torch.Tensor:
            output = torch.sigmoid(features @ weights.T + bias)
            ctx.save_for_backward(features, weights, output)
            return output

        @staticmethod
        def backward(
            ctx: torch.autograd.function.FunctionCtx, upstream: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            features, weights, output = ctx.saved_tensors
            slope = upstream * output * (1 - output)
            return slope @ weights, slope.T @ features, slope.sum(dim=0, keepdim=True)

    return Neuron.apply(features, weights, bias)


@alternative("neuron.two_layer_output", "by-the-library")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = torch.nn.functional.linear(features, hidden_weights.T, hidden_bias[0]).sigmoid()
    return torch.nn.functional.linear(hidden, output_weights.T, output_bias[0]).sigmoid()


@alternative("neuron.two_layer_output", "one-hidden-neuron-at-a-time")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    neurons = zip(hidden_weights.T, hidden_bias[0], strict=True)
    hidden = [single_layer_output(features, weights[None, :], bias.reshape(1, 1)) for weights, bias in neurons]
    return single_layer_output(torch.cat(hidden, dim=1), output_weights.T, output_bias)


@alternative("neuron.two_layer_output", "in-a-loop-over-the-layers")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    x = features
    for weights, bias in ((hidden_weights, hidden_bias), (output_weights, output_bias)):
        x = sigmoid(torch.mm(x, weights) + bias)
    return x


@alternative("neuron.two_layer_output", "by-einsum-in-double-precision")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(torch.einsum("ni,ih->nh", features.double(), hidden_weights.double()) + hidden_bias)
    return sigmoid(torch.einsum("nh,ho->no", hidden, output_weights.double()) + output_bias).float()


@alternative("neuron.two_layer_output", "by-broadcasting")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = torch.sigmoid((features[:, :, None] * hidden_weights).sum(dim=1) + hidden_bias)
    return torch.sigmoid((hidden * output_weights.T).sum(dim=1, keepdim=True) + output_bias)


@alternative("neuron.two_layer_output", "samples-in-columns")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(hidden_weights.T @ features.T + hidden_bias.T)
    return sigmoid(output_weights.T @ hidden + output_bias).T


@alternative("neuron.two_layer_output", "number-by-number")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    n_features, n_hidden = hidden_weights.shape
    outputs = []
    for sample in features:
        total = output_bias[0, 0]
        for h in range(n_hidden):
            inner = hidden_bias[0, h]
            for i in range(n_features):
                inner = inner + sample[i] * hidden_weights[i, h]
            total = total + sigmoid(inner) * output_weights[h, 0]
        outputs.append(sigmoid(total))
    return torch.stack(outputs).reshape(-1, 1)


@alternative("neuron.two_layer_output", "in-place-after-each-sum")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = torch.addmm(hidden_bias, features, hidden_weights).sigmoid_()
    return torch.addmm(output_bias, hidden, output_weights).sigmoid_()
