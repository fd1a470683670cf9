"""The visible tests of chapter 3. Run them with ``pytest exercises/03_neuron``; read the message before the code."""

import math

import neuron
import pytest
import torch

OTHERWISE = "If an earlier test in this file fails too, mend that first."


def check(call: str, got: object, want: list, means: dict[object, str] | None = None) -> None:
    """Fail with a sentence unless ``got`` is the tensor ``want``: its shape first, then its dtype, then its values.

    ``means`` tells what a wrong shape, a wrong dtype or the first wrong value, to 4 decimals, usually means.
    """
    __tracebackhide__ = True
    wanted, means = torch.tensor(want), means or {}
    if not isinstance(got, torch.Tensor):
        forgotten = " Is a `return` missing?" if got is None else ""
        pytest.fail(f"{call} is {got!r}, which is no tensor.{forgotten}")
    if got.shape != wanted.shape:
        meaning = means.get(tuple(got.shape), OTHERWISE)
        pytest.fail(f"{call} has the shape {tuple(got.shape)}; it should be {tuple(wanted.shape)}. {meaning}")
    if got.dtype != wanted.dtype:
        pytest.fail(f"{call} has the dtype {got.dtype}; it should be {wanted.dtype}. {means.get(got.dtype, OTHERWISE)}")
    wrong = got.detach()[~torch.isclose(got, wanted, rtol=1e-4, atol=1e-6)]
    if len(wrong):
        first = wrong[0].item()
        meaning = means.get(round(first, 4) if math.isfinite(first) else str(first), OTHERWISE)
        pytest.fail(f"{call} is {show(got)}; it should be {show(wanted)}. {meaning}")


def check_slopes(call: str, got: torch.Tensor, leaves: dict[str, torch.Tensor], want: dict[str, list]) -> None:
    """Fail with a sentence unless autograd finds the slopes ``want`` of the sum of ``got``, one for every name."""
    __tracebackhide__ = True
    if not isinstance(got, torch.Tensor) or not got.requires_grad:
        pytest.fail(
            f"PyTorch cannot differentiate {call}. The way from the arguments to the result must be made of "
            f"tensor operations only: .item(), .detach(), torch.tensor(...), numpy and no_grad cut it."
        )
    slopes = torch.autograd.grad(got.sum(), list(leaves.values()), allow_unused=True)
    for name, slope in zip(leaves, slopes, strict=True):
        if slope is None:
            pytest.fail(f"No slope of {call} in `{name}`: it is not used, or cut off by .detach() or the like.")
        check(f"The slope of {call} in `{name}`", slope, want[name])


def check_untouched(call: str, argument: torch.Tensor, before: list) -> None:
    """Fail with a sentence unless ``argument`` still holds the values ``before``."""
    __tracebackhide__ = True
    if argument.tolist() != before:
        pytest.fail(
            f"{call} changed its argument from {before} to {argument.tolist()}. `+=`, `x[...] = ...` and methods that "
            f"end in an underscore write into the tensor they are given."
        )


def show(tensor: torch.Tensor) -> str:
    """Return the values of ``tensor`` on one line."""
    return " ".join(str(tensor.detach()).split())


# --- sigmoid ---------------------------------------------------------------------------------------------------------

LOG3 = math.log(3)  # e^-LOG3 is 1/3, and e^LOG3 is 3: sigmoids to work out with a pencil


def test_sigmoid_of_zero_is_one_half() -> None:
    """At 0, e^0 is 1, and one divided by two is a half."""
    means = {
        0.0: "That is what tanh, or a step that jumps from 0 to 1, gives.",
        0.25: "That is the slope of the sigmoid, not its value.",
        1.0: "1 / 1 is 1: was something added to the 1 below the line? Or is this a softmax?",
        2.0: "Python divides before it adds: which part of the formula stands below the line?",
        "inf": "The denominator is 1 - 1: look at the minus sign of the formula.",
    }
    check("sigmoid(tensor([0.]))", neuron.sigmoid(torch.tensor([0.0])), [0.5], means)


def test_sigmoid_goes_up() -> None:
    """It is a quarter at minus log 3 and three quarters at log 3."""
    means = {
        0.75: "It falls where it should rise: look at the sign in the exponent.",
        -0.8: "That is tanh: it goes from -1 to 1, the sigmoid from 0 to 1.",
        4.0: "Python divides before it adds: which part of the formula stands below the line?",
        0.1875: "That is the slope of the sigmoid, not its value.",
        1.5: "The minus sign of the formula belongs to the exponent, not in front of e.",
        0.1: "The entries add up to 1: that is a softmax, which looks at all entries together.",
        0.0: "That is a step: 0 below zero, 1 above. The sigmoid rises smoothly.",
        0.3333: "That is e^x: the 1 below the line is missing.",
    }
    check("sigmoid(tensor([-1.0986, 1.0986]))", neuron.sigmoid(torch.tensor([-LOG3, LOG3])), [0.25, 0.75], means)


def test_sigmoid_takes_any_shape() -> None:
    """Every entry of a (2, 3) tensor is answered on its own, in its place."""
    x = torch.tensor([[0.0, LOG3, 0.0], [-LOG3, 0.0, LOG3]])
    check("sigmoid(x) of a (2, 3) tensor", neuron.sigmoid(x), [[0.5, 0.75, 0.5], [0.25, 0.5, 0.75]])


def test_sigmoid_far_out_is_a_number() -> None:
    """At -1000 it is 0 and at 1000 it is 1, never NaN."""
    means = {
        "nan": "NaN comes from infinity / infinity: e^x is infinite for a large x. Is it on both sides of the line?"
    }
    got = neuron.sigmoid(torch.tensor([-1000.0, 1000.0]))
    check("sigmoid(tensor([-1000., 1000.]))", got, [0.0, 1.0], means)


def test_sigmoid_can_be_differentiated() -> None:
    """The slope is 0.25 at 0, where the curve is steepest, 0.1875 at log 3, and nearly 0 far out."""
    x = torch.tensor([-80.0, 0.0, LOG3, 80.0], requires_grad=True)
    check_slopes("sigmoid(x)", neuron.sigmoid(x), {"x": x}, {"x": [0.0, 0.25, 0.1875, 0.0]})


def test_sigmoid_leaves_its_argument_alone() -> None:
    """The tensor handed in holds the same values afterwards."""
    x = torch.tensor([-1.0, 2.0])
    neuron.sigmoid(x)
    check_untouched("sigmoid(x)", x, [-1.0, 2.0])


# --- relu ------------------------------------------------------------------------------------------------------------


def test_relu_makes_negative_entries_zero() -> None:
    """Minus two and minus a half become 0; zero stays 0."""
    means = {
        2.0: "That is the absolute value: a negative entry becomes 0, not positive.",
        -2.0: "The negative entry is still there: of 0 and the entry, the larger one is wanted.",
        -0.02: "That is a leaky relu: here a negative entry becomes exactly 0.",
        (0,): "The negative entries were taken out: they should become 0 and stay in their places.",
        torch.bool: "True and False are answers to a question: `*` is worked out before `>`, where are the brackets?",
    }
    got = neuron.relu(torch.tensor([-2.0, -0.5, 0.0]))
    check("relu(tensor([-2.0, -0.5, 0.0]))", got, [0.0, 0.0, 0.0], means)


def test_relu_keeps_positive_entries() -> None:
    """A half stays a half, and three stays three."""
    means = {
        0.0: "A positive entry became 0: of 0 and the entry, the larger one is wanted.",
        1.0: "1 for a positive entry is the slope of relu, or a result cut off at 1. The entry itself is wanted.",
        torch.bool: "True and False are answers to a question: `*` is worked out before `>`, where are the brackets?",
    }
    check("relu(tensor([0.5, 3.0]))", neuron.relu(torch.tensor([0.5, 3.0])), [0.5, 3.0], means)


def test_relu_takes_any_shape() -> None:
    """Every entry of a (2, 3) tensor is answered on its own, in its place."""
    x = torch.tensor([[1.0, -1.0, 2.0], [-3.0, 4.0, -5.0]])
    means = {(3,): "Only the positive entries came back; the others should be 0, each in its place."}
    check("relu(x) of a (2, 3) tensor", neuron.relu(x), [[1.0, 0.0, 2.0], [0.0, 4.0, 0.0]], means)


def test_relu_can_be_differentiated() -> None:
    """The slope is 0 left of zero and 1 right of it."""
    x = torch.tensor([-2.0, 3.0], requires_grad=True)
    check_slopes("relu(x)", neuron.relu(x), {"x": x}, {"x": [0.0, 1.0]})


def test_relu_leaves_its_argument_alone() -> None:
    """The tensor handed in holds the same values afterwards."""
    x = torch.tensor([-1.0, 2.0])
    neuron.relu(x)
    check_untouched("relu(x)", x, [-1.0, 2.0])


# --- weighted_sum ----------------------------------------------------------------------------------------------------

WEIGHTS = [[4.0, -1.0, 2.0]]
BIAS = [[0.5]]


def test_weighted_sum_of_one_sample() -> None:
    """1 * 4 + 2 * (-1) + 3 * 2 is 8, and the bias makes it 8.5."""
    means = {
        (3, 3): "Every feature met every weight (an outer product): one product a feature is wanted, then their sum.",
        (1, 3): "Each feature has its product, but the products are not added up.",
        (): "The number came without its dimensions: keep both, even for one sample.",
        9.5: "The bias was added three times, once a feature: add it after the sum.",
        8.0: "The bias is missing.",
        7.5: "The bias was subtracted.",
        3.1667: "That is the mean of the products plus the bias; the sum is wanted.",
        0.9998: "A sigmoid was applied; that comes in the next exercise.",
    }
    got = neuron.weighted_sum(torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor(WEIGHTS), torch.tensor(BIAS))
    check("weighted_sum([[1, 2, 3]], [[4, -1, 2]], [[0.5]])", got, [[8.5]], means)


def test_weighted_sum_gives_one_number_a_sample() -> None:
    """Two samples in, two rows out, each from its own features."""
    means = {
        (1, 1): "One number for all samples: the sum must go along a row, not over the whole tensor.",
        (1, 2): "The sums became a row. Often a sum over a dimension removed it: then (2,) + (1, 1) gives (1, 2).",
        (2,): "The second dimension is gone: keep it, one row a sample and one column.",
        (1, 3): "The sum went down the columns, over the samples; it must go along each row, over the features.",
        (2, 3): "Each feature has its product, but the products are not added up.",
    }
    features = torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]])
    got = neuron.weighted_sum(features, torch.tensor(WEIGHTS), torch.tensor(BIAS))
    check("weighted_sum([[1, 2, 3], [0, -1, 1]], [[4, -1, 2]], [[0.5]])", got, [[8.5], [3.5]], means)


def test_weighted_sum_can_be_differentiated() -> None:
    """More of a feature changes the sum by its weight; a weight counts by its features; the bias once a sample."""
    leaves = {
        "features": torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]], requires_grad=True),
        "weights": torch.tensor(WEIGHTS, requires_grad=True),
        "bias": torch.tensor(BIAS, requires_grad=True),
    }
    want = {"features": [[4.0, -1.0, 2.0], [4.0, -1.0, 2.0]], "weights": [[1.0, 1.0, 4.0]], "bias": [[2.0]]}
    check_slopes("weighted_sum(features, weights, bias)", neuron.weighted_sum(*leaves.values()), leaves, want)


def test_weighted_sum_leaves_its_arguments_alone() -> None:
    """Features, weights and bias hold the same values afterwards."""
    features, weights, bias = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor(WEIGHTS), torch.tensor(BIAS)
    neuron.weighted_sum(features, weights, bias)
    check_untouched("weighted_sum(features, weights, bias)", features, [[1.0, 2.0, 3.0]])
    check_untouched("weighted_sum(features, weights, bias)", weights, WEIGHTS)
    check_untouched("weighted_sum(features, weights, bias)", bias, BIAS)


# --- single_layer_output ---------------------------------------------------------------------------------------------


def test_single_layer_output_of_the_seed_7_neuron() -> None:
    """Five random features, the same for everyone, give 0.1595."""
    means = {
        0.4034: "The bias went into the sum, so it was added five times.",
        0.1214: "The bias is missing.",
        -1.6619: "That is the weighted sum itself: the sigmoid is missing.",
        0.439: "The bias was added after the sigmoid; it belongs to the weighted sum.",
        2.2425: "The sigmoid came before the sum, and the bias is missing: first the sum, then one sigmoid.",
        2.5602: "The sigmoid came before the sum: first the whole weighted sum, then one sigmoid.",
        2.55: "The sigmoid came before the sum: first the whole weighted sum, then one sigmoid.",
        (5, 5): "Every feature met every weight (an outer product): one product a feature is wanted, then their sum.",
        0.0448: "Every feature met every weight (an outer product): one product a feature is wanted, then their sum.",
        0.5398: "The sigmoid was applied twice.",
        0.8405: "That is 1 - 0.1595: look at the sign in your `sigmoid`.",
        0.0914: "The bias was subtracted.",
        0.0: "0 is what relu makes of a negative sum, or an answer cut to 0 or 1: the sigmoid itself is wanted.",
        (1, 5): "Each feature has its own output: one weighted sum of all five is wanted.",
    }
    generator = torch.Generator().manual_seed(7)
    features, weights = torch.randn(1, 5, generator=generator), torch.randn(1, 5, generator=generator)
    got = neuron.single_layer_output(features, weights, torch.randn(1, 1, generator=generator))
    check("single_layer_output(...) of the seed-7 neuron", got, [[0.159507]], means)


def test_single_layer_output_gives_one_number_a_sample() -> None:
    """The weighted sums are 0 and 3, so the outputs are 0.5 and 0.9526."""
    means = {
        0.0: "0 is the weighted sum (or a relu, or a yes-or-no): the neuron answers with the sigmoid of the sum.",
        (1, 1): "One number for all samples: the sum must go along a row, not over the whole tensor.",
        (1, 2): "The outputs became a row. Often a sum over a dimension removed it: then (2,) + (1, 1) gives (1, 2).",
        (2,): "The second dimension is gone: keep it, one row a sample and one column.",
        (2, 2): "One number a sample is wanted: are the products added up?",
    }
    features = torch.tensor([[1.0, 2.0], [3.0, 1.0]])
    got = neuron.single_layer_output(features, torch.tensor([[1.0, -1.0]]), torch.tensor([[1.0]]))
    check("single_layer_output([[1, 2], [3, 1]], [[1, -1]], [[1]])", got, [[0.5], [0.952574]], means)


def test_single_layer_output_can_be_differentiated() -> None:
    """At a weighted sum of 0 the sigmoid's slope is 0.25, and everything below it counts by a quarter."""
    leaves = {
        "features": torch.tensor([[1.0, 2.0]], requires_grad=True),
        "weights": torch.tensor([[1.0, -1.0]], requires_grad=True),
        "bias": torch.tensor([[1.0]], requires_grad=True),
    }
    want = {"features": [[0.25, -0.25]], "weights": [[0.25, 0.5]], "bias": [[0.25]]}
    got = neuron.single_layer_output(*leaves.values())
    check_slopes("single_layer_output(features, weights, bias)", got, leaves, want)


def test_single_layer_output_leaves_its_arguments_alone() -> None:
    """Features, weights and bias hold the same values afterwards."""
    features, weights, bias = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor(WEIGHTS), torch.tensor(BIAS)
    neuron.single_layer_output(features, weights, bias)
    check_untouched("single_layer_output(features, weights, bias)", features, [[1.0, 2.0, 3.0]])
    check_untouched("single_layer_output(features, weights, bias)", weights, WEIGHTS)
    check_untouched("single_layer_output(features, weights, bias)", bias, BIAS)


# --- two_layer_output ------------------------------------------------------------------------------------------------

# In the order of the arguments: two samples of three features, two hidden neurons, one output.
NETWORK = {
    "features": [[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]],
    "hidden_weights": [[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]],
    "hidden_bias": [[-1.0, 1.0]],
    "output_weights": [[2.0], [-1.0]],
    "output_bias": [[0.5]],
}


def test_two_layer_output_where_the_hidden_layer_sees_nothing() -> None:
    """Hidden weights and biases of 0 give hidden outputs of 0.5; 2 * 0.5 + 4 * 0.5 - 3 is 0, and its sigmoid 0.5."""
    means = {
        0.0474: "The hidden outputs were 0 instead of 0.5: the sigmoid is missing after the hidden layer.",
        0.0: "That is the sum of the second layer: the sigmoid is missing after it.",
        -2.0474: "The output bias was added after the last sigmoid; it belongs inside.",
        0.9526: "The output bias is missing.",
        0.1192: "The hidden outputs were added up without their weights.",
        (1, 2): "A number for each hidden neuron: the output layer, or its sum, is missing.",
    }
    got = neuron.two_layer_output(
        torch.tensor([[1.0, 2.0, 3.0]]),
        torch.zeros(3, 2),
        torch.zeros(1, 2),
        torch.tensor([[2.0], [4.0]]),
        torch.tensor([[-3.0]]),
    )
    check("two_layer_output(...) with hidden weights of 0", got, [[0.5]], means)


def test_two_layer_output_of_the_seed_7_network() -> None:
    """Three random features and two hidden neurons, the same for everyone, give 0.3171."""
    means = {
        0.246: "The sigmoid is missing after the hidden layer.",
        0.2874: "The hidden bias was added after the hidden sigmoid; it belongs inside.",
        0.4813: "Both biases were added after their sigmoids; they belong inside.",
        0.508: "The output bias was added after the last sigmoid; it belongs inside.",
        -0.7672: "The sigmoid is missing after the output layer.",
        0.2751: "Both biases are missing.",
        0.3256: "The hidden bias is missing.",
        0.2674: "The output bias is missing.",
        0.2616: "That is what relu in the hidden layer gives; the sigmoid is wanted after both layers.",
        0.7953: "The hidden outputs were added up without their weights.",
        (1, 2): "A number for each hidden neuron: is the output layer missing, or did the biases change places?",
    }
    generator = torch.Generator().manual_seed(7)
    shapes = [(1, 3), (3, 2), (2, 1), (1, 2), (1, 1)]
    features, hidden_weights, output_weights, hidden_bias, output_bias = (
        torch.randn(*shape, generator=generator) for shape in shapes
    )
    got = neuron.two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias)
    check("two_layer_output(...) of the seed-7 network", got, [[0.317083]], means)


def test_two_layer_output_gives_one_number_a_sample() -> None:
    """Two samples of three features through two hidden neurons give 0.6500 and 0.8119, one below the other."""
    means = {
        (2, 2): "A number for each hidden neuron: is the output layer missing, or did the biases change places?",
        (2,): "The second dimension is gone: keep it, one row a sample and one column.",
        (1, 1): "One number for all samples: each row of the features is a sample of its own.",
        (1, 2): "The outputs became a row: one row a sample is wanted.",
    }
    got = neuron.two_layer_output(*(torch.tensor(values) for values in NETWORK.values()))
    check("two_layer_output(...) of two samples", got, [[0.65003], [0.81187]], means)


def test_two_layer_output_can_be_differentiated() -> None:
    """With hidden outputs of 0.5 and an output of 0.5, every slope is a product of quarters and halves."""
    leaves = {
        "features": torch.tensor([[1.0, 2.0]], requires_grad=True),
        "hidden_weights": torch.tensor([[2.0, 4.0], [-1.0, -2.0]], requires_grad=True),
        "hidden_bias": torch.zeros(1, 2, requires_grad=True),
        "output_weights": torch.tensor([[2.0], [4.0]], requires_grad=True),
        "output_bias": torch.tensor([[-3.0]], requires_grad=True),
    }
    want = {
        "features": [[1.25, -0.625]],
        "hidden_weights": [[0.125, 0.25], [0.25, 0.5]],
        "hidden_bias": [[0.125, 0.25]],
        "output_weights": [[0.125], [0.125]],
        "output_bias": [[0.25]],
    }
    check_slopes("two_layer_output(...)", neuron.two_layer_output(*leaves.values()), leaves, want)


def test_two_layer_output_leaves_its_arguments_alone() -> None:
    """Features, weights and biases hold the same values afterwards."""
    arguments = {name: torch.tensor(values) for name, values in NETWORK.items()}
    neuron.two_layer_output(*arguments.values())
    for name, argument in arguments.items():
        check_untouched("two_layer_output(...)", argument, NETWORK[name])
