"""``%check`` and ``%hint``: in a notebook, what ``pytest exercises/`` and ``gradkit hint`` are in a terminal."""

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

from autograder.course.catalogue import Exercise
from autograder.errors import GradkitError
from autograder.learner.hints import Hints
from autograder.learner.workbook import Workbook

_OPTIONS: Final = ("-q", "--no-header", "--import-mode=importlib", "-p", "pytest_timeout", "--capture=sys")
_OFF: Final = ("cacheprovider", "faulthandler", "anyio", "unraisableexception", "threadexception")


def load(shell: Any) -> None:
    """Give IPython the magics."""
    for magic in (Check(shell), Hint(shell)):
        shell.register_magic_function(magic, "line", type(magic).__name__.lower())


class _Magic:
    """A magic of the course; a mistake in its words is told in a line."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def __call__(self, line: str) -> None:
        from IPython.core.error import UsageError  # noqa: PLC0415 - only a notebook needs it

        try:
            self.run(Workbook.of_notebook(), line.strip())
        except GradkitError as error:
            raise UsageError(str(error)) from None

    def run(self, workbook: Workbook, name: str) -> None:
        raise NotImplementedError

    def _begun(self, workbook: Workbook) -> list[Exercise]:
        """Return all exercises of the chapters of which the notebook has something."""
        exercises = workbook.handout.exercises.values()
        modules = {exercise.module for exercise in exercises if exercise.name in self._shell.user_ns}
        return [exercise for exercise in exercises if exercise.module in modules]


class Hint(_Magic):
    """``%hint sigmoid``: one hint more for an exercise, each time."""

    def run(self, workbook: Workbook, name: str) -> None:
        """Print all hints so far, and a new one."""
        if not name:
            sys.stdout.write("Name an exercise: %hint sigmoid\n")
            return
        exercise = workbook.exercise(name)
        given = Hints(workbook).next(exercise)
        sys.stdout.write(f"{exercise.id}  {exercise.title}\nhint {len(given)} of {len(exercise.hints)}\n")
        for number, hint in enumerate(given, start=1):
            sys.stdout.write(f"\n{number}. {hint}\n")
        if len(given) < len(exercise.hints):
            sys.stdout.write(f"\nFor one more: %hint {exercise.name}\n")


class Check(_Magic):
    """``%check sigmoid``: the visible tests of an exercise; ``%check``: those of the notebook's chapter."""

    def run(self, workbook: Workbook, name: str) -> None:
        """Run the tests on what the notebook has defined so far; pytest prints what they say."""
        exercises = [workbook.exercise(name)] if name else self._begun(workbook)
        if not exercises:
            sys.stdout.write("The notebook has defined no exercise yet. Run its cells, or name one: %check sigmoid\n")
            return
        modules = dict.fromkeys(exercise.module for exercise in exercises)
        tests = [str(workbook.path_of(module).with_name(f"test_{module}.py")) for module in modules]
        cells = {name: f"cell {number}" for name, number in self._shell.compile._filename_map.items()}
        import pytest  # noqa: PLC0415 - it takes a moment

        with pytest.MonkeyPatch.context() as patch, _forgetting(str(workbook.exercises)):
            for module in modules:
                patch.setitem(sys.modules, module, _module(module, self._shell.user_ns))
            patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            patch.setattr(sys, "dont_write_bytecode", True)
            patch.setattr(sys, "path", [str(workbook.exercises), *sys.path])
            import standing  # noqa: PLC0415 - it lies beside the tests

            standing.CELLS.update(cells)
            off = [part for plugin in _OFF for part in ("-p", f"no:{plugin}")]
            options = [*_OPTIONS, *off, "-c", os.devnull, f"--rootdir={workbook.exercises}"]
            pytest.main(
                [*tests, *options], plugins=[_Only({exercise.id for exercise in exercises}, standing.exercise_of)]
            )


class _Only:
    """A plugin that leaves the tests of some exercises."""

    def __init__(self, exercises: Collection[str], exercise_of: Callable[[str, str], str]) -> None:
        self._exercises = exercises
        self._exercise_of = exercise_of

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave them."""
        items[:] = [item for item in items if self._exercise_of(item.path.parent.name, item.name) in self._exercises]


def _module(name: str, namespace: Mapping[str, Any]) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(namespace)
    return module


@contextmanager
def _forgetting(folder: str) -> Iterator[None]:
    """Forget what is imported from a folder: the kernel has names of its own, and the next run other cells."""
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                del sys.modules[name]
