"""Chapter 4: linear regression with nothing but tensors.

Samples stand in rows: ``inputs`` of shape (N, n_inputs) goes with ``targets`` of shape (N, n_targets). All tensors are
float32. Except where a docstring says otherwise, leave every argument as it is (its values and its ``.grad``) and write
functions that PyTorch can differentiate.
"""

import torch


def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the tuple ``(weights, bias)`` from which training starts."""
    weights = -1 + 2 * torch.rand(n_targets, n_inputs, generator=generator)
    bias = -1 + 2 * torch.rand(n_targets, generator=generator)
    weights.requires_grad = True
    bias.requires_grad = True
    return weights, bias


def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return the predictions of a linear model: ``inputs @ weights.T + bias``."""
    return torch.matmul(inputs, weights.T) + bias


def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error: the mean, over all entries, of the squared differences."""
    return torch.mean(torch.square(predictions - targets))


def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the tuple of the gradients of the MSE of ``linear(inputs, weights, bias)``, worked out by hand."""
    d = linear(inputs, weights, bias) - targets
    m = d.shape[0] * d.shape[1]
    return 2 / m * torch.matmul(d.T, inputs), 2 / m * torch.sum(d, dim=0)


def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    """Move every parameter one step downhill, in place, and reset its gradient."""
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p.copy_(p - lr * p.grad)
            p.grad = None


def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    """Fit a linear model by full-batch gradient descent on the MSE; return the tuple ``(weights, bias, losses)``."""
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for i in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses
