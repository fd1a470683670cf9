"""What the hidden cells of a notebook call: an exercise's hidden tests, on what the notebook has defined so far.

nbgrader reads a cell's outputs: an error, or anything on stderr, is no points; a number that is displayed is so many;
anything else, and nothing at all, is full marks. So this is silent, and displays a number in its own way, whatever the
notebook has made of IPython's. Where the fault is ours no cell can say so: the kernel ends, nbgrader says that the
submission could not be graded, and it has no grade.
"""

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from autograder.course.catalogue import Course
from autograder.errors import EngineError, GradkitError
from autograder.grading.judge import Judge
from autograder.grading.loop import Collector, run_pytest
from autograder.grading.protocol import Setup
from autograder.grading.verdict import DECIMALS, ExerciseResult
from autograder.notebooks.fork import Kernel

COURSE: Final = "GRADKIT_COURSE"
SEED: Final = "GRADKIT_SEED"
"""What nbgrader_config.py says: where the checkout is, if it is not found, and the seed of the hidden inputs."""


def give(exercise: str, namespace: Mapping[str, Any]) -> None:
    """Display the points that a notebook has earned with an exercise.

    Args:
        exercise: its id.
        namespace: what the notebook has defined.

    Raises:
        EngineError: the fault is ours; in ``nbgrader autograde`` the kernel ends in its place.
    """
    try:
        with _silence():
            course = Course(Path(os.environ[COURSE])) if COURSE in os.environ else Course.find()
            earned = points(course, exercise, decide(course, exercise, namespace))
    except Exception as error:
        _tell(f"gradkit: {exercise} cannot be graded, which is not the learner's fault: {error}")
        raise EngineError(f"{exercise} cannot be graded, which is not the learner's fault: {error}") from error
    sys.displayhook(_Points(earned))


def decide(course: Course, exercise: str, namespace: Mapping[str, Any]) -> ExerciseResult:
    """Return what became of an exercise.

    Raises:
        GradkitError: something of ours broke.
    """
    module = course.exercises[exercise].module
    setup = Setup(str(course.root), "process", int(os.environ.get(SEED, "0")), only=(exercise,))
    cell = _Cell(course, Judge(setup, course, Kernel(module, namespace)), module)
    status = run_pytest(course, cell, module=module)
    if cell.fault is not None or exercise not in cell.results:
        raise cell.fault or EngineError(f"pytest could not run the hidden suite: {status!r}")
    return cell.results[exercise]


def points(course: Course, exercise: str, result: ExerciseResult) -> float:
    """Return the points for a result: where criteria were skipped, since there is no GPU, the others count for all."""
    most = course.exercises[exercise].points
    return round(most * result.score / result.max_score, DECIMALS) if result.max_score else most


class _Cell(Collector):
    """Collects the suite of one module, and decides once."""

    def __init__(self, course: Course, judge: Judge, module: str) -> None:
        super().__init__(course, judge)
        self._sources = {module: b""}  # the text is in the notebook's cells; it is in memory by now
        self.results: dict[str, ExerciseResult] = {}

    def run(self) -> None:
        """Decide."""
        self.results, _ = self._judge.decide(self._sources)


class _Points:
    """A number that is displayed as it is: floats have the precision that a notebook asks for."""

    def __init__(self, number: float) -> None:
        self._number = number

    def __repr__(self) -> str:
        return str(self._number)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep Python and the libraries below it from writing anything."""
    streams = sys.stdout, sys.stderr
    for stream in streams:
        stream.flush()
        stream.write = len  # type: ignore[method-assign]  # for whoever keeps them, as logging does
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for descriptor in (1, 2):
            os.dup2(nowhere, descriptor)
        nothing = io.StringIO()
        with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for descriptor, copy in zip((1, 2), kept, strict=True):
            os.dup2(copy, descriptor)
            os.close(copy)
        os.close(nowhere)
        for stream in streams:
            del stream.write


def _tell(fault: str) -> None:
    """End the kernel with a word on the terminal, where nobody would read it in a cell."""
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        terminal = getattr(sys.stderr, "_original_stdstream_copy", 2)  # ipykernel has put a pipe in its place
        os.write(terminal, f"{fault}\n".encode())
        os._exit(GradkitError.exit_code)
