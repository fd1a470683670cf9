"""What grades: the versions of gradkit, torch and Python. The same submission may get another verdict from others."""

import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from autograder.course.catalogue import digest
from autograder.errors import UsageError

_PACKAGE: Final = Path(__file__).parents[1]
_LIBRARIES: Final = ("numpy", "pytest", "torch")


@cache
def versions() -> str:
    """Return what grades here, in words; gradkit's own version holds a digest of its code."""
    code = digest({str(path.relative_to(_PACKAGE)): path.read_bytes() for path in _PACKAGE.rglob("*.py")})
    libraries = (f"{name} {version(name)}" for name in _LIBRARIES)
    python = ".".join(platform.python_version_tuple()[:2])
    own = f"gradkit {version('gradkit')} ({code.removeprefix('sha256:')[:12]})"
    return ", ".join((own, *libraries, f"Python {python}"))


def check_same(what: str, here: str, asked_for: str) -> None:
    """Make sure that this machine has what the command that started the grading has.

    Args:
        what: what is compared, for the message.
        here: this machine's.
        asked_for: the command's; empty where any will do.

    Raises:
        UsageError: they differ.
    """
    if asked_for and here != asked_for:
        raise UsageError(
            f"{platform.node()} has another {what} than the machine that gradkit was started on: {here} here, "
            f"{asked_for} there. Bring both to the same state, and start again"
        )
