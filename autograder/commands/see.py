"""``gradkit see``: runs a chapter's pictures, drawn with the learner's own functions, and opens them on one page."""

import os
import subprocess
import sys
import tempfile
import webbrowser
from pathlib import Path

from autograder.errors import INTERRUPTED, UsageError
from autograder.learner.files import near
from autograder.learner.pictures import Drawn, write_page
from autograder.learner.workbook import Workbook


def see_command(name: str, *, out: Path, show: bool) -> int:
    """Draw the pictures, open them, and return the exit status: that of the chapter's script.

    Raises:
        UsageError: this is no workbook, it has no such chapter or no script for it, or the folder cannot be written.
    """
    workbook = Workbook.find()
    chapter = workbook.chapter(name)
    script = workbook.exercises / chapter.folder / f"see_{chapter.module}.py"
    if not script.is_file():
        raise UsageError(f"{near(script)} is not there. Unpack it again from your course.")
    folder = _writable(out / chapter.folder)
    drawn = Drawn(folder)
    try:
        status = _run(script, folder)
    except KeyboardInterrupt:
        return INTERRUPTED
    if pictures := drawn.pictures:
        page = write_page(folder, f"{chapter.title}: your pictures", pictures)
        is_open = show and _open(page)
        sys.stdout.write(f"{_shown(len(pictures))} in {near(page)}{'' if is_open or not show else _BY_HAND}\n")
    if status:
        sys.stdout.write(f"To see what is still to do: pytest {near(script.parent)}\n")
    return status


_BY_HAND = "; no browser could be opened here, so open it yourself"


def _shown(count: int) -> str:
    return f"{count} pictures are" if count > 1 else "1 picture is"


def _writable(folder: Path) -> Path:
    """Return a folder, made if need be, before seconds are spent on what goes into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise UsageError(f"--out {folder.parent} cannot be written: {error.strerror}") from error
    return folder


def _run(script: Path, folder: Path) -> int:
    """Run the script to its end, and return its exit status as a shell gives it."""
    sys.stdout.flush()
    command = [sys.executable, "-u", str(script), "--out", str(folder)]
    # Out of reach of Ctrl-C, it is ended from here instead: without a traceback.
    if sys.platform == "win32":
        status = subprocess.run(command, check=False, creationflags=subprocess.CREATE_NEW_PROCESS_GROUP).returncode
    else:
        status = subprocess.run(command, check=False, start_new_session=True).returncode
    return status if status >= 0 else 128 - status


def _open(page: Path) -> bool:
    """Open a page in the learner's browser; return whether that could be."""
    if sys.platform not in {"win32", "darwin"} and not {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"} & os.environ.keys():
        return False  # where there is no screen, one that writes to the terminal would be found
    return webbrowser.open(page.resolve().as_uri())
