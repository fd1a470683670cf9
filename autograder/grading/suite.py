"""All that a hidden suite imports: ``criterion``, the comparisons, and the error for a wrong answer.

A hidden suite is an ordinary pytest file. Each criterion is one test function with a title that learners read:

    @criterion("numbers.spread", "goes from the smallest entry to the largest", weight=2)
    def test_spread(student, draw):
        values = draw.normal(6, 3)
        assert_close(student.numbers.spread(values), values.max() - values.min())

(``numbers.spread`` is no exercise of the course: learners have this file.)

The fixtures are ``student`` (``autograder.grading.student``), ``draw`` (``autograder.grading.draw``) and ``follows``
(``autograder.grading.carried``). A plain ``assert`` needs a message, and a learner reads that message: no values in it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import torch

from autograder.errors import EngineError
from autograder.grading.compare import WrongAnswerError, assert_close, check_tensor, entries
from autograder.grading.student import Student

__all__ = [
    "WrongAnswerError",
    "assert_close",
    "check_tensor",
    "criterion",
    "either",
    "entries",
    "left_alone",
    "refuses",
]

Test = TypeVar("Test", bound=Callable[..., Any])


def criterion(exercise: str, title: str, *, weight: int = 1) -> Callable[[Test], Test]:
    """Mark a test as a criterion of an exercise.

    Args:
        exercise: the exercise's id, ``"descent.mse"``.
        title: what it asks, as a learner reads it: "averages over all entries".
        weight: its share of the exercise's points.
    """
    return pytest.mark.criterion(exercise, title, weight)


@contextmanager
def refuses(what: str) -> Iterator[None]:
    """Expect the learner's code to raise ``ValueError``; ``what`` names what it must refuse.

    Raises:
        WrongAnswerError: nothing was raised.
    """
    try:
        yield
    except ValueError:
        return
    raise WrongAnswerError(f"{what} went through without an error; a ValueError is asked for")


def left_alone(student: Student, function: Callable[..., Any], *arguments: torch.Tensor) -> None:
    """Hold what a call of the learner's function leaves of its arguments against what they were.

    Raises:
        WrongAnswerError: one has other values, requires grad, or has a gradient.
    """
    copies = [argument.clone() for argument in arguments]
    after = student.kit.arguments_after(function, copies)
    for number, (now, before) in enumerate(zip(after, arguments, strict=True), start=1):
        assert_close(now["value"], before, rtol=0, atol=0, what=f"argument {number} after the call")
        if now["requires_grad"] or now["grad"] is not None:
            raise WrongAnswerError(f"argument {number} requires grad or has a gradient after the call")


def either(*attempts: Callable[[], None]) -> None:
    """Let the learner's code pass in one of several ways; where it passes in none, what the first raised stands."""
    errors: list[Exception] = []
    for attempt in attempts:
        try:
            attempt()
        except EngineError:
            raise
        except Exception as error:  # whatever wrong code leads to  # noqa: BLE001
            errors.append(error)
        else:
            return
    raise errors[0]
