"""Questions that can only be asked where the learner's objects are: inside the worker, beside the learner's code.

This module is a leaf: it is imported by the fork server, which holds no secret, and imports nothing but torch. A hidden
test reaches it as ``student.kit``. What it answers is the worker's word; a test that rests on it proves the point by
values wherever it can.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

Tensor = torch.Tensor


def generator(seed: int) -> torch.Generator:
    """Return a new CPU generator that starts from ``seed``."""
    return torch.Generator().manual_seed(seed)


def strided(tensor: Tensor) -> Tensor:
    """Return a tensor with the same values that is not contiguous in memory (unless it holds fewer than two)."""
    return torch.stack([tensor, torch.zeros_like(tensor)], dim=-1)[..., 0]


def leaves(values: Sequence[Tensor], gradients: Sequence[Tensor | None] | None = None) -> list[Tensor]:
    """Return a leaf that requires grad for each value, its ``.grad`` set to the gradient in the same place."""
    made = [value.clone().requires_grad_() for value in values]
    for leaf, gradient in zip(made, gradients or [], strict=False):
        leaf.grad = None if gradient is None else gradient.clone()
    return made


def look(tensor: Tensor) -> dict[str, Any]:
    """Return what a tensor is at this moment: its ``value``, ``grad``, ``requires_grad`` and ``is_leaf``."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"expected a tensor, got {type(tensor).__name__}")
    return {
        "value": tensor.detach().clone(),
        "grad": tensor.grad if tensor.is_leaf else None,
        "requires_grad": tensor.requires_grad,
        "is_leaf": tensor.is_leaf,
    }


def arguments_after(function: Callable[..., object], *arguments: Any) -> list[dict[str, Any]]:
    """Call ``function`` and return ``look`` of every tensor among its arguments, as the call left them."""
    function(*arguments)
    return [look(argument) for argument in arguments if isinstance(argument, Tensor)]


def gradients(function: Callable[..., Tensor], arguments: Sequence[Tensor], output_gradient: Tensor) -> list[Tensor]:
    """Return the gradient of ``(function(*arguments) * output_gradient).sum()`` for each argument, by autograd.

    An argument that the output does not depend on has a gradient of zeros.
    """
    inputs = leaves(arguments)
    output = function(*inputs)
    if not isinstance(output, Tensor) or not output.requires_grad:
        return [torch.zeros_like(argument) for argument in arguments]
    found = torch.autograd.grad(output, inputs, output_gradient, allow_unused=True)
    return [torch.zeros_like(each) if grad is None else grad for each, grad in zip(arguments, found, strict=True)]


class AutogradUsedError(RuntimeError):
    """A function that was to work by hand asked autograd."""


class _NoFunctionalAutograd(TorchFunctionMode):
    """Refuses the transforms of ``torch.func``, which work in inference mode too."""

    def __torch_function__(
        self, func: Callable[..., Any], _types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if torch._C._functorch.peek_interpreter_stack() is not None:
            raise AutogradUsedError("this exercise is to be worked out by hand, without torch.func")
        return func(*args, **(kwargs or {}))


def by_hand(function: Callable[..., Any], *arguments: Tensor) -> Any:
    """Call ``function`` where no autograd works: in inference mode, and with ``torch.func`` refused."""
    with torch.inference_mode(), _NoFunctionalAutograd():
        return function(*arguments)
