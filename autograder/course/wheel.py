"""The wheel of gradkit for learners, built by pip from a checkout."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from autograder.course.archive import unzipped, zipped
from autograder.errors import UsageError

_ABOUT: Final = (
    "The tools of a first course in PyTorch that grades itself; the README.md of the course says how to begin.\n"
)
"""What the wheel says of itself. The checkout's own README.md is for instructors, and quotes a hidden test."""

_PACKAGE: Final = "autograder"


def build_wheel(root: Path, brings: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Return the name and the content of the wheel that a checkout gives, the same bytes each time.

    It is built from a copy: setuptools leaves files behind, and takes up what an earlier build left.

    Args:
        root: the checkout.
        brings: files that it brings along, by their names in the package: the exercises, for a notebook that comes
            alone.

    Raises:
        UsageError: the checkout lacks what a wheel is made of, or pip cannot build it; the message says what to do.
    """
    with TemporaryDirectory(prefix="gradkit-") as scratch:
        source, out = Path(scratch, "source"), Path(scratch, "out")
        try:
            _copy(root, source)
            _add(brings, source / _PACKAGE)
        except OSError as error:
            raise UsageError(f"the wheel of gradkit is built from {root}, which cannot be read: {error}") from error
        _run_pip(source, out)
        (wheel,) = out.glob("*.whl")
        return wheel.name, zipped(unzipped(wheel.read_bytes()))  # pip's own bears modes and the hour of this machine


def _copy(root: Path, source: Path) -> None:
    source.mkdir()
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copyfile(root / name, source / name)
    (source / "README.md").write_text(_ABOUT, encoding="utf-8", newline="\n")
    shutil.copytree(root / _PACKAGE, source / _PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))


def _add(files: Mapping[str, bytes], package: Path) -> None:
    for name, content in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_bytes(content)


def _run_pip(source: Path, out: Path) -> None:
    command = [sys.executable, "-P", "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel", "--no-deps"]
    ran = subprocess.run(
        [*command, "--wheel-dir", str(out), str(source)], cwd=source.parent, capture_output=True, text=True, check=False
    )
    if ran.returncode == 0:
        return
    if "No module named pip" in ran.stderr:
        raise UsageError(f"the wheel of gradkit is built by pip, which is missing. Run: {sys.executable} -m ensurepip")
    errors = [line for line in ran.stderr.splitlines() if line.strip().startswith("ERROR: ")] or [ran.stderr]
    raise UsageError(
        f"pip cannot build the wheel of gradkit: {errors[-1].strip().removeprefix('ERROR: ')}. It downloads setuptools "
        "for that: run this where it can, or say with PIP_INDEX_URL or PIP_FIND_LINKS where setuptools is to be had."
    )
