"""A slot: a grader process kept warm, and the one function that grades a submission in the calling thread's slot.

Any ``concurrent.futures.Executor`` can run ``grade_sources``: its arguments and its result are plain data, and each
thread that runs it gets a slot of its own, which stays warm until ``local_slots`` ends.
"""

import contextlib
import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

import msgspec

from autograder import errors
from autograder.errors import EngineError
from autograder.grading.protocol import Answer, Fault, Graded, Job, Ready, Setup, receive, send
from autograder.sandbox.launcher import clean_environment

START_SECONDS: Final = 180.0
GOODBYE_SECONDS: Final = 2.0  # an idle grader needs a tenth of it to put its things away
GRACE_SECONDS: Final = 60.0  # beyond the submission's budget; a grader that needs longer hangs


class Slot:
    """A grader process.

    Raises:
        UsageError: this cannot be graded as asked; another try would not change that.
        EngineError: the grader did not start.
    """

    PROGRAM: ClassVar[tuple[str, ...]] = ("-s", "-P", "-m", "autograder.grading.grader")

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._process = subprocess.Popen(
            [sys.executable, *self.PROGRAM, setup.isolation, setup.device],
            env=clean_environment(setup.device),  # of its fork server and workers, too
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the engine, which ends the grader in order
        )
        self._send(setup)
        answer = self._answer(START_SECONDS)
        if not isinstance(answer, Ready):
            self.close()
            raise EngineError("the grader started with an answer that is none")

    def grade(self, sources: dict[str, bytes], only: tuple[str, ...] = ()) -> Graded:
        """Grade one submission, in all exercises that the setup asks for or only some of these.

        Raises:
            EngineError: the grader failed; this slot is of no more use.
        """
        self._send(Job(sources, only))
        answer = self._answer(self.setup.limits.budget + GRACE_SECONDS)
        if not isinstance(answer, Graded):
            raise EngineError("the grader gave an answer that is none")
        return answer

    def keep_on(self, core: int) -> None:
        """Keep the grader and all below it on one core: they take turns, and waking another core takes longer."""
        for pid in process_tree(self._process.pid):
            with contextlib.suppress(OSError):  # it has ended, or may not be told: then it goes where it likes
                os.sched_setaffinity(pid, {core})

    def close(self) -> None:
        """End the grader, and with it its fork server and workers: in order if it is idle, and else at once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _send(self, message: Setup | Job) -> None:
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, message)
        except OSError as error:
            raise EngineError(f"the grader is gone: {error}") from error

    def _answer(self, seconds: float) -> Answer:
        assert self._process.stdout is not None
        with _limit(self._process, seconds):
            data = receive(self._process.stdout)
        if data is None:
            raise EngineError("the grader ended before it gave an answer")
        answer: Answer = msgspec.msgpack.decode(data, type=Answer)
        if isinstance(answer, Fault):
            raise getattr(errors, answer.kind, EngineError)(answer.text)
        return answer


def process_tree(pid: int) -> list[int]:
    """Return a process and all that descend from it, as far as they have not ended meanwhile."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [pid, *(each for child in children for each in process_tree(child))]


@contextlib.contextmanager
def _limit(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


_own = threading.local()
_all: set[Slot] = set()
_stopped: set[str] = set()  # the runs that have ended
# A slot that starts keeps a core busy: more at a time would all be later.
_starting = threading.Semaphore(len(os.sched_getaffinity(0)))


def grade_sources(setup: Setup, sources: dict[str, bytes], only: tuple[str, ...] = ()) -> Graded:
    """Grade one submission in this thread's slot, which is started at the first call and after a fault.

    Args:
        setup: what to grade with.
        sources: the submission's files, by module name.
        only: ids of the exercises to grade, of those that the setup asks for; empty for all of these.

    Raises:
        UsageError: this cannot be graded as asked.
        EngineError: twice the grader failed on it, or the slots were closed.
    """
    try:
        return _slot(setup).grade(sources, only)
    except EngineError:
        _close(getattr(_own, "slot", None))
        return _slot(setup).grade(sources, only)


class Slots(NamedTuple):
    """An executor, and how many submissions it grades at a time; on many machines that changes."""

    executor: Executor
    jobs: Callable[[], int]


@contextlib.contextmanager
def local_slots(jobs: int) -> Iterator[Slots]:
    """Give an executor of so many threads, each with a slot; afterwards all are closed, busy or idle.

    Where there are as many as cores, each keeps to one.
    """
    _stopped.clear()
    cores = sorted(os.sched_getaffinity(0))
    places: Iterator[int | None] = itertools.cycle(cores) if jobs >= len(cores) else itertools.repeat(None)
    executor = ThreadPoolExecutor(jobs, initializer=lambda: setattr(_own, "core", next(places)))
    try:
        yield Slots(executor, lambda: jobs)
    finally:
        close_slots()
        executor.shutdown(cancel_futures=True)


def close_slots(run: str = "") -> None:
    """Close a run's slots in all threads, busy or idle; none is started for it after that."""
    _stopped.add(run)
    slots = [slot for slot in tuple(_all) if slot.setup.run == run]
    # All at the same time: a busy one is given seconds to end.
    with ThreadPoolExecutor(max(1, len(slots))) as closers:
        list(closers.map(_close, slots))


def _slot(setup: Setup) -> Slot:
    slot: Slot | None = getattr(_own, "slot", None)
    if slot is not None and slot in _all and slot.setup == setup:
        return slot
    _close(slot)
    with _starting:
        _check_wanted(setup.run)
        slot = _own.slot = Slot(setup)
    _all.add(slot)
    if (core := getattr(_own, "core", None)) is not None:
        slot.keep_on(core)
    try:
        _check_wanted(setup.run)  # it took seconds to start, and the run may have ended meanwhile
    except EngineError:
        _close(slot)
        raise
    return slot


def _check_wanted(run: str) -> None:
    if run in _stopped:
        raise EngineError("grading was stopped")


def _close(slot: Slot | None) -> None:
    if slot is not None and slot in _all:
        _all.discard(slot)
        slot.close()
