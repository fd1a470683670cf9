"""The engine decides what is not decided yet, and only that; what slots give back is put together again.

Slots are played by an executor that notes what it is asked for. The real ones are in the tests of the command.
"""

import shutil
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from autograder.cohort.engine import Answer, Engine
from autograder.cohort.store import Store
from autograder.course.catalogue import Course
from autograder.errors import EngineError, IsolationMissing
from autograder.grading.protocol import Graded, Job, Setup
from autograder.grading.verdict import ExerciseResult, Verdict
from autograder.submissions.intake import Submission, find_submissions

ROOT = Path(__file__).parents[3]


class Slots(Executor):
    """Passes every exercise at once, and notes what was asked."""

    def __init__(self, status="passed", fault=None):
        self.asked = []
        self.waiting = []
        self._status = status
        self._fault = fault

    def submit(self, _function, _setup, job):
        wanted = msgspec.msgpack.decode(job, type=Job)
        self.asked.append(wanted.only)
        future = Future()
        if self._fault is not None:
            future.set_exception(self._fault)
        else:
            verdict = Verdict("x/y", "y", self._status, 1.0, 1.0)
            results = {name: ExerciseResult("passed", 1.0, 1.0, [verdict]) for name in wanted.only}
            future.set_result(msgspec.json.encode(Answer(Graded(results, ["control groups"]), 0.25)))
        return future

    @property
    def modules(self):
        """The chapters that were asked for, job by job."""
        return [sorted({name.partition(".")[0] for name in only}) for only in self.asked]


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copytree(ROOT / "tests" / "hidden", root / "tests" / "hidden", ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def cohort(tmp_path):
    folder = tmp_path / "cohort"
    for learner in ("ada", "ben", "cleo"):
        (folder / learner).mkdir(parents=True)
        (folder / learner / "neuron.py").write_text(f"# {learner}\n", encoding="utf-8")
    return folder


@pytest.fixture
def grade(checkout, cohort, tmp_path):
    """Grade the cohort once more; return the outcomes by learner and what the slots were asked."""

    def grade(slots=None, *, regrade=False, jobs=2, **setup):
        slots = slots or Slots()
        course = Course(checkout)
        made = Setup(str(checkout), "namespaces", **{"seed": 5, "suite": course.digest, **setup})
        with closing(Store(tmp_path)) as store:
            engine = Engine(course, made, store, regrade=regrade)
            outcomes = {
                outcome.result.submission: outcome
                for outcome in engine.grade(
                    (entry.read() for entry in engine.decided_first(find_submissions(cohort, course.modules))),
                    slots,
                    lambda: jobs,
                )
            }
        return outcomes, slots

    return grade


def test_what_was_decided_is_not_decided_again(grade, checkout):
    first, slots = grade()
    assert slots.modules == [sorted(Course(checkout).modules)] * 3
    assert not any(outcome.kept for outcome in first.values())
    again, slots = grade()
    assert slots.asked == []
    assert all(outcome.kept for outcome in again.values())
    assert {name: each.result for name, each in again.items()} == {name: each.result for name, each in first.items()}
    assert first["ada"].result.duration_s == 0.25
    assert first["ada"].result.isolation_lacks == ["control groups"]


def test_the_exercises_of_a_result_stand_in_the_order_of_the_course(grade, checkout):
    grade()
    (checkout / "tests" / "hidden" / "test_neuron.py").write_text("# other\n", encoding="utf-8")
    outcomes, _ = grade()
    assert list(outcomes["ada"].result.exercises) == list(Course(checkout).exercises)
    assert outcomes["ada"].result.duration_s == 0.5  # of both gradings that decided it


def test_a_changed_submission_is_decided_again_and_no_other(grade, cohort, checkout):
    grade()
    (cohort / "ben" / "helper.py").write_text("", encoding="utf-8")
    outcomes, slots = grade()
    assert slots.modules == [sorted(Course(checkout).modules)]
    assert [name for name, outcome in outcomes.items() if not outcome.kept] == ["ben"]


def test_a_submission_that_was_changed_back_is_known(grade, cohort):
    grade()
    (cohort / "ben" / "neuron.py").write_text("# changed\n", encoding="utf-8")
    grade()
    (cohort / "ben" / "neuron.py").write_text("# ben\n", encoding="utf-8")
    assert grade()[1].asked == []


@pytest.mark.parametrize(
    "name",
    [
        "tests/hidden/test_neuron.py",
        "solutions/03_neuron/neuron.py",
        "solutions/03_neuron/mistakes.py",
        "solutions/03_neuron/chapter.toml",
    ],
)
def test_a_changed_file_of_one_chapter_has_that_chapter_decided_again_for_all(grade, checkout, name):
    grade()
    with (checkout / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert grade()[1].modules == [["neuron"]] * 3


def test_a_changed_file_of_no_chapter_has_all_decided_again(grade, checkout):
    grade()
    (checkout / "tests" / "hidden" / "conftest.py").write_text("# shared\n", encoding="utf-8")
    assert grade()[1].modules == [sorted(Course(checkout).modules)] * 3


def test_who_ran_out_of_time_is_asked_about_all_chapters_again(grade, checkout):
    """The budget is shared: what one chapter took the others did not have."""
    grade(Slots("timed_out"))
    (checkout / "tests" / "hidden" / "test_neuron.py").write_text("# other\n", encoding="utf-8")
    assert grade()[1].modules == [sorted(Course(checkout).modules)] * 3


@pytest.mark.parametrize("setup", [{"seed": 6}, {"isolation": "process"}, {"gpu": True}, {"versions": "other"}])
def test_what_is_graded_under_other_conditions_is_decided_again(grade, setup, checkout, cohort, tmp_path):
    grade()
    course = Course(checkout)
    made = msgspec.structs.replace(Setup(str(checkout), "namespaces", 5, suite=course.digest), **setup)
    slots = Slots()
    with closing(Store(tmp_path)) as store:
        submissions = [entry.read() for entry in find_submissions(cohort, course.modules)]
        list(Engine(course, made, store).grade(submissions, slots, lambda: 2))
    assert len(slots.asked) == 3


def test_all_is_decided_again_where_words_ask_for_it(grade):
    grade()
    outcomes, slots = grade(regrade=True)
    assert len(slots.asked) == 3
    assert not any(outcome.kept for outcome in outcomes.values())


def test_only_what_is_asked_for_is_decided(grade):
    outcomes, slots = grade(only=("neuron.relu",))
    assert slots.asked == [("neuron.relu",)] * 3
    assert list(outcomes["ada"].result.exercises) == ["neuron.relu"]


def test_a_fault_of_ours_is_not_kept_and_tried_again(grade):
    outcomes, _ = grade(Slots(fault=EngineError("out of memory")))
    assert {outcome.result.status for outcome in outcomes.values()} == {"ungraded"}
    assert str(outcomes["ada"].fault) == "out of memory"
    again, slots = grade()
    assert len(slots.asked) == 3
    assert {outcome.result.status for outcome in again.values()} == {"graded"}


def test_a_machine_that_cannot_grade_ends_the_run(grade):
    with pytest.raises(IsolationMissing):
        grade(Slots(fault=IsolationMissing("no namespaces")))


def test_what_cannot_be_read_never_comes_to_a_slot(grade, cohort, checkout):
    (cohort / "dan.zip").write_bytes(b"no zip")
    outcomes, slots = grade()
    assert len(slots.asked) == 3
    result = outcomes["dan"].result
    assert (result.status, result.score) == ("unreadable", 0.0)
    assert result.max_score == sum(exercise.points for exercise in Course(checkout).exercises.values())
    assert not outcomes["dan"].kept


def test_submissions_are_read_only_so_far_ahead_as_slots_can_be_kept_busy(checkout, tmp_path):
    """So that memory does not grow with the cohort."""
    read = []

    def submissions():
        for number in range(50):
            read.append(number)
            yield Submission(str(number), {"neuron": b"# %d" % number}, readable=True)

    class Stuck(Slots):
        def submit(self, *arguments):
            self.waiting.append(super().submit(*arguments))
            return self.waiting[-1] if len(self.waiting) == 1 else Future()

    course = Course(checkout)
    with closing(Store(tmp_path)) as store:
        outcomes = Engine(course, Setup(str(checkout), "namespaces", 5), store).grade(submissions(), Stuck(), lambda: 2)
        next(outcomes)
        assert len(read) == 4
        outcomes.close()


def test_what_was_decided_comes_first_and_what_cannot_be_graded_last(grade, cohort):
    """A run that is stopped has lost sight of nothing; one that is refused has told nothing."""
    grade()
    (cohort / "ada" / "neuron.py").write_text("# changed\n", encoding="utf-8")
    (cohort / "aaron.zip").write_bytes(b"no zip")
    outcomes, _ = grade()
    assert list(outcomes) == ["ben", "cleo", "ada", "aaron"]


def test_it_waits_for_more_until_it_is_told_that_there_is_none(checkout, cohort, tmp_path):
    course = Course(checkout)
    (cohort / "ben" / "neuron.py").unlink()  # nothing in it can be graded
    ada, ben, cleo = (entry.read() for entry in find_submissions(cohort, course.modules))
    with closing(Store(tmp_path)) as store:
        engine = Engine(course, Setup(str(checkout), "namespaces", 5), store)
        outcomes = engine.grade(iter([None, ben, None, ada, None, None, cleo]), Slots(), lambda: 2)
        assert [outcome.result.submission for outcome in outcomes] == ["ben", "ada", "cleo"]
