"""The visible tests of chapter 4. Their numbers are small, so that you can check each of them by hand."""

import contextlib
import math
from collections.abc import Iterator

import descent
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
    """Tell whether two tensors have one shape, one dtype and, up to rounding, the same values."""
    return got.shape == want.shape and got.dtype == want.dtype and torch.allclose(got, want, rtol=1e-4, atol=1e-5)


def check(call: str, got: object, want: object, usually: str, *known: tuple[object, str]) -> None:
    """Fail unless ``got`` is the float32 tensor ``want``; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    wanted = torch.as_tensor(want)
    kind = "Is there a return?" if got is None else f"Its type is {type(got).__name__}."
    assert isinstance(got, torch.Tensor), f"{call}: {got!r}; a tensor was wanted. {kind}"
    meaning = next((text for value, text in known if same(got, torch.as_tensor(value))), usually)
    sizes = f"shape {tuple(got.shape)}; shape {tuple(wanted.shape)}"
    assert got.shape == wanted.shape, f"{call}: a tensor of {sizes} was wanted. {meaning}"
    assert got.dtype == torch.float32, f"{call}: a tensor of {got.dtype}; torch.float32 was wanted."
    assert same(got, wanted), f"{call}: {rounded(got)}; {rounded(wanted)} was wanted. {meaning}"


def rounded(tensor: torch.Tensor) -> object:
    """Return the values as plain numbers with few digits, for a message."""
    return tensor.detach().double().round(decimals=4).tolist()


def pair(call: str, got: object) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the two parts of ``got``, or fail if it is not a tuple of two."""
    __tracebackhide__ = True
    assert isinstance(got, tuple | list), f"{call} gave {got!r}; a tuple of two tensors was wanted."
    assert len(got) == 2, f"{call} gave {len(got)} things; a tuple of two tensors was wanted."
    return got[0], got[1]


def seeded(seed: int) -> torch.Generator:
    """Return a new source of random numbers; two with the same seed give the same numbers."""
    return torch.Generator().manual_seed(seed)


def four_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the lesson's inputs and targets: four points on the line y = 2x + 1."""
    return torch.tensor([[-1.0], [0.0], [1.0], [2.0]]), torch.tensor([[-1.0], [1.0], [3.0], [5.0]])


def two_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return two points of that line: with lr=0.25, an epoch halves what weight and bias are off by."""
    return torch.tensor([[-1.0], [1.0]]), torch.tensor([[-1.0], [3.0]])


def parameter(values: object, gradient: object = None) -> torch.Tensor:
    """Return a leaf that requires grad, with ``gradient`` in its ``.grad``."""
    leaf = torch.tensor(values, requires_grad=True)
    leaf.grad = None if gradient is None else torch.tensor(gradient)
    return leaf


# initial_parameters


def test_initial_parameters_has_a_row_of_weights_for_every_target() -> None:
    """For 3 inputs and 2 targets, the weights are (2, 3) and the bias is (2,), both float32."""
    call = "initial_parameters(3, 2)"
    weights, bias = pair(call, descent.initial_parameters(3, 2))
    for name, values, shape in (("weights", weights, (2, 3)), ("bias", bias, (2,))):
        assert isinstance(values, torch.Tensor), f"{call}: the {name} are {values!r}; a tensor was wanted."
        hint = "The number of targets comes first." if values.shape == (3, 2) else "The bias has one number a target."
        got = f"{call}: the {name} have shape {tuple(values.shape)}"
        assert values.shape == shape, f"{got}; {shape} was wanted. {hint}"
        assert values.dtype == torch.float32, f"{call}: the {name} are {values.dtype}; torch.float32 was wanted."


def test_initial_parameters_spreads_evenly_from_minus_one_to_one() -> None:
    """Every entry lies in [-1, 1), and each quarter of the interval gets about a quarter of them."""
    for values, name in zip(descent.initial_parameters(2, 4000, seeded(1)), ("weights", "bias"), strict=True):
        low, high = values.min().item(), values.max().item()
        got = f"initial_parameters(2, 4000): the {name} run from {low:.3f} to {high:.3f}"
        assert low < 0, f"{got}; -1 to 1 was wanted. torch.rand gives [0, 1), torch.zeros no spread at all."
        assert -1 <= low < -0.99, f"{got}; -1 to 1 was wanted. torch.randn is not bounded; is the stretch right?"
        assert 0.99 < high < 1, f"{got}; -1 to 1 was wanted. Is the interval stretched and shifted right?"
        for left in (-1.0, -0.5, 0.0, 0.5):
            share = ((values >= left) & (values < left + 0.5)).float().mean().item()
            wanted = f"{share:.0%} of them in [{left}, {left + 0.5}); about 25% was wanted: a uniform draw."
            assert share == pytest.approx(0.25, abs=0.05), f"{got}, {wanted}"


def test_initial_parameters_gives_leaves_that_require_grad() -> None:
    """Both tensors require grad and are leaves, so that backward() can fill their .grad."""
    for values, name in zip(descent.initial_parameters(3, 2), ("weights", "bias"), strict=True):
        got = f"{name} of initial_parameters(3, 2): requires_grad={values.requires_grad}, is_leaf={values.is_leaf}"
        assert values.requires_grad, f"{got}. PyTorch is not asked to collect gradients for them."
        assert values.is_leaf, f"{got}. requires_grad was set before the arithmetic; set it on the finished tensor."


def test_initial_parameters_follows_the_generator() -> None:
    """Generators of one seed give one start, wherever torch's global generator stands."""
    torch.manual_seed(1)
    first = descent.initial_parameters(3, 2, seeded(7))
    torch.manual_seed(2)
    second = descent.initial_parameters(3, 2, seeded(7))
    for one, other, name in zip(first, second, ("weights", "bias"), strict=True):
        got = f"initial_parameters(3, 2, generator) gave the {name} {rounded(one)}, then {rounded(other)}"
        assert torch.equal(one, other), f"{got}, for one seed. Does every random draw use the generator?"


def test_initial_parameters_moves_the_generator_on() -> None:
    """A second call with the same generator gives another start."""
    generator = seeded(7)
    first, _ = descent.initial_parameters(3, 2, generator)
    second, _ = descent.initial_parameters(3, 2, generator)
    got = f"initial_parameters(3, 2, generator) twice gave the same weights {rounded(first)}"
    assert not torch.equal(first, second), f"{got}. Draw from the generator itself; do not set its seed."


def test_initial_parameters_without_generator_uses_the_global_one() -> None:
    """torch.manual_seed decides the start, and the next call gives another one."""
    torch.manual_seed(3)
    first, _ = descent.initial_parameters(3, 2)
    second, _ = descent.initial_parameters(3, 2)
    torch.manual_seed(3)
    again, _ = descent.initial_parameters(3, 2)
    got = "initial_parameters(3, 2) without a generator"
    assert not torch.equal(first, second), f"{got} gave the same weights twice. Is a seed set inside?"
    assert torch.equal(first, again), f"{got} differs after the same torch.manual_seed: it draws from somewhere else."


# linear


def test_linear_predicts_the_four_points() -> None:
    """With the weight 1.4 and the bias 0.3, x = -1, 0, 1, 2 gives -1.1, 0.3, 1.7, 3.1."""
    inputs, _ = four_points()
    check(
        "linear(inputs, weights, bias)",
        descent.linear(inputs, torch.tensor([[1.4]]), torch.tensor([0.3])),
        [[-1.1], [0.3], [1.7], [3.1]],
        "Each prediction is the input times the weight, plus the bias.",
        ([[-1.4], [0.0], [1.4], [2.8]], "The bias is not added."),
        ([[0.2497], [0.5744], [0.8455], [0.9569]], "There is a sigmoid at the end; a linear model has none."),
        ([-1.1, 0.3, 1.7, 3.1], "The values are right; each sample needs a row of its own, even for one target."),
        ([[-1.1, 0.3, 1.7, 3.1]], "The samples stand in columns; they should stand in rows."),
    )


def test_linear_takes_several_inputs_and_targets() -> None:
    """Four samples with three inputs and two targets: entry [0, 0] is 1*1 + 0*2 + 2*3 + 10 = 17."""
    inputs = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0], [2.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    weights = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.0, 2.0]])
    bias = torch.tensor([10.0, 20.0])
    call = "linear(inputs, weights, bias) for inputs (4, 3), weights (2, 3), bias (2,)"
    with explaining(call, "Write the shapes side by side: (4, 3) and (2, 3) do not fit until one of them is turned."):
        got = descent.linear(inputs, weights, bias)
    check(
        call,
        got,
        [[17.0, 23.0], [9.0, 18.0], [14.0, 18.0], [16.0, 21.0]],
        "Work out the first row by hand: inputs (1, 0, 2), weights (1, 2, 3) and (-1, 0, 2), bias (10, 20).",
        ([[7.0, 3.0], [-1.0, -2.0], [4.0, -2.0], [6.0, 1.0]], "The bias is not added."),
        ([[37.0, 63.0], [29.0, 58.0], [34.0, 58.0], [36.0, 61.0]], "The bias is added once for every input."),
        ([[11.0, 26.0], [13.0, 17.0], [15.0, 23.0], [14.0, 23.0]], "Weights reshaped: a transpose moves the entries."),
        ([[12.3333, 21.0], [9.6667, 19.3333], [11.3333, 19.3333], [12.0, 20.3333]], "A sum was wanted, not a mean."),
        ([[17.0, 9.0, 14.0, 16.0], [23.0, 18.0, 18.0, 21.0]], "Rows are samples: is the order of the factors right?"),
        ([17.0, 9.0, 14.0, 16.0], "Only the first target is predicted; every row of the weights gives a column."),
    )


def test_linear_gives_every_row_the_whole_bias() -> None:
    """Where the weights are zero, each row of the result is the bias."""
    check(
        "linear(inputs, weights, bias) with weights of zero and bias (10, 20)",
        descent.linear(torch.ones(3, 3), torch.zeros(2, 3), torch.tensor([10.0, 20.0])),
        [[10.0, 20.0], [10.0, 20.0], [10.0, 20.0]],
        "The bias is added to every row, once.",
        ([[0.0, 0.0]] * 3, "The bias is not added."),
        ([[30.0, 60.0]] * 3, "The bias is added once for every input: it stands inside the sum."),
    )


def test_linear_can_be_differentiated() -> None:
    """Gradients reach inputs, weights and bias: with three samples, the bias counts three times in the sum."""
    inputs = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    weights, bias = torch.tensor([[10.0, 20.0]], requires_grad=True), torch.tensor([5.0], requires_grad=True)
    result = descent.linear(inputs, weights, bias)
    lost = "The result has left the graph; look for detach(), .data, numpy or torch.tensor(...)."
    assert result.requires_grad, f"linear(inputs, weights, bias) gave a result that does not require grad. {lost}"
    result.sum().backward()
    for name, leaf, want in (
        ("inputs", inputs, [[10.0, 20.0]] * 3),
        ("weights", weights, [[9.0, 12.0]]),
        ("bias", bias, [3.0]),
    ):
        check(f"the gradient of linear(...).sum() at the {name}", leaf.grad, want, lost)


# mse


def test_mse_averages_the_squared_differences() -> None:
    """Predictions 1, 2, 3 against targets 3, 2, 0: (4 + 0 + 9) / 3 = 4.3333, a tensor with no dimensions."""
    check(
        "mse(predictions, targets) for predictions (1, 2, 3) and targets (3, 2, 0)",
        descent.mse(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([3.0, 2.0, 0.0])),
        4.33333,
        "The differences are -2, 0 and 3: square each, then average.",
        (13.0, "This is the sum; the mean was wanted."),
        (2.08167, "This is the square root of the MSE."),
        (2.16667, "This is half of the MSE."),
        (1.66667, "This is the mean of the absolute differences; they should be squared."),
        (0.33333, "This is the mean of the differences; they should be squared."),
        (0.11111, "This is the square of the mean; square first, then average."),
        ([4.33333], "The value is right; the result should have no dimensions."),
    )


def test_mse_averages_over_all_entries() -> None:
    """For two columns, the mean runs over all six entries: (0 + 4 + 9 + 0 + 0 + 16) / 6 = 4.8333."""
    check(
        "mse(predictions, targets) for shapes (3, 2)",
        descent.mse(
            torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
            torch.tensor([[1.0, 0.0], [0.0, 4.0], [5.0, 2.0]]),
        ),
        4.83333,
        "One number was wanted: the mean of the six squared differences.",
        (2.19848, "This is the square root of the MSE."),
        (2.41667, "This is half of the MSE."),
        (9.66667, "This is divided by the three rows; there are six entries."),
        (29.0, "This is the sum; the mean was wanted."),
        ([3.0, 6.66667], "This is a mean for every column; average over all entries at once."),
        ([2.0, 4.5, 8.0], "This is a mean for every row; average over all entries at once."),
    )


@pytest.mark.parametrize(
    ("first", "second"), [((3,), (3, 1)), ((3, 1), (3,)), ((2, 3), (3, 2)), ((4,), (3,)), ((), (1,))], ids=str
)
def test_mse_refuses_shapes_that_differ(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """Shapes that differ raise ValueError, also where PyTorch would broadcast them."""
    call = f"mse(predictions, targets) for shapes {first} and {second}"
    wanted = "ValueError was wanted: compare the whole shapes before you compute anything."
    with explaining(call, wanted), contextlib.suppress(ValueError):
        got = descent.mse(torch.ones(first), torch.zeros(second))
        pytest.fail(f"{call} gave {got!r}. {wanted}")


def test_mse_takes_any_shape() -> None:
    """Scalars and three dimensions are fine: 5 against 2 gives 9."""
    call = "mse(predictions, targets) for 5 and 2"
    check(f"{call}, scalars", descent.mse(torch.tensor(5.0), torch.tensor(2.0)), 9.0, "(5 - 2) squared is 9.")
    got = descent.mse(torch.full((2, 3, 4), 5.0), torch.full((2, 3, 4), 2.0))
    check(f"{call}, 24 times, in shape (2, 3, 4)", got, 9.0, "The mean of 24 nines is 9.")


def test_mse_can_be_differentiated() -> None:
    """The gradient at predictions 1, 2, 3 with targets 3, 2, 0 is -4/3, 0, 2, and the opposite at the targets."""
    predictions = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    targets = torch.tensor([3.0, 2.0, 0.0], requires_grad=True)
    loss = descent.mse(predictions, targets)
    call = "mse(predictions, targets)"
    assert isinstance(loss, torch.Tensor), f"{call} gave {loss!r}; the tensor was wanted, not its number."
    assert loss.requires_grad, f"{call} gave a loss that has left the graph: backward() cannot start there."
    loss.backward()
    usually = "Is the loss the mean of the squared differences, computed with tensor operations only?"
    check("the gradient of mse at the predictions", predictions.grad, [-1.33333, 0.0, 2.0], usually)
    check("the gradient of mse at the targets", targets.grad, [1.33333, 0.0, -2.0], usually)


def test_mse_leaves_its_arguments_alone() -> None:
    """Predictions and targets hold the same numbers after the call."""
    predictions, targets = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([3.0, 2.0, 0.0])
    descent.mse(predictions, targets)
    usually = "An in-place operation such as -= wrote into the caller's tensor."
    check("predictions after mse(predictions, targets)", predictions, [1.0, 2.0, 3.0], usually)
    check("targets after mse(predictions, targets)", targets, [3.0, 2.0, 0.0], usually)


# mse_gradients


def test_mse_gradients_of_the_four_points() -> None:
    """At the weight 1 and the bias 0, the errors are 0, -1, -2, -3 and the gradients -4 and -3."""
    call = "mse_gradients(inputs, targets, weights, bias) at weight 1 and bias 0"
    weights, bias = pair(call, descent.mse_gradients(*four_points(), torch.tensor([[1.0]]), torch.tensor([0.0])))
    check(
        f"{call}, first part",
        weights,
        [[-4.0]],
        "It is the gradient for the weights: twice the mean of error times input.",
        ([[-2.0]], "Half of it: the derivative of a square brings down a 2."),
        ([[-16.0]], "Four times too much: the loss is a mean over four samples."),
        ([[4.0]], "The sign is wrong: an error is prediction minus target."),
        ([-3.0], "This is the gradient for the bias; the one for the weights comes first."),
    )
    check(
        f"{call}, second part",
        bias,
        [-3.0],
        "It is the gradient for the bias: twice the mean error, in the shape of the bias.",
        ([-1.5], "Half of it: the derivative of a square brings down a 2."),
        ([-12.0], "Four times too much: the loss is a mean over four samples."),
        ([3.0], "The sign is wrong: an error is prediction minus target."),
        (-3.0, "The value is right; the bias has one dimension, and so has its gradient."),
    )


def test_mse_gradients_for_several_inputs_and_targets() -> None:
    """Four samples, three inputs, two targets: the mean runs over eight entries."""
    inputs = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0], [2.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    weights, bias = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.0, 2.0]]), torch.tensor([10.0, 20.0])
    # The predictions are those of test_linear_takes_several_inputs_and_targets; the errors are (1, 0), (0, 2), (-1, 0)
    # and (2, 2).
    targets = torch.tensor([[16.0, 23.0], [9.0, 16.0], [15.0, 18.0], [14.0, 19.0]])
    call = "mse_gradients(...) for inputs (4, 3) and targets (4, 2)"
    with explaining(call, "Write the shape of every factor beside it; which of them has to be turned?"):
        got = pair(call, descent.mse_gradients(inputs, targets, weights, bias))
    check(
        f"{call}, first part",
        got[0],
        [[0.25, 0.25, 1.0], [0.5, 1.0, 0.0]],
        "The errors are (1, 0), (0, 2), (-1, 0), (2, 2); entry [0, 0] is 2 * (1*1 + 0*0 - 1*2 + 2*1) / 8.",
        ([[0.5, 0.5, 2.0], [1.0, 2.0, 0.0]], "Twice too much: the mean runs over samples and targets, eight entries."),
        ([[0.25, 0.5], [0.25, 1.0], [1.0, 0.0]], "It lies on its side: a gradient has the shape of its weights."),
        ([[-9.75, -7.25, -4.0], [-19.5, -14.0, -10.0]], "The bias is missing from the predictions inside."),
    )
    check(
        f"{call}, second part",
        got[1],
        [0.5, 1.0],
        "Each target's bias collects the errors of its own column: 2 * (1 + 0 - 1 + 2) / 8 is the first entry.",
        ([1.0, 2.0], "Twice too much: the mean runs over samples and targets, eight entries."),
        (1.5, "A single number: the targets are added up, and each has a bias of its own."),
        ([[0.5, 1.0]], "The values are right; the bias has one dimension, and so has its gradient."),
    )


def test_mse_gradients_are_zero_on_the_line() -> None:
    """At the weight 2 and the bias 1 nothing is wrong, and both gradients are zero."""
    call = "mse_gradients(inputs, targets, weights, bias) at weight 2 and bias 1"
    weights, bias = pair(call, descent.mse_gradients(*four_points(), torch.tensor([[2.0]]), torch.tensor([1.0])))
    usually = "The line goes through all four points there. Is the bias part of the prediction?"
    check(f"{call}, first part", weights, [[0.0]], usually)
    check(f"{call}, second part", bias, [0.0], usually)


def test_mse_gradients_stay_exact_far_from_the_line() -> None:
    """With the targets lifted by 1000, the errors are -1000, -1001, -1002, -1003 and the gradients -1004 and -2003."""
    inputs, targets = four_points()
    call = "mse_gradients(inputs, targets + 1000, weights, bias) at weight 1 and bias 0"
    got = pair(call, descent.mse_gradients(inputs, targets + 1000, torch.tensor([[1.0]]), torch.tensor([0.0])))
    usually = "If it is only nearly right, it may come from nudging the parameters; a formula has no such error."
    check(f"{call}, first part", got[0], [[-1004.0]], usually)
    check(f"{call}, second part", got[1], [-2003.0], usually)


def test_mse_gradients_are_worked_out_by_hand() -> None:
    """No backward pass runs inside."""
    passes = []

    def noted(saved: torch.Tensor) -> torch.Tensor:
        passes.append(saved)
        return saved

    weights, bias = torch.tensor([[1.0]], requires_grad=True), torch.tensor([0.0], requires_grad=True)
    # PyTorch gets back what the forward pass saved only when it goes backward.
    with torch.autograd.graph.saved_tensors_hooks(lambda saved: saved, noted):
        descent.mse_gradients(*four_points(), weights, bias)
    assert not passes, "mse_gradients(...) ran a backward pass; a formula of your own was wanted."


def test_mse_gradients_leave_their_arguments_alone() -> None:
    """Weights and bias keep their values and whatever their .grad held."""
    weights, bias = parameter([[1.0]], [[7.0]]), parameter([0.0], [9.0])
    descent.mse_gradients(*four_points(), weights, bias)
    usually = "The gradients are to be returned; the arguments stay as they are."
    for name, got, want in (
        ("weights", weights, [[1.0]]),
        ("weights.grad", weights.grad, [[7.0]]),
        ("bias", bias, [0.0]),
        ("bias.grad", bias.grad, [9.0]),
    ):
        check(f"{name} after mse_gradients(...)", got, want, usually)


# gradient_descent_step


def test_gradient_descent_step_moves_against_the_gradient() -> None:
    """With lr=0.1, the values 1 and -2 with gradients 0.5 and 4 become 0.95 and -2.4."""
    values = parameter([1.0, -2.0], [0.5, 4.0])
    call = "gradient_descent_step([values], lr=0.1)"
    with explaining(call, "If it speaks of a leaf: switch recording off for the update."):
        descent.gradient_descent_step([values], 0.1)
    check(
        f"values after {call}",
        values,
        [0.95, -2.4],
        "Each value moves by the learning rate times its gradient, downhill.",
        ([1.0, -2.0], "Nothing moved: the update made a new tensor, or came after the reset."),
        ([1.05, -1.6], "This went uphill."),
        ([0.5, -6.0], "The learning rate is not used."),
    )


def test_gradient_descent_step_resets_every_gradient() -> None:
    """Afterwards every .grad is None or zeros, and every parameter has moved."""
    weights, bias = parameter([[1.0, 2.0]], [[10.0, 20.0]]), parameter([3.0], [30.0])
    descent.gradient_descent_step([weights, bias], 0.01)
    for name, leaf, want in (("weights", weights, [[0.9, 1.8]]), ("bias", bias, [2.7])):
        check(f"{name} after gradient_descent_step([weights, bias], lr=0.01)", leaf, want, "Does each of them move?")
        gone = leaf.grad is None or not leaf.grad.any()
        assert gone, f"{name}.grad is {leaf.grad} after the step; None or zeros was wanted. Is each of them reset?"


def test_gradient_descent_step_starts_afresh_each_time() -> None:
    """A slope of 3 and lr=0.1 take 1 to 0.7 and then to 0.4."""
    value = torch.tensor(1.0, requires_grad=True)
    for want in (0.7, 0.4):
        with explaining("(3 * value).backward()", "Did the step before it switch off requires_grad, or recording?"):
            (3 * value).backward()
        descent.gradient_descent_step([value], 0.1)
        check(
            "value after (3 * value).backward() and gradient_descent_step([value], lr=0.1)",
            value,
            want,
            "Each step should take off 0.1 * 3.",
            (0.1, "The second step used both gradients: the first was not reset."),
        )


def test_gradient_descent_step_passes_over_a_missing_gradient() -> None:
    """A parameter whose .grad is None stays, and those after it still move."""
    idle, moving = parameter([5.0]), parameter([1.0], [2.0])
    call = "gradient_descent_step([idle, moving], lr=0.5)"
    with explaining(call, "Here idle.grad is None, which is no number to compute with; such a parameter stays."):
        descent.gradient_descent_step([idle, moving], 0.5)
    check(f"idle after {call}", idle, [5.0], "It has no gradient and should not move.")
    check(f"moving after {call}", moving, [0.0], "It comes after one without gradient, and should still move.")


def test_gradient_descent_step_keeps_the_same_leaves() -> None:
    """The list holds the same objects as before, and they are still leaves that require grad."""
    weights, bias = parameter([1.0], [2.0]), parameter([3.0], [4.0])
    parameters = [weights, bias]
    descent.gradient_descent_step(parameters, 0.1)
    replaced = "gradient_descent_step(parameters, lr) put other tensors into the list; change the old ones in place."
    assert len(parameters) == 2 and parameters[0] is weights and parameters[1] is bias, replaced
    for name, leaf in (("weights", weights), ("bias", bias)):
        got = f"after the step, {name} has requires_grad={leaf.requires_grad} and is_leaf={leaf.is_leaf}"
        assert leaf.requires_grad, f"{got}: the next backward() would have nothing to fill."
        assert leaf.is_leaf, f"{got}: the update was recorded as part of the graph."


def test_gradient_descent_step_leaves_nothing_else_behind() -> None:
    """It returns None, and PyTorch records gradients afterwards as it did before."""
    got = descent.gradient_descent_step([parameter([1.0], [2.0])], 0.1)
    assert got is None, f"gradient_descent_step(parameters, lr) gave {got!r}; None was wanted."
    off = "after gradient_descent_step(parameters, lr), recording is off for the whole program; switch it back on."
    assert torch.is_grad_enabled(), off


# train_linear: it builds on the five above. If their tests fail too, mend those first.


def test_train_linear_without_epochs_gives_the_start() -> None:
    """With epochs=0 the parameters are what initial_parameters gives for that generator, and there are no losses."""
    inputs, targets = torch.ones(4, 3), torch.ones(4, 2)
    start = descent.initial_parameters(3, 2, seeded(7))
    call = "train_linear(inputs (4, 3), targets (4, 2), epochs=0, lr=0.1, generator)"
    weights, bias, losses = descent.train_linear(inputs, targets, 0, 0.1, seeded(7))
    usually = "Draw the start once, with initial_parameters(n_inputs, n_targets, generator). The sizes are the columns."
    check(f"{call}: weights", weights, start[0].detach(), usually)
    check(f"{call}: bias", bias, start[1].detach(), usually)
    assert losses == [], f"{call} gave the losses {losses!r}; an empty list was wanted."


def test_train_linear_lists_one_float_for_every_epoch() -> None:
    """Three epochs give a list of three Python floats."""
    call = "train_linear(inputs, targets, epochs=3, lr=0.1)"
    _, _, losses = descent.train_linear(*four_points(), 3, 0.1)
    assert isinstance(losses, list), f"{call} gave the losses {losses!r}; a list was wanted."
    assert len(losses) == 3, f"{call} gave {len(losses)} losses; one for every epoch was wanted."
    kind = type(losses[0])
    assert all(isinstance(loss, float) for loss in losses), f"{call} gave losses of {kind}; Python floats were wanted."


def test_train_linear_quarters_the_loss_of_the_two_points() -> None:
    """The first loss is that of the start; on the two points, lr=0.25 leaves a quarter of it each epoch."""
    weights, bias = descent.initial_parameters(1, 1, seeded(7))
    # Missing by a in the weight and by b in the bias, the line is off by b - a at -1 and by b + a at 1.
    first = (weights.item() - 2) ** 2 + (bias.item() - 1) ** 2
    _, _, losses = descent.train_linear(*two_points(), 4, 0.25, seeded(7))
    check(
        "train_linear(inputs, targets, epochs=4, lr=0.25, generator): losses",
        torch.tensor(losses),
        [first, first / 4, first / 16, first / 64],
        "Every epoch: predict, loss, gradients, adjust, reset, once over all samples.",
        ([first / 4, first / 16, first / 64, first / 256], "Each is taken after its update; before it was wanted."),
        ([5.0, 1.25, 0.3125, 0.078125], "This started at zeros, not at what initial_parameters gives."),
        ([first, 0.0, 0.0, 0.0], "This makes an update for every sample; one for all of them together was wanted."),
        ([first] * 4, "The loss does not change: is the step taken?"),
        ([first, first / 4, first / 16, first * 49 / 64], "The gradients add up: they are not reset."),
        ([first, first * 5 / 4, first * 21 / 16, first * 85 / 64], "Each is the sum of all losses so far."),
        ([first, first * 9 / 4, first * 81 / 16, first * 729 / 64], "The loss grows: these steps go uphill."),
    )


def test_train_linear_halves_the_distance_of_the_two_points() -> None:
    """After three epochs of lr=0.25, weight and bias are off by an eighth of what they were off by at the start."""
    start = torch.cat([part.detach().flatten() for part in descent.initial_parameters(1, 1, seeded(7))])
    weights, bias, _ = descent.train_linear(*two_points(), 3, 0.25, seeded(7))
    line = torch.tensor([2.0, 1.0])
    check(
        "train_linear(inputs, targets, epochs=3, lr=0.25, generator): (weight, bias)",
        torch.cat([weights.detach().flatten(), bias.detach().flatten()]),
        line + (start - line) / 8,
        "Three epochs make three updates, each with the gradients of that epoch alone.",
        (start, "The parameters are still those of the start: is the step taken?"),
        (line + (start - line) * torch.tensor([1 / 8, 1.0]), "The bias did not move."),
        (line + (start - line) / 16, "This is one update too many."),
        (line + (start - line) * -7 / 8, "The gradients add up: they are not reset."),
    )


def test_train_linear_takes_several_inputs_and_targets() -> None:
    """Four samples, two inputs, three targets: with lr=0.75, two epochs leave a quarter of the distance."""
    inputs = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    true_weights, true_bias = torch.tensor([[2.0, -1.0], [0.0, 3.0], [1.0, 1.0]]), torch.tensor([1.0, -2.0, 0.5])
    # What those weights and that bias give for the four rows, worked out by hand.
    targets = torch.tensor([[2.0, 1.0, 2.5], [4.0, -5.0, 0.5], [-2.0, 1.0, 0.5], [0.0, -5.0, -1.5]])
    start_weights, start_bias = (part.detach() for part in descent.initial_parameters(2, 3, seeded(5)))
    call = "train_linear(inputs (4, 2), targets (4, 3), epochs=2, lr=0.75, generator)"
    with explaining(call, "Is n_inputs the number of columns of the inputs, and n_targets that of the targets?"):
        weights, bias, _ = descent.train_linear(inputs, targets, 2, 0.75, seeded(5))
    usually = "Two full-batch updates were wanted; the mean of the loss runs over samples and targets."
    check(f"{call}: weights", weights, true_weights + (start_weights - true_weights) / 4, usually)
    check(f"{call}: bias", bias, true_bias + (start_bias - true_bias) / 4, usually)


def test_train_linear_runs_all_its_epochs() -> None:
    """On the two points, lr=0.5 lands on the line in one step; the epochs after it still count."""
    weights, bias, losses = descent.train_linear(*two_points(), 6, 0.5)
    call = "train_linear(inputs, targets, epochs=6, lr=0.5)"
    assert len(losses) == 6, f"{call} gave {len(losses)} losses; 6 was wanted, however small the loss becomes."
    check(f"{call}: weights", weights, [[2.0]], "One step lands on y = 2x + 1, and nothing moves from there.")
    check(f"{call}: bias", bias, [1.0], "One step lands on y = 2x + 1, and nothing moves from there.")
    assert math.isclose(losses[1], 0, abs_tol=1e-9), f"{call}: the second loss is {losses[1]}; 0 was wanted."


def test_train_linear_finds_the_line() -> None:
    """After 200 epochs of lr=0.2 on the lesson's four points, the weight is 2 and the bias 1."""
    weights, bias, _ = descent.train_linear(*four_points(), 200, 0.2)
    call = "train_linear(inputs, targets, epochs=200, lr=0.2)"
    usually = "Print the first ten losses: do they fall, and smoothly?"
    check(f"{call}: weights", weights, [[2.0]], usually)
    check(f"{call}: bias", bias, [1.0], usually)


def test_train_linear_leaves_the_data_alone() -> None:
    """Inputs and targets keep their values, and their .grad, even if they require grad."""
    inputs, targets = (part.requires_grad_() for part in four_points())
    descent.train_linear(inputs, targets, 3, 0.1)
    for name, got, want in (("inputs", inputs, four_points()[0]), ("targets", targets, four_points()[1])):
        check(f"{name} after train_linear(...)", got, want, "An in-place operation wrote into the data.")
        filled = f"after train_linear(...), {name}.grad is not None any more: backward() reached the data."
        assert got.grad is None, filled
        assert got.requires_grad, f"{name}.requires_grad is False after train_linear(...); it was True before."
