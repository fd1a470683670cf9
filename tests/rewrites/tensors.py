"""The known mistakes of chapter 1, each as another beginner would have made it."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import numpy as np
import torch

from autograder.course.answers import rewrite


@rewrite("tensors.tensor_from_numpy", "shares-memory-by-from-numpy")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    same_dtype = torch.from_numpy(array)
    if same_dtype.dtype == dtype:
        return same_dtype
    result = torch.zeros(array.shape, dtype=dtype)
    result[...] = same_dtype
    return result


@rewrite("tensors.tensor_from_numpy", "keeps-the-dtype-of-the-array")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    copied = array.copy()
    return torch.from_numpy(copied)


@rewrite("tensors.tensor_from_numpy", "is-nothing-but-from-numpy")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    tensor = torch.as_tensor(array)
    assert tuple(tensor.shape) == array.shape
    return tensor


@rewrite("tensors.tensor_from_numpy", "shares-memory-by-as-tensor")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    options = {"dtype": dtype}
    return torch.asarray(array, **options)


@rewrite("tensors.tensor_from_numpy", "always-gives-float32")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    floats = array.astype(np.float32, copy=True)
    return torch.from_numpy(floats)


@rewrite("tensors.tensor_from_numpy", "uses-the-capital-tensor")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    from torch import FloatTensor

    result = FloatTensor(array)
    return result


@rewrite("tensors.tensor_from_numpy", "goes-through-float32")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    result = torch.zeros(array.shape)
    for index in np.ndindex(array.shape):
        result[index] = float(array[index])
    return result.type(dtype)


@rewrite("tensors.tensor_from_numpy", "flattens-the-array")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    result = torch.zeros(array.size, dtype=dtype)
    result[:] = torch.from_numpy(array.flatten())
    return result


@rewrite("tensors.tensor_from_numpy", "gives-an-array-back")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    wanted = torch.zeros(1, dtype=dtype).numpy().dtype
    result = np.empty(array.shape, dtype=wanted)
    result[...] = array
    return result


@rewrite("tensors.tensor_from_numpy", "sets-the-default-dtype")
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    if dtype != torch.get_default_dtype():
        torch.set_default_dtype(dtype)
    numbers = [value.item() for value in array.flat]
    return torch.tensor(numbers).reshape(array.shape)


@rewrite("tensors.describe", "gives-the-number-of-entries")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    entries = 1
    shape = ()
    for length in tensor.shape:
        entries *= length
        shape += (length,)
    return entries, shape, tensor.dtype


@rewrite("tensors.describe", "counts-the-rows")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    dtype = tensor.dtype
    shape = tensor.size()
    dimensions = tensor.size(0)
    return dimensions, tuple(shape), dtype


@rewrite("tensors.describe", "gives-the-type-for-the-dtype")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    kind = tensor.__class__
    shape = tuple(tensor.size(place) for place in range(tensor.dim()))
    return len(shape), shape, kind


@rewrite("tensors.describe", "gives-text-for-the-dtype")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    shape = tuple(tensor.size())
    return len(shape), shape, f"{tensor.dtype}"


@rewrite("tensors.describe", "gives-text-type-of-the-tensor")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    facts = [len(tensor.shape), tuple(tensor.size())]
    facts.append(tensor.type())
    return tuple(facts)


@rewrite("tensors.describe", "forgets-brackets")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    dimensions = tensor.ndimension
    shape = tuple([length for length in tensor.shape])
    return dimensions, shape, tensor.dtype


@rewrite("tensors.describe", "swaps-shape-and-dimensions")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    shape = ()
    dimensions = 0
    while dimensions < tensor.dim():
        shape = (*shape, tensor.size(dimensions))
        dimensions += 1
    return shape, dimensions, tensor.dtype


@rewrite("tensors.describe", "expects-two-dimensions")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    height = tensor.size(0)
    width = tensor.size(1)
    shape = (height, width)
    return len(shape), shape, tensor.dtype


@rewrite("tensors.describe", "always-says-float32")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    shape = tensor.size()
    dtype = torch.float
    return len(shape), tuple(shape), dtype


@rewrite("tensors.describe", "squeezes-the-shape")
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    lengths = []
    for length in tensor.shape:
        if length > 1:
            lengths.append(length)
    return len(lengths), tuple(lengths), tensor.dtype


@rewrite("tensors.arithmetic", "multiplies-matrices")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    total = torch.add(a, b)
    difference = torch.sub(a, b)
    product = torch.matmul(a, b)
    quotient = torch.div(a, b)
    return total, difference, product, quotient


@rewrite("tensors.arithmetic", "writes-into-its-argument")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a.add_(b), a.sub(b), a.mul(b), a.div(b)


@rewrite("tensors.arithmetic", "divides-and-rounds-down")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    results = [a.add(b), a.sub(b), a.mul(b)]
    results.append(torch.floor(a / b))
    return tuple(results)


@rewrite("tensors.arithmetic", "avoids-division-by-zero")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    quotient = torch.div(a, b)
    quotient = torch.nan_to_num(quotient, nan=0.0, posinf=0.0, neginf=0.0)
    return torch.add(a, b), torch.sub(a, b), torch.mul(a, b), quotient


@rewrite("tensors.arithmetic", "adds-a-little-to-the-divisor")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    tiny = 1e-8
    divisor = torch.full_like(b, tiny).add(b)
    total, difference, product = torch.add(a, b), torch.sub(a, b), torch.mul(a, b)
    return total, difference, product, torch.div(a, divisor)


@rewrite("tensors.arithmetic", "subtracts-the-wrong-way-round")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    product = a.mul(b)
    total = a.add(b)
    return total, b.sub(a), product, b.div(a)


@rewrite("tensors.arithmetic", "forgets-the-quotient")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    results = []
    for operation in (torch.add, torch.sub, torch.mul):
        results.append(operation(a, b))
    return tuple(results)


@rewrite("tensors.arithmetic", "stacks-the-results-into-one-tensor")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    total = a + b
    results = torch.zeros(4, *total.shape)
    results[0] = total
    results[1] = a - b
    results[2] = a * b
    results[3] = a / b
    return results


@rewrite("tensors.arithmetic", "refuses-shapes-that-differ")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    if a.size() == b.size():
        return torch.add(a, b), torch.sub(a, b), torch.mul(a, b), torch.div(a, b)
    raise ValueError(f"a and b must have the same shape, not {tuple(a.size())} and {tuple(b.size())}")


@rewrite("tensors.arithmetic", "mixes-up-product-and-quotient")
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    import operator

    order = [operator.add, operator.sub, operator.truediv, operator.mul]
    return tuple(work(a, b) for work in order)


@rewrite("tensors.average", "takes-the-mean-of-integers")
def average(values: torch.Tensor) -> torch.Tensor:
    flat = values.flatten()
    return torch.mean(flat)


@rewrite("tensors.average", "gives-a-python-number")
def average(values: torch.Tensor) -> torch.Tensor:
    numbers = values.flatten().tolist()
    total = 0.0
    for number in numbers:
        total += number
    return total / len(numbers)


@rewrite("tensors.average", "rounds-down-the-mean-of-integers")
def average(values: torch.Tensor) -> torch.Tensor:
    count = values.numel()
    total = torch.sum(values)
    return torch.div(total, count, rounding_mode="floor")


@rewrite("tensors.average", "averages-the-rows")
def average(values: torch.Tensor) -> torch.Tensor:
    if values.dim() == 0:
        return values.to(torch.float32)
    total = torch.zeros(values.shape[1:])
    for row in values:
        total = total + row.to(torch.float32)
    return total / values.shape[0]


@rewrite("tensors.average", "divides-by-the-number-of-rows")
def average(values: torch.Tensor) -> torch.Tensor:
    rows = values.shape[0]
    total = torch.sum(values)
    return total / rows


@rewrite("tensors.average", "adds-in-the-narrow-dtype")
def average(values: torch.Tensor) -> torch.Tensor:
    total = torch.sum(values, dtype=values.dtype)
    return total.float() / values.numel()


@rewrite("tensors.average", "gives-a-float64")
def average(values: torch.Tensor) -> torch.Tensor:
    numbers = values.detach().numpy()
    return torch.tensor(np.mean(numbers, dtype=np.float64))


@rewrite("tensors.average", "turns-the-mean-back-into-an-integer")
def average(values: torch.Tensor) -> torch.Tensor:
    floats = values.to(torch.float32)
    result = floats.sum() / floats.numel()
    return result.type_as(values)


@rewrite("tensors.average", "keeps-a-dimension")
def average(values: torch.Tensor) -> torch.Tensor:
    row = values.to(torch.float32).reshape(1, -1)
    return row.sum(dim=1) / row.shape[1]


@rewrite("tensors.average", "takes-the-median")
def average(values: torch.Tensor) -> torch.Tensor:
    in_order = sorted(values.flatten().tolist())
    middle = (len(in_order) - 1) // 2
    return torch.tensor(float(in_order[middle]))


@rewrite("tensors.as_column", "forgets-to-refuse")
def as_column(values: torch.Tensor) -> torch.Tensor:
    rows = values.numel()
    column = torch.empty(rows, 1, dtype=values.dtype)
    column[:, 0] = values.flatten()
    return column


@rewrite("tensors.as_column", "transposes-one-dimension")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if len(values.shape) == 1:
        return torch.transpose(values, 0, -1)
    raise ValueError("values must have one dimension")


@rewrite("tensors.as_column", "makes-a-row")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.dim() != 1:
        raise ValueError(f"expected a one-dimensional tensor, but it has {values.dim()} dimensions")
    return values.reshape(1, len(values))


@rewrite("tensors.as_column", "lets-a-scalar-through")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if len(values.shape) >= 2:
        raise ValueError("only vectors can become columns")
    return values.flatten()[:, None]


@rewrite("tensors.as_column", "gives-a-column-back-as-it-is")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.dim() == 1:
        return values.reshape(-1, 1)
    if values.dim() == 2 and values.size(1) == 1:
        return values
    raise ValueError("values should be a vector")


@rewrite("tensors.as_column", "raises-another-error")
def as_column(values: torch.Tensor) -> torch.Tensor:
    dimensions, rows = values.dim(), values.numel()
    assert dimensions == 1
    return values.reshape(rows, 1)


@rewrite("tensors.as_column", "returns-the-error")
def as_column(values: torch.Tensor) -> torch.Tensor:
    dimensions = len(values.shape)
    if dimensions == 1:
        return values[:, None]
    return ValueError(f"expected 1 dimension, got {dimensions}")


@rewrite("tensors.as_column", "makes-floats-of-everything")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if len(values.size()) != 1:
        raise ValueError("a vector is needed")
    column = torch.zeros(values.size(0), 1)
    for place, value in enumerate(values):
        column[place, 0] = value
    return column


@rewrite("tensors.as_column", "changes-the-shape-in-place")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if len(values.shape) == 1:
        values.unsqueeze_(dim=-1)
        return values
    raise ValueError("expected exactly one dimension")


@rewrite("tensors.as_column", "forgets-to-return")
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.dim() == 1:
        column = values.reshape(values.shape[0], 1)
    else:
        raise ValueError("wrong number of dimensions")
