"""``gradkit check``: a learner's own folder on the visible tests, with the page that an instructor's run writes."""

from pathlib import Path

import msgspec
from rich.console import Console

from autograder.learner.checking import ONLY_VISIBLE, result_of
from autograder.learner.files import near, write_whole
from autograder.learner.standing import run_tests
from autograder.learner.workbook import Workbook
from autograder.reports.feedback import feedback
from autograder.reports.pages import feedback_page


def check_command(out: Path) -> int:
    """Run the visible tests, write the feedback page, and return the exit status: 0 whatever the score.

    Raises:
        UsageError: there is no workbook here, or ``out`` cannot be written.
        EngineError: the tests cannot be run.
    """
    workbook = Workbook.find()
    result = result_of(workbook, run_tests(workbook))
    page = out / "feedback.html"
    write_whole(page, feedback_page(result, workbook.handout.chapters).encode())
    write_whole(out / "feedback.md", feedback(result, workbook.handout.exercises).encode())
    write_whole(out / "result.json", msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    console = Console(highlight=False)
    console.print(f"{round(result.score, 2):g} of {round(result.max_score, 2):g} points. Read why in {near(page)}")
    console.print(ONLY_VISIBLE)
    return 0
