"""Right answers of chapter 1, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
import numpy as np
import torch
from tensors import as_column, describe, tensor_from_numpy

from autograder.course.answers import alternative


@alternative("tensors.tensor_from_numpy", "from-numpy-with-a-copy")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.from_numpy(array).to(dtype, copy=True)


@alternative("tensors.tensor_from_numpy", "from-a-copy-of-the-array")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.from_numpy(array.copy()).type(dtype)


@alternative("tensors.tensor_from_numpy", "as-tensor-then-clone")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.as_tensor(array, dtype=dtype).clone()


@alternative("tensors.tensor_from_numpy", "from-lists")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor(array.tolist(), dtype=dtype)


@alternative("tensors.tensor_from_numpy", "copied-into-an-empty-tensor")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    tensor = torch.empty(array.shape, dtype=dtype)
    tensor.copy_(torch.from_numpy(array))
    return tensor


@alternative("tensors.tensor_from_numpy", "written-into-a-view-of-zeros")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    tensor = torch.zeros(array.shape, dtype=dtype)
    tensor.numpy()[...] = array
    return tensor


@alternative("tensors.tensor_from_numpy", "row-by-row")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.stack([torch.tensor(row).to(dtype) for row in array])


@alternative("tensors.tensor_from_numpy", "through-bytes")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    own = torch.from_numpy(array.copy()).dtype
    return torch.frombuffer(bytearray(array.tobytes()), dtype=own).reshape(array.shape).to(dtype)


@alternative("tensors.tensor_from_numpy", "as-a-parameter-that-learns-nothing")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.nn.Parameter(torch.asarray(array, dtype=dtype, copy=True), requires_grad=False)


@alternative("tensors.describe", "by-methods")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.dim(), tensor.size(), tensor.dtype


@alternative("tensors.describe", "as-a-list")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return [len(tensor.shape), list(tensor.shape), tensor.dtype]


@alternative("tensors.describe", "dimension-by-dimension")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    shape = ()
    for dimension in range(tensor.ndim):
        shape += (tensor.size(dimension),)
    return len(shape), shape, tensor.dtype


@alternative("tensors.describe", "by-taking-it-apart")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    if tensor.dim() == 0:
        return 0, (), tensor.dtype
    dimensions, shape, dtype = describe(tensor[0])
    return dimensions + 1, (len(tensor), *shape), dtype


@alternative("tensors.describe", "by-way-of-numpy")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    array = tensor.detach().cpu().numpy()
    return array.ndim, array.shape, torch.from_numpy(np.atleast_1d(array)).dtype


@alternative("tensors.describe", "as-a-named-tuple")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    from collections import namedtuple

    Description = namedtuple("Description", "dimensions shape dtype")
    return Description(tensor.ndimension(), tensor.shape, tensor.dtype)


@alternative("tensors.describe", "from-a-relative")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    relative = torch.zeros_like(tensor)
    return len(relative.stride()), tuple(relative.shape), relative.dtype


@alternative("tensors.arithmetic", "by-functions")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return torch.add(a, b), torch.sub(a, b), torch.mul(a, b), torch.div(a, b)


@alternative("tensors.arithmetic", "by-a-list-of-operators")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    import operator

    return [work(a, b) for work in (operator.add, operator.sub, operator.mul, operator.truediv)]


@alternative("tensors.arithmetic", "stretched-by-hand")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    a, b = torch.broadcast_tensors(a, b)
    return a + b, a - b, a * b, a / b


@alternative("tensors.arithmetic", "in-place-on-copies")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    shape = torch.broadcast_shapes(a.shape, b.shape)
    results = [a.detach().expand(shape).clone() for _ in range(4)]
    other = b.detach()
    results[0] += other
    results[1] -= other
    results[2] *= other
    results[3] /= other
    return tuple(results)


@alternative("tensors.arithmetic", "in-numpy")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    x, y = a.detach().numpy(), b.detach().numpy()
    with np.errstate(all="ignore"):
        return tuple(torch.tensor(result) for result in (x + y, x - y, x * y, x / y))


@alternative("tensors.arithmetic", "by-negative-and-reciprocal")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a + (-b), a * b, a * b.reciprocal()


@alternative("tensors.arithmetic", "unstacked-views-of-one-tensor")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return torch.stack([a + b, a - b, a * b, a / b]).unbind()


@alternative("tensors.arithmetic", "entry-by-entry")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    def each(work):
        left, right = torch.broadcast_tensors(a, b)
        pairs = zip(left.reshape(-1), right.reshape(-1), strict=True)
        return torch.stack([work(x, y) for x, y in pairs]).reshape(left.shape)

    return each(lambda x, y: x + y), each(lambda x, y: x - y), each(lambda x, y: x * y), each(lambda x, y: x / y)


@alternative("tensors.average", "told-the-dtype")
def average(values: torch.Tensor) -> torch.Tensor:
    return torch.mean(values, dtype=torch.float32)


@alternative("tensors.average", "sum-over-number")
def average(values: torch.Tensor) -> torch.Tensor:
    return values.sum() / values.numel()


@alternative("tensors.average", "integers-apart")
def average(values: torch.Tensor) -> torch.Tensor:
    if values.is_floating_point():
        return values.mean()
    return values.float().mean()


@alternative("tensors.average", "in-double-precision")
def average(values: torch.Tensor) -> torch.Tensor:
    return values.double().mean().float()


@alternative("tensors.average", "in-plain-python")
def average(values: torch.Tensor) -> torch.Tensor:
    numbers = values.flatten().tolist()
    return torch.tensor(sum(numbers) / len(numbers), dtype=torch.float32)


@alternative("tensors.average", "by-numpy")
def average(values: torch.Tensor) -> torch.Tensor:
    return torch.tensor(np.mean(values.detach().numpy(), dtype=np.float64), dtype=torch.float32)


@alternative("tensors.average", "dimension-by-dimension")
def average(values: torch.Tensor) -> torch.Tensor:
    result = 1.0 * values
    while result.ndim:
        result = result.mean(0)
    return result


@alternative("tensors.average", "as-a-running-mean")
def average(values: torch.Tensor) -> torch.Tensor:
    mean = torch.zeros(())
    for count, value in enumerate(values.reshape(-1), start=1):
        mean = mean + (value.float() - mean) / count
    return mean


@alternative("tensors.average", "as-a-product-with-ones")
def average(values: torch.Tensor) -> torch.Tensor:
    entries = values.to(dtype=torch.float32).reshape(-1)
    return entries @ torch.full_like(entries, 1 / len(entries))


@alternative("tensors.as_column", "reshaped")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.dim() != 1:
        raise ValueError
    return values.reshape(-1, 1)


@alternative("tensors.as_column", "a-view")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if len(values.shape) == 1:
        return values.view(values.shape[0], 1)
    raise ValueError("one dimension is wanted")


@alternative("tensors.as_column", "by-an-index")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("one dimension is wanted")
    return values[:, None]


@alternative("tensors.as_column", "a-row-turned")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("one dimension is wanted")
    return values.unsqueeze(0).T


@alternative("tensors.as_column", "stacked-entries")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("one dimension is wanted")
    return torch.stack([entry.reshape(1) for entry in values])


@alternative("tensors.as_column", "filled-in")
def as_column(values: torch.Tensor) -> torch.Tensor:
    class NotAVectorError(ValueError):
        pass

    if values.ndim != 1:
        raise NotAVectorError(values.shape)
    column = torch.empty(len(values), 1, dtype=values.dtype)
    column[:, 0] = values.detach()
    return column


@alternative("tensors.as_column", "by-describe-and-numpy")
def as_column(values: torch.Tensor) -> torch.Tensor:
    dimensions, _, dtype = describe(values)
    if dimensions != 1:
        raise ValueError("one dimension is wanted")
    return tensor_from_numpy(values.detach().numpy().reshape(-1, 1), dtype)


@alternative("tensors.as_column", "by-unpacking-the-shape")
def as_column(values: torch.Tensor) -> torch.Tensor:
    (length,) = values.shape  # which raises ValueError where there are more entries, or none
    return torch.atleast_2d(values).transpose(0, 1).expand(length, 1)
