"""A course folder of nbgrader: its configuration, read as nbgrader reads it, and what was handed in there."""

import contextlib
import functools
import glob
import importlib
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from autograder.errors import UsageError
from autograder.notebooks.restored import Original, Restored, as_answers, restored
from autograder.submissions.archives import File, ParcelError
from autograder.submissions.intake import Entry, Modules, Parcel, Submission, walk
from autograder.submissions.names import safe_id
from autograder.submissions.notebooks import Cell, read_cells

CONFIG: Final = "nbgrader_config.py"
_NOTEBOOK: Final = ".ipynb"


@dataclass(frozen=True)
class Notebook:
    """A notebook of an assignment, as it was given out.

    Attributes:
        name: of its file, without the ending.
        kernel: the kernel it is for, as JSON.
        cells: those that nbgrader gave names to, in their order.
        exercises: the exercise whose points a cell earns, by the cell's ``grade_id``.
    """

    name: str
    kernel: str | None
    cells: tuple[Original, ...]
    exercises: Mapping[str, str]

    def cell(self, name: str) -> Original:
        """Return the cell of a name."""
        return next(cell for cell in self.cells if cell.name == name)


@dataclass(frozen=True)
class Assignment:
    """An assignment, as it was given out.

    Attributes:
        name: its name in the gradebook.
        notebooks: its notebooks, by name.
    """

    name: str
    notebooks: Mapping[str, Notebook]

    @property
    def exercises(self) -> list[str]:
        """The ids of its exercises."""
        return [exercise for notebook in self.notebooks.values() for exercise in notebook.exercises.values()]

    @property
    def modules(self) -> Modules:
        """The modules of its exercises, each with their names."""
        modules: dict[str, list[str]] = {}
        for exercise in self.exercises:
            module, _, name = exercise.partition(".")
            modules.setdefault(module, []).append(name)
        return modules


@dataclass(frozen=True)
class HandedIn:
    """What a student handed in for an assignment.

    Attributes:
        student: the student's id in nbgrader.
        learner: the same, fit for a file name.
        assignment: what it is for.
        folder: where it lies.
    """

    student: str
    learner: str
    assignment: Assignment
    folder: Path

    def read(self) -> Submission:
        """Read it, with the cells that are locked as they were given out."""
        ignored: list[str] = []
        parcel = Parcel(self.assignment.name, functools.partial(self._files, ignored))
        submission = Entry(self.learner, (parcel,), self.assignment.modules, _NOTEBOOK).read()
        submission.messages += [f"{name} was not graded; the notebook is" for name in ignored]
        submission.messages += self._astray(submission)
        return submission

    def cells(self, notebook: Notebook, place: str | None) -> list[Restored]:
        """Return the cells of a notebook, from the file that was graded; without one, those that are graded alone."""
        cells: Sequence[Cell] = ()
        for path, data in self._walk():
            if str(path) == place and data is not None:
                with contextlib.suppress(ParcelError):  # which ``read`` has told
                    cells = read_cells(path.name, data)
        return restored(cells, notebook.cells)

    def _files(self, ignored: list[str]) -> Iterator[File]:
        """Yield the files that may be graded; of a module that a notebook is asked for, no other file is."""
        for path, data in self._walk():
            if path.suffix == ".py" and path.stem in self.assignment.modules:
                ignored.append(str(path))
            elif path.suffix == _NOTEBOOK and data is not None:
                yield path, self._answers(path, data)
            else:
                yield path, data

    def _walk(self) -> Iterator[File]:
        return walk(self.folder)

    def _answers(self, path: PurePosixPath, data: bytes) -> bytes:
        try:
            cells = read_cells(path.name, data)
        except ParcelError:
            return data  # whoever reads it says so again, to the learner
        return as_answers(restored(cells, self._original(path.stem, cells)))

    def _original(self, name: str, cells: Sequence[Cell]) -> Sequence[Original]:
        """Return the cells that a notebook was given out with; one that has another name now is known by its cells."""
        notebooks = self.assignment.notebooks
        if name in notebooks:
            return notebooks[name].cells
        names = {cell.grade_id for cell in cells}
        return max(
            (notebook.cells for notebook in notebooks.values()),
            key=lambda originals: sum(original.name in names for original in originals),
        )

    def _astray(self, submission: Submission) -> Iterator[str]:
        """Say which notebooks do not lie where nbgrader wants them."""
        for notebook in self.assignment.notebooks.values():
            place = place_of(notebook, submission)
            if place is None and submission.readable:
                yield f"{notebook.name}{_NOTEBOOK} was not found, and nothing else that holds its answers"
            elif place is not None and place != f"{notebook.name}{_NOTEBOOK}":
                yield f"{notebook.name}{_NOTEBOOK} was not found; {PurePosixPath(place).name} was graded in its place"


@dataclass(frozen=True)
class Learner:
    """A student with all that was handed in: one submission to the engine.

    Attributes:
        name: the student's id, fit for a file name.
        handed_in: one for each assignment.
    """

    name: str
    handed_in: tuple[HandedIn, ...]

    def read(self) -> Submission:
        """Read all of it as one submission; a module is read for its own assignment."""
        parts = [each.read() for each in self.handed_in]
        whole = Submission(self.name, readable=any(part.readable for part in parts))
        whole.fault = next((part.fault for part in parts if part.fault), "")
        own = {
            module: part for part, each in zip(parts, self.handed_in, strict=True) for module in each.assignment.modules
        }
        for part in parts:
            whole.messages += part.messages
            whole.sources |= {
                module: source
                for module, source in part.sources.items()
                if own.get(module, part) is part and module not in whole.sources
            }
        return whole


def place_of(notebook: Notebook, submission: Submission) -> str | None:
    """Return the path of the file that was graded for a notebook, within what was handed in; None if none was."""
    modules = {exercise.partition(".")[0] for exercise in notebook.exercises.values()}
    return next((submission.places[module] for module in sorted(modules) if module in submission.places), None)


class CourseFolder:
    """A course folder of nbgrader.

    Args:
        path: where it is.

    Attributes:
        app: the application of nbgrader that read its configuration.
        directory: nbgrader's ``CourseDirectory``.

    Raises:
        UsageError: it is none, its configuration is wrong, or nbgrader is not installed.
    """

    def __init__(self, path: Path) -> None:
        if not (path / CONFIG).is_file() and not (path / "gradebook.db").is_file():
            raise UsageError(
                f"{path} is no course folder of nbgrader: it holds no {CONFIG}. "
                "Name the folder in which you run nbgrader generate_assignment"
            )
        self.app = _application(path.resolve())
        self.directory = self.app.coursedir

    @property
    def root(self) -> Path:
        """The folder with ``source``, ``submitted`` and the others in it."""
        return Path(self.directory.root)

    @property
    def submitted(self) -> Path:
        """The folder that nbgrader collects into."""
        return self.root / str(self.directory.submitted_directory)

    @property
    def db_url(self) -> str:
        """The address of the gradebook; a path in it does not depend on the current folder."""
        url = str(self.directory.db_url)
        path = url.removeprefix("sqlite:///")
        return url if path == url else f"sqlite:///{self.root / path}"

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Return where nbgrader keeps a student's assignment in one of its steps, ``autograded`` for example."""
        return Path(self.directory.format_path(step, student, assignment))

    def assignments_handed_in(self) -> list[str]:
        """Return the names of the assignments for which something lies in ``submitted``."""
        return sorted({assignment for assignment, _, _ in self._found("*")})

    def learners(self, assignments: Mapping[str, Assignment]) -> list[Learner]:
        """Return who handed something in for these assignments, in the order of their ids."""
        excluded = self.directory.student_id_exclude.split(",")
        found: dict[str, list[tuple[Assignment, Path]]] = {}
        for name, assignment in assignments.items():
            for _, student, folder in self._found(glob.escape(name)):
                if student not in excluded:
                    found.setdefault(student, []).append((assignment, folder))
        learners: dict[str, Learner] = {}
        for student in sorted(found):
            name = safe_id(student)
            while name in learners:  # ids may differ in characters that no file name has
                name += "-2"
            learners[name] = Learner(name, tuple(HandedIn(student, name, *each) for each in found[student]))
        return list(learners.values())

    def _found(self, assignment: str) -> Iterator[tuple[str, str, Path]]:
        """Yield assignment, student and folder of what was collected."""
        step = self.directory.submitted_directory
        pattern = re.compile(
            self.directory.format_path(step, "(?P<student>[^/]+)", "(?P<assignment>[^/]+)", escape=True)
        )
        for folder in sorted(glob.glob(self.directory.format_path(step, "*", assignment))):  # noqa: PTH207 - nbgrader's own pattern, from the root
            if (found := pattern.fullmatch(folder)) and os.path.isdir(folder):  # noqa: PTH112 - likewise
                yield found["assignment"], found["student"], Path(folder)


def imported(module: str) -> Any:
    """Return a module of nbgrader.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"this needs nbgrader ({error.name} is missing); run: pip install 'gradkit[instructor]'"
        ) from error


def _application(root: Path) -> Any:
    """Return nbgrader's own application, with the configuration that nbgrader has in a course folder.

    The folder goes to the end of the search path, for plugins that the configuration names; nbgrader puts it first.
    """
    app = imported("nbgrader.apps").AutogradeApp(log_level="ERROR", raise_config_file_errors=True)
    app.init_syspath = lambda: sys.path.append(str(root))
    try:
        with contextlib.chdir(root):
            app.initialize([], root=str(root))
    except (Exception, SystemExit) as error:  # a configuration is a program, and may raise anything
        raise UsageError(f"{root / CONFIG} cannot be read: {type(error).__name__}: {error}") from error
    return app
