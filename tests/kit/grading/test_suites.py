"""The hidden suites are fair: a blank earns nothing, a right answer everything, a mistake loses what it should."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import leaks
import msgspec
import pytest
from campaign import WHOLE, slice_of

from autograder.audit.proof import Corpus, fault_of
from autograder.course.answers import Answer, Mistake, source_of
from autograder.course.catalogue import Course
from autograder.grading.protocol import Graded, Job

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
CORPUS = Corpus(COURSE)
ANSWERS: list[Answer] = [*CORPUS.mistakes, *CORPUS.right_answers]
FIRST = {exercise: [each for each in CORPUS.mistakes if each.exercise == exercise][:2] for exercise in COURSE.exercises}
SEEDS = slice_of(range(10))


def score(graded: Graded) -> float:
    return sum(exercise.score for exercise in graded.exercises.values())


def possible(graded: Graded) -> float:
    """What can be earned here: all points, but for those of criteria that need a GPU."""
    return sum(exercise.max_score for exercise in graded.exercises.values())


def name(answer: Answer) -> str:
    return f"{answer.exercise}: {answer.name}"


@pytest.fixture(scope="module")
def outcome(grade_all, right) -> Callable[[Answer], Graded]:
    """What becomes of a known answer on top of the reference; those of one module are graded together.

    What builds on a mistake takes most of the time: it is asked after of some mistakes of each exercise, and of those
    that are said to break it. ``make seeds`` and ``gradkit audit`` ask of all.
    """
    found: dict[str, Graded] = {}

    def outcome(answer: Answer) -> Graded:
        if name(answer) not in found:
            module = answer.exercise.partition(".")[0]  # no reference uses another: only its exercises can change
            answers = [each for each in ANSWERS if each.exercise.startswith(f"{module}.")]
            jobs = [Job({module: each.on(right[module].decode()).encode()}, asked_after(each)) for each in answers]
            found.update(zip(map(name, answers), grade_all(jobs), strict=True))
        return found[name(answer)]

    return outcome


def asked_after(answer: Answer) -> tuple[str, ...]:
    module = answer.exercise.partition(".")[0]
    exercises = [each.id for each in COURSE.chapter_of(module).exercises]
    if isinstance(answer, Mistake) and not (WHOLE or answer.breaks or answer in FIRST[answer.exercise]):
        exercises = [each for each in exercises if each == answer.exercise or not builds_on(each, answer.exercise)]
    return tuple(exercises)


def builds_on(later: str, earlier: str) -> bool:
    return earlier in COURSE.with_earlier(later)


def test_no_reference_uses_another_module():
    for module in COURSE.modules:
        tree = ast.parse(COURSE.reference(module))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & set(COURSE.modules)


@pytest.fixture(scope="module")
def seeded(isolation) -> dict[str, list[Graded]]:
    """What becomes of the references, and of the stubs, with each seed."""
    program = [sys.executable, str(ROOT / "tests" / "kit" / "seeds.py"), isolation, *map(str, SEEDS)]
    ran = subprocess.run(program, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return msgspec.json.decode(ran.stdout, type=dict[str, list[Graded]])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_references_earn_every_point_with_any_seed(seeded, seed):
    graded = seeded["references"][SEEDS.index(seed)]
    assert score(graded) == pytest.approx(possible(graded), abs=1e-3)
    assert {exercise.status for exercise in graded.exercises.values()} == {"passed"}


@pytest.mark.parametrize("module", COURSE.modules)
def test_an_exercise_that_is_missing_costs_nothing_else_and_nobody_else(grade, right, module):
    """In turns with right submissions: what was not run must not stand in the way of what is."""
    exercises = COURSE.chapter_of(module).exercises
    only = tuple(exercise.id for exercise in exercises)
    for exercise in exercises:
        name = rf"^(def|class) {exercise.name}\b"
        gone = re.sub(name.encode(), rb"\1 gone", right[module], flags=re.MULTILINE)
        graded = grade({module: gone}, only=only).exercises
        assert graded[exercise.id].status == "missing"
        for other in exercises:
            if other.id != exercise.id and exercise.id not in other.builds_on:
                assert graded[other.id].status == "passed", f"{other.id} without {exercise.id}"
        again = grade({module: right[module]}, only=only)
        assert score(again) == pytest.approx(possible(again), abs=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stubs_earn_nothing_and_are_not_started(seeded, seed):
    graded = seeded["stubs"][SEEDS.index(seed)]
    assert score(graded) == 0
    assert {exercise.status for exercise in graded.exercises.values()} == {"not_started"}


@pytest.mark.parametrize("answer", ANSWERS, ids=name)
def test_a_known_answer_gets_what_it_deserves(outcome, answer):
    """A right one everything; a mistake loses and breaks what it names, nothing more, and is named itself."""
    assert fault_of(answer, outcome(answer)) == ""


@pytest.mark.parametrize("mistake", CORPUS.mistakes, ids=name)
def test_what_a_mistake_is_told_gives_nothing_away(outcome, right, mistake: Mistake, secret_lines):
    result = outcome(mistake).exercises[mistake.exercise]
    told = "\n".join(verdict.message for verdict in result.criteria)
    reference = right[mistake.exercise.partition(".")[0]].decode()
    own = mistake.on(reference.replace(definition(reference, mistake.exercise), ""))
    assert not leaks.told_lines(told, own) & secret_lines
    assert not leaks.told_numbers(told, own)


@pytest.fixture(scope="module")
def secret_lines() -> set[str]:
    return leaks.secret_lines()


def test_few_mistakes_cannot_be_told_from_another(outcome):
    twins = [name(each) for each in CORPUS.mistakes if len(outcome(each).exercises[each.exercise].diagnoses) > 1]
    assert len(twins) < len(CORPUS.mistakes) / 10


PAIRS = [(later.id, earlier) for later in COURSE.exercises.values() for earlier in later.builds_on]


@pytest.mark.parametrize(("later", "earlier"), PAIRS)
def test_an_error_in_what_an_exercise_builds_on_counts_once(grade, right, later, earlier):
    """With a form that really uses the earlier answer; not every mistake leaves something to build on."""
    module, _, used = earlier.partition(".")
    answers = [answer.source for answer in CORPUS.right_answers if answer.exercise == later]
    forms = [definition(right[module].decode(), later), *answers]
    form = next(form for form in forms if re.search(rf"\b{used}\(", form))
    statuses = []
    for mistake in CORPUS.mistakes:
        if mistake.exercise == earlier and later not in mistake.breaks:
            source = mistake.on(right[module].decode()) + f"\n\n{form}\n"
            graded = grade({module: source.encode()}, only=COURSE.with_earlier(later)).exercises
            assert graded[earlier].status == "failed"
            statuses.append(graded[later].status)
            if "passed" in statuses:
                return
    assert "passed" in statuses


def definition(source: str, exercise: str) -> str:
    (node,) = (node for node in ast.parse(source).body if getattr(node, "name", "") == exercise.partition(".")[2])
    return source_of(node, source)


def test_only_what_builds_on_an_exercise_can_break_with_it():
    for mistake in CORPUS.mistakes:
        for broken in mistake.breaks:
            assert mistake.exercise in COURSE.exercises[broken].builds_on


def test_every_exercise_has_at_least_four_other_right_answers():
    for exercise in COURSE.exercises:
        assert sum(answer.exercise == exercise for answer in CORPUS.right_answers) >= 4


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_an_exercise_has_points_to_share(seeded, exercise):
    result = seeded["references"][0].exercises[exercise]
    points = COURSE.exercises[exercise].points
    needs_gpu = any(verdict.status == "skipped" for verdict in result.criteria)
    assert 0 < result.max_score < points if needs_gpu else result.max_score == points
    assert sum(verdict.max_score for verdict in result.criteria) == pytest.approx(result.max_score, abs=1e-3)
