"""Verdicts and results: what was decided, in the form that ``results/<learner>.json`` has."""

from typing import Final, Literal

import msgspec

CriterionStatus = Literal["passed", "failed", "timed_out", "crashed", "skipped"]
ExerciseStatus = Literal["passed", "failed", "not_started", "missing", "skipped"]
DECIMALS: Final = 4
"""Points are written with so many; sums are made before they are rounded."""

SubmissionStatus = Literal["graded", "unreadable", "ungraded"]


class Verdict(msgspec.Struct, frozen=True):
    """The verdict on one criterion.

    Attributes:
        id: ``exercise/title-as-a-slug``.
        title: what the criterion asks.
        status: what became of it.
        score: points earned: all or none.
        max_score: points to be earned; 0 where it was skipped.
        message: for the learner: the call, what came back, what was wanted of it. Empty where it passed.
        output: what the learner's code printed meanwhile, cut to a sane length.
    """

    id: str
    title: str
    status: CriterionStatus
    score: float
    max_score: float
    message: str = ""
    output: str = ""


LOOKS: Final = "This looks like a mistake that others made: "
"""How the message of a diagnosis begins that is no more than likely."""


class Diagnosis(msgspec.Struct, frozen=True):
    """A known mistake that explains a failed exercise: its id, and what the learner should hear."""

    id: str
    message: str


class ExerciseResult(msgspec.Struct, frozen=True):
    """What became of one exercise; its score is the sum of its criteria's."""

    status: ExerciseStatus
    score: float
    max_score: float
    criteria: list[Verdict]
    diagnoses: list[Diagnosis] = []


class Result(msgspec.Struct, frozen=True):
    """What became of one submission.

    Attributes:
        schema: version of this form.
        submission: the learner's id.
        status: ``unreadable`` scores 0 and says why; ``ungraded`` is our fault and says nothing about the learner.
        score: points earned.
        max_score: points to be earned on this machine.
        exercises: by id, in the order of the course.
        messages: what the learner should know about the submission as a whole.
        suite: digest of the hidden suites and all that decides with them.
        seed: the cohort's seed. Whoever knows it can work out hidden inputs: these files are the instructor's.
        isolation: what stood between the learner's code and the machine.
        isolation_lacks: the mechanisms of it that the machine does not have; `gradkit doctor` says how to get them.
        device: ``cpu``, or ``cuda`` where the marked criteria ran too.
        duration_s: wall time of the grading, in seconds.
    """

    schema: int
    submission: str
    status: SubmissionStatus
    score: float
    max_score: float
    exercises: dict[str, ExerciseResult]
    messages: list[str]
    suite: str
    seed: int
    isolation: str
    device: str
    duration_s: float
    isolation_lacks: list[str] = []
