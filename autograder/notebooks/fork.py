"""Workers that are forks of the kernel: what a notebook has defined is asked there, as a submission is elsewhere.

Theory of operation. ``nbgrader autograde`` runs learners' cells in the kernel, so no worker can be kept from what the
kernel knows. A fork still does what a grader needs of it: a loop is killed, whatever ends the program ends the fork
alone, what is printed goes to a pipe and not into the notebook, and nothing that a call changes is there for the next.
The notebook's names stand where the submission's module would.
"""

import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NoReturn

import torch

from autograder.sandbox import wire, worker
from autograder.sandbox.forkserver import READY
from autograder.sandbox.launcher import WorkerProcess


class Kernel:
    """This process as a source of workers.

    Args:
        module: the name of the module that the notebook stands for.
        namespace: what it has defined.
    """

    def __init__(self, module: str, namespace: Mapping[str, Any]) -> None:
        self._module = module
        self._namespace = namespace

    def worker(self) -> WorkerProcess:
        """Return a fork of this process that answers questions about the notebook."""
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        read_end, write_end = os.pipe()
        pid = os.fork()
        if not pid:
            self._serve(far, write_end)
        far.close()
        os.close(write_end)
        forked = WorkerProcess(self, pid, near, read_end, os.pidfd_open(pid))
        forked.wait_until_confined()
        return forked

    def ending(self, number: int) -> tuple[int, bool]:
        """Return the signal that ended a fork (0: none), and that memory was not why; there is no limit."""
        _, status = os.waitpid(number, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, False

    def _serve(self, connection: socket.socket, output: int) -> NoReturn:
        """Serve as a worker, and end: nothing of the kernel's goes on in a fork."""
        try:
            gc.freeze()
            torch.set_num_threads(1)  # the kernel's threads are not here
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for descriptor in (1, 2):
                os.dup2(output, descriptor)
            connection.sendall(READY)
            sys.modules[self._module] = ModuleType(self._module)
            vars(sys.modules[self._module]).update(self._namespace)
            worker.serve(connection.fileno(), _Notebook())
        finally:
            os._exit(0)


class _Notebook(worker.Worker):
    """A worker whose submission is in memory already."""

    def _load(self, sources: dict[str, bytes], module: str) -> list[str]:
        self.submission.sources = sources
        return [name for name in vars(sys.modules[module]) if not name.startswith("_")][-wire.MAX_NAMES :]
