"""The private root of a fork server and its workers: what is bound into it, and what covers it."""

import ctypes
import functools
import os
import struct
import sys
import sysconfig
from pathlib import Path
from typing import Final

from autograder.sandbox import cuda
from autograder.sandbox.kernel import call, libc, system_call

TMP: Final = "/tmp"  # noqa: S108 - a name; what a worker finds there is its own
SCRATCH: Final = "/scratch"
"""Where a worker may write. Not /tmp itself, since libraries may lie below that (a checkout there, with its .venv)."""
SCRATCH_SIZE: Final = "64m"
DEVICES: Final = ("null", "zero", "full", "random", "urandom")

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 8, 32, 4096
_MS_REC, _MS_PRIVATE = 16384, 1 << 18
_NOTHING_SPECIAL = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV, _ATTR_NOEXEC = 1, 2, 4, 8


@functools.cache
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


def private_root(device: str = "cpu") -> None:
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
        _bind(old / place.relative_to("/"), new / folder.relative_to("/"))
        _set_attributes(new / folder.relative_to("/"), _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV)
    for node in (*DEVICES, *(cuda.nodes(old / "dev") if device == "cuda" else ())):
        _bind(old / "dev" / node, new / "dev" / node)
        # Read-only holds for the node, whose rights its owner might change, not for what is written to the device.
        _set_attributes(new / "dev" / node, _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NOEXEC)
    for pseudo in ("proc", "sys"):
        _bind(old / pseudo, new / pseudo)
    (new / SCRATCH.strip("/")).mkdir()
    if not (new / "tmp").exists():  # no library lies below it
        (new / "tmp").symlink_to(SCRATCH)
    _pivot_root(new, new / SCRATCH.strip("/"))
    call(libc.umount2, SCRATCH.encode(), _MNT_DETACH, what="let go of the machine's root")
    _mount("tmpfs", SCRATCH, "tmpfs", _NOTHING_SPECIAL, "mode=1777,size=16m")
    _mount("none", "/", None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def show_own_processes() -> None:
    """In a mount namespace just taken, have /proc show this pid namespace alone, and /sys be read-only."""
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    _mount("proc", "/proc", "proc", _NOTHING_SPECIAL)
    _set_attributes(Path("/sys"), _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV | _ATTR_NOEXEC)


def take_scratch() -> None:
    """Give a worker a small scratch folder of its own."""
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    options = f"mode=700,size={SCRATCH_SIZE},nr_inodes=4096"
    _mount("tmpfs", SCRATCH, "tmpfs", _NOTHING_SPECIAL, options)


def cover_mounts() -> None:
    """Cover what the fork server alone may see."""
    for pseudo in ("/proc", "/sys"):
        _mount("tmpfs", pseudo, "tmpfs", _NOTHING_SPECIAL | _MS_RDONLY, "mode=555,size=4k,nr_inodes=2")


def _mount(source: str, target: Path | str, kind: str | None, flags: int, options: str | None = None) -> None:
    encoded = [None if text is None else str(text).encode() for text in (source, target, kind, options)]
    call(libc.mount, encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3], what=f"mount {target}")


def _bind(source: Path, target: Path) -> None:
    """Show ``source``, with what is mounted below it, as ``target`` too."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(source), target, None, _MS_BIND | _MS_REC)


def _set_attributes(target: Path, attributes: int) -> None:
    """Add attributes to a mount and to all that is mounted below it; a plain remount would leave those as they are."""
    attr = struct.pack("QQQQ", attributes, 0, 0, 0)
    what = f"set the attributes of {target} and below (Linux 5.12 or later)"
    system_call("mount_setattr", _AT_FDCWD, str(target).encode(), _AT_RECURSIVE, attr, len(attr), what=what)


def _pivot_root(new: Path, old: Path) -> None:
    system_call("pivot_root", str(new).encode(), str(old).encode(), what="change the root")
    os.chdir("/")
