"""Functions to differentiate, made from plain tensors and kept beside the learner's code.

Each takes tensors of one shape only, in any floating dtype, and refuses every other shape.
"""

from collections.abc import Callable

import torch

Tensor = torch.Tensor
Function = Callable[[Tensor], Tensor]


def quadratic(matrix: Tensor, vector: Tensor, offset: float = 0.0) -> Function:
    """Return ``x -> flat @ matrix @ flat + vector . flat + offset``, a scalar, for ``flat = x.flatten()``.

    ``x`` has the shape of ``vector``; ``matrix`` has a row and a column for each of its entries.
    """

    def function(x: Tensor) -> Tensor:
        _check_shape(x, vector)
        flat = x.reshape(-1)
        # A plain number added to a scalar would make the slopes of forward mode float64.
        constant = torch.tensor(offset, dtype=x.dtype)
        return flat @ matrix.to(x.dtype) @ flat + vector.to(x.dtype).reshape(-1) @ flat + constant

    return function


def cubic(factors: Tensor) -> Function:
    """Return ``x -> sum(factors * x**3)``, a scalar, for ``x`` of the shape of ``factors``."""

    def function(x: Tensor) -> Tensor:
        _check_shape(x, factors)
        return (factors.to(x.dtype) * x**3).sum()

    return function


def without_graph(function: Function) -> Function:
    """Return a function with the same values that no autograd can follow."""
    return lambda x: function(x.detach())


def curves(slopes: Tensor, bends: Tensor, offset: float = 0.0) -> Function:
    """Return ``x -> slopes @ x + bends @ x**2 + offset``, of shape (m,), for ``x`` of shape (n,).

    ``slopes`` and ``bends`` are (m, n).
    """

    def function(x: Tensor) -> Tensor:
        _check_shape(x, slopes[0])
        return slopes.to(x.dtype) @ x + bends.to(x.dtype) @ x**2 + offset

    return function


def and_constants(function: Function, constants: Tensor) -> Function:
    """Return a function with further outputs, which do not depend on its argument: shape (m,) becomes (m + k,)."""

    def longer(x: Tensor) -> Tensor:
        outputs = function(x)
        return torch.cat([outputs, constants.to(outputs.dtype)])

    return longer


def _check_shape(x: Tensor, like: Tensor) -> None:
    if x.shape != like.shape:
        raise ValueError(f"this function takes tensors of shape {tuple(like.shape)}, not {tuple(x.shape)}")
