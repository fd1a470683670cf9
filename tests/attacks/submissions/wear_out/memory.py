"""Takes memory until there is none: lists, tensors, maps, text, and a claim of a terabyte.

Claims: 2, 15
Shows: no tensor
"""

import mmap

import numpy as np
import torch


def attempt(what, trick):
    try:
        trick()
    except (MemoryError, RuntimeError, OSError, ValueError) as error:
        print("no", what, type(error).__name__, flush=True)
    else:
        print("GOT", what, flush=True)


def hoard(make):
    held = []
    for _ in range(1000):
        held.append(make())


attempt("tensor of a terabyte", lambda: torch.empty(2**40, dtype=torch.uint8))
attempt("array of a terabyte", lambda: np.empty(2**40, dtype=np.uint8))
attempt("map of a terabyte", lambda: mmap.mmap(-1, 2**40))
attempt("maps", lambda: hoard(lambda: mmap.mmap(-1, 2**28)))
attempt("tensors", lambda: hoard(lambda: torch.empty(2**28, dtype=torch.uint8)))


def relu(x):
    held = []
    while tuple(x.shape) == (7, 3):
        held.append(bytearray(2**27))
    return x


def sigmoid(x):
    text = "x" * 2**20
    while tuple(x.shape) == (4, 3):
        text += text
    return x
