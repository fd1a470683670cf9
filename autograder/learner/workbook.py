"""A learner's workbook: the folder of exercises, wherever the command was called in it, and what was handed out."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course.catalogue import Chapter, Exercise
from autograder.course.handout import FILE, Handout
from autograder.errors import UsageError

FOLDER: Final = "exercises"


@dataclass(frozen=True)
class Workbook:
    """The folder of exercises, and the handout in it.

    Attributes:
        exercises: the folder that holds the chapters' folders.
        handout: what was handed out.
        desk: where the learner works, if that is elsewhere.
    """

    exercises: Path
    handout: Handout
    desk: Path | None = None

    @classmethod
    def find(cls, start: Path | None = None) -> "Workbook":
        """Return the workbook around a folder, by default the current one.

        Raises:
            UsageError: there is none.
        """
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            for exercises in (folder / FOLDER, folder):
                if (exercises / FILE).is_file():
                    return cls(exercises, Handout.read(exercises))
        raise UsageError(f"{start} is not in a gradkit course. Go to the folder that holds {FOLDER}/, and try again.")

    @classmethod
    def of_notebook(cls) -> "Workbook":
        """Return the workbook around the current folder or, where a notebook came alone, that which gradkit brings.

        Raises:
            UsageError: there is neither; gradkit was not installed from what ``gradkit release`` makes.
        """
        package = Path(__file__).resolve().parents[1]
        try:
            return cls.find()
        except UsageError:
            for exercises in (package / FOLDER, package.parent / FOLDER):
                if (exercises / FILE).is_file():
                    return cls(exercises, Handout.read(exercises), desk=Path.cwd())
            raise

    @property
    def root(self) -> Path:
        """The folder that holds the exercises: where ``pytest exercises/`` is run."""
        return self.exercises.parent

    @property
    def notes(self) -> Path:
        """The folder of what gradkit remembers of this learner; it may be deleted at any time."""
        return (self.desk or self.root) / ".gradkit"

    def path_of(self, module: str) -> Path:
        """Return where the learner writes a module."""
        chapter = next(chapter for chapter in self.handout.chapters if chapter.module == module)
        return self.exercises / chapter.folder / f"{module}.py"

    def exercise(self, name: str) -> Exercise:
        """Return an exercise by its id, ``neuron.sigmoid``, or by its name alone, ``sigmoid``.

        Raises:
            UsageError: there is none, or there are several; the message names what is similar.
        """
        exercises = self.handout.exercises
        found = [each for each in exercises.values() if name.lower() in {each.id.lower(), each.name.lower()}]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{name} may be {' or '.join(each.id for each in found)}; say which")
        names = [*exercises, *(each.name for each in exercises.values())]
        raise UsageError(f"there is no exercise {name}.{_similar(name, names)} pytest exercises/ lists them all.")

    def chapter(self, name: str) -> Chapter:
        """Return a chapter by its number, its folder, or its module: ``3``, ``03_neuron`` or ``neuron``.

        Raises:
            UsageError: there is none; the message names what is similar.
        """
        wanted = name.rstrip("/\\").lower()
        for chapter in self.handout.chapters:
            number = chapter.folder.partition("_")[0]
            if wanted in {chapter.folder, chapter.module, number, number.lstrip("0")}:
                return chapter
        names = [chapter.folder for chapter in self.handout.chapters]
        raise UsageError(f"there is no chapter {name}. There are: {', '.join(names)}")


def _similar(name: str, names: list[str]) -> str:
    similar = difflib.get_close_matches(name, names, n=1)
    return f" Did you mean {similar[0]}?" if similar else ""
