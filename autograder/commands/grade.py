"""``gradkit grade``: reads a cohort, has it graded, writes what results.md promises, and says how it went."""

import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Literal

import msgspec

from autograder.cohort.slot import Slots, local_slots
from autograder.cohort.store import Store
from autograder.commands.run import Run
from autograder.course.catalogue import Course
from autograder.errors import INTERRUPTED, EngineError, IsolationMissing, UsageError
from autograder.grading.protocol import Setup
from autograder.grading.versions import versions
from autograder.reports.files import check_writable
from autograder.sandbox.probe import probe
from autograder.submissions.intake import find_submissions

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
    regrade: bool,
    cluster: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Grade what ``path`` holds into the folder ``out`` and return the exit status.

    Raises:
        UsageError: the command's words or paths are wrong, or the machine cannot grade as asked.
    """
    course = Course(root) if root else Course.find()
    _check(course, only, gpu=gpu)
    entries = find_submissions(path, course.modules)
    _make_folder(out, path)
    with closing(Store(out)) as store:
        store.seed = seed = _seed(seed, store)
        strongest = "namespaces" if isolation == "auto" else isolation
        setup = Setup(str(course.root), strongest, seed, tuple(only), gpu, suite=course.digest, versions=versions())
        run = Run(course, setup, store, out, entries, regrade=regrade)
        try:
            run.grade(_slots(cluster, jobs, len(entries)))
        except IsolationMissing as error:
            if isolation != "auto":
                raise
            if not _is_sample(path, course):
                raise IsolationMissing(_refusal(error)) from error
            sys.stderr.write(f"gradkit: no namespaces here ({error}); the sample cohort is graded in plain processes\n")
            run = Run(course, msgspec.structs.replace(setup, isolation="process"), store, out, entries, regrade=regrade)
            run.grade(_slots(cluster, jobs, len(entries)))
        except KeyboardInterrupt:
            sys.stderr.write(
                f"gradkit: interrupted; {len(run.rows)} of {len(entries)} submissions are done and kept in {out}. "
                "Run the same command again to grade the rest\n"
            )
            return INTERRUPTED
    run.report(as_json=as_json)
    return EngineError.exit_code if run.faults else 0


def _seed(seed: int | None, store: Store) -> int:
    """Return the seed of a run: that of the words, or of the run that this one goes on with, or a new one."""
    kept = store.seed if seed is None else seed
    return secrets.randbelow(2**53) if kept is None else kept


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


def _slots(cluster: str | None, jobs: int | None, submissions: int) -> AbstractContextManager[Slots]:
    if cluster is not None:
        from autograder.cohort.cluster import cluster_slots  # noqa: PLC0415 - Dask, which only this option needs

        return cluster_slots(cluster)
    return local_slots(min(jobs or len(os.sched_getaffinity(0)), submissions))


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
