"""The real ``gradkit serve``: what is put into the folder is graded as it appears, whatever stops the command."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import survivors

ROOT = Path(__file__).parents[2]
SUITE = """
from autograder.grading.suite import assert_close, criterion

@criterion("neuron.relu", "is right")
def test_relu(student, draw):
    x = draw.normal(5)
    assert_close(student.neuron.relu(x), x.clamp(min={least}))
"""
RIGHT = "def relu(x):\n    return x.clamp(min=0)\n"
DEADLINE = 200.0


@pytest.fixture
def checkout(tmp_path, course):
    root = tmp_path / "checkout"
    (root / "tests" / "hidden").mkdir(parents=True)
    shutil.copytree(course.solutions / "03_neuron", root / "solutions" / "03_neuron")
    (root / "tests" / "hidden" / "test_neuron.py").write_text(SUITE.format(least=0), encoding="utf-8")
    return root


class Serving:
    """The command at work, and what it has written."""

    def __init__(self, tmp_path, checkout, isolation):
        self.folder, self.out = tmp_path / "drop", tmp_path / "out"
        self.folder.mkdir(exist_ok=True)
        command = [Path(sys.executable).parent / "gradkit", "serve", "--watch", self.folder, "--out", self.out]
        options = ["--course", checkout, "--isolation", isolation, "--jobs", "1"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen([*command, *options], text=True, **pipes)

    def put(self, learner, source=RIGHT):
        (self.folder / f"{learner}.py").write_text(source, encoding="utf-8")

    def score(self, learner):
        path = self.out / "results" / f"{learner}.json"
        return json.loads(path.read_text(encoding="utf-8"))["score"] if path.exists() else None

    def wait_for(self, learner, score):
        deadline = time.monotonic() + DEADLINE
        while self.score(learner) != score:
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < deadline, f"{learner} has {self.score(learner)}"
            time.sleep(0.05)

    def end(self, number=signal.SIGINT):
        """End it; return its status and what it said."""
        self.process.send_signal(number)
        said, errors = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, said, errors

    def rows(self):
        return (self.out / "grades.csv").read_text(encoding="utf-8").splitlines()


def test_what_appears_is_graded_and_nothing_twice_whatever_stops_it(tmp_path, checkout, isolation):
    with survivors() as left:
        serving = Serving(tmp_path, checkout, isolation)
        half, rest = RIGHT[:20], RIGHT[20:]
        with (serving.folder / "ben.py").open("w", encoding="utf-8") as file:
            file.write(half)
            file.flush()
            serving.put("ada")
            serving.wait_for("ada", 1.0)
            serving.put("cleo", "def relu(x):\n    return x\n")
            serving.wait_for("cleo", 0.0)
            assert serving.score("ben") is None
            file.write(rest)
        serving.wait_for("ben", 1.0)
        serving.end(signal.SIGKILL)

        serving = Serving(tmp_path, checkout, isolation)
        serving.put("dan")
        serving.wait_for("dan", 1.0)
        serving.put("cleo")
        serving.wait_for("cleo", 1.0)
        (serving.folder / "ada.py").unlink()
        status, said, errors = serving.end()
    assert status == 130
    assert sorted(line.split("  ")[1] for line in said.splitlines()) == ["cleo: graded, 100 %", "dan: graded, 100 %"]
    assert "stopped; what is finished is kept" in errors
    assert "our fault" not in errors
    assert [row.split(",")[0] for row in serving.rows()] == ["id", "ada", "ben", "cleo", "dan"]
    assert left == []


def test_a_suite_that_changes_has_all_graded_again_and_one_that_breaks_is_waited_for(tmp_path, checkout, isolation):
    suite = checkout / "tests" / "hidden" / "test_neuron.py"
    serving = Serving(tmp_path, checkout, isolation)
    serving.put("ada")
    serving.wait_for("ada", 1.0)
    suite.write_text("def test_relu(:\n", encoding="utf-8")
    line = ""
    while "waiting until this is mended" not in line:
        line = serving.process.stderr.readline()
        assert line
    assert serving.score("ada") == 1.0
    suite.write_text(SUITE.format(least=1), encoding="utf-8")
    serving.wait_for("ada", 0.0)
    assert serving.end()[0] == 130


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--watch", "nowhere"], "nowhere is no folder"),
        (["--watch", "README.md"], "README.md is no folder"),
        (["--watch", "exercises", "--out", "exercises/graded"], "taken for a submission"),
        (["--watch", "exercises", "--only", "neuron.tanh"], "no such exercise"),
        ([], "--watch"),
    ],
)
def test_wrong_words_and_paths_exit_with_2_and_say_so(gradkit, tmp_path, arguments, said):
    out = [] if "--out" in arguments else ["--out", tmp_path / "out"]
    ran = gradkit("serve", *arguments, *out)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_suite_that_is_broken_from_the_start_ends_it(tmp_path, checkout, isolation):
    (checkout / "tests" / "hidden" / "test_neuron.py").write_text("def test_relu(:\n", encoding="utf-8")
    serving = Serving(tmp_path, checkout, isolation)
    _, errors = serving.process.communicate(timeout=DEADLINE)
    assert serving.process.returncode == 2
    assert "cannot be collected" in errors
