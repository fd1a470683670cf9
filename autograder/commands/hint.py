"""``gradkit hint``: one hint more for an exercise each time, and what else helps when all are used."""

import sys
import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from autograder.course.catalogue import Exercise
from autograder.learner.files import near
from autograder.learner.hints import Hints
from autograder.learner.workbook import Workbook

_WIDEST = 100
"""Longer lines are hard to read, however wide the terminal is."""


def hint_command(name: str, *, again: bool) -> int:
    """Give one hint more, or repeat those so far, and return the exit status.

    Raises:
        UsageError: this is no workbook, or it has no such exercise, or the notes cannot be written.
    """
    workbook = Workbook.find()
    exercise = workbook.exercise(name)
    hints = Hints(workbook)
    before = hints.given(exercise)
    given = before if again else hints.next(exercise)
    console = Console(highlight=False, markup=False, emoji=False)
    if hints.notice:
        sys.stderr.write(f"gradkit: {hints.notice}\n")
    console.print(Text(exercise.id, "bold").append(f"  {exercise.title}", "not bold"), soft_wrap=True)
    console.print(_count(given, exercise))
    for number, hint in enumerate(given, start=1):
        is_new = number > len(before)
        console.print()
        console.print(Text(_wrapped(hint, f"{number}. ", console.width), "bold" if is_new else ""), soft_wrap=True)
    console.print()
    for line in _what_next(exercise, given, workbook):
        console.print(line, soft_wrap=True)
    return 0


def _count(given: tuple[str, ...], exercise: Exercise) -> str:
    if not exercise.hints:
        return "no hints"
    return f"hint {len(given)} of {len(exercise.hints)}" if given else f"none of {len(exercise.hints)} hints given yet"


def _wrapped(hint: str, start: str, width: int) -> str:
    return textwrap.fill(
        hint,
        min(width, _WIDEST),
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,  # there is code in it
    )


def _what_next(exercise: Exercise, given: tuple[str, ...], workbook: Workbook) -> Iterator[str]:
    if len(given) < len(exercise.hints):
        yield f"For {'one more' if given else 'the first'}: gradkit hint {exercise.id}"
        return
    folder = workbook.path_of(exercise.module).parent
    yield "There are no more. What else helps:"
    yield f"  the lesson        {near(folder / 'README.md')}{_heading(exercise, workbook)}"
    yield f"  its tests         pytest {near(folder)} -k {exercise.in_tests}"
    yield f"  to begin afresh   gradkit reset {exercise.id}  (your text is kept)"


def _heading(exercise: Exercise, workbook: Workbook) -> str:
    """Return where in its lesson an exercise is explained: under its title, if there is such a heading."""
    lesson = workbook.path_of(exercise.module).with_name("README.md")
    try:
        lines = lesson.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return f', under "{exercise.title}"' if f"## {exercise.title}" in lines else ""
