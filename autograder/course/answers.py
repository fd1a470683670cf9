"""Known answers to exercises: the mistakes of ``solutions/*/mistakes.py``, and right answers differently written.

Such a file is a plain Python module of decorated definitions, but it is never imported to be used: each definition's
source is taken out and put on top of the reference module, as if one learner had handed in just that. So it calls the
reference's other functions, or whatever stands in their place.
"""

import ast
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from autograder.errors import UsageError

Definition = TypeVar("Definition", bound=Callable[..., Any])


def mistake(
    exercise: str,
    name: str,
    *,
    loses: Sequence[str] | Literal["everything"],
    says: str,
    read: str,
    breaks: Sequence[str] = (),
) -> Callable[[Definition], Definition]:
    """Mark a definition as a known wrong answer.

    Args:
        exercise: id of the exercise it answers, ``"descent.mse"``.
        name: what the learner did, in kebab case, unique within the exercise.
        loses: the titles of exactly those criteria of the exercise it fails; the audit holds it to them.
        says: one to three sentences for the learner.
        read: what to read, as ``path#heading``.
        breaks: the ids of exercises that nothing correct can be built on it for: it raises there, or gives what cannot
            tell right from wrong. They lose points too; no other exercise does.
    """
    return _leave


def alternative(exercise: str, name: str) -> Callable[[Definition], Definition]:
    """Mark a definition as a right answer that is written differently from the reference."""
    return _leave


def rewrite(exercise: str, name: str) -> Callable[[Definition], Definition]:
    """Mark a definition as the known mistake of that name, written afresh in another style."""
    return _leave


def _leave(definition: Definition) -> Definition:
    return definition


@dataclass(frozen=True)
class Answer:
    """A definition to put on top of a reference module.

    Attributes:
        exercise: id of the exercise it answers.
        name: its name among the answers to that exercise.
        source: its source text, decorators left out.
    """

    exercise: str
    name: str
    source: str

    def on(self, reference: str) -> str:
        """Return the module that a learner would have handed in: the reference, with this answer in its place."""
        return f"{reference}\n\n{self.source}\n"


@dataclass(frozen=True)
class Mistake(Answer):
    """A known wrong answer; the fields are the arguments of ``mistake``, and None stands for everything."""

    loses: tuple[str, ...] | None
    says: str
    read: str
    breaks: tuple[str, ...]


def read_mistakes(path: Path) -> list[Mistake]:
    """Return the mistakes of a file, in order.

    Raises:
        UsageError: a decorated definition is not in the form that ``mistake`` documents.
    """
    return [
        Mistake(
            arguments["exercise"],
            arguments["name"],
            source,
            None if arguments["loses"] == "everything" else tuple(arguments["loses"]),
            arguments["says"],
            arguments["read"],
            tuple(arguments.get("breaks", ())),
        )
        for arguments, source in _decorated(path, mistake)
    ]


def read_alternatives(path: Path) -> list[Answer]:
    """Return the right answers of a file, in order; raises as ``read_mistakes`` does."""
    return [Answer(**arguments, source=source) for arguments, source in _decorated(path, alternative)]


def read_rewrites(path: Path) -> list[Answer]:
    """Return the rewritten mistakes of a file, in order; raises as ``read_mistakes`` does."""
    return [Answer(**arguments, source=source) for arguments, source in _decorated(path, rewrite)]


def source_of(node: ast.stmt, text: str) -> str:
    """Return the lines of a statement, decorators left out; ``ast.get_source_segment`` takes far longer."""
    return "\n".join(text.replace("\r\n", "\n").split("\n")[node.lineno - 1 : node.end_lineno])


def _decorated(path: Path, decorator: Callable[..., Any]) -> list[tuple[dict[str, Any], str]]:
    """Return arguments and source of every top-level definition that bears a decorator."""
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    found = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == decorator.__name__:
                if len(node.decorator_list) > 1:
                    raise UsageError(
                        f"{path}, line {node.lineno}: {node.name} bears a second decorator; it would be lost"
                    )
                found.append((_read_call(path, call, decorator), source_of(node, text)))
    if not found:
        raise UsageError(f"{path} holds no definition marked @{decorator.__name__}")
    return found


def _read_call(path: Path, call: ast.Call, decorator: Callable[..., Any]) -> dict[str, Any]:
    where = f"{path}, line {call.lineno}"
    try:
        positional = [ast.literal_eval(argument) for argument in call.args]
        keywords = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError as error:
        raise UsageError(f"{where}: all arguments are plain strings or lists") from error
    try:
        arguments = inspect.signature(decorator).bind(*positional, **keywords).arguments
    except TypeError as error:
        raise UsageError(f"{where}: @{decorator.__name__} {error}") from error
    for key in ("loses", "breaks"):
        if isinstance(arguments.get(key), str) and (key, arguments[key]) != ("loses", "everything"):
            raise UsageError(f"{where}: {key} is a list")
    return arguments
