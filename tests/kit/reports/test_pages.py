"""The pages: what they say, that nothing of a learner's is markup on them, and how a real browser shows them."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from golden import GOLDEN
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import sync_playwright
from texts import HOSTILE, TEXTS, plain

from autograder.grading.protocol import Setup
from autograder.grading.verdict import LOOKS, Diagnosis, Result
from autograder.reports.cohort import Row
from autograder.reports.files import write_cohort, write_result
from autograder.reports.pages import cohort_page, feedback_page
from autograder.submissions.names import safe_id

CHROMIUM = shutil.which("chromium")
SETUP = Setup("/nowhere", "namespaces", 5)
LONG = "a-name-without-any-place-to-break-it-" * 5


class Parsed(HTMLParser):
    """What a page is made of: its tags with their attributes, its text, and the texts of its blocks."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.blocks, self.links = [], "", [], []
        self._in_block = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, *attributes))
        self.text += " "
        self.links += [value for name, value in attributes if name == "href"]
        if tag == "body":
            self.text = ""  # what stands above is no part of what is shown
        elif tag == "pre":
            self.blocks.append("")
        self._in_block = tag == "pre"

    def handle_endtag(self, tag):  # noqa: ARG002 - every element ends a block; blocks hold none
        self._in_block = False

    def handle_data(self, data):
        self.text += data
        if self._in_block:
            self.blocks[-1] += data


@pytest.fixture
def page(course, full_of):
    """The page of a result that shows a text in every place that a learner's text can get to."""

    def page(text, *, submission="jane-doe"):
        return feedback_page(full_of(text, submission=submission), course.chapters)

    return page


# A learner's page


def test_the_page_of_a_result(course, result, exercise, verdict):
    relu = exercise("failed", verdict("is right", "failed", message="relu(x): the shape is wrong"), verdict("is fast"))
    relu = msgspec.structs.replace(relu, diagnoses=[Diagnosis("clips-at-one", "It has no upper limit.")])
    exercises = {
        "neuron.sigmoid": exercise("passed", verdict("is right", output="not shown")),
        "neuron.relu": relu,
        "neuron.weighted_sum": exercise("not_started", verdict("is right", "failed", message="not started yet")),
    }
    parsed = Parsed(feedback_page(result(exercises=exercises, messages=["there are 2 files"]), course.chapters))
    words = " ".join(parsed.text.split())
    assert "jane-doe 2 of 4 points" in words
    assert "One neuron 2 of 4 sigmoid passed 1 of 1 relu to fix 1 of 2 weighted_sum not started 0 of 1" in words
    assert "The rectifier neuron.relu 1 of 2 It has no upper limit. to fix (0 of 1): is right" in words
    assert parsed.blocks == ["\nthere are 2 files", "\nrelu(x): the shape is wrong"]
    assert "not shown" not in words
    assert "not started yet" not in words
    assert "Gradient descent" not in words
    assert parsed.links == ["#neuron.relu"]


def test_one_cause_of_several_exercises_is_said_once(course, result, exercise, verdict):
    gone = exercise("missing", verdict("a", "failed", message="no file"), verdict("b", "failed", message="no file"))
    parsed = Parsed(feedback_page(result(exercises={"neuron.sigmoid": gone, "neuron.relu": gone}), course.chapters))
    assert parsed.blocks == ["\nno file"]
    assert "The sigmoid · The rectifier" in parsed.text
    assert parsed.links == ["#neuron.sigmoid", "#neuron.sigmoid"]


def test_what_was_skipped_is_told_once_and_hides_no_common_cause(course, result, exercise, verdict):
    gone = [verdict("a", "failed", message="no file"), verdict("on CUDA", "skipped", message="needs a GPU")]
    exercises = {name: exercise("missing", *gone) for name in ("devices.pick_device", "devices.to_device")}
    parsed = Parsed(feedback_page(result(exercises=exercises), course.chapters))
    assert parsed.blocks == ["\nno file"]
    assert parsed.text.count("What needs a GPU was skipped") == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": "ungraded", "messages": ["a fault of ours"]}, "jane-doe Not graded yet. a fault of ours"),
        ({"status": "unreadable", "max_score": 28.0, "messages": ["it is encrypted"]}, "0 of 28 points it is encry"),
    ],
)
def test_without_results_it_says_why(course, result, fields, said):
    parsed = Parsed(feedback_page(result(**fields), course.chapters))
    assert said in " ".join(parsed.text.split())
    assert "Chapter by chapter" not in parsed.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_and_is_no_markup(page, text):
    made = Parsed(page(text))
    assert made.tags == Parsed(page("harmless")).tags
    assert [block.rstrip("\n") for block in made.blocks] == 6 * ["\n" + "\n".join(shown(text))]


@given(text=TEXTS.filter(str.strip))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_at_all_is_markup(page, text):
    assert [tag for tag, *_ in Parsed(page(text)).tags] == [tag for tag, *_ in Parsed(page("harmless")).tags]


def shown(text):
    """The lines of a text as a page holds them; which characters end a line is a browser's business."""
    return plain(text).removesuffix("\n").split("\n")


@pytest.mark.parametrize("text", [*HOSTILE, "".join(map(chr, range(0x300)))])
def test_no_page_holds_a_character_that_a_terminal_obeys(page, text):
    made = page(text, submission=text)
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", made)
    assert made.encode().decode() == made


# The cohort's page


@pytest.fixture
def cohort(course, result, exercise, verdict):
    """The page of learners of these names: all but the first made a mistake, the last one of them looks like it.

    And all have a wrong answer that nothing explains.
    """

    def cohort(*names):
        told = Diagnosis("twist", "It is twisted.")
        rows = []
        for number, name in enumerate(names):
            status = "failed" if number else "passed"
            made = exercise(status, verdict("a", status))
            if number:
                last = Diagnosis("twist", LOOKS + told.message)
                made = msgspec.structs.replace(made, diagnoses=[last if number == len(names) - 1 else told])
            odd = exercise("failed", verdict("a", "failed"))
            rows.append(Row.of(result(name, exercises={"neuron.sigmoid": odd, "neuron.relu": made})))
        return cohort_page(rows, course.chapters, SETUP)

    return cohort


def test_the_page_of_a_cohort(cohort):
    parsed = Parsed(cohort("amy", "bob", "cem"))
    words = " ".join(parsed.text.split())
    assert "3 submissions graded 3 mean score 16.6 % median score 0 %" in words
    assert "from 90 % 0 80 to 89.9 % 0" in words
    assert "1 learner and 1 whose answer looks like it The rectifier neuron.relu It is twisted. Who bob cem" in words
    assert "3 learners The sigmoid neuron.sigmoid Who amy bob cem" in words
    assert "One neuron The sigmoid 0 3 0 0 0 % The rectifier 1 2 0 0 33.3 %" in words
    assert "amy 50 % 50 % bob 0 % 0 % cem 0 % 0 %" in words
    assert "Seed 5, isolation namespaces, device cpu" in words


def test_what_could_not_be_graded_is_no_zero(course, result):
    rows = [Row.of(result("amy", status="ungraded")), Row.of(result("bob", status="unreadable", max_score=28.0))]
    words = " ".join(Parsed(cohort_page(rows, course.chapters, SETUP)).text.split())
    assert "2 submissions graded 0 could not be read 1 not graded, our fault 1" in words
    assert "amy not graded bob could not be read" in words
    assert "mean score" not in words


@pytest.mark.parametrize("name", [*HOSTILE, "a b", "50%", "Zoë", "語", "#1?"])
def test_no_name_is_markup_and_each_is_linked_to_its_page(cohort, name):
    learner = safe_id(name)
    parsed = Parsed(cohort(learner, "bob", "cem"))
    assert [tag for tag, *_ in parsed.tags] == [tag for tag, *_ in Parsed(cohort("amy", "bob", "cem")).tags]
    assert f"feedback/{learner}.html" in map(unquote, parsed.links)
    raw = Parsed(cohort(name, "bob", "cem"))  # names are made safe before they get here; the page needs no such help
    assert [tag for tag, *_ in raw.tags] == [tag for tag, *_ in parsed.tags]


# In a browser


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("there is no chromium on this machine")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        yield browser


@pytest.fixture
def written(course, full_of, tmp_path) -> Path:
    """A folder with some samples' golden results, and one learner whose every text is hostile."""
    results = []
    for path in sorted(GOLDEN.glob("[afkqr]*.json")):
        data = msgspec.json.decode(path.read_bytes())
        run = {"suite": "s", "seed": 5, "isolation": "namespaces", "device": "cpu", "duration_s": 1.0}
        results.append(msgspec.convert({**data, **run}, Result))
    results.append(full_of("\n".join([*HOSTILE, LONG]), submission=safe_id(LONG)))
    for each in results:
        write_result(tmp_path, each, course)
    write_cohort(tmp_path, [*map(Row.of, results)], course, SETUP)
    return tmp_path


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_a_browser_shows_them_whole_at_any_width_and_runs_and_loads_nothing(browser, written, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    paths = [written / "index.html", *sorted((written / "feedback").glob("*.html"))]
    for path in paths:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        heights = page.evaluate("[...document.querySelectorAll('td')].map(cell => cell.clientHeight)")
        assert max(heights, default=0) < 400  # a column that is pressed together is as high as its text is long
    assert asked == [path.as_uri() for path in paths]
    assert said == []
    context.close()


def test_from_the_cohort_to_what_happened_to_a_learner(browser, written):
    page = browser.new_page()
    page.goto((written / "index.html").as_uri())
    first = page.locator("ol.list > li").first
    assert not first.locator(".names").is_visible()
    first.get_by_text("Who").click()
    assert first.locator(".names").is_visible()
    page.locator("table.learners").get_by_role("link", name="kavya-raman").click()
    page.wait_for_url("**/feedback/kavya-raman.html")
    page.get_by_role("link", name="weighted_sum").click()
    assert page.url.endswith("#neuron.weighted_sum")
    assert "Write both shapes down" in page.locator("article:target .told").inner_text()
    page.close()


def test_every_link_leads_somewhere(browser, written):
    page = browser.new_page()
    for path in [written / "index.html", *sorted((written / "feedback").glob("*.html"))]:
        page.goto(path.as_uri())
        for address in page.evaluate("[...document.links].map(link => link.getAttribute('href'))"):
            if address.startswith("#"):
                assert page.evaluate("id => !!document.getElementById(id)", address[1:])
            else:
                assert (path.parent / unquote(address)).is_file()
    page.close()
