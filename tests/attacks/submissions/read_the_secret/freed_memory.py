"""Asks for memory that is not cleared, from torch, numpy and malloc, in all sizes, and looks what is in it.

Claims: 8, 17
With: _search
Shows: searched
"""

import ctypes

import numpy as np
import torch
from _search import search

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
for size in (64, 256, 1024, 2**14, 2**17, 2**20, 2**24):
    for _ in range(20 if size < 2**20 else 3):
        search("torch", torch.empty(size, dtype=torch.uint8).numpy().tobytes())
        search("numpy", np.empty(size, dtype=np.uint8).tobytes())
        search("malloc", ctypes.string_at(libc.malloc(size), size))
print("searched it all")


def relu(x):
    return torch.empty(x.shape)
