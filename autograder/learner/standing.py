"""What the visible tests said: what ``pytest exercises/ --standing FILE`` writes, and how to have it written."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec

from autograder.errors import EngineError
from autograder.learner.workbook import Workbook

State = Literal["passed", "to fix", "not started", "skipped"]

QUIET: Final = ("-qq", "--no-header", "-p", "no:cacheprovider", "-p", "no:anyio")
"""Arguments for a run of which only the standing is wanted. anyio comes with watchfiles, and its plugin costs 0.2 s."""

IMPORT: Final = "import"
"""What stands in a test's place where the learner's file could not be imported."""


class Told(msgspec.Struct, frozen=True):
    """What one test said of an exercise.

    Attributes:
        test: the test's name.
        title: the behaviour that it is about.
        state: how it ended.
        message: what the learner should hear; empty where it passed.
        output: what the learner's code printed.
        late: whether it ran out of time.
    """

    test: str
    title: str
    state: State
    message: str
    output: str
    late: bool


class ExerciseStanding(msgspec.Struct, frozen=True):
    """What an exercise's tests said.

    Attributes:
        state: what they come to.
        note: what the state alone does not say.
        file: the learner's file.
        line: the line in it to look at, from 1; 0 where it is not found.
        tests: test by test.
    """

    state: State
    note: str
    file: str
    line: int
    tests: list[Told]


Standing = dict[str, ExerciseStanding]
"""What stands of every exercise whose tests ran, by id, in the order of the course."""


def to_do(standing: Standing, exercises: Iterable[str]) -> str | None:
    """Return the first of some exercises to mend, or else to begin; None where there is none."""
    names = [name for name in exercises if name in standing]
    to_fix = (name for name in names if standing[name].state == "to fix")
    not_started = (name for name in names if standing[name].state == "not started")
    return next(to_fix, None) or next(not_started, None)


def bar(passed: int, total: int, width: int) -> str:
    """Return so many of all, drawn in so many characters."""
    return ("#" * (width * passed // total)).ljust(width, ".")


class _File(msgspec.Struct):
    exercises: Standing


def read_standing(path: Path) -> Standing | None:
    """Return what a run has written; None where it came to no end."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File).exercises
    except FileNotFoundError:
        return None


def run_tests(workbook: Workbook) -> Standing:
    """Run all visible tests of a workbook and return what they said.

    Raises:
        EngineError: pytest could not run them; the message says why.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standing.json"
        command = [sys.executable, "-m", "pytest", str(workbook.exercises), *QUIET, "--standing", str(path)]
        ran = subprocess.run(command, cwd=workbook.root, capture_output=True, text=True, check=False)
        standing = read_standing(path)
    if standing is None:
        raise EngineError(f"pytest could not run the tests in {workbook.exercises}:\n{ran.stdout}{ran.stderr}".rstrip())
    return standing
