"""One run over a cohort: has it graded, writes what comes of each submission, and says how it went."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.cohort.engine import Engine, Outcome
from autograder.cohort.slot import Slots
from autograder.cohort.store import Store
from autograder.commands.progress import progress
from autograder.course.catalogue import Course
from autograder.errors import EngineError
from autograder.grading.protocol import Setup
from autograder.reports.files import Row, write_grades, write_result, write_unknown
from autograder.submissions.intake import Entry
from autograder.submissions.text import shown


@dataclass
class Run:
    """One run over a cohort: what is known of it when it ends, in whatever way.

    Attributes:
        rows: of ``grades.csv``, for every submission that is done.
        faults: what of ours failed, by learner.
        lacks: the mechanisms of isolation that a machine which graded does not have.
        kept: how many submissions were decided in an earlier run.
    """

    course: Course
    setup: Setup
    store: Store
    out: Path
    entries: Sequence[Entry]
    regrade: bool
    rows: list[Row] = field(default_factory=list)
    faults: dict[str, EngineError] = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)
    kept: int = 0

    def grade(self, slots: AbstractContextManager[Slots]) -> None:
        """Grade, and write as outcomes come; what is finished is kept whatever happens then."""
        engine = Engine(self.course, self.setup, self.store, regrade=self.regrade)
        with slots as (executor, jobs):
            try:
                with progress(len(self.entries), jobs) as advance:
                    for outcome in engine.grade(engine.decided_first(self.entries), executor, jobs):
                        self._write(outcome)
                        advance(failed=outcome.fault is not None)
            finally:
                if self.rows:  # before slots are closed, while whoever is in a hurry has not pressed Ctrl-C again
                    write_grades(self.out, self.rows, self.course)

    def _write(self, outcome: Outcome) -> None:
        result = outcome.result
        self.rows.append(Row.of(result))
        if outcome.fault is not None:
            self.faults[result.submission] = outcome.fault
        self.lacks.update(result.isolation_lacks)
        self.kept += outcome.kept
        write_result(self.out, result, self.course)
        write_unknown(self.out, result.submission, outcome.unknown)

    def report(self, *, as_json: bool) -> None:
        """Say on stdout how it went, and on stderr what failed."""
        for learner, fault in sorted(self.faults.items()):
            sys.stderr.write(f"gradkit: {learner} could not be graded, our fault: {shown(str(fault))}\n")
        sys.stdout.write(json.dumps(self._summary()) + "\n" if as_json else self._in_words())

    def _summary(self) -> dict[str, object]:
        statuses = Counter(row.status for row in self.rows)
        return {
            "submissions": len(self.rows),
            **{status: statuses[status] for status in ("graded", "unreadable", "ungraded")},
            "kept": self.kept,
            "out": str(self.out),
            "grades": str(self.out / "grades.csv"),
            "seed": self.setup.seed,
            "isolation": self.setup.isolation,
        }

    def _in_words(self) -> str:
        statuses = Counter(row.status for row in self.rows)
        percents = [row.percent or 0.0 for row in self.rows if row.status == "graded"]
        isolation = self.setup.isolation
        if self.lacks:
            isolation += f", without {', '.join(sorted(self.lacks))} (see gradkit doctor)"
        return (
            f"{len(percents)} of {len(self.rows)} submissions graded"
            + (f", {sum(percents) / len(percents):.0f} % on average of those" if percents else "")
            + (f"; {statuses['unreadable']} unreadable" if statuses["unreadable"] else "")
            + (f"; {len(self.faults)} not graded, run the same command to try again" if self.faults else "")
            + (f"; {self.kept} as before, --regrade grades them again" if self.kept else "")
            + f"\n  isolation  {isolation}\n  seed       {self.setup.seed}\n"
            f"  grades     {self.out / 'grades.csv'}\n  results    {self.out / 'results'}\n"
            f"  feedback   {self.out / 'feedback'}\n"
        )
