"""What learners get of the course beside its files: ``exercises/course.json``, written from ``solutions/``.

The plugin behind ``pytest exercises/`` reads it as plain JSON, since it works where gradkit is not installed.
"""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from autograder.course.catalogue import Chapter, Course, Exercise
from autograder.course.crashes import USUAL_ERRORS, Usual
from autograder.course.markers import MarkerError, to_stub
from autograder.errors import UsageError

FILE: Final = "course.json"
"""Its name, in the folder of exercises."""


class Handout(msgspec.Struct, frozen=True, dict=True):
    """What a learner's folder knows of the course.

    Attributes:
        chapters: the chapters that were handed out, in order.
        stubs: the text of every chapter's module as it was handed out, by module.
        errors: what the usual errors of Python and PyTorch mean.
    """

    chapters: tuple[Chapter, ...]
    stubs: dict[str, str]
    errors: tuple[Usual, ...]

    @classmethod
    def of(cls, course: Course, modules: Collection[str]) -> "Handout":
        """Return what learners get of a course, in some of its modules.

        Raises:
            MarkerError: a reference's markers do not pair up; the message names the file.
        """
        chapters = tuple(chapter for chapter in course.chapters if chapter.module in modules)
        return cls(chapters, {chapter.module: _stub(course, chapter) for chapter in chapters}, USUAL_ERRORS)

    @classmethod
    def read(cls, exercises: Path) -> "Handout":
        """Return what lies in a folder of exercises.

        Raises:
            UsageError: it is not there, or was changed by hand.
        """
        try:
            return msgspec.json.decode((exercises / FILE).read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError) as error:
            path = exercises / FILE
            raise UsageError(f"{path} cannot be read: {error}. Unpack it again from your course.") from error

    @property
    def text(self) -> str:
        """The text of the file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1).decode() + "\n"

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """Every exercise by its id, in the order of the course."""
        return {exercise.id: exercise for chapter in self.chapters for exercise in chapter.exercises}


def _stub(course: Course, chapter: Chapter) -> str:
    source = course.solutions / chapter.folder / f"{chapter.module}.py"
    try:
        return to_stub(source.read_text(encoding="utf-8"))
    except MarkerError as error:
        raise MarkerError(f"{source}: {error}") from error
