"""Control groups: limits on memory and processes that count all a worker causes, not each process by itself.

rlimits count what one process maps; files in a tmpfs, full pipes and page tables get round them. A control group counts
them. It takes a place in the hierarchy where groups may be made: root has one, an ordinary user where the system has
delegated one (systemd does, in a user's session). Both versions of the interface are known, since many machines still
have memory and pids under the first.

The grader makes a folder for its fork server (``Cgroup``) and removes it at the end; the fork server moves into
``server``, and makes one group a worker (``WorkerGroups``), through descriptors: behind its private root there are no
paths to these folders. What a grader that was killed has left behind, the next one removes.
"""

import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEMORY: Final = 2 * 2**30 + 2**28  # bytes; above the limit on address space, whose MemoryError tells a learner more
PROCESSES: Final = 80

_ROOT: Final = Path("/sys/fs/cgroup")
_OWN: Final = Path("/proc/self/cgroup")
_PREFIX: Final = "gradkit-"
_SERVER: Final = "server"
_SECONDS_TO_END: Final = 1.0
_PAUSE: Final = 0.02
_CONTROLLERS: Final = ("memory", "pids")

_LIMITS: Final = {  # file: what is written to it; a version has some of these files and not the others
    "memory.max": str(MEMORY),
    "memory.swap.max": "0",
    "memory.oom.group": "1",
    "memory.limit_in_bytes": str(MEMORY),
    "pids.max": str(PROCESSES),
}
_KILLS: Final = ("memory.events", "memory.oom_control")  # where a line ``oom_kill N`` counts the killed


def places(root: Path = _ROOT, own: Path = _OWN) -> list[Path]:
    """Return the folders of this process's control group in which groups with both limits can be made.

    One folder for the second version of the interface, one a controller for the first; empty where there is none.

    Args:
        root: where the hierarchies are mounted.
        own: the file that tells which groups this process is in.
    """
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    paths = {names: path.lstrip("/") for _, names, path in (line.split(":", 2) for line in lines)}
    if "" in paths and (place := _unified(root, paths[""])):
        return [place]
    found = []
    for controller in _CONTROLLERS:
        path = next((path for names, path in paths.items() if controller in names.split(",")), None)
        if path is None or not _writable(root / controller / path):
            return []
        found.append(root / controller / path)
    return found


def _unified(root: Path, path: str) -> Path | None:
    """Return the nearest folder above whose groups may have the limits: one with processes in it may not."""
    top = next((top for top in (root, root / "unified") if (top / "cgroup.controllers").exists()), None)
    if top is None:
        return None
    for folder in (top / path, *(top / path).parents):
        if not folder.is_relative_to(top):
            break
        with suppress(OSError):
            granted = (folder / "cgroup.subtree_control").read_text(encoding="utf-8").split()
            if set(_CONTROLLERS) <= set(granted) and _writable(folder):
                return folder
    return None


def _writable(folder: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (folder, folder / "cgroup.procs"))


class Cgroup:
    """The folder of one fork server, on the grader's side.

    Args:
        where: the folders to make it in, from ``places``.
        owner: the user that the fork server becomes; None where it stays who it is.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, where: list[Path], owner: int | None) -> None:
        _sweep(where)
        name = f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        self.folders = [place / name for place in where]
        try:
            for folder in self.folders:
                folder.mkdir()
                if (folder / "cgroup.subtree_control").exists():
                    (folder / "cgroup.subtree_control").write_text("+memory +pids", encoding="utf-8")
                (folder / _SERVER).mkdir()
                if owner is not None:
                    for path in (folder, folder / "cgroup.procs", folder / _SERVER):
                        os.chown(path, owner, owner)
        except OSError:
            self.remove()
            raise

    def open(self) -> list[int]:
        """Return descriptors of the folders, for the fork server; whoever asks closes them."""
        return [os.open(folder, os.O_RDONLY | os.O_DIRECTORY) for folder in self.folders]

    def remove(self) -> None:
        """Remove the folders; where a process in them takes long to end, a later grader does."""
        deadline = time.monotonic() + _SECONDS_TO_END
        for folder in self.folders:
            while not _removed(folder) and time.monotonic() < deadline:
                time.sleep(_PAUSE)


def _sweep(where: list[Path]) -> None:
    for place in where:
        for folder in place.glob(f"{_PREFIX}*"):
            if not _alive(folder.name):
                _removed(folder)


def _alive(name: str) -> bool:
    pid = name.removeprefix(_PREFIX).split("-")[0]
    return Path("/proc", pid).exists()


def _removed(folder: Path) -> bool:
    """Remove a folder with the groups in it, as far as they are empty, and tell whether it is gone."""
    with suppress(OSError):  # gone already, or a process in it is still ending
        for group in folder.iterdir():
            if group.is_dir():
                with suppress(OSError):
                    group.rmdir()
        folder.rmdir()
    return not folder.exists()


@dataclass
class WorkerGroups:
    """The groups of a fork server's workers, on its side.

    Attributes:
        folders: descriptors of the folders that the grader made.
    """

    folders: list[int]

    def __post_init__(self) -> None:
        self._next = 0
        self._made: list[str] = []

    def enter_server(self) -> None:
        """Move this process out of the way: a group that has groups below it may hold no process."""
        for folder in self.folders:
            _write(folder, f"{_SERVER}/cgroup.procs", "0")

    def make(self) -> str:
        """Make the group of the next worker and return its name; remove those of workers that have ended.

        Raises:
            OSError: it cannot be made.
        """
        self._made = [name for name in self._made if not self._removed(name)]
        self._next += 1
        name = f"worker-{self._next}"
        for folder in self.folders:
            os.mkdir(name, dir_fd=folder)
        self._made.append(name)
        for folder in self.folders:
            for file, value in _LIMITS.items():
                with suppress(FileNotFoundError):  # a file of the other version, or of the other controller
                    _write(folder, f"{name}/{file}", value)
        return name

    def enter(self, name: str) -> None:
        """Move this process into a worker's group."""
        for folder in self.folders:
            _write(folder, f"{name}/cgroup.procs", "0")

    def ran_out_of_memory(self, name: str) -> bool:
        """Tell whether the kernel has killed a process of this group for its memory."""
        for folder in self.folders:
            for file in _KILLS:
                with suppress(OSError):  # a file of the other version, or of the other controller
                    for line in _read(folder, f"{name}/{file}").splitlines():
                        if line.startswith("oom_kill ") and line != "oom_kill 0":
                            return True
        return False

    def _removed(self, name: str) -> bool:
        gone = [_gone(folder, name) for folder in self.folders]  # each is tried
        return all(gone)


def _gone(folder: int, name: str) -> bool:
    try:
        os.rmdir(name, dir_fd=folder)
    except FileNotFoundError:
        return True
    except OSError:  # a process in it is still ending
        return False
    return True


def _write(folder: int, path: str, value: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.write(descriptor, value.encode())
    finally:
        os.close(descriptor)


def _read(folder: int, path: str) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.read(descriptor, 4096).decode()
    finally:
        os.close(descriptor)
