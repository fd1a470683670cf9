"""``gradkit release``: makes the bundle that learners get, as a folder and as a zip file."""

import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.course.bundle import bundle, exercises, write_bundle
from autograder.course.catalogue import Course
from autograder.course.handout import Handout
from autograder.course.markers import MarkerError
from autograder.course.wheel import build_wheel
from autograder.errors import UsageError
from autograder.learner.workbook import Workbook

_COURSES_OWN = ("autograder", "exercises", "instructor", "solutions", "tests")


def release_command(out: Path, *, chapters: Sequence[str], root: Path | None) -> int:
    """Write the bundle of a course, or of some of its chapters, and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, the course is not whole, or the wheel cannot be built.
    """
    course = Course(root) if root else Course.find()
    for name in _COURSES_OWN:
        if out.resolve().is_relative_to(course.root / name):
            raise UsageError(
                f"--out {out} lies inside {course.root / name}, which is the course's; name another folder"
            )
    handout = _handout(course, chapters)
    folder, archive = write_bundle(bundle(course, handout, build_wheel(course.root, exercises(course, handout))), out)
    sys.stdout.write(
        f"{len(handout.chapters)} of {len(course.chapters)} chapters, {len(handout.exercises)} exercises\n"
        f"  folder  {folder}\n"
        f"  zip     {archive}, {archive.stat().st_size / 1e6:.1f} MB\n"
        "Hand out the zip; the README.md in it tells learners how to begin.\n"
    )
    return 0


def _handout(course: Course, chapters: Sequence[str]) -> Handout:
    """Return what learners get; chapters have the names that learners may call them by."""
    try:
        whole = Handout.of(course, course.modules)
        book = Workbook(course.root / "exercises", whole)
        return Handout.of(course, {book.chapter(name).module for name in chapters}) if chapters else whole
    except MarkerError as error:
        raise UsageError(str(error)) from error
