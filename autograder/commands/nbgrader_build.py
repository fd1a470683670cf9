"""``gradkit nbgrader build``: writes a course folder for nbgrader."""

import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.commands.handing_out import course_for, handout_of
from autograder.notebooks.course import course_folder, write_course_folder


def build_command(out: Path, *, chapters: Sequence[str], root: Path | None) -> int:
    """Write the course folder of a course, or of some of its chapters, and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, or the course is not whole.
    """
    course = course_for(out, root)
    picked = handout_of(course, chapters).chapters
    write_course_folder(course_folder(course, {chapter.module for chapter in picked}), out)
    sys.stdout.write(
        f"{len(picked)} of {len(course.chapters)} chapters, a notebook each\n"
        f"  folder  {out}\n"
        "Read nbgrader_config.py in it; then, in that folder: nbgrader generate_assignment CHAPTER\n"
    )
    return 0
