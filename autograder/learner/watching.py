"""What ``gradkit watch`` knows while a learner works: what stands, which exercise is looked at, and what a key does."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from autograder.course.catalogue import Chapter, Exercise
from autograder.learner.hints import Hints
from autograder.learner.runner import Run, Runner
from autograder.learner.standing import ExerciseStanding, Standing, to_do
from autograder.learner.workbook import Workbook

KEYS: Final = {"n": "next", "h": "hint", "a": "run all", "q": "quit"}


class Watching:
    """The state behind the screen.

    Attributes:
        workbook: what is watched.
        standing: what the tests said of every exercise so far.
        hints: the hints that were asked for since the exercise is looked at.
        problem: what went wrong with the last run, for the learner; empty as a rule.
        seconds: from the save, or the key, to what stands now; None where nothing has run yet.
        is_running: whether what stands is out of date.
    """

    def __init__(self, workbook: Workbook, runner: Runner) -> None:
        self.workbook = workbook
        self.standing: Standing = {}
        self.hints: tuple[str, ...] = ()
        self.problem = ""
        self.seconds: float | None = None
        self.is_running = False
        self._runner = runner
        self._started = 0.0
        self._looked_at = ""

    @property
    def exercise(self) -> Exercise:
        """The exercise that is looked at."""
        return self.workbook.handout.exercises[self._looked_at or next(iter(self.workbook.handout.exercises))]

    @property
    def chapter(self) -> Chapter:
        """The chapter that it is in."""
        chapters = self.workbook.handout.chapters
        return next(chapter for chapter in chapters if self.exercise in chapter.exercises)

    def state_of(self, exercise: Exercise) -> ExerciseStanding | None:
        """Return what stands of an exercise; None where no test of it has run."""
        return self.standing.get(exercise.id)

    @property
    def passed(self) -> int:
        """How many exercises pass."""
        return sum(each.state == "passed" for each in self.standing.values())

    def run_all(self) -> None:
        """Run all tests."""
        self._run(self.workbook.exercises / chapter.folder for chapter in self.workbook.handout.chapters)

    def saved(self, paths: Iterable[Path]) -> None:
        """Run the tests that files touch: those of their chapters."""
        folders = {self.workbook.exercises / chapter.folder for chapter in self.workbook.handout.chapters}
        touched = {path.parent for path in paths} & folders
        if touched:
            self._run(sorted(touched))

    def press(self, key: str) -> bool:
        """Do what a key is for; return False where it is time to quit."""
        match KEYS.get(key.lower()):
            case "next":
                self._look_at(self._next())
            case "hint":
                self.hints = Hints(self.workbook).next(self.exercise)
            case "run all":
                self.run_all()
            case "quit":
                return False
        return True

    def ran(self, run: Run) -> None:
        """Take in what a run said, and look at what there is to do now in the chapters that ran."""
        self.is_running = False
        self.seconds = time.monotonic() - self._started
        self.problem = "" if run.standing is not None else "Python stopped while it ran your code. Save to try again."
        passed = {name for name, stands in self.standing.items() if stands.state == "passed"}
        self.standing.update(run.standing or {})
        names = {folder.name for folder in run.folders}
        chapters = [chapter for chapter in self.workbook.handout.chapters if chapter.folder in names]
        here = [each.id for chapter in chapters for each in chapter.exercises]
        if turn_to := self._turn_to(here, passed):
            self._look_at(self.workbook.handout.exercises[turn_to])

    def _turn_to(self, here: list[str], passed: set[str]) -> str | None:
        """Return the exercise to look at now, of those that ran; None to stay: what passes only now is worth a look."""
        to_fix = [name for name in here if name in self.standing and self.standing[name].state == "to fix"]
        broken = [name for name in to_fix if name in passed]
        if self._looked_at in broken:
            return None
        if broken:
            return broken[0]
        if self._looked_at not in here:
            return to_do(self.standing, here) or here[-1]
        return next(iter(to_fix), None) if self._looked_at in passed else None

    def _run(self, folders: Iterable[Path]) -> None:
        self.is_running = True
        self._started = time.monotonic()
        self._runner.run(tuple(folders))

    def _look_at(self, exercise: Exercise) -> None:
        self._looked_at = exercise.id
        self.hints = ()

    def _next(self) -> Exercise:
        """Return the next exercise that does not pass, after the last the first; the same where all others do."""
        exercises = list(self.workbook.handout.exercises.values())
        here = exercises.index(self.exercise)
        after = [*exercises[here + 1 :], *exercises[:here]]
        return next((each for each in after if not self._passes(each)), self.exercise)

    def _passes(self, exercise: Exercise) -> bool:
        stands = self.state_of(exercise)
        return stands is not None and stands.state == "passed"
