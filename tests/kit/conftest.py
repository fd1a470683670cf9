"""What the tests of gradkit share: the course, a way to grade sources, and the real command."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.cohort.slot import Slot
from autograder.course.catalogue import Course
from autograder.errors import EngineError, IsolationMissing
from autograder.grading.protocol import Graded, Job, Setup

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("GRADKIT_SEED", "5"))
AT_ONCE = max(1, len(os.sched_getaffinity(0)) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))

LONGEST = (
    *("attacks/test_attacks.py", "kit/grading/test_suites.py", "kit/notebooks/test_cycle.py"),
    *("kit/notebooks/test_gradebook.py", "kit/test_samples.py", "kit/test_exercises.py", "kit/test_grade_command.py"),
    *("kit/learner/test_watch.py", "kit/grading/test_diagnosis.py", "kit/learner/test_plugin.py"),
    *("kit/sandbox/test_eager.py", "kit/cohort/test_cluster.py", "kit/grading/test_margins.py"),
)
"""The files that take most of the time, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first: where several processes share them, none is left with one in the end."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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
def idle() -> Iterator[list[Slot]]:
    """The warm slots that nobody uses, of the strongest isolation that this machine has; one to begin with.

    All tests share them: a slot takes seconds to start, and seconds again to learn what the known mistakes give back.
    """
    try:
        slots = [Slot(Setup(str(ROOT), "namespaces", SEED))]
    except IsolationMissing:
        slots = [Slot(Setup(str(ROOT), "process", SEED))]
    yield slots
    for slot in slots:
        slot.close()


@pytest.fixture(scope="session")
def isolation(idle: list[Slot]) -> str:
    """The strongest isolation that this machine has."""
    return idle[0].setup.isolation


@pytest.fixture(scope="session")
def grade_all(idle: list[Slot], isolation: str) -> Callable[[Sequence[Job]], list[Graded]]:
    """Grade many, one a core at a time, and return what became of them in the order given."""

    def grade_one(job: Job) -> Graded:
        slot = idle.pop() if idle else Slot(Setup(str(ROOT), isolation, SEED))
        try:
            graded = slot.grade(job.sources, job.only)
        except EngineError:
            slot.close()  # it is of no more use
            raise
        idle.append(slot)
        return graded

    def grade_all(jobs: Sequence[Job]) -> list[Graded]:
        with ThreadPoolExecutor(AT_ONCE) as executor:
            return list(executor.map(grade_one, jobs))

    return grade_all


@pytest.fixture(scope="session")
def grade(grade_all: Callable[[Sequence[Job]], list[Graded]]) -> Callable[..., Graded]:
    """Grade one submission, in all exercises or only some."""

    def grade(sources: Mapping[str, bytes], only: tuple[str, ...] = ()) -> Graded:
        (graded,) = grade_all([Job(dict(sources), only)])
        return graded

    return grade


@pytest.fixture(scope="session")
def gradkit() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real command."""

    def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "gradkit"), *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def released(
    tmp_path_factory: pytest.TempPathFactory, gradkit: Callable[..., subprocess.CompletedProcess[str]]
) -> Path:
    """The folder into which ``gradkit release`` put the bundle of the whole course; nothing is to be changed in it."""
    out = tmp_path_factory.mktemp("released")
    ran = gradkit("release", "--out", out)
    assert ran.returncode == 0, ran.stderr
    return out
