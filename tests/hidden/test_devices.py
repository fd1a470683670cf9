"""Chapter 8, graded: without a GPU, the ``meta`` device shows what moves, and torch is told of other machines.

What is marked ``gpu`` asks for the same on CUDA. A right answer needs no luck there that it does not need on ``meta``,
and no mistake waits for a GPU to be seen.
"""

import copy

import numpy as np
import pytest
import torch

from autograder.grading.suite import WrongAnswerError, assert_close, check_tensor, criterion, entries

CPU, META, CUDA = torch.device("cpu"), torch.device("meta"), torch.device("cuda")

FIRST_GPU_USE = 60.0
"""Seconds: a worker that touches CUDA for the first time makes a context, and loads what it computes with."""


# pick_device

NOTHING, ONLY_CUDA, ONLY_MPS, BOTH = (False, False), (True, False), (False, True), (True, True)
"""What a machine has: CUDA, MPS."""


def check_picks(student, *machines):
    """Hold what is picked on one machine after another against what is there; each is told by its device and itself."""
    expected = [torch.device(name) for name, _ in machines]
    told = [machine for _, machine in machines]
    assert_close(student.kit.on_machines(student.devices.pick_device, machines=told), expected, what="what is picked")


@criterion("devices.pick_device", "gives mps where that is all there is", weight=2)
def test_pick_device_mps(student):
    check_picks(student, ("mps", ONLY_MPS), ("cpu", NOTHING))


@criterion("devices.pick_device", "gives cuda where CUDA is available", weight=2)
def test_pick_device_cuda(student):
    check_picks(student, ("cpu", NOTHING), ("cuda", ONLY_CUDA))


@criterion("devices.pick_device", "prefers cuda where there are both", weight=1)
def test_pick_device_both(student):
    check_picks(student, ("cuda", BOTH), ("cpu", NOTHING))


@criterion("devices.pick_device", "asks at each call", weight=1)
def test_pick_device_each_call(student, draw):
    ends = ("cuda", ONLY_CUDA), ("cpu", NOTHING)
    check_picks(student, *ends, *(ends[draw.integer(0, 2)] for _ in range(8)), *ends)


@pytest.mark.gpu
@pytest.mark.timeout(FIRST_GPU_USE)
@criterion("devices.pick_device", "gives cuda on a machine that has it", weight=1)
def test_pick_device_gpu(student):
    assert_close(student.devices.pick_device(), CUDA, what="what is picked")
    check_picks(student, ("cpu", NOTHING), ("cuda", ONLY_CUDA))


# to_device


def rows(batch, device, where="the batch"):
    """Describe a batch of tensors that are on the CPU as ``kit.moved`` should when they are on ``device``.

    Each row comes with the name of its place.
    """
    kind = type(batch).__name__
    if isinstance(batch, torch.Tensor):
        row = {"type": "Tensor", "device": device.type, "shape": tuple(batch.shape), "dtype": batch.dtype}
        yield where, row if device == META else {**row, "value": batch}
    elif isinstance(batch, list | tuple | dict):
        keys = list(batch) if isinstance(batch, dict) else list(range(len(batch)))
        yield where, {"type": kind, "keys": keys}
        for number, key in enumerate(keys, start=1):
            yield from rows(batch[key], device, f"entry {number} of {where}")
    else:
        yield where, {"type": kind, "value": batch}


PARTS = {
    "type": "is of another type than what was given",
    "keys": "has not the length, or not the keys in their order, that it had",
    "device": "is not on the device",
    "shape": "has another shape than the tensor that was given",
    "dtype": "has another dtype than the tensor that was given",
}


def check_rows(found, right, what):
    """Hold the description of a batch against the right one, and name the first place where they part."""
    if not isinstance(found, list):
        raise WrongAnswerError(f"{what} cannot be described")
    for (where, expected), row in zip(right, [*found, *[None] * len(right)], strict=False):
        if not isinstance(row, dict):
            raise WrongAnswerError(f"{what}: {where} is missing")
        for fact, value in expected.items():
            answer = row.get(fact)
            if isinstance(value, torch.Tensor):
                tensor = check_tensor(answer, value.shape, value.dtype, f"{what}: {where}")
                assert_close(tensor.cpu(), value, rtol=0, atol=0, what=f"{what}: {where}")
            elif isinstance(value, np.ndarray):
                same = isinstance(answer, np.ndarray) and np.array_equal(answer, value)
                assert same, f"{what}: {where} is not the array that it was"
            elif type(answer) is not type(value) or answer != value:
                raise WrongAnswerError(f"{what}: {where} {PARTS.get(fact, 'is not what it was')}")
    if len(found) > len(right):
        raise WrongAnswerError(f"{what} has more entries than what was given")


def check_moves(student, batch, *devices):
    """Hold a moved batch against what it should be on each of the devices."""
    for device in devices:
        answer = student.kit.moved(student.devices.to_device, [copy.deepcopy(batch), device])
        found = answer.get("result") if isinstance(answer, dict) else None
        check_rows(found, list(rows(batch, device)), f"moved to {device.type}")


@criterion("devices.to_device", "moves a tensor alone, and those in a list, a tuple or a dictionary", weight=3)
def test_to_device(student, draw):
    check_moves(student, draw.normal(7, 5), META, CPU)
    labels = torch.tensor([draw.integer(0, 10) for _ in range(3)])
    tensors = [draw.normal(3, 5), labels, labels > 4, draw.normal().double(), draw.normal(1, 2).half()]
    check_moves(student, tensors, META, CPU)
    check_moves(student, tuple(tensors[:2]), META)
    check_moves(student, {"inputs": tensors[0], "targets": tensors[1]}, META, CPU)


@criterion("devices.to_device", "moves them at any depth", weight=3)
def test_to_device_deep(student, draw):
    first, second, third = draw.normal(2, 3), draw.normal(4), draw.normal(1, 1)
    deep = {"a": [first, [second, {"b": [third, [first]]}]], "c": {"d": {"e": {"f": second}}}}
    check_moves(student, deep, META, CPU)
    for _ in range(4):
        deep = [third, {"more": deep}]
    check_moves(student, deep, META)


@criterion("devices.to_device", "keeps structure, order, keys and types", weight=2)
def test_to_device_structure(student, draw):
    one, other = draw.normal(2, 3), draw.normal(5)
    batch = [
        (one, other),
        {"z": one, "a": (other,), 3: [one], (1, "m"): one},
        [],
        (),
        {},
        ([other], (), {"last": (one, [other, (one,)])}),
    ]
    check_moves(student, batch, META, CPU)
    check_moves(student, (batch, one), META)


@criterion("devices.to_device", "passes numbers, text, None and arrays through", weight=2)
def test_to_device_others(student, draw):
    tensor = draw.normal(2, 3)
    array = draw.normal(4).numpy()
    others = [7, 2.5, True, None, "cat", "", b"raw", array, torch.float64, CPU]
    check_moves(student, [tensor, *others, (others[0], "b", tensor)], META, CPU)
    check_moves(student, {"image": tensor, "label": draw.integer(0, 10), "mask": array, "name": "a"}, META)
    bare = [student.devices.to_device(other, META) for other in others[:6]]
    assert_close(bare, others[:6], what="the list of what came back for what is no batch at all")


@criterion("devices.to_device", "leaves objects with a .to of their own alone", weight=2)
def test_to_device_own_to(student, draw):
    traveller, model = student.later.kit.Traveller(), student.later.torch.nn.Linear(3, 2)
    before, after, weights = draw.normal(4), draw.normal(4), {"weight": draw.normal(2, 3), "bias": draw.normal(2)}
    student.later.kit.Traveller.take(traveller, before)
    answer = student.devices.to_device([draw.normal(2, 3), {"traveller": traveller, "model": model}], META)
    tensor, others = entries(answer, 2)
    assert getattr(tensor, "device", None) == META, "the tensor beside them was not moved"
    if not isinstance(others, dict) or set(others) != {"traveller", "model"}:
        raise WrongAnswerError("the dictionary that held them came back as something else")
    # What is done to the ones that went in must show in the ones that came out: they are the same, not copies.
    student.later.kit.Traveller.take(traveller, after)
    student.later.torch.nn.Module.load_state_dict(model, weights)
    seen = student.kit.Traveller.show(others["traveller"])
    assert_close(seen, after, what="what the object with a .to carries, seen in the one that came back,")
    state = student.torch.nn.Module.state_dict(others["model"])
    for name, value in weights.items():
        found = state.get(name) if isinstance(state, dict) else None
        assert_close(found, value, rtol=0, atol=0, what=f"the {name} of the model, read from the one that came back,")


@criterion("devices.to_device", "leaves the batch that it was given as it is", weight=1)
def test_to_device_arguments(student, draw):
    one, other = draw.normal(2, 3), draw.normal(5)
    leaf = student.keep(one, requires_grad=True)

    def batch(tensor):
        return [tensor, [other, {"x": tensor, "y": [other]}], {"z": (tensor, [other])}]

    answer = student.kit.moved(student.devices.to_device, [batch(leaf), META])
    found, given = (answer.get(name) if isinstance(answer, dict) else None for name in ("result", "batch"))
    check_rows(found, list(rows(batch(one), META)), "moved to meta")
    check_rows(given, list(rows(batch(one), CPU)), "what was given, looked at after the call")
    now = student.kit.look(leaf)
    assert_close(now["value"], one, rtol=0, atol=0, what="a tensor of the batch, after the call,")
    assert now["requires_grad"], "a tensor of the batch does not require grad any more after the call"
    assert now["is_leaf"], "a tensor of the batch is no leaf any more after the call"
    assert now["grad"] is None, "a tensor of the batch has a gradient after the call"


@pytest.mark.gpu
@pytest.mark.timeout(FIRST_GPU_USE)
@criterion("devices.to_device", "moves tensors to a GPU with their values, and the rest not at all", weight=3)
def test_to_device_gpu(student, draw):
    tensor, labels = draw.normal(7, 5), torch.tensor([draw.integer(0, 10) for _ in range(7)])
    check_moves(student, tensor, CUDA, CPU)
    check_moves(student, {"inputs": [tensor, (labels, 3)], "name": "cat", "none": None}, CUDA, CPU)


# fit_on_device


def with_either(student, check) -> None:
    """Check the learner's training; where it fails, once more while the to_device of its module is a right one.

    An error counts once. Asking again proves more than to follow what a wrong ``to_device`` leads to: most of those
    leave all values right, or the data where it was, and a training that never moves it would look the same.
    """
    fit = student.devices.fit_on_device
    try:
        check(fit)
    except Exception:
        call = student.last_call
        try:
            check(student.later.kit.with_moves(fit))
        except Exception:  # noqa: BLE001 - it is not right with either, and the first error is the learner's to read
            mended = False
        else:
            mended = True
        student.last_call = call
        if not mended:
            raise


class Problem:
    """A model, data and an optimizer, here and with the learner's code, and what training them leads to.

    Args:
        build: makes the model from ``torch.nn``, this process's or the worker's.
        criterion: the name of the criterion in ``torch.nn``.
        inputs: shape (N, n).
        targets: shape (N, m).
        state: the parameters and buffers that the model starts from.
    """

    lr, momentum = 0.1, 0.75

    def __init__(self, build, criterion, inputs, targets, state) -> None:
        self.build, self.criterion, self.state = build, criterion, state
        self.inputs, self.targets = inputs, targets

    def trained(self, student, fit, epochs, device=CPU, data=None):
        """Return the losses and the parameters that the learner's training gives; the model starts out evaluating."""
        nn = student.later.torch.nn
        model = self.build(nn)
        nn.Module.load_state_dict(model, self.state)
        nn.Module.eval(model)
        factory = student.later.kit.sgd_factory(self.lr, self.momentum)
        inputs, targets = data or (self.inputs.clone(), self.targets.clone())
        losses = fit(model, getattr(nn, self.criterion)(), factory, inputs, targets, epochs, device)
        state = student.torch.nn.Module.state_dict(model)
        if not isinstance(state, dict):
            raise WrongAnswerError("the model has no parameters any more")
        return losses, {name: state.get(name) for name in self.state}

    def right(self, epochs):
        """Return the losses and the parameters of the right training, on the CPU."""
        model = self.build(torch.nn)
        model.load_state_dict(self.state)
        model.train()
        optimizer = torch.optim.SGD(model.parameters(), lr=self.lr, momentum=self.momentum)
        losses = []
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = getattr(torch.nn, self.criterion)()(model(self.inputs), self.targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses, {name: parameter.detach() for name, parameter in model.named_parameters()}

    def check_parameters(self, found, right, epochs, **tolerance):
        """Hold the parameters that a training ended at against the right ones."""
        for name, value in right.items():
            answer = check_tensor(found[name], value.shape, what=f"the model's {name}")
            assert_close(answer.cpu(), value, what=f"the model's {name} after {epochs} epochs", **tolerance)


@pytest.fixture
def line(draw):
    """A linear model for twelve samples of three inputs and two targets."""
    inputs = draw.normal(12, 3)
    targets = inputs @ draw.away_from_zero(3, 2) + 2 + 0.5 * draw.normal(12, 2)
    state = {"weight": draw.away_from_zero(2, 3), "bias": draw.away_from_zero(2)}
    return Problem(lambda nn: nn.Linear(3, 2), "MSELoss", inputs, targets, state)


@pytest.fixture
def counts(draw):
    """A linear model of counts, with a criterion that tells predictions from targets."""
    targets = torch.tensor([[float(draw.integer(1, 6))] for _ in range(7)])
    state = {"weight": 0.25 * draw.away_from_zero(1, 5), "bias": draw.normal(1)}
    return Problem(lambda nn: nn.Linear(5, 1), "PoissonNLLLoss", 0.5 * draw.normal(7, 5), targets, state)


@pytest.fixture
def point(draw):
    """A linear model for one sample of one input and one target."""
    state = {"weight": draw.away_from_zero(1, 1), "bias": draw.away_from_zero(1)}
    return Problem(lambda nn: nn.Linear(1, 1), "MSELoss", draw.uniform(0.5, 1.0, 1, 1), draw.uniform(3, 5, 1, 1), state)


@pytest.fixture
def normalized(draw):
    """A model with a batch normalization, which computes something else in evaluation mode."""
    state = {
        "0.weight": draw.uniform(0.5, 1.5, 3),
        "0.bias": draw.normal(3),
        "0.running_mean": 3 * draw.away_from_zero(3),
        "0.running_var": draw.uniform(4.0, 9.0, 3),
        "0.num_batches_tracked": torch.tensor(1),
        "1.weight": draw.away_from_zero(2, 3),
        "1.bias": draw.away_from_zero(2),
    }
    inputs, targets = 1 + 2 * draw.normal(8, 3), draw.normal(8, 2)
    return Problem(lambda nn: nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2)), "MSELoss", inputs, targets, state)


@criterion("devices.fit_on_device", "records the loss before every update, as Python floats", weight=3)
def test_fit_on_device_losses(student, line, counts, point):
    def check(fit):
        for problem, epochs in ((line, 4), (counts, 3), (point, 1)):
            assert_close(problem.trained(student, fit, epochs)[0], problem.right(epochs)[0], what="the list of losses")

    with_either(student, check)


@criterion("devices.fit_on_device", "ends at the parameters that the optimizer leads to", weight=3)
def test_fit_on_device_parameters(student, line, counts):
    def check(fit):
        for problem, epochs in ((line, 1), (line, 5), (counts, 3)):
            problem.check_parameters(problem.trained(student, fit, epochs)[1], problem.right(epochs)[1], epochs)

    with_either(student, check)


@criterion("devices.fit_on_device", "trains in training mode", weight=1)
def test_fit_on_device_mode(student, normalized):
    def check(fit):
        losses, state = normalized.trained(student, fit, 3)
        right_losses, right_state = normalized.right(3)
        assert_close(losses, right_losses, what="the list of losses of a model that came in evaluation mode")
        normalized.check_parameters(state, right_state, 3)

    with_either(student, check)


OCCASIONS = {
    "inputs": "the inputs were elsewhere when the model was called",
    "parameters": "the model's parameters were elsewhere when it was called",
    "predictions": "the predictions were elsewhere when the criterion was called",
    "targets": "the targets were elsewhere when the criterion was called",
    "factory": "the parameters were elsewhere when the optimizer was built from them",
    "afterwards": "the model was elsewhere after the training",
}


def check_places(student, fit, draw, device, *occasions):
    """Check that what the occasions of ``kit.whereabouts`` met was on the device."""
    seen = student.kit.whereabouts(fit, [draw.normal(5, 3), draw.normal(5, 2), 2, device])
    for occasion in occasions:
        met = seen.get(occasion) if isinstance(seen, dict) else None
        if not isinstance(met, list) or not met:
            raise WrongAnswerError("the model, the criterion or the optimizer factory that it was given was not called")
        if any(place != device.type for place in met):
            raise WrongAnswerError(f"the training was to be on {device.type}, and {OCCASIONS[occasion]}")


@criterion("devices.fit_on_device", "computes on the device that it is given, and leaves the model there", weight=3)
def test_fit_on_device_places(student, draw):
    everything = "parameters", "inputs", "predictions", "targets", "afterwards"
    with_either(student, lambda fit: check_places(student, fit, draw, META, *everything))


@criterion("devices.fit_on_device", "builds the optimizer after the model has moved", weight=2)
def test_fit_on_device_optimizer(student, draw):
    with_either(student, lambda fit: check_places(student, fit, draw, META, "factory", "parameters"))


@criterion("devices.fit_on_device", "leaves inputs and targets as they are", weight=1)
def test_fit_on_device_arguments(student, line):
    def check(fit):
        data = student.keep(line.inputs), student.keep(line.targets, strided=True)
        assert_close(line.trained(student, fit, 2, data=data)[0], line.right(2)[0], what="the list of losses")
        for leaf, value, name in zip(data, (line.inputs, line.targets), ("inputs", "targets"), strict=True):
            after = student.kit.look(leaf)
            assert_close(after["value"], value, rtol=0, atol=0, what=f"the {name} after the call")
            changed = after["requires_grad"] or after["grad"] is not None
            assert not changed, f"the {name} require grad or have a gradient after the call"

    with_either(student, check)


@pytest.mark.gpu
@pytest.mark.timeout(FIRST_GPU_USE)
@criterion("devices.fit_on_device", "does the same on a GPU", weight=3)
def test_fit_on_device_gpu(student, draw, line, normalized):
    everything = "factory", "parameters", "inputs", "predictions", "targets", "afterwards"

    def check(fit):
        check_places(student, fit, draw, CUDA, *everything)
        for problem in (line, normalized):
            losses, state = problem.trained(student, fit, 3, CUDA)
            right_losses, right_state = problem.right(3)
            # A GPU adds in another order.
            assert_close(losses, right_losses, rtol=1e-3, atol=1e-5, what="the list of losses")
            problem.check_parameters(state, right_state, 3, rtol=1e-3, atol=1e-5)

    with_either(student, check)
