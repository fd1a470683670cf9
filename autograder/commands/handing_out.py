"""What the commands share that hand out a course, or some of its chapters, into a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from autograder.course.catalogue import Course
from autograder.course.handout import Handout
from autograder.course.markers import MarkerError
from autograder.errors import UsageError
from autograder.learner.workbook import Workbook

_COURSES_OWN: Final = ("autograder", "exercises", "instructor", "solutions", "tests")


def course_for(out: Path, root: Path | None) -> Course:
    """Return the course at ``root``, or the one around, to be handed out into a folder.

    Raises:
        UsageError: there is none, or the folder is one of its own.
    """
    course = Course(root) if root else Course.find()
    for name in _COURSES_OWN:
        if out.resolve().is_relative_to(course.root / name):
            raise UsageError(
                f"--out {out} lies inside {course.root / name}, which is the course's; name another folder"
            )
    return course


def handout_of(course: Course, chapters: Sequence[str]) -> Handout:
    """Return what learners get of some chapters, by the names that learners may call them by; of none, all.

    Raises:
        UsageError: there is no such chapter, or the markers of a reference do not pair up.
    """
    try:
        whole = Handout.of(course, course.modules)
        book = Workbook(course.root / "exercises", whole)
        return Handout.of(course, {book.chapter(name).module for name in chapters}) if chapters else whole
    except MarkerError as error:
        raise UsageError(str(error)) from error
