"""The trusted side of a conversation with a worker: one submission, one chapter, one question at a time.

Theory of operation. A session owns at most one worker. ``begin`` opens a criterion: it sets the limits and, where the
last worker was lost, has a fresh one load the submission. ``ask`` sends one question under a fresh nonce and takes
exactly one answer, against one deadline for the whole exchange: the criterion's CPU time (a busy machine takes nothing
from the learner), its wall time, and what is left of the submission's budget. ``later`` puts off what needs no answer
of its own and sends it with the next question, which saves a round trip. While it waits a session drains what the
learner's code prints. Whatever goes wrong on the other side is a ``LearnerError``, and the worker is killed: a new one
serves the next criterion. What comes from the worker is data: it is checked, never believed, and never run.
"""

import os
import secrets
import select
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from autograder.errors import BadAnswer, Died, LearnerError, Missing, Place, TimedOut, raised
from autograder.sandbox import wire
from autograder.sandbox.launcher import WorkerProcess
from autograder.sandbox.wire import Path, Reference, WireError

MAX_OUTPUT: Final = 10_000  # bytes a criterion
LOAD_SECONDS: Final = 10.0
WALL_FACTOR: Final = 3.0  # a criterion that sleeps, or waits for a busy machine, may take this many times its CPU limit
TICK_MS: Final = 50
MAX_READS: Final = 16

_ENDED: Final = "your program ended before it gave an answer"


class Budget:
    """The wall time that is left of a submission, shared by its sessions."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; below 0 once they are used up."""
        return self._end - time.monotonic()


class WorkerSource(Protocol):
    """Whatever hands out fresh workers."""

    def worker(self) -> WorkerProcess:
        """Return a worker that is ready for a submission and has served none."""


class Session:
    """A conversation about one module of a submission.

    Args:
        source: gives workers.
        sources: the submission's files, by module name.
        module: the module this session is about; it is loaded before the first criterion.
        budget: the submission's time.
    """

    def __init__(self, source: WorkerSource, sources: Mapping[str, bytes], module: str, budget: Budget) -> None:
        self._source = source
        self._sources = dict(sources)
        self._module = module
        self._budget = budget
        self._worker: WorkerProcess | None = None
        self.names: frozenset[str] = frozenset()
        """The names in the module, as the worker tells them; empty before the first criterion."""
        self._broken: LearnerError | None = None  # why the module cannot be loaded; it will not be tried again
        self._steps: list[tuple[object, ...]] = []
        self._last_step = 0
        self._output = bytearray()
        self._truncated = False
        self._cpu_limit = self._cpu_start = self._wall_end = self._wall_limit = 0.0

    def begin(self, seconds: float, seed: int) -> None:
        """Open a criterion that may use ``seconds`` of CPU time, its generators starting from ``seed``.

        Raises:
            Missing: the submission does not have the module.
            LearnerError: the module cannot be loaded.
        """
        self._output.clear()
        self._truncated = False
        self._steps.clear()
        if self._worker is None:
            self._load()
        self._limit(seconds)
        self.later("begin", seed)

    def later(self, verb: str, *arguments: object) -> Reference:
        """Have the worker do something right before the next question; return what refers to its result."""
        self._last_step -= 1
        self._steps.append((self._last_step, verb, *arguments))
        return Reference(self._last_step, "tensor" if verb == "keep" else "object")

    def ask(self, verb: str, *arguments: object) -> Any:
        """Ask the worker one question and return the value that answers it.

        Raises:
            LearnerError: the answer is not a value, comes too late, or does not come.
            EngineError: no answer will come, and that is not the learner's doing.
        """
        if self._worker is None:  # an earlier question of this criterion ended it
            raise Died("your program had already ended")
        nonce = secrets.randbits(64)
        question = wire.pack(nonce, (self._steps, verb, *arguments))
        self._steps = []
        try:
            return self._value(self._exchange(self._worker, question), nonce)
        except WireError as error:
            self._drop()
            raise BadAnswer(f"what came back cannot be read: {error}") from error
        except Died:
            try:
                self._worker.check_its_own_end()
            finally:
                self._drop()
            raise
        except (TimedOut, BadAnswer):
            self._drop()
            raise

    def printed(self) -> str:
        """Return what the learner's code printed since ``begin``, cut at ``MAX_OUTPUT`` bytes."""
        if self._worker is not None:
            self._drain(self._worker)
        text = self._output.decode(errors="replace")
        return f"{text}\n[cut at {MAX_OUTPUT} bytes]" if self._truncated else text

    def close(self) -> None:
        """End the worker."""
        self._drop()

    def _load(self) -> None:
        if self._broken is not None:
            raise self._broken
        if self._module not in self._sources:
            raise Missing(f"there is no {self._module}.py in your submission")
        self._worker = self._source.worker()
        self._limit(LOAD_SECONDS)
        try:
            names = self.ask("load", self._sources, self._module)
            if not isinstance(names, list) or len(names) > wire.MAX_NAMES:
                raise BadAnswer("what came back is no list of names")
            self.names = frozenset(name[: wire.MAX_NAME] for name in names if isinstance(name, str))
        except TimedOut as error:
            self._broken = TimedOut(
                f"importing {self._module}.py did not finish in time. Does it train, or loop, outside a function? Put "
                'that under: if __name__ == "__main__":'
            )
            raise self._broken from error
        except LearnerError as error:
            self._drop()
            self._broken = error
            raise

    def _limit(self, seconds: float) -> None:
        assert self._worker is not None
        self._cpu_limit = seconds
        self._cpu_start = self._worker.cpu_seconds()
        self._wall_limit = min(seconds * WALL_FACTOR, max(self._budget.left(), 0.0))
        self._wall_end = time.monotonic() + self._wall_limit

    def _check_time(self, worker: WorkerProcess) -> None:
        if self._budget.left() <= 0:
            raise TimedOut(f"the {self._budget.seconds:g} seconds for your whole submission were used up")
        if worker.cpu_seconds() - self._cpu_start > self._cpu_limit:
            raise TimedOut(
                f"it was still computing after {self._cpu_limit:g} seconds; is there a loop that never ends?"
            )
        if time.monotonic() > self._wall_end:
            raise TimedOut(f"it had not come back after {self._wall_limit:.3g} seconds; does it wait for something?")

    def _exchange(self, worker: WorkerProcess, question: bytes) -> "_Incoming":
        """Send a frame and return the frame that comes back."""
        unsent = memoryview(question)
        answer = _Incoming()
        poll = select.poll()
        poll.register(worker.output, select.POLLIN)
        while True:
            unsent = unsent[_send(worker.connection, unsent) :]
            poll.register(worker.connection, select.POLLIN | (select.POLLOUT if unsent else 0))
            events = dict(poll.poll(TICK_MS))
            if worker.output in events:
                self._drain(worker)
                if not events[worker.output] & select.POLLIN:
                    poll.unregister(worker.output)  # the learner's code has closed it
            if events.get(worker.connection.fileno(), 0) & ~select.POLLOUT and answer.receive(worker.connection):
                if unsent:
                    raise BadAnswer("an answer came before the question was read")
                self._check_time(worker)
                return answer
            self._check_time(worker)

    def _drain(self, worker: WorkerProcess) -> None:
        with suppress(BlockingIOError):
            for _ in range(MAX_READS):  # one flood must not keep us here
                chunk = os.read(worker.output, 2**16)
                if not chunk:
                    return
                space = MAX_OUTPUT - len(self._output)
                self._output += chunk[:space]
                self._truncated = self._truncated or len(chunk) > space

    def _value(self, answer: "_Incoming", nonce: int) -> Any:
        if answer.nonce != nonce:
            raise BadAnswer("what came back is not the answer to the question that was asked")
        match wire.unpack(answer.tree, answer.body, resolve=_only_references):
            case ("value", value):
                return value
            case ("missing", str(what)):
                raise Missing(f"{what[: wire.MAX_TEXT]}: is the name misspelt, or is it not written yet?")
            case ("raised", str(kind), tuple(bases), str(text), list(places)):
                raise raised(kind[: wire.MAX_NAME], _names(bases), text[: wire.MAX_TEXT], self._places(places))
            case _:
                raise BadAnswer("what came back is no answer")

    def _places(self, places: list[Any]) -> tuple[Place, ...]:
        """Keep what can be true: a line that exists, in a file that was handed in."""
        kept = []
        for place in places[-wire.MAX_PLACES :]:
            match place:
                case (str(file), int(line), str(function)):
                    source = self._sources.get(file.removesuffix(".py"))
                    if source is not None and 1 <= line <= source.count(b"\n") + 1:
                        kept.append(Place(file, line, function[:200]))
                case _:
                    raise BadAnswer("a place in the code that is none")
        return tuple(kept)

    def _drop(self) -> None:
        if self._worker is not None:
            self._drain(self._worker)
            self._worker.kill()
            self._worker = None


class _Incoming:
    """A frame as it arrives, a piece at a time."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._tree = self._end = 0  # where tree and frame end; 0 while the head is not whole
        self.nonce = 0

    @property
    def tree(self) -> bytes:
        return bytes(self._data[wire.HEAD.size : self._tree])

    @property
    def body(self) -> bytes:
        return bytes(self._data[self._tree :])

    def receive(self, connection: socket.socket) -> bool:
        """Take what there is; True when the frame is whole.

        Raises:
            BadAnswer: more came than one frame.
            WireError: the frame is longer than a frame may be.
        """
        try:
            chunk = connection.recv(max(self._end - len(self._data), 2**16))
        except BlockingIOError:
            return False
        except OSError as error:
            raise Died(_ENDED) from error
        if not chunk:
            raise Died(_ENDED)
        self._data += chunk
        if not self._end and len(self._data) >= wire.HEAD.size:
            self.nonce, tree, body = wire.head(self._data[: wire.HEAD.size])
            self._tree = wire.HEAD.size + tree
            self._end = self._tree + body
        if self._end and len(self._data) > self._end:
            raise BadAnswer("more came back than the answer to the question that was asked")
        return bool(self._end) and len(self._data) == self._end


def _send(connection: socket.socket, data: memoryview) -> int:
    if not data:
        return 0
    try:
        return connection.send(data)
    except BlockingIOError:
        return 0
    except OSError as error:
        raise Died(_ENDED) from error


def _only_references(name: Reference | Path) -> Reference:
    if not isinstance(name, Reference):
        raise WireError("a path; only references come from a worker")
    return Reference(name.number, name.kind[: wire.MAX_NAME])


def _names(bases: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(base for base in bases if isinstance(base, str))
