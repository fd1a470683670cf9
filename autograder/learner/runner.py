"""Has visible tests run in a warm process (``warm.py``), the newest wish first: a run that is out of date is killed."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from autograder.errors import EngineError
from autograder.learner.standing import QUIET, Standing, read_standing
from autograder.learner.workbook import Workbook

FORKS: Final = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether a process that has torch can fork: the frameworks that it uses on macOS do not survive it."""
_KILL: Final = getattr(signal, "SIGKILL", signal.SIGTERM)


@dataclass(frozen=True)
class Answer:
    """A line from a warm process; None when it has ended."""

    process: "subprocess.Popen[str]"
    line: str | None


@dataclass(frozen=True)
class Run:
    """A run that came to its end: the folders whose tests ran, and what they said; None where the run itself broke."""

    folders: tuple[Path, ...]
    standing: Standing | None


class Runner:
    """One warm process, or two where it cannot fork: one that runs, and one that warms up for the next run.

    Not for several threads: only ``put`` is called from others.

    Args:
        workbook: whose tests to run.
        put: takes an ``Answer``, for the thread that owns this to ``hear``.
        forks: whether the warm process forks.
    """

    def __init__(self, workbook: Workbook, put: Callable[[Answer], None], *, forks: bool = FORKS) -> None:
        self._workbook = workbook
        self._put = put
        self._forks = forks
        self._folder = tempfile.TemporaryDirectory()
        self._standing = Path(self._folder.name) / "standing.json"
        self._log = Path(self._folder.name) / "errors.txt"
        self._processes: list[subprocess.Popen[str]] = []
        self._running: tuple[Path, ...] | None = None
        self._wanted: tuple[Path, ...] | None = None
        self._pid: int | None = None

    def __enter__(self) -> Self:
        self._warm_up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._kill()
        for process in self._processes:
            process.kill()
            process.wait()
        self._folder.cleanup()

    def run(self, folders: tuple[Path, ...]) -> None:
        """Have the tests in some folders run; what runs already is out of date, and runs again with them."""
        self._wanted = tuple(dict.fromkeys([*(self._wanted or self._running or ()), *folders]))
        if self._running is None:
            self._begin()
        else:
            self._kill()

    def hear(self, answer: Answer) -> Run | None:
        """Take in an answer, and return the run that ended with it.

        Raises:
            EngineError: a warm process ended before it could run a test; the message says why.
        """
        if answer.process not in self._processes:
            return None
        if answer.line is None and (answer.process is not self._processes[0] or self._pid is None):
            raise EngineError(f"the tests cannot be run:\n{self._log.read_text(encoding='utf-8')}".rstrip())
        if answer.line is not None and self._pid is None:
            self._pid = int(answer.line)
            if self._wanted is not None:
                self._kill()
            return None
        return self._end()

    def _begin(self) -> None:
        assert self._wanted is not None
        self._running, self._wanted = self._wanted, None
        self._standing.unlink(missing_ok=True)
        arguments = [*map(str, self._running), *QUIET, "--standing", str(self._standing)]
        stdin = self._processes[0].stdin
        assert stdin is not None
        stdin.write(json.dumps(arguments) + "\n")
        stdin.flush()

    def _end(self) -> Run | None:
        """Return the run that ended; or, where it was out of date, nothing, and begin the one that is wanted."""
        assert self._running is not None
        ended = Run(self._running, read_standing(self._standing))
        self._running = self._pid = None
        if not self._forks:
            del self._processes[0]
            self._warm_up()
        if self._wanted is None:
            return ended
        self._begin()
        return None

    def _warm_up(self) -> None:
        """Start what is missing of the processes: where one runs but once, the next is warm by then."""
        command = [sys.executable, "-P", "-m", "autograder.learner.warm", *([] if self._forks else ["--once"])]
        pipe = subprocess.PIPE
        while len(self._processes) < (1 if self._forks else 2):
            with self._log.open("a", encoding="utf-8") as log:
                process = subprocess.Popen(
                    command, cwd=self._workbook.root, stdin=pipe, stdout=pipe, stderr=log, text=True
                )
            self._processes.append(process)
            threading.Thread(target=self._listen, args=(process,), daemon=True).start()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._put(Answer(process, line))
        self._put(Answer(process, None))

    def _kill(self) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError):  # it has just ended by itself, and will say so
                os.kill(self._pid, _KILL)
