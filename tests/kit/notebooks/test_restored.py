"""Notebooks put back as they were given out: what a learner's own metadata says counts for nothing."""

import json

from autograder.notebooks.restored import Original, Told, as_answers, as_graded, restored
from autograder.submissions.notebooks import Cell


def original(name, source="", *, kind="code", locked=True, solution=False, points=None):
    return Original(name, kind, source, "sum", locked, solution, points, task=False)


GIVEN_OUT = (
    original("imports", "import torch"),
    original("answer", "def f(): ...", locked=False, solution=True),
    original("points-answer", "give()", points=2.0),
    original("essay", "Why?", kind="markdown", locked=False, solution=True, points=1.0),
)


def texts(cells):
    return [cell.text for cell in cells]


def answers(cells):
    return [cell["source"] for cell in json.loads(as_answers(cells))["cells"]]


def graded(cells, told=(), messages=()):
    return json.loads(as_graded(cells, dict(told), messages, None))


def test_locked_cells_are_those_given_out_and_answers_the_learners():
    mine = [Cell("code", "import os", "imports"), Cell("code", "def f(): 1", "answer"), Cell("code", "x", "")]
    assert texts(restored(mine, GIVEN_OUT))[:3] == ["import torch", "def f(): 1", "x"]


def test_of_several_cells_with_one_name_the_last_is_the_one_given_out():
    cells = restored([Cell("code", "1", "points-answer"), Cell("code", "2", "points-answer")], GIVEN_OUT)
    assert [(cell.text, cell.original is None) for cell in cells][:2] == [("1", True), ("give()", False)]


def test_graded_and_answered_cells_that_are_missing_stand_at_the_end():
    assert [cell.original.name for cell in restored([], GIVEN_OUT)] == ["answer", "points-answer", "essay"]


def test_a_cell_of_another_kind_is_of_the_kind_given_out():
    assert restored([Cell("markdown", "def f(): 1", "answer")], GIVEN_OUT)[0].kind == "code"


def test_graded_tests_are_no_answers_and_cells_keep_their_numbers():
    mine = [Cell("code", "f = 1", "answer"), Cell("code", "2.0", "points-answer"), Cell("code", "g = 1", "")]
    first, tests, last = answers(restored(mine, GIVEN_OUT))
    assert (first, last) == ("f = 1", "g = 1")
    assert tests.startswith("#")


def test_a_cell_that_cannot_be_read_stays_one():
    assert answers(restored([Cell("code", None, "")], ()))[0] is None


def test_what_a_learner_wrote_as_text_is_shown_as_typed():
    mine = [Cell("markdown", "```\n<b>", ""), Cell("raw", "<i>", ""), Cell("markdown", "<u>", "essay")]
    shown = [cell["source"] for cell in graded(restored(mine, GIVEN_OUT))["cells"][:3]]
    assert shown == ["````text\n```\n<b>\n````", "```text\n<i>\n```", "```text\n<u>\n```"]


def test_the_verdict_is_an_output_that_nbgrader_reads_as_partial_credit():
    cells = graded(restored([], GIVEN_OUT), {"points-answer": Told("one of two", 1.0)}.items())["cells"]
    words, number = cells[1]["outputs"]
    assert words["text"] == "one of two"
    assert number["data"] == {"text/plain": "1.0"}
    assert (
        cells[1]["metadata"]["nbgrader"] | {"points": 2.0, "grade": True, "locked": True}
        == cells[1]["metadata"]["nbgrader"]
    )


def test_terminal_escapes_of_a_learner_are_not_shown():
    cells = graded(restored([Cell("code", "a\x1b[2J", "")], ()), messages=["\x1b[2J"])["cells"]
    assert not any("\x1b" in cell["source"] for cell in cells)
