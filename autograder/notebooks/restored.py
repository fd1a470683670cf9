"""A notebook that was handed in, with the cells that nbgrader's gradebook knows put back as they were given out.

What a cell is (locked, graded, worth so many points) is read in the gradebook, never in what a learner handed in: of a
learner's notebook only the text of the cells counts, and the names that say which cell is which. Nothing is run here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec

from autograder.submissions.notebooks import Cell
from autograder.submissions.text import fenced, shown_lines

_TESTS_STOOD_HERE: Final = "# The tests of this cell are run elsewhere."
_UNREADABLE: Final = "(this cell could not be read)"
_KERNEL: Final = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Original:
    """A cell as it was given out.

    Attributes:
        name: its ``grade_id``.
        kind: ``code`` or ``markdown``.
        source: its text; hidden tests included.
        checksum: as nbgrader computed it.
        locked: whether a learner's text in it counts for nothing.
        solution: whether a learner's text in it is an answer.
        points: what it is worth; None where it is not graded.
        task: whether it is what nbgrader calls a task.
    """

    name: str
    kind: str
    source: str
    checksum: str | None
    locked: bool
    solution: bool
    points: float | None
    task: bool

    @property
    def metadata(self) -> dict[str, Any]:
        """What nbgrader reads in a notebook about the cell."""
        marks: dict[str, Any] = {
            "schema_version": 3,
            "grade_id": self.name,
            "grade": self.points is not None and not self.task,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "cell_type": self.kind,
            "checksum": self.checksum,
        }
        return marks if self.points is None else {**marks, "points": self.points}


class Told(NamedTuple):
    """What is shown below a graded cell: words, and the score where there is one."""

    words: str
    score: float | None


class Restored(NamedTuple):
    """A cell of a restored notebook.

    Attributes:
        kind: ``code`` or ``markdown``.
        text: what stands in it; None where that could not be read.
        original: the cell that was given out; None for a learner's own.
    """

    kind: str
    text: str | None
    original: Original | None


def restored(cells: Sequence[Cell], originals: Sequence[Original]) -> list[Restored]:
    """Return the cells of a notebook with those that are locked as they were given out.

    Of several with one name the last is the one that was given out, as nbgrader has it. A graded cell that is missing
    stands at the end.
    """
    by_name = {original.name: original for original in originals}
    last = {cell.grade_id: number for number, cell in enumerate(cells)}
    found = []
    for number, cell in enumerate(cells):
        original = by_name.get(cell.grade_id) if last[cell.grade_id] == number else None
        kind = original.kind if original else "code" if cell.kind == "code" else "markdown"
        text = original.source if original and original.locked else cell.text
        found.append(Restored(kind, text, original))
    missing = (each for each in originals if each.name not in last and (each.points is not None or each.solution))
    return found + [Restored(each.kind, each.source if each.locked else "", each) for each in missing]


def as_answers(cells: Sequence[Restored]) -> bytes:
    """Return a notebook for ``read_notebook``, without the graded tests; its cells keep their numbers."""
    texts = (
        _TESTS_STOOD_HERE if cell.original and cell.original.locked and cell.original.points is not None else cell.text
        for cell in cells
        if cell.kind == "code"
    )
    return msgspec.json.encode({"cells": [{"cell_type": "code", "source": text} for text in texts]})


def as_graded(
    cells: Sequence[Restored], told: Mapping[str, Told], messages: Sequence[str], kernel: str | None
) -> bytes:
    """Return a graded notebook for nbgrader's feedback and formgrader.

    What a learner wrote as text is shown as it was typed: markup of theirs would run in the instructor's browser.

    Args:
        cells: of the notebook.
        told: what to show below the graded cells, by ``grade_id``.
        messages: what the learner should know about the notebook as a whole.
        kernel: the kernel it was given out for, as JSON.
    """
    shown = [_graded(cell, told) for cell in cells]
    if messages:
        shown.insert(0, {"cell_type": "markdown", "metadata": {}, "source": fenced("\n".join(messages))})
    document = {
        "cells": [{"id": f"cell-{number}", **cell} for number, cell in enumerate(shown)],
        "metadata": {
            "kernelspec": (json.loads(kernel) if kernel else None) or _KERNEL,
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _graded(cell: Restored, told: Mapping[str, Told]) -> dict[str, Any]:
    metadata = {"nbgrader": cell.original.metadata} if cell.original else {}
    text = _UNREADABLE if cell.text is None else cell.text
    is_ours = cell.original is not None and cell.original.locked
    if cell.kind != "code":
        return {"cell_type": "markdown", "metadata": metadata, "source": text if is_ours else fenced(text)}
    below = told.get(cell.original.name) if cell.original else None
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": _outputs(below) if below else [],
        "source": text if is_ours else shown_lines(text),
    }


def _outputs(told: Told) -> list[dict[str, Any]]:
    """Return the outputs of a graded cell; the last is the score in the form in which nbgrader reads partial credit."""
    words = {"name": "stdout", "output_type": "stream", "text": shown_lines(told.words)}
    if told.score is None:
        return [words]
    data = {"text/plain": repr(told.score)}
    return [words, {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}]
