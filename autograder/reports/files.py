"""Writes a cohort's results: ``results/*.json``, ``feedback/*.md`` and ``grades.csv``."""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from autograder.course.catalogue import Course
from autograder.errors import EngineError, UsageError
from autograder.grading.verdict import Result
from autograder.reports.feedback import feedback


def check_writable(folder: Path) -> None:
    """Make sure that results can be written to a folder, before hours are spent on making them.

    Raises:
        UsageError: they cannot.
    """
    try:
        for place in (folder / "results", folder / "feedback", folder):
            place.mkdir(exist_ok=True)
            _part(place / "probe").touch()
            _part(place / "probe").unlink()
    except OSError as error:
        raise UsageError(f"--out {folder} cannot be written: {error}") from error
    if (folder / "grades.csv").is_dir():
        raise UsageError(f"--out {folder} cannot be written: {folder / 'grades.csv'} is a folder")


def write_result(folder: Path, result: Result, course: Course) -> None:
    """Write one learner's result and feedback.

    Raises:
        EngineError: the folder cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n"
    _write(folder / "results" / f"{result.submission}.json", text)
    _write(folder / "feedback" / f"{result.submission}.md", feedback(result, course))


def write_grades(folder: Path, results: Iterable[Result], course: Course) -> None:
    """Write ``grades.csv``: a row a learner, in the order of their ids."""
    results = sorted(results, key=lambda result: result.submission)
    exercises = [name for name in course.exercises if any(name in result.exercises for result in results)]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "status", "score", "max_score", "percent", *exercises])
    for result in results:
        # No result is not a zero: whoever adds up these columns must see that it is missing.
        totals: tuple[float | str, ...] = ("", "", "")
        if result.status != "ungraded":
            percent = round(100 * result.score / result.max_score, 2) if result.max_score else ""
            totals = (result.score, result.max_score, percent)
        scores = [result.exercises[name].score if name in result.exercises else "" for name in exercises]
        writer.writerow([_cell(result.submission), result.status, *totals, *scores])
    _write(folder / "grades.csv", table.getvalue())


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _write(path: Path, text: str) -> None:
    """Write a file so that it is whole or not there."""
    part = _part(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - Path.replace says no more
    except OSError as error:
        raise EngineError(f"{path} cannot be written: {error.strerror}; what was finished before is kept") from error


def _part(path: Path) -> Path:
    """Return where a file stands until it is whole."""
    return path.with_name(f".{path.name}.part")
