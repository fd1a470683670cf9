"""Pages for a browser: a learner's feedback, and the cohort's. Each is one file that needs nothing else.

What came from a learner is text on them, and never markup: whatever a template is given is escaped, and each character
that a page or a terminal could obey is shown as one that it cannot. The pages forbid their browser to run or to load
anything at all.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import jinja2
from markupsafe import Markup

from autograder.course.catalogue import Chapter
from autograder.grading.protocol import Setup
from autograder.grading.verdict import Result
from autograder.reports.cohort import (
    BANDS,
    Row,
    common_mistakes,
    percent_of,
    spread_of,
    standing_in,
    unexplained_answers,
)
from autograder.reports.feedback import SKIPPED, WORDS, has_skipped, points, sections
from autograder.submissions.text import shown_lines

_SHOWN: Final = 20  # mistakes; the others are a click away


def feedback_page(result: Result, chapters: Sequence[Chapter]) -> str:
    """Return a learner's feedback as a page; ``chapters`` are those of the course."""
    parts = [
        (chapter, {name: result.exercises[name] for name in names})
        for chapter, names in _parts(chapters, set(result.exercises))
    ]
    said = sections(result)
    return _render(
        "feedback.html",
        result=result,
        parts=parts,
        sections=said,
        skipped=SKIPPED if has_skipped(result) else "",
        told={name: next(iter(section.exercises)) for section in said for name in section.exercises},
        titles=_titles(chapters),
    )


def cohort_page(rows: Sequence[Row], chapters: Sequence[Chapter], setup: Setup) -> str:
    """Return the page of a cohort, for its instructor.

    Args:
        rows: of all learners.
        chapters: those of the course.
        setup: what they were graded with.
    """
    rows = sorted(rows, key=lambda row: row.learner)
    titles = _titles(chapters)
    parts = _parts(chapters, {exercise for row in rows for exercise in row.exercises})
    return _render(
        "cohort.html",
        rows=rows,
        unexplained=unexplained_answers(titles, rows),
        parts=parts,
        titles=titles,
        standings={exercise: standing_in(exercise, rows) for _, mine in parts for exercise in mine},
        mistakes=common_mistakes(titles, rows),
        spread=spread_of(rows),
        band=100 // BANDS,
        shown=_SHOWN,
        setup=setup,
    )


def _parts(chapters: Sequence[Chapter], exercises: set[str]) -> list[tuple[Chapter, list[str]]]:
    """Return the chapters that hold some of these exercises, each with the ids of those, in the course's order."""
    parts = [(one, [each.id for each in one.exercises if each.id in exercises]) for one in chapters]
    return [part for part in parts if part[1]]


def _percent_in(row: Row, exercises: Sequence[str]) -> float | None:
    return percent_of(row.exercises[name] for name in exercises if name in row.exercises)


def _titles(chapters: Sequence[Chapter]) -> dict[str, str]:
    return {exercise.id: exercise.title for chapter in chapters for exercise in chapter.exercises}


def _render(template: str, **given: Any) -> str:
    return _environment().get_template(template).render(given)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=WORDS, percent_in=_percent_in)
    environment.filters.update(points=points, percent=_percent)
    return environment


def _percent(number: float) -> str:
    """Return a share as it is written: never more than it is, so that 100 % is everything."""
    return f"{math.floor(10 * number + 1e-6) / 10:g} %"


def _shown(value: Any) -> Any:
    """Return what a template shows for a value; what a macro of ours has made of values is made already."""
    return shown_lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value
