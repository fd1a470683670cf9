"""``gradkit check`` and ``gradkit progress``: the visible tests as a grading, and as a table."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.catalogue import Course

GRADKIT = str(Path(sys.executable).with_name("gradkit"))
COURSE = Course.find()
ELSEWHERE = ["fcntl", "grp", "pwd", "pty", "resource", "termios", "tty"]
"""Modules that only Unix has."""


def gradkit(desk, *arguments, folder="."):
    return subprocess.run([GRADKIT, *arguments], cwd=desk.root / folder, capture_output=True, text=True, check=False)


def test_check_gives_points_for_visible_tests_and_a_page_that_says_why(desk):
    desk.solve("tensors")
    desk.write("neuron.sigmoid", "return 1 / (1 + torch.exp(x))")
    ran = gradkit(desk, "check", folder="exercises")
    result = json.loads((desk.root / "exercises" / "checked" / "result.json").read_text(encoding="utf-8"))
    sigmoid = result["exercises"]["neuron.sigmoid"]
    assert ran.returncode == 0
    assert ran.stdout.startswith(f"{result['score']:.2f} of 100 points. Read why in checked/feedback.html\n")
    assert result["score"] == pytest.approx(8 + sigmoid["score"])
    assert sigmoid["score"] == pytest.approx(2 * 2 / 6, abs=1e-4)
    assert result["exercises"]["neuron.relu"]["status"] == "not_started"
    for kind, heading in (("md", "## The sigmoid: `neuron.sigmoid`"), ("html", "The sigmoid <code>neuron.sigmoid")):
        page = (desk.root / "exercises" / "checked" / f"feedback.{kind}").read_text(encoding="utf-8")
        assert heading in page
        assert "It falls where it should rise: look at the sign in the exponent." in page
        assert "Your instructor grades with other tests" in page


def test_the_result_has_the_form_of_an_instructors(desk):
    import jsonschema  # noqa: PLC0415 - slow, and for this test only

    gradkit(desk, "check")
    schema = json.loads(gradkit(desk, "schema").stdout)
    jsonschema.validate(json.loads((desk.root / "checked" / "result.json").read_text(encoding="utf-8")), schema)


def test_progress_counts_chapter_by_chapter_and_says_what_is_next(desk):
    desk.solve("tensors")
    desk.write("neuron.sigmoid", "return 1 / (1 + torch.exp(x))")
    lines = gradkit(desk, "progress").stdout.splitlines()
    assert lines[1].split() == ["1", "Tensors", "##########", "5", "of", "5", "0", "0"]
    assert lines[3].split() == ["3", "One", "neuron", "..........", "0", "of", "5", "1", "4"]
    assert lines[-1] == "Next: mend neuron.sigmoid in exercises/03_neuron/neuron.py:11"
    told = json.loads(gradkit(desk, "progress", "--json").stdout)
    assert list(told) == list(COURSE.exercises)
    assert told["tensors.average"]["state"] == "passed"


@pytest.mark.parametrize("command", ["check", "progress", "watch", "submit"])
def test_outside_of_a_course_it_says_where_to_go(command, tmp_path):
    ran = subprocess.run([GRADKIT, command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "is not in a gradkit course. Go to the folder that holds exercises/" in ran.stderr


def test_tests_that_cannot_be_run_are_no_zero(desk):
    (desk.root / "exercises" / "standing.py").write_text("this is broken\n", encoding="utf-8")
    ran = gradkit(desk, "check")
    assert ran.returncode == 3
    assert "pytest could not run the tests" in ran.stderr
    assert not (desk.root / "checked").exists()


def test_check_refuses_a_place_that_it_cannot_write_to(desk):
    (desk.root / "taken").write_text("", encoding="utf-8")
    ran = gradkit(desk, "check", "--out", "taken")
    assert ran.returncode == 2
    assert "taken" in ran.stderr


@pytest.mark.parametrize("command", ["check", "progress", "watch"])
def test_nothing_is_imported_that_windows_lacks(desk, command):
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({ELSEWHERE}))\n"
        f"import autograder.commands.{command}\n"
        "assert 'torch' not in sys.modules\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=desk.root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
