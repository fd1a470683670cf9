"""The reference and the known mistakes as modules of this process, made fresh whenever they are asked for."""

from collections.abc import Callable
from functools import cache, partial
from types import ModuleType

from autograder.course.answers import Mistake, read_mistakes
from autograder.course.catalogue import Course
from autograder.grading.student import local_modules


class KnownAnswers:
    """What the trusted side knows of right and wrong, for one course."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._references = {module: course.reference(module) for module in course.modules}
        self._of_module = cache(self._read_mistakes)

    def reference(self, module: str) -> dict[str, ModuleType]:
        """Return a fresh module of the reference, by its name; no reference uses another."""
        return local_modules({module: self._references[module]})

    def with_mistakes(self, exercise: str) -> list[Callable[[], dict[str, ModuleType]]]:
        """Return, for each known mistake of an exercise, what gives a fresh module with it in place, by its name."""
        return [partial(local_modules, self.handed_in(mistake)) for mistake in self.mistakes(exercise)]

    def handed_in(self, mistake: Mistake) -> dict[str, str]:
        """Return the source, by module, of a submission that holds a mistake and is right otherwise."""
        module = self._course.exercises[mistake.exercise].module
        return {module: mistake.on(self._references[module])}

    def mistakes(self, exercise: str) -> list[Mistake]:
        """Return the known mistakes of an exercise, in their order."""
        module = self._course.exercises[exercise].module
        return [mistake for mistake in self._of_module(module) if mistake.exercise == exercise]

    def _read_mistakes(self, module: str) -> list[Mistake]:
        return read_mistakes(self._course.solutions / self._course.chapter_of(module).folder / "mistakes.py")
