"""Results made by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from autograder.grading.verdict import ExerciseResult, Result, Verdict


@pytest.fixture
def verdict() -> Callable[..., Verdict]:
    def verdict(title: str, status: str = "passed", **fields: Any) -> Verdict:
        passed = status == "passed"
        return Verdict(f"neuron.relu/{title}", title, status, float(passed), 1.0, **fields)

    return verdict


@pytest.fixture
def exercise() -> Callable[..., ExerciseResult]:
    def exercise(status: str, *criteria: Verdict) -> ExerciseResult:
        score = sum(verdict.score for verdict in criteria)
        return ExerciseResult(status, score, sum(verdict.max_score for verdict in criteria), list(criteria))

    return exercise


@pytest.fixture
def result() -> Callable[..., Result]:
    def result(submission: str = "jane-doe", **fields: Any) -> Result:
        exercises = fields.get("exercises", {})
        usual = {
            "schema": 1,
            "status": "graded",
            "score": sum((each.score for each in exercises.values()), 0.0),
            "max_score": sum((each.max_score for each in exercises.values()), 0.0),
            "exercises": exercises,
            "messages": [],
            "suite": "sha256:00",
            "seed": 5,
            "isolation": "namespaces",
            "device": "cpu",
            "duration_s": 0.25,
        }
        return Result(submission=submission, **{**usual, **fields})

    return result


@pytest.fixture
def full_of(result, exercise, verdict) -> Callable[..., Result]:
    """A result that holds a text in every place that a learner's text can get to."""

    def full_of(text: str, *, submission: str = "jane-doe") -> Result:
        one_cause = [verdict("a", "crashed", message=text, output=text), verdict("b", "failed", message=text)]
        criteria = [verdict("a", "failed", message=text, output=text), verdict("b", "timed_out", output=text)]
        exercises = {"neuron.relu": exercise("failed", *criteria), "descent.mse": exercise("failed", *one_cause)}
        return result(submission, messages=[text], exercises=exercises)

    return full_of
