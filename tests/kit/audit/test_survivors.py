"""No mutant keeps every point, but for those that are listed: a slice here, all of them in ``make audit``."""

from pathlib import Path

import pytest

from autograder.audit.proof import Corpus, prove, stale
from autograder.cohort.slot import local_slots
from autograder.course.catalogue import Course
from autograder.grading.protocol import Setup

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
CORPUS = Corpus(COURSE)
EVERY = 15
SEED = 7


@pytest.fixture(scope="module")
def cases():
    return CORPUS.cases(list(COURSE.exercises))


def test_what_is_listed_as_equivalent_is_a_mutant_still_and_says_why(cases):
    assert list(stale(CORPUS, cases)) == []
    for listed in CORPUS.equivalent.values():
        assert all(len(reason) > 10 for reason in listed.values())


def test_a_slice_of_the_mutants_is_killed_or_listed(cases, isolation):
    mutants = [case for case in cases if case.kind == "mutant"][::EVERY]
    with local_slots(2) as (executor, _):
        rows = list(prove(CORPUS, mutants, Setup(str(ROOT), isolation, SEED), executor))
    assert [(row.exercise, row.name, row.fault) for row in rows if row.fault] == []
    assert len({row.exercise for row in rows}) > len(COURSE.exercises) / 2
