"""No mutant keeps every point, but for those that are listed: a slice here, all of them in ``make audit``."""

from pathlib import Path

import pytest

from autograder.audit.proof import Corpus, lost, stale
from autograder.course.catalogue import Course
from autograder.grading.protocol import Job

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
CORPUS = Corpus(COURSE)
EVERY = 15


@pytest.fixture(scope="module")
def cases():
    return CORPUS.cases(list(COURSE.exercises))


def test_what_is_listed_as_equivalent_is_a_mutant_still_and_says_why(cases):
    assert list(stale(CORPUS, cases)) == []
    for listed in CORPUS.equivalent.values():
        assert all(len(reason) > 10 for reason in listed.values())


def test_a_slice_of_the_mutants_is_killed_or_listed(cases, grade_all):
    mutants = [case for case in cases if case.kind == "mutant"][::EVERY]
    jobs = [Job({case.exercise.partition(".")[0]: case.source.encode()}, case.only) for case in mutants]
    for case, graded in zip(mutants, grade_all(jobs), strict=True):
        killed = lost(graded.exercises[case.exercise]) != ()
        assert killed != (case.name in CORPUS.equivalent.get(case.exercise, {})), (case.exercise, case.name)
    assert len({case.exercise for case in mutants}) > len(COURSE.exercises) / 2
