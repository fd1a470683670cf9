"""Landlock: the kernel refuses a process files beyond those it named, whatever mounts and users say (landlock(7))."""

import ctypes
import os
import struct
from collections.abc import Iterable
from typing import Final

from autograder.sandbox.kernel import IsolationFailedError, call, libc, system_call

_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38

_WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << bit for bit in range(1, 6))
_MAKE_DIR, _MAKE_FILE = 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

_READ: Final = _READ_FILE | _READ_DIR
_USE: Final = _READ | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV
_CHANGE: Final = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _REFER | _TRUNCATE

_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many a version of the interface knows
_NETWORK: Final = 0b11  # bind and connect, from version 4
_SCOPES: Final = 0b11  # abstract sockets and signals, from version 6
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6


def version() -> int:
    """Return the version of the kernel's Landlock; 0 where there is none."""
    try:
        return system_call("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION, what="ask for Landlock")
    except IsolationFailedError:
        return 0


def restrict_paths(readable: Iterable[str], writable: Iterable[str], usable: Iterable[str] = ()) -> None:
    """Refuse this process all files but those below some folders, and all TCP, signals and sockets that lead out.

    Args:
        readable: folders and files that may be read.
        writable: folders and files in which anything may be made, changed and removed; no links, no devices.
        usable: devices, and folders with files that steer something: what is there may be written, and nothing made.

    Raises:
        IsolationFailedError: the kernel has no Landlock, or a path does not exist.
    """
    known = version()
    if not known:
        raise IsolationFailedError("cannot restrict paths: this kernel has no Landlock")
    handled = (1 << _FILE_RIGHTS.get(known, max(_FILE_RIGHTS.values()))) - 1
    rules = struct.pack(
        "QQQ", handled, _NETWORK if known >= _NETWORK_SINCE else 0, _SCOPES if known >= _SCOPES_SINCE else 0
    )
    ruleset = system_call("landlock_create_ruleset", rules, len(rules), 0, what="make a Landlock ruleset")
    try:
        for paths, rights in ((readable, _READ), (writable, _CHANGE), (usable, _USE)):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        call(libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, what="set no_new_privs")
        system_call("landlock_restrict_self", ruleset, 0, what="restrict paths (Landlock)")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        raise IsolationFailedError(f"cannot restrict paths to {path}: {error.strerror}") from error
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - strings, and nothing else is done with them
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV
        rule = struct.pack("=Qi", rights, place)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        system_call("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, buffer, 0, what=f"restrict paths to {path}")
    finally:
        os.close(place)
