"""Chapter 3, graded: expected values come from formulas of this file, worked out in float64 where that is safer."""

import pytest
import torch

from autograder.grading.suite import assert_close, criterion, left_alone

SHAPES = (), (1,), (6,), (3, 1), (2, 3, 4)


def right_sigmoid(x):
    return torch.sigmoid(x.double()).float()


# sigmoid


@criterion("neuron.sigmoid", "gives 1 / (1 + e^-x) for every entry", weight=3)
def test_sigmoid(student, draw):
    x = 3 * draw.normal(7, 5)
    assert_close(student.neuron.sigmoid(x), right_sigmoid(x))


@criterion("neuron.sigmoid", "works for tensors of any shape", weight=1)
def test_sigmoid_shapes(student, draw):
    tensors = [3 * draw.away_from_zero(*shape) for shape in SHAPES]
    cases = [[x] for x in tensors] + [[student.keep(tensors[-1], strided=True)]]
    assert_close(student.each(student.neuron.sigmoid, cases), [right_sigmoid(x) for x in [*tensors, tensors[-1]]])


@criterion("neuron.sigmoid", "gives no NaN, however large the entries are", weight=2)
def test_sigmoid_far_out(student, draw):
    far = [80.0, 89.0, 100.0, 1000.0, 1e4, 1e30]
    x = torch.tensor([-entry for entry in far] + [-3.0, 0.0, 3.0] + far)
    x = torch.cat([x, draw.uniform(-500, 500, 20)])
    assert_close(student.neuron.sigmoid(x), right_sigmoid(x))


@criterion("neuron.sigmoid", "has the right gradient between -80 and 80", weight=1)
def test_sigmoid_gradient(student, draw):
    x = torch.cat([3 * draw.normal(12), torch.tensor([-80.0, -60.0, -30.0, 0.0, 30.0, 60.0, 80.0])])
    weights = draw.away_from_zero(19)
    y = torch.sigmoid(x.double())
    answer, gradient = student.kit.gradients(student.neuron.sigmoid, [x], weights)
    assert_close(answer, y.float())
    assert_close(gradient, (weights * y * (1 - y)).float(), what="its gradient")


@criterion("neuron.sigmoid", "leaves its argument as it is", weight=1)
def test_sigmoid_argument(student, draw):
    x = draw.normal(4, 3)
    assert_close(student.neuron.sigmoid(x), right_sigmoid(x))
    left_alone(student, student.neuron.sigmoid, x)


# relu


@criterion("neuron.relu", "gives max(0, x) for every entry", weight=3)
def test_relu(student, draw):
    x = 3 * draw.away_from_zero(7, 5)
    assert_close(student.neuron.relu(x), x * (x > 0))


@criterion("neuron.relu", "works for tensors of any shape and size of entry", weight=1)
def test_relu_shapes(student, draw):
    tensors = [draw.away_from_zero(*shape) for shape in SHAPES]
    tensors.append(torch.tensor([[-1e30, -1000.0, 0.0], [1e-3, 1000.0, 1e30]]))
    cases = [[x] for x in tensors] + [[student.keep(tensors[-1], strided=True)]]
    assert_close(student.each(student.neuron.relu, cases), [x * (x > 0) for x in [*tensors, tensors[-1]]])


@criterion("neuron.relu", "has slope 1 above zero and 0 below", weight=2)
def test_relu_gradient(student, draw):
    x, weights = 3 * draw.away_from_zero(7, 5), draw.away_from_zero(7, 5)
    answer, gradient = student.kit.gradients(student.neuron.relu, [x], weights)
    assert_close(answer, x * (x > 0))
    assert_close(gradient, weights * (x > 0), what="its gradient")


@criterion("neuron.relu", "leaves its argument as it is", weight=2)
def test_relu_argument(student, draw):
    x = draw.away_from_zero(7, 3)
    assert_close(student.neuron.relu(x), x * (x > 0))
    left_alone(student, student.neuron.relu, x)


# weighted_sum


def right_sum(features, weights, bias):
    return (features.double() * weights.double()).sum(dim=1, keepdim=True).float() + bias


def small_neuron(draw, samples, inputs):
    """Return samples and a neuron for them; sums stay so small that no sigmoid, right or wrong, is flat there."""
    return (
        0.4 * draw.away_from_zero(samples, inputs),
        draw.away_from_zero(1, inputs),
        0.3 * draw.away_from_zero(1, 1),
    )


@pytest.fixture
def neuron(draw):
    """Seven samples of five features, and a neuron for them."""
    return small_neuron(draw, 7, 5)


@criterion("neuron.weighted_sum", "gives features times weights, summed, plus the bias", weight=4)
def test_weighted_sum(student, neuron):
    assert_close(student.neuron.weighted_sum(*neuron), right_sum(*neuron))


@criterion("neuron.weighted_sum", "works for one sample, one feature, and tensors that are views", weight=2)
def test_weighted_sum_shapes(student, draw):
    cases = [small_neuron(draw, *sizes) for sizes in ((1, 5), (6, 1), (1, 1), (5, 5))]
    views = [student.keep(argument, strided=True) for argument in cases[-1]]
    answers = student.each(student.neuron.weighted_sum, [*cases, views])
    assert_close(answers, [right_sum(*case) for case in [*cases, cases[-1]]])


@criterion("neuron.weighted_sum", "can be differentiated in features, weights and bias", weight=1)
def test_weighted_sum_gradient(student, draw, neuron):
    features, weights, _ = neuron
    output = draw.away_from_zero(7, 1)
    answer, *gradients = student.kit.gradients(student.neuron.weighted_sum, list(neuron), output)
    assert_close(answer, right_sum(*neuron))
    expected = [output * weights, (output * features).sum(dim=0, keepdim=True), output.sum().reshape(1, 1)]
    assert_close(gradients, expected, what="the list of gradients")


@criterion("neuron.weighted_sum", "leaves its arguments as they are", weight=1)
def test_weighted_sum_arguments(student, neuron):
    assert_close(student.neuron.weighted_sum(*neuron), right_sum(*neuron))
    left_alone(student, student.neuron.weighted_sum, *neuron)


# single_layer_output


@criterion("neuron.single_layer_output", "gives the sigmoid of the weighted sum", weight=3)
def test_single_layer_output(follows, neuron):
    follows(lambda it: it.neuron.single_layer_output(*neuron))


@criterion("neuron.single_layer_output", "works for one sample and for one feature", weight=1)
def test_single_layer_output_shapes(follows, draw):
    one, *cases = [small_neuron(draw, *sizes) for sizes in ((1, 5), (6, 1), (5, 5))]
    follows(lambda it: it.neuron.single_layer_output(*one))
    follows(lambda it: it.each(it.neuron.single_layer_output, cases))


@criterion("neuron.single_layer_output", "can be differentiated in features, weights and bias", weight=1)
def test_single_layer_output_gradient(follows, draw, neuron):
    output = draw.away_from_zero(7, 1)
    follows(lambda it: it.kit.gradients(it.neuron.single_layer_output, list(neuron), output))


@criterion("neuron.single_layer_output", "leaves its arguments as they are", weight=1)
def test_single_layer_output_arguments(student, follows, neuron):
    follows(lambda it: it.neuron.single_layer_output(*neuron))
    left_alone(student, student.neuron.single_layer_output, *neuron)


# two_layer_output


def network(draw, samples, inputs, hidden):
    """Return samples and a network of two layers for them, in the order of the arguments.

    All is small, and no hidden neuron is near zero for any sample: a sigmoid that grows like e^x, twice in turn, or one
    that divides by zero there, must stay finite to be built on.
    """
    while True:
        features, weights = 0.4 * draw.away_from_zero(samples, inputs), 0.5 * draw.away_from_zero(inputs, hidden)
        bias = 0.3 * draw.away_from_zero(1, hidden)
        if (features @ weights + bias).abs().min() > 0.05:  # what every other draw gives
            break
    return features, weights, bias, 0.5 * draw.away_from_zero(hidden, 1), 0.3 * draw.away_from_zero(1, 1)


@criterion("neuron.two_layer_output", "applies the sigmoid after both layers", weight=3)
def test_two_layer_output(follows, draw):
    arguments = network(draw, 7, 5, 3)
    follows(lambda it: it.neuron.two_layer_output(*arguments))


@criterion("neuron.two_layer_output", "works for one sample, one feature and one hidden neuron", weight=1)
def test_two_layer_output_shapes(follows, draw):
    cases = [network(draw, *sizes) for sizes in ((1, 5, 3), (6, 1, 2), (4, 3, 1), (4, 4, 4))]
    follows(lambda it: it.each(it.neuron.two_layer_output, cases))


@criterion("neuron.two_layer_output", "can be differentiated in all its arguments", weight=1)
def test_two_layer_output_gradient(follows, draw):
    arguments, output = network(draw, 7, 5, 3), draw.away_from_zero(7, 1)
    follows(lambda it: it.kit.gradients(it.neuron.two_layer_output, list(arguments), output))


@criterion("neuron.two_layer_output", "leaves its arguments as they are", weight=1)
def test_two_layer_output_arguments(student, follows, draw):
    arguments = network(draw, 7, 5, 3)
    follows(lambda it: it.neuron.two_layer_output(*arguments))
    left_alone(student, student.neuron.two_layer_output, *arguments)
