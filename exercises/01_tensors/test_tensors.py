"""The visible tests of chapter 1. Run them with ``pytest exercises/01_tensors``; read the message before the code."""

import contextlib
from collections.abc import Iterator

import numpy as np
import pytest
import tensors
import torch

OTHERWISE = "If an earlier test in this file fails too, mend that first."


@pytest.fixture(autouse=True)
def _default_dtype() -> Iterator[None]:
    """Every test begins with torch's default dtype float32, whatever the test before it left behind."""
    torch.set_default_dtype(torch.float32)
    yield
    torch.set_default_dtype(torch.float32)


@contextlib.contextmanager
def explaining(call: str, usually: str) -> Iterator[None]:
    """Add to an error that ``call`` raises what such an error usually means."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{call} raised this error. {usually}")
        raise


def check(call: str, got: object, want: torch.Tensor, means: dict[object, str] | None = None) -> None:
    """Fail with a sentence unless ``got`` is the tensor ``want``: its shape first, then its dtype, then its values.

    ``means`` tells what a wrong type, shape, dtype or first wrong value usually means.
    """
    __tracebackhide__ = True
    means = means or {}
    if not isinstance(got, torch.Tensor):
        forgotten = "Is a `return` missing?" if got is None else means.get(type(got), "")
        pytest.fail(f"{call} is {got!r}, which is no tensor. {forgotten}")
    if got.shape != want.shape:
        meaning = means.get(tuple(got.shape), OTHERWISE)
        pytest.fail(f"{call} has the shape {tuple(got.shape)}; it should be {tuple(want.shape)}. {meaning}")
    if got.dtype != want.dtype:
        pytest.fail(f"{call} has the dtype {got.dtype}; it should be {want.dtype}. {means.get(got.dtype, OTHERWISE)}")
    wrong = got.detach()[~torch.isclose(got.double(), want.double(), rtol=1e-4, atol=1e-6, equal_nan=True)]
    if len(wrong):
        meaning = means.get(round(wrong[0].item(), 4) if wrong[0].isfinite() else str(wrong[0].item()), OTHERWISE)
        pytest.fail(f"{call} is {shown(got)}; it should be {shown(want)}. {meaning}")


def shown(tensor: torch.Tensor) -> object:
    """Return the values as plain numbers of few digits, for a message."""
    return tensor.detach().double().round(decimals=4).tolist() if tensor.is_floating_point() else tensor.tolist()


def check_untouched(call: str, argument: torch.Tensor, before: list) -> None:
    """Fail with a sentence unless ``argument`` still holds the values ``before``, in their shape."""
    __tracebackhide__ = True
    if argument.tolist() != before:
        pytest.fail(
            f"{call} changed its argument from {before} to {argument.tolist()}. `+=`, `x[...] = ...` and methods that "
            f"end in an underscore write into the tensor they are given."
        )


# --- tensor_from_numpy -----------------------------------------------------------------------------------------------


def test_tensor_from_numpy_gives_a_float32_tensor() -> None:
    """A (2, 3) array of float64, the usual kind, becomes a (2, 3) tensor of float32."""
    means = {
        np.ndarray: "It is an array still; look for a function of torch that makes a tensor of it.",
        torch.float64: "That is the dtype of the array: the argument dtype, float32 by default, is not used.",
        (6,): "The numbers are all there, but in one row.",
    }
    array = np.array([[1.5, -2.0, 3.0], [0.0, 4.0, 5.25]])
    want = torch.tensor([[1.5, -2.0, 3.0], [0.0, 4.0, 5.25]])
    check("tensor_from_numpy(array (2, 3))", tensors.tensor_from_numpy(array), want, means)


def test_tensor_from_numpy_gives_the_dtype_that_is_asked_for() -> None:
    """The dtype may come by name or as the second argument."""
    means = {torch.float32: "Another dtype was asked for; pass on the argument dtype, whatever it holds."}
    array = np.array([1.0, 0.0, 3.0])
    got = tensors.tensor_from_numpy(array, dtype=torch.float64)
    check("tensor_from_numpy(array, dtype=torch.float64)", got, torch.tensor([1, 0, 3], dtype=torch.float64), means)
    with explaining("tensor_from_numpy(array, torch.int64)", "The dtype of one tensor is told to what makes it."):
        got = tensors.tensor_from_numpy(array, torch.int64)
    check("tensor_from_numpy(array, torch.int64)", got, torch.tensor([1, 0, 3]), means)


def test_tensor_from_numpy_does_not_round_on_the_way() -> None:
    """16777217, which is 2**24 + 1, is the first integer that float32 cannot hold; int64 and float64 can."""
    for dtype in (torch.int64, torch.float64):
        got = tensors.tensor_from_numpy(np.array([16777217]), dtype)
        assert got.tolist() == [16777217], (
            f"tensor_from_numpy(np.array([16777217]), {dtype}) holds {got.tolist()}: the value was rounded. Was it "
            f"float32 on the way?"
        )


def test_tensor_from_numpy_takes_integers() -> None:
    """Integers become float32 too, unless something else is asked for."""
    for kind in ("int64", "int32", "uint8"):
        got = tensors.tensor_from_numpy(np.array([3, 0, 200], dtype=kind))
        check(f"tensor_from_numpy(array of {kind})", got, torch.tensor([3.0, 0.0, 200.0]))


def test_tensor_from_numpy_takes_truth_values() -> None:
    """True becomes 1 and False becomes 0."""
    got = tensors.tensor_from_numpy(np.array([True, False]))
    check("tensor_from_numpy(np.array([True, False]))", got, torch.tensor([1.0, 0.0]))


def test_tensor_from_numpy_takes_views_and_read_only_arrays() -> None:
    """Every second row of an array turned round; then an array that nobody may write to."""
    array = np.arange(6.0).reshape(2, 3)
    got = tensors.tensor_from_numpy(array.T[::2])
    check("tensor_from_numpy(array.T[::2])", got, torch.tensor([[0.0, 3.0], [2.0, 5.0]]))
    array.flags.writeable = False
    got = tensors.tensor_from_numpy(array)
    check("tensor_from_numpy(array), read-only,", got, torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]))


def test_tensor_from_numpy_has_memory_of_its_own() -> None:
    """What is written into the array later does not reach the tensor, even where nothing had to be converted."""
    means = {100.0: "The tensor shares the array's memory: nothing was copied, since the dtype was right already."}
    for kind, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        array = np.array([1.0, 2.0, 3.0], dtype=kind)
        got = tensors.tensor_from_numpy(array, dtype)
        array[0] = 100
        call = f"After `array[0] = 100`, the tensor that tensor_from_numpy(array, {dtype}) gave"
        check(call, got, torch.tensor([1, 2, 3], dtype=dtype), means)


def test_tensor_from_numpy_leaves_all_else_alone() -> None:
    """The array keeps its values, and torch its default dtype."""
    array = np.array([[1.0, 2.0]])
    tensors.tensor_from_numpy(array, torch.float64)
    assert array.tolist() == [[1.0, 2.0]], f"tensor_from_numpy(array) changed the array to {array.tolist()}."
    default = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    assert default == torch.float32, (
        f"after tensor_from_numpy(array, torch.float64), torch's default dtype is {default}: that changes every tensor "
        f"made from then on. Tell the dtype to the function that makes the tensor."
    )


# --- describe --------------------------------------------------------------------------------------------------------


PARTS = {
    "number of dimensions": "It comes first, and is the length of the shape, not that of the tensor.",
    "shape": "Every dimension counts, one of length 1 too.",
    "dtype": "It is what the tensor's attribute of that name holds, no text and no type.",
}


def check_description(call: str, got: object, want: tuple[int, tuple[int, ...], torch.dtype]) -> None:
    """Fail with a sentence unless ``got`` is the tuple ``want``, or a list of the same three things."""
    __tracebackhide__ = True
    if not isinstance(got, tuple | list) or len(got) != 3:
        pytest.fail(f"{call} is {got!r}; a tuple of three was wanted: (number of dimensions, shape, dtype).")
    for (name, hint), mine, right in zip(PARTS.items(), got, want, strict=True):
        if callable(mine) and not isinstance(mine, type):
            pytest.fail(f"{call}: the {name} is a method, which was not called. Brackets are missing after its name.")
        kinds = (tuple, list) if type(right) is tuple else type(right)
        same = isinstance(mine, kinds) and (tuple(mine) if type(right) is tuple else mine) == right
        assert same, f"{call}: the {name} is {mine!r} ({type(mine).__name__}); it should be {right!r}. {hint}"


def test_describe_a_table() -> None:
    """Two rows of three numbers: 2 dimensions, shape (2, 3), and float32."""
    got = tensors.describe(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    check_description("describe(tensor (2, 3))", got, (2, (2, 3), torch.float32))


def test_describe_other_numbers_of_dimensions() -> None:
    """A tensor may have no dimension, one, or many; the length of its shape says how many."""
    for shape in ((), (4,), (2, 3, 4), (2, 1, 3, 2)):
        with explaining(f"describe(tensor {shape})", "Does it rely on there being two dimensions, or a first one?"):
            got = tensors.describe(torch.zeros(shape))
        check_description(f"describe(tensor {shape})", got, (len(shape), shape, torch.float32))


def test_describe_counts_dimensions_of_length_one() -> None:
    """A column of five, a row of five, and a single number in a row of one."""
    for shape in ((5, 1), (1, 5), (1,)):
        got = tensors.describe(torch.zeros(shape))
        check_description(f"describe(tensor {shape})", got, (len(shape), shape, torch.float32))


def test_describe_tells_the_dtype() -> None:
    """Integers, float64, truth values, and the small integers that pictures are made of."""
    for dtype in (torch.int64, torch.float64, torch.bool, torch.uint8):
        got = tensors.describe(torch.zeros(2, 3, dtype=dtype))
        check_description(f"describe(tensor (2, 3) of {dtype})", got, (2, (2, 3), dtype))


# --- arithmetic ------------------------------------------------------------------------------------------------------


def check_results(call: str, got: object, want: list[torch.Tensor], means: dict[object, str] | None = None) -> None:
    """Fail with a sentence unless ``got`` is a tuple of the four tensors ``want``."""
    __tracebackhide__ = True
    if not isinstance(got, tuple | list):
        came = f"a tensor of shape {tuple(got.shape)}" if isinstance(got, torch.Tensor) else repr(got)
        pytest.fail(f"{call} is {came}; a tuple of four tensors was wanted.")
    assert len(got) == 4, f"{call} gave {len(got)} results; sum, difference, product and quotient were wanted."
    for name, mine, right in zip(("sum", "difference", "product", "quotient"), got, want, strict=True):
        check(f"The {name} of {call}", mine, right, means)


def test_arithmetic_goes_entry_by_entry() -> None:
    """1 and 4 give 5, -3, 4 and 0.25; every other pair is worked out likewise."""
    means = {
        3.0: "The difference is a - b, the first minus the second.",
        1.0: "Was a changed on the way? `a += b` writes the sum into a.",
        0.0: "Two slashes round down; one slash divides.",
        0.25: "Product and quotient have changed places: the product is third.",
        13.0: "That is the product of matrices, @; entry by entry is *.",
    }
    a, b = torch.tensor([[1.0, 6.0], [-3.0, 5.0]]), torch.tensor([[4.0, 4.0], [1.5, 2.0]])
    want = [
        torch.tensor([[5.0, 10.0], [-1.5, 7.0]]),
        torch.tensor([[-3.0, 2.0], [-4.5, 3.0]]),
        torch.tensor([[4.0, 24.0], [-4.5, 10.0]]),
        torch.tensor([[0.25, 1.5], [-2.0, 2.5]]),
    ]
    check_results("arithmetic(a (2, 2), b (2, 2))", tensors.arithmetic(a, b), want, means)


def test_arithmetic_broadcasts() -> None:
    """A column of two against a row of three: every number of one meets every number of the other."""
    a, b = torch.tensor([[1.0], [6.0]]), torch.tensor([1.0, 2.0, 4.0])
    want = [
        torch.tensor([[2.0, 3.0, 5.0], [7.0, 8.0, 10.0]]),
        torch.tensor([[0.0, -1.0, -3.0], [5.0, 4.0, 2.0]]),
        torch.tensor([[1.0, 2.0, 4.0], [6.0, 12.0, 24.0]]),
        torch.tensor([[1.0, 0.5, 0.25], [6.0, 3.0, 1.5]]),
    ]
    with explaining(
        "arithmetic(a (2, 1), b (3,))", "These shapes fit, (2, 1) and (3,) broadcast to (2, 3): why refuse?"
    ):
        got = tensors.arithmetic(a, b)
    check_results("arithmetic(a (2, 1), b (3,))", got, want)


def test_arithmetic_takes_scalars() -> None:
    """A tensor without dimensions meets every entry of the other one."""
    want = [torch.tensor(numbers) for numbers in ([3.0, 6.0], [1.0, -2.0], [2.0, 8.0], [2.0, 0.5])]
    check_results("arithmetic(a (), b (2,))", tensors.arithmetic(torch.tensor(2.0), torch.tensor([1.0, 4.0])), want)


def test_arithmetic_divides_by_zero() -> None:
    """3 / 0 is inf, -3 / 0 is -inf, and 0 / 0 is nan, "not a number"."""
    means = {
        0.0: "torch divides by zero by itself; nothing has to be put in the place of inf and nan.",
        3e8: "That is 3 / 0.00000001: a small number was added to b before the division.",
    }
    a, b = torch.tensor([3.0, -3.0, 0.0]), torch.zeros(3)
    want = [a, a, torch.zeros(3), torch.tensor([float("inf"), -float("inf"), float("nan")])]
    check_results("arithmetic(tensor([3., -3., 0.]), zeros)", tensors.arithmetic(a, b), want, means)


def test_arithmetic_leaves_its_arguments_alone() -> None:
    """Both tensors hold the same values afterwards."""
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    tensors.arithmetic(a, b)
    check_untouched("arithmetic(a, b)", a, [1.0, 2.0])
    check_untouched("arithmetic(a, b)", b, [3.0, 4.0])


# --- average ---------------------------------------------------------------------------------------------------------

NO_INTEGER = "An integer cannot hold what stands after the point: the mean is to be a float32."
SCALAR = {
    float: "The number was taken out of its tensor: leave .item() out.",
    (1,): "A scalar has no dimensions: its shape is ().",
    (2,): "That is a mean for each column; all entries together were wanted.",
    torch.float64: "The mean is to be a float32.",
    torch.int64: NO_INTEGER,
    torch.int32: NO_INTEGER,
    torch.uint8: NO_INTEGER,
}


def test_average_of_a_row() -> None:
    """1.5 + 2 + 6.5 is 10, and 10 / 3 is 3.3333."""
    means = SCALAR | {
        3.0: "It was rounded: one slash divides, two round down.",
        2.0: "That is the median, the entry in the middle.",
    }
    check(
        "average(tensor([1.5, 2.0, 6.5]))", tensors.average(torch.tensor([1.5, 2.0, 6.5])), torch.tensor(10 / 3), means
    )


def test_average_of_a_table() -> None:
    """Three rows of two numbers are six entries: 21 / 6 is 3.5."""
    means = SCALAR | {
        7.0: "21 / 3 is 7: that divides by the number of rows; count all entries.",
        3.0: "That is the median.",
    }
    values = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    check("average(tensor (3, 2))", tensors.average(values), torch.tensor(3.5), means)


def test_average_of_a_scalar() -> None:
    """A tensor without dimensions has one entry, which is its own mean."""
    check("average(tensor(2.5))", tensors.average(torch.tensor(2.5)), torch.tensor(2.5), SCALAR)


def test_average_of_integers() -> None:
    """1 + 2 + 4 is 7, and 7 / 3 is 2.3333, whatever kind of integer the numbers are."""
    for dtype in (torch.int64, torch.int32):
        call = f"average(tensor([1, 2, 4]) of {dtype})"
        with explaining(call, "If it speaks of a floating point dtype: integers must become floats before their mean."):
            got = tensors.average(torch.tensor([1, 2, 4], dtype=dtype))
        check(call, got, torch.tensor(7 / 3), SCALAR)


def test_average_of_narrow_integers() -> None:
    """A uint8 holds at most 255, an int8 at most 127: their sums do not fit, and their means do."""
    means = SCALAR | {
        72.5: "200 + 201 wraps round to 145 in a uint8: the entries were added up in their own dtype.",
        -28.0: "100 + 100 wraps round to -56 in an int8: the entries were added up in their own dtype.",
    }
    got = tensors.average(torch.tensor([200, 201], dtype=torch.uint8))
    check("average(tensor([200, 201]) of torch.uint8)", got, torch.tensor(200.5), means)
    got = tensors.average(torch.tensor([100, 100], dtype=torch.int8))
    check("average(tensor([100, 100]) of torch.int8)", got, torch.tensor(100.0), means)


def test_average_leaves_its_argument_alone() -> None:
    """The tensor handed in holds the same values afterwards."""
    values = torch.tensor([1.0, 2.0])
    tensors.average(values)
    check_untouched("average(values)", values, [1.0, 2.0])


# --- as_column -------------------------------------------------------------------------------------------------------


def test_as_column_gives_each_entry_a_row() -> None:
    """Three entries become three rows of one."""
    means = {
        (3,): "Nothing happened: .T swaps two dimensions, and here there is one.",
        (1, 3): "That is a row; the new dimension comes after the old one.",
    }
    got = tensors.as_column(torch.tensor([1.0, 2.0, 3.0]))
    check("as_column(tensor([1., 2., 3.]))", got, torch.tensor([[1.0], [2.0], [3.0]]), means)


def test_as_column_of_one_entry() -> None:
    """One entry becomes one row of one: shape (1, 1)."""
    check("as_column(tensor([7.]))", tensors.as_column(torch.tensor([7.0])), torch.tensor([[7.0]]))


def test_as_column_keeps_the_dtype() -> None:
    """Integers stay integers, and truth values truth values."""
    means = {torch.float32: "The numbers were made into float32 on the way; a new shape needs no new dtype."}
    for dtype in (torch.int64, torch.float64, torch.bool):
        got = tensors.as_column(torch.tensor([1, 0], dtype=dtype))
        check(f"as_column(tensor (2,) of {dtype})", got, torch.tensor([[1], [0]], dtype=dtype), means)


def test_as_column_refuses_other_numbers_of_dimensions() -> None:
    """No dimension, two or three: a ValueError, even for what is a column already."""
    for shape in ((), (2, 3), (3, 1), (1, 3), (2, 3, 4)):
        call = f"as_column(tensor {shape})"
        try:
            got = tensors.as_column(torch.zeros(shape))
        except ValueError:
            continue
        except (AssertionError, IndexError, TypeError) as error:
            pytest.fail(
                f"{call} raised {type(error).__name__} ({error}); a ValueError was wanted, by your own `raise`."
            )
        came = f"a tensor of shape {tuple(got.shape)}" if isinstance(got, torch.Tensor) else repr(got)
        pytest.fail(f"{call} gave {came}; a ValueError was wanted: it has {len(shape)} dimensions, not one.")


def test_as_column_leaves_its_argument_alone() -> None:
    """The tensor handed in holds the same values afterwards, in the same shape."""
    values = torch.tensor([1.0, 2.0])
    tensors.as_column(values)
    check_untouched("as_column(values)", values, [1.0, 2.0])
