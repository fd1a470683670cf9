"""The corpus of attacks, read from ``submissions/`` and ``parcels.py``.

A module's docstring is its header. It says what is tried; after that come lines of the form ``Name: value``:

    Claims: 1, 3              the claims of instructor/threat-model.md that it puts to the test (always there)
    Earns: neuron.relu        the exercises that are honestly solved in it; ``neuron.*`` for all of them (default none)
    With: _frames             a file beside it that is handed in as well: what several of a row have in common
    Module: descent           the file name it is handed in under (default neuron)
    Shows: this | that        what its result holds, the one or the other, where the trick was really run
    Slow: yes                 it waits more than it works, and is graded beside the others
    Users: ordinary           the only user as whom it is graded, where that makes no difference and it takes long
    Needs: x86_64             the only machine on which it means anything

What an attack gets it prints as a line that starts with ``GOT``: there may be none, whatever the row.
"""

import ast
import platform
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course.catalogue import Course

ROOT: Final = Path(__file__).parents[2]
SUBMISSIONS: Final = Path(__file__).parent / "submissions"
USERS: Final = ("root", "ordinary")

ROWS: Final = (
    *("leave_early", "forge_the_verdict", "lie_by_type", "patch_the_judge", "read_the_secret", "get_out", "wear_out"),
    *("carry_over", "the_parcel", "legitimate"),
)
"""The rows of the table of what learners' code has been seen to try, and what must go on working."""

_KEYS: Final = ("Claims", "Earns", "With", "Module", "Shows", "Slow", "Users", "Needs")
_FIELD: Final = re.compile(rf"^({'|'.join(_KEYS)}): (.+)$", re.MULTILINE)

Put = Callable[[Path, str], None]
"""Hands an attack in: into the folder of a cohort, under the name of an entry, which has no ending yet."""


@dataclass(frozen=True)
class Attack:
    """One hostile submission, or one that is legitimate and unusual.

    Attributes:
        name: ``row/name``.
        row: one of ``ROWS``.
        claims: the claims it puts to the test.
        earns: the ids of the exercises that are honestly solved in it.
        put: hands it in.
        status: what its submission must be.
        shows: texts of which its result holds one where the trick was really run; empty where that cannot be seen.
        slow: whether it waits more than it works.
        users: as whom it is graded.
        needs: the only machine on which it means anything; empty for all.
        entry: the name it is handed in under, where that is part of the trick; empty for one like all others'.
        learner: the id that name leads to.
    """

    name: str
    row: str
    claims: frozenset[int]
    earns: tuple[str, ...]
    put: Put
    status: str = "graded"
    shows: tuple[str, ...] = ()
    slow: bool = False
    users: tuple[str, ...] = USERS
    needs: str = ""
    entry: str = ""
    learner: str = ""

    def why_not_here(self) -> str:
        """Return why it means nothing on this machine; empty where it does."""
        if self.needs and platform.machine() != self.needs:
            return f"it speaks to an {self.needs} kernel, and this is {platform.machine()}"
        return ""


def submitted() -> list[Attack]:
    """Return the attacks of ``submissions/``, by row and name."""
    return [
        _read(path)
        for row in ROWS
        if (SUBMISSIONS / row).is_dir()
        for path in sorted((SUBMISSIONS / row).iterdir())
        if not path.name.startswith("_")
    ]


def earned(text: str) -> tuple[str, ...]:
    """Return the ids that a list names, ``neuron.*`` standing for all of a module.

    Raises:
        ValueError: there is no such exercise.
    """
    course = Course(ROOT)
    found: list[str] = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        some = [each for each in course.exercises if each == name or name == f"{each.partition('.')[0]}.*"]
        if not some:
            raise ValueError(f"there is no exercise {name}")
        found += some
    return tuple(found)


def _read(path: Path) -> Attack:
    header = _header(path)
    fields = dict(_FIELD.findall(header))
    if "Claims" not in fields:
        raise ValueError(f"{path} says in no line of its header which claims it is about: Claims: 1, 3")
    module = fields.get("Module", "neuron")
    return Attack(
        name=f"{path.parent.name}/{path.stem}",
        row=path.parent.name,
        claims=frozenset(int(number) for number in fields["Claims"].split(",")),
        earns=earned(fields.get("Earns", "")),
        put=_put_file(path, module, fields.get("With", "")) if path.is_file() else _put_folder(path),
        shows=tuple(fields["Shows"].split(" | ")) if "Shows" in fields else (),
        slow="Slow" in fields,
        users=tuple(fields["Users"].split()) if "Users" in fields else USERS,
        needs=fields.get("Needs", ""),
    )


def _header(path: Path) -> str:
    """Return the docstring of an attack; a folder's is that of its answers, or stands in its README.md."""
    files = [path, path / "README.md", path / "neuron.py", path / "descent.py"]
    file = next(file for file in files if file.is_file())
    text = file.read_text(encoding="utf-8")
    return text if file.suffix == ".md" else ast.get_docstring(ast.parse(text)) or ""


def _put_file(path: Path, module: str, beside: str) -> Put:
    def put(cohort: Path, name: str) -> None:
        (cohort / name).mkdir()
        shutil.copyfile(path, cohort / name / f"{module}.py")
        if beside:
            shutil.copy(path.with_name(f"{beside}.py"), cohort / name)

    return put


def _put_folder(path: Path) -> Put:
    def put(cohort: Path, name: str) -> None:
        shutil.copytree(path, cohort / name, ignore=shutil.ignore_patterns("README.md", "__pycache__"))

    return put
