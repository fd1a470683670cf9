"""Traces, reads, writes, pauses and takes descriptors from its parent and from every process it can number.

Claims: 11, 12
With: _attempts
Shows: no attaching
"""

import ctypes
import os
import platform
import signal

from _attempts import attempt

NUMBERS = {
    "x86_64": {
        "ptrace": 101,
        "kcmp": 312,
        "pidfd_open": 434,
        "pidfd_getfd": 438,
        "readv": 310,
        "writev": 311,
        "process_madvise": 440,
        "get_robust_list": 274,
        "move_pages": 279,
        "perf": 298,
    },
    "aarch64": {
        "ptrace": 117,
        "kcmp": 272,
        "pidfd_open": 434,
        "pidfd_getfd": 438,
        "readv": 270,
        "writev": 271,
        "process_madvise": 440,
        "get_robust_list": 100,
        "move_pages": 239,
        "perf": 241,
    },
}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(NUMBERS[name], *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


buffer = ctypes.create_string_buffer(64)
here, there = Vector(ctypes.addressof(buffer), 64), Vector(id(None), 64)
attempt("being traced", lambda: call("ptrace", 0, 0, 0, 0))
others = [pid for pid in (os.getppid(), *range(1, 300)) if pid not in (0, os.getpid())]
reached = []
for pid in others:
    for name, arguments in {
        "ptrace": (16, pid, 0, 0),
        "readv": (pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0),
        "writev": (pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0),
        "pidfd_open": (pid, 0),
        "kcmp": (os.getpid(), pid, 0, 1, 1),
    }.items():
        try:
            reached.append((name, pid, call(name, *arguments)))
        except OSError:
            pass
    try:
        os.kill(pid, 0)
        reached.append(("kill", pid))
        os.kill(pid, signal.SIGSTOP)
    except OSError:
        pass
print("GOT" if reached else "no attaching", reached[:10])
attempt("attaching to all", lambda: call("ptrace", 0x4206, 1, 0, 0))
attempt("a descriptor of another", lambda: call("pidfd_getfd", 0, 0, 0))
attempt("counting events", lambda: call("perf", buffer, 0, -1, -1, 0))
attempt("moving pages", lambda: call("move_pages", 1, 0, None, None, None, 0))
