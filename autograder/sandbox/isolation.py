"""What stands between the learner's code and the machine, one function a mechanism.

Theory of operation. Two programs use this module, in this order.

The fork server encloses itself once, before it serves anybody (``enclose``). It makes a mount namespace whose
root is a fresh tmpfs with the interpreter, the libraries and gradkit's own package bound in read-only, and moves into
it: from then on no path leads to the machine's files. Started as root, it then becomes an unprivileged user for good.
It takes a user namespace, in which it may make further namespaces, and a pid namespace, of which it is the first
process: when it dies, the kernel kills everything below it.

Each worker confines itself after the fork, before it reads a byte of the submission (``confine``). The fork server has
given it a pid namespace of its own (``next_pid_namespace``), so that killing it kills all that it started, and where
the system delegates one a control group with limits. It takes new user, mount, network, IPC and UTS namespaces, mounts
a small tmpfs for scratch, covers /proc and /sys, sets limits, closes every descriptor but four (stdin, stdout, stderr,
its connection), restricts its paths with Landlock, gives up all capabilities for itself and whatever it may execute
(no_new_privs), and last of all has the kernel refuse every system call that homework does not need.

What is trusted: the kernel, the interpreter, the libraries. What is not: anything the worker does after ``confine``.
Mounts made by a more privileged namespace are locked: a worker that takes yet another user namespace could not uncover
what is covered here. A mechanism of ``REQUIRED`` either works or raises ``IsolationFailedError``; those of ``OPTIONAL``
are taken where the machine has them, and ``missing`` names the others, so that a result can say so. ``probe`` tries
every one of them by itself (``gradkit doctor``).
"""

import ctypes
import os
import resource
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from autograder.sandbox import cgroups, cuda, landlock, mounts
from autograder.sandbox.kernel import IsolationFailedError, call, libc
from autograder.sandbox.seccomp import filter_system_calls

ISOLATIONS: Final = ("namespaces", "process")

REQUIRED: Final = ("namespaces", "private root", "seccomp")
OPTIONAL: Final = ("Landlock", "control groups")

UNPRIVILEGED_ID: Final = 65533  # user and group; below 65536, so that it exists inside containers too
MEMORY: Final = 2 * 2**30  # bytes beyond what the warm process holds
MAX_FILES: Final = 64
MAX_FILE_SIZE: Final = 64 * 2**20
MAX_PROCESSES: Final = 64  # threads count; pools take as many as there are processors, and a few
CPU_SECONDS: Final = 5000  # a last resort: all threads of a worker cannot use as much within a submission's budget

_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 28, 47, 4
_SECUREBITS_ALL_LOCKED = 0xEF  # no capabilities for uid 0, none kept over setuid, none raised; all locked
_CAPABILITY_VERSION_3 = 0x20080522


def enclose(device: str = "cpu") -> None:
    """Put this process, the fork server, behind a private root and user and pid namespaces, as an ordinary user.

    Returns in a child of the caller: the pid namespace takes effect at a fork. The parent waits, and ends as it ends.

    Args:
        device: ``cpu``, or ``cuda`` for a root that has this machine's cards in it.

    Raises:
        IsolationFailedError: some mechanism is missing.
    """
    die_with_parent()
    enter_private_root(device)
    unshare_pids()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    die_with_parent()


def enter_private_root(device: str = "cpu") -> None:
    """Move behind the private root, as an ordinary user in a user namespace of its own."""
    if has_capabilities():
        unshare(_CLONE_NEWNS, "mount namespace")
        mounts.private_root(device)
        become_unprivileged()
        enter_user_namespace()
    else:
        enter_user_namespace(_CLONE_NEWNS, ", with a mount namespace")
        mounts.private_root(device)


def enter_user_namespace(more: int = 0, as_well: str = "") -> None:
    """Take a user namespace, in which the process has the rights to make further ones; and some at once."""
    user, group = os.geteuid(), os.getegid()
    unshare(_CLONE_NEWUSER | more, f"user namespace{as_well}")
    map_own_user(user, group)


def enter_worker_namespaces() -> None:
    """Take all that a worker has for itself, but for the pid namespace, which takes effect at a fork."""
    enter_user_namespace(
        _CLONE_NEWNS | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS, ", with mount, network, IPC and UTS namespaces"
    )


def unshare_pids() -> None:
    """Make the next fork the first process of a new pid namespace."""
    unshare(_CLONE_NEWPID, "pid namespace")


def next_pid_namespace() -> None:
    """Make the next fork the first process of a pid namespace of its own, time and again."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        # A second ``unshare`` without this would nest the new namespace in the last one, and is refused.
        call(libc.setns, own, _CLONE_NEWPID, what="return to the own pid namespace")
    finally:
        os.close(own)
    unshare_pids()


def confine(keep: Iterable[int], memory_in_use: int, isolation: str, scratch: str, device: str = "cpu") -> None:
    """Confine this process, a worker just forked, before it meets the learner's code.

    Args:
        keep: the descriptors that stay open; stdin, stdout and stderr must be among them.
        memory_in_use: bytes of address space the warm process holds; the limit is counted from there.
        isolation: ``"namespaces"``, or ``"process"`` for what needs none.
        scratch: the folder it may write in.
        device: ``cpu``, or ``cuda`` for what ``autograder.sandbox.cuda`` lists on top.

    Raises:
        IsolationFailedError: some mechanism is missing.
    """
    die_with_parent()
    os.setsid()
    card = device == "cuda"
    if isolation == "namespaces":
        if card:
            unshare(_CLONE_NEWNS, "mount namespace for a /proc of its own")
            mounts.show_own_processes()
        enter_worker_namespaces()
        mounts.take_scratch()
        if not card:
            mounts.cover_mounts()
        call(libc.sethostname, b"gradkit", 7, what="set the host name")
        readable = ["/"]
    else:
        readable = [*map(str, mounts.library_folders().values()), *(f"/dev/{name}" for name in mounts.DEVICES)]
        readable += ["/proc", "/sys"] if card else []
    usable = ["/proc", *(f"/dev/{node}" for node in cuda.nodes())] if card else []
    limit_resources(memory_in_use, own_user=isolation == "namespaces", card=card)
    close_descriptors(keep)
    os.chdir(scratch)
    if landlock.version():
        landlock.restrict_paths(readable, writable=[scratch, "/dev/null"], usable=usable)
    if isolation == "process" and has_capabilities():
        become_unprivileged()  # not before: the libraries may lie where only root can look
    drop_capabilities()
    filter_system_calls(device)  # the last: what stands above makes calls that it refuses


def missing(isolation: str) -> list[str]:
    """Return the mechanisms that an isolation lacks on this machine, as a result tells them."""
    lacking = [] if isolation == "namespaces" else ["namespaces", "private root"]
    here = {"Landlock": bool(landlock.version()), "control groups": bool(cgroups.places())}
    return lacking + [name for name in OPTIONAL if not here[name]]


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    call(libc.prctl, _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0, what="ask for a signal at the parent's death")


def become_unprivileged() -> None:
    """Stop being root, for good: real, effective and saved ids, and no further groups."""
    try:
        os.setgroups([])
        os.setresgid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
        os.setresuid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
    except OSError as error:
        raise IsolationFailedError(f"cannot become user {UNPRIVILEGED_ID}: {error.strerror}") from error
    die_with_parent()  # a change of user has made the kernel forget it


def map_own_user(user: int, group: int) -> None:
    """Map the caller's user and group to themselves in its new user namespace, and nothing else."""
    # After a change of user the files of /proc/self belong to root until the process is dumpable again.
    call(libc.prctl, _PR_SET_DUMPABLE, 1, 0, 0, 0, what="become dumpable")
    try:
        Path("/proc/self/setgroups").write_text("deny", encoding="utf-8")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="utf-8")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="utf-8")
    except OSError as error:
        raise IsolationFailedError(f"cannot map the user in a new user namespace: {error}") from error


def limit_resources(memory_in_use: int, *, own_user: bool, card: bool = False) -> None:
    """Set the limits of this process and of whatever it starts; none can be raised again.

    The kernel counts processes by user and user namespace, so their limit makes sense only where that is the worker's
    own (``own_user``). A worker with a ``card`` has none on address space.
    """
    limits = {
        resource.RLIMIT_AS: memory_in_use + MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: MAX_FILE_SIZE,
        resource.RLIMIT_NOFILE: MAX_FILES,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if card:
        del limits[resource.RLIMIT_AS]
        limits[resource.RLIMIT_NOFILE] = cuda.MAX_FILES
    if own_user:
        limits[resource.RLIMIT_NPROC] = MAX_PROCESSES
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def close_descriptors(keep: Iterable[int]) -> None:
    """Close every descriptor but these."""
    start = 0
    for descriptor in sorted(keep):
        if start < descriptor:  # an empty range closes everything
            os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0] + 1024)


def drop_capabilities() -> None:
    """Give up every capability, for this process and for whatever it executes."""
    call(libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, what="set no_new_privs")
    if has_capabilities():
        for capability in range(64):
            if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
                break  # beyond the kernel's last capability
        call(libc.prctl, _PR_SET_SECUREBITS, _SECUREBITS_ALL_LOCKED, 0, 0, 0, what="lock the securebits")
    call(libc.prctl, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0, what="clear ambient capabilities")
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    call(libc.capset, header, (ctypes.c_uint32 * 6)(), what="drop all capabilities")


def has_capabilities() -> bool:
    """Tell whether this process has any capability: root usually has, but in some containers only its number."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    call(libc.capget, header, data, what="read the capabilities")
    return any(data)


def unshare(flags: int, what: str) -> None:
    """Make new namespaces for this process (unshare(2))."""
    call(libc.unshare, flags, what=f"make a new {what}")
