"""Questions about tensors, and about functions of tensors."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

Tensor = torch.Tensor


def generator(seed: int) -> torch.Generator:
    """Return a new CPU generator that starts from ``seed``."""
    return torch.Generator().manual_seed(seed)


def seed(number: int) -> None:
    """Set torch's global CPU generator, which is all that ``torch.manual_seed`` does without an accelerator.

    That one also queues a call, with a formatted stack, for every backend that is not initialized: a millisecond each
    time, and memory that is never freed.
    """
    torch.default_generator.manual_seed(number)


def keep(tensor: Tensor, *, requires_grad: bool, strided: bool) -> Tensor:
    """Return a leaf with the values of ``tensor``, and not contiguous in memory where ``strided`` says so."""
    copy = tensor.detach().clone()
    if strided:
        copy = torch.stack([copy, torch.full_like(copy, 7)], dim=-1)[..., 0]
    return copy.detach().requires_grad_(requires_grad)


def give_gradient(tensor: Tensor, gradient: Tensor | None) -> None:
    """Set a leaf's ``.grad`` to a copy of a gradient, or to None."""
    tensor.grad = None if gradient is None else gradient.clone()


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


def gradient_left(tensor: Tensor) -> bool:
    """Tell whether a tensor has a gradient that is not all zeros: how it was reset is free."""
    return tensor.grad is not None and bool(tensor.grad.any())


def each(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> list[Any]:
    """Return what ``function`` gives for the arguments of each case."""
    return [function(*case) for case in cases]


def arguments_after(function: Callable[..., object], arguments: Sequence[Tensor]) -> list[dict[str, Any]]:
    """Call ``function`` with copies of ``arguments`` and return ``look`` of each copy, as the call left it."""
    copies = [keep(argument, requires_grad=argument.requires_grad, strided=False) for argument in arguments]
    function(*copies)
    return [look(copy) for copy in copies]


def learns(tensor: Tensor) -> dict[str, Any]:
    """Return ``look`` of a tensor after the backward pass of the sum of its squares.

    A leaf's ``grad`` is then twice its value.
    """
    tensor.grad = None
    loss = (tensor * tensor).sum()
    if loss.requires_grad:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return look(tensor)


def all_learn(function: Callable[..., Sequence[Tensor]], *arguments: Any) -> list[dict[str, Any]]:
    """Return what ``learns`` says of each tensor that ``function(*arguments)`` gives."""
    return [learns(tensor) for tensor in function(*arguments)]


def with_leaves(function: Callable[..., Any], helper: str, *arguments: Any) -> Any:
    """Call ``function`` while the tensors that ``helper``, of the same module, returns are leaves that require grad.

    A learner whose helper forgot that has lost its points already; what builds on it can be judged all the same.
    """
    names = _module_of(function)
    original = names.get(helper)
    if not callable(original):
        return function(*arguments)

    def mended(*args: Any, **kwargs: Any) -> Any:
        made = original(*args, **kwargs)
        if not isinstance(made, tuple | list):
            return made
        return tuple(each.detach().requires_grad_() if isinstance(each, Tensor) else each for each in made)

    names[helper] = mended
    try:
        return function(*arguments)
    finally:
        names[helper] = original


def _module_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the names of the module that a function is from, whatever callable it was wrapped in."""
    inner: Any = function
    while not hasattr(inner, "__globals__"):
        inner = getattr(inner, "__wrapped__", None) or getattr(inner, "func", None)
        if inner is None:
            return vars(sys.modules[type(function).__module__])
    names: dict[str, Any] = inner.__globals__
    return names


def gradients(function: Callable[..., Tensor], arguments: Sequence[Tensor], output_gradient: Tensor) -> list[Tensor]:
    """Return ``function(*arguments)`` and, for each argument, the gradient of its sum weighted by ``output_gradient``.

    An argument that the output does not depend on has a gradient of zeros. Where the output has another shape than
    ``output_gradient``, its entries are weighted in their order, the weights repeated as often as needed.
    """
    inputs = [argument.detach().clone().requires_grad_() for argument in arguments]
    output = function(*inputs)
    if not isinstance(output, Tensor) or not output.requires_grad:
        return [output, *(torch.zeros_like(argument) for argument in arguments)]
    if output.shape != output_gradient.shape:
        repeats = -(-output.numel() // output_gradient.numel())
        output_gradient = output_gradient.flatten().repeat(repeats)[: output.numel()].reshape(output.shape)
    found = torch.autograd.grad(output, inputs, output_gradient, allow_unused=True)
    slopes = (torch.zeros_like(each) if grad is None else grad for each, grad in zip(arguments, found, strict=True))
    return [output.detach(), *slopes]


class AutogradUsedError(RuntimeError):
    """A function that was to work by hand asked autograd."""


class _NoFunctionalAutograd(TorchFunctionMode):
    """Refuses the transforms of ``torch.func``, which work in inference mode too."""

    def __torch_function__(
        self, func: Callable[..., Any], _types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if not torch.is_inference_mode_enabled():
            raise AutogradUsedError("this exercise is to be worked out by hand, without leaving inference mode")
        if torch._C._functorch.peek_interpreter_stack() is not None:
            raise AutogradUsedError("this exercise is to be worked out by hand, without torch.func")
        return func(*args, **(kwargs or {}))


def by_hand(function: Callable[..., Any], *arguments: Tensor) -> Any:
    """Call ``function`` where no autograd works: in inference mode, and with ``torch.func`` refused."""
    with torch.inference_mode(), _NoFunctionalAutograd():
        return function(*arguments)
