"""Questions about functions of arrays."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from autograder.sandbox.kit.tensors import look

Array = np.ndarray[Any, Any]


def arranged(array: Array, layout: str) -> Array:
    """Return a new array with the values of ``array`` that lies in memory in an unusual way.

    Args:
        array: the values, with at least one dimension.
        layout: ``"strided"``, with gaps between the entries; ``"columns first"``; or ``"read-only"``.
    """
    if layout == "strided":
        return np.stack([array, array], axis=-1)[..., 0]
    copy = np.array(array, order="F" if layout == "columns first" else "C")
    copy.flags.writeable = layout != "read-only"
    return copy


def around_a_change(function: Callable[..., torch.Tensor], arguments: Sequence[Any], changed: Array) -> dict[str, Any]:
    """Call ``function`` with an array, write other values into the array, and call it again.

    Args:
        function: makes a tensor of an array.
        arguments: what it is called with, the array first.
        changed: the values that are written into the array after the first call, of the same shape.

    Returns:
        Tensors: the ``array`` as the first call left it, what that call gave ``before`` the array was changed and
        ``after``, and what the second call gave, ``again``.
    """
    array, rest = np.array(arguments[0]), arguments[1:]
    tensor = function(array, *rest)
    left, before = torch.tensor(array), look(tensor)["value"]
    array[...] = changed
    return {"array": left, "before": before, "after": look(tensor)["value"], "again": function(array, *rest)}
