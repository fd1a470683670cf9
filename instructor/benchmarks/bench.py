"""Measures grading against its floor and against the usual way, and writes ``results.md`` and ``results.json``.

    make bench

Method: the contenders grade the same right submissions (the references) one at a time, taking turns, so that whatever
else the machine does falls on all alike. Each is warmed up first. What is reported is the median a submission and the
ratios of medians.

    gradkit     one slot: workers in namespaces, every verdict outside
    floor       the same criteria in one warm process, no isolation
    pytest      one fresh ``pytest tests/hidden --submission ...`` process a submission
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
from collections.abc import Callable
from pathlib import Path

import torch

from autograder.cohort.slot import Slot
from autograder.course.catalogue import Course
from autograder.grading.protocol import Setup

HERE = Path(__file__).parent


class FloorSlot(Slot):
    """The floor behind the same handle."""

    PROGRAM = (str(HERE / "floor.py"),)


def measure(contenders: dict[str, Callable[[], object]], turns: dict[str, int]) -> dict[str, list[float]]:
    """Return the seconds of each turn; a contender with fewer turns takes them evenly among the others'."""
    most = max(turns.values())
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(most):
        for name, grade in contenders.items():
            if turn * turns[name] // most == len(seconds[name]):
                start = time.perf_counter()
                grade()
                seconds[name].append(time.perf_counter() - start)
    return seconds


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=100, help="submissions a contender (fresh pytest: a tenth)")
    options = parser.parse_args()
    course = Course.find(HERE)
    sources = {module: course.reference(module).encode() for module in course.modules}
    setup = Setup(str(course.root), "namespaces", seed=0)
    gradkit, floor = Slot(setup), FloorSlot(setup)
    with tempfile.TemporaryDirectory() as folder:
        for module, source in sources.items():
            Path(folder, f"{module}.py").write_bytes(source)
        fresh = [sys.executable, "-m", "pytest", "-q", str(course.hidden), "--submission", folder]
        contenders = {
            "gradkit": lambda: gradkit.grade(sources),
            "floor": lambda: floor.grade(sources),
            "pytest": lambda: subprocess.run(fresh, cwd=course.root, check=True, stdout=subprocess.DEVNULL),
        }
        measure(contenders, {"gradkit": 5, "floor": 5, "pytest": 1})
        turns = {"gradkit": options.turns, "floor": options.turns, "pytest": max(3, options.turns // 10)}
        seconds = measure(contenders, turns)
    gradkit.close()
    floor.close()
    report(course, seconds)


def report(course: Course, seconds: dict[str, list[float]]) -> None:
    """Print the table and write it, with the machine and the raw numbers."""
    median = {name: 1000 * statistics.median(values) for name, values in seconds.items()}
    beyond = median["gradkit"] - 1.5 * median["floor"]
    lines = [
        (
            f"Chapters: {', '.join(course.modules)}. {platform.machine()}, {os.cpu_count()} cores, Python "
            f"{platform.python_version()}, torch {torch.__version__}, Linux {platform.release().split('-')[0]}."
        ),
        "",
        "| | ms a submission (median) | quartiles | turns |",
        "| --- | --- | --- | --- |",
    ]
    for name, values in seconds.items():
        low, _, high = (1000 * value for value in statistics.quantiles(values, n=4))
        lines.append(f"| {name} | {median[name]:.1f} | {low:.1f} to {high:.1f} | {len(values)} |")
    lines += [
        "",
        "| ratio | measured | target |",
        "| --- | --- | --- |",
        f"| gradkit / floor | {median['gradkit'] / median['floor']:.2f} | |",
        f"| gradkit beyond 1.5 times the floor | {beyond:+.1f} ms | at most 15 ms |",
        f"| pytest / gradkit | {median['pytest'] / median['gradkit']:.1f} | at least 20 |",
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    (HERE / "results.md").write_text(f"# Measured\n\n{__doc__.split('Method:')[1].strip()}\n\n{text}", encoding="utf-8")
    (HERE / "results.json").write_text(
        json.dumps({"median_ms": median, "seconds": seconds}, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
