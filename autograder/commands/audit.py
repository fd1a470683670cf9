"""``gradkit audit``: proves the hidden suites with every known answer and with mutants, and says where they are not."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from autograder.audit.proof import Corpus, prove, stale
from autograder.audit.table import as_json, as_page, print_table, tabulate
from autograder.cohort.slot import local_slots
from autograder.commands.ticker import progress
from autograder.course.catalogue import Course
from autograder.errors import UsageError
from autograder.grading.protocol import Limits, Setup

UNPROVEN: Final = 1
"""Exit status where a suite is not proven."""

_LIMITS: Final = Limits(criterion=1.0, budget=60.0)
"""A mutant may loop for ever, and there are many."""


def audit_command(
    only: Sequence[str], *, seed: int, jobs: int | None, to_json: bool, page: Path | None, root: Path | None
) -> int:
    """Audit exercises, print the table and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, or the machine cannot grade as asked.
    """
    course = Course(root) if root else Course.find()
    exercises = [exercise for exercise in course.exercises if _is_meant(exercise, only)]
    for name in only:
        if not any(_is_meant(exercise, [name]) for exercise in course.exercises):
            names = ", ".join([*course.modules, *course.exercises])
            raise UsageError(f"there is no exercise or chapter {name}. There are: {names}")
    if page is not None and (page.is_dir() or not page.parent.is_dir()):
        raise UsageError(f"--html {page}: name a file in a folder that is there")
    setup = Setup(str(course.root), "namespaces", seed, limits=_LIMITS)
    corpus = Corpus(course)
    cases = corpus.cases(exercises)
    rows = []
    with local_slots(jobs or len(os.sched_getaffinity(0))) as slots, progress(len(cases), slots.jobs) as advance:
        for row in prove(corpus, cases, setup, slots.executor):
            rows.append(row)
            advance(failed=bool(row.fault))
    proof = tabulate([*rows, *stale(corpus, cases)], seed)
    if page is not None:
        page.write_text(as_page(proof), encoding="utf-8")
    if to_json:
        sys.stdout.write(as_json(proof))
    else:
        print_table(proof, Console())
    return UNPROVEN if proof.faults else 0


def _is_meant(exercise: str, names: Sequence[str]) -> bool:
    return not names or exercise in names or exercise.partition(".")[0] in names
