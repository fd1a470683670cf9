"""Measures grading against its floor and against the usual ways, and writes ``results.md`` and ``results.json``.

    make bench                  all of it, about 20 minutes
    bench.py --parts growth     one part; the others stay as they were measured

Method: every submission is right, has all nine chapters, and differs from every other in a comment. Contenders take
turns, so that whatever else the machine does falls on all alike; each is warmed up first where it can be. What is
reported are medians, and ratios of medians. Memory is the proportional set size of the command with all its processes.

    gradkit     one slot, one submission after another: workers in namespaces, every verdict outside
    floor       the same criteria in one warm process, no isolation
    fresh       one fresh ``pytest tests/hidden --submission ...`` process a submission
    session     all submissions of a cohort in one pytest session, no isolation, against ``gradkit grade`` on the same
    jobs        ``gradkit grade --jobs 1`` against ``--jobs 2``: seconds a submission once it is under way
    cluster     ``gradkit grade --cluster`` on two worker processes against ``--jobs 2``, likewise
    growth      a cohort of 2 000, in one chapter (``--only`` its exercises): the last 200 against the second 200
    exercises   ``pytest exercises/``: on an unfinished folder against importing torch and pytest; on a solved one
                against importing all of its modules and tests, too, and calling the tests
    save        ``gradkit watch``: from the save of a module without training to the verdict on the screen
    nbgrader    ``nbgrader autograde`` against ``gradkit nbgrader grade`` and ``gradkit grade``: the same notebooks, of
                two chapters and ten learners
    first       seconds from the start of ``gradkit grade`` until the first result lies in its folder
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbgrading
import torch
from cohorts import grade, hand_in, sources_of
from learner import measure_learner

from autograder.cohort.slot import Slot
from autograder.course.catalogue import Course
from autograder.grading.protocol import Setup

HERE = Path(__file__).parent
WARM = 5  # turns that are not counted
COHORT = 20  # submissions of a cohort whose grading is timed as a whole
SMALL, LARGE = 200, 2000  # the beginning ends, by which all slots are warm, and the whole
PARTS = ("ones", "cohorts", "growth", "learner", "nbgrader")
CHAPTER = "neuron"
MIB = 2**20

Seconds = dict[str, list[float]]


class FloorSlot(Slot):
    """The floor behind the same handle."""

    PROGRAM = (str(HERE / "floor.py"),)


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Return the seconds that something takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def run(*command: object) -> None:
    """Run a command that must succeed, and show nothing of it."""
    subprocess.run([sys.executable, *map(str, command)], cwd=HERE.parents[1], check=True, stdout=subprocess.DEVNULL)


def measure_one_by_one(course: Course, folder: Path, turns: int) -> Seconds:
    """Measure the graders that take a submission at a time."""
    setup = Setup(str(course.root), "namespaces", seed=0)
    slots = {"gradkit": Slot(setup), "floor": FloorSlot(setup)}
    seconds: Seconds = defaultdict(list)
    try:
        for turn in range(-WARM, turns):
            sources = sources_of(course, turn)
            took = {name: timed(slot.grade, sources) for name, slot in slots.items()}
            if turn >= 0 and turn % 10 == 0:
                (submission,) = hand_in(course, folder / str(turn), 1).iterdir()
                took["fresh"] = timed(run, "-m", "pytest", "-q", course.hidden, "--submission", submission)
            for name, value in took.items() if turn >= 0 else ():
                seconds[name].append(value)
    finally:
        for slot in slots.values():
            slot.close()
    return seconds


def measure_cohorts(course: Course, folder: Path, turns: int) -> Seconds:
    """Measure commands that grade a whole cohort; they take turns."""
    cohort = hand_in(course, folder / "cohort", COHORT)
    seconds: Seconds = defaultdict(list)
    with dask_cluster(folder) as address:
        ways = {"jobs 1": ("--jobs", "1"), "jobs 2": ("--jobs", "2"), "cluster": ("--cluster", address)}
        for turn in range(turns):
            seconds["session"].append(timed(run, HERE / "one_session.py", cohort))
            for name, options in ways.items():
                graded = grade(cohort, folder / f"{name} {turn}", *options)
                seconds[name].append(graded.pace)
                seconds[f"{name}, whole"].append(graded.seconds)
                seconds[f"{name}, first"].append(graded.first)
    return seconds


def measure_growth(course: Course, folder: Path, turns: int) -> dict[str, float]:
    """Measure what the end of a large cohort takes beyond its beginning: seconds a submission, and bytes.

    The beginning is where all slots have been started and are warm. Each figure is the median of several runs.
    """
    only = [word for exercise in course.chapter_of(CHAPTER).exercises for word in ("--only", exercise.id)]
    cohort = hand_in(course, folder / "large", LARGE)
    found: dict[str, list[float]] = defaultdict(list)
    for turn in range(turns):
        graded = grade(cohort, folder / f"large out {turn}", *only, watch=True)
        found["pace early"].append(graded.pace_between(SMALL, 2 * SMALL))
        found["pace late"].append(graded.pace_between(LARGE - SMALL - 1, LARGE - 1))
        early, late = (  # medians: how many workers live at a look is chance
            statistics.median(size for done, size in graded.memory if least <= done <= most)
            for least, most in ((SMALL, 2 * SMALL), (LARGE - SMALL, LARGE))
        )
        found["bytes late beyond early"].append(late - early)
        found["bytes at most"].append(max(size for _, size in graded.memory))
    return {name: statistics.median(values) for name, values in found.items()}


@contextmanager
def dask_cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers of one slot each, and give the address."""
    place = folder / "scheduler.json"
    scheduler = ["scheduler", "--scheduler-file", str(place), "--port", "0", "--no-dashboard"]
    worker = ["worker", "--scheduler-file", str(place), "--nthreads", "1", "--nworkers", "2", "--no-dashboard"]
    started = [
        subprocess.Popen([sys.executable, "-m", "dask", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for words in (scheduler, [*worker, "--local-directory", str(folder)])
    ]
    try:
        while not place.exists():
            time.sleep(0.1)
        yield str(json.loads(place.read_text(encoding="utf-8"))["address"])
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def report(course: Course, seconds: Seconds, growth: dict[str, float]) -> str:
    """Return the tables."""
    median = {name: statistics.median(values) for name, values in seconds.items()}
    beyond = 1000 * (median["gradkit"] - 1.5 * median["floor"])
    first = median["jobs 2, first"]
    slots = len(os.sched_getaffinity(0))
    unfinished = median["exercises, unfinished"] / median["import torch, pytest"]
    solved = median["exercises, solved"] / (median["imports of all"] + median["bodies"])
    rows = [
        ("gradkit / floor", f"{median['gradkit'] / median['floor']:.2f}", ""),
        ("gradkit beyond 1.5 times the floor", f"{beyond:+.0f} ms", "at most 15 ms"),
        ("fresh / gradkit", f"{median['fresh'] / median['gradkit']:.1f}", "at least 20"),
        ("session / gradkit grade, one job", f"{median['session'] / median['jobs 1, whole']:.2f}", ""),
        ("session / gradkit grade, two jobs", f"{median['session'] / median['jobs 2, whole']:.2f}", "more than 1"),
        ("one job / two jobs", f"{median['jobs 1'] / median['jobs 2']:.2f}", "at least 1.8"),
        ("two jobs / cluster of two", f"{median['jobs 2'] / median['cluster']:.2f}", "at least 0.9"),
        ("first result, cold", f"{first:.1f} s", "at most 3 s"),
        ("a late submission / an early one", f"{growth['pace late'] / growth['pace early']:.2f}", "at most 1.05"),
        ("memory late beyond early", f"{growth['bytes late beyond early'] / MIB:.0f} MiB", "at most 20 MB"),
        *_against_nbgrader(median),
        ("memory a slot", f"{growth['bytes at most'] / MIB / slots:.0f} MiB", "at most 400 MB"),
        ("pytest exercises/, unfinished / import torch, pytest", f"{unfinished:.2f}", "at most 1.25"),
        ("pytest exercises/, solved / imports and bodies", f"{solved:.2f}", "at most 1.3"),
        ("from a save to its verdict", f"{median['save to verdict']:.2f} s", "at most 0.3 s"),
    ]
    lines = [
        (
            f"Chapters: {', '.join(course.modules)}. {platform.machine()}, {os.cpu_count()} cores, Python "
            f"{platform.python_version()}, torch {torch.__version__}, Linux {platform.release().split('-')[0]}. "
            f"Cohorts of {COHORT}; growth in the chapter {CHAPTER}."
        ),
        "",
        "| ratio | measured | target |",
        "| --- | --- | --- |",
        *(f"| {name} | {value} | {target} |" for name, value, target in rows),
        "",
        "| | seconds (median) | quartiles | turns |",
        "| --- | --- | --- | --- |",
    ]
    for name, values in seconds.items():
        low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
        lines.append(f"| {name} | {median[name]:.3f} | {low:.3f} to {high:.3f} | {len(values)} |")
    return "\n".join(lines) + "\n"


def _against_nbgrader(median: dict[str, float]) -> list[tuple[str, str, str]]:
    """Return the rows on notebooks; none before they are measured."""
    if "nbgrader autograde" not in median:
        return []
    theirs = median["nbgrader autograde"]
    ways = "gradkit nbgrader grade", "gradkit grade, notebooks"
    pace = theirs / nbgrading.LEARNERS / median["gradkit grade, a learner's notebooks"]
    return [
        *((f"nbgrader autograde / {way}", f"{theirs / median[way]:.1f}", "") for way in ways),
        ("nbgrader autograde / gradkit grade, a learner once it is under way", f"{pace:.0f}", "at least 50"),
    ]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=50, help="submissions a contender (fresh pytest: a tenth)")
    parser.add_argument(
        "--cohorts", type=int, default=5, help="times that each command grades a cohort, the large one too"
    )
    parser.add_argument(
        "--parts", nargs="*", choices=PARTS, default=PARTS, help="the others stay as they were measured"
    )
    options = parser.parse_args()
    course = Course.find(HERE)
    results = HERE / "results.json"
    measured = json.loads(results.read_text(encoding="utf-8")) if set(options.parts) < set(PARTS) else {"seconds": {}}
    with tempfile.TemporaryDirectory() as folder:
        if "ones" in options.parts:
            measured["seconds"] |= measure_one_by_one(course, Path(folder, "ones"), options.turns)
        if "cohorts" in options.parts:
            measured["seconds"] |= measure_cohorts(course, Path(folder), options.cohorts)
        if "learner" in options.parts:
            measured["seconds"] |= measure_learner(course, Path(folder, "learner"), options.cohorts)
        if "growth" in options.parts:
            measured["growth"] = measure_growth(course, Path(folder), options.cohorts)
        if "nbgrader" in options.parts:
            measured["seconds"] |= nbgrading.measure(course, Path(folder, "nbgrader"), options.cohorts)
    text = report(course, measured["seconds"], measured["growth"])
    sys.stdout.write(text)
    method = (__doc__ or "").split("Method: ")[1].strip()
    (HERE / "results.md").write_text(f"# Measured\n\n{method[0].upper()}{method[1:]}\n\n{text}", encoding="utf-8")
    results.write_text(json.dumps(measured, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
