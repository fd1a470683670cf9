"""What a failed test tells its learner: what was called, what came back, what that usually means, and where to look."""

import linecache
import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from standing import CELLS, COURSE, EXERCISES, shown

Frames = list[tuple[FrameType, int]]
"""Frames of a traceback, each with the number of the line that it was at, outermost first."""

MAX_VALUE = 60  # characters of an argument
NOT_STARTED = re.compile(r"(\w+) is not started yet")


def frames_of(error: BaseException) -> Frames:
    """Return the frames that an error went through."""
    return list(traceback.walk_tb(error.__traceback__))


def learners(frames: Frames) -> Frames:
    """Return the frames that are lines of the learner's own files."""
    return [(frame, line) for frame, line in frames if is_the_learners(Path(frame.f_code.co_filename))]


def not_started(error: BaseException, frames: Frames) -> str:
    """Return the name of the stub that an error came from; empty where it was no stub."""
    found = NOT_STARTED.fullmatch(str(error)) if type(error) is NotImplementedError and frames else None
    return found[1] if found else ""


def own_message(error: AssertionError) -> str:
    """Return the message that a test gave its assertion; empty where there is only what pytest makes of it."""
    message = str(error).partition("\nassert ")[0]
    return "" if message.startswith("assert ") else message


def timed_out(frames: Frames, seconds: int) -> str:
    """Say that a test took too long, and where it was."""
    where = f"\n\n{_lines(frames)}" if frames else ""
    return f"It had not come back after {seconds} seconds. Is there a loop that never ends?{where}"


def missing(module: str, name: str) -> str:
    """Say that a module has no such name."""
    if CELLS:
        return f"The notebook has no {name} yet: run its cell. Or is it misspelt?"
    return f"{module}.py has no {name}: is it misspelt, or was it taken out?"


def line_in(name: str, frames: Frames) -> int:
    """Return the line of an exercise that was at work last: not that of another, right one which it called."""
    own = [line for frame, line in frames if frame.f_code.co_qualname.partition(".")[0] == name]
    return next(reversed(own), frames[-1][1] if frames else 0)


def raised(error: BaseException, frames: Frames, call: str) -> str:
    """Say what the learner's code raised, where, with which arguments, and what that usually means."""
    parts = [f"{call} stopped with {_name(error)}"]
    if isinstance(error, SyntaxError):
        parts.append("".join(traceback.format_exception_only(error)).rstrip())
    if frames:
        parts.append(_lines(frames))
    if frames and (arguments := _arguments(frames[0][0])):
        parts.append(f"In {frames[0][0].f_code.co_name}, {arguments}.")
    if means := _usually_means(error):
        parts.append(means)
    return "\n\n".join(parts)


def not_importable(source: Path, error: BaseException) -> tuple[str, int]:
    """Say why the learner's file cannot be imported, and return the line that is to blame; 0 where nobody knows."""
    frames = learners(frames_of(error))
    if isinstance(error, ModuleNotFoundError) and error.name == source.stem:
        return f"{shown(source)} is not there. Was it renamed or moved?", 0
    if isinstance(error, SyntaxError) and error.filename == str(source):
        code = "".join(traceback.format_exception_only(error)).partition("\n")[2].rstrip()
        cause = (
            "The lines of a block all begin with the same number of spaces: four a level, and no tabs."
            if isinstance(error, IndentationError)
            else "The cause is often on the line above: a bracket that is not closed, or a missing colon."
        )
        message = (
            f"Python cannot read {shown(source, error.lineno or 0)}\n\n{code}\n\n"
            f"Nothing in this file can run until that is mended. {cause}"
        )
        return message, error.lineno or 0
    return raised(error, frames, f"Importing {shown(source)}"), frames[-1][1] if frames else 0


def is_the_learners(path: Path) -> bool:
    """Tell whether a file is the learner's own, and no test of it."""
    its_module = path.parent.parent == EXERCISES and not path.name.startswith(("test_", "see_"))
    return its_module or str(path) in CELLS


def _name(error: BaseException) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _lines(frames: Frames) -> str:
    """Return the learner's own lines that were active, outermost first."""
    return "\n".join(_line(frame, number) for frame, number in _without_repeats(frames))


def _line(frame: FrameType, number: int) -> str:
    path = frame.f_code.co_filename
    return f"{shown(path, number)}, in {frame.f_code.co_name}\n    {linecache.getline(path, number).strip()}"


def _without_repeats(frames: Frames) -> Frames:
    """Return frames without those that a recursion has made many of."""
    places = {(frame.f_code, line): (frame, line) for frame, line in frames}
    return list(places.values())


def _arguments(frame: FrameType) -> str:
    """Return what a function's arguments are, in words."""
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return _listed(f"{name} is {_value(frame.f_locals[name])}" for name in names if name in frame.f_locals)


def _value(value: Any) -> str:
    if hasattr(value, "shape") and hasattr(value, "dtype"):  # of torch or of numpy
        dtype = str(value.dtype).removeprefix("torch.")
        return f"a {dtype} {type(value).__name__.lower()} of shape {tuple(value.shape)}"
    if value is None or isinstance(value, bool | int | float | str):
        text = repr(value)
        return text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]} ..."
    return f"a {type(value).__name__}"


def _listed(parts: Iterable[str]) -> str:
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _usually_means(error: BaseException) -> str:
    kind, message = type(error).__name__, str(error)
    means = (
        usual["means"]
        for usual in COURSE["errors"]
        if kind in usual["kinds"].split("|") and re.search(usual["message"], message)
    )
    return next(means, "")
