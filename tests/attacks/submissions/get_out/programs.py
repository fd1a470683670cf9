"""Starts programs: by fork, spawn, a shell, a loader, from memory, and in its own place.

Claims: 13
With: _attempts
Shows: no fork
"""

import ctypes
import multiprocessing
import os
import pty
import subprocess
import sys

from _attempts import attempt


def fork(how=os.fork):
    pid = how()
    pid = pid[0] if isinstance(pid, tuple) else pid
    if pid == 0:
        os._exit(0)
    return pid


def system():
    status = os.system("true")
    if status:
        raise OSError(status, "no shell")


def memory():
    descriptor = os.memfd_create("x")
    with open(sys.executable, "rb") as program:
        os.write(descriptor, program.read())
    os.execve(descriptor, ["python", "-c", "print('GOT a program')"], {})


libc = ctypes.CDLL(None, use_errno=True)
attempt("fork", fork)
attempt("forkpty", lambda: fork(pty.fork))
attempt("vfork", lambda: fork(lambda: libc.vfork() if libc.fork() > 0 else os.listdir("/nowhere")))
attempt("a program", lambda: subprocess.run([sys.executable, "-c", "print('GOT')"], timeout=2, check=True))
attempt("a spawned program", lambda: os.posix_spawn(sys.executable, ["python", "-c", "1"], {}))
attempt("a shell", system)
attempt("popen", lambda: subprocess.Popen("true", shell=True))
attempt("a worker of its own", lambda: multiprocessing.get_context("fork").Process(target=print).start())
attempt("a program from memory", memory)
for path in (sys.executable, "/bin/sh", "/lib64/ld-linux-x86-64.so.2", "/usr/bin/env", "/usr/bin/python3"):
    attempt(f"to become {path}", lambda path=path: os.execv(path, [path, "-c", "print('GOT')"]))
