"""The filter of system calls: its table, its decisions on both machines, and what the kernel makes of it."""

import errno
import re
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import seccomp
from autograder.sandbox.kernel import machine

HEADERS = {
    "x86_64": [Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")],
    "aarch64": [Path("/usr/include/asm-generic/unistd.h")],
}
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS, ENOTSUP = (0x00050000 | code for code in (errno.EPERM, errno.ENOSYS, errno.ENOTSUP))
PID = 1


def numbers(name):
    """Return the system calls of a machine by name, as the kernel's own headers have them."""
    header = next((path for path in HEADERS[name] if path.exists()), None)
    if header is None:
        pytest.skip("the kernel's headers are not installed here")
    found = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", header.read_text(encoding="utf-8"))
    known = {call: int(number) for call, number in found}
    known.setdefault("newfstatat", known.get("fstatat", -1))  # the generic table has it under its older name
    return known


def decide(name, number, *arguments, arch=None):
    """Run the filter as the kernel would: classic BPF over ``struct seccomp_data``."""
    data = struct.pack("<iIQ6Q", number, arch or ARCH[name], 0, *arguments, *[0] * (6 - len(arguments)))
    code = list(struct.iter_unpack("HBBI", seccomp.program(name, PID)))
    tests = {0x15: int.__eq__, 0x25: int.__gt__, 0x35: int.__ge__, 0x45: lambda one, other: bool(one & other)}
    value = at = 0
    while True:
        operation, yes, no, operand = code[at]
        at += 1
        if operation == 0x06:
            return operand
        if operation == 0x20:
            (value,) = struct.unpack_from("<I", data, operand)
        else:
            at += yes if tests[operation](value, operand) else no


@pytest.mark.parametrize("name", HEADERS)
def test_the_table_has_the_kernels_own_numbers(name):
    known = numbers(name)
    column = seccomp._MACHINES.index(name)
    ours = {call: both[column] for call, both in seccomp._ALLOWED.items()}
    assert {call: number for call, number in ours.items() if known.get(call) != number} == {}


@pytest.mark.parametrize("name", HEADERS)
def test_a_call_that_is_not_listed_is_refused_and_an_unknown_one_is_not_there(name):
    column = seccomp._MACHINES.index(name)
    listed = {both[column] for both in seccomp._ALLOWED.values()}
    attributes = set(range(seccomp._ATTRIBUTES[column][0], seccomp._ATTRIBUTES[column][1] + 1))
    assert {decide(name, number) for number in range(452) if number not in listed | attributes} == {EPERM}
    assert {decide(name, number) for number in attributes} == {ENOTSUP}
    assert {decide(name, number) for number in (452, 1000, 2**29)} == {ENOSYS}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize(
    ("call", "arguments", "decision"),
    [
        ("read", (), ALLOW),
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (signal.SIGCHLD,), EPERM),
        ("clone", (0x00010000 | 0x10000000,), EPERM),
        ("clone3", (), ENOSYS),
        ("kill", (PID, signal.SIGTERM), ALLOW),
        ("kill", (PID, signal.SIGKILL), EPERM),
        ("kill", (PID + 1, signal.SIGTERM), EPERM),
        ("kill", (2**64 - 1, signal.SIGTERM), EPERM),
        ("tgkill", (PID, 77, signal.SIGABRT), ALLOW),
        ("tgkill", (PID, 77, signal.SIGKILL), EPERM),
        ("prctl", (15,), ALLOW),
        ("prctl", (1, 0), EPERM),
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5412), EPERM),
        ("fcntl", (0, 4), ALLOW),
        ("fcntl", (0, 8), EPERM),
        ("prlimit64", (0, 0, 0), ALLOW),
        ("prlimit64", (0, 0, 1), EPERM),
        ("prlimit64", (0, 0, 2**32), EPERM),
        ("prlimit64", (77,), EPERM),
    ],
)
def test_arguments_decide_about_some_calls(name, call, arguments, decision):
    assert decide(name, seccomp._ALLOWED[call][seccomp._MACHINES.index(name)], *arguments) == decision


def test_a_call_by_another_machines_numbers_kills():
    for name, other in (("x86_64", 0x40000003), ("x86_64", ARCH["aarch64"]), ("aarch64", 0x40000028)):
        assert decide(name, 0, arch=other) == KILL
    assert decide("x86_64", 0x40000000) == KILL
    assert decide("x86_64", -1) == KILL


PROGRAM = """
import ctypes, errno, mmap, os, sys, threading
from autograder.sandbox import seccomp
libc = ctypes.CDLL(None, use_errno=True)
column = seccomp._MACHINES.index(os.uname().machine)
listed = {both[column] for both in seccomp._ALLOWED.values()}
seccomp.filter_system_calls()
"""

EVERY_OTHER_CALL = """
wrong = []
probes = {335, 336}  # of the kernel's own making: whoever else calls them is killed before any filter
for number in range(452):
    if number not in listed | probes:
        result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
        if result != -1 or ctypes.get_errno() not in {errno.EPERM, errno.ENOTSUP}:
            wrong.append((number, result, errno.errorcode.get(ctypes.get_errno())))
thread = threading.Thread(target=print, args=("threads run",))
thread.start()
thread.join()
print(wrong)
"""

ENTRIES = {
    "x32": "libc.syscall(0x40000000 + 39)",
    "32 bit": r"""
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
""",
}


def run(text):
    return subprocess.run([sys.executable, "-c", PROGRAM + text], capture_output=True, text=True, check=False)


def test_the_kernel_refuses_every_call_that_is_not_listed_and_threads_run():
    ran = run(EVERY_OTHER_CALL)
    assert (ran.stdout, ran.stderr) == ("threads run\n[]\n", "")


@pytest.mark.skipif(machine() != "x86_64", reason="only x86_64 has these entries")
@pytest.mark.parametrize("entry", ENTRIES)
def test_the_kernel_kills_whoever_takes_another_entry(entry):
    ran = run(ENTRIES[entry] + "\nprint('it went through')")
    if ran.returncode == -signal.SIGSEGV:
        pytest.skip("this kernel has no 32-bit entry")
    assert ran.returncode == -signal.SIGSYS
    assert ran.stdout == ""
