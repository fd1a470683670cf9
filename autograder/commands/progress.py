"""``gradkit progress``: how far a learner is, chapter by chapter."""

import sys
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from autograder.course.catalogue import Chapter
from autograder.learner.files import near
from autograder.learner.standing import Standing, bar, run_tests, to_do
from autograder.learner.workbook import Workbook

BAR: Final = 10  # characters


def progress_command(*, as_json: bool) -> int:
    """Run all visible tests, print how far they say the learner is, and return the exit status.

    Raises:
        UsageError: there is no workbook here.
        EngineError: the tests cannot be run.
    """
    workbook = Workbook.find()
    standing = run_tests(workbook)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(standing), indent=1).decode() + "\n")
    else:
        _print(workbook, standing)
    return 0


def _print(workbook: Workbook, standing: Standing) -> None:
    console = Console(highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("chapter", "", "passed", "to fix", "not started"):
        table.add_column(title, no_wrap=True)
    for chapter in workbook.handout.chapters:
        table.add_row(*_row(chapter, standing))
    console.print(table)
    console.print(_next(standing), markup=False)


def _row(chapter: Chapter, standing: Standing) -> tuple[str, ...]:
    states = [standing[each.id].state for each in chapter.exercises if each.id in standing]
    passed, total = states.count("passed"), len(chapter.exercises)
    to_fix, not_started = states.count("to fix"), states.count("not started")
    return (
        f"{int(chapter.folder[:2])} {chapter.title}",
        bar(passed, total, BAR),
        f"{passed} of {total}",
        str(to_fix),
        str(not_started),
    )


def _next(standing: Standing) -> str:
    name = to_do(standing, standing)
    if name is None:
        return "Everything passes."
    stands = standing[name]
    verb = "mend" if stands.state == "to fix" else "write"
    return f"Next: {verb} {name} in {near(Path(stands.file), stands.line)}"
