"""What becomes of every known answer in the hidden suites, and where that is not as it should be.

References and other right answers lose nothing; stubs earn nothing; each mistake loses the criteria it names, breaks
the exercises it names and is named itself; a mutant loses something, unless it is listed as equivalent.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from autograder.audit.mutants import mutants
from autograder.cohort.slot import grade_sources
from autograder.course.answers import Answer, Mistake, read_alternatives, read_mistakes
from autograder.course.catalogue import Course
from autograder.errors import UsageError
from autograder.grading.diagnosis import is_known
from autograder.grading.protocol import Graded, Setup
from autograder.grading.verdict import ExerciseResult

Kind = Literal["reference", "stub", "right answer", "mistake", "mutant"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

EQUIVALENT: Final = Path("tests", "equivalent")
"""Where mutants are listed that the contract cannot tell from the reference: by name, each with the reason."""


class Row(msgspec.Struct, frozen=True):
    """What became of one answer.

    Attributes:
        exercise: id of the exercise it answers.
        kind: what it is.
        name: its name among those of its kind; empty for reference and stub.
        lost: titles of the criteria of this exercise that it lost.
        fault: why the suite is not proven by it; empty where all is as it should be.
        equivalent: why it may keep every point; empty for all but listed mutants.
    """

    exercise: str
    kind: Kind
    name: str
    lost: tuple[str, ...]
    fault: str = ""
    equivalent: str = ""


@dataclass(frozen=True)
class Case:
    """An answer to be graded.

    Attributes:
        exercise: id of the exercise it answers.
        kind: what it is.
        answer: what was put on top of the reference; None for reference and stub.
        source: the module that is handed in.
        only: ids of the exercises to look at.
    """

    exercise: str
    kind: Kind
    answer: Answer | None
    source: str
    only: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name among those of its kind; empty for reference and stub."""
        return self.answer.name if self.answer else ""


class Corpus:
    """Every known answer of a course.

    Raises:
        UsageError: a file of known answers cannot be read.
    """

    def __init__(self, course: Course) -> None:
        self._course = course

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """The known mistakes, in the course's order."""
        chapters = self._course.chapters
        return [each for one in chapters for each in read_mistakes(self._course.solutions / one.folder / "mistakes.py")]

    @cached_property
    def right_answers(self) -> list[Answer]:
        """Right answers that are written differently from the reference."""
        folder = self._course.root / "tests" / "alternatives"
        return [each for module in self._course.modules for each in read_alternatives(folder / f"{module}.py")]

    @cached_property
    def equivalent(self) -> dict[str, dict[str, str]]:
        """The reasons why mutants may keep every point, by exercise and name."""
        found: dict[str, dict[str, str]] = {}
        for path in sorted((self._course.root / EQUIVALENT).glob("*.toml")):
            for name, listed in _read_toml(path).items():
                exercise = f"{path.stem}.{name}"
                if exercise not in self._course.exercises:
                    raise UsageError(f"{path}: there is no exercise {exercise}")
                found[exercise] = listed
        return found

    def cases(self, exercises: Sequence[str]) -> list[Case]:
        """Return every answer to these exercises."""
        return [case for exercise in exercises for case in self._cases(exercise)]

    def _cases(self, exercise: str) -> Iterator[Case]:
        module = self._course.exercises[exercise].module
        chapter = self._course.chapter_of(module)
        reference = self._course.reference(module)
        stub = (self._course.root / "exercises" / chapter.folder / f"{module}.py").read_text(encoding="utf-8")
        everything = tuple(each.id for each in chapter.exercises)
        needed = self._course.with_earlier(exercise)
        yield Case(exercise, "reference", None, reference, needed)
        yield Case(exercise, "stub", None, stub, (exercise,))
        for answer in self.right_answers:
            if answer.exercise == exercise:
                yield Case(exercise, "right answer", answer, answer.on(reference), everything)
        for mistake in self.mistakes:
            if mistake.exercise == exercise:
                yield Case(exercise, "mistake", mistake, mistake.on(reference), everything)
        for mutant in mutants(exercise, reference):
            yield Case(exercise, "mutant", mutant, mutant.on(reference), needed)


def _read_toml(path: Path) -> dict[str, dict[str, str]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def prove(corpus: Corpus, cases: Sequence[Case], setup: Setup, executor: Executor) -> Iterator[Row]:
    """Put known answers to the hidden suites and yield what became of each, in their order.

    Raises:
        UsageError: a file of the course is wrong, or the machine cannot grade as ``setup`` asks.
        EngineError: an answer could not be graded, for a fault of ours.
    """
    futures = [
        executor.submit(grade_sources, setup, {case.exercise.partition(".")[0]: case.source.encode()}, case.only)
        for case in cases
    ]
    try:
        for case, future in zip(cases, futures, strict=True):
            yield _row(case, future.result(), corpus.equivalent.get(case.exercise, {}).get(case.name, ""))
    finally:
        for future in futures:
            future.cancel()


def stale(corpus: Corpus, cases: Sequence[Case]) -> Iterator[Row]:
    """Yield what is listed as equivalent for the exercises of these cases, and is no mutant any more."""
    there = {(case.exercise, case.name) for case in cases if case.kind == "mutant"}
    for exercise in dict.fromkeys(case.exercise for case in cases):
        for name in corpus.equivalent.get(exercise, {}):
            if (exercise, name) not in there:
                yield Row(exercise, "mutant", name, (), f"{EQUIVALENT} lists it, and there is no such mutant")


def fault_of(answer: Answer, graded: Graded) -> str:
    """Return why a suite is not fair to a known mistake or another right answer, or nothing."""
    losses = {name: lost(result) for name, result in graded.exercises.items() if lost(result)}
    if isinstance(answer, Mistake):
        return next(_faults_of_mistake(answer, graded.exercises[answer.exercise], losses), "")
    if losses:
        return f"a right answer loses {_told(losses)}"
    return "a right answer is diagnosed" if any(each.diagnoses for each in graded.exercises.values()) else ""


def _faults_of_mistake(mistake: Mistake, result: ExerciseResult, losses: Mapping[str, Sequence[str]]) -> Iterator[str]:
    titles = {verdict.title for verdict in result.criteria}
    decided = {verdict.title for verdict in result.criteria if verdict.status != "skipped"}
    named = decided if mistake.loses is None else decided.intersection(mistake.loses)
    mine = set(losses.get(mistake.exercise, ()))
    broken = losses.keys() - {mistake.exercise}
    if strange := set(mistake.loses or ()) - titles:
        yield f"it names criteria that there are not: {sorted(strange)}"
    if not mine:
        yield "it keeps every point"
    if mine != named:
        yield f"it loses {sorted(mine - named)} more and {sorted(named - mine)} less than it names"
    if broken != set(mistake.breaks):
        yield f"it breaks {sorted(broken)}, and names {sorted(mistake.breaks)}"
    told = [diagnosis for diagnosis in result.diagnoses if diagnosis.id == mistake.name]
    if not is_known(told):
        yield f"it is not named, but {[diagnosis.id for diagnosis in result.diagnoses]}"


def lost(result: ExerciseResult) -> tuple[str, ...]:
    """Return the titles of the criteria that were decided against the answer."""
    return tuple(verdict.title for verdict in result.criteria if verdict.status not in {"passed", "skipped"})


def _told(losses: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{exercise}: {', '.join(titles)}" for exercise, titles in losses.items())


def _row(case: Case, graded: Graded, equivalent: str) -> Row:
    result = graded.exercises[case.exercise]
    return Row(case.exercise, case.kind, case.name, lost(result), _fault(case, graded, equivalent), equivalent)


def _fault(case: Case, graded: Graded, equivalent: str) -> str:
    result = graded.exercises[case.exercise]
    if case.kind == "stub":
        return "" if result.status == "not_started" and not result.score else f"the stub is {result.status}"
    if case.kind == "reference":
        return "" if result.status == "passed" else f"the reference loses {', '.join(lost(result))}"
    if case.kind == "mutant":
        if equivalent:
            return f"listed as equivalent, but it loses {', '.join(lost(result))}" if lost(result) else ""
        return "" if lost(result) else "it survives"
    assert case.answer is not None
    return fault_of(case.answer, graded)
