"""A diagnosis names the mistake however it is written, and never another one."""

from pathlib import Path

import pytest
from campaign import slice_of

from autograder.audit.proof import Corpus
from autograder.course.answers import Answer, read_rewrites
from autograder.course.catalogue import Course
from autograder.grading.protocol import Job

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
MISTAKES = Corpus(COURSE).mistakes
WRITTEN = [ROOT / "tests" / "rewrites" / f"{module}.py" for module in COURSE.modules]
REWRITES = [answer for path in WRITTEN if path.exists() for answer in read_rewrites(path)]
ASKED = slice_of(REWRITES)


def name(answer: Answer) -> str:
    return f"{answer.exercise}: {answer.name}"


@pytest.fixture(scope="module")
def told(grade_all, right):
    """Return the names of the mistakes that a rewrite's author is told; those of one exercise are graded together."""
    found: dict[str, list[str]] = {}

    def told(rewrite: Answer) -> list[str]:
        if name(rewrite) not in found:
            module = rewrite.exercise.partition(".")[0]
            rewrites = [each for each in ASKED if each.exercise == rewrite.exercise]
            sources = [{module: each.on(right[module].decode()).encode()} for each in rewrites]
            jobs = [Job(each, COURSE.with_earlier(rewrite.exercise)) for each in sources]
            for each, graded in zip(rewrites, grade_all(jobs), strict=True):
                found[name(each)] = [diagnosis.id for diagnosis in graded.exercises[each.exercise].diagnoses]
        return found[name(rewrite)]

    return told


def test_every_mistake_is_written_afresh_once():
    assert [name(rewrite) for rewrite in REWRITES] == [name(mistake) for mistake in MISTAKES]


def test_no_rewrite_is_a_copy():
    def plain(answer: Answer) -> list[str]:
        return [line.strip() for line in answer.source.splitlines() if line.strip()]

    copies = [name(one) for one, other in zip(MISTAKES, REWRITES, strict=True) if plain(one) == plain(other)]
    assert copies == []


@pytest.mark.parametrize("rewrite", ASKED, ids=name)
def test_a_rewritten_mistake_is_never_taken_for_another(told, rewrite):
    assert not told(rewrite) or rewrite.name in told(rewrite)


def test_nearly_every_rewritten_mistake_is_named(told):
    unnamed = [name(rewrite) for rewrite in ASKED if rewrite.name not in told(rewrite)]
    assert len(unnamed) <= 0.05 * len(ASKED), unnamed
