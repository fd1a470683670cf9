"""Progress of long work on stderr: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

EVERY_SECONDS: Final = 10.0


class Advance(Protocol):
    """Called once a submission."""

    def __call__(self, *, failed: bool) -> None:
        """Count one submission as done; ``failed`` says that it could not be graded."""


@contextmanager
def progress(total: int) -> Iterator[Advance]:
    """Show how many of ``total`` submissions are done while the block runs."""
    with _bar(total) if sys.stderr.isatty() else _lines(total) as advance:
        yield advance


@contextmanager
def _bar(total: int) -> Iterator[Advance]:
    from rich.console import Console  # noqa: PLC0415 - only for a terminal
    from rich.progress import (  # noqa: PLC0415 - likewise
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("grading", total=total, failed="")
        failures = 0

        def advance(*, failed: bool) -> None:
            nonlocal failures
            failures += failed
            bar.update(task, advance=1, failed=f"{failures} failed" if failures else "")

        yield advance


@contextmanager
def _lines(total: int) -> Iterator[Advance]:
    done = 0
    said = time.monotonic()

    def advance(*, failed: bool) -> None:  # noqa: ARG001 - the failed ones are named when all is done
        nonlocal done, said
        done += 1
        now = time.monotonic()
        if now - said >= EVERY_SECONDS:
            sys.stderr.write(f"gradkit: {done} of {total} done\n")
            said = now

    yield advance
