"""Questions that put something of known worth into the place of what a learner wrote."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import torch

from autograder.sandbox.kit.tensors import _module_of


def with_answers(
    function: Callable[..., Any],
    helper: str,
    *arguments: Any,
    answers: Sequence[tuple[torch.Tensor, Sequence[torch.Tensor]]],
) -> Any:
    """Call ``function`` while ``helper``, of the same module, gives the right answers to the arguments expected.

    A learner whose helper is wrong has lost its points already; what builds on it can be judged all the same.

    Args:
        function: what is called.
        helper: the name of another function of its module, which takes one tensor and returns a tuple of tensors.
        arguments: what ``function`` is called with.
        answers: each argument that the helper may meet, with what it should return. It has the learner's own answer to
            any other, and the shapes of the learner's own where they have as many entries.
    """
    names = _module_of(function)
    original = names.get(helper)

    def mended(values: torch.Tensor) -> Any:
        right = next((answer for known, answer in answers if _same(values, known)), None)
        if right is None:
            return original(values)  # type: ignore[misc]  # where there is none, that is the learner's TypeError
        own: Any = ()
        with suppress(Exception):
            own = original(values.clone())  # type: ignore[misc]  # likewise
        if not isinstance(own, tuple | list) or len(own) != len(right):
            own = right
        return tuple(_shaped_as(mine, each) for mine, each in zip(own, right, strict=True))

    names[helper] = mended
    try:
        return function(*arguments)
    finally:
        if original is None:
            del names[helper]
        else:
            names[helper] = original


def _same(values: object, known: torch.Tensor) -> bool:
    return isinstance(values, torch.Tensor) and torch.equal(values.detach().to(known.dtype), known)


def _shaped_as(own: object, right: torch.Tensor) -> torch.Tensor:
    if isinstance(own, torch.Tensor) and own.numel() == right.numel():
        return right.reshape(own.shape)
    return right
