"""Writes noise, the ready byte and frames of nothing to every descriptor that it has inherited.

Claims: 3
Shows: came back
"""

import os


def noise():
    for descriptor in range(3, 256):
        for data in (b"+", bytes(16), os.urandom(64), b"\xff" * 16):
            try:
                os.write(descriptor, data)
            except OSError:
                pass


def relu(x):
    noise()
    os._exit(0)


def sigmoid(x):
    noise()
    return x
