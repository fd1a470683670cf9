"""Prints its environment as Python, libc and the kernel hold it, its arguments, and whatever lies beyond them on the stack.

Claims: 8
With: _search
Shows: arguments
"""

import ctypes
import os
import sys

from _search import search

libc = ctypes.CDLL(None)
print("environment", dict(os.environ))
print("arguments", sys.argv, sys.orig_argv, sys._xoptions)
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
count = 0
while environ and environ[count]:
    search("environ", environ[count])
    count += 1
print("libc knows", count)
libc.getauxval.restype = ctypes.c_char_p
print("executed as", libc.getauxval(ctypes.c_ulong(31)))
top = libc.getauxval
start = ctypes.cast(environ[0], ctypes.c_void_p).value if count else 0
reading, writing = os.pipe()
for page in range((start & -4096) - 2**17, (start & -4096) + 2**17, 4096) if start else ():
    if libc.write(writing, ctypes.c_void_p(page), ctypes.c_size_t(4096)) == 4096:
        search("the stack", os.read(reading, 4096))
