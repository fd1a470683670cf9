"""What those share who try to get out: each trick by itself, and what it got."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def attempt(what, trick):
    try:
        got = trick()
    except BaseException as error:
        print("no", what, type(error).__name__, error, flush=True)
    else:
        print("GOT", what, repr(got)[:200], flush=True)


def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def check(result):
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
