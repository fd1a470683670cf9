"""The durable store: what has been decided, in ``grades.sqlite`` of the output folder, one transaction a result.

What is kept is keyed by the content of all that decided it, never by a learner's name: the submission's files, the
chapter's suite, the versions that graded, the seed, the isolation and the device. What is found there is decided
already, whatever stopped the last run. A submission is graded in one go or, where only some chapters' suites have
changed since, in several; each such grading has its row, and every chapter that it decided one that points to it.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from autograder.errors import EngineError, UsageError
from autograder.grading.protocol import Graded

NAME: Final = "grades.sqlite"
_FORM: Final = 1  # of the tables; another number is another gradkit's
_WAIT_SECONDS: Final = 60.0  # for another command that writes into the same store

_TABLES: Final = """
CREATE TABLE cohort (seed INTEGER NOT NULL);
CREATE TABLE gradings (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    seconds REAL NOT NULL
);
CREATE TABLE chapters (
    submission TEXT NOT NULL,
    exercises TEXT NOT NULL,
    suite TEXT NOT NULL,
    versions TEXT NOT NULL,
    seed INTEGER NOT NULL,
    isolation TEXT NOT NULL,
    device TEXT NOT NULL,
    grading INTEGER NOT NULL REFERENCES gradings,
    graded BLOB NOT NULL,
    PRIMARY KEY (submission, exercises, suite, versions, seed, isolation, device)
);
"""


class Key(NamedTuple):
    """All that decides on one chapter of a submission.

    Attributes:
        submission: digest of the submission's files.
        exercises: the ids of those that are graded, with spaces between.
        suite: digest of the chapter's suite, references, points and mistakes.
        versions: what graded it.
        seed: the cohort's.
        isolation: what stood between the learner's code and the machine.
        device: what the marked criteria ran on.
    """

    submission: str
    exercises: str
    suite: str
    versions: str
    seed: int
    isolation: str
    device: str


class Kept(NamedTuple):
    """What was decided on one chapter, the number of the grading that did, and the seconds which that took."""

    graded: Graded
    grading: int
    seconds: float


class Store:
    """The store in an output folder; it is made where there is none.

    Raises:
        UsageError: there is a file of its name that is no such store, or it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        try:
            self._base = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
            self._prepare()
        except sqlite3.Error as error:
            raise UsageError(
                f"{self._path} cannot be used: {error}. Move it away to grade all submissions again"
            ) from error

    def _prepare(self) -> None:
        with self._transaction():
            (form,) = self._base.execute("PRAGMA user_version").fetchone()
            if form == 0:
                for statement in _TABLES.split(";"):
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {_FORM}")
            elif form != _FORM:
                raise sqlite3.DatabaseError(f"it was written by another version of gradkit (form {form}, not {_FORM})")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever kept in it."""
        return self._base.execute("SELECT 1 FROM chapters LIMIT 1").fetchone() is None

    @property
    def seed(self) -> int | None:
        """The seed of the last run; None before the first."""
        row = self._base.execute("SELECT seed FROM cohort").fetchone()
        return row[0] if row else None

    @seed.setter
    def seed(self, seed: int) -> None:
        with self._transaction():
            self._base.execute("DELETE FROM cohort")
            self._base.execute("INSERT INTO cohort VALUES (?)", (seed,))

    def find(self, key: Key) -> Kept | None:
        """Return what was decided on a chapter of a submission, if it was.

        Raises:
            EngineError: the store cannot be read.
        """
        try:
            row = self._base.execute(
                "SELECT graded, grading, seconds FROM chapters JOIN gradings ON gradings.id = grading WHERE "
                "(submission, exercises, suite, versions, seed, isolation, device) = (?, ?, ?, ?, ?, ?, ?)",
                key,
            ).fetchone()
            return Kept(msgspec.json.decode(row[0], type=Graded), *row[1:]) if row else None
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise self._broken(error) from error

    def keep(self, parts: Sequence[tuple[Key, Graded]], seconds: float) -> int:
        """Keep what one grading decided, all of it or nothing, and return the grading's number.

        Raises:
            EngineError: the store cannot be written.
        """
        try:
            with self._transaction():
                grading = self._base.execute(
                    "INSERT INTO gradings (at, seconds) VALUES (?, ?)", (time.time(), seconds)
                ).lastrowid
                self._base.executemany(
                    "INSERT OR REPLACE INTO chapters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(*key, grading, msgspec.json.encode(graded)) for key, graded in parts],
                )
        except sqlite3.Error as error:
            raise self._broken(error) from error
        assert grading is not None
        return grading

    def close(self) -> None:
        """Close it; nothing waits to be written."""
        self._base.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Run a block whose statements all hold, or none; another command that writes is waited for."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # some faults end a transaction themselves
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def _broken(self, error: Exception) -> EngineError:
        return EngineError(f"{self._path} cannot be used: {error}; what was finished before is kept")
