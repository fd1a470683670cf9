"""``gradkit hint``: one hint more each time, remembered, and never lost to a broken note."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.learner.hints import Hints
from autograder.learner.workbook import Workbook

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path):
    """A learner's folder."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def workbook(folder):
    return Workbook.find(folder)


@pytest.fixture
def sigmoid(workbook):
    return workbook.exercise("sigmoid")


def words(text: str) -> str:
    """Return a text without its line breaks: where they fall depends on the terminal."""
    return " ".join(text.split())


def test_it_gives_one_hint_more_each_time_and_all_before_it(gradkit, folder, sigmoid):
    for count in (1, 2, 3):
        ran = gradkit("hint", "neuron.sigmoid", cwd=folder)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.startswith(f"neuron.sigmoid  {sigmoid.title}\nhint {count} of 3\n")
        given = [hint for hint in sigmoid.hints if words(hint) in words(ran.stdout)]
        assert given == list(sigmoid.hints[:count])


def test_when_all_are_used_it_repeats_them_and_says_what_else_helps(gradkit, folder, workbook, sigmoid):
    for _ in sigmoid.hints:
        Hints(workbook).next(sigmoid)
    ran = gradkit("hint", "sigmoid", cwd=folder / "exercises")
    assert ran.returncode == 0
    assert "hint 3 of 3" in ran.stdout
    assert all(words(hint) in words(ran.stdout) for hint in sigmoid.hints)
    assert f'{Path("03_neuron", "README.md")}, under "The sigmoid"' in ran.stdout
    assert "pytest 03_neuron -k sigmoid" in ran.stdout
    assert "gradkit reset neuron.sigmoid" in ran.stdout


def test_again_gives_no_new_one(gradkit, folder, workbook, sigmoid):
    ran = gradkit("hint", "sigmoid", "--again", cwd=folder)
    assert ran.returncode == 0
    assert "none of 3 hints given yet" in ran.stdout
    assert "For the first: gradkit hint neuron.sigmoid" in ran.stdout
    assert not workbook.notes.exists()
    Hints(workbook).next(sigmoid)
    for _ in range(2):
        assert "hint 1 of 3" in gradkit("hint", "sigmoid", "--again", cwd=folder).stdout


def test_lines_fit_the_terminal_and_code_is_shown_as_it_is(gradkit, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "44")
    for _ in range(3):
        ran = gradkit("hint", "tensors.describe", cwd=folder)
    hints = ran.stdout.partition("There are no more")[0]
    assert max(map(len, hints.splitlines())) <= 44
    assert "`return`" in hints


def test_every_exercise_has_hints_a_heading_in_its_lesson_and_tests_by_that_name(gradkit, folder, workbook):
    given = Hints(workbook)
    for exercise in workbook.handout.exercises.values():
        assert exercise.hints
        path = workbook.path_of(exercise.module)
        assert f"## {exercise.title}\n" in path.with_name("README.md").read_text("utf-8")
        for _ in exercise.hints:
            given.next(exercise)
    ran = gradkit("hint", "GeneralFit", cwd=folder)
    assert "-k general_fit\n" in ran.stdout
    assert "def test_general_fit_" in workbook.path_of("models").with_name("test_models.py").read_text("utf-8")


def test_an_exercise_that_is_not_there_is_a_usage_error(gradkit, folder):
    ran = gradkit("hint", "sigmoit", cwd=folder)
    assert ran.returncode == 2
    assert "Did you mean sigmoid?" in ran.stderr
    assert "is not in a gradkit course" in gradkit("hint", "sigmoid", cwd=folder.parent).stderr


@pytest.mark.parametrize(
    "notes", [b"", b"{", b"\xff\xfe", b"[]", b'{"neuron.sigmoid": "two"}', b'{"neuron.sigmoid": -1}', b"[" * 100_000]
)
def test_broken_notes_are_begun_afresh_and_that_is_said(workbook, sigmoid, notes):
    workbook.notes.mkdir()
    (workbook.notes / "hints.json").write_bytes(notes)
    hints = Hints(workbook)
    assert hints.given(sigmoid) == ()
    assert "hints.json could not be read" in hints.notice
    assert hints.next(sigmoid) == sigmoid.hints[:1]
    afresh = Hints(workbook)
    assert afresh.given(sigmoid) == sigmoid.hints[:1]
    assert afresh.notice == ""


def test_the_command_says_it_on_stderr(gradkit, folder, workbook):
    workbook.notes.mkdir()
    (workbook.notes / "hints.json").write_text("not JSON", "utf-8")
    ran = gradkit("hint", "sigmoid", cwd=folder)
    assert ran.returncode == 0
    assert "could not be read, so hints begin with the first again" in ran.stderr
    assert "hint 1 of 3" in ran.stdout


@pytest.mark.parametrize(
    "notes", [b'{"neuron.sigmoid": 99, "of.another": 2}', b'{"neuron.sigmoid": 1' + b"0" * 30 + b"}"]
)
def test_notes_of_another_edition_of_the_course_are_kept(workbook, sigmoid, notes):
    workbook.notes.mkdir()
    (workbook.notes / "hints.json").write_bytes(notes)
    hints = Hints(workbook)
    assert hints.next(sigmoid) == sigmoid.hints
    assert hints.next(workbook.exercise("relu")) == workbook.exercise("relu").hints[:1]
    assert (b"of.another" in notes) == (b"of.another" in (workbook.notes / "hints.json").read_bytes())


def test_what_another_terminal_was_given_is_seen_and_kept(workbook, sigmoid):
    relu = workbook.exercise("relu")
    here, there = Hints(workbook), Hints(workbook)
    here.next(sigmoid)
    there.next(relu)
    here.next(sigmoid)
    assert there.given(sigmoid) == sigmoid.hints[:2]
    assert here.given(relu) == relu.hints[:1]


@pytest.mark.skipif(sys.platform == "win32", reason="a file that somebody reads cannot be replaced there")
def test_many_at_a_time_leave_whole_notes(workbook, sigmoid):
    with ThreadPoolExecutor(8) as executor:
        list(executor.map(lambda _: Hints(workbook).next(sigmoid), range(40)))
    hints = Hints(workbook)
    assert hints.given(sigmoid)
    assert hints.notice == ""
    assert sorted(path.name for path in workbook.notes.iterdir()) == [".gitignore", "hints.json"]


def test_the_notes_are_nothing_for_git(workbook, sigmoid):
    Hints(workbook).next(sigmoid)
    assert (workbook.notes / ".gitignore").read_text("utf-8") == "*\n"


def test_notes_that_cannot_be_written_are_named(workbook, sigmoid):
    workbook.notes.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(UsageError, match=r"\.gradkit.*cannot be written"):
        Hints(workbook).next(sigmoid)


BLOCKED = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "torch", "tty")
"""What only some systems have, and what takes seconds."""


@pytest.mark.parametrize("arguments", [("hint", "sigmoid"), ("reset", "sigmoid"), ("see", "3", "--no-open")])
def test_the_command_needs_no_module_of_one_system_only_and_no_torch(folder, arguments):
    (folder / "exercises" / "03_neuron" / "neuron.py").write_text("def sigmoid(x): return x\n", "utf-8")
    (folder / "exercises" / "03_neuron" / "see_neuron.py").write_text("print('drawn')\n", "utf-8")
    program = (
        f"import sys\nsys.modules.update(dict.fromkeys({BLOCKED!r}))\nsys.argv[1:] = {arguments!r}\n"
        "from autograder.cli import main\nmain()"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout
