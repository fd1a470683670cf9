"""Reads the whole of its own memory, page by page, with a call that does not mind where nothing is mapped.

Claims: 8
With: _search
Shows: searched
"""

import ctypes
import os
import re

from _search import search

PAGE = 4096
libc = ctypes.CDLL(None, use_errno=True)
reading, writing = os.pipe()


def page(address):
    """Have the kernel copy a page into a pipe: where there is none, it says so."""
    if libc.write(writing, ctypes.c_void_p(address), ctypes.c_size_t(PAGE)) != PAGE:
        return b""
    return os.read(reading, PAGE)


def sweep(start, span):
    pages = 0
    for around in range(start - span, start + span, 64 * PAGE):
        if not page(around):
            continue
        block = b"".join(page(around + offset) for offset in range(0, 64 * PAGE, PAGE))
        pages += 64
        search("memory", block)
    return pages


stack = ctypes.create_string_buffer(8)
places = [
    id(re),
    id("x" * 5000),
    id(globals()),
    ctypes.addressof(stack),
    ctypes.cast(libc.environ, ctypes.c_void_p).value,
]
environ = ctypes.c_void_p.in_dll(libc, "environ").value
print("searched", sum(sweep(place & -PAGE, 2**25) for place in (*places, environ) if place) > 1000)
