"""Grades a cohort: submissions in, outcomes out, as they are ready, over any ``concurrent.futures.Executor``.

Theory of operation. What the store has of a submission is not decided again: the chapters that it lacks are one job,
which an executor runs wherever it likes (``grade_packed``; its arguments and its answer are plain bytes). An answer is
kept in the store before anybody sees it. Only so many submissions are in memory as keep the slots busy; the others are
read when their turn comes.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol, TypeVar

import msgspec

from autograder.cohort.slot import grade_sources
from autograder.cohort.store import Kept, Key, Store
from autograder.cohort.unknown import Unknown, unknown_of
from autograder.course.catalogue import Course, digest
from autograder.errors import EngineError
from autograder.grading.protocol import Graded, Job, Setup
from autograder.grading.verdict import DECIMALS, ExerciseResult, Result, SubmissionStatus
from autograder.submissions.intake import Submission

SCHEMA: Final = 1
AHEAD: Final = 2  # submissions handed out for each slot: the next is there before the last is done
PAUSE_SECONDS: Final = 0.5  # before it is asked again whether something more was handed in
OUR_FAULT: Final = "This could not be graded, for a fault of ours. It is not your doing, and it will be tried again."

_END: Final = object()


class Readable(Protocol):
    """What a learner handed in: found, and not read yet."""

    def read(self) -> Submission:
        """Read it."""


Handed = TypeVar("Handed", bound=Readable)


@dataclass(frozen=True)
class Outcome:
    """What became of a submission.

    Attributes:
        result: for the learner and the instructor.
        fault: what of ours failed, where it could not be graded.
        unknown: its wrong answers that no known mistake explains, if there are any.
        kept: whether all of it was decided in an earlier run.
    """

    result: Result
    fault: EngineError | None = None
    unknown: Unknown | None = None
    kept: bool = False


class Answer(msgspec.Struct, frozen=True):
    """What a slot made of a job, and the seconds it took."""

    graded: Graded
    seconds: float


def grade_packed(setup: bytes, job: bytes) -> bytes:
    """Grade one submission in a slot of the calling thread.

    Args:
        setup: a ``Setup`` as JSON.
        job: a ``Job`` as MessagePack.

    Returns:
        An ``Answer`` as JSON.

    Raises:
        UsageError: this cannot be graded as asked.
        EngineError: the grader failed on it.
    """
    wanted = msgspec.msgpack.decode(job, type=Job)
    start = time.monotonic()
    graded = grade_sources(msgspec.json.decode(setup, type=Setup), wanted.sources, wanted.only)
    return msgspec.json.encode(Answer(graded, time.monotonic() - start))


class Engine:
    """Grades the submissions of one cohort.

    Args:
        course: what is graded.
        setup: how.
        store: what has been decided already, and is to be kept.
        regrade: decide everything again.
    """

    def __init__(self, course: Course, setup: Setup, store: Store, *, regrade: bool = False) -> None:
        self._course = course
        self._setup = setup
        self._packed_setup = msgspec.json.encode(setup)
        self._store = store
        self._regrade = regrade

    def try_out(self, executor: Executor) -> None:
        """Have an empty submission graded, so that what is wrong with a machine or a suite shows before one comes.

        Raises:
            UsageError: a machine cannot grade as ``setup`` asks.
            EngineError: the grader failed.
        """
        executor.submit(grade_packed, self._packed_setup, msgspec.msgpack.encode(Job({}))).result()

    def decided_first(self, entries: Sequence[Handed]) -> Sequence[Handed]:
        """Return submissions in such an order that a run which is stopped has lost sight of none that was decided."""
        if self._regrade or self._store.is_empty:
            return entries
        return sorted(entries, key=lambda entry: bool(self._begin(entry.read()).missing))

    def grade(
        self, submissions: Iterable[Submission | None], executor: Executor, jobs: Callable[[], int]
    ) -> Iterator[Outcome]:
        """Grade submissions and yield each one's outcome as it is ready.

        Args:
            submissions: each is asked for when its turn comes. None says that there is no more for now.
            executor: runs ``grade_packed``.
            jobs: says how many submissions it grades at a time.

        Raises:
            UsageError: a machine cannot grade as ``setup`` asks.
            EngineError: the store cannot be used.
        """
        works = (None if submission is None else self._begin(submission) for submission in submissions)
        desk = _Desk(works, executor, jobs, self._packed_setup)
        try:
            while desk.is_open:
                for work in desk.hand_out():
                    yield self._outcome(work)
                for work, future in desk.take_back():
                    yield self._finish(work, future)
                for work in desk.put_by():
                    yield self._outcome(work)
        finally:
            desk.close()

    def _begin(self, submission: Submission) -> "_Work":
        """Look up what is decided of a submission already."""
        if submission.fault or not submission.readable:
            return _Work(submission, {})
        content = digest(submission.sources)
        keys = [key._replace(submission=content) for key in self._keys]
        work = _Work(submission, {key: None if self._regrade else self._store.find(key) for key in keys})
        # The budget is for all chapters: whoever ran out of time somewhere is asked about all of them again.
        return work.afresh() if work.missing and work.timed_out else work

    @cached_property
    def _keys(self) -> list[Key]:
        """The chapters that are asked for, with all that decides on them but for the submission."""
        setup = self._setup
        keys = []
        for chapter in self._course.chapters:
            names = " ".join(each.id for each in chapter.exercises if setup.asks_for(each.id))
            if names:
                suite = self._course.digest_of(chapter.module)
                keys.append(Key("", names, suite, setup.versions, setup.seed, setup.isolation, setup.device))
        return keys

    def _finish(self, work: "_Work", future: Future[bytes]) -> Outcome:
        """Keep what a slot has decided."""
        try:
            answer = msgspec.json.decode(future.result(), type=Answer)
        except EngineError as error:
            return Outcome(self._result(work.submission, "ungraded", messages=[OUR_FAULT]), error)
        parts = [(key, _part(answer.graded, key)) for key, kept in work.parts.items() if kept is None]
        grading = self._store.keep(parts, answer.seconds)
        decided = {key: Kept(graded, grading, answer.seconds) for key, graded in parts}
        return self._outcome(_Work(work.submission, {**work.parts, **decided}), kept=False)

    def _outcome(self, work: "_Work", *, kept: bool = True) -> Outcome:
        """Return the outcome of a submission of which everything is decided."""
        submission = work.submission
        if submission.fault:
            result = self._result(submission, "ungraded", messages=[OUR_FAULT])
            return Outcome(result, EngineError(submission.fault))
        if not submission.readable:
            asked_for = (each.points for each in self._course.exercises.values() if self._setup.asks_for(each.id))
            return Outcome(self._result(submission, "unreadable", max_score=sum(asked_for)))
        graded = _whole(work.decided)
        seconds = sum({kept.grading: kept.seconds for kept in work.decided}.values())
        result = self._result(
            submission,
            "graded",
            score=sum(exercise.score for exercise in graded.exercises.values()),
            max_score=sum(exercise.max_score for exercise in graded.exercises.values()),
            exercises=graded.exercises,
            lacks=graded.lacks,
            seconds=seconds,
        )
        unknown = unknown_of(submission.learner, graded, submission.sources, self._course.digest, self._setup.seed)
        return Outcome(result, unknown=unknown, kept=kept)

    def _result(
        self,
        submission: Submission,
        status: SubmissionStatus,
        *,
        score: float = 0.0,
        max_score: float = 0.0,
        exercises: dict[str, ExerciseResult] | None = None,
        messages: Sequence[str] = (),
        lacks: Sequence[str] = (),
        seconds: float = 0.0,
    ) -> Result:
        return Result(
            schema=SCHEMA,
            submission=submission.learner,
            status=status,
            score=round(score, DECIMALS),
            max_score=round(max_score, DECIMALS),
            exercises=exercises or {},
            messages=[*submission.messages, *messages],
            suite=self._course.digest,
            seed=self._setup.seed,
            isolation=self._setup.isolation,
            device=self._setup.device,
            duration_s=round(seconds, 4),
            isolation_lacks=list(lacks),
        )


@dataclass(frozen=True)
class _Work:
    """A submission, and what is decided of each of its chapters; None where it is not."""

    submission: Submission
    parts: Mapping[Key, Kept | None]

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the exercises that are not decided."""
        return tuple(name for key, kept in self.parts.items() if kept is None for name in key.exercises.split())

    @property
    def decided(self) -> list[Kept]:
        return [kept for kept in self.parts.values() if kept is not None]

    @property
    def timed_out(self) -> bool:
        verdicts = (
            each for kept in self.decided for exercise in kept.graded.exercises.values() for each in exercise.criteria
        )
        return any(verdict.status == "timed_out" for verdict in verdicts)

    def afresh(self) -> "_Work":
        return _Work(self.submission, dict.fromkeys(self.parts))


class _Desk:
    """Hands out as much work as keeps the slots busy, and takes back what they have done."""

    def __init__(
        self, works: Iterator[_Work | None], executor: Executor, jobs: Callable[[], int], setup: bytes
    ) -> None:
        self._works = works
        self._executor = executor
        self._jobs = jobs
        self._setup = setup
        self._busy: dict[Future[bytes], _Work] = {}
        self._put_by: list[_Work] = []
        self._is_proven = False  # whether a slot has graded anything
        self._is_paused = False
        self._is_ended = False

    @property
    def is_open(self) -> bool:
        """Whether there is, or may come, anything to do."""
        return bool(self._busy) or not self._is_ended

    def hand_out(self) -> Iterator[_Work]:
        """Hand out work while slots have room for it, and yield what is decided already."""
        self._is_paused = False
        while not (self._is_ended or self._is_paused) and len(self._busy) < AHEAD * self._jobs():
            work = next(self._works, _END)
            if not isinstance(work, _Work):
                self._is_ended, self._is_paused = work is _END, work is None
            elif work.missing:
                job = msgspec.msgpack.encode(Job(work.submission.sources, work.missing))
                self._busy[self._executor.submit(grade_packed, self._setup, job)] = work
            elif work.parts:
                yield work
            else:
                self._put_by.append(work)

    def take_back(self) -> Iterator[tuple[_Work, Future[bytes]]]:
        """Wait until something is done, or for a moment where more work may come, and yield what is done."""
        if self._is_paused and not self._busy:
            time.sleep(PAUSE_SECONDS)
        for future in wait(self._busy, PAUSE_SECONDS if self._is_paused else None, FIRST_COMPLETED).done:
            yield self._busy.pop(future), future
            self._is_proven = True

    def put_by(self) -> Iterator[_Work]:
        """Yield what cannot be graded, once it is known that this machine can grade at all."""
        while self._put_by and (self._is_proven or not self._busy):
            yield self._put_by.pop(0)

    def close(self) -> None:
        """Call off what has not begun."""
        for future in self._busy:
            future.cancel()


def _part(graded: Graded, key: Key) -> Graded:
    """Return what was decided on one chapter; there may be exercises that no suite asks for yet."""
    names = key.exercises.split()
    return Graded(
        {name: graded.exercises[name] for name in names if name in graded.exercises},
        graded.lacks,
        {name: graded.unknown[name] for name in names if name in graded.unknown},
    )


def _whole(parts: Sequence[Kept]) -> Graded:
    """Put together what was decided on the chapters, in the order of the course."""
    graded = [part.graded for part in parts]
    return Graded(
        {name: result for each in graded for name, result in each.exercises.items()},
        list(dict.fromkeys(name for each in graded for name in each.lacks)),
        {name: traces for each in graded for name, traces in each.unknown.items()},
    )
