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
CHAPTERS = ("neuron", "descent")


def measure(course: Course, folder: Path, turns: int) -> dict[str, list[float]]:
    """Return the seconds that each way takes for all notebooks, once a turn; every learner has everything right."""
    chapters = [course.chapter_of(module) for module in CHAPTERS]
    root = folder / "course"
    _run(GRADKIT, "nbgrader", "build", "--out", root, *(f"--chapters={module}" for module in CHAPTERS))
    for chapter in chapters:
        _run("nbgrader", "generate_assignment", chapter.folder, cwd=root)
        notebook = json.loads((root / "source" / chapter.folder / f"{chapter.module}.ipynb").read_text("utf-8"))
        for number in range(LEARNERS):
            own = root / "submitted" / f"learner-{number}" / chapter.folder
            own.mkdir(parents=True)
            notebook["cells"][-1]["source"] = [f"Learner {number}."]
            notebook["cells"][2]["source"] += [f"\n# {number}"]  # no two are the same
            (own / f"{chapter.module}.ipynb").write_text(json.dumps(notebook), "utf-8")
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
        seconds["gradkit grade, a learner's notebooks"].append(graded.pace)
    return seconds


def _run(*command: object, cwd: Path | None = None) -> None:
    path = f"{GRADKIT.parent}:{os.environ['PATH']}"  # where nbgrader is, and what it calls
    words = [str(word) for word in command]
    if words[0] == "nbgrader":
        words[0] = str(GRADKIT.with_name("nbgrader"))
    subprocess.run(words, cwd=cwd, env={**os.environ, "PATH": path}, check=True, capture_output=True)
