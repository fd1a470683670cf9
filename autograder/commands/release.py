"""``gradkit release``: makes the bundle that learners get, as a folder and as a zip file."""

import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.commands.handing_out import course_for, handout_of
from autograder.course.bundle import bundle, exercises, write_bundle
from autograder.course.wheel import build_wheel


def release_command(out: Path, *, chapters: Sequence[str], root: Path | None) -> int:
    """Write the bundle of a course, or of some of its chapters, and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, the course is not whole, or the wheel cannot be built.
    """
    course = course_for(out, root)
    handout = handout_of(course, chapters)
    folder, archive = write_bundle(bundle(course, handout, build_wheel(course.root, exercises(course, handout))), out)
    sys.stdout.write(
        f"{len(handout.chapters)} of {len(course.chapters)} chapters, {len(handout.exercises)} exercises\n"
        f"  folder  {folder}\n"
        f"  zip     {archive}, {archive.stat().st_size / 1e6:.1f} MB\n"
        "Hand out the zip; the README.md in it tells learners how to begin.\n"
    )
    return 0
