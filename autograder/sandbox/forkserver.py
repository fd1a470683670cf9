"""The fork server: a program that has torch warm and forks a worker whenever the grader asks for one.

Theory of operation. It is executed afresh (``python -m autograder.sandbox.forkserver CONTROL ISOLATION DEVICE SCRATCH
[GROUP...]``) with a clean environment, or is the first fork of a grader that was and has read nothing yet: so neither
its memory nor its /proc entries ever held anything secret. It encloses itself, imports what a learner's first training
step would import, puts all of that out of the garbage collector's sight, and says ``ready`` on the control socket. From
then on it runs no learner's code and has a single thread.

A request for a worker is one byte with two descriptors: the worker's end of its socket, and the pipe for what the
learner prints. The answer is the worker's number with a pidfd of it. The child closes everything else, confines itself,
says ``ready`` on its own socket and serves; only then does it receive the submission. Where something fails, the answer
is a text instead (of a child that cannot be confined, on its output): the fault is ours, and can be told from the
learner's. A request with a number asks how that worker ended: only its parent can tell, and whoever was killed from
outside is no fault of the learner's either.

It never runs a backward pass and never touches CUDA: both start threads or contexts that do not survive a fork.
"""

import fcntl
import gc
import io
import os
import socket
import struct
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from autograder.sandbox import cuda, isolation, mounts, seccomp
from autograder.sandbox.cgroups import WorkerGroups
from autograder.sandbox.eager import warm_torch, without_collections
from autograder.sandbox.kernel import IsolationFailedError, machine

READY: Final = b"+"
NEW_WORKER: Final = b"w"
NUMBER: Final = struct.Struct(">I")  # of a worker, behind READY and in the question how it ended
ENDING: Final = struct.Struct(">i?")  # the signal that ended it, or 0, or -1 while it lives; and whether for its memory

_STDIN, _STDOUT, _STDERR, _CONNECTION = range(4)
_REMEMBERED: Final = 16  # workers whose end can still be asked for


def main(control: socket.socket, kind: str, device: str, scratch: str, groups: Sequence[int]) -> None:
    """Enclose, warm up, and serve until the grader hangs up."""
    os.environ |= dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR"), scratch)
    tempfile.tempdir = None  # a fork has what was found before
    try:
        workers = WorkerGroups(list(groups))
        workers.enter_server()
        if device == "cuda":
            cuda.load_driver()
        if kind == "namespaces":
            isolation.enclose(device)
        else:
            isolation.die_with_parent()
            mounts.library_folders()  # kept, so that no worker has to find them again
        warm_up()
        seccomp.program(machine(), 1, device)  # kept, for workers that are the first of their pid namespace
    except IsolationFailedError as error:
        control.sendall(f"isolation: {error}".encode())
        return
    except Exception:  # the grader shows it as our fault  # noqa: BLE001
        control.sendall(traceback.format_exc().encode())
        return
    try:
        control.sendall(READY)
    except BrokenPipeError:  # the grader found that it cannot use one
        return
    server = Server(control, kind, device, scratch, workers)
    while server.serve_one():
        pass


def become(control: socket.socket, kind: str, device: str, scratch: str, groups: Sequence[int]) -> None:
    """Turn this process, a fork of one that holds no secret, into a fork server; it never returns."""
    status = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (_STDIN, _STDOUT):
            os.dup2(nothing, descriptor)
        isolation.close_descriptors({_STDIN, _STDOUT, _STDERR, control.fileno(), *groups})
        os.chdir("/")
        main(control, kind, device, scratch, groups)
        status = 0
    except BaseException:  # noqa: BLE001 - nothing may return to where the fork was made
        traceback.print_exc()
    finally:
        os._exit(status)


def warm_up() -> None:
    """Import and run once what the first training step of a learner would load, then freeze the heap.

    Without ``gc.freeze`` a collection in a worker touches, and so copies, every page that holds a Python object.
    """
    warm_torch()
    with without_collections():
        _warm_libraries()
    gc.freeze()


def _warm_libraries() -> None:
    import matplotlib as mpl  # noqa: PLC0415 - after ``enclose``, where its cache is
    import matplotlib.animation  # noqa: PLC0415 - likewise
    import matplotlib.pyplot as plt  # noqa: PLC0415 - likewise
    import numpy as np  # noqa: PLC0415 - the launcher imports this module, and has no use for these
    import torch  # noqa: PLC0415 - likewise

    from autograder.sandbox import worker  # noqa: PLC0415 - likewise

    plt.close(plt.figure())
    mpl.use = plt.switch_backend = lambda *_, **__: None  # type: ignore[assignment]  # there is no screen, whatever a learner's own machine has
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(), torch.nn.Sigmoid(), torch.nn.Linear(2, 1))
    loss = torch.nn.functional.mse_loss(model(torch.ones(3, 2)), torch.zeros(3, 1))
    str(loss)
    for optimizer in (torch.optim.SGD, torch.optim.Adam):
        for parameter in model.parameters():
            parameter.grad = torch.zeros_like(parameter)
        made = optimizer(model.parameters(), lr=0.1)
        made.step()
        made.zero_grad()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(3, 2)), batch_size=2, shuffle=True)
    list(loader)
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    file.seek(0)
    torch.load(file, weights_only=True)
    torch.from_numpy(np.ones(2)).numpy()
    torch.manual_seed(0)
    worker.rehearse(rounds=20, backward=False)


class Server:
    """Forks workers and remembers how they ended."""

    def __init__(self, control: socket.socket, kind: str, device: str, scratch: str, groups: WorkerGroups) -> None:
        self._control = control
        self._kind = kind
        self._device = device
        self._scratch = scratch
        self._groups = groups
        self._memory = memory_in_use()  # of every worker, too, when it is forked
        self._group_of: dict[int, str] = {}  # by pid, as the next two
        self._ended: dict[int, int] = {}

    def serve_one(self) -> bool:
        """Answer one request; False when the grader has hung up."""
        try:
            request, descriptors, _, _ = socket.recv_fds(self._control, 16, 2)
            if not request:
                return False
            self._reap()
            if request == NEW_WORKER:
                self._fork(*descriptors)
            else:
                self._control.sendall(self._ending(*NUMBER.unpack(request)))
        except ConnectionError:  # it hung up without waiting for an answer
            return False
        return True

    def _fork(self, connection: int, output: int) -> None:
        try:
            if self._kind == "namespaces":
                isolation.next_pid_namespace()
            group = self._groups.make()
            child = os.fork()
            if child == 0:
                self._become_worker(connection, output, group)
            pidfd = os.pidfd_open(child)
        except (OSError, IsolationFailedError) as error:
            self._control.sendall(f"cannot start a worker: {error}".encode())
        else:
            self._group_of[child] = group
            socket.send_fds(self._control, [READY + NUMBER.pack(child)], [pidfd])
            os.close(pidfd)
        finally:
            os.close(connection)
            os.close(output)

    def _reap(self) -> None:
        """Bury the workers that have ended, and remember the latest."""
        try:
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._ended[ended[0]] = ended[1]
        except ChildProcessError:  # there is none left
            pass
        for pid in list(self._ended)[:-_REMEMBERED]:
            del self._ended[pid]
            self._group_of.pop(pid, None)

    def _ending(self, pid: int) -> bytes:
        if pid not in self._ended:
            return ENDING.pack(-1, False)  # noqa: FBT003 - the struct's own signature
        status = self._ended[pid]
        killed_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return ENDING.pack(killed_by, self._groups.ran_out_of_memory(self._group_of.get(pid, "")))

    def _become_worker(self, connection: int, output: int, group: str) -> None:
        """Turn this fork into a confined worker, serve, and never return."""
        status = 1
        try:
            self._groups.enter(group)
            out_of_the_way = 10
            connection = fcntl.fcntl(connection, fcntl.F_DUPFD, out_of_the_way)
            output = fcntl.fcntl(output, fcntl.F_DUPFD, out_of_the_way)
            _move(os.open("/dev/null", os.O_RDONLY), _STDIN)
            _move(output, _STDOUT)
            os.dup2(_STDOUT, _STDERR)
            _move(connection, _CONNECTION)
            keep = {_STDIN, _STDOUT, _STDERR, _CONNECTION}
            isolation.confine(keep, self._memory, self._kind, self._scratch, self._device)
            from autograder.sandbox import worker  # noqa: PLC0415 - ``warm_up`` has imported it already

            worker.rehearse(rounds=1, backward=True)
            os.write(_CONNECTION, READY)
            worker.serve(_CONNECTION)
        except EOFError:
            status = 0
        except BaseException:  # noqa: BLE001 - nothing may return into the fork server's loop
            traceback.print_exc()
        finally:
            os._exit(status)


def _move(source: int, target: int) -> None:
    if source != target:
        os.dup2(source, target)
        os.close(source)


def memory_in_use() -> int:
    """Return the bytes of address space this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    _control, _kind, _device, _scratch, *_groups = sys.argv[1:]
    main(socket.socket(fileno=int(_control)), _kind, _device, _scratch, [int(group) for group in _groups])
