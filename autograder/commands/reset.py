"""``gradkit reset``: one exercise back to its stub, with the learner's text kept beside it."""

import itertools
import sys
from pathlib import Path

from autograder.course.catalogue import Exercise
from autograder.errors import UsageError
from autograder.learner.files import near, write_new, write_whole
from autograder.learner.reset import Reset, fault, reset
from autograder.learner.workbook import Workbook


def reset_command(name: str) -> int:
    """Put an exercise back to its stub, say where the old text is, and return the exit status.

    Raises:
        UsageError: this is no workbook, or it has no such exercise, or a file cannot be read or written.
    """
    workbook = Workbook.find()
    exercise = workbook.exercise(name)
    path = workbook.path_of(exercise.module)
    before = _read(path)
    made = reset(before.decode(errors="surrogateescape"), workbook.handout.stubs[exercise.module], exercise.name)
    after = made.source.encode(errors="surrogateescape")
    if after == before:
        sys.stdout.write(f"{exercise.id} is as it was handed out: {near(path)}, line {made.line}\n")
    else:
        kept = _keep(path, exercise.name, made.old.encode(errors="surrogateescape"))
        _write(path, after, kept)
        sys.stdout.write("".join(f"{line}\n" for line in _told(exercise, path, made, kept)))
    if problem := fault(after):
        sys.stdout.write(f"{near(path)} still cannot be read, for what you wrote elsewhere in it: {problem}\n")
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UsageError(f"{near(path)} cannot be read: {error.strerror}") from error


def _keep(path: Path, name: str, old: bytes) -> Path | None:
    """Write what was taken out beside the module, where nothing is yet; return where, if there was anything."""
    if not old.strip():
        return None
    endings = itertools.chain(["old"], (f"old{number}" for number in itertools.count(2)))
    return next(kept for ending in endings if write_new(kept := path.with_name(f"{path.stem}.{name}.{ending}.py"), old))


def _write(path: Path, data: bytes, kept: Path | None) -> None:
    try:
        write_whole(path, data)
    except UsageError:
        if kept is not None:
            kept.unlink(missing_ok=True)  # it is all in the module still
        raise


def _told(exercise: Exercise, path: Path, made: Reset, kept: Path | None) -> list[str]:
    lines = [f"{exercise.id} is a stub again: {near(path)}, line {made.line}"]
    if made.is_whole:
        why = f"{exercise.name} could not be told from the rest" if made.old else "there was nothing in it"
        lines.append(f"All of {path.name} is as it was handed out: {why}.")
    if kept is not None:
        lines.append(f"Your text is in {near(kept)}. Open it beside the stub; delete it when you need it no more.")
    return lines
