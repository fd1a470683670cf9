"""One run over a cohort: writes what comes of each submission, and says how it went."""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from autograder.cohort.engine import Outcome
from autograder.course.catalogue import Course
from autograder.errors import EngineError
from autograder.grading.protocol import Setup
from autograder.reports.cohort import Row, spread_of
from autograder.reports.files import PAGE, write_cohort, write_result, write_unknown
from autograder.submissions.text import shown


@dataclass
class Run:
    """What is known of a run, however it ends.

    Attributes:
        course: what is graded.
        setup: how.
        out: the folder of the results.
        rows: of the cohort, by learner, for all submissions that are done.
        faults: what of ours failed, by learner.
        lacks: the mechanisms of isolation that a machine which graded does not have.
        kept: how many submissions were decided in an earlier run.
    """

    course: Course
    setup: Setup
    out: Path
    rows: dict[str, Row] = field(default_factory=dict)
    faults: dict[str, EngineError] = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)
    kept: int = 0

    def take(self, outcome: Outcome) -> None:
        """Write what became of a submission.

        Raises:
            EngineError: the folder cannot be written.
        """
        result = outcome.result
        self.rows[result.submission] = Row.of(result)
        if outcome.fault is not None:
            self.faults[result.submission] = outcome.fault
        self.lacks.update(result.isolation_lacks)
        self.kept += outcome.kept
        write_result(self.out, result, self.course)
        write_unknown(self.out, result.submission, outcome.unknown)

    def write_cohort(self) -> None:
        """Write what tells of all learners, if anything is done.

        Raises:
            EngineError: the folder cannot be written.
        """
        if self.rows:
            write_cohort(self.out, [*self.rows.values()], self.course, self.setup)

    def report(self, *, as_json: bool) -> None:
        """Say on stdout how it went, and on stderr what failed."""
        for learner, fault in sorted(self.faults.items()):
            sys.stderr.write(f"gradkit: {learner} could not be graded, our fault: {shown(str(fault))}\n")
        sys.stdout.write(json.dumps(self._summary()) + "\n" if as_json else self._in_words())

    def _summary(self) -> dict[str, object]:
        statuses = Counter(row.status for row in self.rows.values())
        return {
            "submissions": len(self.rows),
            **{status: statuses[status] for status in ("graded", "unreadable", "ungraded")},
            "kept": self.kept,
            "out": str(self.out),
            "grades": str(self.out / "grades.csv"),
            "page": str(self.out / PAGE),
            "seed": self.setup.seed,
            "isolation": self.setup.isolation,
        }

    def _in_words(self) -> str:
        statuses = Counter(row.status for row in self.rows.values())
        spread = spread_of([*self.rows.values()])
        isolation = self.setup.isolation
        if self.lacks:
            isolation += f", without {', '.join(sorted(self.lacks))} (see gradkit doctor)"
        return (
            f"{statuses['graded']} of {len(self.rows)} submissions graded"
            + (f", {spread.mean:.0f} % on average of those" if spread else "")
            + (f"; {statuses['unreadable']} unreadable" if statuses["unreadable"] else "")
            + (f"; {len(self.faults)} not graded, run the same command to try again" if self.faults else "")
            + (f"; {self.kept} as before, --regrade grades them again" if self.kept else "")
            + f"\n  isolation  {isolation}\n  seed       {self.setup.seed}\n"
            f"  page       {self.out / PAGE}\n  grades     {self.out / 'grades.csv'}\n"
            f"  results    {self.out / 'results'}\n  feedback   {self.out / 'feedback'}\n"
        )
