"""The cohorts that are graded for the benchmark, and the real command that grades them."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.cohort.slot import process_tree
from autograder.course.catalogue import Course

GRADKIT = Path(sys.executable).parent / "gradkit"
_EVERY_SECONDS = 1.0


def sources_of(course: Course, number: int) -> dict[str, bytes]:
    """Return a right submission like no other: what is the same to the byte would be compiled, or graded, once."""
    return {module: f"{course.reference(module)}\n# {number}\n".encode() for module in course.modules}


def hand_in(course: Course, folder: Path, size: int) -> Path:
    """Make a cohort of right submissions."""
    for number in range(size):
        learner = folder / f"learner-{number:05}"
        learner.mkdir(parents=True)
        for module, source in sources_of(course, number).items():
            (learner / f"{module}.py").write_bytes(source)
    return folder


@dataclass(frozen=True)
class Graded:
    """One run of ``gradkit grade``.

    Attributes:
        seconds: of the whole command.
        moments: when each result was there, in seconds from the start.
        memory: the number of results at each look, with the bytes of the whole run then (proportional set size).
    """

    seconds: float
    moments: list[float]
    memory: list[tuple[int, int]]

    @property
    def first(self) -> float:
        """Seconds until the first result was there."""
        return self.moments[0]

    @property
    def pace(self) -> float:
        """Seconds a submission in the second half, when all slots are warm."""
        return self.pace_between(len(self.moments) // 2, len(self.moments) - 1)

    def pace_between(self, early: int, late: int) -> float:
        """Seconds a submission from one result to another."""
        return (self.moments[late] - self.moments[early]) / (late - early)


def grade(cohort: Path, out: Path, *options: str, watch: bool = False) -> Graded:
    """Grade a cohort with the real command, and look at its memory meanwhile if it is to be watched.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [str(GRADKIT), "grade", str(cohort), "--out", str(out), "--seed", "0", *options]
    start = time.perf_counter(), time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    memory: list[tuple[int, int]] = []
    watcher = threading.Thread(target=_watch, args=(process, out, memory))
    if watch:  # which takes time itself
        watcher.start()
    _, said = process.communicate()
    seconds = time.perf_counter() - start[0]
    if watch:
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    moments = sorted(path.stat().st_mtime - start[1] for path in (out / "results").iterdir())
    return Graded(seconds, moments, memory)


def _watch(process: subprocess.Popen[str], out: Path, memory: list[tuple[int, int]]) -> None:
    while process.poll() is None:
        results = out / "results"
        done = sum(1 for _ in results.iterdir()) if results.is_dir() else 0
        memory.append((done, sum(map(_proportional_set_size, process_tree(process.pid)))))
        time.sleep(_EVERY_SECONDS)


def _proportional_set_size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
