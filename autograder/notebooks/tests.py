"""A file of visible tests taken apart: what belongs to one exercise, and what several share."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.catalogue import Chapter
from autograder.errors import UsageError


@dataclass(frozen=True)
class VisibleTests:
    """The parts of a file of visible tests.

    Attributes:
        shared: imports, and what is used by the tests of several exercises.
        of: the tests of every exercise, and what only they use, by the exercise's id.
    """

    shared: str
    of: dict[str, str]


@dataclass(frozen=True)
class _Part:
    """A statement at the top of the file, the names it defines, and the exercise it stands with."""

    text: str
    defines: frozenset[str]
    exercise: str
    is_test: bool
    is_import: bool


def of(path: Path, chapter: Chapter) -> VisibleTests:
    """Take a chapter's file of visible tests apart.

    Raises:
        UsageError: it cannot be read, or an exercise has no test in it.
    """
    try:
        source = path.read_text(encoding="utf-8")
        parts = _parts(source, chapter)
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    shared = _shared(parts)
    texts = {
        exercise.id: [part.text for part in parts if part.exercise == exercise.id and part not in shared]
        for exercise in chapter.exercises
    }
    if bare := [name for name, its in texts.items() if not its]:
        raise UsageError(f"{path} has no test of {bare[0]}")
    imports = [part.text for part in shared if part.is_import]
    rest = [part.text for part in shared if not part.is_import]
    joined = "\n\n\n".join(["\n".join(imports), *rest])
    return VisibleTests(joined, {name: "\n\n\n".join(texts[name]) for name in texts})


def first_line(node: ast.stmt, lines: Sequence[str]) -> int:
    """Return the number of the line that a statement begins at, with its decorators and the comments right above."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    return first


def _parts(source: str, chapter: Chapter) -> list[_Part]:
    """Return the statements of a file but its docstring; each stands with the exercise of the next test."""
    tree = ast.parse(source)
    lines = source.splitlines()
    parts: list[_Part] = []
    exercise = ""
    for node in reversed(tree.body[1:] if ast.get_docstring(tree) else tree.body):
        name = getattr(node, "name", "")
        is_test = name.startswith("test_")
        exercise = _exercise_of(name, chapter) if is_test else exercise
        text = "\n".join(lines[first_line(node, lines) - 1 : node.end_lineno])
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        is_for_all = is_import or (not is_test and "autouse" in ast.dump(node))  # nobody asks for it by its name
        parts.append(_Part(text, _defined(node), "" if is_for_all else exercise, is_test, is_import))
    return parts[::-1]


def _shared(parts: list[_Part]) -> list[_Part]:
    """Return what several exercises need: what belongs to none, and what another exercise's part speaks of."""
    shared = [part for part in parts if not part.exercise]
    while True:
        more = [part for part in parts if part in shared or (not part.is_test and _is_used(part, parts, shared))]
        if more == shared:
            return shared
        shared = more


def _is_used(part: _Part, parts: list[_Part], shared: list[_Part]) -> bool:
    others = (other for other in parts if other in shared or other.exercise != part.exercise)
    words = {word for other in others if other is not part for word in re.findall(r"\w+", other.text)}
    return bool(part.defines & words)


def _defined(node: ast.stmt) -> frozenset[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return frozenset({node.name})
    return frozenset(
        name.id for name in ast.walk(node) if isinstance(name, ast.Name) and name.ctx.__class__ is ast.Store
    )


def _exercise_of(test: str, chapter: Chapter) -> str:
    """Return the id of the exercise that a test is about: the longest name that fits."""
    fits = [each.id for each in chapter.exercises if test.startswith(f"test_{each.in_tests}_")]
    return max(fits, key=len, default="")
