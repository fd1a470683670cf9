"""``gradkit watch``: one screen that follows what is saved, on a real terminal; and without one, a line a run."""

import queue
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from autograder.learner.runner import Runner
from autograder.learner.workbook import Workbook

GRADKIT = str(Path(sys.executable).with_name("gradkit"))
WRONG, RIGHT = "return 1 / (1 + torch.exp(x))", "return 1 / (1 + torch.exp(-x))"


@pytest.fixture
def watch(desk):
    """The command on a terminal of 30 rows and 90 columns."""
    desk.solve("neuron")
    terminal = pexpect.spawn(GRADKIT, ["watch"], cwd=str(desk.root), dimensions=(30, 90), encoding="utf-8", timeout=60)
    terminal.expect("5 of 43 exercises pass")
    yield terminal
    terminal.close(force=True)


def save(desk, sigmoid):
    """Write the chapter's reference with another sigmoid."""
    desk.solve("neuron")
    with desk.path("neuron").open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef sigmoid(x):\n    {sigmoid}\n")


def test_what_is_saved_is_tested_and_its_first_failure_told(desk, watch):
    save(desk, WRONG)
    watch.expect("4 of 6 tests fail")
    watch.expect("It falls where it should rise")
    save(desk, RIGHT)
    watch.expect("It passes. Press n for the next one.")


def test_keys_go_to_the_next_exercise_give_hints_and_quit(desk, watch):
    watch.expect("tensors.tensor_from_numpy")
    watch.send("n")
    watch.expect("tensors.describe")
    watch.expect(r"Write it in exercises/01_tensors/tensors.py:\d+, and save")
    watch.send("h")
    watch.expect("Hint 1 of 3: ")
    watch.send("h")
    watch.expect("Hint 2 of 3: ")
    assert "2 of 3" in subprocess.run(
        [GRADKIT, "hint", "describe", "--again"], cwd=desk.root, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    watch.send("a")
    watch.expect("running")
    watch.expect("5 of 43 exercises pass")
    watch.send("q")
    watch.expect("5 of 43 exercises pass")
    watch.expect(pexpect.EOF)
    watch.close()
    assert watch.exitstatus == 0


def test_a_run_that_never_ends_gives_way_to_the_next_save(desk, watch):
    save(desk, "while True: pass")
    watch.expect("running")
    time.sleep(1)
    started = time.monotonic()
    save(desk, WRONG)
    watch.expect("4 of 6 tests fail")
    assert time.monotonic() - started < 9  # the time limit of the test that hangs is 10 s


def test_ctrl_c_ends_it_and_the_terminal_is_as_it_was(desk):
    shell = pexpect.spawn("sh", cwd=str(desk.root), encoding="utf-8", timeout=60)
    shell.sendline(f"stty -a > before; {GRADKIT} watch; echo status $?; stty -a > after; cmp before after && echo same")
    shell.expect("0 of 43 exercises pass")
    shell.sendintr()
    shell.expect("status 130")
    shell.expect("same")
    shell.close(force=True)


def test_without_a_terminal_each_run_is_told_in_lines(desk):
    process = subprocess.Popen(
        [GRADKIT, "watch"], cwd=desk.root, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    assert process.stdout.readline() == "tensors.tensor_from_numpy: not started\n"
    save(desk, WRONG)
    assert process.stdout.readline() == "neuron.sigmoid: to fix\n"
    assert process.stdout.readline().startswith("sigmoid(tensor([-1.0986, 1.0986])) is ")
    process.terminate()
    assert process.wait(20) == 130


def test_where_torch_cannot_be_imported_it_says_so_and_ends(desk, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "torch.py").write_text("raise ImportError('this torch is broken')\n", encoding="utf-8")
    ran = subprocess.run(
        [GRADKIT, "watch"], cwd=desk.root, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(broken)}
    )
    assert ran.returncode == 3
    assert "the tests cannot be run" in ran.stderr
    assert "this torch is broken" in ran.stderr


def runs(runner, answers):
    """Yield what the runner says, run by run."""
    while True:
        if run := runner.hear(answers.get(timeout=60)):
            yield run


@pytest.mark.parametrize("forks", [True, False], ids=["a fork a run", "a process a run"])
def test_every_run_sees_the_file_as_it_is_and_survives_what_it_does(desk, forks):
    folders = (desk.root / "exercises" / "03_neuron",)
    answers = queue.SimpleQueue()
    with Runner(Workbook.find(desk.root), answers.put, forks=forks) as runner:
        said = runs(runner, answers)
        for sigmoid, state in ((WRONG, "to fix"), (RIGHT, "passed")):
            save(desk, sigmoid)
            runner.run(folders)
            assert next(said).standing["neuron.sigmoid"].state == state
        save(desk, "import os; os._exit(3)")
        runner.run(folders)
        assert next(said).standing is None
        save(desk, "while True: pass")
        runner.run(folders)
        time.sleep(0.5)
        save(desk, RIGHT)
        runner.run(folders)
        assert next(said).standing["neuron.sigmoid"].state == "passed"
