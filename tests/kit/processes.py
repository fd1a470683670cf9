"""The processes that a test has started, and those that they have: who there is, and who is left."""

import ctypes
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SECONDS_TO_VANISH = 10.0


def descendants(ancestor: int) -> dict[int, tuple[int, str]]:
    """Return the parent and the command line of every process below one, by pid."""
    table: dict[int, tuple[int, str]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError):
                fields = (path / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                command = (path / "cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
                table[int(path.name)] = int(fields[1]), command or f"ended ({fields[0]})"
    return {pid: entry for pid, entry in table.items() if _is_below(pid, ancestor, table)}


def _is_below(pid: int, ancestor: int, table: dict[int, tuple[int, str]]) -> bool:
    while pid in table:
        pid = table[pid][0]
        if pid == ancestor:
            return True
    return False


@contextmanager
def survivors() -> Iterator[list[str]]:
    """Fill a list with the commands that are still there some seconds after the block, whoever their parent was."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # who loses its parent becomes a child of this process
    before = descendants(os.getpid())
    left: list[str] = []
    try:
        yield left
        deadline = time.monotonic() + _SECONDS_TO_VANISH
        while there := {pid: entry for pid, entry in descendants(os.getpid()).items() if pid not in before}:
            for pid in there:
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > deadline:
                left += sorted(command for _, command in there.values())
                break
            time.sleep(0.1)
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
