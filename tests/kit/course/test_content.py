"""The course's content holds together: hints, lessons and mistakes speak of what is there."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from autograder.course.answers import read_mistakes
from autograder.course.catalogue import Course
from autograder.course.markers import BEGIN, END

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
MISTAKES = [
    mistake
    for chapter in COURSE.chapters
    for mistake in read_mistakes(COURSE.solutions / chapter.folder / "mistakes.py")
]
each_chapter = pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda chapter: chapter.folder)
each_exercise = pytest.mark.parametrize("exercise", COURSE.exercises.values(), ids=lambda exercise: exercise.id)
each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.exercise}-{mistake.name}")


def squeezed(text: str) -> str:
    return "".join(text.split())


def headings(lesson: Path) -> list[str]:
    """The headings of a lesson below its title; a comment in a code block is none."""
    text = re.sub(r"^```.*?^```", "", lesson.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^##+ (.+)$", text, re.MULTILINE)


def anchor(heading: str) -> str:
    """What the web pages of a repository call a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def criteria() -> set[tuple[str, str]]:
    """Exercise and title of every criterion of the hidden suites."""
    calls = (
        node
        for path in COURSE.hidden.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "criterion"
    )
    return {tuple(map(ast.literal_eval, call.args[:2])) for call in calls}


CRITERIA = criteria()


def test_the_course_is_whole():
    assert len(COURSE.chapters) == 9
    assert len(COURSE.exercises) == 43
    assert sum(exercise.points for exercise in COURSE.exercises.values()) == 100


@each_chapter
def test_every_chapter_has_its_lesson_stub_tests_and_pictures(chapter):
    folder = ROOT / "exercises" / chapter.folder
    names = ("README.md", f"{chapter.module}.py", f"test_{chapter.module}.py", f"see_{chapter.module}.py")
    assert [name for name in names if not (folder / name).is_file()] == []


@each_chapter
def test_every_exercise_has_its_heading_in_the_lesson_in_order(chapter):
    titles = [exercise.title for exercise in chapter.exercises]
    found = headings(ROOT / "exercises" / chapter.folder / "README.md")
    assert [heading for heading in found if heading in titles] == titles


@each_chapter
def test_every_exercise_is_written_in_the_reference(chapter):
    tree = ast.parse((COURSE.solutions / chapter.folder / f"{chapter.module}.py").read_text(encoding="utf-8"))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert [exercise.name for exercise in chapter.exercises] == [name for name in defined if name[0] != "_"]


@each_exercise
def test_every_exercise_has_three_different_hints(exercise):
    assert len({squeezed(hint) for hint in exercise.hints}) == len(exercise.hints) == 3
    assert all(squeezed(hint) for hint in exercise.hints)


@each_exercise
def test_no_hint_is_or_quotes_a_line_of_the_solution(exercise):
    chapter = COURSE.chapter_of(exercise.module)
    reference = (COURSE.solutions / chapter.folder / f"{exercise.module}.py").read_text(encoding="utf-8")
    definition = re.split(r"^(?=(?:def|class) )", reference, flags=re.MULTILINE)
    own = next(part for part in definition if re.match(rf"(?:def|class) {exercise.name}\b", part))
    regions = re.findall(f"{BEGIN}\n(.*?){END}", own, re.DOTALL)
    solution = {squeezed(line) for region in regions for line in region.splitlines()} - {""}
    assert solution
    for hint in exercise.hints:
        quoted = re.findall(r"`([^`]+)`", hint)
        assert not solution.intersection(map(squeezed, [hint, *hint.splitlines(), *quoted]))


@each_exercise
def test_every_exercise_has_criteria_and_at_least_six_known_mistakes(exercise):
    assert any(owner == exercise.id for owner, _ in CRITERIA)
    assert sum(mistake.exercise == exercise.id for mistake in MISTAKES) >= 6


def test_every_criterion_is_of_an_exercise():
    assert {exercise for exercise, _ in CRITERIA} == set(COURSE.exercises)


def test_no_two_mistakes_of_an_exercise_have_one_name():
    names = Counter((mistake.exercise, mistake.name) for mistake in MISTAKES)
    assert [name for name, count in names.items() if count > 1] == []


@each_mistake
def test_every_mistake_answers_an_exercise_of_its_chapter_under_its_name(mistake):
    exercise = COURSE.exercises[mistake.exercise]
    (definition,) = ast.parse(mistake.source).body
    assert definition.name == exercise.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mistake.name)


@each_mistake
def test_every_mistake_loses_criteria_that_there_are(mistake):
    titles = {title for exercise, title in CRITERIA if exercise == mistake.exercise}
    assert mistake.loses is None or mistake.loses
    assert set(mistake.loses or ()) <= titles
    assert len(set(mistake.loses or ())) == len(mistake.loses or ())


def test_mistakes_break_only_exercises_that_build_on_theirs():
    broken = [(mistake.exercise, other) for mistake in MISTAKES for other in mistake.breaks]
    assert broken
    assert [pair for pair in broken if pair[0] not in COURSE.exercises[pair[1]].builds_on] == []


@each_mistake
def test_every_mistake_says_a_sentence_and_points_at_a_heading(mistake):
    assert re.fullmatch(r"[A-Z\"'`0-9].*[.?!]", mistake.says, re.DOTALL)
    path, _, heading = mistake.read.partition("#")
    assert heading in map(anchor, headings(ROOT / path))


def test_no_two_mistakes_are_one_source():
    sources = Counter((mistake.exercise, ast.dump(ast.parse(mistake.source))) for mistake in MISTAKES)
    assert max(sources.values()) == 1
