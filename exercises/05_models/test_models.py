"""The visible tests of chapter 5. Their numbers are small, so that you can check each of them by hand.

The names of your layers are yours, so the tests put their numbers into your models by shape, as ``fill`` does below.
"""

import models
import pytest
import torch
from torch import nn


def same(got: torch.Tensor, want: torch.Tensor) -> bool:
    """Tell whether two tensors have one shape, one dtype and, up to rounding, the same values."""
    return got.shape == want.shape and got.dtype == want.dtype and torch.allclose(got, want, rtol=1e-4, atol=1e-4)


def check(call: str, got: object, want: object, usually: str, *known: tuple[object, str]) -> None:
    """Fail unless ``got`` is the float32 tensor ``want``; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    wanted = torch.as_tensor(want)
    if not isinstance(got, torch.Tensor):
        forgotten = " Is a return missing?" if got is None else ""
        pytest.fail(f"{call} gave {got!r}; a tensor was wanted.{forgotten}")
    meaning = next((text for value, text in known if same(got, torch.as_tensor(value))), usually)
    sizes = f"shape {tuple(got.shape)}; shape {tuple(wanted.shape)}"
    assert got.shape == wanted.shape, f"{call} gave a tensor of {sizes} was wanted. {meaning}"
    assert got.dtype == torch.float32, f"{call} gave a tensor of {got.dtype}; torch.float32 was wanted."
    assert same(got, wanted), f"{call} gave {rounded(got)}; {rounded(wanted)} was wanted. {meaning}"


def rounded(tensor: torch.Tensor) -> object:
    """Return the values as plain numbers with few digits, for a message."""
    return tensor.detach().double().round(decimals=4).tolist()


def parameters(call: str, model: object) -> list[torch.Tensor]:
    """Return the parameters that a model has registered."""
    __tracebackhide__ = True
    assert isinstance(model, nn.Module), f"{call} gave {model!r}; an nn.Module was wanted."
    return list(model.parameters())


def check_shapes(call: str, model: object, *shapes: tuple[int, ...]) -> None:
    """Fail unless the model has registered parameters of exactly these shapes, in any order."""
    __tracebackhide__ = True
    found = [tuple(parameter.shape) for parameter in parameters(call, model)]
    got = f"{call} has registered parameters of the shapes {found}; {list(shapes)} was wanted."
    why = "PyTorch finds layers and nn.Parameters that are attributes of self, and none in plain lists."
    assert found, f"{got} {why}"
    assert sorted(found) == sorted(shapes), (
        f"{got} nn.Linear(inputs, outputs) has weights (outputs, inputs) and a bias."
    )
    kinds = {parameter.dtype for parameter in parameters(call, model)}
    assert kinds == {torch.float32}, f"{call} has parameters of {kinds}; torch.float32 was wanted."


def fill(call: str, model: nn.Module, *values: list) -> None:
    """Put numbers into the model's parameters, each where its shape fits."""
    __tracebackhide__ = True
    waiting = [torch.tensor(value) for value in values]
    check_shapes(call, model, *(tuple(value.shape) for value in waiting))
    for parameter in model.parameters():
        place = next(place for place, value in enumerate(waiting) if value.shape == parameter.shape)
        with torch.no_grad():
            parameter.copy_(waiting.pop(place))


def run(call: str, model: nn.Module, inputs: object) -> torch.Tensor:
    """Return ``model(inputs)``; say what is usual where that fails."""
    __tracebackhide__ = True
    try:
        return model(torch.as_tensor(inputs))
    except NotImplementedError as error:
        if "forward" in str(error):
            pytest.fail(f"{call} has no method called forward. Is it spelt so, and indented as far as __init__?")
        raise
    except TypeError as error:
        error.add_note(f"Calling {call} raised this error. Are the layers called, as in self.layer(inputs)?")
        raise


def check_new_ones(call: str, first: object, second: object) -> None:
    """Fail unless two new models have different parameters, and none together."""
    __tracebackhide__ = True
    ours, theirs = parameters(call, first), parameters(call, second)
    assert ours, f"{call} has no registered parameters that could differ."
    shared = f"two calls of {call} gave models that share parameters: training one would change the other."
    assert not {id(each) for each in ours} & {id(each) for each in theirs}, shared
    alike = all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))
    assert not alike, f"two calls of {call} gave the same parameters. Is a seed or a number of yours in __init__?"


def check_gradients(call: str, model: nn.Module, inputs: torch.Tensor) -> None:
    """Fail unless a backward pass reaches every parameter."""
    __tracebackhide__ = True
    output = run(call, model, inputs)
    cut = f"the output of {call} has left the graph: look for no_grad, detach(), .data or numpy in forward."
    assert isinstance(output, torch.Tensor), f"calling {call} gave {output!r}; a tensor was wanted."
    assert output.requires_grad, cut
    output.sum().backward()
    for number, parameter in enumerate(parameters(call, model), start=1):
        unused = f"parameter {number} of {call}, of shape {tuple(parameter.shape)}, got no gradient"
        assert parameter.grad is not None, f"{unused}: forward does not use it."


# polynomial_features


def test_polynomial_features_of_three_numbers() -> None:
    """The row of 2, to the degree 4, is 2, 4, 8, 16."""
    check(
        "polynomial_features(x, 4) for x = (1, 2, -3)",
        models.polynomial_features(torch.tensor([1.0, 2.0, -3.0]), 4),
        [[1.0, 1.0, 1.0, 1.0], [2.0, 4.0, 8.0, 16.0], [-3.0, 9.0, -27.0, 81.0]],
        "Each sample has a row, and each power from 1 to the degree a column.",
        ([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0], [-3.0, -6.0, -9.0, -12.0]], "x times 2 is not x to the 2."),
        ([[1.0] * 4, [16.0, 8.0, 4.0, 2.0], [81.0, -27.0, 9.0, -3.0]], "Right, but in the opposite order."),
        ([[1.0] * 5, [1.0, 2.0, 4.0, 8.0, 16.0], [1.0, -3.0, 9.0, -27.0, 81.0]], "It begins with x to the 0."),
        ([[1.0] * 3, [2.0, 4.0, 8.0], [-3.0, 9.0, -27.0]], "The last power is missing: range(1, n) ends before n."),
        ([[1.0, 2.0, -3.0], [1.0, 4.0, 9.0], [1.0, 8.0, -27.0], [1.0, 16.0, 81.0]], "The powers stand in rows."),
        ([[1.0], [16.0], [81.0]], "This is the highest power alone; those before it are wanted too."),
        ([1.0, 2.0, -3.0, 1.0, 4.0, 9.0, 1.0, 8.0, -27.0, 1.0, 16.0, 81.0], "Make a column of x first."),
    )


def test_polynomial_features_of_a_column() -> None:
    """An x of shape (3, 1) gives the same table as one of shape (3,)."""
    check(
        "polynomial_features(x, 2) for x = (1, 2, -3) in the shape (3, 1)",
        models.polynomial_features(torch.tensor([[1.0], [2.0], [-3.0]]), 2),
        [[1.0, 1.0], [2.0, 4.0], [-3.0, 9.0]],
        "Bring x into the shape of a column first, whichever of the two shapes it has.",
    )


@pytest.mark.parametrize("x", [[3.0], [[3.0]]], ids=str)
def test_polynomial_features_of_one_sample(x: list) -> None:
    """One sample keeps its row, and degree 1 gives one column."""
    call = f"polynomial_features(x, degree) for x = {x}"
    row = "Even a single sample has a row; squeeze() takes away too much."
    check(f"{call} and degree 3", models.polynomial_features(torch.tensor(x), 3), [[3.0, 9.0, 27.0]], row)
    check(f"{call} and degree 1", models.polynomial_features(torch.tensor(x), 1), [[3.0]], row)


@pytest.mark.parametrize("degree", [0, -1])
def test_polynomial_features_refuses_a_degree_below_one(degree: int) -> None:
    """The degrees 0 and -1 raise ValueError."""
    call = f"polynomial_features(x, {degree})"
    wanted = "A ValueError was wanted: check the degree before anything else."
    try:
        got = models.polynomial_features(torch.ones(3), degree)
    except ValueError:
        return
    except Exception as error:
        error.add_note(f"{call} raised this error. {wanted}")
        raise
    pytest.fail(f"{call} gave {got!r}. {wanted}")


def test_polynomial_features_leaves_x_alone() -> None:
    """After the call, x holds the same numbers, also where it requires grad."""
    x = torch.tensor([1.0, 2.0, -3.0])
    models.polynomial_features(x, 3)
    check("x after polynomial_features(x, 3)", x, [1.0, 2.0, -3.0], "An in-place operation such as *= wrote into it.")
    x.requires_grad_()
    got = models.polynomial_features(x, 2)
    call = "polynomial_features(x, 2) for an x that requires grad"
    check(call, got, [[1.0, 1.0], [2.0, 4.0], [-3.0, 9.0]], "The numbers are the same as without.")


# Perceptron


def test_perceptron_registers_its_parameters() -> None:
    """Three inputs make weights (1, 3) and a bias (1,)."""
    check_shapes("Perceptron(3)", models.Perceptron(3), (1, 3), (1,))


def test_perceptron_gives_the_sigmoid_of_the_weighted_sum() -> None:
    """With weights (2, -1) and bias -1, the sums are 0, 2 and -2."""
    call = "Perceptron(2) with the weights (2, -1) and the bias -1"
    model = models.Perceptron(2)
    fill(call, model, [[2.0, -1.0]], [-1.0])
    check(
        f"{call}, called for (1, 1), (2, 1) and (0, 1),",
        run(call, model, [[1.0, 1.0], [2.0, 1.0], [0.0, 1.0]]),
        [[0.5], [0.8808], [0.1192]],
        "The first sum is 1 * 2 + 1 * (-1) - 1 = 0, and the sigmoid of 0 is 0.5.",
        ([[0.0], [2.0], [-2.0]], "These are the sums; the sigmoid is missing."),
        ([0.5, 0.8808, 0.1192], "The values are right; each sample should have a row of its own."),
        ([[1.0], [1.0], [1.0]], "A softmax over one number is always 1; a sigmoid was wanted."),
        ([[0.6225], [0.7070], [0.5298]], "Here the sigmoid is taken twice."),
    )


def test_perceptron_is_the_neuron_of_chapter_three() -> None:
    """With the seed 7 and five features, the neuron of chapter 3 gave 0.1595."""
    torch.manual_seed(7)
    features = torch.randn(1, 5)
    weights, bias = torch.randn_like(features), torch.randn(1, 1)
    call = "Perceptron(5) with the weights and the bias of chapter 3"
    model = models.Perceptron(5)
    fill(call, model, weights.tolist(), bias.flatten().tolist())
    check(
        call,
        run(call, model, features),
        [[0.1595]],
        "Work out the weighted sum first, then its sigmoid.",
        ([[-1.6619]], "This is the sum; the sigmoid is missing."),
    )


def test_perceptron_works_for_one_sample_and_one_feature() -> None:
    """With the weight 4 and the bias -2, the input 0.5 gives sigmoid(0) = 0.5."""
    call = "Perceptron(1) with the weight 4 and the bias -2"
    model = models.Perceptron(in_features=1)
    fill(call, model, [[4.0]], [-2.0])
    check(f"{call}, called for 0.5,", run(call, model, [[0.5]]), [[0.5]], "The shape should be (1, 1), as for any N.")


def test_perceptron_can_be_trained() -> None:
    """A backward pass fills the gradient of every parameter; at a sum of 0 the sigmoid's slope is 0.25."""
    call = "Perceptron(2) with the weights (2, -1) and the bias -1"
    model = models.Perceptron(2)
    fill(call, model, [[2.0, -1.0]], [-1.0])
    check_gradients(call, model, torch.tensor([[1.0, 1.0]]))
    for parameter in model.parameters():
        usually = "It is the slope of the sigmoid, 0.25, times the input: 1 everywhere here."
        check(f"{call}: a gradient for the input (1, 1)", parameter.grad, torch.full(parameter.shape, 0.25), usually)


def test_perceptron_starts_every_new_one_at_random() -> None:
    """Two new perceptrons have different parameters."""
    check_new_ones("Perceptron(3)", models.Perceptron(3), models.Perceptron(3))


# LinearRegression


def test_linear_regression_registers_its_parameters() -> None:
    """Three inputs and two outputs make weights (2, 3) and a bias (2,)."""
    check_shapes("LinearRegression(3, 2)", models.LinearRegression(3, 2), (2, 3), (2,))


def test_linear_regression_goes_through_the_four_points() -> None:
    """With the weight 2 and the bias 1, the inputs -1, 0, 1, 2 give -1, 1, 3, 5, as in chapter 4."""
    call = "LinearRegression(1, 1) with the weight 2 and the bias 1"
    model = models.LinearRegression(in_features=1, out_features=1)
    fill(call, model, [[2.0]], [1.0])
    check(
        f"{call}, called for -1, 0, 1 and 2,",
        run(call, model, [[-1.0], [0.0], [1.0], [2.0]]),
        [[-1.0], [1.0], [3.0], [5.0]],
        "It is the input times the weight, plus the bias.",
        ([[0.2689], [0.7311], [0.9526], [0.9933]], "There is a sigmoid after the layer; a regression has none."),
        ([[0.0], [1.0], [3.0], [5.0]], "There is a ReLU after the layer; a regression has none."),
    )


def test_linear_regression_takes_several_inputs_and_outputs() -> None:
    """The example of chapter 4: inputs (1, 0, 2) give 17 and 23."""
    call = "LinearRegression(3, 2) with the weights (1, 2, 3) and (-1, 0, 2) and the bias (10, 20)"
    model = models.LinearRegression(3, 2)
    fill(call, model, [[1.0, 2.0, 3.0], [-1.0, 0.0, 2.0]], [10.0, 20.0])
    check(
        f"{call}, called for (1, 0, 2) and (0, 1, -1),",
        run(call, model, [[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
        [[17.0, 23.0], [9.0, 18.0]],
        "The first number is 1 * 1 + 0 * 2 + 2 * 3 + 10.",
        ([[1.0, 1.0], [0.9999, 1.0]], "There is a sigmoid after the layer; a regression has none."),
    )


def test_linear_regression_works_for_one_sample() -> None:
    """One sample with one input gives a (1, 1) prediction, negative ones too."""
    call = "LinearRegression(1, 1) with the weight 3 and the bias -1"
    model = models.LinearRegression(1, 1)
    fill(call, model, [[3.0]], [-1.0])
    check(f"{call}, called for -2,", run(call, model, [[-2.0]]), [[-7.0]], "It is -2 * 3 - 1; the shape is (1, 1).")


def test_linear_regression_can_be_trained() -> None:
    """For three samples, the gradients of the sum are the sums of the inputs, and 3 for the bias."""
    call = "LinearRegression(2, 1)"
    model = models.LinearRegression(2, 1)
    check_gradients(call, model, torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    want = {(1, 2): [[9.0, 12.0]], (1,): [3.0]}
    for parameter in model.parameters():
        shape = tuple(parameter.shape)
        check(f"{call}: the gradient of shape {shape}", parameter.grad, want[shape], "Is it inputs @ weights.T + bias?")


def test_linear_regression_starts_every_new_one_at_random() -> None:
    """Two new models have different parameters."""
    check_new_ones("LinearRegression(3, 2)", models.LinearRegression(3, 2), models.LinearRegression(3, 2))


# sequential_network


def filled_network() -> nn.Module:
    """Return your network with numbers that can be followed by hand."""
    model = models.sequential_network()
    first, second, third = torch.full((16, 8), 1 / 8), torch.full((10, 16), 1 / 8), torch.full((1, 10), 1 / 10)
    fill("sequential_network()", model, first.tolist(), [0.0] * 16, second.tolist(), [0.0] * 10, third.tolist(), [-1.0])
    return model


def test_sequential_network_is_a_sequential() -> None:
    """It is an nn.Sequential."""
    got = models.sequential_network()
    forgotten = " Is a return missing?" if got is None else ""
    assert isinstance(got, nn.Sequential), f"sequential_network() gave {got!r}; an nn.Sequential was wanted.{forgotten}"


def test_sequential_network_registers_its_parameters() -> None:
    """Weights and biases lead from 8 to 16 to 10 to 1: 325 numbers."""
    shapes = (16, 8), (16,), (10, 16), (10,), (1, 10), (1,)
    check_shapes("sequential_network()", models.sequential_network(), *shapes)


def test_sequential_network_has_its_layers_in_order() -> None:
    """With simple weights, eight ones give sigmoid(2) - 1, and eight times minus one gives sigmoid(0) - 1."""
    call = "sequential_network() with weights 1/8, 1/8 and 1/10, the hidden biases 0 and the last bias -1,"
    check(
        f"{call} called for eight ones, and for eight times -1,",
        run(call, filled_network(), torch.tensor([[1.0] * 8, [-1.0] * 8])),
        [[-0.1192], [-0.5]],
        "After the layers of the first row: 1, then 1, then 2, then 0.8808, then -0.1192.",
        ([[0.4702], [0.3775]], "There is a sigmoid after the last layer; it has none."),
        ([[0.0], [0.0]], "There is a ReLU after the last layer; it has none."),
        ([[0.4621], [-0.4621]], "ReLU and sigmoid have changed places."),
        ([[-0.1192], [-0.8808]], "The ReLU after the first layer is missing."),
        ([[1.0], [-1.0]], "The sigmoid after the second layer is missing, or both have a ReLU."),
        ([[1.0], [-3.0]], "Both activations are missing."),
    )


def test_sequential_network_works_for_one_sample() -> None:
    """One sample keeps its row."""
    call = "sequential_network()"
    got = run(call, filled_network(), torch.zeros(1, 8))
    check(f"{call} with those weights, called for eight zeros,", got, [[-0.5]], "It is sigmoid(0) - 1, in a (1, 1).")


def test_sequential_network_can_be_trained() -> None:
    """A backward pass reaches every parameter."""
    check_gradients("sequential_network()", models.sequential_network(), torch.ones(4, 8))


def test_sequential_network_is_new_at_each_call() -> None:
    """Two calls give two networks with different parameters."""
    check_new_ones("sequential_network()", models.sequential_network(), models.sequential_network())


# GeneralFit


def test_general_fit_registers_its_parameters() -> None:
    """GeneralFit(2, 3, 4) leads from 2 to 4 to 4 to 3."""
    shapes = (4, 2), (4,), (4, 4), (4,), (3, 4), (3,)
    check_shapes("GeneralFit(2, 3, 4)", models.GeneralFit(2, 3, 4), *shapes)


def test_general_fit_has_32_hidden_features_by_default() -> None:
    """GeneralFit(1, 2) leads from 1 to 32 to 32 to 2; hidden_features can be given by name."""
    check_shapes("GeneralFit(1, 2)", models.GeneralFit(1, 2), (32, 1), (32,), (32, 32), (32,), (2, 32), (2,))
    model = models.GeneralFit(in_features=1, out_features=2, hidden_features=5)
    call = "GeneralFit(in_features=1, out_features=2, hidden_features=5)"
    check_shapes(call, model, (5, 1), (5,), (5, 5), (5,), (2, 5), (2,))


def test_general_fit_bends_twice() -> None:
    """The lesson's example: the inputs 2, -1 and 0.5 give -5, 1 and -2."""
    call = "GeneralFit(1, 1, 2) with the numbers of the lesson"
    model = models.GeneralFit(1, 1, 2)
    fill(call, model, [[1.0], [-1.0]], [0.0, 1.0], [[1.0, 1.0], [1.0, -1.0]], [0.0, 1.0], [[1.0, -2.0]], [-1.0])
    check(
        f"{call}, called for 2, -1 and 0.5,",
        run(call, model, [[2.0], [-1.0], [0.5]]),
        [[-5.0], [1.0], [-2.0]],
        "For 2, the first layer gives (2, -1), ReLU (2, 0), the second layer (2, 3), and the third 2 - 2 * 3 - 1.",
        ([[0.0], [1.0], [0.0]], "There is a ReLU after the third layer; it has none."),
        ([[0.0067], [0.7311], [0.1192]], "There is a sigmoid after the third layer; it has none."),
        ([[-8.0], [4.0], [-2.0]], "There is no ReLU at all: the network is a straight line."),
        ([[-5.0], [3.0], [-2.0]], "The ReLU after the second layer has no effect: is its result used?"),
        ([[-8.0], [0.0], [-2.0]], "The ReLU after the first layer has no effect: is its result used?"),
        ([[-1.9079], [-1.4322], [-1.6857]], "There are sigmoids in the place of the two ReLUs."),
        ([[2.0, 3.0], [2.0, 0.0], [1.0, 1.0]], "The third layer is not used."),
    )


def test_general_fit_works_for_one_sample() -> None:
    """One sample with three inputs gives a row of two predictions."""
    call = "GeneralFit(3, 2)"
    got = run(call, models.GeneralFit(3, 2), torch.ones(1, 3))
    assert isinstance(got, torch.Tensor), f"{call} gave {got!r} for one sample; a tensor was wanted."
    assert got.shape == (1, 2), f"{call} gave the shape {tuple(got.shape)} for one sample; (1, 2) was wanted."


def test_general_fit_can_be_trained() -> None:
    """A backward pass reaches every parameter."""
    check_gradients("GeneralFit(2, 3)", models.GeneralFit(2, 3), torch.ones(4, 2))


def test_general_fit_starts_every_new_one_at_random() -> None:
    """Two new models have different parameters."""
    check_new_ones("GeneralFit(2, 3)", models.GeneralFit(2, 3), models.GeneralFit(2, 3))
