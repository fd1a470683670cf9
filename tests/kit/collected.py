"""A course folder of nbgrader as it is after ``nbgrader collect``: two chapters, and learners of every kind."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]

ASSIGNMENTS = {"neuron": "03_neuron", "descent": "04_descent"}
SECRET = "a secret of nbgrader's"


def nbgrader(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command."""
    return _run("nbgrader", *arguments, cwd=cwd)


def gradkit(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run our own command."""
    return _run("gradkit", *arguments, cwd=cwd)


def done(ran: subprocess.CompletedProcess[str]) -> None:
    """Make sure that a command ended well."""
    assert ran.returncode == 0, f"{ran.args}\n{ran.stdout}{ran.stderr}"


def _run(program: str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as in an environment that is activated: nbgrader calls alembic by its name."""
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    command = [str(bin_folder / program), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def read(path: Path) -> Notebook:
    return json.loads(path.read_text(encoding="utf-8"))


def code(*lines: str) -> Notebook:
    """A code cell of a learner's own."""
    return {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None,
            "source": "\n".join(lines)}  # fmt: skip


def text(source: str) -> Notebook:
    """A cell of a learner's own with text."""
    return {"cell_type": "markdown", "id": "own", "metadata": {}, "source": source}


def grade_id(cell: Notebook) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def cell_of(notebook: Notebook, name: str) -> Notebook:
    return next(cell for cell in notebook["cells"] if grade_id(cell) == name)


def answered(notebook: Notebook, answers: Mapping[str, str]) -> Notebook:
    """Write answers into a notebook, by the ``grade_id`` of their cells."""
    for name, source in answers.items():
        cell_of(notebook, name)["source"] = source
    return notebook


class Collected:
    """A course folder with what was handed in.

    Args:
        root: the folder.
        assignments: what is given out, by module.
    """

    def __init__(self, root: Path, assignments: Mapping[str, str] = ASSIGNMENTS) -> None:
        self.root = root
        self.assignments = assignments

    def give_out(self) -> None:
        """Make the folder, and make the assignments ready to be given out."""
        chapters = (f"--chapters={module}" for module in self.assignments)
        done(gradkit("nbgrader", "build", "--out", self.root, *chapters, cwd=self.root.parent))
        for assignment in self.assignments.values():
            done(nbgrader("generate_assignment", assignment, cwd=self.root))

    def right(self, module: str) -> Notebook:
        """The notebook of somebody who has everything right."""
        return read(self.root / "source" / self.assignments[module] / f"{module}.ipynb")

    def blank(self, module: str) -> Notebook:
        """The notebook as it was given out."""
        return read(self.root / "release" / self.assignments[module] / f"{module}.ipynb")

    def folder(self, student: str, module: str) -> Path:
        folder = self.root / "submitted" / student / self.assignments[module]
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(self, student: str, module: str, content: Notebook | str, name: str = "") -> None:
        folder = self.folder(student, module)
        (folder / "timestamp.txt").write_text("2026-11-01 12:00:00.000000 UTC")
        (folder / "submission_secret.txt").write_text(SECRET)
        data = content if isinstance(content, str) else json.dumps(content)
        (folder / (name or f"{module}.ipynb")).write_text(data, encoding="utf-8")

    def graded(self, student: str, module: str) -> Notebook:
        """The notebook that was written for nbgrader's feedback."""
        return read(self.root / "autograded" / student / self.assignments[module] / f"{module}.ipynb")

    def scores(self) -> dict[tuple[str, str, str], float | None]:
        """The automatic scores, by student, assignment and cell."""
        return {cell: automatic for cell, (automatic, *_) in self.grades().items()}

    def grades(self) -> dict[tuple[str, str, str], tuple[float | None, float | None, float | None, bool]]:
        """The grades, likewise: automatic, manual, extra credit, and whether a person is asked for."""
        with contextlib.closing(self._gradebook()) as base:
            found = base.execute(
                "SELECT student_id, assignment.name, base_cell.name, auto_score, manual_score, extra_credit, "
                "needs_manual_grade FROM grade "
                "JOIN base_cell ON base_cell.id = grade.cell_id "
                "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
                "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
                "JOIN assignment ON assignment.id = submitted_assignment.assignment_id"
            )
            return {row[:3]: row[3:] for row in found}

    def forget_scores(self) -> None:
        """Take all automatic scores out of the gradebook."""
        with contextlib.closing(self._gradebook()) as base:
            base.execute("UPDATE grade SET auto_score = NULL")
            base.commit()

    def _gradebook(self) -> sqlite3.Connection:
        return sqlite3.connect(self.root / "gradebook.db")


WRONG = "def sigmoid(x):\n    return 1 / (1 + torch.exp(x))"
RIGHT = "def sigmoid(x):\n    return 1 / (1 + torch.exp(-x))"


def honest(course: Collected) -> None:
    """Hand in what honest learners do."""
    for module in ASSIGNMENTS:
        course.hand_in("right", module, course.right(module))
        course.hand_in("blank", module, course.blank(module))
    course.hand_in("wrong", "neuron", answered(course.right("neuron"), {"neuron-sigmoid": WRONG}))
    noisy = course.right("neuron")
    noisy["cells"][2:2] = [
        code("%matplotlib inline", "!echo nothing", "import sys", "print('noise', file=sys.stderr)"),
        code("display('hello')", "1 / 0"),
        code("def broken(:"),
    ]
    course.hand_in("noisy", "neuron", noisy)
    course.hand_in("renamed", "neuron", course.right("neuron"), "my homework (1).ipynb")
    spoiled = course.right("neuron")
    cell_of(spoiled, "imports-neuron")["source"] = "import trch"
    course.hand_in("spoiled", "neuron", spoiled)
    course.hand_in("damaged", "neuron", '{"cells": [')
    (course.folder("missing", "neuron") / "notes.txt").write_text("I was ill.")


def hostile(course: Collected) -> None:
    """Hand in what earns nothing: every one of these has no right answer, and tries something else."""
    course.hand_in("leaves", "neuron", _with_first(course.blank("neuron"), code("import os", "os._exit(0)")))
    patches = code(
        "import torch, builtins",
        "torch.equal = torch.allclose = lambda *a, **k: True",
        "torch.testing.assert_close = lambda *a, **k: None",
        "torch.Tensor.__eq__ = lambda *a: torch.tensor(True)",
        "import nbgrader.utils",
        "nbgrader.utils.determine_grade = lambda *a, **k: (2.0, 2.0)",
    )
    course.hand_in("patches", "neuron", _with_first(course.blank("neuron"), patches))
    gaining(course)
    forges = course.blank("neuron")
    for cell in forges["cells"]:
        if grade_id(cell).startswith("points-"):
            cell["metadata"]["nbgrader"] |= {"points": 1000, "locked": False, "solution": True}
            cell["source"] = "2.0"
            data = {"text/plain": "1000"}
            cell["outputs"] = [{"output_type": "execute_result", "data": data, "execution_count": 1, "metadata": {}}]
    course.hand_in("forges", "neuron", forges)
    deletes = course.blank("neuron")
    deletes["cells"] = [cell for cell in deletes["cells"] if not grade_id(cell).startswith("points-")]
    course.hand_in("deletes", "neuron", deletes)
    doubles = course.blank("neuron")
    again = {**code("2.0"), "metadata": cell_of(doubles, "points-neuron-sigmoid")["metadata"]}
    doubles["cells"] += [again, {**again, "metadata": {"nbgrader": {"grade_id": "points-descent-mse", "grade": True}}}]
    doubles["cells"] += [{**again, "metadata": {"nbgrader": {"grade_id": ["no", "name"]}}}]
    course.hand_in("doubles", "neuron", doubles)
    course.hand_in("markup", "neuron", _with_first(course.blank("neuron"), text(MARKUP), code(f"# {MARKUP}")))
    giant = course.blank("neuron")
    giant["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2" * 30_000_000}]
    course.hand_in("giant", "neuron", giant)


def gaining(course: Collected) -> None:
    """Hand in what earns nothing, and gains something where cells run in the kernel that decides."""
    replaces = code(
        "import autograder.notebooks.points as ours",
        "ours.points = lambda course, exercise, result: course.exercises[exercise].points",
    )
    hides = code("type(get_ipython().displayhook).__call__ = lambda *value: None")
    writes = code(
        "import sqlite3",
        f"base = sqlite3.connect({str(course.root / 'gradebook.db')!r}, timeout=30)",
        "base.execute('UPDATE grade SET extra_credit = 2 WHERE auto_score IS NOT NULL')",
        "base.commit()",
        f"print(open({str(course.root / 'source' / '03_neuron' / 'neuron.ipynb')!r}).read())",
    )
    for student, cell in {"replaces": replaces, "hides": hides, "writes": writes}.items():
        course.hand_in(student, "neuron", _with_first(course.blank("neuron"), cell))


MARKUP = (
    "```\n<script>steal()</script>\n[x](javascript:steal())\n```\n\n"
    "$$<script>steal()</script>$$\n\n<img onerror=steal()>"
)
HOSTILE = ("replaces", "hides", "writes", "leaves", "patches", "forges", "deletes", "doubles", "markup", "giant")


def _with_first(notebook, *cells):
    notebook["cells"][0:0] = cells
    return notebook
