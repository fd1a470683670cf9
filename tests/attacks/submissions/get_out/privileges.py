"""Becomes root: by calls, by capabilities, by programs that carry the right to.

Claims: 12, 13
With: _attempts
Shows: no uid 0
"""

import ctypes
import os
import stat
import subprocess

from _attempts import attempt, check

libc = ctypes.CDLL(None, use_errno=True)


attempt("uid 0", lambda: os.setuid(0))
attempt("gid 0", lambda: os.setgid(0))
attempt("ids 0", lambda: os.setresuid(0, 0, 0))
attempt("groups", lambda: os.setgroups([0]))
attempt(
    "capabilities",
    lambda: check(libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6))),
)
attempt("an ambient capability", lambda: check(libc.prctl(47, 2, 21, 0, 0)))
attempt("new privileges again", lambda: check(libc.prctl(38, 0, 0, 0, 0)))
attempt("securebits", lambda: check(libc.prctl(28, 0, 0, 0, 0)))
if os.geteuid() == 0:
    print("GOT to be root")
bearers = []
for place, folders, files in os.walk("/"):
    if "/torch" in place:
        folders.clear()
        continue
    for name in files:
        path = os.path.join(place, name)
        try:
            if os.lstat(path).st_mode & (stat.S_ISUID | stat.S_ISGID):
                bearers.append(path)
        except OSError:
            pass
for path in [*bearers[:3], "/bin/su", "/usr/bin/sudo", "/usr/bin/passwd", "/usr/bin/newuidmap", "/usr/bin/pkexec"]:
    attempt(f"to run {path}", lambda path=path: subprocess.run([path, "--version"], capture_output=True, timeout=1))
