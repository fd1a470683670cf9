"""How far a learner is: what the tests of every exercise said, as a table, a bar, and the one thing to do next."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

State = Literal["passed", "to fix", "not started", "skipped"]

EXERCISES = Path(__file__).parent
COURSE = json.loads((EXERCISES / "course.json").read_text(encoding="utf-8"))
CHAPTERS = {chapter["folder"]: chapter for chapter in COURSE["chapters"]}

CELLS: dict[str, str] = {}
"""What the cells of a notebook are called, by the file names that Python has for them, where the tests run in one."""

BAR = 40  # characters
IMPORT = "import"
"""What stands in a test's place where the file could not be imported."""


@dataclass(frozen=True)
class Told:
    """What one test said of an exercise.

    Attributes:
        exercise: the exercise's id.
        test: the test's name.
        title: the behaviour that it is about.
        state: how it ended.
        message: what the learner should hear; empty where it passed.
        file: the learner's file, and
        line: the line in it to look at, from 1; 0 where nobody knows.
        output: what the learner's code printed.
        needs: the name of another exercise that is not started, where that was in the way.
        late: whether it ran out of time.
    """

    exercise: str
    test: str
    title: str
    state: State
    message: str = ""
    file: str = ""
    line: int = 0
    output: str = ""
    needs: str = ""
    late: bool = False


@dataclass
class Exercise:
    """One exercise of the course, and what its tests said."""

    id: str
    title: str
    chapter: str
    folder: Path
    told: list[Told] = field(default_factory=list)

    @property
    def module(self) -> str:
        """The module it is written in."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """Its name in that module."""
        return self.id.partition(".")[2]

    @property
    def file(self) -> Path:
        """The file it is written in."""
        return self.folder / f"{self.module}.py"

    @property
    def lesson(self) -> Path:
        """The text that teaches it."""
        return self.folder / "README.md"

    @property
    def state(self) -> State:
        """Passed where every test that ran passed; not started where a stub, its own or another's, was in the way."""
        states = {one.state for one in self.told} - {"skipped"}
        if "to fix" in states or ({"passed", "not started"} <= states and not self.needs):
            return "to fix"
        return "not started" if self.needs else next(iter(states), "skipped")

    @property
    def needs(self) -> str:
        """The name of an exercise that is not started, and that a test of this one met; empty where none did."""
        return next((one.needs for one in self.told if one.needs), "")

    @property
    def is_broken(self) -> bool:
        """Whether its file cannot be imported."""
        return any(one.test == IMPORT for one in self.told)

    @property
    def note(self) -> str:
        """What the state alone does not say."""
        if self.needs:
            return f"needs {self.needs} first"
        if self.is_broken:
            return "the file cannot be imported"
        failed = self._functions({"to fix"}) if self.state == "to fix" else set()
        not_run = self._tests - self._functions({"passed", "to fix", "not started"})
        fail = f"{len(failed)} of {len(self._tests)} tests fail" if failed else ""
        return ", ".join(filter(None, [fail, f"{len(not_run)} not run" if not_run else ""]))

    @property
    def line(self) -> int:
        """The line to look at: where a test met an error, or else where the exercise begins; 0 where it is not."""
        met = (one.line for one in self.told if one.line and one.state != "passed")
        return next(met, 0) or line_of(self.file, self.name)

    def _functions(self, states: set[State]) -> set[str]:
        """Return the tests that ended so; one with several cases counts once."""
        return {one.test.partition("[")[0] for one in self.told if one.state in states}

    @cached_property
    def _tests(self) -> set[str]:
        names = test_names(self.folder / f"test_{self.module}.py")
        return {name for name in names if exercise_of(self.folder.name, name) == self.id}


class Standing:
    """What stands after a run: the exercises whose tests ran, in the order of the course."""

    def __init__(self) -> None:
        self._exercises = {
            entry["id"]: Exercise(
                entry["id"], entry["title"], f"{int(folder[:2])} {chapter['title']}", EXERCISES / folder
            )
            for folder, chapter in CHAPTERS.items()
            for entry in chapter["exercises"]
        }

    def add(self, told: Told) -> None:
        """Add what a test said."""
        self._exercises[told.exercise].told.append(told)

    def late(self, exercise: str) -> str:
        """Return the name of a test of an exercise that ran out of time; empty where there is none."""
        return next((one.test for one in self._exercises[exercise].told if one.late), "")

    @property
    def exercises(self) -> list[Exercise]:
        """The exercises of which something is known."""
        return [exercise for exercise in self._exercises.values() if exercise.told]

    @property
    def failures(self) -> list[Told]:
        """What failed, in the order of the course: a file that cannot be imported once, and no stub."""
        failed: dict[tuple[str, str], Told] = {}
        for one in (one for exercise in self.exercises for one in exercise.told if one.state == "to fix"):
            failed.setdefault((one.file if one.test == IMPORT else one.exercise, one.test), one)
        return list(failed.values())

    @property
    def next(self) -> Exercise | None:
        """The first exercise to fix; or else, as nothing is left half done, the first to start that needs no other."""
        to_fix = [each for each in self.exercises if each.state == "to fix"]
        waiting = [each for each in self.exercises if each.state == "not started"]
        return next(iter([*to_fix, *sorted(waiting, key=lambda each: bool(each.needs))]), None)

    def rows(self) -> Iterator[tuple[str, Exercise]]:
        """Yield the exercises, each with its chapter's title where a chapter begins."""
        before = ""
        for exercise in self.exercises:
            yield ("" if exercise.chapter == before else exercise.chapter), exercise
            before = exercise.chapter

    def bar(self) -> str:
        """Return how many exercises pass, drawn and in words."""
        passed = sum(exercise.state == "passed" for exercise in self.exercises)
        total = len(self.exercises)
        drawn = ("#" * (BAR * passed // total)).ljust(BAR, ".")
        return f"[{drawn}] {passed} of {total} exercises pass"

    def as_json(self) -> str:
        """Return all of it for other programs."""
        exercises = {
            each.id: {
                "state": each.state,
                "note": each.note,
                "file": str(each.file),
                "line": each.line,
                "tests": [asdict(one) for one in each.told],
            }
            for each in self.exercises
        }
        return json.dumps({"exercises": exercises}, indent=1) + "\n"


@cache
def exercise_of(folder: str, test: str) -> str:
    """Return the id of the exercise that a test of a chapter is about: the longest name that fits; empty for none."""
    if folder not in CHAPTERS:
        return ""
    ids = [entry["id"] for entry in CHAPTERS[folder]["exercises"]]
    return max((each for each in ids if test.startswith(f"test_{_in_tests(each)}_")), key=len, default="")


def test_names(path: Path) -> list[str]:
    """Return the names of a file's tests, without importing it."""
    return re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)


@cache  # every test of a stub asks, and nobody edits a file in the middle of a run
def line_of(path: Path, name: str) -> int:
    """Return the line where a name is defined in a file: of a stub, the line to replace; 0 where it is not found."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    for pattern in (
        rf'\s+raise NotImplementedError\("{name} is not',
        rf"(async )?(def|class) {name}\b",
        rf"{name}\b.*=",
    ):
        for number, line in enumerate(lines, start=1):
            if re.match(pattern, line):
                return number
    return 0


def shown(path: Path | str, line: int = 0) -> str:
    """Return a place as the learner would name it, from the folder they are in, or by the cell in a notebook."""
    if cell := CELLS.get(str(path)):
        return f"{cell}, line {line}"
    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive
        near = str(path)
    return f"{near}:{line}" if line else near


def _in_tests(exercise: str) -> str:
    """Return the name that tests have of an exercise: ``general_fit`` of the class ``GeneralFit``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", exercise.partition(".")[2]).lower()
