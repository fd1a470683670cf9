"""The same notebooks, hidden suites and points graded by nbgrader's own autograde and by gradkit."""

import json
import os
import shutil
import subprocess
import time
from collections import defaultdict
from pathlib import Path

from cohorts import GRADKIT, grade

from autograder.course.catalogue import Course

LEARNERS = 10
MANY = 60  # whose grading is under way long enough to say what one takes
CHAPTERS = ("neuron", "descent")


def measure(course: Course, folder: Path, turns: int) -> dict[str, list[float]]:
    """Return the seconds that each way takes for all notebooks, once a turn; every learner has everything right."""
    chapters = [course.chapter_of(module) for module in CHAPTERS]
    root = folder / "course"
    _run(GRADKIT, "nbgrader", "build", "--out", root, *(f"--chapters={module}" for module in CHAPTERS))
    for chapter in chapters:
        _run("nbgrader", "generate_assignment", chapter.folder, cwd=root)
        hand_in(root / "source" / chapter.folder / f"{chapter.module}.ipynb", root / "submitted", LEARNERS)
        hand_in(root / "source" / chapter.folder / f"{chapter.module}.ipynb", folder / "many", MANY)
    only = [f"--only={exercise.id}" for chapter in chapters for exercise in chapter.exercises]
    seconds: dict[str, list[float]] = defaultdict(list)
    for turn in range(turns):
        ways: dict[str, list[tuple[object, ...]]] = {
            "nbgrader autograde": [("nbgrader", "autograde", chapter.folder) for chapter in chapters],
            "gradkit nbgrader grade": [(GRADKIT, "nbgrader", "grade", ".", "--out", folder / f"book {turn}")],
        }
        for name, commands in ways.items():
            shutil.rmtree(root / "autograded", ignore_errors=True)
            start = time.perf_counter()
            for command in commands:
                _run(*command, cwd=root)
            seconds[name].append(time.perf_counter() - start)
        graded = grade(root / "submitted", folder / f"files {turn}", *only)
        seconds["gradkit grade, notebooks"].append(graded.seconds)
        many = grade(folder / "many", folder / f"many {turn}", *only)
        seconds["gradkit grade, a learner's notebooks"].append(many.pace)
    return seconds


def hand_in(source: Path, submitted: Path, learners: int) -> None:
    """Have learners hand in a notebook with everything right, no two the same."""
    notebook = json.loads(source.read_text("utf-8"))
    for number in range(learners):
        own = submitted / f"learner-{number}" / source.parent.name
        own.mkdir(parents=True)
        notebook["cells"][-1]["source"] = [f"Learner {number}."]
        notebook["cells"][2]["source"] += [f"\n# {number}"]
        (own / source.name).write_text(json.dumps(notebook), "utf-8")


def _run(*command: object, cwd: Path | None = None) -> None:
    path = f"{GRADKIT.parent}:{os.environ['PATH']}"  # where nbgrader is, and what it calls
    words = [str(word) for word in command]
    if words[0] == "nbgrader":
        words[0] = str(GRADKIT.with_name("nbgrader"))
    subprocess.run(words, cwd=cwd, env={**os.environ, "PATH": path}, check=True, capture_output=True)
