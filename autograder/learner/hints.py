"""Hints for an exercise, one more each time; how many were given is kept in the workbook's notes."""

from pathlib import Path
from typing import Annotated

import msgspec

from autograder.course.catalogue import Exercise
from autograder.learner.files import near, write_whole
from autograder.learner.workbook import Workbook

_Counts = dict[str, Annotated[int, msgspec.Meta(ge=0)]]


class Hints:
    """What a learner was given of the hints in a workbook.

    The notes are read at every question: a second terminal may be asking too. Where two ask at the very same time, a
    hint may be counted once instead of twice, and is given again.

    Attributes:
        notice: what the learner should be told of the notes; empty as a rule.
    """

    def __init__(self, workbook: Workbook) -> None:
        self.notice = ""
        self._notes = workbook.notes

    def given(self, exercise: Exercise) -> tuple[str, ...]:
        """Return the hints of an exercise that were given so far, in order."""
        return exercise.hints[: self._read().get(exercise.id, 0)]

    def next(self, exercise: Exercise) -> tuple[str, ...]:
        """Give one hint more, and return all that were given, the new one last; where all were, the same again.

        Raises:
            UsageError: what was given cannot be written down.
        """
        counts = self._read()
        count = counts.get(exercise.id, 0)
        if count < len(exercise.hints):
            self._write({**counts, exercise.id: count + 1})
        return exercise.hints[: count + 1]

    @property
    def _path(self) -> Path:
        return self._notes / "hints.json"

    def _read(self) -> _Counts:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Counts)
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError):
            self.notice = f"{near(self._path)} could not be read, so hints begin with the first again."
            return {}

    def _write(self, counts: _Counts) -> None:
        ignored = self._notes / ".gitignore"
        if not ignored.exists():
            write_whole(ignored, b"*\n")
        write_whole(self._path, msgspec.json.encode(counts, order="sorted") + b"\n")
