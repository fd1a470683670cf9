"""What of a module is still to be written: told from its text alone, since running it may never end."""

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import TypeAlias

_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class NoPython(Exception):
    """A text that Python cannot read; the message says where and why."""


def unfinished(source: bytes, stub: str, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the exercises of a module that are not finished, by what is the matter with them.

    Args:
        source: the module as it stands.
        stub: the module as it was handed out.
        names: of its exercises.

    Raises:
        NoPython: the source has a syntax error.
    """
    tree = _parse(source)
    mine = {definition.name: definition for definition in _definitions(tree)}  # of several, the last counts
    stubs = {definition.name: definition for definition in _definitions(_parse(stub.encode()))}
    bound = _bound(tree)
    found: dict[str, list[str]] = {}
    for name in names:
        if name in mine:
            found.setdefault(_matter(mine[name], stubs[name]), []).append(name)
        elif name not in bound:
            found.setdefault("not there", []).append(name)
    return {matter: names for matter, names in found.items() if matter}


def _matter(mine: _Definition, stub: _Definition) -> str:
    if _text(mine) == _text(stub):
        return "not started"
    return "still raises NotImplementedError, as handed out" if _gaps(mine) & _gaps(stub) else ""


def _gaps(definition: _Definition) -> set[str]:
    """Return the statements of a definition that stand where a learner's code goes."""
    raised = {_text(node) for node in ast.walk(definition) if isinstance(node, ast.Raise)}
    return {text for text in raised if "NotImplementedError" in text}


def _text(node: ast.AST) -> str:
    """Return what tells a node from others, without comments and the form of the lines."""
    try:
        return ast.dump(node)
    except RecursionError:
        return f"nested too deeply for a stub, in line {getattr(node, 'lineno', 0)}"


def _definitions(tree: ast.Module) -> Iterator[_Definition]:
    """Give the functions and classes of a module, in order; in a notebook they stand in a ``try``."""
    waiting: list[ast.AST] = [*reversed(tree.body)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _Definition):
            yield node
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            waiting.extend(reversed([*ast.iter_child_nodes(node)]))


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that are given a value anywhere in a module, by an assignment or an import."""
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.asname or node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}


def _parse(source: bytes) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string is no matter of ours
            return ast.parse(source)
    except SyntaxError as error:
        raise NoPython(f"line {error.lineno}: {error.msg}" if error.lineno else str(error.msg)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise NoPython(str(error) or "it is nested too deeply") from error
