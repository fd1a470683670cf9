"""The system calls that a worker may make: an allow-list, as a filter that the kernel runs before every call.

Theory of operation. The filter is a classic BPF program over ``struct seccomp_data`` (number, architecture, arguments;
seccomp(2)). It is written for one architecture: a call that enters by another one's numbers (the 32-bit entry of an
x86_64 kernel, x32) kills the process, since the numbers mean something else there. What is listed is allowed, some of
it only with certain arguments; what is not fails with EPERM, as a missing right does. Numbers above the list's age, and
``clone3``, whose arguments a filter cannot see, fail with ENOSYS: C libraries then take the older way.

Left out on purpose: whatever makes a process, a program, a socket, a namespace, a mount, a key, memory without a limit
(memfd, shm, message queues) or another way into the kernel (bpf, io_uring, perf, userfaultfd); whatever looks at or
signals another process; file handles that need no path.
"""

import ctypes
import errno
import functools
import os
import signal
import struct
from collections.abc import Iterable
from typing import Final, TypeAlias

from autograder.sandbox.kernel import call, libc, machine

_MACHINES: Final = ("x86_64", "aarch64")
_AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT: Final = 0x40000000
_NEWEST: Final = 451  # the highest number that was considered

_ALLOWED: Final[dict[str, tuple[int | None, int | None]]] = {  # name: the numbers on x86_64 and on aarch64
    # memory
    "brk": (12, 214), "mmap": (9, 222), "munmap": (11, 215), "mremap": (25, 216), "mprotect": (10, 226),
    "madvise": (28, 233), "msync": (26, 227),
    # files, as far as paths and limits allow
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "open": (2, None), "openat": (257, 56), "close": (3, 57), "close_range": (436, 436),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "lseek": (8, 62), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None), "faccessat": (269, 48),
    "faccessat2": (439, 439), "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61),
    "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "utimensat": (280, 88),
    "umask": (95, 166), "statfs": (137, 43), "fstatfs": (138, 44), "ftruncate": (77, 46), "truncate": (76, 45),
    "fallocate": (285, 47), "fadvise64": (221, 223), "fsync": (74, 82), "fdatasync": (75, 83), "flock": (73, 32),
    "sendfile": (40, 71), "copy_file_range": (326, 285), "pipe": (22, None), "pipe2": (293, 59),
    # waiting
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22), "eventfd2": (290, 19),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "pause": (34, None), "restart_syscall": (219, 128),
    "wait4": (61, 260), "waitid": (247, 95),
    # time
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "time": (201, None),
    "times": (100, 153), "getrusage": (98, 165), "alarm": (37, None), "setitimer": (38, 103), "getitimer": (36, 102),
    # threads
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "gettid": (186, 178), "getcpu": (309, 168), "exit": (60, 93),
    "exit_group": (231, 94),
    # signals, its own
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "rt_sigpending": (127, 136), "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133),
    # what it is
    "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getgroups": (115, 158), "getresuid": (118, 148), "getresgid": (120, 150),
    "getpgrp": (111, None), "getpgid": (121, 155), "getsid": (124, 156), "uname": (63, 160), "sysinfo": (99, 179),
    "getrlimit": (97, 163), "getpriority": (140, 141), "capget": (125, 90), "getrandom": (318, 278),
    # with certain arguments only
    "clone": (56, 220), "clone3": (435, 435), "fcntl": (72, 25), "ioctl": (16, 29), "kill": (62, 129),
    "prctl": (157, 167), "prlimit64": (302, 261), "tgkill": (234, 131),
}  # fmt: skip

_ATTRIBUTES: Final = ((188, 199), (5, 16))  # extended ones: with ENOTSUP, what copies files does without
_THREAD: Final = 0x00010000  # CLONE_THREAD
_NAMESPACES: Final = 0x7E020080  # every CLONE_NEW...
_FCNTL: Final = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)  # duplicate, flags, locks; no owners, no leases
_IOCTL: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, bytes to read, blocking, on exec
_PRCTL: Final = (15, 16, 21, 39, 0x53564D41)  # names of threads and of memory, questions about seccomp and rights

_LD, _JEQ, _JGT, _JGE, _JSET, _RET = 0x20, 0x15, 0x25, 0x35, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NR, _ARCH, _ARGS = 0, 4, 16  # offsets in struct seccomp_data; an argument's low half comes first
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2

_Instruction: TypeAlias = tuple[int, int, int, int]  # code, jump if true, jump if false, operand

_allow: Final[_Instruction] = (_RET, 0, 0, _ALLOW)
_refuse: Final[_Instruction] = (_RET, 0, 0, _ERRNO | errno.EPERM)
_unknown: Final[_Instruction] = (_RET, 0, 0, _ERRNO | errno.ENOSYS)
_unsupported: Final[_Instruction] = (_RET, 0, 0, _ERRNO | errno.ENOTSUP)
_kill: Final[_Instruction] = (_RET, 0, 0, _KILL_PROCESS)


def filter_system_calls(device: str = "cpu") -> None:
    """Refuse this process, and all that it may start, every system call but those listed; there is no way back.

    Args:
        device: with ``cuda``, which is driven by them, every ``ioctl`` is allowed.

    Raises:
        IsolationFailedError: the kernel has no such filters.
    """
    code = program(machine(), os.getpid(), device)
    buffer = ctypes.create_string_buffer(code)
    size = struct.calcsize("HBBI")
    header = ctypes.create_string_buffer(struct.pack("HP", len(code) // size, ctypes.addressof(buffer)))
    call(libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, what="set no_new_privs")
    call(libc.prctl, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0, what="filter system calls (seccomp)")


@functools.cache  # in namespaces every worker is process 1, and the fork server has made its program already
def program(name: str, pid: int, device: str = "cpu") -> bytes:
    """Return the filter for an architecture, a process and a device, as ``struct sock_filter`` after one another."""
    conditions = _conditions(pid)
    if device == "cuda":
        del conditions["ioctl"]
    column = _MACHINES.index(name)
    numbers = {call: numbers[column] for call, numbers in _ALLOWED.items()}
    code: list[_Instruction] = [(_LD, 0, 0, _ARCH), (_JEQ, 1, 0, _AUDIT_ARCH[name]), _kill, (_LD, 0, 0, _NR)]
    if name == "x86_64":
        code += [(_JGE, 0, 1, _X32_BIT), _kill]
    for each, condition in conditions.items():
        number = numbers.pop(each)
        assert number is not None
        code += [(_JEQ, 0, len(condition), number), *condition]
    for first, last in _runs(number for number in numbers.values() if number is not None):
        code += [(_JGE, 0, 2, first), (_JGT, 1, 0, last), _allow]
    first, last = _ATTRIBUTES[column]
    code += [(_JGE, 0, 2, first), (_JGT, 1, 0, last), _unsupported]
    code += [(_JGT, 0, 1, _NEWEST), _unknown, _refuse]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def _conditions(pid: int) -> dict[str, list[_Instruction]]:
    """Return what decides about a call by its arguments; it always returns, so it may change the accumulator."""
    # A signal 9 of its own making would look like one from outside, which is our fault and not the learner's.
    own = (pid, 0)
    return {
        "clone": [
            (_LD, 0, 0, _ARGS), (_JSET, 0, 2, _THREAD), (_JSET, 1, 0, _NAMESPACES), _allow, _refuse,
        ],
        "clone3": [_unknown],
        "fcntl": _one_of(1, _FCNTL),
        "ioctl": _one_of(1, _IOCTL),
        "kill": [*_unless(1, signal.SIGKILL), *_one_of(0, own)],
        "prctl": _one_of(0, _PRCTL),
        # A limit of its own may be asked for, not set: at one on CPU time the kernel sends signal 9 as well.
        "prlimit64": [*_null(2), *_one_of(0, own)],
        "tgkill": [*_unless(2, signal.SIGKILL), *_one_of(0, own)],
    }  # fmt: skip


def _one_of(argument: int, values: Iterable[int]) -> list[_Instruction]:
    code = [(_LD, 0, 0, _ARGS + 8 * argument)]
    for value in values:
        code += [(_JEQ, 0, 1, value), _allow]
    return [*code, _refuse]


def _unless(argument: int, value: int) -> list[_Instruction]:
    return [(_LD, 0, 0, _ARGS + 8 * argument), (_JEQ, 0, 1, value), _refuse]


def _null(argument: int) -> list[_Instruction]:
    """Refuse what is no null pointer there; both halves count."""
    low = _ARGS + 8 * argument
    return [(_LD, 0, 0, low), (_JEQ, 1, 0, 0), _refuse, (_LD, 0, 0, low + 4), (_JEQ, 1, 0, 0), _refuse]


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of every run of consecutive numbers."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs
