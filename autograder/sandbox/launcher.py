"""The grader's handle on the fork server: starts it, asks it for workers, and keeps the next one ready."""

import gc
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from autograder.errors import EngineError, IsolationMissing
from autograder.sandbox import cgroups, cuda, isolation, mounts
from autograder.sandbox.forkserver import ENDING, NEW_WORKER, NUMBER, READY, become

START_SECONDS: Final = 120
FORK_SECONDS: Final = 30
END_MS: Final = 3000  # what a process that was killed may take to vanish

_ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "Agg",
    "USER": "learner",
    "MALLOC_ARENA_MAX": "2",  # each thread's own would take 64 MiB of address space
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    # One thread each: verdicts do not depend on the machine's size, and a namespace can only be left by one thread.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def clean_environment(device: str = "cpu") -> dict[str, str]:
    """Return all that a fork server, and so a worker, may know of the environment it was started in."""
    kept = ("TMPDIR", *cuda.ENVIRONMENT) if device == "cuda" else ("TMPDIR",)
    hidden = {} if device == "cuda" else cuda.HIDDEN
    return _ENVIRONMENT | hidden | {name: os.environ[name] for name in kept if name in os.environ}


class Parent(Protocol):
    """The process that forks workers."""

    def ending(self, number: int) -> tuple[int, bool]:
        """Return the signal that ended a worker (0: none) and whether it was for its memory."""


class WorkerProcess:
    """A confined process that has not met a submission yet: its socket, its output and a handle to kill it."""

    def __init__(self, server: Parent, number: int, connection: socket.socket, output: int, pidfd: int) -> None:
        self.connection = connection
        self.output = output
        self.pidfd = pidfd
        self._server = server
        self._number = number
        self._cpu_clock = _cpu_clock(pidfd)

    def wait_until_confined(self) -> None:
        """Wait for the word that it is ready for a submission.

        Raises:
            EngineError: it could not be confined.
        """
        self.connection.settimeout(FORK_SECONDS)
        try:
            message = self.connection.recv(len(READY))
        except OSError as error:
            message = str(error).encode()
        self.connection.setblocking(False)  # noqa: FBT003 - the socket's own signature
        os.set_blocking(self.output, False)
        if message != READY:
            reason = b""
            with suppress(BlockingIOError):
                reason = os.read(self.output, 65536)
            self.kill()
            raise EngineError(f"a worker could not be confined: {(reason or message).decode(errors='replace')}")

    def cpu_seconds(self) -> float:
        """Return the CPU time this process has used, of all its threads."""
        try:
            return time.clock_gettime(self._cpu_clock)
        except OSError:  # it has ended
            return 0.0

    def check_its_own_end(self) -> None:
        """Make sure that this process, which has hung up, ended by itself or by its limits.

        Raises:
            EngineError: somebody outside killed it, or its fork server has gone: what it would have said is unknown.
        """
        if not _becomes_readable(self.pidfd, END_MS):
            return  # it lives, and has closed its connection itself
        killed_by, for_memory = self._server.ending(self._number)
        # A worker cannot send itself signal 9, and the limit on memory is its own doing.
        if killed_by == signal.SIGKILL and not for_memory:
            raise EngineError("a worker was killed from outside; has this machine run out of memory?")

    def kill(self) -> None:
        """End the process, and with its pid namespace all that it started. The kernel does it; nobody waits for it."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.connection.close()
        os.close(self.output)
        os.close(self.pidfd)


class ForkServer:
    """A running fork server of one kind of isolation, with one worker always in the making.

    Args:
        kind: of isolation.
        device: ``cpu``, or ``cuda`` for workers that may use this machine's cards.
        of_this_process: make it of a fork of this process, which saves it importing what is imported here. Do so only
            in a program that was started with a ``clean_environment``, has one thread, and has met no secret yet.

    Raises:
        IsolationMissing: the machine cannot give this isolation.
        EngineError: the fork server did not come up.
    """

    def __init__(self, kind: str, device: str = "cpu", *, of_this_process: bool = False) -> None:
        if kind not in isolation.ISOLATIONS:
            raise ValueError(f"no isolation is called {kind!r}")
        self.kind = kind
        self.missing = isolation.missing(kind)
        """The mechanisms that this machine does not have, by name."""
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._next: _Requested | None = None
        owner = isolation.UNPRIVILEGED_ID if isolation.has_capabilities() else None
        self._cgroup = self._make_cgroup(owner)
        self._folder = None if kind == "namespaces" else _scratch_folder(owner)
        scratch = self._folder or mounts.SCRATCH
        groups = self._cgroup.open() if self._cgroup else []
        with far:
            start = _Fork if of_this_process else _execute
            self._process = start(far, kind, device, scratch, groups)
        for group in groups:
            os.close(group)

    def _make_cgroup(self, owner: int | None) -> cgroups.Cgroup | None:
        if "control groups" in self.missing:
            return None
        try:
            return cgroups.Cgroup(cgroups.places(), owner)
        except OSError:  # a hierarchy that looks delegated, and is not
            self.missing.append("control groups")
            return None

    def wait_until_ready(self) -> None:
        """Wait until torch is warm there; nothing need be done first, it only takes the time it takes."""
        message, _ = self._receive(START_SECONDS)
        if message.startswith(b"isolation: "):
            self.close()
            raise IsolationMissing(message.decode(errors="replace").removeprefix("isolation: "))
        if message != READY:
            self.close()
            raise EngineError(f"the fork server did not start: {message.decode(errors='replace') or 'it ended'}")
        self._request()
        self._hear_of_next()  # who looks at what was started finds no fork half made

    def worker(self) -> WorkerProcess:
        """Return a fresh worker, and have the next one made."""
        if self._next is None:
            self._request()
        assert self._next is not None
        requested, self._next = self._next, None
        message, descriptors = requested.answer or self._receive(FORK_SECONDS)
        if not message.startswith(READY):
            requested.close()
            raise EngineError(f"no worker: {message.decode(errors='replace') or 'the fork server ended'}")
        (number,) = NUMBER.unpack(message.removeprefix(READY))
        worker = WorkerProcess(self, number, requested.connection, requested.output, descriptors[0])
        worker.wait_until_confined()
        self._request()
        return worker

    def ending(self, number: int) -> tuple[int, bool]:
        """Return the signal that ended a worker (0: none) and whether it was for its memory.

        Raises:
            EngineError: the fork server is gone, or does not know.
        """
        self._hear_of_next()  # answers come in the order of requests
        self._send(NUMBER.pack(number))
        message, _ = self._receive(FORK_SECONDS)
        if len(message) != ENDING.size:
            raise EngineError("the fork server ended, and its workers with it")
        killed_by, for_memory = ENDING.unpack(message)
        return killed_by, for_memory

    def close(self) -> None:
        """Stop the fork server; every worker ends with it."""
        self._control.close()
        if self._next is not None:
            self._next.close()
            self._next = None
        try:
            self._process.wait(timeout=FORK_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._cgroup is not None:
            self._cgroup.remove()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _request(self) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        read_end, write_end = os.pipe()
        self._next = _Requested(near, read_end)
        try:
            self._send(NEW_WORKER, far.fileno(), write_end)
        finally:
            far.close()
            os.close(write_end)

    def _hear_of_next(self) -> None:
        """Wait until the next worker is forked, if one was requested."""
        if self._next is not None and self._next.answer is None:
            self._next.answer = self._receive(FORK_SECONDS)

    def _send(self, request: bytes, *descriptors: int) -> None:
        try:
            socket.send_fds(self._control, [request], descriptors)
        except OSError as error:
            raise EngineError(f"the fork server is gone: {error}") from error

    def _receive(self, seconds: float) -> tuple[bytes, Sequence[int]]:
        self._control.settimeout(seconds)
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        except TimeoutError as error:
            raise EngineError(f"the fork server did not answer within {seconds:.0f} s") from error
        except OSError as error:
            raise EngineError(f"the fork server is gone: {error}") from error
        return message, descriptors


@dataclass
class _Requested:
    """The next worker, as far as it is there: our ends of what it will hold, and the fork server's answer if read."""

    connection: socket.socket
    output: int
    answer: tuple[bytes, Sequence[int]] | None = None

    def close(self) -> None:
        self.connection.close()
        os.close(self.output)


def _execute(
    control: socket.socket, kind: str, device: str, scratch: str, groups: Sequence[int]
) -> "subprocess.Popen[bytes]":
    program = [sys.executable, "-s", "-P", "-m", "autograder.sandbox.forkserver"]
    return subprocess.Popen(
        [*program, str(control.fileno()), kind, device, scratch, *map(str, groups)],
        env=clean_environment(device),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[control.fileno(), *groups],
    )


class _Fork:
    """A fork server that is a fork of this process, waited for and killed as a ``Popen``."""

    def __init__(self, control: socket.socket, kind: str, device: str, scratch: str, groups: Sequence[int]) -> None:
        gc.freeze()  # a collection on either side would touch, and so copy, what both share
        self._pid = os.fork()
        if not self._pid:
            become(control, kind, device, scratch, groups)
        self._pidfd = os.pidfd_open(self._pid)
        self._has_ended = False

    def wait(self, timeout: float | None = None) -> None:
        if self._has_ended:
            return
        if not _becomes_readable(self._pidfd, None if timeout is None else round(timeout * 1000)):
            raise subprocess.TimeoutExpired("the fork server", timeout or 0)
        os.waitpid(self._pid, 0)
        os.close(self._pidfd)
        self._has_ended = True

    def kill(self) -> None:
        signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)


def _scratch_folder(owner: int | None) -> str:
    """Make the folder in which workers in plain processes may write; all of them, since they have no other."""
    folder = tempfile.mkdtemp(prefix="gradkit-")
    if owner is not None:
        os.chown(folder, owner, owner)
    return folder


def _becomes_readable(descriptor: int, milliseconds: int | None) -> bool:
    """Wait until a descriptor can be read, with None for as long as that takes, and tell whether it can."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(milliseconds))


def _cpu_clock(pidfd: int) -> int:
    """Return the id of the process's CPU clock, as ``clock_getcpuclockid(3)`` makes it from a pid."""
    found = re.search(r"^Pid:\s*(-?\d+)", Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii"), re.MULTILINE)
    if found is None:
        raise EngineError("/proc/self/fdinfo does not tell the pid of a pidfd; Linux 5.3 or later is needed")
    return (~int(found[1]) << 3) | 2
