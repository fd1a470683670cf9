"""Chapter 1, graded: tensors are looked at entry by entry, arrays and arguments before and after a call."""

import pytest
import torch

from autograder.grading.suite import assert_close, check_tensor, criterion, left_alone, refuses

SHAPES = (), (1,), (6,), (3, 1), (1, 4), (2, 3, 4), (2, 1, 3, 2)
DTYPES = (
    *(torch.float16, torch.float32, torch.float64),
    *(torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool),
)


def whole(draw, dtype, *shape):
    """Return a tensor of ``dtype`` that holds 0, 1, 2 and 3, or truth values: numbers that every dtype can hold."""
    return draw.uniform(0, 4, *shape).floor().to(dtype)


# tensor_from_numpy


@criterion(
    "tensors.tensor_from_numpy", "gives the array's values and shape, as float32 unless told otherwise", weight=3
)
def test_tensor_from_numpy(student, draw):
    values = draw.normal(7, 5)
    assert_close(student.tensors.tensor_from_numpy(values.double().numpy()), values)


@criterion("tensors.tensor_from_numpy", "gives the dtype it is asked for, exactly", weight=2)
def test_tensor_from_numpy_dtype(student, draw):
    thirds = draw.normal(15).double() / 3  # which float32 cannot hold
    answer = student.tensors.tensor_from_numpy(thirds.numpy(), dtype=torch.float64)
    assert_close(answer, thirds, rtol=0, atol=0)
    large = 2**40 + torch.tensor([draw.integer(0, 1000), draw.integer(0, 1000), 1])
    assert_close(student.tensors.tensor_from_numpy(large.numpy(), torch.int64), large)
    numbers, truth = whole(draw, torch.float64, 12), whole(draw, torch.bool, 12)
    cases = [[numbers.numpy(), dtype] for dtype in DTYPES if dtype != torch.bool] + [[truth.numpy(), torch.bool]]
    answers = student.each(student.tensors.tensor_from_numpy, cases)
    assert_close(answers, [*(numbers.to(dtype) for _, dtype in cases[:-1]), truth])


@criterion("tensors.tensor_from_numpy", "takes arrays of floats, integers and truth values", weight=1)
def test_tensor_from_numpy_arrays(student, draw):
    tensors = [whole(draw, dtype, 9) for dtype in DTYPES]
    answers = student.each(student.tensors.tensor_from_numpy, [[tensor.numpy()] for tensor in tensors])
    assert_close(answers, [tensor.float() for tensor in tensors])


def holds(tensor, values, what="it"):
    """Compare in the float dtype that a tensor has: whether it is the one asked for is another criterion's matter."""
    if isinstance(tensor, torch.Tensor) and tensor.is_floating_point():
        values = values.to(tensor.dtype)
    assert_close(tensor, values, what=what)


@criterion("tensors.tensor_from_numpy", "has memory of its own, which changes of the array do not reach", weight=3)
def test_tensor_from_numpy_memory(student, draw):
    first, changed = draw.normal(12), draw.normal(12)
    for values, *dtype in ([first], [first, torch.float32], [first.double(), torch.float64]):
        arguments, other = [values.numpy(), *dtype], changed.to(values.dtype).numpy()
        seen = student.kit.around_a_change(student.tensors.tensor_from_numpy, arguments, other)
        holds(seen["before"], values)
        holds(seen["after"], values, what="the tensor, after other values were written into the array,")
        holds(seen["again"], changed, what="a second tensor, of the changed array,")


@criterion("tensors.tensor_from_numpy", "takes arrays of any shape, views and read-only ones too", weight=1)
def test_tensor_from_numpy_layouts(student, draw):
    tensors = [draw.normal(*shape) for shape in SHAPES if shape]
    table = draw.normal(5, 3)
    layouts = "strided", "columns first", "read-only"
    views = [[student.later.kit.arranged(table.numpy(), layout)] for layout in layouts]
    answers = student.each(student.tensors.tensor_from_numpy, [*([tensor.numpy()] for tensor in tensors), *views])
    assert_close(answers, [*tensors, *(table for _ in views)])


@criterion("tensors.tensor_from_numpy", "leaves the array and torch's default dtype as they are", weight=1)
def test_tensor_from_numpy_argument(student, draw):
    values, changed = draw.normal(9), draw.normal(9)
    for dtype in (torch.float32, torch.float64):
        seen = student.kit.around_a_change(student.tensors.tensor_from_numpy, [values.numpy(), dtype], changed.numpy())
        holds(seen["before"], values)
        assert_close(seen["array"], values, rtol=0, atol=0, what="the array after the call")
        check_tensor(student.torch.ones(2), (2,), what="a new tensor, made by torch.ones(2) after the call,")


# describe


def described(tensor):
    return tensor.dim(), tuple(tensor.size()), tensor.dtype


@criterion("tensors.describe", "gives the number of dimensions, the shape and the dtype", weight=3)
def test_describe(student, draw):
    tensors = draw.normal(7, 5), draw.normal(draw.integer(6, 30), draw.integer(6, 30))
    assert_close(
        student.each(student.tensors.describe, [[tensor] for tensor in tensors]), list(map(described, tensors))
    )


@criterion("tensors.describe", "tells the shape of tensors with no to four dimensions", weight=2)
def test_describe_shapes(student, draw):
    tensors = [draw.normal(*shape) for shape in SHAPES]
    tensors.append(draw.normal(draw.integer(2, 9), draw.integer(2, 9), draw.integer(2, 9)))
    answers = student.each(student.tensors.describe, [[tensor] for tensor in tensors])
    assert_close(answers, list(map(described, tensors)))


@criterion("tensors.describe", "tells every dtype", weight=2)
def test_describe_dtypes(student, draw):
    tensors = [whole(draw, dtype, *shape) for dtype in DTYPES for shape in ((4,), (5, 3))]
    answers = student.each(student.tensors.describe, [[tensor] for tensor in tensors])
    assert_close(answers, list(map(described, tensors)))


@criterion("tensors.describe", "leaves the tensor as it is", weight=1)
def test_describe_argument(student, draw):
    tensor = draw.normal(draw.integer(3, 9), 6)
    view = student.keep(tensor, strided=True, requires_grad=True)
    answers = student.each(student.tensors.describe, [[tensor], [view]])
    assert_close(answers, [described(tensor)] * 2)
    left_alone(student, student.tensors.describe, tensor)


# arithmetic


def calculated(a, b):
    return torch.add(a, b), torch.sub(a, b), torch.mul(a, b), torch.div(a, b)


@pytest.fixture
def numbers(draw):
    """Two square tables: the product of matrices has their shape too."""
    return 3 * draw.away_from_zero(5, 5), draw.away_from_zero(5, 5)


@criterion("tensors.arithmetic", "gives sum, difference, product and quotient, in this order", weight=3)
def test_arithmetic(student, numbers):
    assert_close(student.tensors.arithmetic(*numbers), calculated(*numbers))


@criterion("tensors.arithmetic", "broadcasts shapes that fit together", weight=2)
def test_arithmetic_broadcasts(student, draw):
    shapes = ((3, 1), (4,)), ((7, 5), (5,)), ((1, 5), (7, 1)), ((), (6,)), ((2, 3, 4), (3, 1)), ((4,), (2, 1, 3, 1))
    cases = [(draw.away_from_zero(*one), draw.away_from_zero(*other)) for one, other in shapes]
    assert_close(student.each(student.tensors.arithmetic, cases), [calculated(*case) for case in cases])


@criterion("tensors.arithmetic", "divides by zero as torch does", weight=1)
def test_arithmetic_by_zero(student, draw):
    a, b = draw.away_from_zero(5), draw.away_from_zero(5)
    a[:2] = torch.tensor([1.5, -2.5])
    a[2] = 0
    b[:3] = 0
    assert_close(student.tensors.arithmetic(a, b), calculated(a, b))


@criterion(
    "tensors.arithmetic", "works for any number of dimensions, for views, and where gradients are kept", weight=1
)
def test_arithmetic_shapes(student, draw):
    cases = [(draw.away_from_zero(*shape), draw.away_from_zero(*shape)) for shape in SHAPES]
    last = draw.away_from_zero(4, 4), draw.away_from_zero(4, 4)
    views = [student.keep(argument, strided=True, requires_grad=True) for argument in last]
    answers = student.each(student.tensors.arithmetic, [*cases, views])
    assert_close(answers, [calculated(*case) for case in [*cases, last]])


@criterion("tensors.arithmetic", "leaves its arguments as they are", weight=1)
def test_arithmetic_arguments(student, numbers):
    assert_close(student.tensors.arithmetic(*numbers), calculated(*numbers))
    left_alone(student, student.tensors.arithmetic, *numbers)


# average


def mean(values):
    return (values.double().sum() / values.numel()).float()


@criterion("tensors.average", "gives the mean of all entries", weight=3)
def test_average(student, draw):
    cases = [3 + draw.normal(7, 5), draw.uniform(-1, 5, 4, 9), 1000 * draw.uniform(1, 2, 12)]
    assert_close(student.each(student.tensors.average, [[values] for values in cases]), list(map(mean, cases)))


@criterion("tensors.average", "works for any number of dimensions, none too", weight=1)
def test_average_shapes(student, draw):
    tensors = [2 + draw.normal(*shape) for shape in SHAPES]
    view = student.keep(tensors[-1], strided=True, requires_grad=True)
    answers = student.each(student.tensors.average, [*([tensor] for tensor in tensors), [view]])
    assert_close(answers, [mean(tensor) for tensor in [*tensors, tensors[-1]]])


@criterion("tensors.average", "gives a float32 mean of integers", weight=2)
def test_average_integers(student, draw):
    # Four numbers that add up to an odd one: their mean is no integer.
    first, last = draw.integer(10, 90), draw.integer(10, 90)
    values = torch.tensor([first, 2 * last + 1 - first % 2, -4, 8])
    cases = [values, values.to(torch.int32), -values]
    assert_close(student.each(student.tensors.average, [[values] for values in cases]), list(map(mean, cases)))


@criterion("tensors.average", "adds up narrow integers without overflow", weight=2)
def test_average_narrow(student, draw):
    # Seven integers near an end of what their dtype can hold: no two of them add up within it.
    tensors = [
        torch.full((7,), end, dtype=torch.int64).sub(draw.uniform(0, room, 7).long()).to(dtype)
        for dtype, end, room in (
            (torch.uint8, 255, 80),
            (torch.int8, 127, 40),
            (torch.int8, -90, 38),
            (torch.int16, 32767, 9000),
            (torch.int32, 2**31 - 1, 10**8),
        )
    ]
    assert_close(student.each(student.tensors.average, [[values] for values in tensors]), list(map(mean, tensors)))


@criterion("tensors.average", "leaves its argument as it is", weight=1)
def test_average_argument(student, draw):
    values = 3 + draw.normal(4, 3)
    assert_close(student.tensors.average(values), mean(values))
    left_alone(student, student.tensors.average, values)


# as_column


def column(values):
    return values.view(len(values), 1)


@criterion("tensors.as_column", "turns N entries into N rows of one", weight=3)
def test_as_column(student, draw):
    tensors = [draw.normal(7), draw.normal(draw.integer(8, 30))]
    answers = student.each(student.tensors.as_column, [[values] for values in tensors])
    assert_close(answers, list(map(column, tensors)))


@criterion("tensors.as_column", "works for one entry and for tensors that are views or require grad", weight=1)
def test_as_column_views(student, draw):
    values = draw.normal(6)
    kept = student.keep(values, strided=True), student.keep(values, requires_grad=True)
    answers = student.each(student.tensors.as_column, [[values[:1]], *([each] for each in kept)])
    assert_close(answers, [column(each) for each in (values[:1], values, values)])


@criterion("tensors.as_column", "keeps the dtype", weight=2)
def test_as_column_dtypes(student, draw):
    tensors = [whole(draw, dtype, 5) for dtype in DTYPES]
    tensors += [draw.normal(5).double() / 3, 2**40 + whole(draw, torch.int64, 5)]  # which float32 cannot hold
    answers = student.each(student.tensors.as_column, [[values] for values in tensors])
    for answer, values in zip(answers, tensors, strict=True):
        assert_close(answer, column(values), rtol=0, atol=0)


@criterion("tensors.as_column", "refuses what is not one-dimensional with a ValueError", weight=3)
def test_as_column_refuses(student, draw):
    for shape in ((4, 3), (5, 1), (1, 5), (1, 1), (), (2, 3, 4), (1, 6, 1)):
        with refuses(f"a tensor of shape {shape}"):
            student.tensors.as_column(draw.normal(*shape))
    values = draw.normal(5)
    assert_close(student.tensors.as_column(values), column(values))


@criterion("tensors.as_column", "leaves its argument as it is", weight=1)
def test_as_column_argument(student, draw):
    values = draw.normal(6)
    assert_close(student.tensors.as_column(values), column(values))
    left_alone(student, student.tensors.as_column, values)
