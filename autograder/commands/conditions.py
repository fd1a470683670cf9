"""Under which conditions to grade: the words that ``gradkit grade`` and ``gradkit serve`` share, and what they mean."""

import os
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from autograder.cohort.slot import Slots, local_slots
from autograder.cohort.store import Store
from autograder.course.catalogue import Course
from autograder.errors import IsolationMissing, UsageError
from autograder.grading.protocol import Setup
from autograder.grading.versions import versions
from autograder.reports.files import check_writable
from autograder.sandbox.probe import probe

Isolation = Literal["auto", "namespaces", "process"]


@dataclass(frozen=True)
class Conditions:
    """What was asked for in words.

    Attributes:
        out: the folder for the results.
        jobs: submissions graded at a time; None for one a core.
        seed: of the hidden inputs; None for that of the last run into ``out``, or a new one.
        isolation: what stands between learners' code and the machine.
        only: the ids of the exercises to grade; empty for all.
        gpu: run the criteria that need a CUDA device, too.
        cluster: the address of a Dask cluster to grade on; None for this machine.
        root: the checkout with the hidden suites; None for the one around.
        run: tells the slots of this run from those of others, where several share a cluster.
    """

    out: Path
    jobs: int | None
    seed: int | None
    isolation: Isolation
    only: tuple[str, ...]
    gpu: bool
    cluster: str | None
    root: Path | None
    run: str = field(default_factory=lambda: secrets.token_hex(8))

    @cached_property
    def course(self) -> Course:
        """The course.

        Raises:
            UsageError: there is none, or it lacks what is asked for.
        """
        course = Course(self.root) if self.root else Course.find()
        unknown = [name for name in self.only if name not in course.exercises]
        if unknown:
            names = ", ".join(course.exercises)
            raise UsageError(f"--only {unknown[0]}: there is no such exercise. There are: {names}")
        return course

    def check(self, submissions: Path) -> None:
        """Make sure that there is a device if one is asked for, and a folder for results that is no submission.

        Raises:
            UsageError: there is not.
        """
        if self.gpu and self.cluster is None:
            import torch  # noqa: PLC0415 - seconds, and only this option needs it

            if not torch.cuda.is_available():
                raise UsageError(
                    "--gpu: torch finds no CUDA device on this machine; leave --gpu out to skip those criteria"
                )
        _make_folder(self.out, submissions)

    def setup(self, store: Store) -> Setup:
        """Return what graders are started with; the seed is kept in the store, for the next run."""
        seed = store.seed if self.seed is None else self.seed
        store.seed = seed = secrets.randbelow(2**53) if seed is None else seed
        strongest = "namespaces" if self.isolation == "auto" else self.isolation
        course = self.course
        return Setup(
            str(course.root),
            strongest,
            seed,
            self.only,
            self.gpu,
            suite=course.digest,
            versions=versions(),
            run=self.run if self.cluster else "",
        )

    def slots(self, setup: Setup, most: int | None = None) -> AbstractContextManager[Slots]:
        """Return the slots to grade in; of this machine's own, ``most`` if it is given.

        Raises:
            UsageError: the cluster cannot be used.
        """
        if self.cluster is not None:
            from autograder.cohort.cluster import cluster_slots  # noqa: PLC0415 - Dask, which only this option needs

            return cluster_slots(self.cluster, setup)
        jobs = self.jobs or len(os.sched_getaffinity(0))
        return local_slots(jobs if most is None else min(jobs, most))


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


def refusal(error: IsolationMissing) -> str:
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
