"""The known mistakes of chapter 3, written afresh: each must be named as the mistake that it is."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import torch
from neuron import sigmoid, single_layer_output, weighted_sum

from autograder.course.answers import rewrite


@rewrite("neuron.sigmoid", "flips-the-sign-of-the-exponent")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    import math

    one = torch.ones_like(x)
    powers_of_e = torch.pow(math.e, x)
    return torch.div(one, one + powers_of_e)


@rewrite("neuron.sigmoid", "divides-before-it-adds")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    above_the_line = 1.0
    negative = x * -1
    return above_the_line / 1.0 + negative.exp()


@rewrite("neuron.sigmoid", "negates-the-exponential")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    ones = torch.ones_like(x)
    denominator = torch.sub(ones, x.exp())
    return ones / denominator


@rewrite("neuron.sigmoid", "leaves-out-the-one")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    import math

    def power_of_e(exponent):
        return math.e**exponent

    denominator = power_of_e(-x)
    return denominator.reciprocal()


@rewrite("neuron.sigmoid", "overflows-far-out")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    growth = x.exp()
    total = torch.add(growth, 1)
    share = torch.div(growth, total)
    return share


@rewrite("neuron.sigmoid", "is-a-tanh")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    between_zero_and_one = torch.sigmoid(2 * x)
    return 2 * between_zero_and_one - 1


@rewrite("neuron.sigmoid", "is-a-softmax")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    shifted = x - x.amax(dim=-1, keepdim=True)
    powers = torch.exp(shifted)
    return powers / powers.sum(dim=-1, keepdim=True)


@rewrite("neuron.sigmoid", "gives-the-slope-of-the-sigmoid")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    def curve(z):
        return torch.ones_like(z).div(1 + (-z).exp())

    height = curve(x)
    return height - height**2


@rewrite("neuron.sigmoid", "uses-the-math-module")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    from math import exp

    number = float(x)
    below = 1.0 + exp(-number)
    result = 1.0 / below
    return torch.tensor(result)


@rewrite("neuron.sigmoid", "goes-through-numpy")
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    import numpy

    array = x.data.numpy()
    below = numpy.add(1, numpy.exp(numpy.negative(array)))
    values = numpy.divide(1, below)
    return torch.from_numpy(values)


@rewrite("neuron.relu", "takes-the-absolute-value")
def relu(x: torch.Tensor) -> torch.Tensor:
    negative = x < 0
    return torch.where(negative, -x, x)


@rewrite("neuron.relu", "keeps-the-negative-side")
def relu(x: torch.Tensor) -> torch.Tensor:
    zeros = torch.zeros_like(x)
    return torch.minimum(x, zeros)


@rewrite("neuron.relu", "uses-the-max-of-python")
def relu(x: torch.Tensor) -> torch.Tensor:
    if x > 0:
        return x
    return 0


@rewrite("neuron.relu", "gives-the-slope-of-relu")
def relu(x: torch.Tensor) -> torch.Tensor:
    on = torch.ones_like(x)
    off = torch.zeros_like(x)
    return torch.where(torch.gt(x, 0), on, off)


@rewrite("neuron.relu", "drops-the-negative-entries")
def relu(x: torch.Tensor) -> torch.Tensor:
    flat = x.flatten()
    places = torch.nonzero(flat > 0).squeeze(1)
    return flat[places]


@rewrite("neuron.relu", "writes-into-its-argument")
def relu(x: torch.Tensor) -> torch.Tensor:
    too_small = torch.lt(x, 0)
    x.masked_fill_(too_small, 0.0)
    return x


@rewrite("neuron.relu", "leaks-on-the-negative-side")
def relu(x: torch.Tensor) -> torch.Tensor:
    activation = torch.nn.LeakyReLU()
    return activation(x)


@rewrite("neuron.relu", "stops-at-one")
def relu(x: torch.Tensor) -> torch.Tensor:
    floor = torch.zeros_like(x)
    ceiling = torch.ones_like(x)
    at_least_zero = torch.maximum(x, floor)
    return torch.minimum(at_least_zero, ceiling)


@rewrite("neuron.relu", "compares-before-it-multiplies-back")
def relu(x: torch.Tensor) -> torch.Tensor:
    square = x.pow(2)
    return torch.gt(square, 0)


@rewrite("neuron.relu", "detaches-its-argument")
def relu(x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        keep = (x > 0).to(x.dtype)
        return keep * x


@rewrite("neuron.weighted_sum", "adds-the-bias-to-every-product")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    n_samples, n_features = features.shape
    total = torch.zeros(n_samples, 1)
    for j in range(n_features):
        column = features[:, j].unsqueeze(1)
        total = total + column * weights[0, j] + bias
    return total


@rewrite("neuron.weighted_sum", "never-adds-the-bias")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.linear(features, weights)


@rewrite("neuron.weighted_sum", "subtracts-the-bias")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    only_row = weights[0]
    sums = [torch.dot(sample, only_row) - bias[0, 0] for sample in features]
    return torch.stack(sums).unsqueeze(1)


@rewrite("neuron.weighted_sum", "never-adds-the-products-up")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    rows = []
    for sample in features:
        products = torch.mul(sample, weights[0])
        rows.append(products + bias[0])
    return torch.stack(rows, dim=0)


@rewrite("neuron.weighted_sum", "transposes-the-features")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    turned = torch.transpose(features, 0, 1)
    return torch.addmm(bias, turned, weights)


@rewrite("neuron.weighted_sum", "multiplies-shapes-that-do-not-fit")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    product = features.mm(weights)
    product = product.add(bias)
    return product


@rewrite("neuron.weighted_sum", "adds-all-samples-up")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    total = bias
    for sample in features:
        for feature, weight in zip(sample, weights.flatten()):
            total = total + feature * weight
    return total


@rewrite("neuron.weighted_sum", "sums-down-the-columns")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    first, *others = [sample * weights[0] for sample in features]
    for products in others:
        first = first + products
    return first.reshape(1, -1) + bias


@rewrite("neuron.weighted_sum", "returns-a-row")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    vector = weights.squeeze(0)
    return torch.mv(features, vector) + bias


@rewrite("neuron.weighted_sum", "squeezes-the-column")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    column = torch.nn.functional.linear(features, weights, bias.flatten())
    return torch.squeeze(column)


@rewrite("neuron.weighted_sum", "takes-the-mean-of-the-products")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    n_features = features.size(1)
    sums = torch.matmul(features, weights.t())
    return torch.div(sums, n_features) + bias


@rewrite("neuron.weighted_sum", "already-applies-the-sigmoid")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    z = torch.einsum("ni,oi->no", features, weights) + bias
    return 1 / (1 + torch.exp(-z))


@rewrite("neuron.weighted_sum", "builds-a-tensor-from-numbers")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    results = []
    for sample in features.tolist():
        total = float(bias)
        for feature, weight in zip(sample, weights[0].tolist()):
            total += feature * weight
        results.append([total])
    return torch.tensor(results)


@rewrite("neuron.weighted_sum", "overwrites-the-features")
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    products = features.mul_(weights)
    total = bias
    for i in range(products.shape[1]):
        total = total + products[:, i : i + 1]
    return total


@rewrite("neuron.single_layer_output", "adds-the-bias-inside-the-sum")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    def add_up(sample):
        total = 0
        for feature, weight in zip(sample, weights[0]):
            total = total + (feature * weight + bias[0, 0])
        return total

    sums = torch.stack([add_up(sample) for sample in features])
    return sigmoid(sums[:, None])


@rewrite("neuron.single_layer_output", "leaves-out-the-activation")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.addmm(bias, features, weights.t())


@rewrite("neuron.single_layer_output", "leaves-out-the-bias")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    no_bias = torch.zeros_like(bias)
    z = weighted_sum(features, weights, no_bias)
    return sigmoid(z)


@rewrite("neuron.single_layer_output", "adds-the-bias-after-the-activation")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    products = features * weights
    activation = sigmoid(torch.sum(products, dim=1, keepdim=True))
    output = activation.add(bias)
    return output


@rewrite("neuron.single_layer_output", "activates-before-the-sum")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    total = bias
    for i in range(features.shape[1]):
        one_input = features[:, i : i + 1] * weights[:, i : i + 1]
        total = total + sigmoid(one_input)
    return total


@rewrite("neuron.single_layer_output", "activates-before-the-sum-and-leaves-out-the-bias")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    outputs = []
    for sample in features:
        activated = sigmoid(torch.mul(sample, weights[0]))
        outputs.append(activated.sum())
    return torch.stack(outputs).reshape(-1, 1)


@rewrite("neuron.single_layer_output", "turns-the-features-around")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    columns = features.t()
    z = torch.mm(columns, weights)
    z = z + bias
    return sigmoid(z)


@rewrite("neuron.single_layer_output", "sums-an-outer-product")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    table = torch.matmul(torch.transpose(features, 0, 1), weights)
    total = bias
    for row in table:
        total = total + torch.sum(row)
    return sigmoid(total)


@rewrite("neuron.single_layer_output", "sums-over-all-samples")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    everything = torch.einsum("ni,oi->", features, weights)
    z = torch.add(bias, everything)
    return sigmoid(z)


@rewrite("neuron.single_layer_output", "turns-the-column-into-a-row")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    outputs = sigmoid(weighted_sum(features, weights, bias))
    return outputs.reshape(1, -1)


@rewrite("neuron.single_layer_output", "activates-twice")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    def neuron(inputs):
        return sigmoid(torch.mm(inputs, weights.t()) + bias)

    output = neuron(features)
    return sigmoid(output)


@rewrite("neuron.single_layer_output", "uses-relu-as-the-activation")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    z = torch.nn.functional.linear(features, weights, bias[0])
    return torch.where(z > 0, z, torch.zeros_like(z))


@rewrite("neuron.single_layer_output", "rounds-to-yes-or-no")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    decisions = []
    for probability in sigmoid(weighted_sum(features, weights, bias)):
        if probability > 0.5:
            decisions.append([1.0])
        else:
            decisions.append([0.0])
    return torch.tensor(decisions)


@rewrite("neuron.single_layer_output", "computes-without-a-graph")
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    x, w, b = features.detach(), weights.detach(), bias.detach()
    z = (x * w).sum(dim=1, keepdim=True) + b
    return sigmoid(z)


@rewrite("neuron.two_layer_output", "leaves-out-the-hidden-activation")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    layers = [(hidden_weights, hidden_bias), (output_weights, output_bias)]
    values = features
    for weights, bias in layers:
        values = torch.addmm(bias, values, weights)
    return sigmoid(values)


@rewrite("neuron.two_layer_output", "leaves-out-the-output-activation")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    total = output_bias
    for h in range(hidden_weights.shape[1]):
        column = hidden_weights[:, h : h + 1]
        neuron = sigmoid(torch.mm(features, column) + hidden_bias[:, h : h + 1])
        total = total + neuron * output_weights[h, 0]
    return total


@rewrite("neuron.two_layer_output", "adds-the-hidden-bias-after-the-activation")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    activated = sigmoid(torch.matmul(features, hidden_weights))
    hidden = torch.add(activated, hidden_bias)
    return single_layer_output(hidden, output_weights.t(), output_bias)


@rewrite("neuron.two_layer_output", "adds-the-output-bias-after-the-activation")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    outputs = []
    for sample in features:
        hidden = sigmoid(sample @ hidden_weights + hidden_bias[0])
        z = torch.dot(hidden, output_weights[:, 0])
        outputs.append(sigmoid(z) + output_bias[0])
    return torch.stack(outputs)


@rewrite("neuron.two_layer_output", "adds-both-biases-after-the-activation")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    def layer(x, weights, bias):
        return sigmoid(x.mm(weights)) + bias

    return layer(layer(features, hidden_weights, hidden_bias), output_weights, output_bias)


@rewrite("neuron.two_layer_output", "stops-at-the-hidden-layer")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    neurons = []
    for weights, bias in zip(hidden_weights.t(), hidden_bias[0]):
        z = (features * weights).sum(dim=1) + bias
        neurons.append(sigmoid(z))
    return torch.stack(neurons, dim=1)


@rewrite("neuron.two_layer_output", "leaves-out-the-biases")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    x = features
    for weights in (hidden_weights, output_weights):
        x = torch.einsum("ni,io->no", x, weights)
        x = sigmoid(x)
    return x


@rewrite("neuron.two_layer_output", "uses-relu-in-the-hidden-layer")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    z = torch.nn.functional.linear(features, hidden_weights.t(), hidden_bias[0])
    hidden = torch.clamp(z, min=0)
    return sigmoid(torch.nn.functional.linear(hidden, output_weights.t(), output_bias[0]))


@rewrite("neuron.two_layer_output", "turns-the-hidden-weights-around")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = single_layer_output(features, hidden_weights, hidden_bias)
    return single_layer_output(hidden, output_weights.t(), output_bias)


@rewrite("neuron.two_layer_output", "swaps-the-biases")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    values = features
    for weights, bias in [(hidden_weights, output_bias), (output_weights, hidden_bias)]:
        z = torch.mm(values, weights)
        values = sigmoid(torch.add(z, bias))
    return values


@rewrite("neuron.two_layer_output", "ignores-the-output-weights")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    total = output_bias
    for h in range(hidden_weights.shape[1]):
        z = torch.mv(features, hidden_weights[:, h]) + hidden_bias[0, h]
        total = total + sigmoid(z).unsqueeze(1)
    return sigmoid(total)


@rewrite("neuron.two_layer_output", "detaches-the-hidden-layer")
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    def first_layer(x):
        return sigmoid(x.matmul(hidden_weights).add(hidden_bias))

    with torch.no_grad():
        hidden = first_layer(features)
    return single_layer_output(hidden, output_weights.t(), output_bias)
