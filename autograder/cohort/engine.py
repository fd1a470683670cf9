"""Grades a cohort: submissions in, results out, as they are ready, over any ``concurrent.futures.Executor``."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass

from autograder.cohort.slot import grade_sources
from autograder.cohort.unknown import Unknown, unknown_of
from autograder.course.catalogue import Course
from autograder.errors import EngineError
from autograder.grading.protocol import Graded, Setup
from autograder.grading.verdict import DECIMALS, ExerciseResult, Result, SubmissionStatus
from autograder.submissions.intake import Submission

SCHEMA = 1
OUR_FAULT = "This could not be graded, for a fault of ours. It is not your doing, and it will be tried again."


@dataclass(frozen=True)
class Outcome:
    """What became of a submission.

    Attributes:
        result: for the learner and the instructor.
        fault: what of ours failed, where it could not be graded.
        unknown: its wrong answers that no known mistake explains, if there are any.
    """

    result: Result
    fault: EngineError | None = None
    unknown: Unknown | None = None


def grade_cohort(
    submissions: Sequence[Submission], course: Course, setup: Setup, executor: Executor
) -> Iterator[Outcome]:
    """Grade submissions and yield each one's outcome as it is ready.

    Raises:
        UsageError: the machine cannot grade as ``setup`` asks.
    """
    futures = {
        executor.submit(_grade, setup, each.sources): each for each in submissions if each.readable and not each.fault
    }
    try:
        for future in as_completed(futures):
            submission = futures[future]
            try:
                graded, seconds = future.result()
            except EngineError as error:
                yield Outcome(_result(submission, course, setup, "ungraded", messages=[OUR_FAULT]), error)
            else:
                unknown = unknown_of(submission.learner, graded, submission.sources, course.digest, setup.seed)
                yield Outcome(_graded(submission, course, setup, graded, seconds), unknown=unknown)
    finally:
        for future in futures:
            future.cancel()
    possible = sum(exercise.points for exercise in course.exercises.values() if setup.asks_for(exercise.id))
    for submission in submissions:
        if submission.fault:
            result = _result(submission, course, setup, "ungraded", messages=[OUR_FAULT])
            yield Outcome(result, EngineError(submission.fault))
        elif not submission.readable:
            yield Outcome(_result(submission, course, setup, "unreadable", max_score=possible))


def _grade(setup: Setup, sources: dict[str, bytes]) -> tuple[Graded, float]:
    start = time.monotonic()
    return grade_sources(setup, sources), time.monotonic() - start


def _graded(submission: Submission, course: Course, setup: Setup, graded: Graded, seconds: float) -> Result:
    return _result(
        submission,
        course,
        setup,
        "graded",
        score=sum(exercise.score for exercise in graded.exercises.values()),
        max_score=sum(exercise.max_score for exercise in graded.exercises.values()),
        exercises=graded.exercises,
        lacks=graded.lacks,
        seconds=seconds,
    )


def _result(
    submission: Submission,
    course: Course,
    setup: Setup,
    status: SubmissionStatus,
    *,
    score: float = 0.0,
    max_score: float = 0.0,
    exercises: dict[str, ExerciseResult] | None = None,
    messages: Sequence[str] = (),
    lacks: Sequence[str] = (),
    seconds: float = 0.0,
) -> Result:
    return Result(
        schema=SCHEMA,
        submission=submission.learner,
        status=status,
        score=round(score, DECIMALS),
        max_score=round(max_score, DECIMALS),
        exercises=exercises or {},
        messages=[*submission.messages, *messages],
        suite=course.digest,
        seed=setup.seed,
        isolation=setup.isolation,
        device="cuda" if setup.gpu else "cpu",
        duration_s=round(seconds, 4),
        isolation_lacks=list(lacks),
    )
