"""Chapter 4: linear regression with nothing but tensors.

Samples stand in rows: ``inputs`` of shape (N, n_inputs) goes with ``targets`` of shape (N, n_targets). All tensors are
float32. Except where a docstring says otherwise, leave every argument as it is (its values and its ``.grad``) and write
functions that PyTorch can differentiate.
"""

import torch


def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the tuple ``(weights, bias)`` from which training starts.

    Shapes: weights (n_targets, n_inputs), bias (n_targets,). Every entry is drawn uniformly from [-1, 1). Both are leaf
    tensors with ``requires_grad=True``. Random numbers come from ``generator``; where it is None, from torch's global
    generator.
    """
    weights = torch.rand(n_targets, n_inputs, generator=generator) * 2 - 1
    bias = torch.rand(n_targets, generator=generator) * 2 - 1
    weights.requires_grad_()
    bias.requires_grad_()
    return weights, bias


def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return the predictions of a linear model: ``inputs @ weights.T + bias``.

    Shapes: ``inputs`` (N, n_inputs), ``weights`` (n_targets, n_inputs), ``bias`` (n_targets,); the result is
    (N, n_targets).
    """
    return inputs @ weights.T + bias


def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error: the mean, over all entries, of the squared differences.

    ``predictions`` and ``targets`` have one shape, whichever it is; the result is a scalar (a tensor with no
    dimensions). Where the shapes differ, raise ``ValueError``: without that check, (N,) against (N, 1) broadcasts to
    (N, N), and the loss is silently wrong.
    """
    if not predictions.shape == targets.shape:
        raise ValueError("predictions.shape != targets.shape")
    squares = (predictions - targets) ** 2
    return squares.sum() / squares.numel()


def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the tuple of the gradients of the MSE of ``linear(inputs, weights, bias)``, worked out by hand.

    Shapes: ``inputs`` (N, n_inputs), ``targets`` (N, n_targets), ``weights`` (n_targets, n_inputs), ``bias``
    (n_targets,). The gradients have the shapes of ``weights`` and of ``bias``, in this order. "By hand" means with a
    formula of your own: no autograd of any kind, and no finite differences. The result need not be differentiable.
    """
    e = (inputs @ weights.T + bias) - targets
    return 2 * e.T @ inputs / e.numel(), 2 * e.sum(dim=0) / e.numel()


def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    """Move every parameter one step downhill, in place, and reset its gradient.

    Every parameter with a gradient becomes ``parameter - lr * parameter.grad``; one whose ``.grad`` is None does not
    move. Each stays the same object, a leaf that requires grad, so the update must happen outside the graph.
    Afterwards every ``.grad`` is None or all zeros. Returns None.
    """
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad


def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    """Fit a linear model by full-batch gradient descent on the MSE; return the tuple ``(weights, bias, losses)``.

    Shapes: ``inputs`` (N, n_inputs), ``targets`` (N, n_targets). Start from what
    ``initial_parameters(n_inputs, n_targets, generator)`` of this file gives. An epoch is: predict, loss, gradients,
    adjust, reset, over all samples at once. ``losses`` is a list of ``epochs`` Python floats, each the loss before that
    epoch's update; ``epochs=0`` gives the start and ``[]``. ``inputs`` and ``targets`` stay as they are, their
    ``.grad`` too, even if they require grad. Whether the returned tensors require grad is free.
    """
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for epoch in range(epochs):
        predictions = linear(inputs, weights, bias)
        loss = mse(predictions, targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


# petit test
torch.manual_seed(0)
x = torch.linspace(-1, 1, 10).reshape(-1, 1)
y = 2 * x + 1
for rate in (0.01, 0.1):
    w, b, losses = train_linear(x, y, 20, rate)
    print(f"rate {rate}: loss {losses[0]:.4f} -> {losses[-1]:.4f}")
