"""What of the isolation is real on this machine: every mechanism is tried, each in a process of its own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GradkitError
from autograder.sandbox import cgroups, isolation, landlock, seccomp
from autograder.sandbox.kernel import IsolationFailedError
from autograder.sandbox.launcher import ForkServer

_NAMESPACES = (
    "namespaces: sysctl -w user.max_user_namespaces=10000; "
    "on Ubuntu also: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; "
    "in Docker: docker run --privileged"
)


@dataclass(frozen=True)
class Mechanism:
    """One mechanism of the isolation, tried.

    Attributes:
        name: as ``isolation.REQUIRED`` and ``isolation.OPTIONAL`` have it, or a part of one of those.
        required: whether a cohort is refused without it.
        purpose: what it does.
        fault: what went wrong; empty where it works.
        remedy: how to get it where it is missing; steps are parted by semicolons.
    """

    name: str
    required: bool
    purpose: str
    fault: str
    remedy: str


def probe() -> list[Mechanism]:
    """Try every mechanism; call it before anything starts threads, since it forks."""
    return [
        Mechanism(name, required, purpose, _fault_of(attempt), remedy)
        for name, required, purpose, attempt, remedy in _MECHANISMS
    ]


def probe_worker() -> str:
    """Start a confined worker as grading does; return what went wrong, or nothing."""
    server = ForkServer("namespaces")
    try:
        server.wait_until_ready()
        server.worker().kill()
    except GradkitError as error:
        return str(error)
    finally:
        server.close()
    return ""


def _fault_of(attempt: Callable[[], None]) -> str:
    """Run an attempt in a fork, and return what it says where it fails."""
    answer, own = os.pipe()
    child = os.fork()
    if child == 0:
        said = "the process that tried it ended"
        try:
            said = _outcome(attempt)
        finally:
            os.write(own, said.encode())
            os._exit(0)
    os.close(own)
    with os.fdopen(answer, "rb") as stream:
        said = stream.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    return said if status == 0 else said or f"the process that tried it ended with {os.waitstatus_to_exitcode(status)}"


def _outcome(attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except (IsolationFailedError, OSError) as error:
        return str(error)
    except Exception as error:  # a fault of ours is told too, and the other attempts go on  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return ""


def _user_namespace() -> None:
    isolation.die_with_parent()
    if isolation.has_capabilities():
        isolation.become_unprivileged()
    isolation.enter_user_namespace()


def _further_namespaces() -> None:
    _user_namespace()
    isolation.enter_worker_namespaces()
    isolation.unshare_pids()
    fault = _fault_of(_be_the_first_process)
    if fault:
        raise IsolationFailedError(fault)


def _be_the_first_process() -> None:
    if os.getpid() != 1:
        raise IsolationFailedError("a new pid namespace counts on from the old one")


def _private_root() -> None:
    isolation.enter_private_root()
    if Path("/etc").exists():
        raise IsolationFailedError("the machine's files are still there behind the private root")


def _seccomp() -> None:
    seccomp.filter_system_calls()
    try:
        os.setsid()
    except PermissionError:
        return
    raise IsolationFailedError("the kernel took the filter and lets pass what it refuses")


def _landlock() -> None:
    landlock.restrict_paths(["/dev/null"], [])
    try:
        list(Path("/").iterdir())
    except PermissionError:
        return
    raise IsolationFailedError("the kernel took the rules and lets pass what they refuse")


def _control_groups() -> None:
    where = cgroups.places()
    if not where:
        raise IsolationFailedError("no control group here may have groups with limits on memory and processes")
    group = cgroups.Cgroup(where, owner=None)
    try:
        workers = cgroups.WorkerGroups(group.open())
        fault = _fault_of(lambda: workers.enter(workers.make()))
        if fault:
            raise IsolationFailedError(fault)
    finally:
        group.remove()


_MECHANISMS = (
    ("user namespace", True, "a user without a right to anything outside", _user_namespace, _NAMESPACES),
    (
        "pid, mount, network, IPC and UTS namespaces",
        True,
        "no other process, no network, and nothing left when it ends",
        _further_namespaces,
        _NAMESPACES,
    ),
    ("private root", True, "libraries, read-only, and no other file", _private_root, _NAMESPACES),
    (
        "seccomp",
        True,
        "no system call that homework does not need",
        _seccomp,
        "seccomp: a kernel with CONFIG_SECCOMP_FILTER, on x86_64 or aarch64",
    ),
    (
        "Landlock",
        False,
        "a second lock on files, sockets and signals",
        _landlock,
        "Landlock: Linux 5.13 or later, started with lsm=landlock,... where the distribution leaves it out",
    ),
    (
        "control groups",
        False,
        "limits on memory and threads that count everything",
        _control_groups,
        "control groups: be root, or let systemd delegate: systemd-run --user --scope gradkit grade ...",
    ),
)
