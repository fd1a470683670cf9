"""Learners' ids from the names of what they handed in: no LMS decorations, nothing that a file name cannot bear."""

import re
import unicodedata
from typing import Final

ARCHIVES: Final = (".zip", ".tar.gz", ".tgz")
SOURCES: Final = (".py", ".ipynb")
MAX_LENGTH: Final = 200  # bytes; a file name has at most 255, and ids are given prefixes and suffixes

_MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)")
_GRADESCOPE = re.compile(r"submission_(?P<name>\d+)")
_CANVAS_COPY = re.compile(r"-\d+(?=\.\w+$)")


def split_name(entry: str) -> tuple[str, str]:
    """Return the learner's id and the file name that an entry's name holds.

    The second is empty where the name is the learner's alone. Known are the names that Moodle
    (``Jane Doe_123_assignsubmission_file_``), Canvas (``doejane_LATE_123_456_neuron-1.py``) and Gradescope
    (``submission_123``) give.
    """
    entry = unicodedata.normalize("NFC", entry)
    for pattern in (_MOODLE, _CANVAS):
        if found := pattern.fullmatch(entry):
            file = found["file"] if pattern is _MOODLE else _CANVAS_COPY.sub("", found["file"])
            return safe_id(found["name"]), file
    if found := _GRADESCOPE.fullmatch(entry):
        return safe_id(found["name"]), ""
    return safe_id(without_suffix(entry)), ""


def is_decorated(entry: str) -> bool:
    """Tell whether a name is one that an LMS gives to what a learner handed in."""
    return any(pattern.fullmatch(entry) for pattern in (_MOODLE, _CANVAS, _GRADESCOPE))


def owner(entry: str) -> str:
    """Return what the names of all that one learner handed in have in common, and no other learner's has."""
    entry = unicodedata.normalize("NFC", entry)
    for pattern in (_MOODLE, _CANVAS):
        if found := pattern.fullmatch(entry):
            return f"{found['name']}_{found['number']}"
    return entry


def without_suffix(name: str) -> str:
    """Return a name without the ending that says it is an archive or a source file."""
    for suffix in (*ARCHIVES, *SOURCES):
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def safe_id(name: str) -> str:
    """Return a name in which every character is one that file systems, tables and terminals bear."""
    safe = "".join(character if _is_safe(character) else "_" for character in name)
    safe = re.sub(" +", " ", safe).strip(". ")
    return safe.encode()[:MAX_LENGTH].decode(errors="ignore").rstrip(". ") or "unnamed"


_INVISIBLE: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point): two names may not look like one."""


def _is_safe(character: str) -> bool:
    if _INVISIBLE.match(character):
        return False
    # Marks are the vowels of many scripts; without them different names would become one.
    return character.isalnum() or character in "_.@+ -" or unicodedata.category(character) in {"Mn", "Mc"}
