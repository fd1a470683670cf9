"""What the course teaches: chapters and exercises, read from ``solutions/*/chapter.toml``, and where its files are."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import msgspec

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
        """The module it is written in."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The name to write in that module."""
        return self.id.partition(".")[2]

    @property
    def in_tests(self) -> str:
        """What the names of its visible tests call it: ``general_fit`` for the class ``GeneralFit``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.name).lower()


@dataclass(frozen=True)
class Chapter:
    """One module, its exercises in order, and the folder name it has under ``exercises/`` and ``solutions/``."""

    folder: str
    title: str
    module: str
    exercises: tuple[Exercise, ...]


class _ExerciseEntry(msgspec.Struct, forbid_unknown_fields=True):
    """An ``[[exercise]]`` of a chapter file."""

    name: str
    title: str
    points: Annotated[float, msgspec.Meta(gt=0)]
    hints: list[str]
    builds_on: list[str] = []


class _ChapterFile(msgspec.Struct, forbid_unknown_fields=True):
    """The form of ``chapter.toml``."""

    title: str
    module: str
    exercise: list[_ExerciseEntry]


class Course:
    """A checkout of the course: the folder that holds ``solutions/``, ``exercises/`` and ``tests/hidden/``.

    Raises:
        UsageError: the folder is no such checkout, or one of its chapter files is wrong; the message says why.
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
        """Return the course of the checkout around ``start``, by default the current folder, or else around gradkit."""
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents, Path(__file__).resolve().parents[2]):
            if (folder / "solutions").is_dir() and (folder / "tests" / "hidden").is_dir():
                return cls(folder)
        return cls(start)  # which says what is missing

    @classmethod
    def at(cls, root: Path) -> "Course":
        """Return the course of a checkout, or, where there is none, that of this machine's own.

        Machines that grade together may have their checkouts in different places; that they are the same is compared.
        """
        return cls(root) if (root / "solutions").is_dir() else cls.find()

    @property
    def solutions(self) -> Path:
        """The folder of references, chapter files and known mistakes."""
        return self.root / "solutions"

    @property
    def hidden(self) -> Path:
        """The folder of hidden suites."""
        return self.root / "tests" / "hidden"

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters, in order."""
        folders = sorted(path for path in self.solutions.iterdir() if _FOLDER.fullmatch(path.name))
        return tuple(_read_chapter(folder) for folder in folders)

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """Every exercise by its id, in the order of the course."""
        exercises: dict[str, Exercise] = {}
        for chapter in self.chapters:
            path = self.solutions / chapter.folder / "chapter.toml"
            for exercise in chapter.exercises:
                if exercise.id in exercises:
                    raise UsageError(f"{path}: there is an exercise {exercise.id} already")
                for earlier in exercise.builds_on:
                    if earlier not in exercises:
                        raise UsageError(f"{path}: {exercise.id} builds on {earlier}, which is no earlier exercise")
                exercises[exercise.id] = exercise
        return exercises

    @cached_property
    def modules(self) -> dict[str, tuple[str, ...]]:
        """The modules, in order, each with the names of its exercises."""
        return {chapter.module: tuple(each.name for each in chapter.exercises) for chapter in self.chapters}

    def chapter_of(self, module: str) -> Chapter:
        """Return the chapter that a module belongs to."""
        return next(chapter for chapter in self.chapters if chapter.module == module)

    def with_earlier(self, exercise: str) -> tuple[str, ...]:
        """Return an exercise and all that it builds on in its module, in order, by their ids.

        Graded together they take less time than the last alone: an error is carried forward from each earlier exercise
        that is not known to be right.
        """
        found = {exercise}
        waiting = [exercise]
        while waiting:
            earlier = set(self.exercises[waiting.pop()].builds_on) - found
            found |= earlier
            waiting += earlier
        module = self.exercises[exercise].module
        return tuple(each.id for each in self.chapter_of(module).exercises if each.id in found)

    def reference(self, module: str) -> str:
        """Return the source of a module's reference, as a learner would have handed it in."""
        path = self.solutions / self.chapter_of(module).folder / f"{module}.py"
        return without_markers(path.read_text(encoding="utf-8"))

    @cached_property
    def digest(self) -> str:
        """A digest of all that decides: hidden suites, references, points and mistakes."""
        return self._digest_of([*self.hidden.rglob("*.py"), *self._decided_by(self.chapters)])

    def digest_of(self, module: str) -> str:
        """Return a digest of all that decides on one chapter: its own files, and those that no single chapter owns."""
        chapter = self.chapter_of(module)
        earlier = {self.exercises[name].module for each in chapter.exercises for name in each.builds_on}
        others = {self.suite(other) for other in self.modules if other != module}
        suites = [path for path in self.hidden.rglob("*.py") if path not in others]
        return self._digest_of([*suites, *self._decided_by({chapter, *map(self.chapter_of, earlier)})])

    def suite(self, module: str) -> Path:
        """Return the file of a module's hidden suite."""
        return self.hidden / f"test_{module}.py"

    def _decided_by(self, chapters: Iterable[Chapter]) -> list[Path]:
        folders = [self.solutions / chapter.folder for chapter in chapters]
        return [path for folder in folders for path in folder.iterdir() if path.suffix in {".py", ".toml"}]

    def _digest_of(self, files: Iterable[Path]) -> str:
        return digest({str(path.relative_to(self.root)): path.read_bytes() for path in files})


def digest(files: Mapping[str, bytes]) -> str:
    """Return a digest of files by name, whatever their order."""
    made = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            made.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{made.hexdigest()}"


def _read_chapter(folder: Path) -> Chapter:
    path = folder / "chapter.toml"
    try:
        data = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _ChapterFile)
    except (OSError, ValueError) as error:  # of TOML, of its encoding, of the form
        raise UsageError(f"{path} cannot be read: {error}") from error
    if not (folder / f"{data.module}.py").is_file():
        raise UsageError(f"{path} names the module {data.module}, but {data.module}.py is not beside it")
    exercises = tuple(_exercise(data.module, entry) for entry in data.exercise)
    return Chapter(folder.name, data.title, data.module, exercises)


def _exercise(module: str, entry: _ExerciseEntry) -> Exercise:
    builds_on = (name if "." in name else f"{module}.{name}" for name in entry.builds_on)
    return Exercise(f"{module}.{entry.name}", entry.title, entry.points, tuple(entry.hints), tuple(builds_on))
