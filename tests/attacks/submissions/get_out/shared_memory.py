"""Makes memory that outlives it, or that others share: files in /dev/shm, System V, POSIX queues and semaphores, memfd.

Claims: 12, 15, 16
With: _attempts
Shows: no memfd
"""

import ctypes
import multiprocessing.shared_memory
import os

from _attempts import attempt

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    result = function(*arguments)
    if result is None or result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def write(path):
    with open(path, "w") as file:
        file.write("GOT")


attempt("memfd", lambda: os.memfd_create("gradkit-escaped"))
attempt("a file in shm", lambda: write("/dev/shm/gradkit-escaped-shm"))
attempt("a queue in a file", lambda: write("/dev/mqueue/gradkit-escaped-queue"))
attempt("shm_open", lambda: call(libc.shm_open, b"/gradkit-escaped-shm", 0o102, 0o600))
attempt("python's", lambda: multiprocessing.shared_memory.SharedMemory("gradkit-escaped-py", create=True, size=4096))
attempt("shmget", lambda: call(libc.shmget, 0x6772, 4096, 0o1666))
attempt("semget", lambda: call(libc.semget, 0x6772, 1, 0o1666))
attempt("msgget", lambda: call(libc.msgget, 0x6772, 0o1666))
attempt("mq_open", lambda: call(libc.mq_open, b"/gradkit-escaped", 0o102, 0o600, None))
attempt("mlock", lambda: call(libc.mlockall, 3))
attempt("memfd_secret", lambda: call(libc.syscall, 447, 0))
