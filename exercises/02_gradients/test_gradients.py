"""The visible tests of chapter 2. Their numbers are small, so that you can check each of them by hand."""

import contextlib
from collections.abc import Iterator

import gradients
import pytest
import torch


@pytest.fixture(autouse=True)
def _recording() -> Iterator[None]:
    """Every test starts with gradients recorded, whatever the test before it left behind."""
    with torch.enable_grad():
        yield


@contextlib.contextmanager
def explaining(call: str, usually: str) -> Iterator[None]:
    """Add to an error that ``call`` raises what such an error usually means."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{call} raised this error. {usually}")
        raise


def same(got: torch.Tensor, want: torch.Tensor) -> bool:
    """Tell whether two tensors have one shape and, up to rounding, the same values."""
    return got.shape == want.shape and torch.allclose(got.double(), want.double(), rtol=1e-3, atol=1e-3)


def check(call: str, got: object, want: object, usually: str, *known: tuple[object, str]) -> None:
    """Fail unless ``got`` is the float32 tensor ``want``; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    wanted = torch.as_tensor(want)
    kind = "Is there a return?" if got is None else f"Its type is {type(got).__name__}."
    assert isinstance(got, torch.Tensor), f"{call}: {got!r}; a tensor was wanted. {kind}"
    meaning = next((text for value, text in known if same(got, torch.as_tensor(value))), usually)
    sizes = f"shape {tuple(got.shape)}; shape {tuple(wanted.shape)}"
    assert got.shape == wanted.shape, f"{call}: a tensor of {sizes} was wanted. {meaning}"
    assert got.dtype == wanted.dtype, f"{call}: a tensor of {got.dtype}; {wanted.dtype} was wanted."
    assert same(got, wanted), f"{call}: {rounded(got)}; {rounded(wanted)} was wanted. {meaning}"


def check_left_alone(call: str, x: torch.Tensor, values: object, grad: object, *, requires_grad: bool) -> None:
    """Fail unless ``x`` is, after ``call``, exactly what it was before."""
    __tracebackhide__ = True
    now = x.detach()
    written = f"after {call}, x is {now.tolist()}; it was {values}, and should be exactly that again."
    assert torch.equal(now, torch.as_tensor(values)), written
    flag = f"after {call}, x.requires_grad is {x.requires_grad}; it was {requires_grad} before."
    assert x.requires_grad is requires_grad, flag
    kept = x.grad is None if grad is None else x.grad is not None and torch.equal(x.grad, torch.as_tensor(grad))
    assert kept, f"after {call}, x.grad is {x.grad}; it was {grad} before. Work on a leaf of your own."


def rounded(tensor: torch.Tensor) -> object:
    """Return the values as plain numbers with few digits, for a message."""
    return tensor.detach().double().round(decimals=4).tolist()


def leaf(values: object, grad: object = None) -> torch.Tensor:
    """Return a tensor that requires grad, with ``grad`` in its ``.grad``."""
    x = torch.tensor(values, requires_grad=True)
    x.grad = None if grad is None else torch.tensor(grad)
    return x


# The functions that are differentiated, and a constant to add to them.

HUGE = torch.tensor(1e30)


def squares(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the squares of all entries; the slope at an entry is twice that entry."""
    return (x**2).sum()


def mixed(x: torch.Tensor) -> torch.Tensor:
    """Return x[0] * x[1] + x[2]; the slopes are x[1], x[0] and 1."""
    return x[0] * x[1] + x[2]


def two_of_three(x: torch.Tensor) -> torch.Tensor:
    """Return x[0] * x[1] and x[1] + x[2]**2."""
    return torch.stack([x[0] * x[1], x[1] + x[2] ** 2])


# gradient


def test_gradient_of_a_sum_of_squares() -> None:
    """At (1, 2, 3) the slopes are (2, 4, 6)."""
    call = "gradient(squares, x) at (1, 2, 3)"
    with explaining(call, "x does not require grad here. Make a leaf of your own from its values, and ask that one."):
        got = gradients.gradient(squares, torch.tensor([1.0, 2.0, 3.0]))
    check(
        call,
        got,
        [2.0, 4.0, 6.0],
        "The slope of x**2 is 2 * x.",
        (14.0, "This is the value of the function; its slopes were wanted."),
        ([0.0, 0.0, 0.0], "Zeros: did you clear the very tensor that you return?"),
    )


def test_gradient_sees_how_entries_work_together() -> None:
    """The slopes of x[0] * x[1] + x[2] at (2, 3, 5) are (3, 2, 1)."""
    call = "gradient(mixed, x) at (2, 3, 5)"
    got = gradients.gradient(mixed, torch.tensor([2.0, 3.0, 5.0]))
    check(call, got, [3.0, 2.0, 1.0], "The faster x[0] grows, the more of x[1] is added: its slope is x[1].")


def test_gradient_takes_any_shape_and_float64() -> None:
    """The result has the shape and dtype of x, also for one number without dimensions."""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    check("gradient(squares, x) for x (3, 2)", gradients.gradient(squares, x), 2 * x, "Keep the shape of x.")
    x = torch.tensor(2.0, dtype=torch.float64)
    check(
        "gradient(lambda x: x**3, x) at the float64 number 2",
        gradients.gradient(lambda x: x**3, x),
        torch.tensor(12.0, dtype=torch.float64),
        "The slope of x**3 is 3 * x**2.",
    )


def test_gradient_gives_the_same_answer_again() -> None:
    """A second call on the same x, which requires grad, gives (2, 4) like the first."""
    x = leaf([1.0, 2.0])
    answers = gradients.gradient(squares, x), gradients.gradient(squares, x)
    for answer, which in zip(answers, ("first", "second"), strict=True):
        check(
            f"the {which} of two answers of gradient(squares, x) at (1, 2)",
            answer,
            [2.0, 4.0],
            "Nothing of the first call may be left for the second.",
            ([4.0, 8.0], "Twice too much: backward() adds to the .grad that is there already."),
        )


def test_gradient_has_no_graph() -> None:
    """The result is plain numbers: it does not require grad."""
    got = gradients.gradient(squares, leaf([1.0, 2.0]))
    check("gradient(squares, x) at (1, 2)", got, [2.0, 4.0], "The slope of x**2 is 2 * x.")
    graph = "gradient(squares, x) gave a tensor that requires grad: it still carries its graph. Is create_graph on?"
    assert not got.requires_grad, graph


def test_gradient_asks_autograd() -> None:
    """A huge constant changes no slope; differences of values lose every digit in it."""
    got = gradients.gradient(lambda x: squares(x) + HUGE, torch.tensor([1.0, 2.0]))
    usually = "The constant has slope 0. Zeros mean that differences of values were taken; autograd takes none."
    check("gradient(lambda x: squares(x) + HUGE, x) at (1, 2)", got, [2.0, 4.0], usually)


def test_gradient_leaves_x_alone() -> None:
    """Whether x requires grad or not, and whatever .grad holds: afterwards it is as it was."""
    for grad in (None, [7.0, 9.0]):
        x = leaf([1.0, 2.0], grad)
        gradients.gradient(squares, x)
        check_left_alone("gradient(squares, x)", x, [1.0, 2.0], grad, requires_grad=True)
    x = torch.tensor([1.0, 2.0])
    gradients.gradient(squares, x)
    check_left_alone("gradient(squares, x)", x, [1.0, 2.0], None, requires_grad=False)


# chain_rule


def test_chain_rule_for_two_numbers() -> None:
    """At (0, 2): 6 * 2 / 2 = 6 and 6 * 4 / 2 = 12."""
    check(
        "chain_rule(x) at (0, 2)",
        gradients.chain_rule(torch.tensor([0.0, 2.0])),
        [6.0, 12.0],
        "Multiply the slopes of the four steps: add 2, square, times 3, the share in the mean.",
        ([12.0, 24.0], "This is the gradient of the sum: the mean divides by the number of entries."),
        ([3.0, 6.0], "Half of it: the derivative of a square brings down a 2."),
        ([2.0, 4.0], "A third of it: the 3 in front is missing."),
        ([0.0, 6.0], "The outer slope is taken at x; it should be taken at x + 2."),
        ([12.0, 48.0], "The square is still there: the 2 comes down, and the power becomes 1."),
        (30.0, "This is the value of the function; its slopes were wanted."),
        (9.0, "This is the average of the slopes; each entry has its own."),
    )


def test_chain_rule_divides_by_all_entries() -> None:
    """For six entries the factor 6 and the division by 6 cancel, and x + 2 is left."""
    x = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    check(
        "chain_rule(x) for x (2, 3)",
        gradients.chain_rule(x),
        x + 2,
        "The mean runs over all six entries.",
        (3 * (x + 2), "Three times too much: you divide by the number of rows."),
        (2 * (x + 2), "Twice too much: you divide by the number of columns."),
    )


def test_chain_rule_takes_one_number_without_dimensions() -> None:
    """At -1: 6 * 1 / 1 = 6."""
    with explaining("chain_rule(x) at the number -1", "It has no dimensions, so it has no len(); it has a numel()."):
        got = gradients.chain_rule(torch.tensor(-1.0))
    check("chain_rule(x) at the number -1", got, 6.0, "There is one entry: the mean is the entry itself.")


def test_chain_rule_stays_exact_for_large_entries() -> None:
    """At (1e15, 5) the second slope is 6 * 7 / 2 = 21, whatever the first is."""
    got = gradients.chain_rule(torch.tensor([1e15, 5.0]))
    usually = "If it works for small entries, it may come from differences of values; a formula has no such error."
    check("chain_rule(x) at (1e15, 5), divided by (1e15, 1)", got / torch.tensor([1e15, 1.0]), [3.0, 21.0], usually)


def test_chain_rule_is_worked_out_by_hand() -> None:
    """No backward pass runs inside."""
    passes = []

    def noted(saved: torch.Tensor) -> torch.Tensor:
        passes.append(saved)
        return saved

    # PyTorch gets back what the forward pass saved only when it goes backward.
    with torch.autograd.graph.saved_tensors_hooks(lambda saved: saved, noted):
        gradients.chain_rule(leaf([0.0, 2.0]))
    assert not passes, "chain_rule(x) ran a backward pass; a formula of your own was wanted."


def test_chain_rule_leaves_x_alone() -> None:
    """An x with and one without requires_grad, and its .grad, are afterwards what they were."""
    x = torch.tensor([0.0, 2.0])
    gradients.chain_rule(x)
    check_left_alone("chain_rule(x)", x, [0.0, 2.0], None, requires_grad=False)
    x = leaf([0.0, 2.0], [7.0, 9.0])
    with explaining("chain_rule(x) for an x that requires grad", "If it speaks of a leaf, something writes into x."):
        gradients.chain_rule(x)
    check_left_alone("chain_rule(x)", x, [0.0, 2.0], [7.0, 9.0], requires_grad=True)


# numerical_gradient


def test_numerical_gradient_of_a_sum_of_squares() -> None:
    """For squares, central differences are exact: (2, 4, 6) at (1, 2, 3), also with steps of 0.5."""
    check(
        "numerical_gradient(squares, x, eps=0.5) at (1, 2, 3)",
        gradients.numerical_gradient(squares, torch.tensor([1.0, 2.0, 3.0]), eps=0.5),
        [2.0, 4.0, 6.0],
        "The first entry: f(1.5, 2, 3) - f(0.5, 2, 3) = 15.25 - 13.25 = 2, divided by 2 * 0.5.",
        ([2.5, 4.5, 6.5], "Steps to the right only: compare with the value one step to the left, not with that at x."),
        ([1.5, 3.5, 5.5], "Steps to the left only: compare with the value one step to the right, not with that at x."),
        ([4.0, 8.0, 12.0], "Twice too much: the two places are 2 * eps apart."),
        ([0.5, 1.0, 1.5], "Brackets: a / 2 * eps divides by 2 and then multiplies by eps."),
        ([-2.0, -4.0, -6.0], "The signs are wrong: value on the right minus value on the left."),
        ([12.0, 12.0, 12.0], "All slopes added up: nudge one entry at a time."),
    )


def test_numerical_gradient_nudges_one_entry_at_a_time() -> None:
    """The slopes of x[0] * x[1] + x[2] at (2, 3, 5) are (3, 2, 1)."""
    check(
        "numerical_gradient(mixed, x, eps=0.5) at (2, 3, 5)",
        gradients.numerical_gradient(mixed, torch.tensor([2.0, 3.0, 5.0]), eps=0.5),
        [3.0, 2.0, 1.0],
        "While one entry is nudged, the others stay what they are.",
        ([3.0, 5.0, 6.0], "The first slope is right; then the nudge of the entry before is still there."),
        ([6.0, 6.0, 6.0], "All slopes added up: nudge one entry at a time."),
    )


def test_numerical_gradient_uses_eps() -> None:
    """For x**3 at 1: (2**3 - 0**3) / 2 = 4 with eps=1, (1.5**3 - 0.5**3) / 1 = 3.25 with eps=0.5."""
    for eps, want in ((1.0, 4.0), (0.5, 3.25)):
        check(
            f"numerical_gradient(lambda x: (x**3).sum(), x, eps={eps}) at (1,)",
            gradients.numerical_gradient(lambda x: (x**3).sum(), torch.tensor([1.0]), eps=eps),
            [want],
            "Work it out by hand from the two values.",
            ([3.0], "This is the true slope: here steps of eps give another number, and that was wanted."),
        )


def test_numerical_gradient_steps_by_a_thousandth_by_itself() -> None:
    """Without eps the step is 0.001: for 1e9 * x**3 at 0.001 that gives (8 - 0) / 0.002 = 4000."""
    got = gradients.numerical_gradient(lambda x: (1e9 * x**3).sum(), torch.tensor([0.001]))
    call = "numerical_gradient(lambda x: (1e9 * x**3).sum(), x) at (0.001,), divided by 1000"
    check(call, got / 1000, [4.0], "The step should be 0.001 where none is given.")


def test_numerical_gradient_calls_the_function_on_the_shape_of_x() -> None:
    """For x of shape (2, 3), and for a number, the function sees no other shape, and the result has it too."""
    seen = set()

    def noting(x: torch.Tensor) -> torch.Tensor:
        seen.add(tuple(x.shape))
        return squares(x)

    for x in (torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), torch.tensor(3.0)):
        shape = tuple(x.shape)
        seen.clear()
        call = f"numerical_gradient(function, x, eps=0.5) for x {shape}"
        with explaining(call, "Does it work for any number of dimensions, also for none?"):
            got = gradients.numerical_gradient(noting, x, eps=0.5)
        assert seen == {shape}, f"{call} called the function on tensors of the shapes {seen}; {shape} only was wanted."
        check(call, got, 2 * x, "The slope of x**2 is 2 * x, and the result has the shape of x.")


def test_numerical_gradient_needs_no_autograd() -> None:
    """A function that leaves the graph, and an x that requires grad, are no hindrance."""
    call = "numerical_gradient(lambda x: squares(x.detach()), x, eps=0.5) at (1, 2)"
    for x in (torch.tensor([1.0, 2.0]), leaf([1.0, 2.0])):
        with explaining(call, "This function cannot be differentiated by autograd: only its values are of use."):
            got = gradients.numerical_gradient(lambda x: squares(x.detach()), x, eps=0.5)
        check(call, got, [2.0, 4.0], "Two values of the function are all that is needed.")


def test_numerical_gradient_leaves_x_and_the_recording_alone() -> None:
    """To the last digit x is what it was, and gradients are still recorded."""
    values = [0.1, 0.7, 1.3, 2.9, 3.1]
    for x, grad in ((torch.tensor(values), None), (leaf(values, [7.0] * 5), [7.0] * 5)):
        gradients.numerical_gradient(squares, x)
        check_left_alone("numerical_gradient(squares, x)", x, values, grad, requires_grad=grad is not None)
    off = "after numerical_gradient(squares, x), recording is off for the whole program; switch it back on."
    assert torch.is_grad_enabled(), off


# jacobian


def test_jacobian_has_a_row_for_every_output() -> None:
    """For (x[0] * x[1], x[1] + x[2]**2) at (1, 2, 3) the rows are (2, 1, 0) and (0, 1, 6)."""
    call = "jacobian(two_of_three, x) at (1, 2, 3)"
    with explaining(call, "One backward pass starts from one output. Keep the graph for the next row: retain_graph."):
        got = gradients.jacobian(two_of_three, torch.tensor([1.0, 2.0, 3.0]))
    check(
        call,
        got,
        [[2.0, 1.0, 0.0], [0.0, 1.0, 6.0]],
        "Row i holds the slopes of output i.",
        ([[2.0, 0.0], [1.0, 1.0], [0.0, 6.0]], "It lies on its side: rows belong to outputs."),
        ([2.0, 2.0, 6.0], "These are the rows added up: the outputs were summed first."),
        ([[2.0, 1.0, 0.0], [2.0, 2.0, 6.0]], "The rows pile up: .grad was not cleared in between."),
        ([[0.0, 1.0, 6.0], [0.0, 1.0, 6.0]], "All rows are one tensor: put a copy of each row into the list."),
    )


def test_jacobian_of_more_outputs_than_inputs() -> None:
    """For (x[0], x[1]**2, x[0] * x[1]) at (2, 3) the rows are (1, 0), (0, 6) and (3, 2)."""
    got = gradients.jacobian(lambda x: torch.stack([x[0], x[1] ** 2, x[0] * x[1]]), torch.tensor([2.0, 3.0]))
    check("jacobian(...) for three outputs at (2, 3)", got, [[1.0, 0.0], [0.0, 6.0], [3.0, 2.0]], "One row an output.")


def test_jacobian_of_one_output_or_one_input_is_a_matrix() -> None:
    """One output gives the shape (1, n), one input the shape (m, 1)."""
    got = gradients.jacobian(lambda x: (x**2).sum().reshape(1), torch.tensor([1.0, 2.0, 3.0]))
    check("jacobian(...) for one output at (1, 2, 3)", got, [[2.0, 4.0, 6.0]], "One output makes one row.")
    got = gradients.jacobian(lambda x: torch.cat([x, x**2, x**3]), torch.tensor([2.0]))
    check("jacobian(...) for three outputs at (2,)", got, [[1.0], [4.0], [12.0]], "One input makes one column.")


def test_jacobian_has_zeros_for_what_does_not_matter() -> None:
    """The middle output is always 5: its row is zeros, and it is there."""
    call = "jacobian(...) with a constant output in the middle at (2, 3)"
    with explaining(call, "The constant output has the slope 0 everywhere."):
        got = gradients.jacobian(
            lambda x: torch.stack([x[0] * x[1], torch.tensor(5.0), x[1] ** 2]), torch.tensor([2.0, 3.0])
        )
    check(call, got, [[3.0, 2.0], [0.0, 0.0], [0.0, 6.0]], "Every output has a row; a constant has a row of zeros.")


def test_jacobian_asks_autograd() -> None:
    """A huge constant changes no slope; differences of values lose every digit in it."""
    got = gradients.jacobian(lambda x: two_of_three(x) + HUGE, torch.tensor([1.0, 2.0, 3.0]))
    usually = "The constant has slope 0. Zeros mean that differences of values were taken; autograd takes none."
    call = "jacobian(lambda x: two_of_three(x) + HUGE, x) at (1, 2, 3)"
    check(call, got, [[2.0, 1.0, 0.0], [0.0, 1.0, 6.0]], usually)


def test_jacobian_leaves_x_alone() -> None:
    """Whether x requires grad or not, and whatever .grad holds: afterwards it is as it was."""
    values = [1.0, 2.0, 3.0]
    for grad in (None, [7.0, 8.0, 9.0]):
        x = leaf(values, grad)
        gradients.jacobian(two_of_three, x)
        check_left_alone("jacobian(two_of_three, x)", x, values, grad, requires_grad=True)
    x = torch.tensor(values)
    gradients.jacobian(two_of_three, x)
    check_left_alone("jacobian(two_of_three, x)", x, values, None, requires_grad=False)
