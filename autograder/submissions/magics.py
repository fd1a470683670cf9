"""IPython's own lines in a cell, and what stands in their places: magics, shell lines, help.

Lines inside a string or a bracket are nobody's magic, so the text is followed through strings, brackets and backslashes
(``_State``); ``tokenize`` would give up at the first line that is no Python.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

VISIBLE_TESTS = "%%tests"
"""The magic of the course's own cells with visible tests: none of a learner's code is left out with them."""

_BODY_IS_PYTHON = {"%%time", "%%timeit", "%%capture", "%%prun"}
# What a line without its indentation can be. No two neighbours in these match the same text: they take linear time.
_TIMED = re.compile(r"(?P<target>[^#'\"=%!]+=)?\s*%time\s+(?:--[a-z-]+\s+)*(?P<statement>[^\s-].*)")
_ASSIGNED = re.compile(r"(?P<target>[^#'\"=%!]+=)\s*(?P<kind>[%!]).*")
_MAGIC = re.compile(r"[%!?].*|(?:pip3?|conda|mamba)\s+(?:install|uninstall|list|show)\b.*")
_HELP = re.compile(r"[\w.*\[\]]+\s*\?{1,2}\s*(?:;\s*)?(?:#.*)?")
_PIECE = re.compile(r"#|\"\"\"|'''|\"|'|[\[({]|[\])}]")
_STRING_ENDS = {
    quote: re.compile(rf"(?:\\.|[^\\])*?{quote}") for quote in ('"""', "'''", '"', "'")
}  # a raw string's backslash, too, keeps a quote from ending it


def take_cell_magics(lines: list[str]) -> str:
    """Empty the lines at the beginning whose magics run the rest as Python; return the first one that does not."""
    for number, line in enumerate(lines):
        if line.startswith("%%"):
            magic = line.split()[0]
            if magic not in _BODY_IS_PYTHON:
                return magic
            lines[number] = ""
        elif line.strip():
            break
    return ""


def neutralised(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a cell with ``pass`` in the place of magics; there are as many as before."""
    state = _State()
    dropping = False  # the lines that a magic is continued on
    for original in lines:
        line = original
        if dropping:
            dropping = line.endswith("\\")
            yield ""
            continue
        if state.at_start:
            line, is_code = _plain(line)
            if not is_code:
                dropping = original.endswith("\\")
                yield line
                continue
        state.read(line)
        yield line


def _plain(line: str) -> tuple[str, bool]:
    """Return what stands for the first line of a statement, and whether that is code of the learner's."""
    text = line.lstrip(" \t")
    indent = line[: len(line) - len(text)]
    if found := _TIMED.fullmatch(text):
        return f"{indent}{found['target'] or ''}{found['statement']}", True
    if found := _ASSIGNED.fullmatch(text):
        return f"{indent}{found['target']}{'[]' if found['kind'] == '!' else 'None'}", False
    if _MAGIC.fullmatch(text) or _HELP.fullmatch(text):
        return f"{indent}pass", False
    return line, True


@dataclass
class _State:
    """Where in a text one is after some of its lines; what is no Python confuses it for that line at most."""

    quote: str = ""
    depth: int = 0
    is_continued: bool = False

    @property
    def at_start(self) -> bool:
        """Whether the next line begins a statement."""
        return not (self.quote or self.depth or self.is_continued)

    def read(self, line: str) -> None:
        """Go on by a line."""
        self.is_continued = line.endswith("\\")
        place = 0
        while found := (_STRING_ENDS[self.quote].match if self.quote else _PIECE.search)(line, place):
            place = found.end()
            piece = found[0]
            if self.quote:
                self.quote = ""
            elif piece == "#":
                self.is_continued = False
                break
            elif piece in _STRING_ENDS:
                self.quote = piece
            else:
                self.depth = max(0, self.depth + (1 if piece in "[({" else -1))
        if len(self.quote) == 1 and not self.is_continued:
            self.quote = ""  # such a string ends with its line
