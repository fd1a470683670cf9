"""Judges one submission: every criterion's test is run by pytest's own protocol, and what it raises is the verdict."""

import contextlib
import functools
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import msgspec
import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from autograder.course.answers import Mistake
from autograder.course.catalogue import Course
from autograder.errors import EngineError, LearnerError, Missing, SuiteError, UsageError
from autograder.grading import explain
from autograder.grading.carried import Follows, Modules
from autograder.grading.compare import WrongAnswerError
from autograder.grading.diagnosis import Diagnoser, Failures, is_known
from autograder.grading.draw import Draw, seed_for
from autograder.grading.known import KnownAnswers
from autograder.grading.protocol import Setup
from autograder.grading.rubric import Criterion
from autograder.grading.student import LocalStudent, RemoteStudent, Student
from autograder.grading.trace import Trace
from autograder.grading.verdict import DECIMALS, CriterionStatus, ExerciseResult, ExerciseStatus, Verdict
from autograder.sandbox import kit, wire
from autograder.sandbox.session import Budget, Session, WorkerSource
from autograder.submissions.text import shown_lines

MAX_UNKNOWN: Final = 4_000_000
"""Bytes of unknown wrong answers that are kept of a submission; an exercise with more than is left is not."""


@dataclass(frozen=True)
class _Test:
    """A criterion, the pytest item that decides it, and the other item that is run after it, if there is any."""

    criterion: Criterion
    item: pytest.Item
    following: pytest.Item | None


@dataclass(frozen=True)
class _Outcome:
    """What became of one criterion's test."""

    criterion: Criterion
    status: CriterionStatus
    error: BaseException | None
    message: str = ""
    output: str = ""
    trace: Trace | None = None


class Judge:
    """Runs the collected tests on one submission after another, and provides their fixtures."""

    def __init__(self, setup: Setup, course: Course, server: WorkerSource) -> None:
        self._setup = setup
        self._course = course
        self._server = server
        self._known = KnownAnswers(course)
        self._diagnoser = Diagnoser(self._known.mistakes, self._fail)
        self._tests: list[_Test] = []
        self._telling: defaultdict[str, dict[int, list[Modules]]] = defaultdict(dict)  # by the criterion's id
        self._student: Student | None = None
        self._raised: BaseException | None = None
        self._passed: set[str] = set()  # exercises of the current submission that earned all their points
        self._open: tuple[Criterion, Mapping[str, bytes], Budget] | None = None  # what is being decided

    def plan(self, items: Sequence[pytest.Item], rubric: Mapping[str, Criterion]) -> None:
        """Take the collected tests, in the order of the rubric.

        Raises:
            UsageError: there is none for the exercises asked for.
        """
        by_id = {item.nodeid: item for item in items}
        chosen = [
            (criterion, by_id[node]) for node, criterion in rubric.items() if self._setup.asks_for(criterion.exercise)
        ]
        if not chosen:
            raise UsageError("the hidden suites hold no criterion of the exercises asked for")
        # The first follows the last: pytest then keeps what modules and packages set up for the next submission.
        # An only one follows itself, which pytest would take for set up already: nothing stays for it.
        following = [item for _, item in chosen[1:] + chosen[:1]] if len(chosen) > 1 else [None]
        self._tests = [
            _Test(criterion, item, after) for (criterion, item), after in zip(chosen, following, strict=True)
        ]

    def grade(
        self, sources: Mapping[str, bytes], only: Sequence[str] = ()
    ) -> tuple[dict[str, ExerciseResult], dict[str, dict[str, bytes]]]:
        """Return the results of a submission's exercises, by id, and the packed traces of unknown wrong answers.

        Args:
            sources: the submission's files, by module name.
            only: ids of the exercises to grade; empty for all that the setup asks for.

        Raises:
            EngineError: something of ours broke; the submission has no result.
        """
        results, failures = self.decide(sources, only)
        # Only now, when no worker of the learner's is left: what is asked next, about known mistakes, is not for them.
        unknown = {}
        room = MAX_UNKNOWN
        for exercise, failed in failures.items():
            diagnoses = self._diagnoser.diagnose(exercise, failed)
            results[exercise] = msgspec.structs.replace(results[exercise], diagnoses=diagnoses)
            if not is_known(diagnoses):
                traces = {criterion: trace.pack() for criterion, trace in failed.items()}
                size = sum(map(len, traces.values()))
                if 0 < size <= room:  # what never ran has no answer to be like another
                    unknown[exercise] = traces
                    room -= size
        return results, unknown

    def decide(
        self, sources: Mapping[str, bytes], only: Sequence[str] = ()
    ) -> tuple[dict[str, ExerciseResult], dict[str, Failures]]:
        """Return the results of a submission's exercises without any diagnosis, and what failed of each, by id.

        Raises as ``grade`` does, which has the same arguments.
        """
        budget = Budget(self._setup.limits.budget)
        self._passed.clear()
        results: dict[str, ExerciseResult] = {}
        failures: dict[str, Failures] = {}
        chosen = [test for test in self._tests if not only or test.criterion.exercise in only]
        for module, tests in itertools.groupby(chosen, key=lambda test: test.criterion.module):
            with contextlib.closing(Session(self._server, sources, module, budget)) as session:
                for exercise, group in itertools.groupby(tests, key=lambda test: test.criterion.exercise):
                    outcomes = [self._decide(test, session, sources, budget) for test in group]
                    results[exercise] = _result(outcomes)
                    if results[exercise].status == "passed":
                        self._passed.add(exercise)
                    if results[exercise].status == "failed":
                        failures[exercise] = _failures(outcomes)
        return results, failures

    def _fail(self, mistake: Mistake) -> Failures:
        """Put a known mistake to the tests of its exercise, as if it had been handed in."""
        sources = {module: source.encode() for module, source in self._known.handed_in(mistake).items()}
        module = self._course.exercises[mistake.exercise].module
        budget = Budget(self._setup.limits.budget)
        self._passed = set(self._course.exercises) - {mistake.exercise}
        tests = [test for test in self._tests if test.criterion.exercise == mistake.exercise]
        with contextlib.closing(Session(self._server, sources, module, budget)) as session:
            return _failures([self._decide(test, session, sources, budget) for test in tests])

    # The fixtures of the suites.

    def student(self) -> Student:
        """Return the code of the submission that is being judged."""
        assert self._student is not None
        return self._student

    def draw(self, criterion: tuple[str, str]) -> Draw:
        """Return the inputs of a criterion, from their start: the same for every submission of the cohort."""
        return Draw(seed_for(self._setup.seed, "draw", *criterion))

    def follows(self, exercise: str) -> Follows:
        """Return the comparison that counts an error of an earlier exercise once."""
        assert self._open is not None
        criterion, *_ = self._open
        entry = self._course.exercises[exercise]
        carries = tuple(earlier for earlier in entry.builds_on if earlier not in self._passed)
        reference = functools.partial(self._known.reference, entry.module)
        mistakes = functools.partial(self._known.with_mistakes, exercise)
        return Follows(self.student(), self._fresh, entry, carries, reference, mistakes, self._telling[criterion.id])

    @contextlib.contextmanager
    def _fresh(self) -> Iterator[Student]:
        """Give the current submission in a worker of its own, at the start of the current criterion."""
        assert self._open is not None
        criterion, sources, budget = self._open
        with contextlib.closing(Session(self._server, sources, criterion.module, budget)) as session:
            self._start(session, criterion)
            yield RemoteStudent(session)

    # One criterion.

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep what was raised; pytest's own report, with its traceback, would cost more than the test."""
        if call.excinfo is not None and self._raised is None:
            self._raised = call.excinfo.value
        assert call.when != "collect"  # reports on tests are made of their phases only
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)

    def _decide(self, test: _Test, session: Session, sources: Mapping[str, bytes], budget: Budget) -> _Outcome:
        criterion = test.criterion
        self._open = criterion, sources, budget
        if criterion.gpu and not self._setup.gpu:
            return _Outcome(criterion, "skipped", None, "needs a GPU, which this machine does not have")
        student = self._student = RemoteStudent(session)
        error: BaseException | None = self._begin(session, criterion)
        if error is None:
            error = self._run(test)
            if isinstance(error, EngineError):
                raise error
            if explain.is_unexpected(error):
                error = self._blame(test, error)
        if error is None and not student.calls:
            raise SuiteError(f"{test.item.nodeid} passed without a call of the learner's code: it can tell nothing")
        status = explain.status_of(error)
        if status == "skipped":
            raise SuiteError(f"{test.item.nodeid} skips itself; mark it gpu, or make it decide")
        message = explain.explain(error, student.last_call, sources)
        return _Outcome(criterion, status, error, message, session.printed(), student.trace)

    def _begin(self, session: Session, criterion: Criterion) -> LearnerError | None:
        """Have the worker ready for a criterion; return the error that decides it already, if there is one."""
        try:
            self._start(session, criterion)
        except LearnerError as error:
            return error
        if criterion.name not in session.names and len(session.names) < wire.MAX_NAMES:  # or not all of them are known
            return Missing(explain.missing(criterion.name, criterion.module, session.names))
        return None

    def _start(self, session: Session, criterion: Criterion) -> None:
        # Not from the cohort's seed: what the worker's generators start from can be read there, and tried backwards.
        session.begin(criterion.seconds or self._setup.limits.criterion, seed_for(0, "worker", criterion.id))

    def _blame(self, test: _Test, error: BaseException | None) -> BaseException:
        """Return the verdict's error for one that no test should raise: with the reference, a sound test passes.

        Raises:
            SuiteError: it does not. The fault is the suite's.
        """
        self._student = LocalStudent(self._known.reference(test.criterion.module))
        if self._run(test) is not None:
            raise SuiteError(f"{test.item.nodeid} raised {type(error).__name__}: {error}") from error
        if isinstance(error, Missing):
            return error
        return WrongAnswerError("what came back is not of the kind that was asked for")

    def _run(self, test: _Test) -> BaseException | None:
        """Run a criterion's test and return what it raised."""
        seed = seed_for(self._setup.seed, "suite", test.criterion.id)
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002 - the generator that a suite might use
        kit.seed(seed)
        self._raised = None
        # The last test was torn down for the one planned to follow it; that may have been decided without a run.
        test.item.session._setupstate.teardown_exact(test.item)
        runtestprotocol(test.item, log=False, nextitem=test.following)
        return self._raised


def _result(outcomes: Sequence[_Outcome]) -> ExerciseResult:
    status = _exercise_status(outcomes)
    verdicts = [_verdict(outcome, not_started=status == "not_started") for outcome in outcomes]
    earned = sum((outcome.criterion.points for outcome in outcomes if outcome.status == "passed"), Fraction())
    possible = sum((outcome.criterion.points for outcome in outcomes if outcome.status != "skipped"), Fraction())
    return ExerciseResult(status, _round(earned), _round(possible), verdicts)


def _failures(outcomes: Sequence[_Outcome]) -> Failures:
    """Return what failed while the learner's code was asked."""
    return {
        outcome.criterion.id: outcome.trace
        for outcome in outcomes
        if outcome.trace is not None and outcome.status not in {"passed", "skipped"}
    }


def _exercise_status(outcomes: Sequence[_Outcome]) -> ExerciseStatus:
    decided = [outcome for outcome in outcomes if outcome.status != "skipped"]
    if not decided:
        return "skipped"
    if all(outcome.status == "passed" for outcome in decided):
        return "passed"
    if all(isinstance(outcome.error, Missing) for outcome in decided):
        return "missing"
    if all(explain.is_not_started(outcome.error, outcome.criterion.name) for outcome in decided):
        return "not_started"
    return "failed"


def _verdict(outcome: _Outcome, *, not_started: bool) -> Verdict:
    criterion = outcome.criterion
    return Verdict(
        id=criterion.id,
        title=criterion.title,
        status="failed" if not_started and outcome.status != "skipped" else outcome.status,
        score=_round(criterion.points) if outcome.status == "passed" else 0.0,
        max_score=0.0 if outcome.status == "skipped" else _round(criterion.points),
        message=explain.NOT_STARTED if not_started else shown_lines(outcome.message),
        output=shown_lines(outcome.output),
    )


def _round(points: Fraction) -> float:
    return round(float(points), DECIMALS)
