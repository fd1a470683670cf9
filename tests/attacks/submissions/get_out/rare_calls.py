"""Tries the system calls through which kernels are broken; even one that is merely heard of its arguments is too many.

Claims: 12
Shows: refused
"""

import ctypes
import errno
import os
import platform

X86 = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "bpf": 321, "userfaultfd": 323, "keyctl": 250,
    "add_key": 248, "request_key": 249, "perf_event_open": 298, "open_by_handle_at": 304, "name_to_handle_at": 303,
    "kexec_load": 246, "init_module": 175, "finit_module": 313, "delete_module": 176, "quotactl": 179, "swapon": 167,
    "reboot": 169, "acct": 163, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "syslog": 103,
    "fanotify_init": 300, "inotify_init1": 294, "personality": 135, "vmsplice": 278, "splice": 275, "tee": 276,
    "process_vm_readv": 310, "kcmp": 312, "pidfd_open": 434, "pidfd_getfd": 438, "memfd_create": 319, "memfd_secret": 447,
    "ioperm": 173, "iopl": 172, "modify_ldt": 154, "uselib": 134, "sysfs": 139, "mbind": 237, "migrate_pages": 256,
    "setuid": 105, "setgid": 106, "setgroups": 116, "setresuid": 117, "capset": 126, "chown": 92, "mknod": 133,
    "link": 86, "symlink": 88, "setxattr": 188, "socket": 41, "socketpair": 53, "connect": 42, "bind": 49, "ptrace": 101,
    "chroot": 161, "mount": 165, "umount2": 166, "pivot_root": 155, "unshare": 272, "setns": 308, "fork": 57, "vfork": 58,
    "execveat": 322, "io_setup": 206, "lookup_dcookie": 212, "landlock_create_ruleset": 444, "seccomp": 317,
    "timer_create": 222, "signalfd4": 289, "sched_setscheduler": 144, "setpriority": 141, "sched_setaffinity": 203,
    "ioprio_set": 251, "rt_sigqueueinfo": 129, "process_mrelease": 448, "futex_waitv": 449, "set_mempolicy_home_node": 450,
    "cachestat": 451, "statmount": 457, "listmount": 458, "lsm_get_self_attr": 459,
}  # fmt: skip
ARM = {
    "io_uring_setup": 425, "bpf": 280, "userfaultfd": 282, "keyctl": 219, "perf_event_open": 241, "open_by_handle_at": 265,
    "name_to_handle_at": 264, "fanotify_init": 262, "personality": 92, "vmsplice": 75, "kcmp": 272, "pidfd_open": 434,
    "pidfd_getfd": 438, "memfd_create": 279, "memfd_secret": 447, "socket": 198, "socketpair": 199, "ptrace": 117,
    "chroot": 51, "mount": 40, "unshare": 97, "setns": 268, "execveat": 281, "seccomp": 277, "symlinkat": 36, "linkat": 37,
}  # fmt: skip
REFUSED = (errno.EPERM, errno.ENOSYS, errno.EACCES, errno.ENOTSUP)

libc = ctypes.CDLL(None, use_errno=True)
refused = 0
for name, number in (X86 if platform.machine() == "x86_64" else ARM).items():
    ctypes.set_errno(0)
    minus = ctypes.c_long(-1)
    result = libc.syscall(ctypes.c_long(number), minus, minus, minus, minus, minus, minus)
    if result == 0 and name in ("fork", "vfork"):
        os._exit(0)
    if result >= 0 or ctypes.get_errno() not in REFUSED:
        print("GOT through to", name, result, os.strerror(ctypes.get_errno()), flush=True)
    else:
        refused += 1
print("refused", refused)
