"""Writes the learners' stubs under ``exercises/`` from the references, or checks that they are fresh.

python -m autograder.course.stubs [--check]
"""

import sys
from pathlib import Path

from autograder.course.catalogue import Course
from autograder.course.markers import MarkerError, to_stub


def stubs(course: Course) -> dict[Path, str]:
    """Return the text of every stub by its path.

    Raises:
        MarkerError: a reference's markers do not pair up; the message names the file.
    """
    made = {}
    for chapter in course.chapters:
        source = course.solutions / chapter.folder / f"{chapter.module}.py"
        try:
            text = to_stub(source.read_text(encoding="utf-8"))
        except MarkerError as error:
            raise MarkerError(f"{source}: {error}") from error
        made[course.root / "exercises" / chapter.folder / source.name] = text
    return made


def stale(course: Course) -> list[Path]:
    """Return the stubs that are missing or differ from what the references give."""
    return [
        path for path, text in stubs(course).items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write all stubs; with ``--check`` write nothing, and exit with 1 where one is stale."""
    course = Course.find()
    if arguments == ["--check"]:
        for path in (old := stale(course)):
            sys.stderr.write(f"{path.relative_to(course.root)} is not what solutions/ gives: run make stubs\n")
        return int(bool(old))
    for path, text in stubs(course).items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
