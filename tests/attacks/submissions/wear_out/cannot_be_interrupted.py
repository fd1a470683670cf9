"""Computes for ever inside one instruction, with every signal ignored and no handler that would run.

Claims: 14
Shows: still computing | had not come back
"""

import contextlib
import signal

for number in signal.valid_signals():
    with contextlib.suppress(OSError):
        signal.signal(number, signal.SIG_IGN)
with contextlib.suppress(OSError):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


def once(x):
    """Tell whether this is the one question to hang in: each costs its limit anew."""
    return tuple(x.shape) == (7, 3)


def relu(x):
    return 7 ** (7**11) if once(x) else x
