"""Kills our own processes while a cohort is graded: ``python faults.py KILLS SEED``; ``make faults`` makes 200.

Grader, fork server (both of its processes), worker and now and then the command itself get SIGKILL at random moments,
one after another, until the run is over. Each result that such a run has written is the golden one, whole; a submission
that could not be graded is told and has no result that looks like a zero; and the same command, run again, grades only
what is missing and gives every learner the golden result, once.
"""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from golden import ENDLESS, GOLDEN, MANY, ROOT, SAMPLES, SEED, VARIES
from processes import descendants, survivors

LEFT_OUT = ENDLESS | MANY  # they would make each run wait, and no moment in it another one
COPIES = 12  # of each sample: the longer a run, the more moments there are in it
GRADER = "autograder.grading.grader"
INTERRUPTED = (0, 3, -signal.SIGKILL)
"""How a run may end in which somebody was killed: all graded, some not graded, or the command itself killed."""


def hand_in(cohort: Path, copies: int) -> dict[str, str]:
    """Make a cohort of several copies of the samples; return each learner's sample."""
    cohort.mkdir()
    learners = {}
    for path in sorted(SAMPLES.iterdir()):
        sample = path.name.split(".")[0]
        if path.name == "README.md" or sample in LEFT_OUT:
            continue
        for number in range(copies):
            learner = f"{sample}-{number}"
            place = cohort / path.name.replace(sample, learner, 1)
            if path.is_dir():
                shutil.copytree(path, place)
                (place / f"copy_{number}.py").touch()  # what is the same to the byte would be graded once
            else:
                shutil.copyfile(path, place)
            learners[learner] = sample
    return learners


def grade(cohort: Path, out: Path) -> subprocess.Popen[str]:
    """Start the real command."""
    command = [str(Path(sys.executable).parent / "gradkit"), "grade", str(cohort), "--out", str(out)]
    options = ["--seed", str(SEED), "--jobs", "2", "--json"]
    return subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def victims(command: int) -> dict[str, list[int]]:
    """Return what there is to kill of a run, by kind."""
    found: dict[str, list[int]] = {"command": [command]}
    table = descendants(command)
    for pid, (parent, line) in table.items():
        if GRADER in line:  # and so is that of all below it, which are forks
            kind = ("grader", "fork server", "enclosed fork server", "worker")[graders_above(parent, table)]
            found.setdefault(kind, []).append(pid)
    return found


def graders_above(pid: int, table: dict[int, tuple[int, str]]) -> int:
    """Return how many processes from this one up have a grader's command line, one right above the other."""
    parent, line = table.get(pid, (0, ""))
    return 1 + graders_above(parent, table) if GRADER in line else 0


def disturb(process: subprocess.Popen[str], chance: random.Random, kills: int) -> Counter[str]:
    """Kill one process after another while a run goes on."""
    killed: Counter[str] = Counter()
    while process.poll() is None and killed.total() < kills:
        time.sleep(chance.uniform(0.05, 1.5))
        there = victims(process.pid)
        if "worker" not in there and chance.random() > 0.2:  # whoever is killed takes seconds to come up again
            continue
        kind = chance.choice(sorted(there))
        if kind == "command" and chance.random() > 0.2:  # it ends the run, and with it the moments
            continue
        with suppress(ProcessLookupError):
            if process.poll() is None:
                os.kill(chance.choice(there[kind]), signal.SIGKILL)
                killed[kind] += 1
    return killed


def wrong(out: Path, learners: dict[str, str], *, complete: bool) -> list[str]:
    """Return what is lost, doubled or changed in the results of a run."""
    faults = []
    results = {path.stem: path for path in (out / "results").glob("*.json")}
    for learner, sample in learners.items():
        if learner not in results:
            if complete:
                faults.append(f"{learner}: lost")
            continue
        result = json.loads(results[learner].read_text(encoding="utf-8"))
        golden = json.loads((GOLDEN / f"{sample}.json").read_text(encoding="utf-8"))
        same = {name: value for name, value in result.items() if name not in VARIES} == golden | {"submission": learner}
        if not same and (complete or result["status"] != "ungraded"):
            faults.append(f"{learner}: changed")
    faults += [f"{learner}: nobody's" for learner in results.keys() - learners.keys()]
    if complete:
        with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = [row[0] for row in csv.reader(file)][1:]
        if rows != sorted(learners):
            faults.append("grades.csv: rows lost or doubled")
    return faults


def campaign(kills: int, seed: int, folder: Path, copies: int = COPIES) -> Counter[str]:
    """Grade and kill until so many were killed; return how many of each kind.

    Raises:
        AssertionError: a result was lost, doubled or changed, or a process was left over.
    """
    chance = random.Random(seed)
    learners = hand_in(folder / "cohort", copies)
    killed: Counter[str] = Counter()
    runs = ungraded = 0
    while killed.total() < kills:
        out = folder / f"out-{runs}"
        with survivors() as left:
            disturbed = grade(folder / "cohort", out)
            killed += disturb(disturbed, chance, kills - killed.total())
            _, said = disturbed.communicate()
        assert disturbed.returncode in INTERRUPTED, said
        faults = wrong(out, learners, complete=False)
        texts = [path.read_text(encoding="utf-8") for path in (out / "results").glob("*.json")]
        graded = sum('"status": "graded"' in text for text in texts)
        ungraded += sum('"status": "ungraded"' in text for text in texts)
        again = grade(folder / "cohort", out)
        summary, said = again.communicate()
        assert again.returncode == 0, said
        faults += wrong(out, learners, complete=True)
        if (kept := json.loads(summary)["kept"]) < graded:
            faults.append(f"{graded - kept} results were graded twice")
        assert not faults + left, "\n".join(faults + left)
        runs += 1
    killed["(runs)"], killed["(ungraded until the second run)"] = runs, ungraded
    return killed


def main(kills: int = 200, seed: int = 0) -> None:
    """Run a campaign and print what came of it."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counted = campaign(kills, seed, Path(folder))
    sys.stdout.write(f"seed {seed}, {time.monotonic() - start:.0f} s: no result was lost, doubled or changed\n")
    for kind, count in counted.most_common():
        sys.stdout.write(f"{count:6}  {kind}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
