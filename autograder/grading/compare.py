"""Comparing an answer with what is right, in words that a learner may read: shapes and types, never a value."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import torch

RTOL: Final = 1e-4
ATOL: Final = 1e-6


class WrongAnswerError(AssertionError):
    """An answer is not right. The message is fit for a learner: it holds no expected value and no hidden input."""


def assert_close(actual: Any, expected: Any, *, rtol: float = RTOL, atol: float = ATOL, what: str = "it") -> None:
    """Hold an answer against the right one: types, shapes and dtypes first, then finiteness, then values.

    Tensors are compared as ``torch.testing.assert_close`` does, |actual - expected| <= atol + rtol * |expected|, save
    that ``atol`` grows with the largest expected magnitude beyond 1, since rounding in a sum is relative to its largest
    term. A list passes for a tuple. Everything else must be of the very type and equal.

    Args:
        actual: what the learner's code gave.
        expected: a tensor, a float, a tuple or list of such, or a plain value.
        rtol: relative tolerance.
        atol: absolute tolerance.
        what: how a message names the answer.

    Raises:
        WrongAnswerError: it is not right; the message says in which respect.
    """
    if isinstance(expected, torch.Tensor):
        _assert_tensor(actual, expected, rtol, atol, what)
    elif type(expected) in (tuple, list):
        _assert_sequence(actual, expected, rtol, atol, what)
    elif type(expected) is float:
        if not isinstance(actual, float):
            raise WrongAnswerError(f"{what} is {describe(actual)}; a Python float is wanted")
        if not _close_floats(actual, expected, rtol, atol):
            raise WrongAnswerError(f"{what} is {describe(actual)}, but not the right number")
    elif type(actual) is not type(expected):
        raise WrongAnswerError(f"{what} is {describe(actual)}; {describe(expected)} is wanted")
    elif actual != expected:
        raise WrongAnswerError(f"{what} is {describe(actual)}, but not the right one")


def entries(answer: Any, count: int, what: str = "it") -> Sequence[Any]:
    """Return the entries of an answer that must be a tuple (or list) of ``count``.

    Raises:
        WrongAnswerError: it is something else.
    """
    if not isinstance(answer, tuple | list):
        raise WrongAnswerError(f"{what} is {describe(answer)}; a tuple of {count} is wanted")
    if len(answer) != count:
        raise WrongAnswerError(f"{what} has {len(answer)} entries; {count} are wanted")
    return answer


def check_tensor(
    answer: Any, shape: Sequence[int], dtype: torch.dtype = torch.float32, what: str = "it"
) -> torch.Tensor:
    """Return an answer that must be a tensor of this shape and dtype, whatever its values.

    Raises:
        WrongAnswerError: it is something else.
    """
    if not isinstance(answer, torch.Tensor):
        raise WrongAnswerError(f"{what} is {describe(answer)}; a tensor is wanted")
    if tuple(answer.shape) != tuple(shape):
        raise WrongAnswerError(f"{what} has the shape {tuple(answer.shape)}; {tuple(shape)} is wanted")
    if answer.dtype != dtype:
        raise WrongAnswerError(f"{what} has the dtype {_dtype(answer)}; {str(dtype).removeprefix('torch.')} is wanted")
    return answer


def describe(value: Any) -> str:
    """Name a value by its type, shape and dtype, and by nothing that a hidden input could be read from."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)} and dtype {_dtype(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if value is None:
        return "None"
    name = getattr(value, "kind", None) or type(value).__name__
    if isinstance(value, tuple | list | dict):
        return f"a {name} of {len(value)}"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _assert_tensor(actual: Any, expected: torch.Tensor, rtol: float, atol: float, what: str) -> None:
    answer = check_tensor(actual, expected.shape, expected.dtype, what).detach()
    expected = expected.detach()
    real = expected.is_floating_point()
    if torch.equal(answer, expected) or (real and torch.allclose(answer, expected, rtol=rtol, atol=atol)):
        return  # as most are; what follows says no, and why, or allows more where there are large terms
    if not real:
        wrong = answer != expected
    else:
        strange = ~torch.isfinite(answer) & torch.isfinite(expected)
        if strange.any():
            raise WrongAnswerError(f"{what} is NaN or infinite in {_count(strange)}")
        scale = max(1.0, _largest(expected))
        wrong = ~torch.isclose(answer, expected, rtol=rtol, atol=atol * scale, equal_nan=True)
    if wrong.any():
        raise WrongAnswerError(f"{what} has the right shape, but not the right value in {_count(wrong)}")


def _assert_sequence(actual: Any, expected: Sequence[Any], rtol: float, atol: float, what: str) -> None:
    if type(expected) is list and not isinstance(actual, list):
        raise WrongAnswerError(f"{what} is {describe(actual)}; a list is wanted")
    pairs = zip(entries(actual, len(expected), what), expected, strict=True)
    for number, (entry, right) in enumerate(pairs, start=1):
        assert_close(entry, right, rtol=rtol, atol=atol, what=f"entry {number} of {what}")


def _close_floats(actual: float, expected: float, rtol: float, atol: float) -> bool:
    if not (math.isfinite(actual) and math.isfinite(expected)):
        return actual == expected or (math.isnan(actual) and math.isnan(expected))
    return abs(actual - expected) <= atol * max(1.0, abs(expected)) + rtol * abs(expected)


def _largest(tensor: torch.Tensor) -> float:
    finite = tensor[torch.isfinite(tensor)]
    return float(finite.abs().max()) if finite.numel() else 0.0


def _count(mask: torch.Tensor) -> str:
    bad, total = int(mask.sum()), mask.numel()
    return f"{bad} of {total} entries" if total > 1 else "its one entry"


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


Comparison = Callable[[Any, Any], None]
"""Something that raises ``WrongAnswerError`` unless its first argument may pass for its second, as ``assert_close``."""
