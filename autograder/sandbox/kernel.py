"""Calls to the kernel that Python has no name for. Linux on x86_64 and aarch64."""

import ctypes
import os
from typing import Final

_NUMBERS: Final = {  # by name and machine
    "mount_setattr": {"x86_64": 442, "aarch64": 442},
    "pivot_root": {"x86_64": 155, "aarch64": 41},
    "landlock_create_ruleset": {"x86_64": 444, "aarch64": 444},
    "landlock_add_rule": {"x86_64": 445, "aarch64": 445},
    "landlock_restrict_self": {"x86_64": 446, "aarch64": 446},
}

libc: Final = ctypes.CDLL(None, use_errno=True)


class IsolationFailedError(Exception):
    """A mechanism is not to be had on this machine; the message says which one and what the kernel answered."""


def machine() -> str:
    """Return the name of the processor's architecture.

    Raises:
        IsolationFailedError: it is one whose system calls are not known here.
    """
    name = os.uname().machine
    if name not in _NUMBERS["pivot_root"]:
        raise IsolationFailedError(f"isolation is not known for {name}, only for x86_64 and aarch64")
    return name


def call(function: "ctypes._NamedFuncPointer", *arguments: object, what: str) -> None:
    """Call a function of the C library that returns 0 where it succeeds.

    Raises:
        IsolationFailedError: it does not; ``what`` names what was to be done.
    """
    if function(*arguments):
        raise IsolationFailedError(f"cannot {what}: {os.strerror(ctypes.get_errno())}")


def system_call(name: str, *arguments: object, what: str) -> int:
    """Make a system call by its name, and return its result.

    Raises:
        IsolationFailedError: it fails; ``what`` names what was to be done.
    """
    whole = (ctypes.c_long(value) if isinstance(value, int) else value for value in arguments)  # not half a register
    result = int(libc.syscall(_NUMBERS[name][machine()], *whole))
    if result < 0:
        raise IsolationFailedError(f"cannot {what}: {os.strerror(ctypes.get_errno())}")
    return result
