"""Workers for tests that ask one what it sees and may do: a fork server of their own, and questions to a submission."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from autograder.errors import IsolationMissing
from autograder.sandbox.launcher import ForkServer
from autograder.sandbox.session import Budget, Session
from autograder.sandbox.wire import Path


@contextmanager
def serving(kind: str, device: str = "cpu") -> Iterator[ForkServer]:
    """Give a fork server that is ready; the test is skipped where this machine has no such isolation."""
    with closing(ForkServer(kind, device)) as server:
        try:
            server.wait_until_ready()
        except IsolationMissing as missing:
            pytest.skip(f"this machine has no namespaces: {missing}")
        yield server


@contextmanager
def asking(server: ForkServer, source: bytes) -> Iterator[Callable[..., Any]]:
    """Give what calls a function of a module by its name in a worker, each time as a criterion of its own."""
    with closing(Session(server, {"neuron": source}, "neuron", Budget(60))) as session:

        def ask(name: str, *arguments: object) -> Any:
            session.begin(5.0, seed=1)
            return session.ask("call", Path("neuron", (name,)), arguments, {})

        yield ask
