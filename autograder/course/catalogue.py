"""What the course teaches: its chapters and exercises, read from ``solutions/*/chapter.toml``, and where its files are."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course.markers import without_markers
from autograder.errors import UsageError

_FOLDER = re.compile(r"\d\d_[a-z_]+")


@dataclass(frozen=True)
class Exercise:
    """One name that a learner has to write.

    Attributes:
        id: ``module.name``, for example ``"descent.mse"``.
        title: what the lesson calls it.
        points: what it is worth.
        hints: from a nudge to nearly there.
        builds_on: the ids of the exercises whose answers it may use; an error in those is not counted again.
    """

    id: str
    title: str
    points: float
    hints: tuple[str, ...]
    builds_on: tuple[str, ...]

    @property
    def module(self) -> str:
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class Chapter:
    """One module, its exercises in order, and the folder name it has under ``exercises/`` and ``solutions/``."""

    folder: str
    title: str
    module: str
    exercises: tuple[Exercise, ...]


class Course:
    """A checkout of the course: the folder that holds ``solutions/``, ``exercises/`` and ``tests/hidden/``.

    Raises:
        UsageError: the folder is no such checkout, or one of its chapter files is wrong; the message says which and why.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not self.solutions.is_dir() or not self.hidden.is_dir():
            raise UsageError(
                f"{root} is not a gradkit checkout: it has no solutions/ or no tests/hidden/ folder. "
                "Run gradkit inside a checkout, or name one with --course."
            )

    @classmethod
    def find(cls, start: Path | None = None) -> "Course":
        """Return the course of the checkout around ``start`` (default: the current folder), or the one gradkit runs from."""
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents, Path(__file__).resolve().parents[2]):
            if (folder / "solutions").is_dir() and (folder / "tests" / "hidden").is_dir():
                return cls(folder)
        return cls(start)  # which says what is missing

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def hidden(self) -> Path:
        return self.root / "tests" / "hidden"

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters, in order."""
        folders = sorted(path for path in self.solutions.iterdir() if _FOLDER.fullmatch(path.name))
        return tuple(_read_chapter(folder) for folder in folders)

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """Every exercise by its id, in the order of the course."""
        exercises = {exercise.id: exercise for chapter in self.chapters for exercise in chapter.exercises}
        for exercise in exercises.values():
            for earlier in exercise.builds_on:
                if earlier not in exercises:
                    raise UsageError(f"{exercise.id} builds on {earlier}, which is no exercise")
        return exercises

    @property
    def modules(self) -> tuple[str, ...]:
        return tuple(chapter.module for chapter in self.chapters)

    def chapter_of(self, module: str) -> Chapter:
        """Return the chapter that a module belongs to."""
        return next(chapter for chapter in self.chapters if chapter.module == module)

    def reference(self, module: str) -> str:
        """Return the source of a module's reference, as a learner would have handed it in."""
        path = self.solutions / self.chapter_of(module).folder / f"{module}.py"
        return without_markers(path.read_text(encoding="utf-8"))

    @cached_property
    def digest(self) -> str:
        """A digest of all that decides: hidden suites, references, points and mistakes."""
        digest = hashlib.sha256()
        files = [*self.hidden.rglob("*.py"), *self.solutions.rglob("*.py"), *self.solutions.rglob("*.toml")]
        for path in sorted(files):
            for part in (str(path.relative_to(self.root)).encode(), path.read_bytes()):
                digest.update(len(part).to_bytes(8, "big") + part)
        return f"sha256:{digest.hexdigest()}"


def _read_chapter(folder: Path) -> Chapter:
    path = folder / "chapter.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        module = data["module"]
        exercises = tuple(_exercise(module, entry) for entry in data["exercise"])
        chapter = Chapter(folder.name, data["title"], module, exercises)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise UsageError(f"{path} lacks {error}") from error
    if not (folder / f"{module}.py").is_file():
        raise UsageError(f"{path} names the module {module}, but {module}.py is not beside it")
    return chapter


def _exercise(module: str, entry: dict[str, Any]) -> Exercise:
    builds_on = (name if "." in name else f"{module}.{name}" for name in entry.get("builds_on", ()))
    return Exercise(
        f"{module}.{entry['name']}", entry["title"], entry["points"], tuple(entry["hints"]), tuple(builds_on)
    )
