"""What the tests of gradkit share: the course, a way to grade sources, and the real command."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.cohort.slot import Slot
from autograder.course.catalogue import Course
from autograder.errors import IsolationMissing
from autograder.grading.protocol import Graded, Setup

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("GRADKIT_SEED", "5"))
WARM_SLOTS = 3
"""How many slots are kept for the next test; each takes several hundred megabytes."""


@pytest.fixture(scope="session")
def course() -> Course:
    return Course(ROOT)


@pytest.fixture(scope="session")
def right(course: Course) -> dict[str, bytes]:
    """The submission of a learner who hands in the references."""
    return {module: course.reference(module).encode() for module in course.modules}


@pytest.fixture(scope="session")
def stubs(course: Course) -> dict[str, bytes]:
    """The submission of a learner who hands in the untouched stubs."""
    return {
        chapter.module: (ROOT / "exercises" / chapter.folder / f"{chapter.module}.py").read_bytes()
        for chapter in course.chapters
    }


@pytest.fixture(scope="session")
def isolation() -> str:
    """The strongest isolation that this machine has."""
    try:
        Slot(Setup(str(ROOT), "namespaces", SEED)).close()
    except IsolationMissing:
        return "process"
    return "namespaces"


@pytest.fixture(scope="session")
def grade(isolation: str) -> Iterator[Callable[..., Graded]]:
    """Grade sources in a warm slot of their own seed."""
    slots: dict[Setup, Slot] = {}

    def grade(sources: Mapping[str, bytes], seed: int = SEED, only: tuple[str, ...] = ()) -> Graded:
        setup = Setup(str(ROOT), isolation, seed)
        if setup not in slots:
            if len(slots) == WARM_SLOTS:
                slots.pop(next(iter(slots))).close()
            slots[setup] = Slot(setup)
        return slots[setup].grade(dict(sources), only)

    yield grade
    for slot in slots.values():
        slot.close()


@pytest.fixture(scope="session")
def grade_all(isolation: str) -> Iterator[Callable[..., list[Graded]]]:
    """Grade many, two at a time, in the order given, all exercises or only some."""
    setup = Setup(str(ROOT), isolation, SEED)
    idle: list[Slot] = []

    def grade_all(many: list[Mapping[str, bytes]], only: tuple[str, ...] = ()) -> list[Graded]:
        while len(idle) < 2:
            idle.append(Slot(setup))

        def grade_one(sources: Mapping[str, bytes]) -> Graded:
            slot = idle.pop()
            try:
                return slot.grade(dict(sources), only)
            finally:
                idle.append(slot)

        with ThreadPoolExecutor(len(idle)) as executor:
            return list(executor.map(grade_one, many))

    yield grade_all
    for slot in idle:
        slot.close()


@pytest.fixture(scope="session")
def gradkit() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real command."""

    def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "gradkit"), *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run
