import inspect
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.catalogue import Course
from autograder.course.markers import BEGIN, END, MarkerError
from autograder.course.stubs import stale, stubs

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)


def run(root, *arguments):
    command = [sys.executable, "-m", "autograder.course.stubs", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def call_with_nones(function):
    """Call a function, or make an object, with None for all it needs."""
    parameters = inspect.signature(function).parameters.values()
    return function(*(None for parameter in parameters if parameter.default is parameter.empty))


def test_the_committed_stubs_are_what_the_references_give():
    assert stale(COURSE) == []


@pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda chapter: chapter.folder)
def test_every_stub_imports_and_every_exercise_says_that_it_is_not_started(chapter):
    module = runpy.run_path(str(ROOT / "exercises" / chapter.folder / f"{chapter.module}.py"))
    for exercise in chapter.exercises:
        with pytest.raises(NotImplementedError, match=f"^{exercise.name} is not started yet$"):
            call_with_nones(module[exercise.name])


@pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda chapter: chapter.folder)
def test_no_line_of_a_solution_is_left_in_a_stub(chapter):
    reference = (ROOT / "solutions" / chapter.folder / f"{chapter.module}.py").read_text(encoding="utf-8")
    stub = (ROOT / "exercises" / chapter.folder / f"{chapter.module}.py").read_text(encoding="utf-8")
    regions = re.findall(f"{BEGIN}\n(.*?){END}", reference, re.DOTALL)
    assert len(regions) >= len(chapter.exercises)
    lines = {line.strip() for region in regions for line in region.splitlines() if line.strip()}
    assert not lines.intersection(line.strip() for line in stub.splitlines())


def test_stubs_are_written_where_learners_find_them_and_then_are_fresh(checkout):
    root = checkout()
    stub = root / "exercises" / "01_one" / "one.py"
    handout = root / "exercises" / "course.json"
    assert stale(Course(root)) == [stub, handout]
    check = run(root, "--check")
    assert check.returncode == 1
    assert check.stderr.splitlines() == [
        "exercises/01_one/one.py is not what solutions/ gives: run make stubs",
        "exercises/course.json is not what solutions/ gives: run make stubs",
    ]
    assert not stub.exists()

    assert run(root).returncode == 0
    assert stub.read_text(encoding="utf-8") == stubs(Course(root))[stub]
    assert run(root, "--check").returncode == 0

    for path in (stub, handout):
        fresh = path.read_text(encoding="utf-8")
        path.write_text(fresh + "\n", encoding="utf-8")
        assert stale(Course(root)) == [path]
        path.write_text(fresh, encoding="utf-8")


def test_wrong_markers_are_refused_with_the_file_and_the_line(checkout):
    course = Course(checkout(reference=f"def f():\n    {BEGIN}\n    return 1\n"))
    with pytest.raises(MarkerError, match=r"/solutions/01_one/one\.py: line 2: "):
        stubs(course)
