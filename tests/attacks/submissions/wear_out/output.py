"""Prints without end: short lines, one long one, bytes that are no text, to both streams.

Claims: 14, 15
Shows: [cut at 10000 bytes]
"""

import os
import sys
import warnings


def once(x):
    """Tell whether this is the one question to hang in: each costs its limit anew."""
    return tuple(x.shape) == (7, 3)


def relu(x):
    if once(x):
        while True:
            os.write(1, b"\xff\x1b[2J=1+1\n" * 2**13)
    print("a long line " * 10**5)
    return x


def sigmoid(x):
    for number in range(20_000):
        print(number, file=sys.stderr)
    return x


def weighted_sum(features, weights, bias):
    for number in range(2000):
        warnings.warn(f"warning {number}", stacklevel=1)
    return features
