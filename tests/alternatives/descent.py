"""Right answers of chapter 4, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
import torch
from descent import gradient_descent_step, initial_parameters, linear, mse, mse_gradients

from autograder.course.answers import alternative


@alternative("descent.initial_parameters", "uniform-in-place")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.empty(n_targets, n_inputs).uniform_(-1, 1, generator=generator)
    bias = torch.empty(n_targets).uniform_(-1, 1, generator=generator)
    return weights.requires_grad_(), bias.requires_grad_()


@alternative("descent.initial_parameters", "bias-drawn-first")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    bias = 2 * torch.rand(n_targets, generator=generator) - 1
    weights = 2 * torch.rand(n_targets, n_inputs, generator=generator) - 1
    bias.requires_grad = True
    weights.requires_grad = True
    return weights, bias


@alternative("descent.initial_parameters", "as-module-parameters")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    shapes = ((n_targets, n_inputs), (n_targets,))
    weights, bias = (torch.nn.Parameter(torch.rand(shape, generator=generator) * 2 - 1) for shape in shapes)
    return weights, bias


@alternative("descent.initial_parameters", "by-the-initializers")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.empty((n_targets, n_inputs), requires_grad=True)
    bias = torch.empty((n_targets,), requires_grad=True)
    torch.nn.init.uniform_(weights, -1.0, 1.0, generator=generator)
    torch.nn.init.uniform_(bias, -1.0, 1.0, generator=generator)
    return weights, bias


@alternative("descent.initial_parameters", "rescaled-through-data")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator, requires_grad=True)
    bias = torch.rand(n_targets, generator=generator, requires_grad=True)
    for parameter in (weights, bias):
        parameter.data.mul_(2).sub_(1)
    return weights, bias


@alternative("descent.initial_parameters", "two-views-of-one-draw")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    drawn = torch.rand(n_targets, n_inputs + 1, generator=generator) * 2 - 1
    return drawn[:, :-1].requires_grad_(), drawn[:, -1].requires_grad_()


@alternative("descent.initial_parameters", "number-by-number")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    def draw() -> float:
        return torch.rand((), generator=generator).item() * 2 - 1

    weights = [[draw() for _ in range(n_inputs)] for _ in range(n_targets)]
    bias = [draw() for _ in range(n_targets)]
    return torch.tensor(weights, requires_grad=True), torch.tensor(bias, requires_grad=True)


@alternative("descent.initial_parameters", "from-whole-numbers")
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    # A power of two: every quotient is exact, and the largest stays below 1.
    steps = 2**23
    weights = torch.randint(-steps, steps, (n_targets, n_inputs), generator=generator) / steps
    bias = torch.randint(-steps, steps, (n_targets,), generator=generator) / steps
    return weights.requires_grad_(), bias.requires_grad_()


@alternative("descent.linear", "by-the-library")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.linear(inputs, weights, bias)


@alternative("descent.linear", "in-one-fused-operation")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.addmm(bias, inputs, weights.t())


@alternative("descent.linear", "by-einsum")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.einsum("ni,ti->nt", inputs, weights) + bias


@alternative("descent.linear", "by-broadcasting")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (inputs[:, None, :] * weights[None, :, :]).sum(dim=2) + bias


@alternative("descent.linear", "target-by-target")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    columns = [inputs @ row + offset for row, offset in zip(weights, bias, strict=True)]
    return torch.stack(columns, dim=1)


@alternative("descent.linear", "number-by-number")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    predictions = torch.zeros(inputs.shape[0], weights.shape[0])
    for n in range(inputs.shape[0]):
        for t in range(weights.shape[0]):
            total = bias[t]
            for i in range(weights.shape[1]):
                total = total + inputs[n, i] * weights[t, i]
            predictions[n, t] = total
    return predictions


@alternative("descent.linear", "in-double-precision")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (inputs.double() @ weights.double().T + bias.double()).float()


@alternative("descent.linear", "samples-in-columns")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (torch.matmul(weights, inputs.T) + bias.unsqueeze(1)).T


@alternative("descent.linear", "bias-added-in-place")
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    predictions = torch.tensordot(inputs, weights, dims=([1], [1]))
    predictions += bias
    return predictions


@alternative("descent.mse", "by-the-library")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("one shape for both, please")
    return torch.nn.functional.mse_loss(predictions, targets)


@alternative("descent.mse", "by-a-module-with-an-error-of-its-own")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    class ShapeError(ValueError):
        pass

    if tuple(predictions.shape) != tuple(targets.shape):
        raise ShapeError
    return torch.nn.MSELoss()(predictions, targets)


@alternative("descent.mse", "sum-over-count")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if list(predictions.shape) != list(targets.shape):
        raise ValueError(predictions.shape, targets.shape)
    differences = targets - predictions
    return torch.sum(differences * differences) / differences.numel()


@alternative("descent.mse", "as-a-product-of-vectors")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.size() != targets.size():
        raise ValueError
    differences = (predictions - targets).reshape(-1)
    return differences @ differences / len(differences)


@alternative("descent.mse", "by-the-norm")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return torch.linalg.vector_norm(predictions - targets) ** 2 / targets.numel()


@alternative("descent.mse", "entry-by-entry")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    total = torch.zeros(())
    for prediction, target in zip(predictions.flatten(), targets.flatten(), strict=True):
        total = total + (prediction - target) ** 2
    return total / predictions.numel()


@alternative("descent.mse", "mean-of-means")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    result = torch.square(predictions - targets)
    while result.dim() > 0:
        result = result.mean(dim=0)
    return result


@alternative("descent.mse", "in-double-precision-in-place")
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    differences = predictions.double()
    differences -= targets
    return differences.pow(2).mean().to(torch.float32)


@alternative("descent.mse_gradients", "without-a-graph")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.no_grad():
        slopes = linear(inputs, weights, bias).sub_(targets).mul_(2 / targets.numel())
        return slopes.T @ inputs, slopes.sum(dim=0)


@alternative("descent.mse_gradients", "by-numpy")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    x, y, w, b = (tensor.detach().numpy() for tensor in (inputs, targets, weights, bias))
    errors = x @ w.T + b - y
    return torch.from_numpy(2 * errors.T @ x / errors.size), torch.from_numpy(2 * errors.mean(axis=0) / y.shape[1])


@alternative("descent.mse_gradients", "by-einsum")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    factor = 2 / errors.numel()
    return factor * torch.einsum("nt,ni->ti", errors, inputs), factor * torch.einsum("nt->t", errors)


@alternative("descent.mse_gradients", "sample-by-sample")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    weights_gradient = torch.zeros(weights.shape)
    bias_gradient = torch.zeros(bias.shape)
    for sample, target in zip(inputs.detach(), targets.detach(), strict=True):
        error = weights.detach() @ sample + bias.detach() - target
        weights_gradient += 2 * torch.outer(error, sample)
        bias_gradient += 2 * error
    return weights_gradient / targets.numel(), bias_gradient / targets.numel()


@alternative("descent.mse_gradients", "in-plain-numbers")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    x, y, w, b = inputs.tolist(), targets.tolist(), weights.tolist(), bias.tolist()
    weights_gradient = [[0.0] * len(row) for row in w]
    bias_gradient = [0.0] * len(b)
    for sample, wanted in zip(x, y, strict=True):
        for t, row in enumerate(w):
            error = sum(weight * value for weight, value in zip(row, sample, strict=True)) + b[t] - wanted[t]
            slope = 2 * error / (len(x) * len(b))
            bias_gradient[t] += slope
            for i, value in enumerate(sample):
                weights_gradient[t][i] += slope * value
    return torch.tensor(weights_gradient), torch.tensor(bias_gradient)


@alternative("descent.mse_gradients", "multiplied-out-in-double-precision")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    # With x' = (x, 1) and W' = (W, b), the gradient is 2 (W' x'^T x' - y^T x') over the number of targets.
    x = torch.cat([inputs, torch.ones(len(inputs), 1)], dim=1).double()
    w = torch.cat([weights, bias[:, None]], dim=1).double()
    both = 2 * (w @ (x.T @ x) - targets.double().T @ x) / targets.numel()
    return both[:, :-1].float(), both[:, -1].float()


@alternative("descent.mse_gradients", "two-views-of-one-product")
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    extended = torch.hstack([inputs, torch.ones_like(inputs[:, :1])])
    errors = linear(inputs, weights, bias) - targets
    both = 2 / errors.numel() * (extended.T @ errors)
    return both[:-1].T, both[-1]


@alternative("descent.gradient_descent_step", "through-data-to-zeros")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if parameter.grad is not None:
            parameter.data -= lr * parameter.grad
            parameter.grad.zero_()


@alternative("descent.gradient_descent_step", "new-data")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if parameter.grad is None:
            continue
        parameter.data = parameter.data - lr * parameter.grad
        parameter.grad = None


@alternative("descent.gradient_descent_step", "all-moves-then-all-resets")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.add_(parameter.grad, alpha=-lr)
    for parameter in parameters:
        parameter.grad = None


@alternative("descent.gradient_descent_step", "copied-in")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if parameter.grad is not None:
            moved = parameter - lr * parameter.grad
            with torch.no_grad():
                parameter.copy_(moved)
            parameter.grad = torch.zeros_like(parameter)


@alternative("descent.gradient_descent_step", "through-a-detached-view")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if (gradient := parameter.grad) is not None:
            parameter.detach().sub_(lr * gradient)
            gradient.fill_(0)


@alternative("descent.gradient_descent_step", "through-numpy")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if parameter.grad is not None:
            # The array shares the parameter's memory, so this moves the parameter.
            values = parameter.detach().numpy()
            values -= lr * parameter.grad.numpy()
            parameter.grad = None


@alternative("descent.gradient_descent_step", "by-an-optimizer")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    if parameters:
        optimizer = torch.optim.SGD(parameters, lr=lr)
        optimizer.step()
        optimizer.zero_grad()


@alternative("descent.gradient_descent_step", "in-inference-mode")
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.inference_mode():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
    for parameter in parameters:
        parameter.grad = None


@alternative("descent.train_linear", "resets-before-it-predicts")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        weights.grad = bias.grad = None
        loss = mse(linear(inputs, weights, bias), targets)
        losses.append(float(loss.detach()))
        loss.backward()
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
    return weights, bias, losses


@alternative("descent.train_linear", "with-gradients-by-hand")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    with torch.no_grad():
        for _ in range(epochs):
            losses.append(mse(linear(inputs, weights, bias), targets).item())
            weights.grad, bias.grad = mse_gradients(inputs, targets, weights, bias)
            gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@alternative("descent.train_linear", "asks-for-the-gradients")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    weights, bias = initial_parameters(inputs.size(1), targets.size(1), generator)
    losses = []
    while len(losses) < epochs:
        loss = mse(linear(inputs, weights, bias), targets)
        losses.append(loss.item())
        for parameter, gradient in zip((weights, bias), torch.autograd.grad(loss, (weights, bias)), strict=True):
            parameter.data.sub_(gradient, alpha=lr)
    return weights, bias, losses


@alternative("descent.train_linear", "by-an-optimizer")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    optimizer = torch.optim.SGD([weights, bias], lr=lr)
    losses = []
    for _ in range(epochs):
        predictions = torch.nn.functional.linear(inputs.detach(), weights, bias)
        loss = torch.nn.functional.mse_loss(predictions, targets.detach())
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights.detach(), bias.detach(), losses


@alternative("descent.train_linear", "new-tensors-each-epoch")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    x, y = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(x.shape[1], y.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(x, weights, bias), y)
        loss.backward()
        losses += [loss.item()]
        weights = (weights - lr * weights.grad).detach().requires_grad_()
        bias = (bias - lr * bias.grad).detach().requires_grad_()
    return weights, bias, losses


@alternative("descent.train_linear", "in-numpy")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    x, y = inputs.detach().numpy(), targets.detach().numpy()
    start = initial_parameters(x.shape[1], y.shape[1], generator)
    w, b = (parameter.detach().numpy() for parameter in start)
    losses = []
    for _ in range(epochs):
        errors = x @ w.T + b - y
        losses.append(float((errors**2).mean()))
        w = w - lr * 2 * errors.T @ x / errors.size
        b = b - lr * 2 * errors.sum(axis=0) / errors.size
    return torch.from_numpy(w), torch.from_numpy(b), losses


@alternative("descent.train_linear", "in-double-precision")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    x, y = inputs.detach().double(), targets.detach().double()
    weights, bias = (p.detach().double() for p in initial_parameters(x.shape[1], y.shape[1], generator))
    losses = []
    for _ in range(epochs):
        errors = x @ weights.T + bias - y
        losses.append(errors.square().mean().item())
        weights = weights - lr * 2 / errors.numel() * errors.T @ x
        bias = bias - lr * 2 / errors.numel() * errors.sum(dim=0)
    return weights.float(), bias.float(), losses


@alternative("descent.train_linear", "as-a-module")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    class Model(torch.nn.Module):
        def __init__(self, weights: torch.Tensor, bias: torch.Tensor) -> None:
            super().__init__()
            self.weights = torch.nn.Parameter(weights.detach())
            self.bias = torch.nn.Parameter(bias.detach())

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return linear(inputs, self.weights, self.bias)

    model = Model(*initial_parameters(inputs.shape[1], targets.shape[1], generator))
    losses = []
    for _ in range(epochs):
        loss = mse(model(inputs.detach()), targets.detach())
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step(list(model.parameters()), lr)
    return model.weights, model.bias, losses


@alternative("descent.train_linear", "by-a-function-of-the-parameters")
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    x, y = inputs.detach(), targets.detach()

    def loss_at(weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        return mse(linear(x, weights, bias), y)

    weights, bias = (p.detach() for p in initial_parameters(x.shape[1], y.shape[1], generator))
    losses = []
    for _ in range(epochs):
        gradients, loss = torch.func.grad_and_value(loss_at, argnums=(0, 1))(weights, bias)
        losses.append(loss.item())
        weights, bias = weights - lr * gradients[0], bias - lr * gradients[1]
    return weights, bias, losses
