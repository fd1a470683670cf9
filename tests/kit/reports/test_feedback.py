import re

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from texts import HOSTILE, TEXTS, plain

from autograder.reports.feedback import feedback

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def blocks(page: str) -> list[str]:
    """The structure of a page: its tokens, those within paragraphs too, without their text."""
    tokens = MARKDOWN.parse(page)
    return [inner.type for token in tokens for inner in (token, *(token.children or ()))]


def fences(page: str) -> list[str]:
    return [token.content for token in MARKDOWN.parse(page) if token.type == "fence"]


@pytest.fixture
def page(course, full_of):
    """The page of a result that shows a text in every place that a learner's text can get to."""

    def page(text: str, *, submission: str = "jane-doe") -> str:
        return feedback(full_of(text, submission=submission), course.exercises)

    return page


def test_the_page_of_a_result(course, result, exercise, verdict):
    criteria = [
        verdict("is right", "failed", message="relu(x): the shape is wrong", output="hello\n"),
        verdict("is fast"),
        verdict("ends", "timed_out", message="relu(x) took more than 2 s"),
    ]
    gone = [verdict(title, "failed", message="descent.py has no mse: is it misspelt?") for title in ("one", "two")]
    exercises = {
        "neuron.sigmoid": exercise("passed", verdict("is right", output="not shown")),
        "neuron.relu": exercise("failed", *criteria),
        "neuron.weighted_sum": exercise("not_started", verdict("is right", "failed", message="not started yet")),
        "descent.mse": exercise("missing", *gone),
    }
    page = feedback(result(exercises=exercises, messages=["there are 2 files"]), course.exercises)
    assert page == (
        "# jane-doe\n\n"
        "**2 of 7 points**\n\n"
        "```text\nthere are 2 files\n```\n\n"
        "| exercise | | points |\n"
        "| --- | --- | --- |\n"
        "| `neuron.sigmoid` | passed | 1 of 1 |\n"
        "| `neuron.relu` | to fix | 1 of 3 |\n"
        "| `neuron.weighted_sum` | not started | 0 of 1 |\n"
        "| `descent.mse` | not found | 0 of 2 |\n\n"
        "## The rectifier: `neuron.relu`\n\n"
        "- to fix (0 of 1): is right\n\n"
        "  ```text\n  relu(x): the shape is wrong\n  ```\n\n"
        "  It printed:\n\n"
        "  ```text\n  hello\n  ```\n\n"
        "- passed (1 of 1): is fast\n"
        "- ran out of time (0 of 1): ends\n\n"
        "  ```text\n  relu(x) took more than 2 s\n  ```\n\n\n"
        "## The mean squared error: `descent.mse`\n\n"
        "```text\ndescent.py has no mse: is it misspelt?\n```\n\n"
        "- to fix: one\n"
        "- to fix: two\n"
    )


def test_what_passed_or_is_not_started_has_a_row_and_no_more(course, result, exercise, verdict):
    for status in ("passed", "not_started"):
        criterion = verdict("is right", status="passed", message="a message", output="a print")
        exercises = {"neuron.sigmoid": exercise(status, criterion)}
        page = feedback(result(exercises=exercises), course.exercises)
        assert page.count("sigmoid") == 1
        assert "##" not in page
        assert "a message" not in page
        assert "a print" not in page


def test_one_cause_of_all_is_said_once(course, result, exercise, verdict):
    criteria = [verdict(title, "crashed", message="neuron.py, line 3", output="hello") for title in "abc"]
    page = feedback(result(exercises={"neuron.relu": exercise("failed", *criteria)}), course.exercises)
    assert fences(page) == ["neuron.py, line 3\n", "hello\n"]
    assert page.count("- stopped with an error: ") == 3


def test_an_ungraded_submission_is_given_no_points(course, result):
    page = feedback(result(status="ungraded", messages=["a fault of ours"]), course.exercises)
    assert page == "# jane-doe\n\n**Not graded yet.**\n\n```text\na fault of ours\n```\n"


def test_an_unreadable_submission_is_told_its_points_and_why(course, result):
    page = feedback(result(status="unreadable", max_score=28.0, messages=["it is encrypted"]), course.exercises)
    assert page == "# jane-doe\n\n**0 of 28 points**\n\n```text\nit is encrypted\n```\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_nothing_of_the_page_but_its_code_blocks(page, text):
    assert blocks(page(text)) == blocks(page("harmless"))
    assert fences(page(text)) == 6 * [plain(text)]


@given(text=TEXTS.filter(str.strip))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_at_all_changes_anything_but_code_blocks(page, text):
    assert blocks(page(text)) == blocks(page("harmless"))
    assert fences(page(text)) == 6 * [plain(text)]


@pytest.mark.parametrize("text", [*HOSTILE, "".join(map(chr, range(0x300)))])
def test_no_page_holds_a_character_that_a_terminal_obeys(page, text):
    shown = page(text, submission=text)
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", shown)
    assert shown.encode().decode() == shown


@pytest.mark.parametrize("name", [*HOSTILE, "*jane*", "_jane_ __doe__", "~~jane~~", "jane&lt;doe", "<b>jane</b>"])
def test_no_name_is_markup(page, name):
    tokens = MARKDOWN.parse(page("harmless", submission=name))
    assert [token.type for token in tokens[:3]] == ["heading_open", "inline", "heading_close"]
    assert {token.type for token in tokens[1].children} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens[1].children) == " ".join(plain(name).split())


def test_tabs_and_windows_line_ends_of_a_print_are_kept_readable(page):
    assert fences(page("a\tb\r\n1\t2\r\n"))[0] == "a\tb\n1\t2\n"


def test_one_cause_of_several_exercises_is_said_once(course, result, exercise, verdict):
    """As when a file is missing: what is said of each of its exercises is the same."""
    gone = exercise("missing", verdict("a", "failed", message="no file"), verdict("b", "failed", message="no file"))
    other = exercise("failed", verdict("a", "failed", message="wrong"), verdict("b"))
    exercises = {"neuron.sigmoid": gone, "neuron.relu": gone, "descent.mse": other}
    page = feedback(result(exercises=exercises), course.exercises)
    assert page.count("no file") == 1
    assert "\n## The sigmoid · The rectifier\n\n```text\nno file\n```\n\n## The mean squared error" in page
