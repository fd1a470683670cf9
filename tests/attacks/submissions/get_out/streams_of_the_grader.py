"""Changes what it shares with the grader through its streams: blocking, size, position, locks, owners, buffers.

Claims: 8, 15
Shows: changed
"""

import fcntl
import os
import socket
import sys


def meddle():
    for descriptor in range(4):
        for trick in (
            lambda: fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND | 0o20000),
            lambda: os.ftruncate(descriptor, 0),
            lambda: os.lseek(descriptor, 0, 0),
            lambda: fcntl.fcntl(descriptor, 1031, 4096),
            lambda: fcntl.fcntl(descriptor, fcntl.F_SETOWN, 1),
            lambda: fcntl.fcntl(descriptor, 10, 9),
            lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB),
            lambda: fcntl.fcntl(descriptor, 1024, fcntl.F_WRLCK),
            lambda: socket.socket(fileno=os.dup(descriptor)).shutdown(socket.SHUT_RD),
            lambda: os.fchmod(descriptor, 0),
        ):
            try:
                trick()
            except (OSError, ValueError):
                pass
    sys.stdin.close()
    print("changed them all", flush=True)


def relu(x):
    meddle()
    return x


def sigmoid(x):
    meddle()
    socket.socket(fileno=os.dup(3)).shutdown(socket.SHUT_RDWR)
    return x
