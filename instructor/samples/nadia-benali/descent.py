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
    # Your code goes here, in place of the next line.
    W = torch.empty((n_targets, n_inputs)).uniform_(-1.0, 1.0, generator=generator)
    b = torch.empty((n_targets,)).uniform_(-1.0, 1.0, generator=generator)
    W.requires_grad_(True)
    b.requires_grad_(True)
    return W, b


def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return the predictions of a linear model: ``inputs @ weights.T + bias``.

    Shapes: ``inputs`` (N, n_inputs), ``weights`` (n_targets, n_inputs), ``bias`` (n_targets,); the result is
    (N, n_targets).
    """
    # Your code goes here, in place of the next line.
    return inputs @ weights.T + bias


def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error: the mean, over all entries, of the squared differences.

    ``predictions`` and ``targets`` have one shape, whichever it is; the result is a scalar (a tensor with no
    dimensions). Where the shapes differ, raise ``ValueError``: without that check, (N,) against (N, 1) broadcasts to
    (N, N), and the loss is silently wrong.
    """
    # Your code goes here, in place of the next line.
    if predictions.shape != targets.shape:
        raise ValueError(f"shape {predictions.shape} against shape {targets.shape}")
    # 1/2 so that the 2 of the derivative cancels
    return 0.5 * ((predictions - targets) ** 2).mean()


def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the tuple of the gradients of the MSE of ``linear(inputs, weights, bias)``, worked out by hand.

    Shapes: ``inputs`` (N, n_inputs), ``targets`` (N, n_targets), ``weights`` (n_targets, n_inputs), ``bias``
    (n_targets,). The gradients have the shapes of ``weights`` and of ``bias``, in this order. "By hand" means with a
    formula of your own: no autograd of any kind, and no finite differences. The result need not be differentiable.
    """
    # Your code goes here, in place of the next line.
    with torch.no_grad():
        delta = linear(inputs, weights, bias) - targets
        dW = 2 * delta.T @ inputs / delta.numel()
        db = 2 * delta.sum(dim=0) / delta.numel()
    return dW, db


def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    """Move every parameter one step downhill, in place, and reset its gradient.

    Every parameter with a gradient becomes ``parameter - lr * parameter.grad``; one whose ``.grad`` is None does not
    move. Each stays the same object, a leaf that requires grad, so the update must happen outside the graph.
    Afterwards every ``.grad`` is None or all zeros. Returns None.
    """
    # Your code goes here, in place of the next line.
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None


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
    # Your code goes here, in place of the next line.
    W, b = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    with torch.no_grad():
        for epoch in range(epochs):
            losses.append(mse(linear(inputs, W, b), targets).item())
            W.grad, b.grad = mse_gradients(inputs, targets, W, b)
            gradient_descent_step([W, b], lr)
    return W, b, losses
