"""Progress of long work on stderr: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, Protocol

EVERY_SECONDS: Final = 10.0


class Advance(Protocol):
    """Called once a submission."""

    def __call__(self, *, failed: bool) -> None:
        """Count one submission as done; ``failed`` says that it could not be graded."""


@contextmanager
def progress(total: int, slots: Callable[[], int]) -> Iterator[Advance]:
    """Show how far the grading of ``total`` submissions is, ``slots()`` at a time, while the block runs."""
    count = _Count(total, slots)
    with _bar(count) if sys.stderr.isatty() else _lines(count) as advance:
        yield advance


class _Count:
    """What is done, in words."""

    def __init__(self, total: int, slots: Callable[[], int]) -> None:
        self.total = total
        self.done = 0
        self._slots = slots
        self._failed = 0
        self._start = time.monotonic()

    def add(self, *, failed: bool) -> None:
        self.done += 1
        self._failed += failed

    @property
    def state(self) -> str:
        """What runs and what failed."""
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{min(self._slots(), self.total - self.done)} running{failed}"

    @property
    def pace(self) -> str:
        """The rate so far, and the time that is left at that rate."""
        if not self.done:
            return ""
        rate = self.done / max(time.monotonic() - self._start, 1e-3)
        left = timedelta(seconds=round((self.total - self.done) / rate))
        return f"{rate:.1f} a second, {left} left" if rate >= 1 else f"{60 * rate:.1f} a minute, {left} left"


@contextmanager
def _bar(count: _Count) -> Iterator[Advance]:
    from rich.console import Console  # noqa: PLC0415 - only for a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - likewise

    words = TextColumn("{task.fields[state]}"), TextColumn("{task.fields[pace]}")
    columns = TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), *words
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("grading", total=count.total, state=count.state, pace="")

        def advance(*, failed: bool) -> None:
            count.add(failed=failed)
            bar.update(task, advance=1, state=count.state, pace=count.pace)

        yield advance


@contextmanager
def _lines(count: _Count) -> Iterator[Advance]:
    said = time.monotonic()

    def advance(*, failed: bool) -> None:
        nonlocal said
        count.add(failed=failed)
        if time.monotonic() - said >= EVERY_SECONDS:
            sys.stderr.write(f"gradkit: {count.done} of {count.total} done, {count.state}, {count.pace}\n")
            said = time.monotonic()

    yield advance
