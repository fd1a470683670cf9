"""The grader's pytest plugin: it has the suites collected once, and puts a loop over submissions in pytest's place."""

import contextlib
import gc
import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import pytest
import torch

from autograder.course.catalogue import Course
from autograder.errors import EngineError, GradkitError, LearnerError, UsageError
from autograder.grading.judge import Judge
from autograder.grading.plugin import PROVIDER
from autograder.grading.protocol import Answer, Fault, Graded, Job, Ready, Setup, receive, send
from autograder.grading.rubric import read_rubric
from autograder.grading.versions import check_same, versions
from autograder.sandbox import wire
from autograder.sandbox.eager import warm_torch
from autograder.sandbox.launcher import ForkServer
from autograder.sandbox.session import Budget, Session, WorkerSource

_OFF = (
    # What would leave files behind, print, format what nobody reads, or end a test by a signal.
    *("cacheprovider", "terminal", "faulthandler", "logging", "warnings"),
    *("unraisableexception", "threadexception", "stepwise", "junitxml", "pastebin", "doctest"),
)
_MARKS = ("timeout(seconds): CPU time a criterion may take", "gpu: needs a CUDA device")
_OPTIONS = (
    *("-c", os.devnull),  # the suites bring no configuration, and a submission certainly brings none
    *(part for plugin in _OFF for part in ("-p", f"no:{plugin}")),
    *("-o", "markers=" + "\n".join(_MARKS)),
    *("--assert=plain", "--import-mode=importlib", "--capture=no", "-p", "autograder.grading.plugin"),
)

CARD_SECONDS: Final = 120.0
_NO_CARD: Final = "--gpu: CUDA cannot be used in a worker; leave --gpu out to skip what needs it. What went wrong"


def grade_all(server: ForkServer, requests: BinaryIO, answers: BinaryIO) -> None:
    """Hear what to grade with, collect the hidden suites, then grade what is asked for until the engine hangs up.

    Raises:
        GradkitError: the suites cannot be collected or are not those that were meant, or the fork server does not
            start.
    """
    if (message := receive(requests)) is None:
        return
    setup = msgspec.msgpack.decode(message, type=Setup)
    course = Course.at(Path(setup.course))
    check_same("version", versions(), setup.versions)
    check_same("course", course.digest, setup.suite)
    loop = Loop(setup, course, server, requests, answers)
    status = run_pytest(course, loop)
    if loop.fault is not None:
        raise loop.fault
    if status != pytest.ExitCode.OK:
        raise EngineError(f"pytest could not run the hidden suites: {status!r}")


def run_pytest(course: Course, plugin: object, *, module: str = "") -> int:
    """Run pytest over the hidden suites, or that of one module, with a plugin whose loop takes the place of its own."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # another plugin of this environment has no say in grades
    os.environ.pop("PYTEST_ADDOPTS", None)  # nor have its options
    warm_torch()
    suites = course.suite(module) if module else course.hidden
    return pytest.main([*_OPTIONS, f"--rootdir={course.root}", str(suites)], plugins=[plugin])


def check_card(server: WorkerSource) -> None:
    """Make sure that a worker can compute on CUDA: where it cannot, every learner would lose the points that need it.

    Raises:
        UsageError: it cannot.
    """
    asks = b"import torch\n\ndef double(x):\n    return (2 * x.to('cuda')).cpu()\n"
    with contextlib.closing(Session(server, {"card": asks}, "card", Budget(CARD_SECONDS))) as session:
        try:
            session.begin(CARD_SECONDS, seed=0)
            doubled = session.ask("call", wire.Path("card", ("double",)), (torch.ones(2),), {})
        except LearnerError as error:
            raise UsageError(f"{_NO_CARD}: {error}") from error
    if not torch.equal(doubled, torch.full((2,), 2.0)):
        raise UsageError(f"{_NO_CARD}: twice 1 is {doubled} there")


class Collector(ABC):
    """A plugin that has pytest collect hidden suites, and does something else than running them once.

    Attributes:
        fault: the error of ours that ended it.
    """

    def __init__(self, course: Course, judge: Judge) -> None:
        self.fault: GradkitError | None = None
        self._course = course
        self._judge = judge
        self._uncollected: list[str] = []

    @abstractmethod
    def run(self) -> None:
        """Do it: the judge has its plan."""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have the judge provide the fixtures and hear of every report."""
        config.stash[PROVIDER] = self._judge
        config.pluginmanager.register(self._judge, "gradkit-judge")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what cannot be collected; with any of it, nothing is graded."""
        if report.failed:
            self._uncollected.append(str(report.longrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Plan and run; an error of ours is left in ``fault``."""
        try:
            if self._uncollected:
                raise UsageError("a hidden suite cannot be collected:\n" + "\n".join(self._uncollected))
            self._judge.plan(session.items, read_rubric(session.items, self._course))
            self.run()
        except GradkitError as error:
            self.fault = error
        return True


class Loop(Collector):
    """Collects once, grades many."""

    def __init__(self, setup: Setup, course: Course, server: ForkServer, requests: BinaryIO, answers: BinaryIO) -> None:
        super().__init__(course, Judge(setup, course, server))
        self._setup = setup
        self._server = server
        self._requests = requests
        self._answers = answers

    def run(self) -> None:
        """Grade until the engine hangs up."""
        self._server.wait_until_ready()
        if self._setup.gpu:
            check_card(self._server)
        gc.collect()
        gc.freeze()
        send(self._answers, Ready())
        while (request := receive(self._requests)) is not None:
            send(self._answers, self._answer(msgspec.msgpack.decode(request, type=Job)))

    def _answer(self, job: Job) -> Answer:
        try:
            results, unknown = self._judge.grade(job.sources, job.only)
            return Graded(results, self._server.missing, unknown)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the next submission is graded
            return Fault.of(error)
