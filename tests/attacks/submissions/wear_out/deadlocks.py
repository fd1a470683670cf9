"""Waits for a lock that it holds itself.

Claims: 14
Shows: had not come back
Slow: yes
"""

import threading


def once(x):
    """Tell whether this is the one question to hang in: each costs its limit anew."""
    return tuple(x.shape) == (7, 3)


lock = threading.Lock()


def relu(x):
    if once(x):
        lock.acquire()
        lock.acquire()
    return x
