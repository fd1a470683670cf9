"""Solution regions: what a reference module holds between its markers, and the stub that learners get in its place."""

import re

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"

_MARKER_LIKE = re.compile(r"#\s*(?:begin|end)\s+solution", re.IGNORECASE)
_DEFINITION = re.compile(r"(?:def|class)\s+(\w+)")


class MarkerError(ValueError):
    """The markers of a reference module do not pair up; the message names the line."""


def to_stub(reference: str) -> str:
    """Return the learner's stub of a reference module: each solution region gives way to a ``NotImplementedError``.

    The error's message names the enclosing top-level definition, so that "not started" can say what is not.

    Raises:
        MarkerError: a region is not closed, not opened, empty, or stands outside any function or class; or a line looks
            like a marker and is none.
    """
    lines: list[str] = []
    region_start = 0
    owner = ""
    for number, line in enumerate(reference.splitlines(), start=1):
        if found := _DEFINITION.match(line):
            owner = found[1]
        marker = line.strip()
        if marker == BEGIN:
            indent = line[: len(line) - len(line.lstrip())]
            _check_begin(number, region_start, owner if indent else "")
            region_start = number
            lines.append(f"{indent}# Your code goes here, in place of the next line.")
            lines.append(f'{indent}raise NotImplementedError("{owner} is not started yet")')
        elif marker == END:
            _check_end(number, region_start)
            region_start = 0
        elif _MARKER_LIKE.search(line):  # taken for code, it would give the solution away
            raise MarkerError(f"line {number}: a marker is {BEGIN} or {END}, alone on its line")
        elif not region_start:
            lines.append(line)
    if region_start:
        raise MarkerError(f"line {region_start}: {BEGIN} without {END} after it")
    return "\n".join(lines) + "\n"


def _check_begin(number: int, region_start: int, owner: str) -> None:
    if region_start:
        raise MarkerError(f"line {number}: {BEGIN} inside the region that line {region_start} opened")
    if not owner:
        raise MarkerError(f"line {number}: {BEGIN} stands outside any function or class")


def _check_end(number: int, region_start: int) -> None:
    if not region_start:
        raise MarkerError(f"line {number}: {END} without {BEGIN} before it")
    if number == region_start + 1:
        raise MarkerError(f"line {number}: the region that line {region_start} opened is empty")


def without_markers(reference: str) -> str:
    """Return the reference module as a learner would have handed it in: the marker lines dropped, nothing else."""
    kept = (line for line in reference.splitlines() if line.strip() not in {BEGIN, END})
    return "\n".join(kept) + "\n"
