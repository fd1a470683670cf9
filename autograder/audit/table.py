"""The audit as a table: which criterion catches what, on a terminal, as JSON, and as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import jinja2
import msgspec
from rich.console import Console
from rich.table import Table

from autograder.audit.proof import KINDS, Kind, Row

_PAGE: Final = files(__package__).joinpath("page.html")


class Criterion(msgspec.Struct, frozen=True):
    """What one criterion is good for.

    Attributes:
        title: what it asks.
        catches: how many mistakes and mutants lose it.
        alone: how many of these lose nothing else; 0 where others catch all that it does.
    """

    title: str
    catches: int
    alone: int


class Exercise(msgspec.Struct, frozen=True):
    """The proof of one exercise's criteria.

    Attributes:
        id: the exercise's id.
        criteria: in the order of the suite.
        rows: every answer, kind by kind.
    """

    id: str
    criteria: list[Criterion]
    rows: list[Row]

    def of_kind(self, kind: Kind) -> list[Row]:
        """Return the answers of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def faults(self) -> list[Row]:
        """The answers that are not treated as they should be."""
        return [row for row in self.rows if row.fault]

    @property
    def killed(self) -> int:
        """How many mutants lose something."""
        return sum(bool(row.lost) for row in self.of_kind("mutant"))

    @property
    def equivalent(self) -> int:
        """How many mutants are listed as equivalent."""
        return sum(bool(row.equivalent) for row in self.of_kind("mutant"))


@dataclass(frozen=True)
class Proof:
    """The whole audit."""

    exercises: list[Exercise]
    seed: int

    @property
    def faults(self) -> list[Row]:
        """The answers that are not treated as they should be."""
        return [row for exercise in self.exercises for row in exercise.faults]


def tabulate(rows: Sequence[Row], seed: int) -> Proof:
    """Sort rows by exercise and count what each criterion catches.

    Args:
        rows: what became of every answer, an exercise's kind by kind.
        seed: what the inputs were drawn from.
    """
    names = dict.fromkeys(row.exercise for row in rows)
    return Proof([_exercise(name, [row for row in rows if row.exercise == name]) for name in names], seed)


def _exercise(name: str, rows: list[Row]) -> Exercise:
    titles = next(row.lost for row in rows if row.kind == "stub")  # a stub loses every criterion that is decided
    wrong = [row.lost for row in rows if row.kind in {"mistake", "mutant"}]
    criteria = [
        Criterion(title, sum(title in lost for lost in wrong), sum(lost == (title,) for lost in wrong))
        for title in titles
    ]
    return Exercise(name, criteria, rows)


def as_json(proof: Proof) -> str:
    """Return the audit as JSON."""
    document = {"seed": proof.seed, "faults": len(proof.faults), "exercises": proof.exercises}
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"


def as_page(proof: Proof) -> str:
    """Return the audit as an HTML page that needs nothing else."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_PAGE.read_text(encoding="utf-8")).render(proof=proof, kinds=KINDS[2:])


def print_table(proof: Proof, console: Console) -> None:
    """Print a line an exercise, and then all that is not as it should be."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("exercise", no_wrap=True)
    for heading in ("criteria", "right", "wrong", "mutants", "killed", "listed", "faults"):
        table.add_column(heading, justify="right")
    for exercise in proof.exercises:
        counts = (
            len(exercise.criteria),
            *(len(exercise.of_kind(kind)) for kind in KINDS[2:]),
            exercise.killed,
            exercise.equivalent,
            len(exercise.faults),
        )
        table.add_row(exercise.id, *map(str, counts), style="bold red" if exercise.faults else "")
    console.print(table)
    _print_idle(proof, console)
    for row in proof.faults:
        console.print(f"\n[bold]{row.exercise}[/], {row.kind}", highlight=False)
        for line in (row.name, row.fault):
            if line:
                console.print(f"  {line}", markup=False, highlight=False)
    mutants = sum(len(exercise.of_kind("mutant")) for exercise in proof.exercises)
    killed = sum(exercise.killed for exercise in proof.exercises)
    equivalent = sum(exercise.equivalent for exercise in proof.exercises)
    verdict = f"{len(proof.faults)} {'fault' if len(proof.faults) == 1 else 'faults'}" if proof.faults else "proven"
    console.print(
        f"\n{verdict}: {killed} of {mutants} mutants killed, {equivalent} listed as equivalent; seed {proof.seed}",
        highlight=False,
    )


def _print_idle(proof: Proof, console: Console) -> None:
    """Name the criteria without which nothing would be missed."""
    idle = [(exercise.id, each) for exercise in proof.exercises for each in exercise.criteria if not each.catches]
    if idle:
        console.print("\nCriteria that catch nothing:", highlight=False)
        for exercise, criterion in idle:
            console.print(f"  {exercise}: {criterion.title}", markup=False, highlight=False)
