"""What the engine and a grader say to each other: a length, then a MessagePack document. Both sides are trusted."""

import struct
import traceback
from typing import IO, Final, Self

import msgspec

from autograder.errors import GradkitError
from autograder.grading.verdict import ExerciseResult

LENGTH: Final = struct.Struct(">Q")


class Limits(msgspec.Struct, frozen=True):
    """How long a submission may take, in seconds.

    Attributes:
        criterion: CPU time of a criterion whose test sets no limit of its own.
        budget: wall time of the whole submission.
    """

    criterion: float = 2.0
    budget: float = 60.0


class Setup(msgspec.Struct, frozen=True):
    """What a grader is started with.

    Attributes:
        course: root of the checkout.
        isolation: ``namespaces`` or ``process``.
        seed: the cohort's seed.
        only: ids of the exercises to grade; empty for all.
        gpu: whether criteria that need a CUDA device are run.
        limits: how long a submission may take.
        suite: the course's digest when grading was asked for; empty where any will do.
        versions: what ``versions`` said there, likewise.
        run: whose slots these are, where several runs share a machine.
    """

    course: str
    isolation: str
    seed: int
    only: tuple[str, ...] = ()
    gpu: bool = False
    limits: Limits = Limits()
    suite: str = ""
    versions: str = ""
    run: str = ""

    def asks_for(self, exercise: str) -> bool:
        """Tell whether an exercise, by its id, is to be graded."""
        return not self.only or exercise in self.only

    @property
    def device(self) -> str:
        """What the marked criteria run on: ``cuda``, or ``cpu`` where they do not."""
        return "cuda" if self.gpu else "cpu"


class Job(msgspec.Struct, frozen=True, tag=True):
    """A submission to grade.

    Attributes:
        sources: its files, by module name.
        only: ids of the exercises to grade, of those that the setup asks for; empty for all of these.
    """

    sources: dict[str, bytes]
    only: tuple[str, ...] = ()


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The suites are collected and torch is warm."""


class Graded(msgspec.Struct, frozen=True, tag=True):
    """What became of a submission.

    Attributes:
        exercises: the results of its exercises, by id.
        lacks: the mechanisms of isolation that the machine which graded it does not have.
        unknown: the packed traces of failed criteria, by id, of each failed exercise that holds no known mistake.
    """

    exercises: dict[str, ExerciseResult]
    lacks: list[str] = []
    unknown: dict[str, dict[str, bytes]] = {}


class Fault(msgspec.Struct, frozen=True, tag=True):
    """The grader could not do its work; ``kind`` is the class of the error in ``autograder.errors``."""

    kind: str
    text: str

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Tell an error: one of ours by its own words, any other with its traceback."""
        if isinstance(error, GradkitError):
            return cls(type(error).__name__, str(error))
        return cls("EngineError", "".join(traceback.format_exception(error)))


Answer = Ready | Graded | Fault


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None when the other side has hung up."""
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(length)
    data = stream.read(size)
    return data if len(data) == size else None
