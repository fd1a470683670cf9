"""A drop folder: what is put into it, as soon as it is whole.

Nobody tells when a file is finished, so three things are asked for: nothing of a submission has changed for some
seconds; no process has a file of it open to write (Linux grants a lease on a file only then; where a file system has no
leases, the first must do); and nothing changed while it was read. A parcel that cannot be read may be one that still
arrives: it is given a minute more. The folder is looked through now and then rather than watched, for many a drop
folder lies on a network, where changes that other machines make are not told.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.submissions.intake import NOT_THE_LEARNERS, Entry, Modules, Submission, find_cohort

LOOK_SECONDS: Final = 1.0  # from one look to the next; ten times as long as a look takes, if that is longer
SETTLE_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 60.0  # for what cannot be read, and after a fault of ours

_State = tuple[tuple[str, int, int, int], ...]
"""What can be seen of a submission's files without reading them: path, size, time of change, inode."""


@dataclass
class _Seen:
    """What is known of a learner's submission.

    Attributes:
        state: of its files, when they were last looked at.
        since: when that state was first seen.
        taken: the state in which it was last handed over, if it was.
        unfit: whether it could not be read in this state.
    """

    state: _State
    since: float
    taken: _State | None = None
    unfit: bool = False


class DropFolder:
    """Looks through a folder for submissions that are new or changed, and whole.

    Args:
        folder: with one entry a learner, as for ``find_cohort``.
        modules: the course's modules.
    """

    def __init__(self, folder: Path, modules: Modules) -> None:
        self._folder = folder
        self._modules = modules
        self._seen: dict[str, _Seen] = {}
        self._busy: set[str] = set()  # handed over, and not done yet
        self._next_look = 0.0

    def arrivals(self) -> Iterator[Submission | None]:
        """Yield what has arrived, and None where there is nothing for now, without end."""
        while True:
            yield from self._look()
            yield None

    def done(self, learner: str, *, again: bool = False) -> None:
        """Note that a submission was dealt with; ``again`` says that it is to be handed over once more, in a while."""
        self._busy.discard(learner)
        if again and learner in self._seen:
            seen = self._seen[learner]
            seen.taken, seen.unfit, seen.since = None, True, time.monotonic()

    def _look(self) -> Iterator[Submission]:
        start = time.monotonic()
        if start < self._next_look:
            return
        entries = self._entries()
        took = time.monotonic() - start
        for entry in entries:
            start = time.monotonic()
            submission = self._take(entry)
            took += time.monotonic() - start  # what happens between is not this folder's doing
            if submission is not None:
                yield submission
        self._next_look = time.monotonic() + max(LOOK_SECONDS, 10 * took)

    def _entries(self) -> list[Entry]:
        try:
            return find_cohort(self._folder, self._modules)
        except OSError:  # a network drive that is away comes back
            return []

    def _take(self, entry: Entry) -> Submission | None:
        """Return a submission if it is whole, and not the one that was handed over last."""
        state, now = _state_of(entry.paths), time.monotonic()
        seen = self._seen.get(entry.learner)
        if seen is None:
            seen = self._seen[entry.learner] = _Seen(state, now)
        if state != seen.state:
            seen.state, seen.since, seen.unfit = state, now, False
        wait = PATIENCE_SECONDS if seen.unfit else SETTLE_SECONDS
        if state == seen.taken or entry.learner in self._busy or now - seen.since < wait:
            return None
        if any(map(_is_being_written, _files(entry.paths))):
            seen.since = now
            return None
        submission = entry.read()
        if _state_of(entry.paths) != state:
            return None  # the next look sees the change
        if not seen.unfit and (submission.fault or not submission.readable):
            seen.unfit = True
            return None
        seen.taken = state
        self._busy.add(entry.learner)
        return submission


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(set(folders) - NOT_THE_LEARNERS)
            yield from (Path(folder, name) for name in sorted(files))


def _state_of(paths: tuple[Path, ...]) -> _State:
    state = []
    for path in _files(paths):
        with suppress(FileNotFoundError):
            status = path.lstat()
            state.append((str(path), status.st_size, status.st_mtime_ns, status.st_ino))
    return tuple(state)


def _is_being_written(path: Path) -> bool:
    """Tell whether a process has a file open to write. Whoever calls this must ignore SIGIO: a lease may send it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False  # a link, or gone, or not to be read: what reads it tells
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no leases on this file system, or not for this user
    finally:
        os.close(descriptor)
    return False
