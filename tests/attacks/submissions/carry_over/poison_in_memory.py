"""Overwrites in memory what it shares with those that come after it: the code of torch, small numbers, interned texts.

Claims: 6, 17
Shows: poison
"""

import ctypes
import mmap

import torch

libc = ctypes.CDLL(None, use_errno=True)
wrote = 0
print("poison", flush=True)


def overwrite(address, data):
    global wrote
    page = address & -4096
    if (
        libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(8192), mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        == 0
    ):
        ctypes.memmove(address, data, len(data))
        wrote += 1
    else:
        print("no page", hex(page))


for library in (torch._C.__file__,):
    handle = ctypes.CDLL(library)
    for name in ("PyInit__C",):
        overwrite(ctypes.cast(getattr(handle, name), ctypes.c_void_p).value, b"\xc3" * 16)
overwrite(id(257), b"")
overwrite(id(7) + 24, b"\x08")
overwrite(id("relu") + 40, b"RELU")
print("wrote", wrote, flush=True)


def sigmoid(x):
    return x
