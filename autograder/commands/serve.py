"""``gradkit serve``: grades what appears in a drop folder, as it appears, until it is told to end."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from autograder.cohort.drop import DropFolder
from autograder.cohort.engine import PAUSE_SECONDS, Engine, Outcome
from autograder.cohort.store import Store
from autograder.commands.conditions import Conditions, refusal
from autograder.commands.run import Run
from autograder.course.catalogue import Course
from autograder.errors import INTERRUPTED, IsolationMissing, UsageError
from autograder.reports.cohort import Row
from autograder.reports.files import read_rows
from autograder.submissions.intake import Submission
from autograder.submissions.text import shown

EVERY_SECONDS: Final = 1.0
"""What tells of all learners is written no more often than this."""

SHARE: Final = 0.05
"""And it takes no larger share of the time: with thousands of learners it is seconds of work."""


def serve_command(folder: Path, conditions: Conditions) -> int:
    """Grade what appears in ``folder`` and return the exit status when the command is told to end.

    Raises:
        UsageError: the command's words or paths are wrong, or the machine cannot grade as asked.
    """
    if not folder.is_dir():
        raise UsageError(f"--watch {folder} is no folder; make it first, then put submissions into it")
    conditions.check(folder)
    signal.signal(signal.SIGIO, signal.SIG_IGN)  # ``drop`` takes leases
    rows = {row.learner: row for row in read_rows(conditions.out)}
    try:
        with (
            closing(Store(conditions.out)) as store,
            conditions.slots(conditions.setup(store)) as (executor, jobs),
        ):
            server = _Server(folder, conditions, store, rows)
            server.try_out(executor)
            _say(f"watching {folder}; results go to {conditions.out}. Ctrl-C ends this")
            while True:
                server.serve(executor, jobs)
                server = _renewed(server, executor)
    except IsolationMissing as error:
        if conditions.cluster:
            raise
        raise IsolationMissing(refusal(error)) from error
    except KeyboardInterrupt:
        _say("stopped; what is finished is kept. Run the same command again to go on")
        return INTERRUPTED


class _Server:
    """Serves a drop folder with one state of the course.

    Args:
        folder: where submissions appear.
        conditions: how to grade.
        store: what has been decided already.
        rows: of the cohort, by learner; of what was in the folder once, too.
    """

    def __init__(self, folder: Path, conditions: Conditions, store: Store, rows: dict[str, Row]) -> None:
        self._folder = folder
        self._conditions = conditions
        self._store = store
        self._course = conditions.course
        setup = conditions.setup(store)
        self._run = Run(self._course, setup, conditions.out, rows)
        self._engine = Engine(self._course, setup, store)
        self._drop = DropFolder(folder, self._course.modules)
        self._unwritten = bool(rows)  # whether there is more to tell of all learners than was written
        self._next = 0.0  # when it may be written again

    def try_out(self, executor: Executor) -> None:
        """Make sure that this machine can grade."""
        self._engine.try_out(executor)

    def serve(self, executor: Executor, jobs: Callable[[], int]) -> None:
        """Grade what appears until the course changes."""
        try:
            for outcome in self._engine.grade(self._arrivals(), executor, jobs):
                self._take(outcome)
        finally:
            self._run.write_cohort()

    def renewed(self) -> "_Server":
        """Return a server with the course as it is now."""
        return _Server(self._folder, replace(self._conditions), self._store, self._run.rows)

    def _arrivals(self) -> Iterator[Submission | None]:
        for submission in self._drop.arrivals():
            if submission is None:
                self._write_cohort()
                if self.is_outdated():
                    return
            yield submission

    def _take(self, outcome: Outcome) -> None:
        learner = outcome.result.submission
        before = self._run.rows.get(learner)
        self._run.take(outcome)
        row = self._run.rows[learner]
        self._unwritten = True
        self._write_cohort()
        self._drop.done(learner, again=outcome.fault is not None)
        if outcome.fault is not None:
            _say(f"{learner} could not be graded, our fault, and is tried again: {shown(str(outcome.fault))}")
        elif row != before or not outcome.kept:  # what was there when the command was started again is no news
            done = row.status if row.percent is None else f"{row.status}, {row.percent:g} %"
            sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {learner}: {done}\n")
            sys.stdout.flush()

    def _write_cohort(self) -> None:
        start = time.monotonic()
        if self._unwritten and start >= self._next:
            self._run.write_cohort()
            took = time.monotonic() - start
            self._unwritten, self._next = False, start + max(EVERY_SECONDS, took / SHARE)

    def is_outdated(self) -> bool:
        """Tell whether the course has changed since."""
        try:
            return Course(self._course.root).digest != self._course.digest
        except UsageError:
            return True  # a chapter that cannot be read is another one
        except OSError:
            return False  # a file that is just being replaced; the next look finds it


def _renewed(server: _Server, executor: Executor) -> _Server:
    """Return a server with the course as it is now, as soon as it can be graded with."""
    _say("the course has changed; what that touches is graded again")
    said = ""
    while True:
        try:
            server = server.renewed()
            server.try_out(executor)
        except UsageError as error:
            if str(error) != said:
                _say(f"{error}\ngradkit: waiting until this is mended")
            said = str(error)
        else:
            return server
        time.sleep(PAUSE_SECONDS)
        while not server.is_outdated():  # to try the same again would fail again, and take seconds
            time.sleep(PAUSE_SECONDS)


def _say(text: str) -> None:
    sys.stderr.write(f"gradkit: {text}\n")
