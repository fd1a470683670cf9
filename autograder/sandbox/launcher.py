"""The grader's handle on the fork server: starts it, asks it for workers, and keeps the next one ready."""

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from autograder.errors import EngineError, IsolationMissing
from autograder.sandbox.forkserver import READY
from autograder.sandbox.isolation import ISOLATIONS, SCRATCH

START_SECONDS: Final = 120
FORK_SECONDS: Final = 30

_ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "Agg",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    # One thread each: verdicts do not depend on the machine's size, and a namespace can only be left by one thread.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class WorkerProcess:
    """A confined process that has not met a submission yet: its socket, its output and a handle to kill it."""

    def __init__(self, connection: socket.socket, output: int, pidfd: int) -> None:
        self.connection = connection
        self.output = output
        self.pidfd = pidfd
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
        spec = _Timespec()
        if _libc.clock_gettime(self._cpu_clock, ctypes.byref(spec)):
            return 0.0  # it has ended
        return float(spec.seconds + spec.nanoseconds / 1e9)

    def kill(self) -> None:
        """End the process, and with its pid namespace all that it started. The kernel does it; nobody waits for it."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.connection.close()
        os.close(self.output)
        os.close(self.pidfd)


class ForkServer:
    """A running fork server of one kind of isolation, with one worker always in the making.

    Raises:
        IsolationMissing: the machine cannot give this isolation.
        EngineError: the fork server did not come up.
    """

    def __init__(self, isolation: str) -> None:
        if isolation not in ISOLATIONS:
            raise ValueError(f"no isolation is called {isolation!r}")
        self.isolation = isolation
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pending: tuple[socket.socket, int] | None = None
        with far:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", "-m", "autograder.sandbox.forkserver", str(far.fileno()), isolation],
                env=_ENVIRONMENT | dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR"), SCRATCH[isolation]),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[far.fileno()],
            )

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

    def worker(self) -> WorkerProcess:
        """Return a fresh worker, and have the next one made."""
        if self._pending is None:
            self._request()
        assert self._pending is not None
        connection, output = self._pending
        self._pending = None
        message, descriptors = self._receive(FORK_SECONDS)
        if message != READY:
            connection.close()
            os.close(output)
            raise EngineError(f"no worker: {message.decode(errors='replace') or 'the fork server ended'}")
        worker = WorkerProcess(connection, output, descriptors[0])
        worker.wait_until_confined()
        self._request()
        return worker

    def close(self) -> None:
        """Stop the fork server; every worker ends with it."""
        self._control.close()
        if self._pending is not None:
            self._pending[0].close()
            os.close(self._pending[1])
            self._pending = None
        try:
            self._process.wait(timeout=FORK_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _request(self) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        read_end, write_end = os.pipe()
        try:
            socket.send_fds(self._control, [b"w"], [far.fileno(), write_end])
        except OSError as error:
            near.close()
            os.close(read_end)
            raise EngineError(f"the fork server is gone: {error}") from error
        finally:
            far.close()
            os.close(write_end)
        self._pending = near, read_end

    def _receive(self, seconds: float) -> tuple[bytes, Sequence[int]]:
        self._control.settimeout(seconds)
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        except TimeoutError as error:
            raise EngineError(f"the fork server did not answer within {seconds:.0f} s") from error
        return message, descriptors


class _Timespec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


_libc = ctypes.CDLL(None, use_errno=True)


def _cpu_clock(pidfd: int) -> int:
    """Return the id of the process's CPU clock, as ``clock_getcpuclockid(3)`` makes it from a pid."""
    found = re.search(r"^Pid:\s*(-?\d+)", Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii"), re.MULTILINE)
    if found is None:
        raise EngineError("/proc/self/fdinfo does not tell the pid of a pidfd; Linux 5.3 or later is needed")
    return (~int(found[1]) << 3) | 2
