"""Chapter 4, graded: expected values come from formulas here, or follow from the learner's own earlier answers."""

import pytest
import torch

from autograder.grading.suite import assert_close, check_tensor, criterion, entries, left_alone, refuses

# initial_parameters


def start(student, inputs, targets, *generator):
    """Return the weights and bias that the learner's code starts from, having checked shapes and dtypes."""
    weights, bias = entries(student.descent.initial_parameters(inputs, targets, *generator), 2)
    check_tensor(weights, (targets, inputs), what="the first entry")
    check_tensor(bias, (targets,), what="the second entry")
    return weights.detach(), bias.detach()


def same(one, other):
    return all(torch.equal(mine, yours) for mine, yours in zip(one, other, strict=True))


@criterion("descent.initial_parameters", "gives leaf tensors of the right shapes that require grad", weight=2)
def test_initial_parameters(student, draw):
    for inputs, targets in ((5, 3), (1, 1), (2, 6)):
        drawn = start(student, inputs, targets, student.later.kit.generator(draw.integer(0, 1000)))
        assert all((values.abs() <= 1).all() for values in drawn), "it holds entries outside [-1, 1)"
    pair = entries(student.kit.all_learn(student.descent.initial_parameters, 5, 3), 2)
    for after, shape in zip(pair, ((3, 5), (3,)), strict=True):
        check_tensor(after["value"], shape)
        reason = "a backward pass leaves no gradient on it: both must be leaves with requires_grad=True"
        assert after["requires_grad"] and after["is_leaf"] and after["grad"] is not None, reason  # noqa: PT018
        assert_close(after["grad"], 2 * after["value"], what="the gradient of the sum of its squares")


@criterion("descent.initial_parameters", "draws uniformly from [-1, 1)", weight=3)
def test_initial_parameters_are_uniform(student, draw):
    weights, _ = start(student, 40, 100, student.later.kit.generator(draw.integer(0, 1000)))
    _, bias = start(student, 1, 4000, student.later.kit.generator(draw.integer(0, 1000)))
    for values, what in ((weights.flatten(), "the weights"), (bias, "the bias")):
        assert (values >= -1).all() and (values <= 1).all(), f"{what} hold entries outside [-1, 1)"  # noqa: PT018
        # A quarter of 4000 uniform draws varies by 27 (one standard deviation); 200 off is never chance.
        quarters = torch.histc(values, bins=4, min=-1, max=1)
        assert ((quarters - 1000).abs() < 200).all(), f"{what} are not spread evenly over [-1, 1)"
        assert values.unique().numel() > 3000, f"{what} hold few different values"


@criterion(
    "descent.initial_parameters", "takes its numbers from the generator it is given, and from no other", weight=2
)
def test_initial_parameters_generator(student, draw):
    seed = draw.integer(0, 1000)
    generator = student.later.kit.generator(seed)
    student.later.kit.seed(1)
    first = start(student, 5, 20, generator)
    after = student.torch.rand(4)
    second = start(student, 5, 20, generator)
    again = start(student, 5, 20, student.later.kit.generator(seed))
    other = start(student, 5, 20, student.later.kit.generator(seed + 1))
    assert same(first, again), "generators of one seed give different numbers"
    for values, more, others in zip(first, second, other, strict=True):
        assert not torch.equal(values, others), "generators of different seeds give the same numbers"
        assert not torch.equal(values, more), "a second call with the same generator gives the same numbers"
    assert_close(after, torch.rand(4, generator=torch.Generator().manual_seed(1)), what="the next global random number")


@criterion("descent.initial_parameters", "takes them from torch's global generator where none is given", weight=1)
def test_initial_parameters_global(student, draw):
    seed = draw.integer(0, 1000)
    student.later.kit.seed(seed)
    first, second = start(student, 5, 20), start(student, 5, 20)
    student.later.kit.seed(seed)
    again = start(student, 5, 20)
    assert same(first, again), "one seed gives different numbers"
    for values, more in zip(first, second, strict=True):
        assert not torch.equal(values, more), "a second call gives the same numbers"


# linear


def right_linear(inputs, weights, bias):
    return (inputs.double() @ weights.double().T + bias.double()).float()


@pytest.fixture
def model(draw):
    """Seven samples of five inputs, and a linear model with three targets for them."""
    return draw.normal(7, 5), draw.away_from_zero(3, 5), draw.away_from_zero(3)


@criterion("descent.linear", "gives inputs @ weights.T + bias", weight=4)
def test_linear(student, model):
    assert_close(student.descent.linear(*model), right_linear(*model))


@criterion("descent.linear", "works for one sample, one input, one target, and tensors that are views", weight=2)
def test_linear_shapes(student, draw):
    cases = [
        (draw.normal(samples, inputs), draw.away_from_zero(targets, inputs), draw.away_from_zero(targets))
        for samples, inputs, targets in ((1, 5, 3), (6, 1, 2), (6, 4, 1), (1, 1, 1), (4, 4, 4))
    ]
    views = [student.keep(argument, strided=True) for argument in cases[-1]]
    answers = student.each(student.descent.linear, [*cases, views])
    assert_close(answers, [right_linear(*case) for case in [*cases, cases[-1]]])


@criterion("descent.linear", "can be differentiated in inputs, weights and bias", weight=1)
def test_linear_gradient(student, draw, model):
    inputs, weights, _ = model
    output = draw.away_from_zero(7, 3)
    answer, *gradients = student.kit.gradients(student.descent.linear, list(model), output)
    assert_close(answer, right_linear(*model))
    assert_close(gradients, [output @ weights, output.T @ inputs, output.sum(dim=0)], what="the list of gradients")


@criterion("descent.linear", "leaves its arguments as they are", weight=1)
def test_linear_arguments(student, model):
    assert_close(student.descent.linear(*model), right_linear(*model))
    left_alone(student, student.descent.linear, *model)


# mse


def right_mse(predictions, targets):
    return ((predictions.double() - targets.double()) ** 2).mean().float()


@criterion("descent.mse", "averages the squared differences over all entries", weight=2)
def test_mse(student, draw):
    cases = [(factor * draw.normal(6, 3), factor * draw.normal(6, 3)) for factor in (1, 20)]
    assert_close(student.each(student.descent.mse, cases), [right_mse(*case) for case in cases])


@criterion("descent.mse", "gives a scalar for tensors of any shape", weight=1)
def test_mse_shapes(student, draw):
    shapes = (7,), (1, 1), (5, 1), (1, 4), (2, 3, 4), (), (4, 6)
    cases = [(draw.away_from_zero(*shape), 3 + draw.normal(*shape)) for shape in shapes]
    predictions, targets = cases[-1]
    answers = student.each(student.descent.mse, [*cases, (student.keep(predictions, strided=True), targets)])
    assert_close(answers, [right_mse(*case) for case in [*cases, cases[-1]]])


@criterion("descent.mse", "refuses shapes that differ with a ValueError", weight=1)
def test_mse_refuses(student, draw):
    # The first three go to the three halfway checks in turn: none at all, the lengths, the number of entries.
    for one, other in (
        ((5, 1), (1, 3)),
        ((5, 1), (5, 3)),
        ((5,), (5, 1)),
        ((5, 1), (5,)),
        ((4, 1), (1, 4)),
        ((3, 2), (2, 3)),
        ((6,), (7,)),
    ):
        with refuses(f"{one} against {other}"):
            student.descent.mse(draw.normal(*one), draw.normal(*other))
    with refuses("a scalar against (1,)"):
        student.descent.mse(draw.normal(), draw.normal(1))
    predictions, targets = draw.normal(5, 1), draw.normal(5, 1)
    assert_close(student.descent.mse(predictions, targets), right_mse(predictions, targets))


@criterion("descent.mse", "can be differentiated in predictions and targets", weight=1)
def test_mse_gradient(student, draw):
    predictions, targets = draw.normal(6, 3), draw.normal(6, 3)
    answer, *gradients = student.kit.gradients(student.descent.mse, [predictions, targets], torch.tensor(1.5))
    assert_close(answer, right_mse(predictions, targets))
    slope = 1.5 * 2 * (predictions - targets) / 18
    assert_close(gradients, [slope, -slope], what="the list of gradients")


@criterion("descent.mse", "leaves its arguments as they are", weight=1)
def test_mse_arguments(student, draw):
    predictions, targets = draw.normal(6, 3), draw.normal(6, 3)
    assert_close(student.descent.mse(predictions, targets), right_mse(predictions, targets))
    left_alone(student, student.descent.mse, predictions, targets)


# mse_gradients


def problem(draw, samples, inputs, targets):
    """Return inputs, targets, weights and bias."""
    return (
        draw.normal(samples, inputs),
        draw.normal(samples, targets),
        draw.away_from_zero(targets, inputs),
        draw.away_from_zero(targets),
    )


@criterion("descent.mse_gradients", "gives the gradients for weights and bias", weight=2)
def test_mse_gradients(follows, draw):
    arguments = problem(draw, 7, 5, 3)
    follows(lambda it: it.descent.mse_gradients(*arguments))


@criterion("descent.mse_gradients", "works for one sample, one input, one target, and tensors that are views", weight=1)
def test_mse_gradients_shapes(follows, draw):
    cases = [problem(draw, *sizes) for sizes in ((1, 5, 3), (6, 1, 2), (6, 4, 1), (4, 4, 4))]
    views = problem(draw, 6, 4, 3)

    def question(it):
        strided = [it.keep(view, strided=True) for view in views]
        return it.each(it.descent.mse_gradients, [*cases, strided])

    follows(question)


@criterion("descent.mse_gradients", "is worked out by hand, without autograd or finite differences", weight=2)
def test_mse_gradients_by_hand(follows, draw):
    arguments = problem(draw, 7, 5, 3)
    # The loss of targets this large has no digit left that a nudged parameter could change; the formula has all.
    inputs, targets, weights, bias = arguments
    far = inputs, 1e15 * targets, weights, bias
    follows(lambda it: [it.kit.by_hand(it.descent.mse_gradients, *arguments), it.descent.mse_gradients(*far)])


@criterion("descent.mse_gradients", "leaves its arguments as they are", weight=1)
def test_mse_gradients_arguments(student, follows, draw):
    arguments = problem(draw, 7, 5, 3)
    follows(lambda it: it.descent.mse_gradients(*arguments))
    left_alone(student, student.descent.mse_gradients, *arguments)


# gradient_descent_step


def parameters(student, values, gradients):
    """Return leaves in the worker with these values and gradients."""
    kept = [student.keep(value, requires_grad=True) for value in values]
    for leaf, gradient in zip(kept, gradients, strict=True):
        student.later.kit.give_gradient(leaf, gradient)
    return kept


@pytest.fixture
def step(draw):
    """Values and gradients of two parameters, and a learning rate."""
    shapes = (3, 5), (3,)
    return [draw.normal(*shape) for shape in shapes], [draw.away_from_zero(*shape) for shape in shapes], 0.25


def where(student, leaves):
    """Return the parameters' values alone: whether a gradient was reset to None or to zeros is free."""
    return [student.kit.keep(leaf, requires_grad=False, strided=False) for leaf in leaves]


def moved(now, values, gradients, lr):
    """Hold where parameters are now against where one step should have brought them."""
    for number, (at, value, gradient) in enumerate(zip(now, values, gradients, strict=True), start=1):
        assert_close(at, value - lr * gradient, what=f"parameter {number} after the step")


@criterion("descent.gradient_descent_step", "moves every parameter by -lr times its gradient", weight=2)
def test_gradient_descent_step(student, draw, step):
    values, gradients, lr = step
    leaves = parameters(student, values, gradients)
    student.descent.gradient_descent_step(leaves, lr)
    moved(where(student, leaves), values, gradients, lr)
    value, gradient = draw.normal(2, 3, 2), draw.away_from_zero(2, 3, 2)
    (leaf,) = parameters(student, [value], [gradient])
    student.descent.gradient_descent_step([leaf], 0.01)
    moved(where(student, [leaf]), [value], [gradient], 0.01)


@criterion(
    "descent.gradient_descent_step", "leaves the parameters leaves that require grad, and returns None", weight=1
)
def test_gradient_descent_step_leaves(student, step):
    values, gradients, lr = step
    leaves = parameters(student, values, gradients)
    answer = student.descent.gradient_descent_step(leaves, lr)
    moved(where(student, leaves), values, gradients, lr)
    assert_close(answer, None, what="the result")
    for leaf in leaves:
        after = student.kit.learns(leaf)
        reason = (
            "a backward pass leaves no gradient on a parameter after the step: it must stay a leaf that requires grad"
        )
        assert after["requires_grad"] and after["is_leaf"] and after["grad"] is not None, reason  # noqa: PT018
        assert_close(after["grad"], 2 * after["value"], what="the gradient of the sum of a parameter's squares")


@criterion("descent.gradient_descent_step", "resets every gradient afterwards", weight=2)
def test_gradient_descent_step_resets(student, step):
    values, gradients, lr = step
    leaves = parameters(student, values, gradients)
    # What the first step leaves of a gradient moves its parameter again.
    student.descent.gradient_descent_step(leaves, lr)
    student.descent.gradient_descent_step(leaves, lr)
    now = where(student, leaves)
    for leaf in leaves:
        assert student.kit.gradient_left(leaf) is False, "a parameter has a gradient left after the step"
    moved(now, values, gradients, lr)


@criterion("descent.gradient_descent_step", "does not move a parameter without a gradient", weight=1)
def test_gradient_descent_step_without_gradient(student, draw, step):
    values, gradients, lr = step
    still = draw.normal(4)
    first, middle, last = parameters(student, [values[0], still, values[1]], [gradients[0], None, gradients[1]])
    student.descent.gradient_descent_step([first, middle, last], lr)
    *now, unmoved = where(student, [first, last, middle])
    moved(now, values, gradients, lr)
    assert_close(unmoved, still, what="the parameter without a gradient")


# train_linear


GLOBAL_SEED = 1234
"""Where the global generator stands before each start: a start that wrongly asks it can be carried forward too."""


def draws_start(student):
    """The learner's own start, as leaves: what is wrong with it is another exercise's matter."""

    def initial_parameters(inputs, targets, generator):
        student.later.kit.seed(GLOBAL_SEED)
        theirs = None if generator is None else student.later.kit.generator(generator.initial_seed())
        drawn = student.descent.initial_parameters(inputs, targets, theirs)
        weights, bias = entries(drawn, 2)
        return weights.clone().requires_grad_(), bias.clone().requires_grad_()

    return initial_parameters


def takes_step(student):
    """The learner's own step, on copies over there."""

    def gradient_descent_step(leaves, lr):
        theirs = parameters(student, [leaf.detach() for leaf in leaves], [leaf.grad for leaf in leaves])
        student.descent.gradient_descent_step(theirs, lr)
        for leaf, other in zip(leaves, theirs, strict=True):
            after = student.kit.look(other)
            leaf.data, leaf.grad = after["value"], after["grad"]

    return gradient_descent_step


def with_gradients_by_hand(descent):
    """Train with the formula for the gradients in the place of autograd."""

    def train_linear(inputs, targets, epochs, lr, generator=None):
        weights, bias = descent.initial_parameters(inputs.shape[1], targets.shape[1], generator)
        losses = []
        for _ in range(epochs):
            losses.append(descent.mse(descent.linear(inputs, weights, bias), targets).item())
            weights.grad, bias.grad = descent.mse_gradients(inputs, targets, weights.detach(), bias.detach())
            descent.gradient_descent_step([weights, bias], lr)
        return weights, bias, losses

    return train_linear


BUILT_ON = {
    "given": ["initial_parameters"],
    "stands": {"initial_parameters": draws_start, "gradient_descent_step": takes_step},
    "forms": [with_gradients_by_hand],
}


def trained(it, inputs, targets, epochs, seed, lr=0.1):
    """Return weights, bias and losses of a training, with a generator unless the seed is None."""
    it.later.kit.seed(GLOBAL_SEED)
    generator = () if seed is None else (it.later.kit.generator(seed),)
    arguments = inputs, targets, epochs, lr, *generator
    answer = it.kit.with_leaves(it.descent.train_linear, "initial_parameters", *arguments)
    return entries(answer, 3)


@pytest.fixture
def data(draw):
    """Twelve noisy samples of three inputs and two targets, and a seed."""
    inputs = draw.normal(12, 3)
    targets = inputs @ draw.away_from_zero(3, 2) + 3 + 0.5 * draw.normal(12, 2)
    return inputs, targets, draw.integer(0, 1000)


@criterion("descent.train_linear", "records the loss before every update, as Python floats", weight=3)
def test_train_linear_losses(follows, data):
    inputs, targets, seed = data
    follows(lambda it: trained(it, inputs, targets, 4, seed)[2], **BUILT_ON)


@criterion("descent.train_linear", "ends at the weights and bias that gradient descent leads to", weight=2)
def test_train_linear_parameters(follows, data):
    inputs, targets, seed = data
    follows(lambda it: [list(trained(it, inputs, targets, epochs, seed)[:2]) for epochs in (1, 5)], **BUILT_ON)


@criterion("descent.train_linear", "gives the start and no losses for epochs=0", weight=1)
def test_train_linear_without_epochs(follows, data):
    inputs, targets, seed = data
    follows(lambda it: [list(trained(it, inputs, targets, epochs, seed)) for epochs in (0, 2)], **BUILT_ON)
    # Without a generator, the start may depend on who else asked the global one; no losses are no losses anyway.
    follows(lambda it: trained(it, inputs, targets, 0, None)[2], **BUILT_ON)


@criterion("descent.train_linear", "works for one sample, one input and one target", weight=1)
def test_train_linear_shapes(follows, draw):
    sizes = (1, 3, 2), (6, 1, 1), (4, 2, 4)
    cases = [
        (draw.normal(samples, inputs), 2 + draw.normal(samples, targets), 3, draw.integer(0, 1000))
        for samples, inputs, targets in sizes
    ]
    # One sample of the input 1 has curvature 4: this learning rate leads to a loss of 0 in one step, for good.
    cases.append((torch.ones(1, 1), torch.tensor([[3.0]]), 6, draw.integer(0, 1000), 0.25))
    follows(lambda it: [list(trained(it, *case)) for case in cases], **BUILT_ON)


@criterion("descent.train_linear", "leaves inputs and targets as they are, even where they require grad", weight=1)
def test_train_linear_arguments(student, follows, data):
    values = data[:2]
    follows(lambda it: list(trained(it, *values, 3, data[2])), **BUILT_ON)
    kept = [student.keep(value, requires_grad=True) for value in values]
    losses = trained(student, *kept, 3, data[2])[2]
    assert_close(losses, trained(student, *values, 3, data[2])[2], what="the list of losses where inputs require grad")
    for leaf, value, name in zip(kept, values, ("inputs", "targets"), strict=True):
        after = student.kit.look(leaf)
        assert_close(after["value"], value, rtol=0, atol=0, what=name)
        assert after["requires_grad"], f"{name} does not require grad after the call"
        assert after["grad"] is None, f"{name} has a gradient after the call"
