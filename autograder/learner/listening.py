"""Threads that listen to something while a block runs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def listening(listen: Callable[[threading.Event], None]) -> Iterator[None]:
    """Call ``listen`` in another thread while the block runs; it is to return once the event it is given is set."""
    over = threading.Event()
    thread = threading.Thread(target=listen, args=(over,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
