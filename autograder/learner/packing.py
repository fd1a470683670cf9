"""What a learner hands in: the modules as they stand, with own modules that they import, and what to say of them.

Nothing of a learner's is run, and nothing is refused: what cannot be packed is named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.course.catalogue import Chapter
from autograder.learner.unfinished import NoPython, unfinished
from autograder.learner.workbook import Workbook
from autograder.submissions.archives import ParcelError, limit_of
from autograder.submissions.intake import may_be_imported
from autograder.submissions.notebooks import read_notebook
from autograder.submissions.text import shown

_IMPORT: Final = re.compile(r"^\s*(?:from|import)\b(.*)", re.MULTILINE)
_ENDS_IN_JSON: Final = re.compile(r'\\n|"')  # of the lines of a notebook's cells
_WORD: Final = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Packing:
    """What is handed in.

    Attributes:
        files: the content of each by its name in the archive, ``03_neuron/neuron.py``.
        warnings: what the learner should know about a file, by the file's name.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)

    def warn(self, name: str, warning: str) -> None:
        """Add a warning about a file."""
        self.warnings.setdefault(name, []).append(shown(warning))

    def take(self, name: str, path: Path) -> bytes | None:
        """Take up the file at a path, and return its content; None where there is none, or none that can be read."""
        try:
            if path.is_file() and path.stat().st_size <= limit_of(path):
                self.files[name] = path.read_bytes()
            elif path.exists():
                self.warn(name, f"left out: it is no file, or one of more than {limit_of(path) / 1e6:.0f} MB")
        except OSError as error:
            self.warn(name, f"left out, it cannot be read: {error.strerror}")
        return self.files.get(name)


def pack(book: Workbook) -> Packing:
    """Return what a learner hands in of a workbook."""
    packing = Packing()
    for chapter in book.handout.chapters:
        _pack_module(packing, book, chapter)
    _pack_helpers(packing, book)
    return packing


def _pack_module(packing: Packing, book: Workbook, chapter: Chapter) -> None:
    """Pack a chapter's module; it comes before a notebook of that name, unless nobody has written into it."""
    path, stub = book.path_of(chapter.module), book.handout.stubs[chapter.module]
    name = f"{chapter.folder}/{path.name}"
    notebook = f"{chapter.folder}/{chapter.module}.ipynb"
    source = packing.take(name, path)
    cells = packing.take(notebook, path.with_suffix(".ipynb"))
    if cells is not None and source is not None and _says(source, stub):
        packing.warn(notebook, f"packed in place of {name}, which is as it was handed out")
        del packing.files[name]
        source = None
    elif cells is not None and source is not None:
        packing.warn(notebook, f"not graded: where there is {path.name}, that is")
    if source is not None:
        _warn_of_module(packing, name, source, chapter, stub)
    elif cells is not None:
        _warn_of_notebook(packing, notebook, cells, chapter, stub)
    elif name not in packing.warnings:
        packing.warn(name, "not there")


def _says(source: bytes, text: str) -> bool:
    """Tell whether a file holds a text, whatever its ends of lines."""
    return source.replace(b"\r\n", b"\n").strip() == text.encode().strip()


def _warn_of_module(packing: Packing, name: str, source: bytes, chapter: Chapter, stub: str) -> None:
    exercises = [exercise.name for exercise in chapter.exercises]
    if not source.strip():
        packing.warn(name, "empty")
        return
    try:
        matters = unfinished(source, stub, exercises)
    except NoPython as error:
        packing.warn(name, f"Python cannot read it, so nothing in it can be graded: {error}")
        return
    for matter, names in matters.items():
        packing.warn(name, f"{matter}: {', '.join(names) if len(names) < len(exercises) else 'all of it'}")


def _warn_of_notebook(packing: Packing, name: str, cells: bytes, chapter: Chapter, stub: str) -> None:
    try:
        notebook = read_notebook(name.rpartition("/")[2], cells)
    except ParcelError as error:
        packing.warn(name, str(error))
        return
    for message in notebook.messages:
        packing.warn(name, message)
    _warn_of_module(packing, name, notebook.source, chapter, stub)


def _pack_helpers(packing: Packing, book: Workbook) -> None:
    """Pack the learner's own modules that packed ones import, and those that these import.

    They are looked for where the tests find them: in the chapters' folders, and beside these.
    """
    folders = {f"{chapter.folder}/": book.exercises / chapter.folder for chapter in book.handout.chapters}
    folders[""] = book.exercises
    new: Mapping[str, bytes] = dict(packing.files)
    while new:
        before = set(packing.files)
        words = sorted(_imported(new) - book.handout.stubs.keys())
        for file in (f"{word}.py" for word in words if may_be_imported(PurePosixPath(f"{word}.py"))):
            for prefix, folder in folders.items():
                if f"{prefix}{file}" not in packing.files:
                    packing.take(f"{prefix}{file}", folder / file)
        new = {name: packing.files[name] for name in packing.files.keys() - before}


def _imported(files: Mapping[str, bytes]) -> set[str]:
    """Return all words in the import statements of sources, also of those that are no Python."""
    words: set[str] = set()
    for name, source in files.items():
        text = source.decode("utf-8-sig", errors="replace")
        text = _ENDS_IN_JSON.sub("\n", text) if name.endswith(".ipynb") else text
        words.update(*(_WORD.findall(found) for found in _IMPORT.findall(text)))
    return words
