"""``pytest exercises/`` tells a learner how far they are and what to do next, and keeps pytest's own promises."""

import json
import os
import re

import pytest

from autograder.course.catalogue import Course

COURSE = Course.find()
WRONG_SIGN = "return 1 / (1 + torch.exp(x))"
RIGHT = "return torch.sigmoid(x)"


def rows(stdout):
    """Return the state that the table gives each exercise."""
    return dict(re.findall(r"^.{20} (\w+) +(passed|to fix|not started|skipped)\b", stdout, re.MULTILINE))


def test_an_unfinished_checkout_is_told_in_few_lines_and_torch_is_not_imported(desk):
    (desk.root / "torch.py").write_text("raise SystemExit('torch was imported')\n", encoding="utf-8")
    ran = desk.pytest("exercises")
    assert ran.returncode == 1
    assert "torch was imported" not in ran.stdout
    assert set(rows(ran.stdout).values()) == {"not started"}
    assert len(rows(ran.stdout)) == 43
    assert len(ran.stdout.splitlines()) < 60
    assert "0 of 43 exercises pass" in ran.stdout
    assert ran.stdout.splitlines()[-2] == "Next: write tensor_from_numpy in exercises/01_tensors/tensors.py:19"
    line = desk.path("tensors").read_text(encoding="utf-8").splitlines()[18]
    assert line.strip() == 'raise NotImplementedError("tensor_from_numpy is not started yet")'


def test_what_fails_first_is_told_in_full_and_the_rest_in_a_line_each(desk):
    desk.solve("tensors")
    desk.write("neuron.sigmoid", f"print('x was', x.shape)\n    {WRONG_SIGN}")
    desk.write("neuron.relu", "return x.clamp(max=0)")
    ran = desk.pytest("exercises")
    states = rows(ran.stdout)
    assert ran.returncode == 1
    assert [states[name] for name in ("average", "sigmoid", "relu", "weighted_sum")] == [
        "passed", "to fix", "to fix", "not started",
    ]  # fmt: skip
    assert "5 of 43 exercises pass" in ran.stdout
    assert ran.stdout.count("It falls where it should rise") == 1
    assert "x was torch.Size([2])" in ran.stdout
    rest = [line for line in ran.stdout.splitlines() if line.startswith("neuron.")]
    assert {line.partition(":")[0] for line in rest} == {"neuron.sigmoid", "neuron.relu"}
    assert all(len(line) <= 80 for line in rest)
    assert "Traceback" not in ran.stdout
    assert "def test_" not in ran.stdout
    assert "Next: mend sigmoid in exercises/03_neuron/neuron.py:11" in ran.stdout


def test_an_error_is_told_from_the_learners_own_line(desk):
    desk.write("neuron.weighted_sum", "return features @ weights + bias")
    ran = desk.pytest("exercises/03_neuron", "-k", "weighted_sum")
    told = " ".join(ran.stdout.split())
    assert "weighted_sum stopped with RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 1x3)" in told
    assert "exercises/03_neuron/neuron.py:35, in weighted_sum return features @ weights + bias" in told
    assert (
        "In weighted_sum, features is a float32 tensor of shape (1, 3), weights is a float32 tensor of shape (1, 3)"
        in told
    )
    assert "the number of columns on the left must be the number of rows on the right" in told
    assert "test_neuron.py" not in ran.stdout


@pytest.mark.parametrize("style", ["short", "long"])
def test_tb_gives_pytests_own_traceback_that_begins_in_the_learners_file(desk, style):
    desk.write("neuron.weighted_sum", "return features @ weights + bias")
    ran = desk.pytest("exercises/03_neuron", "-k", "weighted_sum", f"--tb={style}")
    assert "E   " in ran.stdout
    assert "neuron.py:35" in ran.stdout
    assert "test_neuron.py:" not in ran.stdout
    assert "stopped with" not in ran.stdout


def test_v_and_x_and_q_and_k_do_what_they_say(desk):
    desk.write("neuron.sigmoid", WRONG_SIGN)
    verbose = desk.pytest("exercises/03_neuron", "-v", "-x", "-k", "sigmoid")
    assert "test_sigmoid_goes_up FAILED" in verbose.stdout
    assert "stopping after 1 failures" in verbose.stdout
    assert rows(verbose.stdout) == {"sigmoid": "to fix"}
    assert "1 of 6 tests fail, 4 not run" in verbose.stdout
    untouched = desk.pytest("exercises/01_tensors", "-v", "-k", "average")
    assert untouched.stdout.count("NOT STARTED") == 6
    quiet = desk.pytest("exercises/03_neuron", "-q", "-k", "sigmoid")
    assert rows(quiet.stdout) == {}
    assert "0 of 1 exercises pass" in quiet.stdout
    assert "exercises pass" not in desk.pytest("exercises/03_neuron", "-qq").stdout
    listed = desk.pytest("exercises/03_neuron", "--collect-only", "-q")
    assert "24 tests collected" in listed.stdout
    assert "exercises pass" not in listed.stdout


def test_everything_right_passes_with_pytests_own_status(desk):
    desk.solve("neuron")
    ran = desk.pytest(folder="exercises/03_neuron")
    assert ran.returncode == 0
    assert "[########################################] 5 of 5 exercises pass" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "All of it passes. See what you have built: python see_neuron.py"
    one = desk.pytest("exercises/03_neuron/test_neuron.py::test_relu_takes_any_shape")
    assert one.returncode == 0
    assert "relu                     passed      4 not run" in one.stdout
    assert one.stdout.splitlines()[-1] == "What was run passes. Next: run the other tests, too."


def test_an_exercise_that_waits_for_another_says_so_and_the_other_comes_first(desk):
    desk.write("neuron.single_layer_output", "return sigmoid(weighted_sum(features, weights, bias))")
    desk.write("neuron.sigmoid", RIGHT)
    desk.write("neuron.relu", "return x.clamp(min=0)")
    ran = desk.pytest("exercises/03_neuron")
    assert re.search(r"single_layer_output +not started +needs weighted_sum first", ran.stdout)
    assert "to fix" not in ran.stdout
    assert "Next: write weighted_sum in" in ran.stdout


@pytest.mark.parametrize(
    ("exercise", "body", "words"),
    [
        ("neuron.sigmoid", "assert x.shape == (3, 4)\n    return x", "sigmoid stopped with AssertionError"),
        ("neuron.relu", "return input('x: ')", "input() waits for the keyboard"),
        ("neuron.weighted_sum", "return (features * weights)(bias)", "Brackets right after a tensor"),
    ],
)
def test_whatever_is_raised_is_told(desk, exercise, body, words):
    desk.write(exercise, body)
    ran = desk.pytest("exercises/03_neuron", "-k", exercise.partition(".")[2])
    assert words in " ".join(ran.stdout.split())
    assert re.search(rf"Next: mend {exercise.partition('.')[2]} in exercises/03_neuron/neuron.py:\d+", ran.stdout)


def test_a_function_of_other_arguments_is_told_though_no_line_of_it_ran(desk):
    source = COURSE.reference("neuron").replace("def relu(x: torch.Tensor)", "def relu()")
    desk.path("neuron").write_text(source, encoding="utf-8")
    ran = desk.pytest("exercises/03_neuron", "-k", "relu")
    told = " ".join(ran.stdout.split())
    assert "The test of relu stopped with TypeError: relu() takes 0 positional arguments but 1 was given" in told
    assert "Compare the call with the def line" in told


def test_the_place_is_in_the_exercise_itself_not_in_what_it_calls(desk):
    source = COURSE.reference("neuron")
    wrong = "\n\ndef single_layer_output(features, weights, bias):\n    return sigmoid(weighted_sum)\n"
    desk.path("neuron").write_text(source + wrong, encoding="utf-8")
    line = len((source + wrong).splitlines())
    ran = desk.pytest("exercises/03_neuron", "-k", "single_layer_output")
    assert f"Next: mend single_layer_output in exercises/03_neuron/neuron.py:{line}\n" in ran.stdout
    assert "call it, with its arguments in brackets" in " ".join(ran.stdout.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def sigmoid(x:\n", ["Python cannot read exercises/03_neuron/neuron.py:1", "was never closed"]),
        (
            "import numpyy\n",
            ["stopped with ModuleNotFoundError: No module named 'numpyy'", "exercises/03_neuron/neuron.py:1"],
        ),
        ("exit()\n", ["stopped with SystemExit", "exercises/03_neuron/neuron.py:1"]),
        ("if True:\n  x = 1\n\ty = 2\n", ["four a level, and no tabs"]),
        (None, ["exercises/03_neuron/neuron.py is not there"]),
    ],
)
def test_a_file_that_cannot_be_imported_stops_only_its_own_chapter(desk, text, words):
    desk.solve("tensors")
    if text is None:
        desk.path("neuron").unlink()
    else:
        desk.path("neuron").write_text(text, encoding="utf-8")
    ran = desk.pytest("exercises/01_tensors", "exercises/03_neuron")
    states = rows(ran.stdout)
    assert ran.returncode == 1
    assert states["average"] == "passed"
    assert [states[name] for name in ("sigmoid", "two_layer_output")] == ["to fix", "to fix"]
    assert ran.stdout.count("the file cannot be imported") == 5
    assert "to fix first: neuron.py" in ran.stdout
    assert re.search(r"Next: mend exercises/03_neuron/neuron.py(:\d+)?\n", ran.stdout)
    for word in words:
        assert word in " ".join(ran.stdout.split())
    assert "_pytest" not in ran.stdout
    assert "conftest" not in ran.stdout


def test_a_name_that_is_gone_is_missed(desk):
    source = COURSE.reference("neuron").replace("def relu(", "def rellu(")
    desk.path("neuron").write_text(source, encoding="utf-8")
    ran = desk.pytest("exercises/03_neuron")
    assert rows(ran.stdout)["relu"] == "to fix"
    assert "neuron.py has no relu: is it misspelt, or was it taken out?" in ran.stdout
    assert "Next: mend relu in exercises/03_neuron/neuron.py\n" in ran.stdout


def test_a_loop_that_never_ends_is_waited_for_once(desk):
    desk.write("neuron.relu", "while True:\n        pass")
    ran = desk.pytest("exercises/03_neuron", "-k", "relu")
    assert ran.stdout.count("It had not come back after 10 seconds.") == 1
    assert re.search(r"neuron\.py:2[56], in relu", ran.stdout)
    assert "1 failed, 4 skipped" in ran.stdout
    assert re.search(r"relu +to fix +1 of 5 tests fail, 4 not run", ran.stdout)


def test_a_file_that_never_ends_is_stopped_while_it_is_imported(desk):
    plugin = desk.root / "exercises" / "conftest.py"
    text = plugin.read_text(encoding="utf-8")
    assert "IMPORT_SECONDS = 30" in text
    plugin.write_text(text.replace("IMPORT_SECONDS = 30", "IMPORT_SECONDS = 1"), encoding="utf-8")
    desk.path("neuron").write_text("import torch\n\nwhile True:\n    pass\n", encoding="utf-8")
    ran = desk.pytest("exercises")
    assert "it had not come back after 1 seconds. Is there a loop that never ends?" in " ".join(ran.stdout.split())
    assert re.search(r"Next: mend exercises/03_neuron/neuron.py:[34]\n", ran.stdout)
    assert rows(ran.stdout)["average"] == "not started"


def test_an_edit_within_the_same_second_counts(desk):
    right = COURSE.reference("neuron")
    for source, state in ((right.replace("def relu", "def rexu"), "to fix"), (right, "passed")):
        desk.path("neuron").write_text(source, encoding="utf-8")
        os.utime(desk.path("neuron"), (0, 0))  # Python compares only time and size with its bytecode's
        assert rows(desk.pytest("exercises/03_neuron").stdout)["relu"] == state


def test_what_stands_is_written_for_other_programs(desk, tmp_path):
    desk.write("neuron.sigmoid", RIGHT)
    path = tmp_path / "standing.json"
    desk.pytest("exercises/03_neuron", "-qq", "--standing", str(path))
    exercises = json.loads(path.read_text(encoding="utf-8"))["exercises"]
    assert list(exercises) == [each.id for each in COURSE.exercises.values() if each.module == "neuron"]
    assert exercises["neuron.sigmoid"]["state"] == "passed"
    assert exercises["neuron.relu"]["tests"][0]["state"] == "not started"
