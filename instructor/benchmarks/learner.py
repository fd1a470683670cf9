"""The learner's side for ``bench.py``: ``pytest exercises/`` and ``gradkit watch``, as a learner runs them."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pexpect

from autograder.course.catalogue import Course

CHAPTER = "neuron"
SIGMOIDS = {"4 of 6 tests fail": "1 / (1 + torch.exp(x))", "It passes.": "1 / (1 + torch.exp(-x))"}
"""What the screen says of each."""

Seconds = dict[str, list[float]]


def measure_learner(course: Course, folder: Path, turns: int) -> Seconds:
    """Measure runs of the visible tests and what they cannot do without, and the wait from a save to its verdict."""
    unfinished = hand_out(course, folder / "unfinished", solved=False)
    solved = hand_out(course, folder / "solved", solved=True)
    names = [*course.modules, *(f"test_{module}" for module in course.modules)]
    imports = (
        f"import sys; sys.path[:0] = {[str(path) for path in solved.glob('exercises/*_*/')]}\nimport torch, pytest"
    )
    seconds: Seconds = defaultdict(list)
    for turn in range(-1, turns):  # the first writes bytecode and is not counted
        took = {
            "import torch, pytest": timed(unfinished, "-c", "import torch, pytest"),
            "exercises, unfinished": timed(unfinished, "-m", "pytest", "exercises"),
            "imports of all": timed(solved, "-c", f"{imports}, {', '.join(names)}"),
            "exercises, solved": timed(solved, "-m", "pytest", "exercises", "--junitxml", "junit.xml"),
            "bodies": calls(solved / "junit.xml"),
        }
        for name, value in took.items() if turn >= 0 else ():
            seconds[name].append(value)
    seconds["save to verdict"] = saves(course, unfinished, turns)
    return seconds


def hand_out(course: Course, folder: Path, *, solved: bool) -> Path:
    """Make a learner's folder, as it was handed out or with all exercises solved."""
    shutil.copytree(course.root / "exercises", folder / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    plugins = "-p no:anyio -p no:hypothesispytest"  # the first as in the bundle; the second is no learner's
    settings = f'[tool.pytest.ini_options]\naddopts = "{plugins}"\njunit_duration_report = "call"\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    for chapter in course.chapters if solved else ():
        path = folder / "exercises" / chapter.folder / f"{chapter.module}.py"
        path.write_text(course.reference(chapter.module), encoding="utf-8")
    return folder


def timed(folder: Path, *arguments: str) -> float:
    """Return the seconds that a Python process takes; it keeps bytecode, as on a learner's machine."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def calls(report: Path) -> float:
    """Return the seconds that the tests' own calls took in a run, by pytest's clock."""
    text = report.read_text(encoding="utf-8")
    return sum(map(float, re.findall(r'<testcase [^>]*\btime="([\d.]+)"', text)))


def saves(course: Course, folder: Path, turns: int) -> list[float]:
    """Return the seconds from each save of a module until the screen has its verdict."""
    module = folder / "exercises" / course.chapter_of(CHAPTER).folder / f"{CHAPTER}.py"
    gradkit = str(Path(sys.executable).with_name("gradkit"))
    terminal = pexpect.spawn(gradkit, ["watch"], cwd=str(folder), dimensions=(40, 100), encoding="utf-8")
    took = []
    try:
        terminal.expect("0 of 43 exercises pass")
        for turn in range(-2, 2 * turns):
            said, sigmoid = list(SIGMOIDS.items())[turn % 2]
            time.sleep(2 if turn < 0 else 0.3)  # the first runs import what later ones find warm
            start = time.perf_counter()
            module.write_text(
                f"{course.reference(CHAPTER)}\n\ndef sigmoid(x):\n    return {sigmoid}\n", encoding="utf-8"
            )
            terminal.expect_exact(said)
            if turn >= 0:
                took.append(time.perf_counter() - start)
    finally:
        terminal.close(force=True)
    return took
