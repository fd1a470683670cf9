"""The course folder for nbgrader: its configuration, and of every chapter a notebook with solutions and tests.

python -m autograder.notebooks.course [--check]

writes the one in ``instructor/nbgrader/`` afresh, or checks that it is fresh.
"""

import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from autograder.course.catalogue import Course
from autograder.errors import UsageError
from autograder.notebooks.cells import STUB, notebook

CONFIG: Final = "nbgrader_config.py"
COMMITTED: Final = Path("instructor", "nbgrader")
"""Where the course folder of the whole course is kept, in the checkout."""

_CONFIG: Final = f'''\
"""The configuration of this course. It is yours: gradkit wrote it once and does not touch it again."""

import os

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "gradkit"  # what learners see; change it if two of your courses would have the same

# Where notebooks are handed out and in is set for the whole machine, in your own nbgrader_config.py:
# c.Exchange.root = "/srv/nbgrader/exchange"

# What learners find in the place of a solution; the line that says what is not started is in the cell already.
c.ClearSolutions.code_stub = {{"python": "{STUB}"}}

# A cell of hidden tests ends loops of its own accord. This is longer than all of its tests may take together.
c.Execute.timeout = 120

# For `nbgrader autograde`, which runs hidden tests in the very process that runs a learner's cells.
# Hidden inputs are made from this number: change it, and keep it to yourself. All learners get the same inputs.
os.environ.setdefault("GRADKIT_SEED", "0")
# Hidden tests run in forks of the kernel, and PyTorch makes no gradients in a fork once it has found a GPU.
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
# The hidden suites must be on this machine. Where gradkit was not installed from its checkout, say where that is:
# os.environ["GRADKIT_COURSE"] = "/srv/gradkit"
'''


def course_folder(course: Course, modules: Collection[str]) -> dict[str, str]:
    """Return the files of the course folder for some modules of a course, by name; one course gives the same bytes.

    Raises:
        UsageError: a file of the course is missing, or not in the form that notebooks are made of.
    """
    chapters = [chapter for chapter in course.chapters if chapter.module in modules]
    notebooks = {f"source/{each.folder}/{each.module}.ipynb": notebook(course, each) for each in chapters}
    return {CONFIG: _CONFIG, **notebooks}


def write_course_folder(files: Mapping[str, str], out: Path) -> None:
    """Write a course folder, or the notebooks of one afresh; its configuration is left as it is.

    Raises:
        UsageError: it cannot be written, or a notebook of somebody else's stands in the way.
    """
    try:
        for name in files:
            if name != CONFIG and (out / name).exists() and b'"gradkit":' not in (out / name).read_bytes():
                raise UsageError(f"{out / name} is not gradkit's; move it away, or name another --out")
        for name, text in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name != CONFIG or not path.exists():
                path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"--out {out} cannot be written ({error.filename}: {error.strerror})") from error


def stale(course: Course) -> list[Path]:
    """Return the files of the committed course folder that are missing, or differ from what the course gives."""
    folder = course.root / COMMITTED
    files = {folder / name: text for name, text in course_folder(course, course.modules).items()}
    differ = [path for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return differ + [path for path in sorted(folder.glob("source/**/*.ipynb")) if path not in files]


def main(arguments: list[str]) -> int:
    """Write all of it; with ``--check`` write nothing, and exit with 1 where something is stale."""
    course = Course.find()
    if arguments == ["--check"]:
        for path in (old := stale(course)):
            sys.stderr.write(f"{path.relative_to(course.root)} is not what the course gives: run make stubs\n")
        return int(bool(old))
    (course.root / COMMITTED / CONFIG).unlink(missing_ok=True)
    write_course_folder(course_folder(course, course.modules), course.root / COMMITTED)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
