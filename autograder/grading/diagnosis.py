"""Which known mistake a failed exercise holds: its trace, compared with the traces of the mistakes on the same inputs.

A mistake whose traces are equal wherever the exercise failed, and nowhere else, is the learner's; where that holds for
several (no ``zero_grad`` and one without parentheses do the same), each is told. Where only some traces are equal,
or none but the criteria that failed are those of one mistake alone, it is said to look like it. What passed is never
diagnosed: a mistake that fails a criterion which the learner's code passes is not theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from autograder.course.answers import Mistake
from autograder.grading.trace import Trace
from autograder.grading.verdict import LOOKS, Diagnosis

Failures = Mapping[str, Trace]
"""The criteria of an exercise that failed, by id, each with its trace."""


class Diagnoser:
    """Names mistakes.

    Args:
        mistakes: gives the known mistakes of an exercise, by its id.
        fail: gives the failures of a mistake, put to the same tests on the same inputs.
    """

    def __init__(self, mistakes: Callable[[str], list[Mistake]], fail: Callable[[Mistake], Failures]) -> None:
        self._mistakes = mistakes
        self._fail = cache(fail)

    def diagnose(self, exercise: str, failures: Failures) -> list[Diagnosis]:
        """Return the mistakes that explain the failures of an exercise, or one that looks like it, or none."""
        known = [(mistake, self._fail(mistake)) for mistake in self._mistakes(exercise)]
        possible = [(mistake, its) for mistake, its in known if its and its.keys() <= failures.keys()]
        shared = [sum(failures[name].equals(trace) for name, trace in its.items()) for _, its in possible]
        exact = [
            mistake
            for (mistake, its), equal in zip(possible, shared, strict=True)
            if equal == len(its) == len(failures)
        ]
        if exact:
            return [_said(mistake, _EITHER if number else "") for number, mistake in enumerate(exact[:MAX_TOLD])]
        same = [its.keys() == failures.keys() for _, its in possible]
        if any(shared):
            nearest = max(range(len(possible)), key=lambda number: (shared[number], same[number]))
            return [_said(possible[nearest][0], LOOKS)]
        return [_said(possible[same.index(True)][0], LOOKS)] if same.count(True) == 1 else []


def is_known(diagnoses: Sequence[Diagnosis]) -> bool:
    """Tell whether diagnoses name a known mistake, and not merely one that the answer looks like."""
    return any(not diagnosis.message.startswith(LOOKS) for diagnosis in diagnoses)


MAX_TOLD: Final = 3

_EITHER: Final = "Or, which comes to the same here: "


def _said(mistake: Mistake, prefix: str) -> Diagnosis:
    return Diagnosis(mistake.name, f"{prefix}{mistake.says} Read on: {mistake.read}")
