"""The fork server: a program that has torch warm and forks a worker whenever the grader asks for one.

Theory of operation. It is executed afresh (``python -m autograder.sandbox.forkserver CONTROL ISOLATION``) with a clean
environment, so neither its memory nor its /proc entries ever held anything of the grader's. It encloses itself, imports
what a learner's first training step would import, puts all of that out of the garbage collector's sight, and says
``ready`` on the control socket. From then on it holds no secret, runs no learner's code and has a single thread.

A request is one byte with two descriptors: the worker's end of its socket, and the pipe for what the learner prints.
The answer is one byte with a pidfd of the worker. The child closes everything else, confines itself, says ``ready`` on
its own socket and serves; only then does it receive the submission. Where something fails, the answer is a text instead
(of a child that cannot be confined, on its output): the fault is ours, and can be told from the learner's.

It never runs a backward pass and never touches CUDA: both start threads or contexts that do not survive a fork.
"""

import fcntl
import gc
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Final

from autograder.sandbox import isolation

READY: Final = b"+"
_STDIN, _STDOUT, _STDERR, _CONNECTION = range(4)


def main(control: socket.socket, kind: str) -> None:
    """Enclose, warm up, and serve until the grader hangs up."""
    try:
        if kind == "namespaces":
            isolation.enclose()
        else:
            isolation.die_with_parent()
        warm_up()
    except isolation.IsolationFailedError as error:
        control.sendall(f"isolation: {error}".encode())
        return
    except Exception:  # the grader shows it as our fault  # noqa: BLE001
        control.sendall(traceback.format_exc().encode())
        return
    try:
        control.sendall(READY)
    except BrokenPipeError:  # the grader found that it cannot use one
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the workers
    while serve_one(control, kind):
        pass


def warm_up() -> None:
    """Import and run once what the first training step of a learner would load, then freeze the heap.

    Without ``gc.freeze`` a collection in a worker touches, and so copies, every page that holds a Python object.
    """
    import numpy as np  # noqa: PLC0415 - after ``enclose``, which wants few threads and little memory
    import torch  # noqa: PLC0415 - likewise

    from autograder.sandbox import worker  # noqa: PLC0415 - likewise

    torch.set_num_threads(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(), torch.nn.Sigmoid(), torch.nn.Linear(2, 1))
    loss = torch.nn.functional.mse_loss(model(torch.ones(3, 2)), torch.zeros(3, 1))
    str(loss)
    for optimizer in (torch.optim.SGD, torch.optim.Adam):
        for parameter in model.parameters():
            parameter.grad = torch.zeros_like(parameter)
        made = optimizer(model.parameters(), lr=0.1)
        made.step()
        made.zero_grad()
    torch.from_numpy(np.ones(2)).numpy()
    torch.manual_seed(0)
    worker.rehearse(rounds=20, backward=False)
    gc.collect()
    gc.freeze()


def serve_one(control: socket.socket, kind: str) -> bool:
    """Fork the worker of one request; False when the grader has hung up."""
    try:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 2)
    except ConnectionResetError:  # it hung up without reading the last answer
        return False
    if not request:
        return False
    connection, output = descriptors
    try:
        if kind == "namespaces":
            isolation.next_pid_namespace()
        child = os.fork()
        if child == 0:
            become_worker(connection, output, kind)
        pidfd = os.pidfd_open(child)
    except (OSError, isolation.IsolationFailedError) as error:
        control.sendall(f"cannot start a worker: {error}".encode())
    else:
        socket.send_fds(control, [READY], [pidfd])
        os.close(pidfd)
    finally:
        os.close(connection)
        os.close(output)
    return True


def become_worker(connection: int, output: int, kind: str) -> None:
    """Turn this fork into a confined worker, serve, and never return."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        out_of_the_way = 10
        connection = fcntl.fcntl(connection, fcntl.F_DUPFD, out_of_the_way)
        output = fcntl.fcntl(output, fcntl.F_DUPFD, out_of_the_way)
        _move(os.open("/dev/null", os.O_RDONLY), _STDIN)
        _move(output, _STDOUT)
        os.dup2(_STDOUT, _STDERR)
        _move(connection, _CONNECTION)
        isolation.confine({_STDIN, _STDOUT, _STDERR, _CONNECTION}, memory_in_use(), kind)
        from autograder.sandbox import worker  # noqa: PLC0415 - ``warm_up`` has imported it already

        with socket.socket(fileno=_CONNECTION) as grader:
            worker.rehearse(rounds=1, backward=True)
            grader.sendall(READY)
            worker.serve(grader)
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
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
