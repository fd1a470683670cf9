"""Has the standard library compute for ever: a pattern that backtracks, digits, permutations.

Claims: 14
Shows: still computing | had not come back
"""

import itertools
import re


def relu(x):
    if tuple(x.shape) == (7, 3):
        re.match("(a+)+$", "a" * 60 + "b")
    return x


def sigmoid(x):
    if tuple(x.shape) == (4, 3):
        return sum(1 for _ in itertools.permutations(range(20)))
    return x
