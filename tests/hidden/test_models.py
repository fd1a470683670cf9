"""Chapter 5, graded: a model is right when its output is what its layers give for the parameters that it has."""

import contextlib
from dataclasses import dataclass

import torch

from autograder.grading.suite import (
    WrongAnswerError,
    assert_close,
    check_tensor,
    criterion,
    entries,
    left_alone,
    refuses,
)

# polynomial_features


def right_powers(x, degree):
    return torch.stack([x.double().flatten() ** power for power in range(1, degree + 1)], dim=1).float()


@criterion("models.polynomial_features", "has the columns x, x**2, ..., x**degree", weight=3)
def test_polynomial_features(student, draw):
    cases = [(2 * draw.normal(samples), degree) for samples, degree in ((7, 4), (5, 2), (4, 4), (2, 7))]
    assert_close(student.each(student.models.polynomial_features, cases), [right_powers(*case) for case in cases])


@criterion("models.polynomial_features", "takes a column (N, 1) as well as (N,)", weight=2)
def test_polynomial_features_of_a_column(student, draw):
    cases = [(2 * draw.normal(samples, 1), degree) for samples, degree in ((7, 4), (5, 2), (4, 4))]
    assert_close(student.each(student.models.polynomial_features, cases), [right_powers(*case) for case in cases])


@criterion("models.polynomial_features", "works for one sample, for degree 1, and for tensors that are views", weight=1)
def test_polynomial_features_shapes(student, draw):
    shapes = ((1,), 3), ((1, 1), 3), ((6,), 1), ((6, 1), 1), ((1,), 1), ((5,), 3), ((5, 1), 3)
    cases = [(draw.away_from_zero(*shape), degree) for shape, degree in shapes]
    views = [(student.keep(x, strided=True), degree) for x, degree in cases[-2:]]
    answers = student.each(student.models.polynomial_features, [*cases, *views])
    assert_close(answers, [right_powers(*case) for case in [*cases, *cases[-2:]]])


@criterion("models.polynomial_features", "refuses a degree below 1 with a ValueError", weight=2)
def test_polynomial_features_refuses(student, draw):
    for shape in ((5,), (5, 1)):
        for degree in (0, -1, -3):
            with refuses(f"the degree {degree}"):
                student.models.polynomial_features(draw.normal(*shape), degree)
    x = draw.normal(5)
    assert_close(student.models.polynomial_features(x, 3), right_powers(x, 3))


@criterion("models.polynomial_features", "leaves x as it is, even where it requires grad", weight=1)
def test_polynomial_features_argument(student, draw):
    for shape in ((6,), (6, 1)):
        x = draw.away_from_zero(*shape)
        leaf = student.keep(x, requires_grad=True)
        for argument in (x, leaf):
            assert_close(student.models.polynomial_features(argument, 3), right_powers(x, 3))
        after = student.kit.look(leaf)
        assert_close(after["value"], x, rtol=0, atol=0, what="x after the call")
        assert after["requires_grad"], "x does not require grad after the call"
        assert after["grad"] is None, "x has a gradient after the call"


# The models


def nothing(values):
    return values


@dataclass(frozen=True)
class Network:
    """What a model should be: linear layers from each of the sizes to the next, and an activation after each."""

    sizes: tuple
    activations: tuple

    @property
    def shapes(self):
        """The shapes of weights, bias, weights, bias, ... in the order of the layers."""
        layers = zip(self.sizes[:-1], self.sizes[1:], strict=True)
        return [shape for inputs, outputs in layers for shape in ((outputs, inputs), (outputs,))]

    def output(self, parameters, inputs):
        """Return the right output for weights, bias, weights, bias, ... in the order of the layers."""
        values = inputs.double()
        for activation, weights, bias in zip(self.activations, parameters[::2], parameters[1::2], strict=True):
            values = activation(values @ weights.double().T + bias.double())
        return values.float()


def perceptron(in_features):
    return Network((in_features, 1), (torch.sigmoid,))


def linear_regression(in_features, out_features):
    return Network((in_features, out_features), (nothing,))


SEQUENTIAL = Network((8, 16, 10, 1), (torch.relu, torch.sigmoid, nothing))


def general_fit(in_features, out_features, hidden_features):
    sizes = in_features, hidden_features, hidden_features, out_features
    return Network(sizes, (torch.relu, torch.relu, nothing))


def places(found, wanted, taken=()):
    """Yield every way to find what is wanted, one after another, in what was found: the place of each."""
    if len(taken) == len(wanted):
        yield taken
        return
    for place, each in enumerate(found):
        if place not in taken and each == wanted[len(taken)]:
            yield from places(found, wanted, (*taken, place))


class Model:
    """A learner's model, which stayed in the worker, and the network that it should be.

    Learners name and order their parameters as they like, so they are told apart by their shapes. Two of one shape, as
    the hidden biases of GeneralFit, can be read in two ways; an answer is right if it is right for one of them.
    """

    def __init__(self, student, built, network):
        self._student, self._built, self._network = student, built, network
        self.values = self.parameters()
        found, wanted = [tuple(value.shape) for value in self.values], network.shapes
        if len(found) != len(wanted):
            raise WrongAnswerError(f"it has {len(found)} registered parameters; {len(wanted)} are wanted")
        self._readings = list(places(found, wanted))
        if not self._readings:
            raise WrongAnswerError(f"the shapes of its registered parameters are {found}; {wanted} are wanted")

    def parameters(self):
        """Return the values of its parameters at this moment, in its own order."""
        values = self._student.kit.registered_parameters(self._built)
        if not isinstance(values, list):
            raise WrongAnswerError("it does not tell its parameters")
        return [check_tensor(value, getattr(value, "shape", ()), what="a registered parameter") for value in values]

    def draw_values(self, draw):
        """Choose new values for its parameters; every learner's layers get the same ones."""
        drawn = [0.4 * draw.away_from_zero(*shape) for shape in self._network.shapes]
        drawn[-1] = -3 * drawn[-1].abs()  # some outputs are negative then, which a ReLU at the end would show
        self.values = [drawn[self._readings[0].index(place)] for place in range(len(drawn))]

    def gives(self, *batches, strided=False):
        """Hold its outputs for batches, or for views of them, against what the layers give for ``values``."""
        asked = [self._student.keep(batch, strided=strided) for batch in batches]
        answers = self._student.kit.model_outputs(self._built, self.values, asked)
        rights = [[self._right(self.values, reading, batch) for batch in batches] for reading in self._readings]
        passes_for_one(answers, rights, "the list of outputs")

    def slopes(self, inputs, output_gradient):
        """Hold its output, and the gradients at the inputs and at every parameter, against the right ones."""
        answers = self._student.kit.model_slopes(self._built, self.values, inputs, output_gradient)
        leaves = [leaf.clone().requires_grad_() for leaf in (inputs, *self.values)]
        rights = []
        for reading in self._readings:
            output = self._right(leaves[1:], reading, leaves[0])
            rights.append([output, *torch.autograd.grad(output, leaves, output_gradient)])
        passes_for_one(answers, rights, "the list of output and gradients")

    def _right(self, values, reading, inputs):
        return self._network.output([values[place] for place in reading], inputs)


def passes_for_one(answer, rights, what):
    """Hold an answer against several, any of which is right."""
    for right in rights[1:]:
        with contextlib.suppress(WrongAnswerError):
            return assert_close(answer, right, what=what)
    return assert_close(answer, rights[0], what=what)


def filled(student, built, network, draw):
    """Return a learner's model with values of ours for its parameters."""
    model = Model(student, built, network)
    model.draw_values(draw)
    return model


def differentiates(student, built, network, draw):
    """Hold output and gradients against the right ones."""
    model = filled(student, built, network, draw)
    model.slopes(draw.normal(7, network.sizes[0]), 0.2 * draw.away_from_zero(7, network.sizes[-1]))


def starts_afresh(student, first, second, network, draw):
    """Hold two new models against one another."""
    models = [Model(student, built, network) for built in (first, second)]
    before = models[1].values
    alike = all(torch.equal(one, other) for one, other in zip(models[0].values, before, strict=True))
    assert not alike, "two new models have the same parameters; each should start with random ones of its own"
    for model in models:
        model.gives(3 * draw.normal(9, network.sizes[0]))
    models[0].draw_values(draw)
    models[0].gives(draw.normal(4, network.sizes[0]))
    shared = "two new models share parameters: what is written into those of one changes those of the other"
    assert all(torch.equal(now, then) for now, then in zip(models[1].parameters(), before, strict=True)), shared


def leaves_all_as_it_is(student, built, network, draw):
    """Hold inputs and parameters after calls of the model against what they were, and a second output too."""
    model = filled(student, built, network, draw)
    inputs, others = draw.normal(6, network.sizes[0]), draw.normal(3, network.sizes[0])
    model.gives(inputs, others, inputs)
    for after, before in zip(model.parameters(), model.values, strict=True):
        assert_close(after, before, rtol=0, atol=0, what="a parameter after a call of the model")
    left_alone(student, built, inputs)


# Perceptron


@criterion("models.Perceptron", "registers the weights (1, in_features) and the bias (1,) of one layer", weight=2)
def test_perceptron(student):
    for inputs in (5, 1, 4):
        Model(student, student.later.models.Perceptron(inputs), perceptron(inputs))


@criterion("models.Perceptron", "gives the sigmoid of the weighted sum for the parameters that it has", weight=4)
def test_perceptron_output(student, draw):
    model = filled(student, student.later.models.Perceptron(5), perceptron(5), draw)
    model.gives(draw.normal(7, 5), 3 * draw.normal(4, 5))


@criterion("models.Perceptron", "works for one sample, one feature, views, and an argument given by name", weight=1)
def test_perceptron_shapes(student, draw):
    model = filled(student, student.later.models.Perceptron(in_features=1), perceptron(1), draw)
    model.gives(draw.normal(6, 1), draw.normal(1, 1))
    model = filled(student, student.later.models.Perceptron(4), perceptron(4), draw)
    model.gives(draw.normal(1, 4), draw.normal(4, 4), strided=True)


@criterion("models.Perceptron", "can be differentiated in inputs and parameters", weight=2)
def test_perceptron_slopes(student, draw):
    differentiates(student, student.later.models.Perceptron(5), perceptron(5), draw)


@criterion("models.Perceptron", "starts every new one with random parameters of its own", weight=2)
def test_perceptron_start(student, draw):
    starts_afresh(student, student.later.models.Perceptron(5), student.later.models.Perceptron(5), perceptron(5), draw)


@criterion("models.Perceptron", "leaves inputs and parameters as they are, and gives the same again", weight=1)
def test_perceptron_arguments(student, draw):
    leaves_all_as_it_is(student, student.later.models.Perceptron(5), perceptron(5), draw)


# LinearRegression


@criterion(
    "models.LinearRegression",
    "registers the weights (out_features, in_features) and the bias (out_features,) of one layer",
    weight=2,
)
def test_linear_regression(student):
    for sizes in ((5, 3), (2, 6), (1, 1)):
        Model(student, student.later.models.LinearRegression(*sizes), linear_regression(*sizes))


@criterion("models.LinearRegression", "gives the weighted sums and nothing after them", weight=4)
def test_linear_regression_output(student, draw):
    model = filled(student, student.later.models.LinearRegression(5, 3), linear_regression(5, 3), draw)
    model.gives(draw.normal(7, 5), 3 * draw.normal(4, 5))


@criterion("models.LinearRegression", "works for one sample, one feature, views, and arguments given by name", weight=1)
def test_linear_regression_shapes(student, draw):
    built = student.later.models.LinearRegression(out_features=2, in_features=1)
    filled(student, built, linear_regression(1, 2), draw).gives(draw.normal(6, 1), draw.normal(1, 1))
    model = filled(student, student.later.models.LinearRegression(4, 1), linear_regression(4, 1), draw)
    model.gives(draw.normal(1, 4), draw.normal(4, 4), strided=True)


@criterion("models.LinearRegression", "can be differentiated in inputs and parameters", weight=2)
def test_linear_regression_slopes(student, draw):
    differentiates(student, student.later.models.LinearRegression(5, 3), linear_regression(5, 3), draw)


@criterion("models.LinearRegression", "starts every new one with random parameters of its own", weight=2)
def test_linear_regression_start(student, draw):
    first, second = student.later.models.LinearRegression(5, 3), student.later.models.LinearRegression(5, 3)
    starts_afresh(student, first, second, linear_regression(5, 3), draw)


@criterion("models.LinearRegression", "leaves inputs and parameters as they are, and gives the same again", weight=1)
def test_linear_regression_arguments(student, draw):
    leaves_all_as_it_is(student, student.later.models.LinearRegression(5, 3), linear_regression(5, 3), draw)


# sequential_network


@criterion("models.sequential_network", "is an nn.Sequential with the parameters of the three layers", weight=2)
def test_sequential_network(student, draw):
    network = student.later.models.sequential_network()
    Model(student, network, SEQUENTIAL)
    whole, in_turn = entries(student.kit.layer_by_layer(network, draw.normal(7, 8)), 2)
    assert_close(in_turn, check_tensor(whole, (7, 1)), what="what its layers give one after another")


@criterion("models.sequential_network", "has linear, ReLU, linear, sigmoid and linear in this order", weight=4)
def test_sequential_network_output(student, draw):
    network = filled(student, student.later.models.sequential_network(), SEQUENTIAL, draw)
    network.gives(draw.normal(7, 8), 2 * draw.normal(4, 8))


@criterion("models.sequential_network", "works for one sample, and for tensors that are views", weight=1)
def test_sequential_network_shapes(student, draw):
    network = filled(student, student.later.models.sequential_network(), SEQUENTIAL, draw)
    network.gives(draw.normal(1, 8), draw.normal(8, 8), strided=True)


@criterion("models.sequential_network", "can be differentiated in inputs and parameters", weight=2)
def test_sequential_network_slopes(student, draw):
    differentiates(student, student.later.models.sequential_network(), SEQUENTIAL, draw)


@criterion("models.sequential_network", "is a new network at each call, with random parameters of its own", weight=2)
def test_sequential_network_start(student, draw):
    first, second = student.later.models.sequential_network(), student.later.models.sequential_network()
    starts_afresh(student, first, second, SEQUENTIAL, draw)


@criterion("models.sequential_network", "leaves inputs and parameters as they are, and gives the same again", weight=1)
def test_sequential_network_arguments(student, draw):
    leaves_all_as_it_is(student, student.later.models.sequential_network(), SEQUENTIAL, draw)


# GeneralFit


@criterion("models.GeneralFit", "registers weights and biases of three linear layers of the right sizes", weight=2)
def test_general_fit(student):
    for sizes in ((5, 3, 7), (1, 2, 4)):
        Model(student, student.later.models.GeneralFit(*sizes), general_fit(*sizes))


@criterion("models.GeneralFit", "follows the first and the second layer by ReLU, and the third by nothing", weight=4)
def test_general_fit_output(student, draw):
    model = filled(student, student.later.models.GeneralFit(5, 3, 7), general_fit(5, 3, 7), draw)
    model.gives(draw.normal(7, 5), 3 * draw.normal(4, 5))


@criterion("models.GeneralFit", "has 32 hidden features unless told otherwise, by position or by name", weight=2)
def test_general_fit_hidden_features(student, draw):
    cases = [
        (student.later.models.GeneralFit(5, 3), general_fit(5, 3, 32)),
        (student.later.models.GeneralFit(2, 3, 6), general_fit(2, 3, 6)),
        (student.later.models.GeneralFit(hidden_features=8, out_features=2, in_features=5), general_fit(5, 2, 8)),
    ]
    for built, network in cases:
        filled(student, built, network, draw).gives(draw.normal(7, network.sizes[0]))


@criterion("models.GeneralFit", "works for one sample, one feature, and tensors that are views", weight=1)
def test_general_fit_shapes(student, draw):
    model = filled(student, student.later.models.GeneralFit(1, 1, 7), general_fit(1, 1, 7), draw)
    model.gives(draw.normal(6, 1), draw.normal(1, 1))
    model = filled(student, student.later.models.GeneralFit(5, 3, 7), general_fit(5, 3, 7), draw)
    model.gives(draw.normal(1, 5), draw.normal(5, 5), strided=True)


@criterion("models.GeneralFit", "can be differentiated in inputs and parameters", weight=2)
def test_general_fit_slopes(student, draw):
    differentiates(student, student.later.models.GeneralFit(5, 3, 7), general_fit(5, 3, 7), draw)


@criterion("models.GeneralFit", "starts every new one with random parameters of its own", weight=2)
def test_general_fit_start(student, draw):
    first, second = student.later.models.GeneralFit(5, 3, 7), student.later.models.GeneralFit(5, 3, 7)
    starts_afresh(student, first, second, general_fit(5, 3, 7), draw)


@criterion("models.GeneralFit", "leaves inputs and parameters as they are, and gives the same again", weight=1)
def test_general_fit_arguments(student, draw):
    leaves_all_as_it_is(student, student.later.models.GeneralFit(5, 3, 7), general_fit(5, 3, 7), draw)
