"""``gradkit grade``: reads a cohort, has it graded, writes what results.md promises, and says how it went."""

import json
import os
import secrets
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from autograder.cohort.engine import grade_cohort
from autograder.cohort.slot import local_slots
from autograder.commands.progress import progress
from autograder.course.catalogue import Course
from autograder.errors import EngineError, IsolationMissing, UsageError
from autograder.grading.protocol import Setup
from autograder.grading.verdict import Result
from autograder.reports.files import check_writable, write_grades, write_result, write_unknown
from autograder.sandbox.probe import probe
from autograder.submissions.intake import Submission, read_submissions
from autograder.submissions.text import shown

Isolation = Literal["auto", "namespaces", "process"]


def grade_command(
    path: Path,
    out: Path,
    *,
    jobs: int | None,
    seed: int | None,
    isolation: Isolation,
    only: Sequence[str],
    gpu: bool,
    as_json: bool,
    root: Path | None,
) -> int:
    """Grade what ``path`` holds into the folder ``out`` and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, or the machine cannot grade as asked.
    """
    course = Course(root) if root else Course.find()
    _check(course, only, gpu=gpu)
    submissions = read_submissions(path, course.modules)
    _make_folder(out, path)
    seed = secrets.randbelow(2**53) if seed is None else seed
    strongest = "namespaces" if isolation == "auto" else isolation
    setup = Setup(str(course.root), strongest, seed, tuple(only), gpu)
    jobs = min(jobs or len(os.sched_getaffinity(0)), len(submissions))
    try:
        results, faults = _grade(submissions, course, setup, out, jobs)
    except IsolationMissing as error:
        if isolation != "auto":
            raise
        if not _is_sample(path, course):
            raise IsolationMissing(_refusal(error)) from error
        sys.stderr.write(f"gradkit: no namespaces here ({error}); the sample cohort is graded in plain processes\n")
        setup = Setup(str(course.root), "process", seed, tuple(only), gpu)
        results, faults = _grade(submissions, course, setup, out, jobs)
    _report(results, faults, setup, out, as_json=as_json)
    return EngineError.exit_code if faults else 0


def _make_folder(out: Path, submissions: Path) -> None:
    if out.resolve().is_relative_to(submissions.resolve()):
        raise UsageError(f"--out {out} lies inside {submissions}, where it would be taken for a submission")
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out {out} is a file; name a folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {out} cannot be made: {error.strerror}") from error
    check_writable(out)


def _check(course: Course, only: Sequence[str], *, gpu: bool) -> None:
    unknown = [name for name in only if name not in course.exercises]
    if unknown:
        raise UsageError(f"--only {unknown[0]}: there is no such exercise. There are: {', '.join(course.exercises)}")
    if gpu:
        import torch  # noqa: PLC0415 - seconds, and only this option needs it

        if not torch.cuda.is_available():
            raise UsageError(
                "--gpu: torch finds no CUDA device on this machine; leave --gpu out to skip those criteria"
            )


def _grade(
    submissions: Sequence[Submission], course: Course, setup: Setup, out: Path, jobs: int
) -> tuple[list[Result], dict[str, EngineError]]:
    """Grade and write as results come; what is finished is kept whatever happens then."""
    results: list[Result] = []
    faults: dict[str, EngineError] = {}
    with local_slots(jobs) as executor:
        try:
            with progress(len(submissions)) as advance:
                for outcome in grade_cohort(submissions, course, setup, executor):
                    result = outcome.result
                    results.append(result)
                    if outcome.fault is not None:
                        faults[result.submission] = outcome.fault
                    write_result(out, result, course)
                    write_unknown(out, result.submission, outcome.unknown)
                    advance(failed=outcome.fault is not None)
        finally:
            if results:  # before slots are closed, while whoever is in a hurry has not pressed Ctrl-C again
                write_grades(out, results, course)
    return results, faults


def _is_sample(path: Path, course: Course) -> bool:
    return path.resolve().is_relative_to(course.root / "instructor" / "samples")


def _refusal(error: IsolationMissing) -> str:
    """Say what is missing, how to get it, and how to do without."""
    lacking = [mechanism for mechanism in probe() if mechanism.required and mechanism.fault]
    steps = dict.fromkeys(step for mechanism in lacking for step in mechanism.remedy.split("; "))
    return "\n".join(
        [
            f"this machine cannot isolate learners' code: {error}.",
            *(f"  missing  {mechanism.name}: {mechanism.fault}" for mechanism in lacking),
            *(f"  to get   {step}" for step in steps),
            "gradkit doctor tells more. To grade without namespaces all the same, say --isolation process; what that",
            "means is told in instructor/threat-model.md.",
        ]
    )


def _report(
    results: Sequence[Result], faults: dict[str, EngineError], setup: Setup, out: Path, *, as_json: bool
) -> None:
    statuses = Counter(result.status for result in results)
    for learner, fault in sorted(faults.items()):
        sys.stderr.write(f"gradkit: {learner} could not be graded, our fault: {shown(str(fault))}\n")
    if as_json:
        summary = {
            "submissions": len(results),
            **{status: statuses[status] for status in ("graded", "unreadable", "ungraded")},
            "out": str(out),
            "grades": str(out / "grades.csv"),
            "seed": setup.seed,
            "isolation": setup.isolation,
        }
        sys.stdout.write(json.dumps(summary) + "\n")
        return
    graded = [result for result in results if result.status == "graded"]
    mean = sum(100 * result.score / result.max_score for result in graded) / len(graded) if graded else 0.0
    sys.stdout.write(
        f"{len(graded)} of {len(results)} submissions graded"
        + (f", {mean:.0f} % on average of those" if graded else "")
        + (f"; {statuses['unreadable']} unreadable" if statuses["unreadable"] else "")
        + (f"; {len(faults)} not graded, run the same command to try again" if faults else "")
        + f"\n  isolation  {_isolation(results, setup)}\n  seed       {setup.seed}\n"
        f"  grades     {out / 'grades.csv'}\n  results    {out / 'results'}\n  feedback   {out / 'feedback'}\n"
    )


def _isolation(results: Sequence[Result], setup: Setup) -> str:
    lacks = sorted({name for result in results for name in result.isolation_lacks})
    return f"{setup.isolation}, without {', '.join(lacks)} (see gradkit doctor)" if lacks else setup.isolation
