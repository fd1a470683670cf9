"""Makes and enters namespaces, to be root in one of its own and to see more from there.

Claims: 12
With: _attempts
Shows: no unshare
"""

import ctypes
import os

from _attempts import attempt, call, libc

KINDS = {
    "user": 0x10000000,
    "mount": 0x20000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
    "time": 0x80,
}
for kind, flag in KINDS.items():
    attempt(f"unshare {kind}", lambda flag=flag: 0 if libc.unshare(flag) == 0 else os.listdir("/nowhere"))
    attempt(
        f"unshare user and {kind}",
        lambda flag=flag: 0 if libc.unshare(flag | KINDS["user"]) == 0 else os.listdir("/nowhere"),
    )
    attempt(
        f"setns {kind}",
        lambda kind=kind: 0 if libc.setns(os.open(f"/proc/self/ns/{kind}", 0), 0) == 0 else os.listdir("/no"),
    )
for descriptor in range(4):
    attempt("setns", lambda descriptor=descriptor: 0 if libc.setns(descriptor, 0) == 0 else os.listdir("/nowhere"))


def forked(how):
    pid = how()
    if pid == 0:
        os._exit(0)
    return pid


clone_args = (ctypes.c_uint64 * 11)(KINDS["user"], 0, 0, 0, 17)
if os.uname().machine == "x86_64":
    attempt("clone into a user namespace", lambda: forked(lambda: call(56, KINDS["user"] | 17, 0, 0, 0, 0)))
attempt("clone3 into a user namespace", lambda: forked(lambda: call(435, ctypes.byref(clone_args), 88)))
attempt("a host name", lambda: os.listdir("/nowhere") if libc.sethostname(b"owned", 5) else 0)
