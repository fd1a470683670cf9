"""What is known of a cohort: a row a learner, and what learners have in common."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import fmean, median
from typing import Final, NamedTuple, TypeVar

from autograder.grading.verdict import LOOKS, Diagnosis, ExerciseStatus, Result, SubmissionStatus

BANDS: Final = 10
"""Into how many bands of equal width scores in percent are sorted; the last one holds 100 %."""

Value = TypeVar("Value")


class Earned(NamedTuple):
    """What became of one exercise: its status, the points and how many there were."""

    status: ExerciseStatus
    score: float
    max_score: float


@dataclass(frozen=True)
class Row:
    """A learner's row: far less than a result, so that a large cohort's fit into memory.

    Attributes:
        learner: the learner's id.
        status: what became of the submission.
        score: points earned.
        max_score: points to be earned.
        exercises: what became of each exercise, by id.
        mistakes: the first diagnosis of each exercise that has one, by id.
        unexplained: ids of the exercises with a wrong answer that no diagnosis explains.
    """

    learner: str
    status: SubmissionStatus
    score: float
    max_score: float
    exercises: Mapping[str, Earned]
    mistakes: Mapping[str, Diagnosis]
    unexplained: Sequence[str]

    @classmethod
    def of(cls, result: Result) -> "Row":
        """Return the row of a result."""
        earned = {
            name: _shared(Earned(exercise.status, exercise.score, exercise.max_score))
            for name, exercise in result.exercises.items()
        }
        mistakes = {name: _shared(each.diagnoses[0]) for name, each in result.exercises.items() if each.diagnoses}
        unexplained = tuple(
            name
            for name, each in result.exercises.items()
            if not each.diagnoses
            and any(verdict.status == "failed" for verdict in each.criteria)
            and each.status == "failed"
        )
        return cls(
            result.submission, result.status, result.score, result.max_score, earned, mistakes, _shared(unexplained)
        )

    @property
    def percent(self) -> float | None:
        """The score in percent of what could be earned; None where nothing could."""
        return round(100 * self.score / self.max_score, 2) if self.max_score else None


@lru_cache(maxsize=10_000)
def _shared(value: Value) -> Value:
    """Return one and the same object for all that are equal: what learners have in common is kept once."""
    return value


@dataclass
class Common:
    """A known mistake that learners made.

    Attributes:
        exercise: id of the exercise.
        message: what they were told.
        learners: who made it.
        alike: whose answers only look like it.
    """

    exercise: str
    message: str
    learners: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)


def common_mistakes(exercises: Iterable[str], rows: Sequence[Row]) -> list[Common]:
    """Return the known mistakes that learners made in these exercises: those of most learners first, else in order."""
    found: dict[tuple[str, str], Common] = {}
    for exercise in exercises:
        for row in rows:
            if diagnosis := row.mistakes.get(exercise):
                message = diagnosis.message.removeprefix(LOOKS)
                mistake = found.setdefault((exercise, diagnosis.id), Common(exercise, message))
                (mistake.learners if message == diagnosis.message else mistake.alike).append(row.learner)
    return sorted(found.values(), key=lambda each: (-len(each.learners), -len(each.alike)))


def unexplained_answers(exercises: Iterable[str], rows: Sequence[Row]) -> dict[str, list[str]]:
    """Return whose wrong answers nothing explains, by exercise: those of most learners first, else in order."""
    found = {exercise: [row.learner for row in rows if exercise in row.unexplained] for exercise in exercises}
    return dict(sorted(((name, who) for name, who in found.items() if who), key=lambda each: -len(each[1])))


@dataclass(frozen=True)
class Standing:
    """How a cohort did in one exercise.

    Attributes:
        exercise: its id.
        statuses: how many learners it has each status for.
        percent: what they earned of its points on average, in percent; None where there were none to earn.
    """

    exercise: str
    statuses: Counter[ExerciseStatus]
    percent: float | None


def standing_in(exercise: str, rows: Iterable[Row]) -> Standing:
    """Return how the graded learners did in an exercise."""
    earned = [row.exercises[exercise] for row in rows if row.status == "graded" and exercise in row.exercises]
    return Standing(exercise, Counter(each.status for each in earned), percent_of(earned))


def percent_of(earned: Iterable[Earned]) -> float | None:
    """Return the points earned in percent of those to be earned; None where there were none."""
    pairs = [(each.score, each.max_score) for each in earned]
    total = sum(most for _, most in pairs)
    return 100 * sum(score for score, _ in pairs) / total if total else None


@dataclass(frozen=True)
class Spread:
    """How scores are spread, in percent, over the learners that were graded and could earn something.

    Attributes:
        mean: of their scores.
        median: of their scores.
        bands: who is in each band of scores, from the lowest.
    """

    mean: float
    median: float
    bands: list[list[str]]


def spread_of(rows: Sequence[Row]) -> Spread | None:
    """Return how the scores of the graded learners are spread; None where there are none."""
    percents = {row.learner: row.percent for row in rows if row.status == "graded" and row.percent is not None}
    if not percents:
        return None
    bands: list[list[str]] = [[] for _ in range(BANDS)]
    for learner, percent in percents.items():
        bands[min(int(percent * BANDS / 100), BANDS - 1)].append(learner)
    return Spread(fmean(percents.values()), median(percents.values()), bands)
