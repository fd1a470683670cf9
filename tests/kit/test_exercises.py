"""What learners get works in a plain checkout: visible tests, "not started" in one line, pictures."""

import importlib.util
import inspect
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import _pytest.outcomes
import pytest
import torch
from campaign import slice_of

from autograder.course.answers import read_alternatives, read_mistakes
from autograder.course.catalogue import Course
from autograder.grading.student import local_modules

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
CHAPTERS = {chapter.module: chapter for chapter in COURSE.chapters}


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run as a learner would: no plugin of gradkit's, no display."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DISPLAY"))}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        [sys.executable, *map(str, command)], cwd=cwd, capture_output=True, text=True, check=False, env=environment
    )


def run_each(commands: Iterable[tuple[object, ...]], folders: Iterable[Path]) -> list[subprocess.CompletedProcess[str]]:
    """Run several, two at a time: each takes seconds to import torch."""
    with ThreadPoolExecutor(2) as executor:
        return list(executor.map(lambda command, folder: run(*command, cwd=folder), commands, folders))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A learner's checkout: exercises/ alone."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "exercises", folder / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def solved(tmp_path_factory, checkout):
    """A checkout in which everything is solved."""
    folder = tmp_path_factory.mktemp("solved")
    shutil.copytree(checkout, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    for module, chapter in CHAPTERS.items():
        (folder / "exercises" / chapter.folder / f"{module}.py").write_text(COURSE.reference(module), "utf-8")
    return folder


def test_the_solved_exercises_pass(solved):
    ran = run("-m", "pytest", "exercises", "-q", "-p", "pytest_timeout", cwd=solved)
    assert ran.returncode == 0, ran.stdout
    assert "failed" not in ran.stdout


def test_a_chapter_runs_from_its_own_folder(solved):
    folders = [solved / "exercises" / chapter.folder for chapter in COURSE.chapters[::4]]  # what runs them is one
    for ran in run_each([("-m", "pytest", "-q")] * len(folders), folders):
        assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("module", CHAPTERS)
def test_every_exercise_has_few_visible_tests(module):
    source = (ROOT / "exercises" / CHAPTERS[module].folder / f"test_{module}.py").read_text("utf-8")
    tests = [owner(module, name) for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)]
    for exercise in CHAPTERS[module].exercises:
        assert 4 <= tests.count(exercise.name) <= 8


def owner(module: str, test: str) -> str:
    """Return the exercise that a visible test is about: of ``mse`` and ``mse_gradients``, the longer name that fits."""
    names = [each.name for each in CHAPTERS[module].exercises if test.startswith(f"test_{snake_case(each.name)}_")]
    return max(names, key=len, default="")


def snake_case(name: str) -> str:
    """Return the name that tests have of an exercise: ``general_fit`` of the class ``GeneralFit``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def first_failure(module: str, source: str, exercise: str) -> str:
    """Run an exercise's visible tests on a module's source, here and now, until one fails; return its name."""
    path = ROOT / "exercises" / CHAPTERS[module].folder / f"test_{module}.py"
    sys.modules[module] = local_modules({module: source})[module]
    spec = importlib.util.spec_from_file_location(f"visible_{module}", path)
    assert spec is not None
    assert spec.loader is not None
    tests = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(tests)
        mine = {name: test for name, test in vars(tests).items() if owner(module, name) == exercise}
        return next((name for name, test in mine.items() if not passes(test)), "")
    finally:
        del sys.modules[module]
        torch.set_grad_enabled(True)  # one mistake is to switch it off
        torch.set_default_dtype(torch.float32)  # another to set that


def passes(test) -> bool:
    """Call a test, with each set of its parameters and what it asks of pytest, and tell whether all went well."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    assert len(marks) <= 1
    names, cases = marks[0].args[:2] if marks else ((), [()])
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    for case in cases:
        values = getattr(case, "values", case) if len(names) != 1 else [case]
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
            fixtures = {"tmp_path": Path(folder), "monkeypatch": monkeypatch}
            asked = {name: fixtures[name] for name in fixtures if name in inspect.signature(test).parameters}
            try:
                test(**dict(zip(names, values, strict=True)), **asked)
            except (Exception, _pytest.outcomes.Failed):  # noqa: BLE001 - a test may fail in any way
                return False
    return True


@pytest.mark.parametrize("module", CHAPTERS)
def test_the_visible_tests_see_every_mistake(module):
    reference = COURSE.reference(module)
    unseen = [
        f"{mistake.exercise}: {mistake.name}"
        for mistake in read_mistakes(COURSE.solutions / CHAPTERS[module].folder / "mistakes.py")
        if not first_failure(module, mistake.on(reference), COURSE.exercises[mistake.exercise].name)
    ]
    assert unseen == []


@pytest.mark.parametrize("module", CHAPTERS)
def test_the_visible_tests_pass_every_right_answer(module):
    reference = COURSE.reference(module)
    failed = {}
    for answer in read_alternatives(ROOT / "tests" / "alternatives" / f"{module}.py"):
        if test := first_failure(module, answer.on(reference), COURSE.exercises[answer.exercise].name):
            failed[f"{answer.exercise}: {answer.name}"] = test
    assert failed == {}


EXPERIMENTS = {
    "experiments": ["right to 1 %: yes", "near 3, 2, 1: yes", "at least 10 times worse: yes"],
    "devices": ["the training lives on"],
    "training": ["they agree to 3 decimals: yes", "near (2, 1): yes"],
    "evaluation": ["10 times less: yes", "the same bits: yes", "no graph: yes"],
    "models": ["0.1595", "-1, 1, 3, 5", "325", "1153"],
    "tensors": ["the tensor stayed as it was"],
    "gradients": ["within 2 %: yes"],
    "neuron": ["0.1595", "0.3171"],
    "descent": ["unseen"],
}
"""What the "see it" script of a chapter prints."""


UNFINISHED = slice_of([*CHAPTERS])


def see(folder: Path, modules: Iterable[str]) -> dict[str, subprocess.CompletedProcess[str]]:
    """Run these chapters' "see it" scripts in a checkout; the pictures of each have a folder of their own."""
    scripts = {each: folder / "exercises" / CHAPTERS[each].folder / f"see_{each}.py" for each in modules}
    commands = [(script, "--out", folder / "pictures" / module) for module, script in scripts.items()]
    return dict(zip(scripts, run_each(commands, [folder] * len(commands)), strict=True))


@pytest.fixture(scope="module")
def seen(solved):
    return see(solved, CHAPTERS)


@pytest.fixture(scope="module")
def seen_unfinished(checkout):
    return see(checkout, UNFINISHED)


@pytest.mark.parametrize("module", CHAPTERS)
def test_the_pictures_are_drawn_from_solved_exercises_and_the_experiments_come_out(solved, seen, module):
    ran = seen[module]
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    pictures = list((solved / "pictures" / module).glob("*.png"))
    assert len(pictures) >= 4
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert [text for text in EXPERIMENTS[module] if text not in ran.stdout] == []


@pytest.mark.parametrize("module", UNFINISHED)
def test_the_pictures_of_an_unfinished_file_say_which_exercise_is_needed(seen_unfinished, module):
    ran = seen_unfinished[module]
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert any(exercise.id in ran.stdout + ran.stderr for exercise in CHAPTERS[module].exercises)
