"""Grading in process: the fixtures for ``pytest tests/hidden``, where ``student`` is the modules themselves."""

import contextlib
import functools
from functools import cached_property
from pathlib import Path
from types import ModuleType

from autograder.course.catalogue import Course
from autograder.errors import UsageError
from autograder.grading.carried import Follows
from autograder.grading.draw import Draw, seed_for
from autograder.grading.known import KnownAnswers
from autograder.grading.student import LocalStudent, local_modules
from autograder.submissions.intake import read_submission


class LocalProvider:
    """Makes the fixtures of criteria that run without a worker.

    Args:
        submission: path of a submission, None for the references.
        seed: the cohort's seed.
    """

    def __init__(self, submission: str | None, seed: int) -> None:
        self._submission = submission
        self._seed = seed
        self._course = Course.find()
        self._known = KnownAnswers(self._course)

    def student(self) -> LocalStudent:
        """Return the submission's modules, or the references; the same ones at every call.

        Raises:
            UsageError: the submission holds no source file.
        """
        return LocalStudent(self._modules)

    def draw(self, criterion: tuple[str, str]) -> Draw:
        """Return the inputs of a criterion, from their start."""
        return Draw(seed_for(self._seed, "draw", *criterion))

    def follows(self, exercise: str) -> Follows:
        """Return the comparison that counts an error of an earlier exercise once."""
        entry = self._course.exercises[exercise]
        return Follows(
            self.student(),
            lambda: contextlib.nullcontext(self.student()),
            entry,
            entry.builds_on,
            functools.partial(self._known.reference, entry.module),
            functools.partial(self._known.with_mistakes, exercise),
            {},
        )

    @cached_property
    def _modules(self) -> dict[str, ModuleType]:
        if self._submission is None:
            return local_modules({name: self._course.reference(name) for name in self._course.modules})
        parcel = read_submission(Path(self._submission), self._course.modules)
        if not parcel.sources:
            raise UsageError(f"--submission {self._submission}: {' '.join(parcel.messages)}")
        return local_modules({name: parcel.sources[name] for name in self._course.modules if name in parcel.sources})
