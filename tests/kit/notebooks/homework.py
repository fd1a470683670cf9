"""Notebooks as learners hand them in, and the real commands of nbgrader with an exchange folder of their own."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.course.answers import source_of
from autograder.course.catalogue import Course

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
BIN = Path(sys.executable).parent

# nbgrader takes a learner's name from the operating system; all of ours are one user there.
_AS_LEARNER = """\
import os, sys
import nbgrader.utils
nbgrader.utils.get_osusername = lambda: os.environ["LEARNER"]
from nbgrader.apps.nbgraderapp import main
sys.exit(main())
"""
_ALL_SUBMIT = """\
import os, sys
import nbgrader.utils
from nbgrader.apps import SubmitApp
for home in sys.argv[2:]:
    os.chdir(home)
    nbgrader.utils.get_osusername = lambda: os.path.basename(home)
    SubmitApp.launch_instance([sys.argv[1], "--course", "gradkit"])
    SubmitApp.clear_instance()
"""
_EXCHANGE = """\
c = get_config()
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
c.ExchangeCollect.check_owner = False
"""


class Classroom:
    """A folder with a course in nbgrader, an exchange folder, and a home for each learner."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = root / "course"
        settings = root / "settings"
        for folder in ("exchange", "settings", "cache"):
            (root / folder).mkdir()
        (root / "exchange").chmod(0o777)
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        self._environment |= {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",  # nbgrader runs alembic
            "JUPYTER_CONFIG_DIR": str(settings),
            "JUPYTER_DATA_DIR": str(root / "data"),
            "IPYTHONDIR": str(root / "ipython"),
            "GRADKIT_COURSE": str(ROOT),
            "GRADKIT_SEED": "5",
        }
        config = _EXCHANGE.format(exchange=str(root / "exchange"), cache=str(root / "cache"))
        (settings / "nbgrader_config.py").write_text(config, encoding="utf-8")

    def nbgrader(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of nbgrader in the course folder."""
        return self._run([str(BIN / "nbgrader"), *arguments], self.course, environment)

    def gradkit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours in the course folder."""
        return self._run([str(BIN / "gradkit"), *arguments], self.course, {})

    def as_learner(self, learner: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of nbgrader in a learner's home."""
        home = self.home(learner)
        home.mkdir(exist_ok=True)
        command = [sys.executable, "-c", _AS_LEARNER, *arguments, "--course", "gradkit"]
        return self._run(command, home, {"LEARNER": learner})

    def all_submit(self, learners: Iterable[str], assignment: str) -> None:
        """Have many learners submit in one process, since each command takes seconds."""
        homes = [str(self.home(learner)) for learner in learners]
        ran = self._run([sys.executable, "-c", _ALL_SUBMIT, assignment, *homes], self.root, {})
        assert ran.returncode == 0, ran.stderr

    def home(self, learner: str) -> Path:
        """Return the folder in which a learner works."""
        return self.root / learner

    def _run(
        self, command: list[str], folder: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        environment = {**self._environment, **environment}
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def write_answers(path: Path, answers: Mapping[str, str]) -> None:
    """Write answers into the solution cells of a notebook, by the exercise's name; the others stay as they are."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        name = marks.get("grade_id", "").partition("-")[2]
        if marks.get("solution") and name in answers:
            cell["source"] = answers[name]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def answers_of(module: str) -> dict[str, str]:
    """Return the right answers to a module's exercises, by name."""
    text = COURSE.reference(module)
    return {node.name: source_of(node, text) for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def totals(export: str) -> dict[tuple[str, str], float]:
    """Return the scores in what ``nbgrader export`` wrote, by assignment and learner."""
    head, *rows = (line.split(",") for line in export.splitlines())
    at = [head.index(name) for name in ("assignment", "student_id", "score")]
    return {(row[at[0]], row[at[1]]): float(row[at[2]]) for row in rows}


def plain(text: str) -> str:
    """Return a text without the colors of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
