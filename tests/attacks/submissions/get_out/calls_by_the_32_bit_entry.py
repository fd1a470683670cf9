"""Enters the kernel by the 32-bit gate, from machine code of its own: numbers mean something else there.

Claims: 12
Needs: x86_64
Shows: tried
"""

import ctypes
import mmap

print("tried", flush=True)


def enter(number, first=0, second=0, third=0):
    """Run: push rbx; eax, ebx, ecx, edx = ...; int 0x80; pop rbx; ret."""
    code = b"\x53\xb8" + number.to_bytes(4, "little") + b"\xbb" + first.to_bytes(4, "little")
    code += b"\xb9" + second.to_bytes(4, "little") + b"\xba" + third.to_bytes(4, "little") + b"\xcd\x80\x5b\xc3"
    try:
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    except OSError as error:
        print("no page to execute", error, flush=True)
        return
    page.write(code)
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    result = function()
    print("came back with", result, flush=True)
    if result >= 0:
        print("GOT", number, result, flush=True)


def sigmoid(x):
    enter(20)  # getpid


def relu(x):
    enter(359, 1, 1, 0)  # socket


def weighted_sum(features, weights, bias):
    enter(310, 0x10000000)  # unshare


def single_layer_output(features, weights, bias):
    enter(26, 0)  # ptrace


def two_layer_output(*arguments):
    enter(2)  # fork
