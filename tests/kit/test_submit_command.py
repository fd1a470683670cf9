"""``gradkit submit``: every module as it stands, in an archive that can be graded, and what is unfinished in it."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.course.archive import unzipped
from autograder.course.catalogue import Course
from autograder.course.handout import FILE, Handout
from autograder.submissions.intake import find_submissions, read_submission

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
HANDOUT = Handout.of(COURSE, COURSE.modules)
NAMES = [f"{chapter.folder}/{chapter.module}.py" for chapter in COURSE.chapters]


@pytest.fixture
def exercises(tmp_path):
    """The folder of exercises of a learner who has done nothing yet."""
    folder = tmp_path / "course" / "exercises"
    for chapter in HANDOUT.chapters:
        (folder / chapter.folder).mkdir(parents=True)
        (folder / chapter.folder / f"{chapter.module}.py").write_text(HANDOUT.stubs[chapter.module], "utf-8")
    (folder / FILE).write_text(HANDOUT.text, "utf-8")
    (folder / "conftest.py").write_text("", "utf-8")
    return folder


@pytest.fixture
def submit(gradkit, exercises):
    """Run it; return what it said, and what it packed."""

    def submit(out="handed-in.zip"):
        ran = gradkit("submit", "--out", out, cwd=exercises.parent)
        assert ran.returncode == 0, ran.stderr
        assert ran.stderr == ""
        packed = unzipped((exercises.parent / out).read_bytes())
        return ran.stdout, packed

    return submit


def write(exercises, name, text):
    (exercises / name).write_text(text, "utf-8")


def notebook(*cells):
    code = [{"cell_type": "code", "source": [cell], "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_all_modules_are_packed_as_they_stand_and_can_be_graded(exercises, submit, right, grade):
    for name in NAMES:
        (exercises / name).write_bytes(right[Path(name).stem])
    said, packed = submit()
    assert packed == {name: right[Path(name).stem] for name in NAMES}
    assert "finished, or not as" not in said
    assert "handed-in.zip: 9 files, " in said
    assert said.splitlines()[-1] == "gradkit check shows what the visible tests say."
    (entry,) = find_submissions(exercises.parent / "handed-in.zip", COURSE.modules)
    submission = entry.read()
    assert submission.sources == right
    assert submission.messages == []
    (graded,) = grade(submission.sources, only=("neuron.sigmoid",)).exercises.values()
    assert graded.status == "passed"


def test_untouched_stubs_are_packed_and_named(submit):
    said, packed = submit()
    assert sorted(packed) == NAMES
    for name in NAMES:
        assert f"  {name}: not started: all of it\n" in said


def test_two_submissions_of_the_same_files_are_the_same_bytes(exercises, submit):
    submit("a.zip")
    write(exercises, NAMES[0], (exercises / NAMES[0]).read_text("utf-8"))  # at another time
    submit("b.zip")
    assert (exercises.parent / "a.zip").read_bytes() == (exercises.parent / "b.zip").read_bytes()


def test_each_exercise_is_told_by_its_own_text(exercises, submit):
    stub = HANDOUT.stubs["neuron"]
    sigmoid = 'raise NotImplementedError("sigmoid is not started yet")'
    relu = 'raise NotImplementedError("relu is not started yet")'
    text = stub.replace(sigmoid, "return 1 / (1 + torch.exp(-x))  # mine")
    text = text.replace(relu, f"x = x + 0\n    {relu}").replace("def weighted_sum", "def wieghted_sum")
    text = text.replace("# Your code goes here", "# Mine goes here") + "\nsingle_layer_output = sigmoid\n"
    write(exercises, "03_neuron/neuron.py", text.replace("def single_layer_output", "def _single"))
    said, _ = submit()
    told = [line.strip() for line in said.splitlines() if "03_neuron/neuron.py: " in line]
    assert told == [
        "03_neuron/neuron.py: still raises NotImplementedError, as handed out: relu",
        "03_neuron/neuron.py: not there: weighted_sum",
        "03_neuron/neuron.py: not started: two_layer_output",
    ]


LOST = {
    "03_neuron/neuron.py": (
        "def sigmoid(x):\n    return (1\n",
        "Python cannot read it, .*: line 2: '\\(' was never closed",
    ),
    "04_descent/descent.py": ("  \n\n", "empty"),
    "05_models/models.py": ("import torch\0", "Python cannot read it"),
    "06_training/training.py": ("x = " + "(" * 5000 + ")" * 5000, "Python cannot read it"),
    "07_evaluation/evaluation.py": ("x = 1" + " + 1" * 50_000, "not there: all of it|Python cannot read it"),
    "08_devices/devices.py": ("while True:\n    pass\n", "not there: all of it"),
}
"""What may stand in a file, and what is said of it."""


def test_nothing_is_refused_and_nothing_is_run(exercises, submit):
    for name, (text, _) in LOST.items():
        write(exercises, name, text)
    (exercises / "01_tensors" / "tensors.py").unlink()
    (exercises / "02_gradients" / "gradients.py").unlink()
    (exercises / "02_gradients" / "gradients.py").mkdir()
    said, packed = submit()
    assert sorted(packed) == [name for name in NAMES if name[:2] not in {"01", "02"}]
    assert "  01_tensors/tensors.py: not there\n" in said
    assert "  02_gradients/gradients.py: left out: it is no file" in said
    assert [name for name, (_, words) in LOST.items() if not re.search(f"{name}: {words}", said)] == []


def test_own_modules_go_along_where_they_are_imported_and_nothing_else_does(exercises, submit):
    write(exercises, "03_neuron/neuron.py", "from mine import a\nimport broken.b, torch\n")
    write(exercises, "03_neuron/mine.py", "import deeper\na = 1\n")
    write(exercises, "03_neuron/broken.py", "import last\ndef (:\n")
    write(exercises, "04_descent/deeper.py", "import mine, neuron, test_neuron, conftest\n")
    write(exercises, "last.py", "")
    for other in ("unused.py", "test_neuron.py", "see_neuron.py", "neuron.sigmoid.old.py", "neuron.sigmoid.old2.py"):
        write(exercises, f"03_neuron/{other}", "import mine\n")
    _, packed = submit()
    helpers = ["03_neuron/broken.py", "03_neuron/mine.py", "04_descent/deeper.py", "last.py"]
    assert sorted(set(packed) - set(NAMES)) == helpers
    submission = read_submission(exercises.parent / "handed-in.zip", COURSE.modules)
    assert set(submission.sources) == {*COURSE.modules, "broken", "deeper", "last", "mine"}


def test_a_notebook_counts_where_the_module_is_untouched(exercises, submit):
    write(exercises, "03_neuron/neuron.ipynb", notebook("import mine\n%time", "def sigmoid(x):\n    return x", "("))
    write(exercises, "03_neuron/mine.py", "")
    said, packed = submit()
    assert {name for name in packed if name.startswith("03")} == {"03_neuron/neuron.ipynb", "03_neuron/mine.py"}
    assert "neuron.ipynb: packed in place of 03_neuron/neuron.py, which is as it was handed out" in said
    assert "neuron.ipynb: not there: relu, weighted_sum, single_layer_output, two_layer_output" in said
    assert "neuron.ipynb: cell 3 was left out" in said
    submission = read_submission(exercises.parent / "handed-in.zip", COURSE.modules)
    assert b"return x" in submission.sources["neuron"]


def test_a_module_that_is_written_counts_before_a_notebook(exercises, submit):
    write(exercises, "03_neuron/neuron.py", "def sigmoid(x):\n    return x\n")
    write(exercises, "03_neuron/neuron.ipynb", notebook("def sigmoid(x):\n    return -x"))
    write(exercises, "04_descent/descent.ipynb", "{")
    said, packed = submit()
    assert {name for name in packed if name.startswith("03")} == {"03_neuron/neuron.ipynb", "03_neuron/neuron.py"}
    assert "neuron.ipynb: not graded: where there is neuron.py, that is" in said
    assert "04_descent/descent.ipynb" in packed


def test_an_archive_that_cannot_be_written_is_said(gradkit, exercises):
    (exercises / "folder.zip").mkdir()
    for out, words in {
        "answers.tar": "name a file that ends in .zip, for example answers.zip",
        "folder.zip": "is a folder; name a file in it",
        f"{FILE}/a.zip": "course.json/a.zip cannot be written: File exists. Nothing was changed.",
    }.items():
        ran = gradkit("submit", "--out", out, cwd=exercises)
        assert ran.returncode == 2
        assert words in " ".join(ran.stderr.split())


def test_outside_of_a_course_it_says_where_to_go(gradkit, tmp_path):
    ran = gradkit("submit", cwd=tmp_path)
    assert ran.returncode == 2
    assert "Go to the folder that holds exercises/" in ran.stderr


ELSEWHERE = """\
import os, signal, sys
for name in ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules[name] = None
for space, names in {
    os: "fork forkpty geteuid getuid sched_getaffinity sysconf O_CLOEXEC O_NOFOLLOW O_NONBLOCK",
    signal: "SIGALRM SIGCHLD SIGHUP SIGKILL SIGUSR1 alarm setitimer",
}.items():
    for name in names.split():
        vars(space).pop(name, None)
from autograder.cli import main
sys.argv = ["gradkit", *sys.argv[1:]]
main()
"""
"""A program that runs gradkit on a system that lacks what only Linux and its like have."""


@pytest.mark.parametrize("arguments", [["submit", "--help"], ["submit", "--out", "handed-in.zip"]])
def test_it_runs_where_there_is_nothing_of_linux(exercises, arguments):
    command = [sys.executable, "-P", "-c", ELSEWHERE, *arguments]
    ran = subprocess.run(command, cwd=exercises, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    if "--out" in arguments:
        assert len(zipfile.ZipFile(exercises / "handed-in.zip").namelist()) == 9
