"""Mounts, unmounts, changes the root: uncovers /proc, makes the libraries writable, goes back to the machine's root.

Claims: 9, 12
With: _attempts
Shows: no mount
"""

import os

from _attempts import attempt, call, check, libc

os.makedirs("m/old", exist_ok=True)
attempt("mount proc", lambda: check(libc.mount(b"proc", b"m", b"proc", 0, None)))
attempt("mount tmpfs", lambda: check(libc.mount(b"tmpfs", b"m", b"tmpfs", 0, None)))
attempt("mount again, writable", lambda: check(libc.mount(b"none", b"/", None, 32 | 4096, None)))
attempt("mount the root", lambda: check(libc.mount(b"/", b"m", None, 4096 | 16384, None)))
attempt("mount a disk", lambda: check(libc.mount(b"/dev/vda", b"m", b"ext4", 0, None)))
for place in (b"/proc", b"/sys", b"/scratch", b"/", b"/tmp"):
    attempt(f"unmount {place}", lambda place=place: check(libc.umount2(place, 2)))
attempt("pivot", lambda: call(155 if os.uname().machine == "x86_64" else 41, b"m", b"m/old"))
attempt("chroot", lambda: os.chroot("m"))
attempt("open_tree", lambda: call(428, -100, b"/", 1))
attempt("move_mount", lambda: call(429, -100, b"/", -100, b"m", 0))
attempt("fsopen", lambda: call(430, b"tmpfs", 0))
attempt("fspick", lambda: call(433, -100, b"/", 0))
attempt("mount_setattr", lambda: call(442, -100, b"/", 0, bytes(32), 32))
