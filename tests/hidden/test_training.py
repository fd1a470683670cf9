"""Chapter 6, graded: expected values come from formulas here, or follow from the learner's own train_step."""

import itertools
from dataclasses import dataclass, field, replace

import pytest
import torch

from autograder.grading.suite import WrongAnswerError, assert_close, check_tensor, criterion, entries, refuses

# make_optimizer


@pytest.fixture
def path(draw):
    """Values of two parameters, and the gradients that each of them meets in two steps."""
    shapes = (3, 5), (3,)
    values = [draw.away_from_zero(*shape) for shape in shapes]
    return values, [[draw.away_from_zero(*shape) for shape in shapes] for _ in range(2)]


def follow_sgd(values, gradients, lr, momentum=0.0):
    """Return where SGD takes the values: after each step, those of all parameters."""
    places, velocities = [], [torch.zeros_like(value) for value in values]
    for row in gradients:
        velocities = [momentum * old + new for old, new in zip(velocities, row, strict=True)]
        values = [value - lr * velocity for value, velocity in zip(values, velocities, strict=True)]
        places.append(values)
    return places


def follow_adam(values, gradients, lr):
    """Return where Adam takes the values, by the formulas of Kingma and Ba (2015), with their constants."""
    places = []
    first, second = ([torch.zeros_like(value) for value in values] for _ in range(2))
    for step, row in enumerate(gradients, start=1):
        first = [0.9 * old + 0.1 * new for old, new in zip(first, row, strict=True)]
        second = [0.999 * old + 0.001 * new**2 for old, new in zip(second, row, strict=True)]
        values = [
            value - lr * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)).sqrt() + 1e-8)
            for value, mean, square in zip(values, first, second, strict=True)
        ]
        places.append(values)
    return places


def walk(student, path, name, *settings, as_generator=False, **more):
    """Make an optimizer with the learner's function and return what it is and where it takes the parameters."""
    values, gradients = path
    kept = student.later.kit.parameters(values)
    given = student.later.kit.one_by_one(kept) if as_generator else kept
    return student.kit.steps(student.later.training.make_optimizer(name, given, *settings, **more), kept, gradients)


def is_right(came, cls, places, path):
    """Hold an optimizer's class, what it left alone before the first step, and its steps against what is right."""
    assert cls in came["classes"], f"it is no torch.optim.{cls}"
    for number, (now, value) in enumerate(zip(came["before"], path[0], strict=True), start=1):
        untouched = f"parameter {number} before the first step"
        assert_close(now["value"], value, rtol=0, atol=0, what=untouched)
        assert_close(now["grad"], torch.ones_like(value), rtol=0, atol=0, what=f"the gradient of {untouched}")
    for number, (now, place) in enumerate(zip(came["values"], places, strict=True), start=1):
        assert_close(now, place, what=f"the list of parameters after step {number}")


@criterion("training.make_optimizer", "gives an SGD that steps by lr times the gradient", weight=2)
def test_make_optimizer_sgd(student, path):
    for lr in (0.3, 0.04):
        is_right(walk(student, path, "sgd", lr), "SGD", follow_sgd(*path, lr), path)


@criterion("training.make_optimizer", "hands the momentum to SGD", weight=2)
def test_make_optimizer_momentum(student, path):
    for momentum in (0.5, 0.9):
        places = follow_sgd(*path, 0.2, momentum)
        is_right(walk(student, path, "sgd", 0.2, momentum=momentum), "SGD", places, path)
    is_right(walk(student, path, "sgd", 0.2, 0.7), "SGD", follow_sgd(*path, 0.2, 0.7), path)


@criterion("training.make_optimizer", "gives an Adam, and no momentum to it", weight=2)
def test_make_optimizer_adam(student, path):
    for lr, settings in ((0.3, {}), (0.04, {"momentum": 0.5})):
        is_right(walk(student, path, "adam", lr, **settings), "Adam", follow_adam(*path, lr), path)


@criterion("training.make_optimizer", "takes the name in upper and lower case", weight=1)
def test_make_optimizer_case(student, path):
    for name in ("SGD", "sGd"):
        is_right(walk(student, path, name, 0.2), "SGD", follow_sgd(*path, 0.2), path)
    for name in ("ADAM", "Adam"):
        is_right(walk(student, path, name, 0.2), "Adam", follow_adam(*path, 0.2), path)


@criterion("training.make_optimizer", "takes the parameters from a generator too", weight=1)
def test_make_optimizer_generator(student, path):
    is_right(walk(student, path, "sgd", 0.2, as_generator=True), "SGD", follow_sgd(*path, 0.2), path)
    is_right(walk(student, path, "adam", 0.2, as_generator=True), "Adam", follow_adam(*path, 0.2), path)


@criterion("training.make_optimizer", "refuses any other name with a ValueError", weight=1)
def test_make_optimizer_refuses(student, path):
    for name in ("rmsprop", "adamw", "NAdam", "sgdm", "asgd", "s", ""):
        with refuses(f"the name {name!r}"):
            student.training.make_optimizer(name, student.later.kit.parameters(path[0]), 0.2)
    is_right(walk(student, path, "sgd", 0.2), "SGD", follow_sgd(*path, 0.2), path)


@criterion("training.make_optimizer", "names both good names in the error's message", weight=1)
def test_make_optimizer_message(student, path):
    for name in ("rmsprop", "lion"):
        try:
            student.training.make_optimizer(name, student.later.kit.parameters(path[0]), 0.2)
        except ValueError as error:
            message = str(error).lower()
            for good in ("sgd", "adam"):
                assert good in message, f"the message for the name {name!r} does not hold {good}"
        else:
            raise WrongAnswerError(f"the name {name!r} went through without an error; a ValueError is asked for")
    is_right(walk(student, path, "sgd", 0.2), "SGD", follow_sgd(*path, 0.2), path)


# What a training starts from


@dataclass(frozen=True)
class Start:
    """Plain data from which the kit makes a model, a criterion and an optimizer, on whichever side."""

    values: list[torch.Tensor]
    criterion: str = "MSELoss"
    optimizer: str = "SGD"
    settings: dict[str, float] = field(default_factory=lambda: {"lr": 0.1, "momentum": 0.5})
    factor: float = 1.0
    training: bool = True
    gradients: list[torch.Tensor] | None = None

    def on(self, it):
        """Return model, criterion and optimizer on a student's side."""
        kit = it.later.kit
        model = kit.network(self.values, self.factor, training=self.training, gradients=self.gradients)
        return model, kit.criterion(self.criterion), kit.optimizer(model, self.optimizer, self.settings)


ADAM = {"optimizer": "Adam", "settings": {"lr": 0.05}}


def layers(draw, *sizes):
    """Return weights and bias of the layers between these numbers of units."""
    shapes = [shape for size, more in itertools.pairwise(sizes) for shape in ((more, size), (more,))]
    return [0.6 * draw.away_from_zero(*shape) for shape in shapes]


def samples(draw, count, inputs, targets):
    """Return inputs and targets."""
    return draw.normal(count, inputs), 1 + draw.normal(count, targets)


# train_step

LOSSES = {
    "MSELoss": lambda predictions, targets: ((predictions - targets) ** 2).mean(),
    "lopsided": lambda predictions, targets: ((predictions - 2 * targets) ** 2).mean(),
}


def outputs(values, inputs, factor):
    """Return what the kit's network of these values gives in training mode."""
    for number, (weights, bias) in enumerate(zip(values[::2], values[1::2], strict=True)):
        inputs = (inputs.tanh() if number else inputs) @ weights.T + bias
    return factor * inputs


def right_steps(start, *batches):
    """Return the losses before each step of a training, and the parameters after the last, by the formulas."""
    values, gradients, losses = [value.double() for value in start.values], [], []
    follow = follow_adam if start.optimizer == "Adam" else follow_sgd
    for inputs, targets in batches:
        leaves = [value.detach().requires_grad_() for value in values]
        loss = LOSSES[start.criterion](outputs(leaves, inputs.double(), start.factor), targets.double())
        losses.append(loss.item())
        gradients.append(torch.autograd.grad(loss, leaves))
        values = follow([value.double() for value in start.values], gradients, **start.settings)[-1]
    return losses, [value.float() for value in values]


def take_steps(student, start, *batches):
    """Return the losses that the learner's train_step gives for these batches, and the parameters after the last."""
    objects = start.on(student)
    came = [student.kit.trained(student.training.train_step, *objects, *batch) for batch in batches]
    return [each["answer"] for each in came], came[-1]["parameters"]


def are_right(answer, right):
    """Hold losses and parameters against what is right."""
    assert_close(answer[0], right[0], what="the list of losses of the steps")
    assert_close(answer[1], right[1], what="the list of parameters after the steps")


@criterion("training.train_step", "returns the loss before the update, as a Python float", weight=3)
def test_train_step_loss(student, draw):
    for sizes in ((5, 3, 2), (4, 1)):
        start, batch = Start(layers(draw, *sizes)), samples(draw, 7, sizes[0], sizes[-1])
        losses, _ = take_steps(student, start, batch)
        assert_close(losses, right_steps(start, batch)[0], what="the list of one loss")


@criterion("training.train_step", "lets the given optimizer move the parameters by one step", weight=3)
def test_train_step_parameters(student, draw):
    values, batch = layers(draw, 5, 3, 2), samples(draw, 7, 5, 2)
    for start in (Start(values), Start(values, **ADAM)):
        _, parameters = take_steps(student, start, batch)
        assert_close(parameters, right_steps(start, batch)[1], what="the list of parameters after the step")


@criterion("training.train_step", "uses the gradients of this step only, whatever was there before", weight=3)
def test_train_step_gradients(student, draw):
    values, batch = layers(draw, 5, 2), samples(draw, 7, 5, 2)
    left = [[size * draw.away_from_zero(*value.shape) for value in values] for size in (1, 100)]
    for start, count in (
        (Start(values, gradients=left[0]), 2),
        (Start(values, gradients=left[1], **ADAM), 2),
        (Start(values, settings={"lr": 0.1}), 3),
    ):
        are_right(take_steps(student, start, *[batch] * count), right_steps(start, *[batch] * count))


@criterion("training.train_step", "asks the given criterion, predictions first", weight=2)
def test_train_step_criterion(student, draw):
    start, batch = Start(layers(draw, 5, 2), "lopsided"), samples(draw, 7, 5, 2)
    are_right(take_steps(student, start, batch, batch), right_steps(start, batch, batch))


@criterion("training.train_step", "works for one sample, one input, one target, and tensors that are views", weight=1)
def test_train_step_shapes(student, draw):
    for count, *sizes in ((1, 3, 2), (6, 1, 1), (5, 4, 3, 1), (1, 1, 1)):
        start, batch = Start(layers(draw, *sizes)), samples(draw, count, sizes[0], sizes[-1])
        views = [student.keep(tensor, strided=True) for tensor in batch]
        are_right(take_steps(student, start, views), right_steps(start, batch))


@criterion("training.train_step", "leaves training mode switched on", weight=1)
def test_train_step_mode(student, draw):
    start, batch = Start(layers(draw, 5, 2), factor=1.5), samples(draw, 7, 5, 2)
    are_right(take_steps(student, start, batch, batch), right_steps(start, batch, batch))


def are_as_before(looks, tensors):
    """Hold ``look`` of inputs and targets, which required grad and had none, against what they were."""
    for after, before, name in zip(entries(looks, 2), tensors, ("inputs", "targets"), strict=True):
        assert_close(after["value"], before, rtol=0, atol=0, what=f"the tensor of {name} after the call")
        assert after["requires_grad"], f"the tensor of {name} does not require grad after the call"
        assert after["grad"] is None, f"the tensor of {name} has a gradient after the call"


@criterion("training.train_step", "leaves inputs and targets as they are, even where they require grad", weight=1)
def test_train_step_arguments(student, draw):
    start, batch = Start(layers(draw, 5, 2)), samples(draw, 7, 5, 2)
    kept = [student.keep(tensor, requires_grad=True) for tensor in batch]
    came = student.kit.trained(student.training.train_step, *start.on(student), *kept)
    are_right(([came["answer"]], came["parameters"]), right_steps(start, batch))
    are_as_before(came["arguments"], batch)


# fit


def copied_over(student, data):
    """Leave a copy of inputs or targets over there, with the gradient that earlier steps left on them."""
    copy = student.keep(data, requires_grad=data.requires_grad)
    if data.is_leaf and data.grad is not None:
        student.later.kit.give_gradient(copy, data.grad)
    return copy


def takes_step(student):
    """The learner's own step, on copies over there; what it made of them is brought back."""

    def train_step(model, loss, optimizer, inputs, targets):
        name, group = type(optimizer).__name__, optimizer.param_groups[0]
        settings = {key: group[key] for key in ("lr", "momentum") if key in group}
        parameters = list(model.parameters())
        values, gradients = [each.detach() for each in parameters], [each.grad for each in parameters]
        kit = student.later.kit
        there = kit.network(values, model.factor, training=model.training, gradients=gradients)
        state = [dict(optimizer.state.get(each, {})) for each in parameters]
        came = student.kit.trained_on(
            student.training.train_step,
            there,
            kit.criterion(getattr(loss, "__name__", type(loss).__name__)),
            kit.optimizer(there, name, settings, state),
            *(copied_over(student, data) for data in (inputs, targets)),
        )
        for parameter, value, gradient in zip(parameters, came["parameters"], came["gradients"], strict=True):
            parameter.data = check_tensor(value, parameter.shape)
            parameter.grad = gradient
        for data, look in zip((inputs, targets), came["arguments"], strict=True):
            data.data = check_tensor(look["value"], data.shape)
            if data.is_leaf:
                data.grad = look["grad"]
        state = {number: each for number, each in enumerate(came["state"]) if each}
        optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
        model.train(came["training"])
        return came["answer"]

    return train_step


BUILT_ON = {"stands": {"train_step": takes_step}}


@pytest.fixture
def start(draw):
    """A layer with two targets, a loss that tells predictions from targets, and an optimizer that remembers."""
    return Start(layers(draw, 5, 2), "lopsided")


@pytest.fixture
def data(draw):
    """Seven samples for it."""
    return samples(draw, 7, 5, 2)


@pytest.fixture
def more(draw):
    """Six others: a step that moves nothing, and is to be built on, shows itself by losses that differ."""
    return samples(draw, 6, 5, 2)


def trained(it, exercise, start, *arguments):
    """Return all that became of a training, which starts afresh."""
    return it.kit.trained(getattr(it.training, exercise), *start.on(it), *arguments)


def result(came):
    """Return what a training gave, and the parameters that it led to."""
    return [came["answer"], came["parameters"]]


def in_either_mode(start):
    """Return two starts with a model in training and in evaluation mode, whose outputs differ by mode."""
    return replace(start, factor=1.5), replace(start, factor=0.7, training=False)


def leaves_data_alone(follows, exercise, start, *cases):
    """Ask for trainings on data that require grad, and for what becomes of these."""

    def question(it):
        came = [
            trained(it, exercise, start, *(it.keep(tensor, requires_grad=True) for tensor in data), 2) for data in cases
        ]
        return [
            [*result(each), [[look["value"], look["requires_grad"], look["grad"]] for look in each["arguments"]]]
            for each in came
        ]

    follows(question, **BUILT_ON)


@criterion("training.fit", "records the loss before every update, as Python floats", weight=3)
def test_fit_losses(follows, draw):
    cases = [(Start(layers(draw, *sizes)), *samples(draw, 7, sizes[0], sizes[-1])) for sizes in ((5, 3, 2), (4, 1))]
    follows(lambda it: [trained(it, "fit", *case, 3)["answer"] for case in cases], **BUILT_ON)


def count(answer):
    """Return how many entries a list has, and None for anything else."""
    return len(answer) if isinstance(answer, list) else None


@criterion("training.fit", "makes one update an epoch, and an entry for each", weight=3)
def test_fit_parameters(follows, start, data):
    def question(it):
        came = [trained(it, "fit", each, *data, 3) for each in (start, Start(start.values, **ADAM))]
        return [[count(each["answer"]), each["parameters"]] for each in came]

    follows(question, **BUILT_ON)


@criterion("training.fit", "goes on from where model and optimizer stand", weight=2)
def test_fit_goes_on(follows, start, data, more):
    def question(it):
        objects = start.on(it)
        cases = (*data, 2), (*more, 1), (*data, 1)
        return [result(it.kit.trained(it.training.fit, *objects, *case)) for case in cases]

    follows(question, **BUILT_ON)


@criterion("training.fit", "gives an empty list and changes nothing for epochs=0", weight=1)
def test_fit_without_epochs(follows, start, data, more):
    cases = (*data, 0), (*data, 2), (*more, 1)
    follows(lambda it: [result(trained(it, "fit", start, *case)) for case in cases], **BUILT_ON)


@criterion("training.fit", "trains in training mode", weight=1)
def test_fit_mode(follows, start, data):
    follows(lambda it: [result(trained(it, "fit", each, *data, 2)) for each in in_either_mode(start)], **BUILT_ON)


@criterion("training.fit", "leaves inputs and targets as they are, even where they require grad", weight=1)
def test_fit_arguments(follows, start, data, more):
    leaves_data_alone(follows, "fit", start, data, more)


# fit_with_history


def overwritten(it, start, *arguments):
    """Return what the kit tells of predictions that it wrote into."""
    return it.kit.overwritten(it.training.fit_with_history, *start.on(it), *arguments)


@pytest.fixture
def table(draw):
    """A model that returns a view of its one parameter: the prediction for each of seven samples."""
    return Start([draw.normal(7, 2)])


@criterion("training.fit_with_history", "trains as fit does, with the losses first", weight=3)
def test_fit_with_history_trains(follows, start, data):
    def question(it):
        came = [trained(it, "fit_with_history", each, *data, 2) for each in (start, Start(start.values, **ADAM))]
        return [[first(each["answer"]), each["parameters"]] for each in came]

    follows(question, **BUILT_ON)


def first(answer):
    """Return the first of the two entries that a tuple should have."""
    return answer[0] if isinstance(answer, tuple | list) and len(answer) == 2 else answer


@criterion("training.fit_with_history", "keeps the predictions that were made before each update", weight=3)
def test_fit_with_history_predictions(follows, draw, data):
    cases = [
        (Start(layers(draw, *sizes)), *samples(draw, number, sizes[0], sizes[-1]))
        for number, *sizes in ((7, 5, 3, 2), (1, 4, 1))
    ]
    follows(lambda it: [trained(it, "fit_with_history", *case, 2)["answer"] for case in cases], **BUILT_ON)


@criterion("training.fit_with_history", "gives predictions that do not require grad", weight=1)
def test_fit_with_history_detached(follows, start, data, more):
    def question(it):
        came = [overwritten(it, start, *each, 2) for each in (data, more)]
        return [[each[name] for name in ("losses", "predictions", "require_grad")] for each in came]

    follows(question, **BUILT_ON)


@criterion("training.fit_with_history", "gives every prediction memory of its own", weight=2)
def test_fit_with_history_memory(follows, start, table, data):
    def question(it):
        came = [overwritten(it, each, *data, 2) for each in (start, table)]
        return [[each[name] for name in ("losses", "predictions", "afterwards", "parameters")] for each in came]

    follows(question, **BUILT_ON)


@criterion("training.fit_with_history", "gives two empty lists and changes nothing for epochs=0", weight=1)
def test_fit_with_history_without_epochs(follows, start, data, more):
    cases = (*data, 0), (*data, 2), (*more, 1)
    follows(lambda it: [result(trained(it, "fit_with_history", start, *case)) for case in cases], **BUILT_ON)


@criterion("training.fit_with_history", "trains in training mode", weight=1)
def test_fit_with_history_mode(follows, start, data):
    def question(it):
        came = [trained(it, "fit_with_history", each, *data, 2) for each in in_either_mode(start)]
        return [[first(each["answer"]), each["parameters"]] for each in came]  # in which mode to predict is free

    follows(question, **BUILT_ON)


@criterion("training.fit_with_history", "leaves inputs and targets as they are, even where they require grad", weight=1)
def test_fit_with_history_arguments(follows, start, data, more):
    leaves_data_alone(follows, "fit_with_history", start, data, more)


# fit_minibatches


@pytest.fixture
def rows(draw):
    """Five samples for the network: batches of three leave a smaller one at the end."""
    return samples(draw, 5, 5, 2)


def batches(it, start, rows, epochs, size=3, **more):
    """Return all that became of a training batch by batch."""
    return trained(it, "fit_minibatches", start, it.later.kit.loader(*rows, size, **more), epochs)


@criterion("training.fit_minibatches", "averages the losses before the updates over an epoch's samples", weight=3)
def test_fit_minibatches_losses(follows, draw, start, rows):
    cases = (start, rows, 2), (Start(layers(draw, 4, 1)), samples(draw, 7, 4, 1), 2, 4)
    follows(lambda it: [batches(it, *case)["answer"] for case in cases], **BUILT_ON)


@criterion("training.fit_minibatches", "makes one update a batch, and an entry for every epoch", weight=3)
def test_fit_minibatches_parameters(follows, start, rows):
    def question(it):
        came = [batches(it, start, rows, 2), batches(it, Start(start.values, **ADAM), rows, 1)]
        return [[count(each["answer"]), each["parameters"]] for each in came]

    follows(question, **BUILT_ON)


@criterion("training.fit_minibatches", "goes through the loader once an epoch, which shuffles each time", weight=2)
def test_fit_minibatches_shuffled(follows, draw, start):
    # Of eight rows, three epochs draw the same three batches once in 300 000 times.
    rows, seed = samples(draw, 8, 5, 2), draw.integer(0, 1000)
    follows(lambda it: result(batches(it, start, rows, 3, seed=seed)), **BUILT_ON)


@criterion("training.fit_minibatches", "works for batches of one sample, and for a single batch", weight=1)
def test_fit_minibatches_sizes(follows, start, rows):
    follows(lambda it: [result(batches(it, start, rows, 1, size)) for size in (1, 20)], **BUILT_ON)


@criterion("training.fit_minibatches", "gives an empty list and changes nothing for epochs=0", weight=1)
def test_fit_minibatches_without_epochs(follows, start, rows):
    follows(lambda it: [result(batches(it, start, rows, epochs)) for epochs in (0, 2)], **BUILT_ON)


@criterion("training.fit_minibatches", "trains in training mode", weight=1)
def test_fit_minibatches_mode(follows, start, rows):
    follows(lambda it: [result(batches(it, each, rows, 1)) for each in in_either_mode(start)], **BUILT_ON)
