"""Traces: what came back from a learner's code, answer by answer, while one criterion was decided.

Two submissions with equal traces have made the same mistake, however differently they are written: the inputs are the
same for everyone of a cohort. What a trace holds comes from the worker. It decides nothing about points.
"""

from typing import Any, Final

import torch

from autograder.errors import LearnerError, Raised
from autograder.grading.compare import WrongAnswerError, assert_close, describe
from autograder.sandbox import wire

MAX_SIZE: Final = 100_000
"""Entries of tensors and collections that a trace keeps; one that would grow larger is like no other."""

FREE_WORDS: Final = {"ValueError", "AssertionError", "KeyError", "RecursionError"}
"""Errors whose words are the learner's own, or a name that they chose, or the call that happened to be last."""

RTOL: Final = 1e-3
ATOL: Final = 1e-5


class Trace:
    """The answers to a criterion's questions, in their order; an error is an answer too."""

    def __init__(self) -> None:
        self._answers: list[Any] = []
        self._room = MAX_SIZE

    def note(self, answer: object) -> None:
        """Add an answer."""
        self._room -= _size(answer)
        if self._room > 0:
            self._answers.append(_plain(answer))
        else:
            self._answers.clear()

    def copy(self) -> "Trace":
        """Return a trace with the same answers, to which nothing is added any more when this one grows."""
        other = Trace()
        other._answers, other._room = list(self._answers), self._room
        return other

    def equals(self, other: "Trace") -> bool:
        """Tell whether both hold the same answers, up to rounding; a trace without any equals none."""
        if not self._answers or len(self._answers) != len(other._answers):
            return False
        return all(_alike(mine, theirs) for mine, theirs in zip(self._answers, other._answers, strict=True))

    def pack(self) -> bytes:
        """Return the trace as bytes, for ``unpack``; nothing where it is empty, or too large to be kept."""
        try:
            return wire.pack(0, self._answers) if self._answers else b""
        except wire.WireError:
            return b""

    @classmethod
    def unpack(cls, data: bytes) -> "Trace":
        """Return the trace that ``pack`` made these bytes of.

        Raises:
            WireError: it did not.
        """
        trace = cls()
        if data:
            if len(data) < wire.HEAD.size:
                raise wire.WireError("a trace that was cut short")
            _, length, _ = wire.head(data[: wire.HEAD.size])
            tree, body = data[wire.HEAD.size :][:length], data[wire.HEAD.size + length :]
            trace._answers = wire.unpack(tree, body, _refuse)
        return trace


def _refuse(_: object) -> object:
    raise wire.WireError("a trace holds plain values only")


def _size(answer: object) -> int:
    if isinstance(answer, torch.Tensor):
        return 1 + answer.numel()
    if isinstance(answer, dict):
        return 1 + sum(map(_size, answer.values()))
    return 1 + sum(map(_size, answer)) if isinstance(answer, list | tuple) else 1


def _plain(answer: object) -> object:
    """Return an answer as plain data: an object that stayed in the worker is its kind, an error its message.

    Of errors whose words are chance, or the learner's to choose, only the kind is kept.
    """
    if isinstance(answer, Raised):
        return "raised", answer.kind, "" if answer.kind in FREE_WORDS else answer.text
    if isinstance(answer, LearnerError):
        return "raised", type(answer).__name__, str(answer)
    if isinstance(answer, list | tuple):
        return [_plain(part) for part in answer]
    if isinstance(answer, dict):
        return [[_plain(key), _plain(part)] for key, part in answer.items()]
    if answer is None or isinstance(answer, torch.Tensor | bool | int | float | str | bytes):
        return answer
    return "an object", describe(answer), str(answer) if isinstance(answer, torch.dtype | torch.device) else ""


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if type(one) is not type(other):
        return False
    if not isinstance(one, torch.Tensor | float):
        return bool(one == other)
    try:
        assert_close(one, other, rtol=RTOL, atol=ATOL)
    except WrongAnswerError:
        return False
    return True
