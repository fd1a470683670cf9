"""A learner's folder, to be edited."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.course.catalogue import Course

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)


@dataclass(frozen=True)
class Desk:
    """A learner's folder, and what they do in it."""

    root: Path

    def path(self, module: str) -> Path:
        """Return where a module is written."""
        return self.root / "exercises" / COURSE.chapter_of(module).folder / f"{module}.py"

    def solve(self, *modules: str) -> None:
        """Write the reference into modules."""
        for module in modules:
            self.path(module).write_text(COURSE.reference(module), encoding="utf-8")

    def write(self, exercise: str, body: str) -> None:
        """Write a body in place of an exercise's stub."""
        module, _, name = exercise.partition(".")
        stub = (
            "    # Your code goes here, in place of the next line.\n"
            f'    raise NotImplementedError("{name} is not started yet")'
        )
        text = self.path(module).read_text(encoding="utf-8")
        assert stub in text
        self.path(module).write_text(text.replace(stub, f"    {body}"), encoding="utf-8")

    def pytest(self, *arguments: str, folder: str = ".") -> subprocess.CompletedProcess[str]:
        """Run pytest as a learner without gradkit does: with no plugin but pytest-timeout, 80 columns wide."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "80"}
        command = [sys.executable, "-m", "pytest", "-p", "pytest_timeout", *arguments]
        return subprocess.run(
            command, cwd=self.root / folder, capture_output=True, text=True, check=False, env=environment
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A folder as learners get it."""
    ignored = shutil.ignore_patterns("__pycache__", "pictures")
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=ignored)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["exercises"]\n', encoding="utf-8")
    for chapter in COURSE.chapters:  # whatever an author left in theirs
        stub = ROOT / "exercises" / chapter.folder / f"{chapter.module}.py"
        shutil.copy(stub, tmp_path / "exercises" / chapter.folder)
    return Desk(tmp_path)
