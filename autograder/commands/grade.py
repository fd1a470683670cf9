"""``gradkit grade``: reads a cohort, has it graded, writes what results.md promises, and says how it went."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from autograder.cohort.engine import Engine, Outcome, Readable
from autograder.cohort.store import Store
from autograder.commands.conditions import Conditions, refusal
from autograder.commands.run import Run
from autograder.commands.ticker import progress
from autograder.course.catalogue import Course
from autograder.errors import INTERRUPTED, EngineError, IsolationMissing
from autograder.submissions.intake import find_submissions


def grade_command(path: Path, conditions: Conditions, *, regrade: bool, as_json: bool) -> int:
    """Grade what ``path`` holds and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, or the machine cannot grade as asked.
    """
    course = conditions.course
    entries = find_submissions(path, course.modules)
    conditions.check(path)
    run = grade_entries(entries, conditions, regrade=regrade, is_sample=_is_sample(path, course))
    if run is None:
        return INTERRUPTED
    run.report(as_json=as_json)
    return EngineError.exit_code if run.faults else 0


def _nothing(outcome: Outcome) -> None:
    """Leave it at the files."""


def grade_entries(
    entries: Sequence[Readable],
    conditions: Conditions,
    *,
    regrade: bool,
    is_sample: bool = False,
    then: Callable[[Outcome], None] = _nothing,
) -> Run | None:
    """Grade submissions, write what becomes of them, and return how it went; None where it was interrupted.

    Args:
        entries: the submissions.
        conditions: how to grade.
        regrade: decide everything again.
        is_sample: whether they are harmless: the bundled cohort is graded in plain processes if need be.
        then: called with each outcome, when its files are written.

    Raises:
        UsageError: the machine cannot grade as asked.
        EngineError: results cannot be written or kept.
    """
    with closing(Store(conditions.out)) as store:
        setup = conditions.setup(store)
        try:
            try:
                run = Run(conditions.course, setup, conditions.out)
                _grade(run, entries, conditions, Engine(run.course, setup, store, regrade=regrade), then)
            except IsolationMissing as error:
                if conditions.isolation != "auto" or conditions.cluster:
                    raise
                if not is_sample:
                    raise IsolationMissing(refusal(error)) from error
                sys.stderr.write(
                    f"gradkit: no namespaces here ({error}); the sample cohort is graded in plain processes\n"
                )
                setup = msgspec.structs.replace(setup, isolation="process")
                run = Run(conditions.course, setup, conditions.out)
                _grade(run, entries, conditions, Engine(run.course, setup, store, regrade=regrade), then)
        except KeyboardInterrupt:
            sys.stderr.write(
                f"gradkit: interrupted; {len(run.rows)} of {len(entries)} submissions are done and kept in "
                f"{conditions.out}. Run the same command again to grade the rest\n"
            )
            return None
    return run


def _grade(
    run: Run,
    entries: Sequence[Readable],
    conditions: Conditions,
    engine: Engine,
    then: Callable[[Outcome], None],
) -> None:
    """Grade, and write as outcomes come; what is finished is kept whatever happens then."""
    submissions = (entry.read() for entry in engine.decided_first(entries))
    with conditions.slots(run.setup, len(entries)) as (executor, jobs):
        try:
            with progress(len(entries), jobs) as advance:
                for outcome in engine.grade(submissions, executor, jobs):
                    run.take(outcome)
                    then(outcome)
                    advance(failed=outcome.fault is not None)
        finally:
            run.write_cohort()  # before slots are closed, while whoever is in a hurry has not pressed Ctrl-C again


def _is_sample(path: Path, course: Course) -> bool:
    return path.resolve().is_relative_to(course.root / "instructor" / "samples")
