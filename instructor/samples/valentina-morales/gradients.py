"""Chapter 2: slopes of functions, found in four ways.

A "function" here is any callable that takes a tensor and returns one, computed with tensor operations. All tensors are
float32 except where a docstring says otherwise, contiguous in memory or not. Whatever ``x`` you are given, it is
afterwards what it was: the same values, the same ``requires_grad``, and in ``.grad`` the same numbers, or None.
"""

from collections.abc import Callable

import torch


def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return the gradient of ``function`` at ``x``, worked out by autograd: one slope for every entry of ``x``.

    ``function(x)`` is a scalar, a tensor without dimensions. ``x`` is a leaf of any shape, float32 or float64; it may
    require grad or not, and may hold something in ``.grad`` already. The result has the shape and dtype of ``x`` and no
    graph: it does not require grad. ``x`` is afterwards as it was, and a second call gives the same answer again.
    """
    leaf = x.detach().clone().requires_grad_()
    (slopes,) = torch.autograd.grad(function(leaf), leaf)
    return slopes


def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 6 * x / x.numel()


def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    """Return the gradient of ``function`` at ``x`` by central differences, entry by entry.

    For the entry i, with e a tensor of zeros that has a 1 at that entry: ``(f(x + eps e) - f(x - eps e)) / (2 eps)``.
    ``function`` gives a scalar and may be one that autograd cannot follow: use no autograd. Call it on tensors of the
    shape of ``x`` only, which is any shape, also none. The result has the shape of ``x``. ``x`` may require grad or
    not, and afterwards it is exactly as it was; so is PyTorch's recording of gradients, which stays on if it was on.
    """
    slopes = torch.empty(x.numel())
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        nudge = nudge.reshape(x.shape)
        with torch.no_grad():
            slopes[entry] = (function(x + nudge) - function(x - nudge)) / (2 * eps)
    return slopes.reshape(x.shape)


def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return the Jacobian of ``function`` at ``x``, worked out by autograd.

    ``x`` has the shape (n,) and ``function(x)`` the shape (m,). The result is the (m, n) matrix whose entry in row i
    and column j is the slope of output i as the entry j of ``x`` grows; m and n may differ, and either may be 1. An
    output may depend on some entries only, or on none: those slopes are 0. ``x`` may require grad or not, and may hold
    something in ``.grad`` already; afterwards it is as it was. Whether the result requires grad is free.
    """
    return torch.autograd.functional.jacobian(function, x)
