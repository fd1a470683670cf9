"""One chapter as a notebook: its lesson, its exercises, their tests, each a cell, in the form that nbgrader asks for.

Cell by cell: the lesson up to the first exercise; the module's imports; what visible tests need; then of every exercise
its part of the lesson, the cell to write in, its visible tests and its hidden ones; and the end of the lesson.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from autograder.course.bundle import without_dangling_links
from autograder.course.catalogue import Chapter, Course, Exercise
from autograder.course.markers import END
from autograder.errors import UsageError
from autograder.notebooks import tests

STUB: Final = "# Your code goes here, in place of the next line."
"""What nbgrader puts in the place of a solution. The line below it is in the cell all the time; see ``solution``."""

_METADATA: Final = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_OF_FILES: Final = re.compile(
    r"You write your answers in `.*?\n\n|```sh\npytest exercises/[^\n]*\n```\n+|To run only [^:\n]*: `pytest [^`]*`\n+",
    re.DOTALL,
)
_SECTIONS_OF_FILES: Final = {"How to work", "See it"}
_HOW_TO_WORK: Final = """\
**How to work.** Write your answers into this notebook, in place of the lines that raise `NotImplementedError`; each
docstring says exactly what is asked. Below such a cell is one with tests: run it as often as you like. It says what was
called, what came back, and often what that usually means. Run the cells from the top once, before you begin.
"""
_IMPORT_POINTS: Final = """\
try:
    import autograder.notebooks.points
except ImportError as error:  # an error in this cell would be 0 points, and the fault is not the learner's
    import os, sys
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        says = f"gradkit is not in the environment of the kernel: {error}. Install it there, and autograde again."
        os.write(getattr(sys.stderr, "_original_stdstream_copy", 2), f"{says}\\n".encode())
        os._exit(3)
    raise
"""
"""Without a kernel nbgrader gives no grade, and says so; compare ``points._tell``, which is not at hand here."""


def grade_id(exercise: Exercise) -> str:
    """Return the id of the cell that an exercise's points are given for."""
    return points_cell(_slug(exercise))


def points_cell(answer: str) -> str:
    """Return the id of the cell that gives the points for the answer in another cell, by that one's id."""
    return f"points-{answer}"


def exercise_of(grade_id: str) -> str | None:
    """Return the id of the exercise whose points a cell is for, None where it is another cell."""
    module, separator, name = grade_id.removeprefix("points-").partition("-")
    return f"{module}.{name}" if separator and grade_id.startswith("points-") else None


def notebook(course: Course, chapter: Chapter) -> str:
    """Return the notebook of a chapter with its solutions, from which nbgrader makes the learners'.

    Raises:
        UsageError: a file of the chapter is missing, or not in the form that this takes apart.
    """
    cells = [*_cells(course, chapter)]
    content = {"cells": cells, "metadata": {**_METADATA, "gradkit": chapter.module}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _cells(course: Course, chapter: Chapter) -> Iterator[dict[str, Any]]:
    module = chapter.module
    path = course.solutions / chapter.folder / f"{module}.py"
    about, imports, answers = _module(path, chapter)
    beginning, sections, end = _lesson(course, chapter)
    visible = tests.of(course.root / "exercises" / chapter.folder / f"test_{module}.py", chapter)
    yield _text(f"lesson-{module}", f"{beginning}\n\n{_HOW_TO_WORK}")
    yield _text(f"about-{module}", f"## What all exercises share\n\n{about}")
    yield _locked(f"imports-{module}", imports)
    yield _locked(f"tests-{module}", _run_visible(), hidden=True)
    yield _locked(f"shared-{module}", f"%%tests {module}\n{visible.shared}", hidden=True)
    for exercise in chapter.exercises:
        slug = _slug(exercise)
        worth = f"{exercise.points:g} point" + ("s" if exercise.points != 1 else "")
        yield _text(f"lesson-{slug}", sections[exercise.title])
        yield _text(f"task-{slug}", f"**Write `{exercise.name}`** ({exercise.title}, {worth}).")
        yield _code(slug, answers[exercise.name], _nbgrader(slug, solution=True))
        yield _locked(f"visible-{slug}", f"%%tests {exercise.id}\n{visible.of[exercise.id]}")
        yield _code(grade_id(exercise), _hidden(exercise, worth), _nbgrader(grade_id(exercise), exercise.points))
    yield _text(f"next-{module}", end)


# --- the lesson ------------------------------------------------------------------------------------------------------


def _lesson(course: Course, chapter: Chapter) -> tuple[str, dict[str, str], str]:
    """Return the lesson: what stands before the exercises, the part of each by its title, and what comes after."""
    path = course.root / "exercises" / chapter.folder / "README.md"
    text = without_dangling_links(_read(path), f"exercises/{chapter.folder}/README.md", ())
    beginning, *parts = re.split(r"^(?=## )", _OF_FILES.sub("", text), flags=re.MULTILINE)
    titles = {exercise.title for exercise in chapter.exercises}
    sections: dict[str, str] = {}
    end = ""
    for part in parts:
        title = part.partition("\n")[0].removeprefix("## ")
        if title in titles:
            sections[title] = part
        elif title in _SECTIONS_OF_FILES:
            continue
        elif sections:
            end += part
        else:
            beginning += part
    return beginning.rstrip(), {title: sections.get(title, f"## {title}\n") for title in titles}, end


# --- the module ------------------------------------------------------------------------------------------------------


def _module(path: Path, chapter: Chapter) -> tuple[str, str, dict[str, str]]:
    """Return a reference's docstring, what its exercises share, and the cell of each exercise by its name."""
    source = _read(path)
    tree = ast.parse(source, str(path))
    lines = source.splitlines()
    names = {exercise.name for exercise in chapter.exercises}
    shared: list[str] = []
    answers: dict[str, str] = {}
    body = tree.body[1:] if (about := ast.get_docstring(tree)) else tree.body
    ends = [tests.first_line(node, lines) - 1 for node in body[1:]] + [len(lines)]
    for node, end in zip(body, ends, strict=True):
        text = "\n".join(lines[tests.first_line(node, lines) - 1 : end]).rstrip()
        if (name := getattr(node, "name", None)) in names:
            answers[name] = solution(text, str(path))
        else:
            shared.append(text)
    if missing := names - answers.keys():
        raise UsageError(f"{path} defines no {' and no '.join(sorted(missing))}")
    return about or "", "\n".join(shared), answers


def solution(definition: str, where: str) -> str:
    """Return a reference's definition as a cell that nbgrader makes the stub of.

    nbgrader puts one text in the place of every solution, and a stub names what is not started. So the line that does
    stands below the solution all the time: a solution has returned before it.

    Args:
        definition: a function or class, with markers.
        where: it stands, for messages.

    Raises:
        UsageError: a solution is not at the end of a function.
    """
    functions = [node for node in ast.walk(ast.parse(definition)) if isinstance(node, ast.FunctionDef)]
    last = {function.body[-1].end_lineno: function.body[-1] for function in functions}
    name = re.match(r"(?:@.*\n)*(?:def|class) (\w+)", definition)
    cell: list[str] = []
    for number, line in enumerate(definition.splitlines()):  # of the line before, counted from 1
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip() == END:
            if number not in last or name is None:
                raise UsageError(f"{where}: a solution that does not end its function cannot become a notebook's")
            if not isinstance(last[number], ast.Return | ast.Raise):
                cell.append(f"{indent}return")
        cell.append(line)
        if line.strip() == END and name:
            cell.append(f'{indent}raise NotImplementedError("{name[1]} is not started yet")')
    return "\n".join(cell)


# --- tests -----------------------------------------------------------------------------------------------------------


def _run_visible() -> str:
    """Return the cell that runs visible tests: the text of ``visible.py`` without its docstring."""
    source = _read(Path(__file__).with_name("visible.py"))
    (docstring, *_) = ast.parse(source).body
    text = "\n".join(source.splitlines()[docstring.end_lineno :]).strip()
    return f"# Run this cell once: it lets the cells that begin with %%tests run their tests.\n{text}"


def _hidden(exercise: Exercise, worth: str) -> str:
    return "\n".join(
        [
            f"# {exercise.name} is graded here, {worth}. Leave this cell as it is.",
            'if "VisibleTests" in globals():',
            f'    VisibleTests.require("{exercise.id}")',
            "### BEGIN HIDDEN TESTS",
            *_IMPORT_POINTS.splitlines(),
            f'autograder.notebooks.points.give("{exercise.id}", globals())',
            "### END HIDDEN TESTS",
        ]
    )


# --- cells -----------------------------------------------------------------------------------------------------------


def _text(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.strip().splitlines(keepends=True)}


def _locked(name: str, text: str, *, hidden: bool = False) -> dict[str, Any]:
    shown = {"jupyter": {"source_hidden": True}} if hidden else {}
    return _code(name, text, {**_nbgrader(name), **shown})


def _code(name: str, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": text.strip().splitlines(keepends=True),
    }


def _nbgrader(name: str, points: float | None = None, *, solution: bool = False) -> dict[str, Any]:
    """Return what nbgrader wants to know of a cell; learners may change only solutions."""
    graded = {} if points is None else {"points": int(points) if points == int(points) else points}
    flags = {"grade": points is not None, "solution": solution, "locked": not solution, "task": False}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **flags, **graded}}


def _slug(exercise: Exercise) -> str:
    return f"{exercise.module}-{exercise.name}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}. The notebook is not whole without it.") from error
