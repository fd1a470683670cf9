"""From a Jupyter notebook to the source of a module, in memory: nothing of it is run here, and no output is built.

Code cells follow each other in one text, as they stand, with three changes.

Magics. In a cell that is no Python as it is, lines that begin a statement and belong to IPython (``%cd data``,
``!pip install``, ``help?``) become ``pass``. Lines inside a string or a bracket are nobody's magic. A cell of another
language (``%%bash``) is left out, and so is what is no Python even then, with a message.

Exceptions. A kernel lives on after a cell that raised, and much that works where a learner sits raises here: a data
file, a widget, a package of theirs. As one module, the notebook would end there, and every later answer be lost. So
each statement at the top stands in a ``try`` of its own, which says what was raised and goes on; what it defines is at
the top of the module all the same. ``SystemExit`` is caught, as the kernel does; an interrupt is not: it means to stop.
A loop that never ends is a cell that failed, too: nobody is at hand to interrupt it, so a clock does.

Places. The line above a statement names its cell and line, and ``cell_of`` reads it: a learner never sees this module.
"""

import __future__

import ast
import codecs
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import msgspec

from autograder.submissions.archives import MAX_FILE, ParcelError
from autograder.submissions.magics import VISIBLE_TESTS, neutralised, take_cell_magics

MAX_CELLS: Final = 10_000
MAX_CELL: Final = 32 * 2**10  # characters; the worst, f-strings, take time that grows with the square: 0.1 s here
MAX_CODE: Final = 2**18  # characters in all cells
MAX_METADATA: Final = 2**16  # bytes of a cell's; what is longer bears no name
CELLS_SECONDS: Final = 8.0
"""CPU time that all cells may take before the one that runs is stopped; a worker ends an import after 10 s."""
MAX_SAID: Final = 10  # cells left out that are named one by one

_LONGEST_ESCAPE = len("\\ud83d\\ude00")  # the most bytes that JSON spends on a character
_HEADER = "# The code cells of a notebook."
_RAN = """\
def _cell_raised(error, cell, above, print=print, type=type):
    try:
        print(f"cell {cell}, line {error.__traceback__.tb_lineno - above}: {type(error).__name__}: {error}")
    except Exception:
        pass
"""
_CLOCK = f"""\
def _cell_clock(seconds):
    import signal, sys
    cells = sys._getframe(1)

    def stop(_, frame):
        while frame is not None and frame is not cells:
            frame = frame.f_back
        if frame is None:  # something has ended the module
            signal.setitimer(signal.ITIMER_PROF, 0)
        else:
            raise TimeoutError("stopped: all cells had computed for {CELLS_SECONDS:g} s; does this loop never end?")

    if seconds and signal.getitimer(signal.ITIMER_PROF)[0]:
        return False  # it runs for the notebook that imports this one
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    return True
_cell_clock_is_ours = _cell_clock({CELLS_SECONDS:g})
"""
_CLOCK_ENDS = "if _cell_clock_is_ours: _cell_clock(0)"
_IN_JUPYTER = {  # what every kernel has and no module does; a definition in a cell comes later, and so before these
    "display": 'def display(*objects, **options):\n    print(*map(repr, objects), sep="\\n")\n',
    "get_ipython": "def get_ipython():\n    return None\n",  # which is what IPython's own says outside of IPython
}
_PLACE = re.compile(rb"(?:try:  )?# cell (\d{1,6}), line (\d{1,6})")

_DEFINITION = re.compile(r"^(?:def|class)\s", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """A notebook as a module.

    Attributes:
        source: the module's source.
        defined: the functions and classes at its top.
        messages: what was left out, for the learner.
    """

    source: bytes
    defined: frozenset[str]
    messages: tuple[str, ...]


class Cell(NamedTuple):
    """A cell of a notebook, as somebody handed it in.

    Attributes:
        kind: ``code``, ``markdown`` or another word.
        text: what stands in it, with plain line ends; None where it is damaged or too long.
        grade_id: the name that nbgrader gave to it, or that somebody says it did; "" without one.
    """

    kind: str
    text: str | None
    grade_id: str


class _Cell(msgspec.Struct):
    cell_type: str  # without a default: what is no cell ends the reading at once
    source: msgspec.Raw = msgspec.Raw()
    input: msgspec.Raw = msgspec.Raw()  # the same, in the format before 2014
    metadata: msgspec.Raw = msgspec.Raw()


class _Marks(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _Marks = msgspec.field(default_factory=_Marks)


class _Sheet(msgspec.Struct):
    cells: list[_Cell]


class _Document(msgspec.Struct):
    cells: list[_Cell] = []
    worksheets: msgspec.Raw = msgspec.Raw()  # where the cells were before 2014


@dataclass
class _Chunk:
    """Lines of a cell that hold whole statements, mostly one."""

    first: int
    last: int
    statements: list[ast.stmt]


_Part: TypeAlias = tuple[int, int, str, bool]
"""Cell, line, text, and whether the text is to go into a ``try``."""


@dataclass
class _Module:
    """What the cells read so far make."""

    parts: list[_Part] = field(default_factory=list)
    size: int = 0
    features: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the module's source."""
        code = "\n".join(text for _, _, text, _ in self.parts)
        lines = [_HEADER]
        if self.features:
            lines.append(f"from __future__ import {', '.join(sorted(self.features))}")
        lines += [*_RAN.splitlines(), *_CLOCK.splitlines()]
        for name, definition in _IN_JUPYTER.items():
            if name in code:
                lines += definition.splitlines()
        for cell, line, text, guarded in self.parts:
            place = f"# cell {cell}, line {line}"
            above = len(lines) + 2 - line
            lines += [f"try:  {place}" if guarded else place, *text.split("\n")]
            if guarded:
                lines.append(
                    f"except (Exception, SystemExit) as _cell_error: _cell_raised(_cell_error, {cell}, {above})"
                )
        return "\n".join([*lines, _CLOCK_ENDS]) + "\n"


def read_notebook(name: str, data: bytes) -> Notebook:
    """Make a module of a notebook.

    Args:
        name: the file's name, for messages.
        data: its content.

    Raises:
        ParcelError: it is no notebook, or beyond the limits.
    """
    module = _Module()
    code = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the learner's code; they would be the instructor's to read
        for number, text in enumerate(_code_texts(read_cells(name, data)), start=1):
            code += len(text or "")
            if text is None:
                module.left_out.append(
                    f"cell {number} was left out: it is damaged, or longer than {MAX_CELL} characters"
                )
            elif code <= MAX_CODE:
                _add(module, number, text)
            if code > MAX_CODE or module.size > MAX_FILE:
                raise ParcelError(f"{name} holds more code than is read; hand in the cells with your answers alone")
    said = [f"{name}: {message}" for message in module.left_out[:MAX_SAID]]
    if len(module.left_out) > MAX_SAID:
        said.append(f"{name}: and {len(module.left_out) - MAX_SAID} more were left out")
    return Notebook(module.text().encode(), frozenset(module.defined), tuple(said))


def cell_of(source: bytes, line: int) -> tuple[int, int] | None:
    """Return the code cell and the line in it that a line of a module came from; None where that is no notebook's."""
    lines = source.split(b"\n")
    if lines[0] != _HEADER.encode():
        return None
    for start in range(min(line, len(lines)), 0, -1):
        if place := _PLACE.fullmatch(lines[start - 1]):
            return int(place[1]), int(place[2]) + max(line - start - 1, 0)
    return None


def read_cells(name: str, data: bytes) -> list[Cell]:
    """Return the cells of a notebook.

    Args:
        name: the file's name, for messages.
        data: its content.

    Raises:
        ParcelError: it is no notebook, or beyond the limits.
    """
    try:
        document = msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8), type=_Document)
        cells = document.cells
        if len(document.worksheets) > MAX_FILE:
            raise ParcelError(f"{name} is of an old format, and too long; open it in Jupyter and save it")
        if not cells and len(document.worksheets):
            sheets = msgspec.json.decode(document.worksheets, type=list[_Sheet])
            cells = [cell for sheet in sheets for cell in sheet.cells]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParcelError(
            f"{name} is damaged and cannot be read ({error}); open it in Jupyter, save it and hand in that file"
        ) from error
    if len(cells) > MAX_CELLS:
        raise ParcelError(f"{name} holds more than {MAX_CELLS} cells; hand in the cells with your answers alone")
    return [Cell(cell.cell_type, _text(cell.source or cell.input), _grade_id(cell.metadata)) for cell in cells]


def _code_texts(cells: Sequence[Cell]) -> list[str | None]:
    """Return the text of each cell that a kernel would give a number to; None for one that cannot be read."""
    texts = (cell.text for cell in cells if cell.kind == "code")
    return [text for text in texts if text is None or text.strip()]


def _grade_id(metadata: msgspec.Raw) -> str:
    if not 0 < len(metadata) <= MAX_METADATA:
        return ""
    try:
        return msgspec.json.decode(metadata, type=_Metadata).nbgrader.grade_id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


def _text(source: msgspec.Raw) -> str | None:
    """Return a cell's text with plain line ends."""
    if not len(source):
        return ""
    if len(source) > _LONGEST_ESCAPE * MAX_CELL:
        return None
    try:
        parts = msgspec.json.decode(source, type=str | list[str])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    text = parts if isinstance(parts, str) else "".join(parts)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n") if len(text) <= MAX_CELL else None


def _add(module: _Module, number: int, text: str) -> None:
    lines = _without_indent(text.split("\n"))
    if other := take_cell_magics(lines):
        if other != VISIBLE_TESTS and _DEFINITION.search(text):
            module.left_out.append(f"cell {number} was left out: {other} makes it something else than your code")
        return
    tree, fault = _parsed(lines)
    if tree is None:
        lines = list(neutralised(lines))
        tree, fault = _parsed(lines)
    if tree is None:
        module.left_out.append(f"cell {number} was left out: {fault}")
        return
    for chunk in _chunks(tree):
        _add_chunk(module, number, lines, chunk)
        if module.size > MAX_FILE:
            return


def _add_chunk(module: _Module, number: int, lines: Sequence[str], chunk: _Chunk) -> None:
    if all(isinstance(statement, ast.Global) for statement in chunk.statements):
        return  # nothing, in a cell; in a module it is an error if the name was used before
    if features := _future_features(chunk):
        module.features |= features
        return
    text = _indented(lines, chunk)
    fault = "take `global` out of it: outside a function it does nothing" if _has_global(chunk) else ""
    is_guarded = not fault and not _fault(f"try:\n{text}\nfinally: pass")
    if not fault and not is_guarded:  # a form feed or a twentieth loop in a loop bears no indentation, and stays bare
        text = "\n".join(lines[chunk.first - 1 : chunk.last])
        fault = _fault(text)
    if fault:
        module.left_out.append(f"cell {number}, line {chunk.first} was left out: {fault}")
        return
    module.parts.append((number, chunk.first, text, is_guarded))
    module.size += len(text.encode()) + 100  # what stands around it
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    module.defined.update(statement.name for statement in chunk.statements if isinstance(statement, definitions))


def _chunks(tree: ast.Module) -> list[_Chunk]:
    """Return the statements at the top; those that share a line stay together."""
    chunks: list[_Chunk] = []
    for statement in tree.body:
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        last = statement.end_lineno or first
        if chunks and first <= chunks[-1].last:
            chunks[-1].last = last
            chunks[-1].statements.append(statement)
        else:
            chunks.append(_Chunk(first, last, [statement]))
    return chunks


def _indented(lines: Sequence[str], chunk: _Chunk) -> str:
    """Return a chunk's lines indented, except those that begin inside a string: they are its content."""
    inside: set[int] = set()
    waiting: list[ast.AST] = [*chunk.statements] if chunk.last > chunk.first else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)):
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
        else:
            waiting.extend(ast.iter_child_nodes(node))
    numbered = enumerate(lines[chunk.first - 1 : chunk.last], start=chunk.first)
    return "\n".join(line if number in inside else f"    {line}" for number, line in numbered)


def _future_features(chunk: _Chunk) -> set[str]:
    """Return what a chunk of nothing but ``from __future__ import`` asks for: that must stand before all cells."""
    features: set[str] = set()
    for statement in chunk.statements:
        if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__" or statement.level:
            return set()
        if any(alias.name not in __future__.all_feature_names for alias in statement.names):
            return set()
        features.update(alias.name for alias in statement.names)
    return features


def _has_global(chunk: _Chunk) -> bool:
    """Tell whether there is a ``global`` outside of functions and classes, in a loop, say."""
    waiting: list[ast.AST] = [*chunk.statements]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Global):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def _parsed(lines: Sequence[str]) -> tuple[ast.Module | None, str]:
    """Return the syntax tree of a text or, with None, what is wrong with it."""
    try:
        return ast.parse("\n".join(lines)), ""
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return None, _said(error)


def _fault(text: str) -> str:
    """Return what keeps statements from standing in a module, "" where nothing does."""
    try:
        compile(f"pass\n{text}", "<cell>", "exec", dont_inherit=True)  # no line here is a module's first
    except SyntaxError as error:
        return error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        return _said(error)
    return ""


def _said(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg} (line {error.lineno})" if error.lineno else error.msg
    if isinstance(error, RecursionError | MemoryError):
        return "it is nested too deeply"
    return str(error)


def _without_indent(lines: Sequence[str]) -> list[str]:
    """Take off the indentation of the first line that holds something, as IPython does."""
    first = next(line for line in lines if line.strip())
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines]
