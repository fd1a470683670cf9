"""Imports point one way: each package imports only from those above it, and some modules only what they must."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "autograder"
LAYERS = [
    "errors", "course", "submissions", "sandbox", "grading", "cohort", "reports", "learner", "notebooks", "audit",
    "commands", "cli",
]  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(name: str) -> str:
    return name.split(".")[1]


def imported(path: Path) -> set[str]:
    """Return the modules of gradkit that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module} | {f"{node.module}.{alias.name}" for alias in node.names})
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return {name for name in found if name.split(".")[0] == "autograder"}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


QUESTIONS = {dotted(path) for path in MODULES if path.parent == PACKAGE / "sandbox" / "kit"}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_imports_only_from_its_own_layer_and_those_above(path):
    if path == PACKAGE / "__init__.py":
        assert imported(path) == {"autograder.notebooks.extension", "autograder.notebooks.extension.load"}
        return  # lazily, for %load_ext; what an import of the package loads is tested below
    own = LAYERS.index(layer(dotted(path)))
    names = {name for name in imported(path) if name != "autograder"}
    assert {name for name in names if LAYERS.index(layer(name)) > own} == set()


def test_nothing_imports_the_package_root():
    roots = {dotted(path) for path in MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(node, ast.ImportFrom) and node.module == "autograder"
             and any(alias.name not in LAYERS for alias in node.names)}  # fmt: skip
    assert roots == set()


def test_there_is_no_cycle():
    names = {dotted(path): path for path in MODULES}
    graph = {name: imported(path) & set(names) for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"a cycle: {' -> '.join((*way, name))}"
        if name not in done:
            for other in graph[name] - {name}:
                visit(other, (*way, name))
            done.add(name)

    for name in names:
        visit(name, ())


def loaded(statement: str) -> set[str]:
    program = f"import sys\nbefore = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_a_worker_loads_nothing_of_ours_but_the_wire_and_its_questions():
    ours = {name for name in loaded("import autograder.sandbox.worker") if name.startswith(("autograder", "pytest"))}
    assert ours == {
        "autograder",
        "autograder.sandbox",
        "autograder.sandbox.wire",
        "autograder.sandbox.worker",
        *QUESTIONS,
    }


@pytest.mark.parametrize(
    "module",
    ["autograder.cli", "autograder.grading.plugin", "autograder.commands.grade", "autograder.commands.serve"],
)
def test_what_every_command_or_pytest_run_loads_is_light(module):
    assert not {"torch", "numpy", "matplotlib", "dask", "nbformat"} & loaded(f"import {module}")


def test_no_module_is_called_utils():
    assert not [path for path in MODULES if path.stem in {"utils", "util", "helpers", "misc", "common"}]
