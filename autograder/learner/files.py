"""Files in a learner's folder: written whole or not at all, and named as the learner would name them."""

import os
import secrets
import shutil
from pathlib import Path

from autograder.errors import UsageError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it holds either all of this or what it held before; links and permissions stay.

    Raises:
        UsageError: it cannot be written; the message names the file.
    """
    whole = path.resolve()
    part = whole.with_name(
        f".{whole.name}.{secrets.token_hex(4)}.part"
    )  # its own: two may write the same file at a time
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            if whole.exists():
                shutil.copymode(whole, part)
            part.replace(whole)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{near(path)} cannot be written: {error.strerror}. Nothing was changed.") from error


def write_new(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; return whether it was not.

    Raises:
        UsageError: it cannot be written; the message names the file.
    """
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(f"{near(path)} cannot be written: {error.strerror}. Nothing was changed.") from error
    try:
        write_whole(path, data)
    except UsageError:
        path.unlink(missing_ok=True)
        raise
    return True


def near(path: Path, line: int = 0) -> str:
    """Return a path as seen from the current folder, with a line of the file where one is given."""
    try:
        seen = os.path.relpath(path)
    except ValueError:  # on another drive
        seen = str(path)
    return f"{seen}:{line}" if line else seen
