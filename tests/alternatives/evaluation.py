"""Right answers of chapter 7, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
from collections.abc import Callable
from pathlib import Path

import torch
from evaluation import predict
from torch import nn

from autograder.course.answers import alternative


@alternative("evaluation.split", "by-a-sorted-random-key")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1, both excluded")
    n = inputs.size(0)
    order = torch.argsort(torch.rand(n, generator=generator))
    n_train = n - round(test_fraction * n)
    return (
        inputs.index_select(0, order[:n_train]),
        targets.index_select(0, order[:n_train]),
        inputs.index_select(0, order[n_train:]),
        targets.index_select(0, order[n_train:]),
    )


@alternative("evaluation.split", "by-random-split")
def split(inputs, targets, test_fraction, generator=None):
    from torch.utils.data import TensorDataset, random_split

    if not 0.0 < test_fraction < 1.0:
        raise ValueError
    n_test = round(len(inputs) * test_fraction)
    data = TensorDataset(inputs, targets)
    lengths = [len(inputs) - n_test, n_test]
    train, test = random_split(data, lengths, generator=generator or torch.default_generator)
    return inputs[train.indices], targets[train.indices], inputs[test.indices], targets[test.indices]


@alternative("evaluation.split", "by-a-mask-in-the-old-order")
def split(inputs, targets, test_fraction, generator=None):
    if not (test_fraction > 0 and test_fraction < 1):
        raise ValueError(f"0 < {test_fraction} < 1 does not hold")
    is_test = torch.zeros(len(targets), dtype=torch.bool)
    is_test[torch.randperm(len(targets), generator=generator)[: round(len(targets) * test_fraction)]] = True
    return inputs[~is_test], targets[~is_test], inputs[is_test], targets[is_test]


@alternative("evaluation.split", "by-hand-row-after-row")
def split(inputs, targets, test_fraction, generator=None):
    class FractionError(ValueError):
        pass

    if not 0 < test_fraction < 1:
        raise FractionError(test_fraction)
    left = list(range(len(inputs)))
    test = []
    for _ in range(round(len(inputs) * test_fraction)):
        place = torch.randint(0, len(left), (1,), generator=generator).item()
        test.append(left.pop(place))
    return [inputs[left], targets[left], inputs[test], targets[test]]


@alternative("evaluation.split", "by-numpy-seeded-from-torch")
def split(inputs, targets, test_fraction, generator=None):
    import numpy as np

    if not 0 < test_fraction < 1:
        raise ValueError("test_fraction")
    seed = int(torch.randint(2**31, (), generator=generator))
    rows = np.random.default_rng(seed).permutation(len(inputs))
    tests, trains = np.split(rows, [round(len(inputs) * test_fraction)])
    pick = lambda tensor, rows: torch.from_numpy(tensor.detach().numpy()[rows])
    return pick(inputs, trains), pick(targets, trains), pick(inputs, tests), pick(targets, tests)


@alternative("evaluation.split", "by-multinomial")
def split(inputs, targets, test_fraction, generator=None):
    if not 0 < test_fraction < 1:
        raise ValueError("test_fraction")
    rows = torch.multinomial(torch.ones(len(inputs)), len(inputs), replacement=False, generator=generator)
    n = len(inputs) - round(len(inputs) * test_fraction)
    (x_train, x_test), (y_train, y_test) = (each[rows].tensor_split([n]) for each in (inputs, targets))
    return x_train, y_train, x_test, y_test


@alternative("evaluation.split", "by-unbinding-rows")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or 1 <= test_fraction:
        raise ValueError(f"{test_fraction=}")
    numbers = torch.randperm(inputs.shape[0], generator=generator).tolist()
    cut = round(inputs.shape[0] * test_fraction)

    def take(tensor, rows):
        return torch.stack([tensor[row] for row in rows]) if rows else tensor[:0]

    test, train = sorted(numbers[:cut]), sorted(numbers[cut:])
    return take(inputs, train), take(targets, train), take(inputs, test), take(targets, test)


@alternative("evaluation.predict", "in-inference-mode")
def predict(model, inputs):
    mode = model.training
    model.eval()
    with torch.inference_mode():
        result = model(inputs)
    model.train(mode)
    return result


@alternative("evaluation.predict", "detached-afterwards")
def predict(model, inputs):
    training = model.training
    try:
        return model.eval()(inputs).detach()
    finally:
        model.train(training)


@alternative("evaluation.predict", "switches-back-only-if-needed")
def predict(model, inputs):
    with torch.no_grad():
        if not model.training:
            return model(inputs)
        model.eval()
        result = model(inputs)
    model.train()
    return result


@alternative("evaluation.predict", "on-a-copy")
def predict(model, inputs):
    from copy import deepcopy

    twin = deepcopy(model).eval().requires_grad_(False)
    return twin(inputs.detach())


@alternative("evaluation.predict", "sets-every-flag-by-hand")
def predict(model, inputs):
    flags = {part: part.training for part in model.modules()}
    for part in flags:
        part.training = False
    torch.set_grad_enabled(False)
    try:
        return model.forward(inputs)
    finally:
        torch.set_grad_enabled(True)
        for part, flag in flags.items():
            part.training = flag


@alternative("evaluation.predict", "by-functional-call")
def predict(model, inputs):
    training = model.training
    model.train(False)
    frozen = {name: value.detach() for name, value in [*model.named_parameters(), *model.named_buffers()]}
    outputs = torch.func.functional_call(model, frozen, (inputs.detach(),))
    model.train(training)
    return outputs


@alternative("evaluation.predict", "row-after-row")
def predict(model, inputs):
    training = model.training
    model.eval()
    with torch.no_grad():
        outputs = torch.cat([model(row) for row in inputs.split(1)])
    model.train(mode=training)
    return outputs.data


@alternative("evaluation.evaluate", "relies-on-predict")
def evaluate(model, criterion, inputs, targets):
    return criterion(predict(model, inputs), targets).item()


@alternative("evaluation.evaluate", "does-without-predict")
def evaluate(model, criterion, inputs, targets):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        loss = criterion(model(inputs), targets)
    model.train(was_training)
    return loss.item()


@alternative("evaluation.evaluate", "in-inference-mode")
def evaluate(model, criterion, inputs, targets):
    mode = model.training
    try:
        with torch.inference_mode():
            return float(criterion(model.eval()(inputs), targets))
    finally:
        model.train(mode)


@alternative("evaluation.evaluate", "on-a-copy")
def evaluate(model, criterion, inputs, targets):
    import copy

    with torch.no_grad():
        return criterion(copy.deepcopy(model).eval()(inputs), targets).tolist()


@alternative("evaluation.evaluate", "average-of-batches")
def evaluate(model, criterion, inputs, targets):
    training, total = model.training, 0.0
    model.eval()
    with torch.no_grad():
        for x, y in zip(inputs.split(2), targets.split(2), strict=True):
            total += criterion(model(x), y).item() * len(x)
    model.train(training)
    return total / len(inputs)


@alternative("evaluation.evaluate", "decorated")
def evaluate(model, criterion, inputs, targets):
    @torch.no_grad()
    def loss():
        predictions = predict(model, inputs)
        return criterion(predictions, targets)

    return float(loss().detach().cpu().numpy())


@alternative("evaluation.evaluate", "switches-recording-off-and-back")
def evaluate(model, criterion, inputs, targets):
    recording, mode = torch.is_grad_enabled(), model.training
    torch.set_grad_enabled(False)
    model.train(False)
    loss = criterion(predict(model, inputs), targets)
    model.train(mode)
    torch.set_grad_enabled(recording)
    return loss.item()


@alternative("evaluation.save_model", "through-an-open-file")
def save_model(model, path):
    with open(path, "wb") as file:
        torch.save(model.state_dict(), file)


@alternative("evaluation.save_model", "copies-on-the-cpu")
def save_model(model, path):
    torch.save({name: value.detach().cpu().clone() for name, value in model.state_dict().items()}, Path(path))


@alternative("evaluation.save_model", "in-the-older-format")
def save_model(model, path):
    torch.save(model.state_dict(), str(path), _use_new_zipfile_serialization=False)


@alternative("evaluation.save_model", "parameters-and-buffers")
def save_model(model, path):
    torch.save({**dict(model.named_parameters()), **dict(model.named_buffers())}, path)


@alternative("evaluation.save_model", "through-memory")
def save_model(model, path):
    import io

    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    Path(path).write_bytes(buffer.getvalue())


@alternative("evaluation.save_model", "by-another-name-first")
def save_model(model, path):
    import os

    whole = os.fspath(path)
    torch.save(model.state_dict(keep_vars=False), whole + ".part")
    os.replace(whole + ".part", whole)


@alternative("evaluation.load_model", "by-default-arguments")
def load_model(model, path):
    state = torch.load(path, "cpu")
    model.load_state_dict(state)
    model.eval()
    return model


@alternative("evaluation.load_model", "to-the-device-of-the-model")
def load_model(model, path):
    device = next(model.parameters()).device
    model.load_state_dict(torch.load(str(path), map_location=device, weights_only=True), strict=True)
    return model.train(False)


@alternative("evaluation.load_model", "storages-stay-where-they-are-read")
def load_model(model, path):
    with open(path, "rb") as file:
        state = torch.load(file, map_location=lambda storage, place: storage, weights_only=True)
    model.eval().load_state_dict(state)
    return model


@alternative("evaluation.load_model", "assigns-the-tensors")
def load_model(model, path):
    model.load_state_dict(torch.load(path, map_location=torch.device("cpu"), weights_only=True), assign=True)
    return model.eval()


@alternative("evaluation.load_model", "copies-each-tensor")
def load_model(model, path):
    state = torch.load(path, map_location="cpu", weights_only=True)
    own = model.state_dict()
    if own.keys() != state.keys():
        raise KeyError("the file is of another model")
    with torch.no_grad():
        for name, value in own.items():
            value.copy_(state[name])
    return model.eval()


@alternative("evaluation.load_model", "mapped-into-memory")
def load_model(model, path):
    model.load_state_dict(torch.load(path, map_location="cpu", mmap=True, weights_only=True))
    for part in model.modules():
        part.training = False
    return model


@alternative("evaluation.load_model", "says-what-it-refuses")
def load_model(model, path):
    import pickle

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise ValueError(f"{path} holds more than tensors") from error
    model.load_state_dict(state)
    return model.eval()
