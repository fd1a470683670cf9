"""Puts one exercise of a learner's module back to its stub: pure text work that leaves all other lines as they are.

Where the module can be read, its syntax tree says which statements give the name. Those that do nothing else are taken
out, and the stub stands where the first of them stood. One that does more (``sigmoid, relu = ...``) is left alone, and
the stub comes after it: the stub is what counts. Where the module cannot be read, its lines say, as well as they can,
where the definition begins and ends. Where they say nothing, or the stub would not be what counts in the end, the whole
module becomes its stub.

A text may be any bytes, decoded with ``surrogateescape``: what is left alone comes out as it came in.
"""

import ast
import io
import re
import warnings
from dataclasses import dataclass
from typing import NamedTuple

_BOM = "\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEADER = re.compile(r"#!|#.*coding[:=]")  # what only counts in the first two lines
_INDENTED_COMMENT = re.compile(r"[ \t]+#")
_DEFINITION = re.compile(r"(?:def|async|class)\b|@")
_BEGINNING = re.compile(rf"{_DEFINITION.pattern}|(?:import|from|if|try|for|while|with)\b|\w+[ \t]*(?::[^=]*)?=(?!=)")


@dataclass(frozen=True)
class Reset:
    """What becomes of a module.

    Attributes:
        source: its text.
        line: the line where the stub's definition begins, from 1.
        old: the learner's text that was taken out; empty where there was none.
        is_whole: whether the whole module became its stub.
    """

    source: str
    line: int
    old: str = ""
    is_whole: bool = False


def reset(source: str, stub: str, name: str) -> Reset:
    """Put one definition of a module back to the stub's.

    Args:
        source: the learner's module.
        stub: the same module as it was handed out.
        name: a function or a class of the stub.
    """
    bom, text = (_BOM, source[1:]) if source.startswith(_BOM) else ("", source)
    newline = _newline(text)
    handed_out = _Module.of(stub.replace("\n", newline))
    piece = handed_out.piece(name)
    if not text.strip():
        return Reset(bom + handed_out.text, handed_out.line(piece), is_whole=True)
    old: list[str] = []
    is_broken = not _can_be_read(text)
    if is_broken:
        text = _by_lines(text, piece, name, old)
        is_broken = not _can_be_read(text)
    if not is_broken:
        text = _by_tree(_Module.of(text), handed_out, name, old)
    if not (piece in text if is_broken else _is_given_by(piece, text, name)):
        return Reset(bom + handed_out.text, handed_out.line(piece), source, is_whole=True)
    return Reset(bom + text, _line(text, piece), (newline * 2).join(old))


def fault(source: bytes) -> str:
    """Return what keeps Python from reading a module, with its line; nothing where it can be read."""
    try:
        _compile(source)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}" if error.lineno else error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error)
    return ""


class _Edit(NamedTuple):
    """Lines that give way to a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Block:
    """Statements at the top of a module that share lines, and which lines, from 0, the last one excluded."""

    statements: list[ast.stmt]
    start: int
    end: int

    def gives(self, name: str) -> bool:
        """Tell whether it gives a name to something."""
        return any(name in _names(statement) for statement in self.statements)

    def only_gives(self, name: str) -> bool:
        """Tell whether it does nothing else."""
        return len(self.statements) == 1 and _only_gives(self.statements[0], name)

    @property
    def is_import(self) -> bool:
        """Whether it holds nothing but imports."""
        return all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in self.statements)

    @property
    def is_text(self) -> bool:
        """Whether it is a text, such as the module's docstring."""
        return all(isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in self.statements)


@dataclass(frozen=True)
class _Module:
    """A module that can be read: its lines, and its blocks in order."""

    lines: list[str]
    blocks: list[_Block]

    @classmethod
    def of(cls, text: str) -> "_Module":
        """Return a module from its text."""
        lines = _lines(text)
        blocks: list[_Block] = []
        for statement in _parse(text).body:
            start = min(each.lineno for each in (statement, *getattr(statement, "decorator_list", ()))) - 1
            end = statement.end_lineno or statement.lineno
            if blocks and start < blocks[-1].end:
                earlier = blocks.pop()
                blocks.append(_Block([*earlier.statements, statement], earlier.start, end))
            else:
                blocks.append(_Block([statement], start, _with_comments(lines, end)))
        return cls(lines, blocks)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.lines)

    @property
    def definitions(self) -> list[str]:
        """The names of its functions and classes, in order."""
        nodes = [block.statements[0] for block in self.blocks]
        return [node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]

    def text_of(self, block: _Block) -> str:
        """Return the lines of a block; the last one ends, even where the module does not."""
        text = "".join(self.lines[block.start : block.end])
        return text if text.endswith(("\n", "\r")) else text + _newline(self.text)

    def piece(self, name: str) -> str:
        """Return the definition of a name."""
        return next(self.text_of(block) for block in self.blocks if block.only_gives(name))

    def line(self, piece: str) -> int:
        """Return the line at which a piece begins, from 1."""
        return _line(self.text, piece)

    def after(self, index: int) -> int:
        """Return the line after the first so many blocks."""
        if index:
            return self.blocks[index - 1].end
        return max((number for number, line in enumerate(self.lines[:2], 1) if _HEADER.match(line)), default=0)

    def edited(self, edits: list[_Edit]) -> str:
        """Return the text after edits; of two at the same line, the later one's text comes first."""
        lines = list(self.lines)
        for start, end, text in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            lines[start:end] = [text]
        return "".join(lines)


# By the tree


def _by_tree(module: _Module, stub: _Module, name: str, old: list[str]) -> str:
    """Return the module with the stub's definition, and add to ``old`` what was taken out."""
    piece = stub.piece(name)
    blocks = module.blocks
    own = [index for index, block in enumerate(blocks) if block.only_gives(name)]
    others = [index for index, block in enumerate(blocks) if block.gives(name) and index not in own]
    first = max(others, default=-1) + 1
    place = next((index for index in own if index >= first and not blocks[index].is_import), None)
    old += [text for index in own if (text := module.text_of(blocks[index])) != piece]
    edits = [_removed(module, blocks[index]) for index in own if index != place]
    if place is None:
        place = max(first, _place_of_missing(module, stub, name))
        at = module.after(place)
        edits.append(_Edit(at, at, _set_apart(module, at, at, piece)))
    elif module.text_of(block := blocks[place]) != piece:
        edits.append(_Edit(block.start, block.end, _set_apart(module, block.start, block.end, piece)))
    return module.edited([*edits, *_imports(module, place, stub, name)])


def _removed(module: _Module, block: _Block) -> _Edit:
    start = block.start
    while start and not module.lines[start - 1].strip():
        start -= 1
    return _Edit(start, block.end, "")


def _place_of_missing(module: _Module, stub: _Module, name: str) -> int:
    """Return before which block a missing definition belongs, in the order of the stub."""
    names = stub.definitions
    here = names.index(name)
    givers = [
        [index for index, block in enumerate(module.blocks) if block.gives(each) and not block.is_import]
        for each in names
    ]
    for earlier in reversed(givers[:here]):
        if earlier:
            return earlier[-1] + 1
    return next((later[0] for later in givers[here + 1 :] if later), len(module.blocks))


def _set_apart(module: _Module, start: int, end: int, text: str) -> str:
    """Return a text for these lines, with blank lines around it where there are none."""
    newline = _newline(module.text)
    before, after = "".join(module.lines[:start][-1:]), "".join(module.lines[end : end + 1])
    if before.strip() and not before.startswith("#"):
        text = newline * (2 if before.endswith(("\n", "\r")) else 3) + text
    return text + newline * 2 if after.strip() else text


def _imports(module: _Module, place: int, stub: _Module, name: str) -> list[_Edit]:
    """Return the edit, if any, that puts back what a definition before or in a block needs and the module lacks."""
    definition = next(block for block in stub.blocks if block.only_gives(name)).statements[0]
    needed = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name)}
    given = {each for block in module.blocks[:place] for statement in block.statements for each in _names(statement)}
    lacking = [
        ast.unparse(_of_one(statement, alias))
        for block in stub.blocks
        for statement in block.statements
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names
        if _given_by(alias) in needed - given
    ]
    if not lacking:
        return []
    head = 0
    while head < place and (module.blocks[head].is_import or (not head and module.blocks[head].is_text)):
        head += 1
    at = module.after(head)
    newline = _newline(module.text)
    text = "".join(line + newline for line in lacking)
    if head and not module.blocks[head - 1].is_import:
        text = newline + text  # apart from the docstring
    if at and not module.lines[at - 1].endswith(("\n", "\r")):
        text = newline + text
    if not head and "".join(module.lines[at : at + 1]).strip():
        text += newline * 2
    return [_Edit(at, at, text)]


def _of_one(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(statement, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(statement.module, [alias], statement.level)


def _given_by(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _names(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives in its module when that is imported, however deep inside it."""
    found: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        match node := waiting.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                continue  # it runs only where the module is the program
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.alias():
                found.add(_given_by(node))
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case _:
                pass
        waiting += ast.iter_child_nodes(node)
    return found


def _only_gives(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement gives this name, and does nothing else that anybody could miss."""
    if _names(statement) != {name}:
        return False
    match statement:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            return all(isinstance(target, ast.Name) for target in targets)
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return isinstance(target, ast.Name)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
            return True
        case ast.If() | ast.Try() | ast.TryStar():
            handlers = [each for handler in getattr(statement, "handlers", ()) for each in handler.body]
            inner = [*statement.body, *handlers, *statement.orelse, *getattr(statement, "finalbody", ())]
            return all(isinstance(each, ast.Pass) or _only_gives(each, name) for each in inner)
        case _:
            return False


# By the lines


def _by_lines(text: str, piece: str, name: str, old: list[str]) -> str:
    """Return a module that cannot be read with a piece in the definition's place, and add to ``old`` what stood there.

    A definition goes on to the next line that begins something at the left edge. Where that mends nothing, whatever
    stands up to the next definition may be its own, only not indented.
    """
    head = re.compile(
        rf"(?:async[ \t]+)?(?:def|class)[ \t]+{name}\b|{name}[ \t]*(?::[^=]*)?=(?!=)"
        rf"|from[ \t].+[ \t]import[ \t]+(?:\w+[ \t]+as[ \t]+)?{name}\s*(?:#|$)"
    )
    lines = _lines(text)
    heads = [number for number, line in enumerate(lines) if head.match(line)]
    if not heads:
        return text
    for limit in (_BEGINNING, _DEFINITION):
        spans = [_span(lines, number, limit) for number in heads]
        gone = sorted(set().union(*spans))
        kept = [line for number, line in enumerate(lines) if number not in gone]
        changed = "".join([*kept[: gone[0]], piece, *kept[gone[0] :]])
        taken = "".join(lines[number] for number in gone)
        if _can_be_read(changed) or _can_be_read(taken):
            break
    if taken.rstrip() != piece.rstrip():
        old.append(taken)
    return changed


def _span(lines: list[str], head: int, limit: re.Pattern[str]) -> range:
    start, end = head, head + 1
    while start and lines[start - 1].startswith("@"):
        start -= 1
    while end < len(lines) and not limit.match(lines[end]):
        end += 1
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):  # these belong to what comes next
        end -= 1
    return range(start, end)


# Texts


def _newline(text: str) -> str:
    windows = text.count("\r\n")
    if windows * 2 > text.count("\n"):
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else "\n"


def _lines(text: str) -> list[str]:
    """Return the lines with their ends, as Python counts them; ``str.splitlines`` knows more ends."""
    return list(io.StringIO(text, newline=""))


def _with_comments(lines: list[str], end: int) -> int:
    """Return the end of a statement, with the indented comments that follow it."""
    number = end
    while number < len(lines) and (not lines[number].strip() or _INDENTED_COMMENT.match(lines[number])):
        number += 1
        if lines[number - 1].strip():
            end = number
    return end


def _line(text: str, piece: str) -> int:
    return len(_lines(text[: text.index(piece.rstrip())])) + 1  # the last line of a module need not end


def _is_given_by(piece: str, text: str, name: str) -> bool:
    """Tell whether a module can be read, and a piece is what counts in it."""
    if not _can_be_read(text):
        return False
    module = _Module.of(text)
    givers = [block for block in module.blocks if block.gives(name)]
    return bool(givers) and module.text_of(givers[-1]) == piece


def _can_be_read(text: str) -> bool:
    """Tell whether a text has the form of a module, whatever its encoding."""
    try:
        _parse(text)
        _compile(_without_surrogates(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(_without_surrogates(text))


def _compile(source: str | bytes) -> None:
    with warnings.catch_warnings(action="ignore"):  # a learner has seen them already
        compile(source, "<module>", "exec", dont_inherit=True)


def _without_surrogates(text: str) -> str:
    """Return a text of the same lines that can be encoded; what could not may stand in names, comments and texts."""
    return _SURROGATE.sub("_", text)
