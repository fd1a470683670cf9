"""Messages for the learner: what was called, what came back, what was wanted of it. Never a value of a hidden input."""

import difflib
import io
from collections.abc import Iterable, Mapping
from typing import Final

import pytest

from autograder.course.crashes import usually_means
from autograder.errors import BadAnswer, GradkitError, LearnerError, Missing, Place, Raised, SuiteError, TimedOut
from autograder.grading.compare import WrongAnswerError
from autograder.grading.verdict import CriterionStatus
from autograder.submissions.notebooks import cell_of

NOT_STARTED: Final = "not started yet"
MAX_LINE: Final = 200  # characters of a learner's own line


def status_of(error: BaseException | None) -> CriterionStatus:
    """Return the status that what a hidden test raised gives its criterion.

    Raises:
        SuiteError: no answer should make a hidden test raise that. The fault is the suite's.
    """
    match error:
        case None:
            return "passed"
        case pytest.skip.Exception():
            return "skipped"
        case TimedOut():
            return "timed_out"
        case Missing() | BadAnswer() | AssertionError() | pytest.fail.Exception():
            return "failed"
        case LearnerError():
            return "crashed"
        case _:
            raise SuiteError(f"a hidden test raised {type(error).__name__}: {error}") from error


def is_unexpected(error: BaseException | None) -> bool:
    """Tell whether a suite broke on what it was given, or asked for a name that is not there: whose fault is that?"""
    expected = (GradkitError, AssertionError, pytest.fail.Exception, pytest.skip.Exception)
    return isinstance(error, Missing) or (error is not None and not isinstance(error, expected))


def explain(error: BaseException | None, call: str, sources: Mapping[str, bytes]) -> str:
    """Return what the learner should hear of a criterion.

    Args:
        error: what the hidden test raised.
        call: the last call of the learner's code, in words; empty where there was none.
        sources: the submission's files, by module name.
    """
    match error:
        case None:
            return ""
        case WrongAnswerError():
            return _sentence(call, str(error))
        case Raised():
            return _sentence(call, _raised(error, sources))
        case LearnerError() | AssertionError():
            return _sentence(call, str(error) or "the answer is not right")
        case pytest.fail.Exception() | pytest.skip.Exception():
            return str(error.msg)
        case _:
            return ""


def missing(name: str, module: str, names: Iterable[str]) -> str:
    """Return the message for a name that a module lacks; a similar name in it is likely a misspelling."""
    similar = difflib.get_close_matches(name, sorted(names), n=1)
    if similar:
        return f"{module}.py has no {name}, but it has {similar[0]}: rename that, if it is meant to be the same"
    return f"{module}.py has no {name}: is it misspelt, or not written yet?"


def is_not_started(error: BaseException | None, exercise: str) -> bool:
    """Tell whether an error is the stub's own: a ``NotImplementedError`` from the very function or class asked for."""
    if not isinstance(error, Raised) or error.kind != "NotImplementedError" or not error.places:
        return False
    return error.places[-1].function.partition(".")[0] == exercise


def _sentence(call: str, reason: str) -> str:
    return f"{call}: {reason}" if call else reason


def _raised(error: Raised, sources: Mapping[str, bytes]) -> str:
    what = f"{error.kind}: {error.text}" if error.text else error.kind
    means = usually_means(error.kind, error.text)
    meaning = f"\n\n{means}" if means else ""
    if not error.places:
        return f"it raised {what}{meaning}"
    place = error.places[-1]
    source = sources[place.file.removesuffix(".py")]
    return f"{_where(place, source)} raised {what}\n\n    {_line(place, source)}{meaning}"


def _where(place: Place, source: bytes) -> str:
    """Name a place as its learner sees it: a notebook has cells, and no file name that it became."""
    if found := cell_of(source, place.line):
        return f"cell {found[0]}, line {found[1]}"
    return f"{place.file}, line {place.line}"


def _line(place: Place, source: bytes) -> str:
    lines = io.TextIOWrapper(io.BytesIO(source), encoding="utf-8", errors="replace").readlines()  # ends as Python sees
    line = lines[place.line - 1].strip() if place.line <= len(lines) else ""
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} ..."
