"""Chapter 1: tensors.

A tensor holds numbers of one kind, its dtype, in a block of some shape. Leave every argument as it is, and leave
torch's settings, such as its default dtype, as they are.
"""

import numpy as np
import torch


def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Return a tensor with the values and the shape of ``array``, in memory of its own.

    The tensor has the dtype ``dtype``, whatever the array holds: floats, integers or truth values. Later changes to the
    array do not reach the tensor, even where both have the same dtype. The array has at least one dimension; it may be
    read-only, or a view of a larger one.
    """
    return torch.tensor(array, dtype=dtype)


def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    """Return the tuple ``(number of dimensions, shape, dtype)`` of a tensor.

    They are an int, a tuple with an int for each dimension, and a ``torch.dtype``. The tensor may have any dtype, and
    any number of dimensions; one without dimensions has the empty tuple ``()`` as its shape.
    """
    return tensor.ndim, tuple(tensor.shape), tensor.dtype


def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    total = a
    total += b
    return total, a - b, a * b, a / b


def average(values: torch.Tensor) -> torch.Tensor:
    """Return the mean of all entries as a float32 scalar (a tensor without dimensions).

    ``values`` has any shape, also none. It is float32, or holds integers of any width (``torch.uint8``, ``int8``,
    ``int16``, ``int32`` or ``int64``), whose mean is rarely an integer. The sum of many narrow integers may be larger
    than their own dtype can hold.
    """
    return values.to(torch.float32).mean()


def as_column(values: torch.Tensor) -> torch.Tensor:
    """Return the N entries of ``values``, of shape (N,), in the same order as a column of shape (N, 1).

    The column has the dtype of ``values``, whichever that is. Raise ``ValueError`` for a tensor that is not
    one-dimensional: one without dimensions, a matrix, or what is a column already.
    """
    if values.ndim != 1:
        raise ValueError(f"expected one dimension, got the shape {tuple(values.shape)}")
    return values.unsqueeze(1)
