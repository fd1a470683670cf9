"""Writes a cohort's results into a folder, and reads them: which files lie there, and what they are called."""

import csv
import io
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from autograder.cohort.unknown import Unknown
from autograder.course.catalogue import Course
from autograder.errors import EngineError, UsageError
from autograder.grading.protocol import Setup
from autograder.grading.verdict import Result
from autograder.reports.cohort import Row
from autograder.reports.feedback import feedback
from autograder.reports.pages import cohort_page, feedback_page

Read = TypeVar("Read")

UNKNOWN: Final = "unknown"
"""The folder of wrong answers that no known mistake explains: what ``gradkit mistakes`` reads."""

PAGE: Final = "index.html"
"""The page of the cohort."""


def check_writable(folder: Path) -> None:
    """Make sure that results can be written to a folder, before hours are spent on making them.

    Raises:
        UsageError: they cannot.
    """
    try:
        for place in (folder / "results", folder / "feedback", folder / UNKNOWN, folder):
            place.mkdir(exist_ok=True)
            _part(place / "probe").touch()
            _part(place / "probe").unlink()
    except OSError as error:
        raise UsageError(f"--out {folder} cannot be written: {error}") from error
    for name in ("grades.csv", PAGE):
        if (folder / name).is_dir():
            raise UsageError(f"--out {folder} cannot be written: {folder / name} is a folder")


def write_result(folder: Path, result: Result, course: Course) -> None:
    """Write one learner's result and feedback.

    Raises:
        EngineError: the folder cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n"
    _write(folder / "results" / f"{result.submission}.json", text)
    _write(folder / "feedback" / f"{result.submission}.md", feedback(result, course.exercises))
    _write(folder / "feedback" / f"{result.submission}.html", feedback_page(result, course.chapters))


def read_result(folder: Path, learner: str) -> Result:
    """Return a result that ``write_result`` has written.

    Raises:
        UsageError: it is not there, or not as it was written.
    """
    return _read(folder / "results" / f"{learner}.json", Result)


def read_rows(folder: Path) -> list[Row]:
    """Return the rows of the cohort from all results that lie in a folder.

    Raises:
        UsageError: one of them is not as it was written.
    """
    return [Row.of(_read(path, Result)) for path in sorted((folder / "results").glob("*.json"))]


def write_unknown(folder: Path, learner: str, unknown: Unknown | None) -> None:
    """Write what is unknown in a learner's wrong answers, for ``read_unknown``; with nothing, take away what was.

    Raises:
        EngineError: the folder cannot be written.
    """
    path = folder / UNKNOWN / f"{learner}.json"
    if unknown is not None:
        _write(path, msgspec.json.encode(unknown).decode() + "\n")
    else:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise EngineError(f"{path} cannot be taken away: {error.strerror}") from error


def read_unknown(folder: Path) -> list[Unknown]:
    """Return what ``write_unknown`` has written.

    Raises:
        UsageError: this is no folder of results, or one of the files is not as it was written.
    """
    if not (folder / "results").is_dir():
        raise UsageError(f"{folder} holds no results; name the folder that gradkit grade --out was given")
    return [_read(path, Unknown) for path in sorted((folder / UNKNOWN).glob("*.json"))]


def write_cohort(folder: Path, rows: Sequence[Row], course: Course, setup: Setup) -> None:
    """Write what tells of all learners: ``grades.csv`` and the page.

    Raises:
        EngineError: the folder cannot be written.
    """
    rows = sorted(rows, key=lambda row: row.learner)
    _write(folder / "grades.csv", _grades(rows, course))
    _write(folder / PAGE, cohort_page(rows, course.chapters, setup))


def _grades(rows: Sequence[Row], course: Course) -> str:
    """Return ``grades.csv``: a row a learner."""
    exercises = [name for name in course.exercises if any(name in row.exercises for row in rows)]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "status", "score", "max_score", "percent", *exercises])
    for row in rows:
        # No result is not a zero: whoever adds up these columns must see that it is missing.
        totals = ("", "", "") if row.status == "ungraded" else (row.score, row.max_score, row.percent)
        scores = [row.exercises[name].score if name in row.exercises else "" for name in exercises]
        writer.writerow([_cell(row.learner), row.status, *totals, *scores])
    return table.getvalue()


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _read(path: Path, kind: type[Read]) -> Read:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path} cannot be read: {error}; grade again into this folder to make it anew") from error


def _write(path: Path, text: str) -> None:
    """Write a file so that it is whole or not there."""
    part = _part(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - Path.replace says no more
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise EngineError(f"{path} cannot be written: {error.strerror}; what was finished before is kept") from error


def _part(path: Path) -> Path:
    """Return where a file stands until it is whole; another command may be writing the same one."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")
