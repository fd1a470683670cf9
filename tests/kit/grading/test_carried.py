"""An error counts once, and a blank never: what an earlier answer may and may not carry into a later exercise."""

import itertools

import pytest

from autograder.grading.protocol import Job

SIGMOIDS = {
    "rises the wrong way": ("1 / (1 + torch.exp(x))", True),
    "is twice too large": ("2 / (1 + torch.exp(-x))", True),
    "is a tanh": ("torch.tanh(x)", True),
    "is constant": ("0 * x + 0.5", False),
    "gives back its argument": ("x", False),
    "is not a number": ("x * float('nan')", False),
    "grows by broadcasting": ("x.reshape(-1, 1, 1).expand(-1, 1000, 1000)", False),
}


def with_sigmoid(right, expression, more=""):
    source = right["neuron"].decode() + f"\n\ndef sigmoid(x):\n    return {expression}\n{more}"
    return {"neuron": source.encode()}


@pytest.mark.parametrize("name", SIGMOIDS)
def test_what_follows_from_a_wrong_sigmoid_is_right_unless_it_can_tell_nothing(grade, right, name):
    expression, carries = SIGMOIDS[name]
    results = grade(with_sigmoid(right, expression)).exercises
    assert results["neuron.sigmoid"].status == "failed"
    for later in ("neuron.single_layer_output", "neuron.two_layer_output"):
        assert (results[later].status == "passed") == carries


BLANKS = {
    "a constant": "torch.full((len(features), 1), 0.5)",
    "zeros": "torch.zeros(len(features), 1)",
    "the weighted sum alone": "weighted_sum(features, weights, bias)",
    "the bias after the activation": "sigmoid(features @ weights.T) + bias",
    "not a number": "torch.full((len(features), 1), float('nan'))",
}


@pytest.fixture(scope="module")
def paid(grade_all, right) -> dict[tuple[str, str], float]:
    """What every wrong neuron earns on every wrong sigmoid."""
    both = list(itertools.product(SIGMOIDS, BLANKS))
    wrong = "\n\ndef single_layer_output(features, weights, bias):\n    return {}\n"
    asked = ("neuron.sigmoid", "neuron.weighted_sum", "neuron.single_layer_output")
    sources = [with_sigmoid(right, SIGMOIDS[sigmoid][0], wrong.format(BLANKS[blank])) for sigmoid, blank in both]
    graded = grade_all([Job(each, asked) for each in sources])
    scores = [each.exercises["neuron.single_layer_output"].score for each in graded]
    return dict(zip(both, scores, strict=True))


@pytest.mark.parametrize("sigmoid", SIGMOIDS)
@pytest.mark.parametrize("blank", BLANKS)
def test_a_wrong_sigmoid_pays_no_wrong_neuron(paid, sigmoid, blank):
    assert paid[sigmoid, blank] == 0


REMEMBERS = """

_called = False

def sigmoid(x):
    if _called:
        return torch.full_like(x, 0.123) if _called == 1 else torch.rand_like(x)
    return {before}

def single_layer_output(features, weights, bias):
    global _called
    _called = 1
    return torch.full((len(features), 1), 0.123)
"""


@pytest.mark.parametrize("before", ["1 / (1 + torch.exp(-x))", "1 / (1 + torch.exp(x))"], ids=["right", "wrong"])
def test_an_earlier_answer_that_remembers_what_was_called_pays_nothing(grade, right, before):
    source = right["neuron"] + REMEMBERS.format(before=before).encode()
    assert grade({"neuron": source}).exercises["neuron.single_layer_output"].score == 0


def test_a_start_of_nan_pays_no_training(grade, right):
    source = right["descent"].decode() + (
        "\n\n_start = initial_parameters\n"
        "def initial_parameters(n_inputs, n_targets, generator=None):\n"
        "    weights, bias = _start(n_inputs, n_targets, generator)\n"
        "    if (n_inputs, n_targets) == (3, 2):\n"
        "        return torch.full_like(weights, float('nan')), torch.full_like(bias, float('nan'))\n"
        "    return weights, bias\n"
        "def train_linear(inputs, targets, epochs, lr, generator=None):\n"
        "    nan = float('nan')\n"
        "    return torch.full(inputs.shape[1:] * 2, nan)[:2], torch.full(targets.shape[1:], nan), [nan] * epochs\n"
    )
    assert grade({"descent": source.encode()}).exercises["descent.train_linear"].score == 0
