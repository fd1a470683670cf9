"""What a worker is given to compute on an NVIDIA card, where ``gradkit grade --gpu`` asks for that, and no other has.

Theory of operation. CUDA lives in the driver's library, which finds the card by its nodes in /dev, asks /sys and
/proc/driver about the machine, names its threads by writing to /proc/self/task (and gives up where it may not), and
speaks to the kernel by ``ioctl`` calls that nobody outside documents. It maps more address space than any machine has
memory. So a worker with a card has, beyond others: the nodes; /sys, read-only; a /proc that shows its own processes
alone; any ``ioctl``, though on the descriptors it can get only; and no limit on address space, which leaves the control
group's on memory. The library is loaded before the fork, since behind the private root nobody would find it; that makes
no thread and does not touch the card.
"""

import ctypes
from contextlib import suppress
from pathlib import Path
from typing import Final

HIDDEN: Final = {"CUDA_VISIBLE_DEVICES": ""}
"""The environment in which torch finds no card, whatever the machine has."""

ENVIRONMENT: Final = ("CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH")
"""What an environment says of the cards that are meant, and of where their library is."""

MAX_FILES: Final = 1024  # descriptors; a context alone holds dozens
_DRIVER: Final = "libcuda.so.1"
_NODES: Final = (
    "nvidia[0-9]*",
    "nvidiactl",
    "nvidia-uvm",
    "nvidia-uvm-tools",
    "nvidia-modeset",
    "nvidia-caps/*",
    "dxg",
)


def nodes(devices: Path = Path("/dev")) -> list[str]:
    """Return the names below ``/dev`` of this machine's cards and of what steers them; none where it has no card."""
    return sorted(str(node.relative_to(devices)) for name in _NODES for node in devices.glob(name))


def load_driver() -> None:
    """Load the driver's library if there is one. Without it the first use of the card says what is missing."""
    with suppress(OSError):
        ctypes.CDLL(_DRIVER)
