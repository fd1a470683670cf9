"""``gradkit nbgrader build``: writes a course folder for nbgrader."""

import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.course.catalogue import Course
from autograder.course.handout import Handout
from autograder.errors import UsageError
from autograder.learner.workbook import Workbook
from autograder.notebooks.course import course_folder, write_course_folder

_COURSES_OWN = ("autograder", "exercises", "instructor", "solutions", "tests")


def build_command(out: Path, *, chapters: Sequence[str], root: Path | None) -> int:
    """Write the course folder of a course, or of some of its chapters, and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, or the course is not whole.
    """
    course = Course(root) if root else Course.find()
    for name in _COURSES_OWN:
        if out.resolve().is_relative_to(course.root / name):
            raise UsageError(
                f"--out {out} lies inside {course.root / name}, which is the course's; name another folder"
            )
    book = Workbook(course.root / "exercises", Handout.of(course, course.modules))
    modules = {book.chapter(name).module for name in chapters} or set(course.modules)
    files = course_folder(course, modules)
    write_course_folder(files, out)
    sys.stdout.write(
        f"{len(modules)} of {len(course.chapters)} chapters, a notebook each\n"
        f"  folder  {out}\n"
        "Read nbgrader_config.py in it; then, in that folder: nbgrader generate_assignment CHAPTER\n"
    )
    return 0
