"""The visible tests as a grading: the same result and the same page as an instructor's run gives."""

from typing import Final

from autograder.course.catalogue import Exercise
from autograder.grading.verdict import DECIMALS, CriterionStatus, ExerciseResult, ExerciseStatus, Result, Verdict
from autograder.learner.standing import ExerciseStanding, Standing, State, Told
from autograder.learner.workbook import Workbook

ONLY_VISIBLE: Final = (
    "This is what the visible tests say. Your instructor grades with other tests and inputs, so the points may differ."
)
_EXERCISE: Final[dict[State, ExerciseStatus]] = {
    "passed": "passed",
    "to fix": "failed",
    "not started": "not_started",
    "skipped": "failed",
}


def result_of(workbook: Workbook, standing: Standing) -> Result:
    """Return the result of a learner's own folder: an exercise's points are shared evenly among its visible tests."""
    exercises = {
        name: _exercise(exercise, standing[name])
        for name, exercise in workbook.handout.exercises.items()
        if name in standing
    }
    score = round(sum(each.score for each in exercises.values()), DECIMALS)
    total = round(sum(each.max_score for each in exercises.values()), DECIMALS)
    return Result(
        schema=1,
        submission=workbook.root.name,
        status="graded",
        score=score,
        max_score=total,
        exercises=exercises,
        messages=[ONLY_VISIBLE],
        suite="visible tests",
        seed=0,
        isolation="none",
        device="cpu",
        duration_s=0.0,
    )


def _exercise(exercise: Exercise, stands: ExerciseStanding) -> ExerciseResult:
    share = exercise.points / len(stands.tests)
    criteria = [_verdict(exercise, told, share) for told in stands.tests]
    passed = sum(verdict.status == "passed" for verdict in criteria)
    score = round(exercise.points * passed / len(criteria), DECIMALS)
    return ExerciseResult(_EXERCISE[stands.state], score, exercise.points, criteria)


def _verdict(exercise: Exercise, told: Told, share: float) -> Verdict:
    earned = share if told.state == "passed" else 0.0
    title = told.title.partition("\n")[0] or told.test
    score, most = round(earned, DECIMALS), round(share, DECIMALS)
    return Verdict(f"{exercise.id}/{told.test}", title, _status(told), score, most, told.message, told.output)


def _status(told: Told) -> CriterionStatus:
    if told.state == "passed":
        return "passed"
    # What was not run would have waited for the same loop.
    return "timed_out" if told.late or told.state == "skipped" else "failed"
