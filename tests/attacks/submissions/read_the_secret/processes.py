"""Reads what /proc tells of itself, its parent and everybody else: memory, maps, environment, descriptors, arguments.

Claims: 8, 9, 11
With: _search
Shows: proc
"""

import os

from _search import search

WHAT = (
    "environ",
    "cmdline",
    "maps",
    "smaps",
    "stat",
    "status",
    "mem",
    "fd",
    "fdinfo",
    "root",
    "cwd",
    "exe",
    "task",
    "ns",
)
found = 0
for pid in ("self", "thread-self", os.getpid(), os.getppid(), *range(1, 400)):
    for name in WHAT:
        path = f"/proc/{pid}/{name}"
        try:
            if os.path.isdir(path):
                print("GOT", path, os.listdir(path)[:5])
                continue
            with open(path, "rb") as file:
                data = file.read(2**20)
        except OSError:
            continue
        found += 1
        print("GOT", path, data[:80])
        search(path, data)
for path in (
    "/proc/mounts",
    "/proc/cmdline",
    "/proc/kallsyms",
    "/proc/keys",
    "/proc/net/unix",
    "/proc/sysvipc/shm",
    "/sys/kernel",
):
    if os.path.exists(path):
        print("GOT", path)
print("of proc there is", found)
