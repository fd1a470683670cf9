"""A course folder of nbgrader as it is after ``nbgrader collect``: two chapters, and learners of every kind."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]

ASSIGNMENTS = {"neuron": "03_neuron", "descent": "04_descent"}
SECRET = "a secret of nbgrader's"


def nbgrader(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command, as in an environment that is activated: it calls alembic by its name."""
    bin_folder = Path(sys.executable).parent
    command = [str(bin_folder / "nbgrader"), *map(str, arguments)]
    path = f"{bin_folder}:{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


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
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def right(self, module: str) -> Notebook:
        """The notebook of somebody who has everything right."""
        return read(self.root / "source" / ASSIGNMENTS[module] / f"{module}.ipynb")

    def blank(self, module: str) -> Notebook:
        """The notebook as it was given out."""
        return read(self.root / "release" / ASSIGNMENTS[module] / f"{module}.ipynb")

    def folder(self, student: str, module: str) -> Path:
        folder = self.root / "submitted" / student / ASSIGNMENTS[module]
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
        return read(self.root / "autograded" / student / ASSIGNMENTS[module] / f"{module}.ipynb")


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
        code("%matplotlib inline", "!pip install nothing", "import sys", "print('noise', file=sys.stderr)"),
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
    writes = code(
        "import sqlite3, glob",
        f"base = sqlite3.connect({str(course.root / 'gradebook.db')!r})",
        "base.execute('UPDATE grade SET manual_score = 2')",
        "base.commit()",
        f"print(open({str(course.root / 'source' / '03_neuron' / 'neuron.ipynb')!r}).read())",
    )
    course.hand_in("writes", "neuron", _with_first(course.blank("neuron"), writes))
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


MARKUP = (
    "```\n<script>steal()</script>\n[x](javascript:steal())\n```\n\n"
    "$$<script>steal()</script>$$\n\n<img onerror=steal()>"
)
HOSTILE = ("leaves", "patches", "writes", "forges", "deletes", "doubles", "markup", "giant")


def _with_first(notebook, *cells):
    notebook["cells"][0:0] = cells
    return notebook
