"""Keys as they are pressed, without Enter: of a terminal on Linux and macOS, of a console on Windows."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from autograder.learner.listening import listening

_EVERY_SECONDS: Final = 0.1


@contextmanager
def keys(put: Callable[[str], None]) -> Iterator[None]:
    """Call ``put`` with every key, from another thread, while the block runs; without a terminal there are none."""
    if not sys.stdin.isatty():
        yield
        return
    with _one_by_one() as read:

        def listen(over: threading.Event) -> None:
            while not over.is_set():
                for key in read():
                    put(key)

        with listening(listen):
            yield


@contextmanager
def _one_by_one() -> Iterator[Callable[[], str]]:
    """Yield a function that waits a moment and returns the keys pressed; put the terminal back afterwards."""
    if sys.platform == "win32":
        yield _read_console
        return
    import termios  # noqa: PLC0415 - not on Windows
    import tty  # noqa: PLC0415 - likewise

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)  # Ctrl-C stays what it is
    try:
        yield _read_terminal
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read_terminal() -> str:
    import select  # noqa: PLC0415 - knows only sockets on Windows

    ready, _, _ = select.select([sys.stdin], [], [], _EVERY_SECONDS)
    pressed = os.read(sys.stdin.fileno(), 1024).decode(errors="ignore") if ready else ""
    return "" if pressed.startswith("\x1b") else pressed  # an arrow, say, is letters behind an escape


def _read_console() -> str:
    import msvcrt  # noqa: PLC0415 - only on Windows
    import time  # noqa: PLC0415 - likewise

    if not msvcrt.kbhit():  # type: ignore[attr-defined]
        time.sleep(_EVERY_SECONDS)
        return ""
    return str(msvcrt.getwch())  # type: ignore[attr-defined]
