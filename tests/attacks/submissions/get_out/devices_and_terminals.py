"""Opens disks, memory, graphics, tunnels and terminals, makes devices, and types into the grader's terminal.

Claims: 9, 12
With: _attempts
Shows: no device
"""

import fcntl
import os
import struct
import termios

from _attempts import attempt

NAMES = (
    "mem",
    "kmem",
    "port",
    "sda",
    "vda",
    "nvme0n1",
    "loop0",
    "kvm",
    "fuse",
    "net/tun",
    "tty",
    "tty0",
    "console",
    "ptmx",
)
for name in (
    *NAMES,
    "pts/0",
    "nvidia0",
    "nvidiactl",
    "dri/card0",
    "kmsg",
    "hpet",
    "vhost-net",
    "userfaultfd",
    "snd/timer",
):
    attempt(f"device {name}", lambda name=name: os.open(f"/dev/{name}", os.O_RDWR))
for kind in (0o020666, 0o060666):
    attempt("to make a device", lambda kind=kind: os.mknod("gradkit-escaped-device", kind, os.makedev(1, 1)))
for descriptor in range(4):
    attempt("to type", lambda descriptor=descriptor: fcntl.ioctl(descriptor, termios.TIOCSTI, b"x"))
    attempt("the paste", lambda descriptor=descriptor: fcntl.ioctl(descriptor, 0x541C, struct.pack("b", 3)))
    attempt("a terminal", lambda descriptor=descriptor: os.ttyname(descriptor))
