"""The rubric: which criteria the hidden suites hold, and how an exercise's points are shared among them."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pytest

from autograder.course.catalogue import Course
from autograder.errors import UsageError


@dataclass(frozen=True)
class Criterion:
    """One titled, pointed line of the rubric: one hidden test.

    Attributes:
        id: ``exercise/title-as-a-slug``.
        exercise: id of the exercise.
        title: what it asks.
        points: its share of the exercise's points.
        gpu: whether it needs a CUDA device.
        seconds: its own time limit, None for the usual one.
    """

    id: str
    exercise: str
    title: str
    points: Fraction
    gpu: bool
    seconds: float | None

    @property
    def module(self) -> str:
        """The module that the exercise is in."""
        return self.exercise.partition(".")[0]

    @property
    def name(self) -> str:
        """The exercise's name in its module."""
        return self.exercise.partition(".")[2]


def read_rubric(items: Iterable[pytest.Item], course: Course) -> dict[str, Criterion]:
    """Return the criterion of every collected test, by node id, in the order of the course.

    Raises:
        UsageError: a test bears no criterion, names no exercise, or has the title of another.
    """
    marked: dict[str, tuple[pytest.Item, str, str, int]] = {}
    for item in items:
        mark = item.get_closest_marker("criterion")
        if mark is None:
            raise UsageError(f"{item.nodeid} bears no @criterion: a hidden test must say what it counts for")
        exercise, title, weight = mark.args
        if exercise not in course.exercises:
            raise UsageError(f"{item.nodeid} is a criterion of {exercise}, which is no exercise")
        if type(weight) is not int or weight < 1:
            raise UsageError(f"{item.nodeid} has the weight {weight!r}; a weight is a whole number from 1 up")
        key = f"{exercise}/{slug(title)}"
        if key in marked:
            raise UsageError(f"{item.nodeid} and {marked[key][0].nodeid} have one title: {key}")
        marked[key] = item, exercise, title, weight

    total: dict[str, int] = {}
    for _, exercise, _, weight in marked.values():
        total[exercise] = total.get(exercise, 0) + weight
    order = list(course.exercises)
    rubric = {}
    for key, (item, exercise, title, weight) in sorted(marked.items(), key=lambda entry: order.index(entry[1][1])):
        points = Fraction(course.exercises[exercise].points) * Fraction(weight, total[exercise])
        gpu = item.get_closest_marker("gpu") is not None
        rubric[item.nodeid] = Criterion(key, exercise, title, points, gpu, _seconds(item))
    return rubric


def slug(title: str) -> str:
    """Return a title as an id: lower case, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))


def _seconds(item: pytest.Item) -> float | None:
    """Return the limit that pytest-timeout's marker sets for a test.

    Raises:
        UsageError: it sets none that can be kept.
    """
    mark = item.get_closest_marker("timeout")
    if mark is None:
        return None
    seconds = mark.args[0] if mark.args else mark.kwargs.get("timeout")
    if not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
        raise UsageError(f"{item.nodeid} has the timeout {seconds!r}; say @pytest.mark.timeout(SECONDS)")
    return float(seconds)
