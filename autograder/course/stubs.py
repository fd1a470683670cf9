"""Writes what learners get from the references, the stubs and ``course.json``; or checks that it is fresh.

python -m autograder.course.stubs [--check]
"""

import sys
from pathlib import Path

from autograder.course.catalogue import Course
from autograder.course.handout import FILE, Handout


def stubs(course: Course) -> dict[Path, str]:
    """Return the text of every generated file by its path.

    Raises:
        MarkerError: a reference's markers do not pair up; the message names the file.
    """
    exercises = course.root / "exercises"
    handout = Handout.of(course, course.modules)
    made = {exercises / each.folder / f"{each.module}.py": handout.stubs[each.module] for each in handout.chapters}
    return {**made, exercises / FILE: handout.text}


def stale(course: Course) -> list[Path]:
    """Return the files that are missing or differ from what the references give."""
    return [
        path for path, text in stubs(course).items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write all of them; with ``--check`` write nothing, and exit with 1 where one is stale."""
    course = Course.find()
    if arguments == ["--check"]:
        for path in (old := stale(course)):
            sys.stderr.write(f"{path.relative_to(course.root)} is not what solutions/ gives: run make stubs\n")
        return int(bool(old))
    for path, text in stubs(course).items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
