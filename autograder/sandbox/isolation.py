"""What stands between the learner's code and the machine, one function a mechanism.

Theory of operation. Two programs use this module, in this order.

The fork server encloses itself once, before it imports anything heavy (``enclose``). It makes a mount namespace whose
root is a fresh tmpfs with the interpreter, the libraries and gradkit's own package bound in read-only, and moves into
it: from then on no path leads to the machine's files. Started as root, it then becomes an unprivileged user for good.
It takes a user namespace, in which it may make further namespaces, and a pid namespace, of which it is the first
process: when it dies, the kernel kills everything below it.

Each worker confines itself after the fork, before it reads a byte of the submission (``confine``). The fork server has
given it a pid namespace of its own (``next_pid_namespace``), so that killing it kills all that it started. It takes new
user, mount, network, IPC and UTS namespaces, mounts a small tmpfs for scratch, covers /proc and /sys, sets limits,
closes every descriptor but four (stdin, stdout, stderr, its connection), and gives up all capabilities for itself and
whatever it may execute (no_new_privs).

What is trusted: the kernel, the interpreter, the libraries. What is not: anything the worker does after ``confine``.
Mounts made by a more privileged namespace are locked: a worker that takes yet another user namespace cannot uncover
what is covered here. Every mechanism either works or raises ``IsolationFailedError``; nothing is skipped quietly.
"""

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ISOLATIONS: Final = ("namespaces", "process")

UNPRIVILEGED_ID: Final = 65533  # user and group; below 65536, so that it exists inside containers too
TMP: Final = "/tmp"  # noqa: S108 - a name; what a worker finds there is its own
SCRATCH: Final = {"namespaces": "/scratch", "process": TMP}
"""Where a worker may write. Not /tmp itself, since libraries may lie below that (a checkout there, with its .venv)."""
SCRATCH_SIZE: Final = "64m"
MEMORY: Final = 2 * 2**30  # bytes beyond what the warm process holds
MAX_FILES: Final = 64
MAX_FILE_SIZE: Final = 64 * 2**20
MAX_PROCESSES: Final = 16  # threads count
CPU_SECONDS: Final = 120  # a last resort behind the session's own limits

_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 8, 32, 4096
_MS_REC, _MS_PRIVATE = 16384, 1 << 18
_NOTHING_SPECIAL = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
_INHERITED = (_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, 1024, 2048)  # and noatime, nodiratime: as in statvfs
_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 28, 47, 4
_SECUREBITS_ALL_LOCKED = 0xEF  # no capabilities for uid 0, none kept over setuid, none raised; all locked
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class IsolationFailedError(Exception):
    """A mechanism is not to be had on this machine; the message says which one and what the kernel answered."""


def enclose() -> None:
    """Put this process, the fork server, behind a private root and user and pid namespaces, as an ordinary user.

    Returns in a child of the caller: the pid namespace takes effect at a fork. The parent waits, and ends as it ends.

    Raises:
        IsolationFailedError: some mechanism is missing.
    """
    die_with_parent()
    if has_capabilities():
        _unshare(_CLONE_NEWNS, "mount namespace")
        private_root()
        become_unprivileged()
        _unshare(_CLONE_NEWUSER | _CLONE_NEWPID, "user and pid namespaces")
        map_own_user()
    else:
        user, group = os.geteuid(), os.getegid()
        _unshare(_CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWPID, "user, mount and pid namespaces")
        map_own_user(user, group)
        private_root()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    die_with_parent()


def next_pid_namespace() -> None:
    """Make the next fork the first process of a new pid namespace."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        # A second ``unshare`` without this would nest the new namespace in the last one, and is refused.
        _call(_libc.setns, own, _CLONE_NEWPID, what="return to the own pid namespace")
    finally:
        os.close(own)
    _unshare(_CLONE_NEWPID, "pid namespace")


def confine(keep: Iterable[int], memory_in_use: int, isolation: str) -> None:
    """Confine this process, a worker just forked, before it meets the learner's code.

    Args:
        keep: the descriptors that stay open; stdin, stdout and stderr must be among them.
        memory_in_use: bytes of address space the warm process holds; the limit is counted from there.
        isolation: ``"namespaces"``, or ``"process"`` for limits alone.

    Raises:
        IsolationFailedError: some mechanism is missing.
    """
    die_with_parent()
    os.setsid()
    if isolation == "namespaces":
        user, group = os.geteuid(), os.getegid()
        _unshare(
            _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS,
            "user, mount, network, IPC and UTS namespaces",
        )
        map_own_user(user, group)
        cover_mounts()
        _call(_libc.sethostname, b"gradkit", 7, what="set the host name")
    elif has_capabilities():
        become_unprivileged()
    limit_resources(memory_in_use, own_user=isolation == "namespaces")
    close_descriptors(keep)
    drop_capabilities()
    os.chdir(SCRATCH[isolation])


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _call(_libc.prctl, _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0, what="ask for a signal at the parent's death")


def become_unprivileged() -> None:
    """Stop being root, for good: real, effective and saved ids, and no further groups."""
    try:
        os.setgroups([])
        os.setresgid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
        os.setresuid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
    except OSError as error:
        raise IsolationFailedError(f"cannot become user {UNPRIVILEGED_ID}: {error.strerror}") from error


def map_own_user(user: int = UNPRIVILEGED_ID, group: int = UNPRIVILEGED_ID) -> None:
    """Map the caller's user and group to themselves in its new user namespace, and nothing else."""
    # After a change of user the files of /proc/self belong to root until the process is dumpable again.
    _call(_libc.prctl, _PR_SET_DUMPABLE, 1, 0, 0, 0, what="become dumpable")
    try:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    except OSError as error:
        raise IsolationFailedError(f"cannot map the user in a new user namespace: {error}") from error


def library_folders() -> dict[Path, Path]:
    """Return the folders a worker needs to read, each with its real place (``/lib`` may be a link).

    These are the interpreter's, the libraries' and gradkit's own package, which holds no secret; none is listed that
    lies inside another.
    """
    python = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    system = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", f"{sys.base_prefix}/lib", str(Path(__file__).parent.parent)]
    wanted = {Path(folder).absolute() for folder in [*python, *system, *_mapped_libraries()] if Path(folder).is_dir()}
    outer = (folder for folder in wanted if not any(parent in wanted for parent in folder.parents))
    return {folder: folder.resolve() for folder in sorted(outer)}


def _mapped_libraries() -> set[str]:
    """Return the folders of the shared libraries this process has loaded, wherever the distribution keeps them."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    files = (line.split(maxsplit=5)[5] for line in lines if line.count("/") > 1)
    return {os.path.dirname(file) for file in files if ".so" in file}  # noqa: PTH120 - strings, as the kernel gives them


def private_root() -> None:
    """Move into a root of our own: a tmpfs with the libraries bound in read-only, some devices, /proc and /sys.

    /proc and /sys are for the fork server, which imports torch there; ``cover_mounts`` hides them from a worker.
    """
    folders = library_folders()
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)  # nothing mounted here shows outside
    base = Path(TMP)  # any folder would do: only this namespace sees what is mounted on it
    _mount("tmpfs", base, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=755,size=1m")
    old, new = base / "old", base / "new"
    old.mkdir()
    new.mkdir()
    # First make the tmpfs the root: that uncovers the machine's own /tmp, which may hold what is to be bound.
    _pivot_root(base, old)
    old, new = Path("/old"), Path("/new")
    _mount("tmpfs", new, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=755,size=1m")
    for folder, place in folders.items():
        _bind(old / place.relative_to("/"), new / folder.relative_to("/"), _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
    for device in ("null", "zero", "full", "random", "urandom"):
        _bind(old / "dev" / device, new / "dev" / device, _MS_NOSUID | _MS_NOEXEC)
    for pseudo in ("proc", "sys"):
        _bind(old / pseudo, new / pseudo)
    scratch = SCRATCH["namespaces"]
    (new / scratch.strip("/")).mkdir()
    if not (new / "tmp").exists():  # no library lies below it
        (new / "tmp").symlink_to(scratch)
    _pivot_root(new, new / scratch.strip("/"))
    _call(_libc.umount2, scratch.encode(), _MNT_DETACH, what="let go of the machine's root")
    _mount("tmpfs", scratch, "tmpfs", _NOTHING_SPECIAL, "mode=1777,size=16m")
    _mount("none", "/", None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def cover_mounts() -> None:
    """Give a worker a small scratch folder of its own, and cover what the fork server alone may see."""
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    options = f"mode=700,size={SCRATCH_SIZE},nr_inodes=4096"
    _mount("tmpfs", SCRATCH["namespaces"], "tmpfs", _NOTHING_SPECIAL, options)
    for pseudo in ("/proc", "/sys"):
        _mount("tmpfs", pseudo, "tmpfs", _NOTHING_SPECIAL | _MS_RDONLY, "mode=555,size=4k,nr_inodes=2")


def limit_resources(memory_in_use: int, *, own_user: bool) -> None:
    """Set the limits of this process and of whatever it starts; none can be raised again.

    The kernel counts processes by user and user namespace, so their limit makes sense only where that is the worker's
    own (``own_user``).
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
    _call(_libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, what="set no_new_privs")
    if has_capabilities():
        for capability in range(64):
            if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
                break  # beyond the kernel's last capability
        _call(_libc.prctl, _PR_SET_SECUREBITS, _SECUREBITS_ALL_LOCKED, 0, 0, 0, what="lock the securebits")
    _call(_libc.prctl, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0, what="clear ambient capabilities")
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _call(_libc.capset, header, (ctypes.c_uint32 * 6)(), what="drop all capabilities")


def has_capabilities() -> bool:
    """Tell whether this process has any capability: root usually has, but in some containers only its number."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    _call(_libc.capget, header, data, what="read the capabilities")
    return any(data)


def _unshare(flags: int, what: str) -> None:
    _call(_libc.unshare, flags, what=f"make new {what}")


def _mount(source: str, target: Path | str, kind: str | None, flags: int, options: str | None = None) -> None:
    encoded = [None if text is None else str(text).encode() for text in (source, target, kind, options)]
    _call(_libc.mount, encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3], what=f"mount {target}")


def _bind(source: Path, target: Path, flags: int = 0) -> None:
    """Show ``source`` as ``target`` too; ``flags`` hold for it in addition to those the source's mount has."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(source), target, None, _MS_BIND | _MS_REC)
    if flags:
        # A user namespace may add flags to a mount it inherited, but not take any away.
        inherited = os.statvfs(target).f_flag
        kept = sum(flag for flag in _INHERITED if inherited & flag)
        _mount("none", target, None, _MS_REMOUNT | _MS_BIND | flags | kept)


def _pivot_root(new: Path, old: Path) -> None:
    number = _SYS_PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise IsolationFailedError(f"no private root on {os.uname().machine} yet")
    _call(_libc.syscall, number, str(new).encode(), str(old).encode(), what="change the root")
    os.chdir("/")


def _call(function: "ctypes._NamedFuncPointer", *arguments: object, what: str) -> None:
    if function(*arguments):
        code = ctypes.get_errno()
        raise IsolationFailedError(f"cannot {what}: {os.strerror(code)}")
