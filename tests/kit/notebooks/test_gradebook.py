"""``gradkit nbgrader grade``: what it writes into nbgrader's gradebook, and what it never touches."""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from both_ways import both_ways, hand_in, samples
from collected import HOSTILE, SECRET, Collected, cell_of, done, gaining, honest, hostile, nbgrader
from playwright.sync_api import sync_playwright

from autograder.commands.conditions import Conditions
from autograder.commands.nbgrader_grade import nbgrader_grade_command
from autograder.course.catalogue import Course
from autograder.errors import EngineError, UsageError
from autograder.notebooks import gradebook
from autograder.notebooks.folder import CourseFolder
from autograder.reports.files import read_result

ROOT = Path(__file__).parents[3]
NEURON = 11.0
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def given_out(tmp_path_factory) -> Collected:
    """A course folder whose assignments are given out; nothing is handed in yet."""
    course = Collected(tmp_path_factory.mktemp("course") / "course")
    course.give_out()
    return course


@pytest.fixture(scope="session")
def first_run(given_out, gradkit) -> subprocess.CompletedProcess[str]:
    """The first run over all learners; its course folder is ``given_out``, in which nothing is to be changed."""
    honest(given_out)
    hostile(given_out)
    words = ("--jobs", "1", "--out", given_out.root.parent / "graded", "--seed", "5")
    return gradkit("nbgrader", "grade", ".", *words, cwd=given_out.root)


@pytest.fixture
def course(given_out, first_run, tmp_path) -> Collected:
    """A copy of the graded course folder, to change things in."""
    shutil.copytree(given_out.root.parent, tmp_path / "copy")
    return Collected(tmp_path / "copy" / "course")


def rows(course, student, assignment="03_neuron"):
    """The grades of a student, by cell: automatic, manual, extra credit, and whether a person is asked for."""
    return {cell: grades for (*whose, cell), grades in course.grades().items() if whose == [student, assignment]}


def score(course, student, assignment="03_neuron"):
    return sum(auto for auto, *_ in rows(course, student, assignment).values())


def comments(course, student):
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        found = base.execute(
            "SELECT base_cell.name, auto_comment, manual_comment FROM comment "
            "JOIN base_cell ON base_cell.id = comment.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "WHERE student_id = ?",
            (student,),
        )
        return {name: (auto, manual) for name, auto, manual in found}


def by_hand(course, statement, *values):
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        base.execute(statement, values)
        base.commit()


def keep(course, *students):
    """Take all other students out of what was handed in."""
    for folder in (course.root / "submitted").iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)


@pytest.fixture
def again(course, gradkit):
    """Run the command again over the copy."""

    def again(*words):
        words = ("--jobs", "1", "--out", course.root.parent / "graded", *words)
        return gradkit("nbgrader", "grade", ".", *words, cwd=course.root)

    return again


def test_it_grades_everybody(first_run, given_out):
    assert first_run.returncode == 0, first_run.stderr
    assert "gradebook.db" in first_run.stdout
    assert "left out" not in first_run.stderr


@pytest.mark.parametrize(
    ("student", "wanted"),
    {
        "right": NEURON, "noisy": NEURON, "renamed": NEURON, "spoiled": NEURON, "wrong": NEURON - 2,
        "blank": 0, "damaged": 0, "missing": 0,
    }.items(),
)  # fmt: skip
def test_honest_learners_get_what_they_earned(given_out, first_run, student, wanted):
    assert score(given_out, student) == wanted
    assert not any(asked for *_, asked in rows(given_out, student).values())


def test_an_assignment_is_for_itself(given_out, first_run):
    assert score(given_out, "right", "04_descent") == 17
    assert score(given_out, "blank", "04_descent") == 0
    assert rows(given_out, "wrong", "04_descent") == {}


@pytest.mark.parametrize("student", HOSTILE)
def test_hostile_notebooks_gain_nothing(given_out, first_run, student):
    found = rows(given_out, student)
    assert len(found) == 5
    assert {grade[:3] for grade in found.values()} == {(0.0, None, None)}


def test_the_scores_are_those_of_gradkit_grade(given_out, first_run, gradkit, tmp_path):
    """Which takes nbgrader's ``submitted`` as it is."""
    for student in ("wrong", "noisy", "renamed"):
        shutil.copytree(given_out.root / "submitted" / student, tmp_path / "submitted" / student)
    names = ("sigmoid", "relu", "weighted_sum", "single_layer_output", "two_layer_output")
    words = ["--jobs", "1", "--seed", "5", *(f"--only=neuron.{name}" for name in names)]
    ran = gradkit("grade", tmp_path / "submitted", "--out", tmp_path / "out", *words)
    assert ran.returncode == 0, ran.stderr
    for student in ("wrong", "noisy", "renamed"):
        result = json.loads((tmp_path / "out" / "results" / f"{student}.json").read_text())
        assert result["score"] == score(given_out, student)
        left_out = [message for message in result["messages"] if "left out" in message]
        assert len(left_out) == (student == "noisy")  # not the course's own cells


def test_nbgraders_own_autograde_gives_honest_learners_the_same_scores(course):
    """Where the course's hidden cells run in the learner's own kernel. ``make nbgrader`` has all samples."""
    keep(course, "noisy")
    hand_in(course, "kavya-raman", samples(("kavya-raman",))["kavya-raman"])
    scores = {cell: (theirs, ours) for cell, theirs, ours in both_ways(course) if ours is not None}
    assert {student for student, *_ in scores} == {"noisy", "kavya-raman"}
    assert not {cell: both for cell, both in scores.items() if both[0] != both[1]}
    assert 0 < sum(ours for (*whose, _), (_, ours) in scores.items() if whose == ["kavya-raman", "03_neuron"]) < NEURON


def test_hostile_notebooks_gain_in_nbgraders_own_autograde_what_the_guide_says(course):
    """Full marks, the course's files, the gradebook; none of it in ours, above."""
    keep(course)
    shutil.rmtree(course.root / "autograded")
    course.forget_scores()
    gaining(course)
    done(nbgrader("autograde", "03_neuron", cwd=course.root))
    assert score(course, "replaces") == NEURON
    assert score(course, "hides") == NEURON
    assert all(extra == 2 for _, _, extra, _ in rows(course, "replaces").values())
    printed = json.dumps([cell.get("outputs", []) for cell in course.graded("writes", "neuron")["cells"]])
    assert "BEGIN SOLUTION" in printed


def test_comments_name_the_mistake(given_out, first_run):
    assert "sign" in comments(given_out, "wrong")["neuron-sigmoid"][0]
    assert comments(given_out, "right")["neuron-sigmoid"] == (None, None)
    assert comments(given_out, "blank")["neuron-sigmoid"] == ("No response.", None)
    assert "damaged" in comments(given_out, "damaged")["neuron-sigmoid"][0]
    assert "neuron.ipynb" in comments(given_out, "missing")["neuron-sigmoid"][0]


def test_a_graded_notebook_has_the_verdicts_below_the_tests(given_out, first_run):
    words, number = cell_of(given_out.graded("wrong", "neuron"), "points-neuron-sigmoid")["outputs"]
    assert words["text"].startswith("0 of 2 points: to fix")
    assert number["data"] == {"text/plain": "0.0"}


def test_a_graded_notebook_says_what_was_found_elsewhere(given_out, first_run):
    assert (
        "my homework (1).ipynb was graded in its place" in given_out.graded("renamed", "neuron")["cells"][0]["source"]
    )


def test_cells_are_put_back_as_they_were_given_out(given_out, first_run):
    for student in ("spoiled", "forges", "deletes", "doubles"):
        graded = given_out.graded(student, "neuron")
        for name in ("imports-neuron", "points-neuron-sigmoid"):
            theirs = "".join(cell_of(given_out.right("neuron"), name)["source"])
            assert cell_of(graded, name)["source"] == theirs
        assert cell_of(graded, "points-neuron-sigmoid")["metadata"]["nbgrader"]["points"] == 2


def test_what_a_person_entered_stays(course, again):
    keep(course, "wrong")
    of_wrong = (
        "(SELECT grade.id FROM grade JOIN base_cell ON base_cell.id = cell_id "
        "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
        "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
        "WHERE student_id = 'wrong' AND base_cell.name = 'points-neuron-sigmoid')"
    )
    by_hand(course, f"UPDATE grade SET manual_score = 1.5, extra_credit = 0.25 WHERE id IN {of_wrong}")
    by_hand(course, "UPDATE comment SET manual_comment = 'well tried'")
    assert again().returncode == 0
    assert rows(course, "wrong")["points-neuron-sigmoid"] == (0.0, 1.5, 0.25, 0)
    assert comments(course, "wrong")["neuron-sigmoid"][1] == "well tried"

    course.hand_in("wrong", "neuron", course.right("neuron"))
    assert again("--regrade", "--assignment", "03_neuron").returncode == 0
    assert rows(course, "wrong")["points-neuron-sigmoid"] == (2.0, 1.5, 0.25, 1)  # a person has to look at it again
    assert rows(course, "wrong")["points-neuron-relu"] == (1.0, None, None, 0)
    assert comments(course, "wrong")["neuron-sigmoid"] == (None, "well tried")


def test_who_is_late_pays_as_the_course_says(course, again):
    keep(course, "right")
    by_hand(course, "UPDATE assignment SET duedate = '2026-10-31 12:00:00.000000'")
    (course.root / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n"
        "class Late(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return total_seconds_late / 86400\n"
    )
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "late.Late"\n')
    assert again().returncode == 0
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        query = (
            "SELECT late_submission_penalty FROM submitted_notebook JOIN submitted_assignment "
            "ON submitted_assignment.id = submitted_notebook.assignment_id WHERE student_id = 'right'"
        )
        assert base.execute(query).fetchall() == [(1.0,), (1.0,)]


def test_nbgrader_goes_on_from_there(course):
    for folder in (course.root / "autograded").iterdir():
        if folder.name not in {"wrong", "markup"}:
            shutil.rmtree(folder)
    ran = nbgrader("generate_feedback", "03_neuron", cwd=course.root)
    assert ran.returncode == 0, ran.stderr
    page = (course.root / "feedback" / "wrong" / "03_neuron" / "neuron.html").read_text()
    assert "Score: 9.0 / 11.0" in page
    assert (course.root / "feedback" / "wrong" / "03_neuron" / "submission_secret.txt").read_text() == SECRET
    markup = (course.root / "feedback" / "markup" / "03_neuron" / "neuron.html").read_text()
    assert "steal()" in markup
    assert not any(live in markup for live in ("<script>steal", 'href="javascript', "<img onerror"))
    ran = nbgrader("export", cwd=course.root)
    assert ran.returncode == 0, ran.stderr
    lines = (course.root / "grades.csv").read_text().splitlines()
    assert any(
        line.startswith("03_neuron,") and ",wrong," in line and line.endswith(",9.0,0.0,9.0,11.0") for line in lines
    )


@pytest.fixture
def jupyter(course):
    """The address of a Jupyter server for the copy."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folder = course.root.parent
    homes = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    command = [str(Path(sys.executable).parent / "jupyter"), "server", "--allow-root", "--no-browser", f"--port={port}"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--IdentityProvider.token="],
            cwd=course.root, env={**os.environ, **homes}, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    while True:  # the test's own time limit ends it
        assert server.poll() is None, (folder / "server.log").read_text()
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/api").close()
            break
        time.sleep(0.2)
    yield address
    server.terminate()
    server.wait()


@pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on this machine")
def test_formgrader_shows_the_scores_in_a_browser(course, jupyter, tmp_path):
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{jupyter}/formgrader/gradebook/03_neuron/neuron")
        page.wait_for_selector("a.name-shown", state="attached")  # who it is shows where the mouse is
        table = page.locator("tbody tr")
        lines = {each.locator("a.name-shown").text_content(): each.inner_text() for each in table.all()}
        assert "9 / 11" in lines["wrong"]
        assert "11 / 11" in lines["right"]
        assert all("0 / 11" in lines[student].split("\t") for student in HOSTILE)
        page.goto(jupyter + page.get_by_text("wrong", exact=True).get_attribute("href"))
        score_of_sigmoid = page.locator("input.score#points-neuron-sigmoid")
        assert (score_of_sigmoid.input_value(), score_of_sigmoid.get_attribute("placeholder")) == ("", "0")
        assert "0 of 2 points: to fix" in page.inner_text("body")
        score_of_sigmoid.scroll_into_view_if_needed()
        page.screenshot(path=tmp_path / "formgrader.png")


def test_a_gradebook_in_use_is_waited_for_and_a_run_that_is_killed_is_completed(course, again):
    keep(course, "right")
    course.forget_scores()
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as base:
        base.execute("BEGIN IMMEDIATE")
        command = [
            str(Path(sys.executable).parent / "gradkit"),
            "nbgrader",
            "grade",
            ".",
            "--out",
            str(course.root.parent / "graded"),
        ]
        killed = subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(6)
        assert killed.poll() is None
        killed.kill()
        killed.communicate()
    assert again().returncode == 0
    assert score(course, "right") == NEURON


def test_a_gradebook_that_stays_in_use_is_an_error_of_ours(course, monkeypatch):
    monkeypatch.setattr(gradebook, "WAIT_SECONDS", 0.2)
    folder = CourseFolder(course.root)
    with (
        contextlib.closing(gradebook.Gradebook(folder, Course(ROOT))) as book,
        contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as base,
    ):
        (learner,) = (each for each in folder.learners(book.assignments()) if each.name == "blank")
        result = read_result(course.root.parent / "graded", "blank")
        base.execute("UPDATE grade SET auto_score = NULL")
        base.execute("BEGIN IMMEDIATE")
        with pytest.raises(EngineError, match=r"locked.*run this command again"):
            book.write(learner.handed_in[0], result)


def test_what_could_not_be_graded_for_our_fault_leaves_the_gradebook_as_it_is(course, again, tmp_path):
    keep(course, "wrong")
    (tmp_path / "checkout" / "tests" / "hidden").mkdir(parents=True)
    (tmp_path / "checkout" / "solutions").symlink_to(ROOT / "solutions")
    (tmp_path / "checkout" / "tests" / "hidden" / "test_neuron.py").write_text(
        "from autograder.grading.suite import criterion\n"
        "@criterion('neuron.relu', 'breaks')\n"
        "def test_breaks(student):\n    {}['nothing']\n",
        encoding="utf-8",
    )
    before = (course.root / "gradebook.db").read_bytes(), course.graded("wrong", "neuron")
    ran = again("--course", tmp_path / "checkout")
    assert ran.returncode == 3
    assert "wrong could not be graded, our fault" in ran.stderr
    assert ((course.root / "gradebook.db").read_bytes(), course.graded("wrong", "neuron")) == before


def test_a_cell_that_was_given_out_later_is_told_and_nobody_else_is_the_worse(course, again):
    keep(course, "right", "wrong")
    by_hand(
        course,
        "DELETE FROM grade WHERE notebook_id IN (SELECT submitted_notebook.id FROM submitted_notebook "
        "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
        "WHERE student_id = 'right')",
    )
    course.forget_scores()
    ran = again()
    assert ran.returncode == 2
    assert "is missing in the submission of right" in ran.stderr
    assert score(course, "wrong") == NEURON - 2


def test_it_says_what_is_wrong_with_a_folder(given_out, tmp_path):
    root = tmp_path / "course"

    def said(*assignments):
        conditions = Conditions(tmp_path / "out", 1, 5, "auto", (), gpu=False, cluster=None, root=ROOT)
        with pytest.raises(UsageError) as raised:
            nbgrader_grade_command(root, conditions, assignments=assignments, regrade=False)
        return str(raised.value)

    assert "holds no nbgrader_config.py" in said()
    root.mkdir()
    (root / "nbgrader_config.py").write_text("c = get_config(\n")
    assert "nbgrader_config.py cannot be read: SyntaxError" in said()
    shutil.copy(given_out.root / "nbgrader_config.py", root)
    assert "run nbgrader generate_assignment first" in said()
    shutil.copy(given_out.root / "gradebook.db", root)
    assert "run nbgrader collect first" in said()
    Collected(root).hand_in("new", "neuron", "{}")
    assert "assignment 05_models: the gradebook does not know it" in said("05_models")
    with (root / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograde.create_student = False\n")
    assert "the gradebook does not know new" in said()


def test_it_reads_the_configuration_as_nbgrader_does(course, again):
    """Another structure of folders, another name for one, and another place for the gradebook."""
    keep(course, "wrong")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(
            'c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"\n'
            'c.CourseDirectory.submitted_directory = "in"\n'
            'c.CourseDirectory.db_url = "sqlite:///books/one.db"\n'
        )
    (course.root / "books").mkdir()
    (course.root / "gradebook.db").rename(course.root / "books" / "one.db")
    (course.root / "in" / "03_neuron").mkdir(parents=True)
    (course.root / "submitted" / "wrong" / "03_neuron").rename(course.root / "in" / "03_neuron" / "somebody new")
    ran = again()
    assert ran.returncode == 0, ran.stderr
    assert (course.root / "autograded" / "03_neuron" / "somebody new" / "neuron.ipynb").is_file()
    assert (course.root.parent / "graded" / "results" / "somebody new.json").is_file()


def test_it_says_how_to_get_nbgrader(given_out, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader.apps", None)
    with pytest.raises(UsageError, match=r"pip install 'gradkit\[instructor\]'"):
        CourseFolder(given_out.root)
