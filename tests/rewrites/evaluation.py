"""The known mistakes of chapter 7, each written afresh in another style: each must still be named."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from pathlib import Path

import torch
from evaluation import predict

from autograder.course.answers import rewrite


@rewrite("evaluation.split", "takes-the-last-rows")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n_test = round(test_fraction * inputs.shape[0])
    sizes = [inputs.shape[0] - n_test, n_test]
    train_inputs, test_inputs = torch.split(inputs, sizes)
    train_targets, test_targets = torch.split(targets, sizes)
    return train_inputs, train_targets, test_inputs, test_targets


@rewrite("evaluation.split", "shuffles-inputs-and-targets-apart")
def split(inputs, targets, test_fraction, generator=None):
    if not 0 < test_fraction < 1:
        raise ValueError("the fraction must lie between 0 and 1")

    def shuffle_and_cut(tensor):
        order = torch.randperm(tensor.shape[0], generator=generator)
        n_test = round(tensor.shape[0] * test_fraction)
        return tensor[order[n_test:]], tensor[order[:n_test]]

    train_inputs, test_inputs = shuffle_and_cut(inputs)
    train_targets, test_targets = shuffle_and_cut(targets)
    return train_inputs, train_targets, test_inputs, test_targets


@rewrite("evaluation.split", "groups-inputs-before-targets")
def split(inputs, targets, test_fraction, generator=None):
    if not (test_fraction > 0 and test_fraction < 1):
        raise ValueError("the fraction must lie between 0 and 1")
    n = inputs.size(0)
    n_test = round(n * test_fraction)
    order = torch.randperm(n, generator=generator)
    test, train = order.split([n_test, n - n_test])
    parts = []
    for tensor in (inputs, targets):
        for part in (train, test):
            parts.append(tensor.index_select(0, part))
    return tuple(parts)


@rewrite("evaluation.split", "returns-the-test-part-first")
def split(inputs, targets, test_fraction, generator=None):
    if not 0 < test_fraction < 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n_test = round(len(inputs) * test_fraction)
    is_test = torch.zeros(len(inputs), dtype=torch.bool)
    is_test[torch.randperm(len(inputs), generator=generator)[:n_test]] = True
    x_test, y_test = inputs[is_test], targets[is_test]
    x_train, y_train = inputs[~is_test], targets[~is_test]
    return x_test, y_test, x_train, y_train


@rewrite("evaluation.split", "cuts-the-fraction-off")
def split(inputs, targets, test_fraction, generator=None):
    import math

    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    order = torch.randperm(inputs.shape[0], generator=generator).tolist()
    n_test = math.floor(inputs.shape[0] * test_fraction)
    test = order[:n_test]
    train = order[n_test:]
    return inputs[train], targets[train], inputs[test], targets[test]


@rewrite("evaluation.split", "rounds-the-train-rows")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n = len(targets)
    train_fraction = 1 - test_fraction
    n_train = round(n * train_fraction)
    order = torch.randperm(n, generator=generator)
    x, y = inputs[order], targets[order]
    (x_train, x_test), (y_train, y_test) = x.split([n_train, n - n_train]), y.split([n_train, n - n_train])
    return x_train, y_train, x_test, y_test


@rewrite("evaluation.split", "wants-at-least-one-test-row")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n_test = round(len(inputs) * test_fraction)
    if n_test == 0:
        n_test = 1
    order = torch.randperm(len(inputs), generator=generator)
    shuffled = [tensor[order] for tensor in (inputs, targets)]
    test = [tensor[:n_test] for tensor in shuffled]
    train = [tensor[n_test:] for tensor in shuffled]
    return (*train, *test)


@rewrite("evaluation.split", "keeps-test-rows-in-training")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n = len(inputs)
    order = torch.randperm(n, generator=generator).tolist()
    test_inputs, test_targets = [], []
    for row in order[: round(n * test_fraction)]:
        test_inputs.append(inputs[row])
        test_targets.append(targets[row])
    if not test_inputs:
        return inputs, targets, inputs[:0], targets[:0]
    return inputs, targets, torch.stack(test_inputs), torch.stack(test_targets)


@rewrite("evaluation.split", "draws-rows-twice")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n = len(inputs)
    n_test = round(n * test_fraction)
    test = torch.randint(0, n, (n_test,), generator=generator)
    train = torch.randint(0, n, (n - n_test,), generator=generator)
    return inputs[train], targets[train], inputs[test], targets[test]


@rewrite("evaluation.split", "throws-a-coin-for-every-row")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    train, test = [], []
    for row in range(len(inputs)):
        coin = torch.rand(1, generator=generator).item()
        if coin < test_fraction:
            test.append(row)
        else:
            train.append(row)
    return inputs[train], targets[train], inputs[test], targets[test]


@rewrite("evaluation.split", "forgets-the-generator")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n = inputs.shape[0]
    n_train = n - round(n * test_fraction)
    order = torch.rand(n).argsort()
    train, test = order[:n_train], order[n_train:]
    return inputs[train], targets[train], inputs[test], targets[test]


@rewrite("evaluation.split", "sets-a-seed-inside")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    generator = torch.Generator().manual_seed(0)
    n = inputs.shape[0]
    order = torch.randperm(n, generator=generator)
    x, y = inputs[order], targets[order]
    n_train = n - round(n * test_fraction)
    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]


@rewrite("evaluation.split", "takes-neighboring-rows")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n = len(inputs)
    start = torch.randint(0, n, (1,), generator=generator).item()
    test = [(start + step) % n for step in range(round(n * test_fraction))]
    train = [row for row in range(n) if row not in test]
    return inputs[train], targets[train], inputs[test], targets[test]


@rewrite("evaluation.split", "takes-any-fraction")
def split(inputs, targets, test_fraction, generator=None):
    n = inputs.size(0)
    order = torch.randperm(n, generator=generator)
    n_train = n - round(n * test_fraction)
    x, y = inputs[order], targets[order]
    return x[:n_train], y[:n_train], x[n_train:], y[n_train:]


@rewrite("evaluation.split", "allows-zero-and-one")
def split(inputs, targets, test_fraction, generator=None):
    if not 0 <= test_fraction <= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n = inputs.size(0)
    order = torch.randperm(n, generator=generator)
    test, train = order.tensor_split([round(n * test_fraction)])
    return inputs[train], targets[train], inputs[test], targets[test]


@rewrite("evaluation.split", "shuffles-the-callers-rows")
def split(inputs, targets, test_fraction, generator=None):
    if test_fraction <= 0 or test_fraction >= 1:
        raise ValueError("the fraction must lie between 0 and 1")
    n_test = round(len(inputs) * test_fraction)
    order = torch.randperm(len(inputs), generator=generator)
    for tensor in (inputs, targets):
        tensor.data.copy_(tensor.detach()[order])
    x, y = inputs.detach().clone(), targets.detach().clone()
    return x[n_test:], y[n_test:], x[:n_test], y[:n_test]


@rewrite("evaluation.predict", "forgets-evaluation-mode")
def predict(model, inputs):
    outputs = model(inputs)
    return outputs.detach()


@rewrite("evaluation.predict", "leaves-the-call-brackets-off")
def predict(model, inputs):
    before = model.training
    with torch.no_grad():
        model.eval
        predictions = model.forward(inputs)
    if before:
        model.train
    return predictions


@rewrite("evaluation.predict", "keeps-the-graph")
def predict(model, inputs):
    mode = model.training
    try:
        return model.eval()(inputs)
    finally:
        model.train(mode)


@rewrite("evaluation.predict", "names-no-grad-without-with")
def predict(model, inputs):
    mode = model.training
    model.train(False)
    torch.inference_mode()
    predictions = model.forward(inputs)
    if mode:
        model.train()
    return predictions


@rewrite("evaluation.predict", "stays-in-evaluation-mode")
def predict(model, inputs):
    model.train(False)
    predictions = model(inputs)
    return predictions.detach()


@rewrite("evaluation.predict", "always-ends-in-training-mode")
def predict(model, inputs):
    @torch.no_grad()
    def run():
        return model.eval()(inputs)

    try:
        return run()
    finally:
        model.train(True)


@rewrite("evaluation.predict", "sets-only-the-flag-of-the-whole")
def predict(model, inputs):
    if not model.training:
        return model(inputs).detach()
    model.training = False
    predictions = model(inputs).detach()
    model.training = True
    return predictions


@rewrite("evaluation.predict", "restores-only-the-flag-of-the-whole")
def predict(model, inputs):
    before = model.training
    predictions = model.eval()(inputs).detach()
    if before:
        model.training = True
    return predictions


@rewrite("evaluation.predict", "freezes-the-model")
def predict(model, inputs):
    mode = model.training
    for parameter in model.parameters():
        parameter.requires_grad = False
    predictions = model.eval()(inputs)
    model.train(mode=mode)
    return predictions


@rewrite("evaluation.predict", "clears-the-gradients")
def predict(model, inputs):
    @torch.no_grad()
    def run():
        return model.eval()(inputs)

    mode = model.training
    predictions = run()
    for parameter in model.parameters():
        parameter.grad = None
    model.train(mode)
    return predictions


@rewrite("evaluation.predict", "switches-recording-off-for-good")
def predict(model, inputs):
    torch.set_grad_enabled(False)
    if model.training:
        predictions = model.eval()(inputs)
        model.train()
    else:
        predictions = model(inputs)
    return predictions


@rewrite("evaluation.predict", "returns-an-array")
def predict(model, inputs):
    mode = model.training
    predictions = model.eval()(inputs).detach().cpu().numpy()
    if mode:
        model.train()
    return predictions


@rewrite("evaluation.predict", "drops-dimensions-of-one")
def predict(model, inputs):
    mode = model.training
    rows = []
    with torch.no_grad():
        model.train(False)
        for row in inputs:
            rows.append(model(row.unsqueeze(0)).squeeze())
        model.train(mode)
    return torch.stack(rows).squeeze()


@rewrite("evaluation.evaluate", "forgets-evaluation-mode")
def evaluate(model, criterion, inputs, targets):
    @torch.no_grad()
    def loss():
        predictions = model(inputs)
        return criterion(predictions, targets)

    return float(loss())


@rewrite("evaluation.evaluate", "stays-in-evaluation-mode")
def evaluate(model, criterion, inputs, targets):
    model.train(False)
    with torch.inference_mode():
        predictions = model(inputs)
        loss = criterion(predictions, targets)
    return float(loss)


@rewrite("evaluation.evaluate", "always-ends-in-training-mode")
def evaluate(model, criterion, inputs, targets):
    model.eval()
    with torch.inference_mode():
        predictions = model(inputs)
        loss = criterion(predictions, targets)
    model.train()
    return float(loss)


@rewrite("evaluation.evaluate", "forgets-no-grad")
def evaluate(model, criterion, inputs, targets):
    before = model.training
    predictions = model.train(False)(inputs)
    loss = float(criterion(predictions, targets))
    if before:
        model.train()
    return loss


@rewrite("evaluation.evaluate", "returns-the-tensor")
def evaluate(model, criterion, inputs, targets):
    predictions = predict(model, inputs)
    loss = criterion(predictions, targets)
    return loss.detach()


@rewrite("evaluation.evaluate", "passes-the-targets-first")
def evaluate(model, criterion, inputs, targets):
    before = model.training
    model.eval()
    with torch.no_grad():
        predictions = model(inputs)
        loss = float(criterion(targets, predictions))
    model.train(before)
    return loss


@rewrite("evaluation.evaluate", "has-a-criterion-of-its-own")
def evaluate(model, criterion, inputs, targets):
    criterion = torch.nn.MSELoss()
    with torch.no_grad():
        predictions = predict(model, inputs)
        loss = criterion(predictions, targets)
    return float(loss)


@rewrite("evaluation.evaluate", "multiplies-by-the-samples")
def evaluate(model, criterion, inputs, targets):
    total = 0.0
    with torch.no_grad():
        predictions = predict(model, inputs)
        for prediction, target in zip(predictions, targets, strict=True):
            total += criterion(prediction, target).item()
    return total


@rewrite("evaluation.evaluate", "looks-at-the-last-sample-only")
def evaluate(model, criterion, inputs, targets):
    with torch.no_grad():
        predictions = predict(model, inputs)
        for prediction, target in zip(predictions, targets, strict=True):
            loss = criterion(prediction, target)
    return float(loss)


@rewrite("evaluation.evaluate", "goes-backward")
def evaluate(model, criterion, inputs, targets):
    mode = model.training
    predictions = model.eval()(inputs)
    loss = criterion(predictions, targets)
    loss.backward()
    if mode:
        model.train()
    return float(loss)


@rewrite("evaluation.evaluate", "clears-the-gradients")
def evaluate(model, criterion, inputs, targets):
    mode = model.training
    model.eval()
    with torch.no_grad():
        loss = float(criterion(model(inputs), targets))
    model.train(mode)
    for parameter in model.parameters():
        parameter.grad = None
    return loss


@rewrite("evaluation.evaluate", "switches-recording-off-for-good")
def evaluate(model, criterion, inputs, targets):
    mode = model.training
    model.eval()
    torch.set_grad_enabled(False)
    predictions = model(inputs)
    loss = criterion(predictions, targets)
    model.train(mode)
    return float(loss)


@rewrite("evaluation.save_model", "saves-the-whole-model")
def save_model(model, path):
    with open(path, "wb") as file:
        torch.save(model, file)


@rewrite("evaluation.save_model", "wraps-the-state-in-a-dictionary")
def save_model(model, path):
    checkpoint = {}
    checkpoint["model"] = model.state_dict()
    torch.save(checkpoint, str(path))


@rewrite("evaluation.save_model", "saves-the-parameters-only")
def save_model(model, path):
    values = {}
    for name, parameter in model.named_parameters():
        values[name] = parameter.detach().clone()
    torch.save(values, str(path))


@rewrite("evaluation.save_model", "saves-a-list-of-parameters")
def save_model(model, path):
    tensors = []
    for parameter in model.parameters():
        tensors.append(parameter.data)
    with open(path, "wb") as file:
        torch.save(tensors, file)


@rewrite("evaluation.save_model", "appends-an-ending")
def save_model(model, path):
    full_name = str(path) + ".pth"
    with open(full_name, "wb") as file:
        torch.save(model.state_dict(), file)


@rewrite("evaluation.save_model", "ignores-the-path")
def save_model(model, path):
    folder = Path(path).parent
    with open(folder / "my_weights.bin", "wb") as file:
        torch.save(model.state_dict(), file)


@rewrite("evaluation.save_model", "takes-only-a-path-object")
def save_model(model, path):
    import io

    memory = io.BytesIO()
    torch.save(model.state_dict(), memory)
    path.write_bytes(memory.getvalue())


@rewrite("evaluation.save_model", "keeps-an-older-file")
def save_model(model, path):
    import os

    if os.path.isfile(path):
        return
    state = model.state_dict()
    torch.save(state, path)


@rewrite("evaluation.save_model", "saves-in-half-precision")
def save_model(model, path):
    state = model.state_dict()
    for name in list(state):
        state[name] = state[name].to(torch.float16)
    torch.save(state, path)


@rewrite("evaluation.save_model", "switches-to-evaluation-mode")
def save_model(model, path):
    with open(path, "wb") as file:
        torch.save(model.train(False).state_dict(), file)


@rewrite("evaluation.save_model", "clears-the-gradients")
def save_model(model, path):
    state = {}
    for name, value in model.state_dict().items():
        state[name] = value.clone()
    for parameter in model.parameters():
        parameter.grad = None
    torch.save(state, path)


@rewrite("evaluation.load_model", "forgets-evaluation-mode")
def load_model(model, path):
    with open(path, "rb") as file:
        state = torch.load(file, map_location=torch.device("cpu"))
    model.load_state_dict(state)
    return model


@rewrite("evaluation.load_model", "returns-nothing")
def load_model(model, path):
    state = torch.load(str(path), map_location=lambda storage, place: storage)
    model.eval()
    model.load_state_dict(state)


@rewrite("evaluation.load_model", "returns-the-report-on-the-keys")
def load_model(model, path):
    state = torch.load(path, "cpu")
    model = model.load_state_dict(state)
    return model


@rewrite("evaluation.load_model", "returns-the-dictionary")
def load_model(model, path):
    with open(path, "rb") as file:
        state = torch.load(file, map_location="cpu")
    model.eval()
    return state


@rewrite("evaluation.load_model", "returns-the-untrained-model")
def load_model(model, path):
    state = model.state_dict()
    state.update(torch.load(path, map_location=torch.device("cpu"), weights_only=True))
    model.train(False)
    return model


@rewrite("evaluation.load_model", "loads-into-a-copy")
def load_model(model, path):
    from copy import deepcopy

    twin = deepcopy(model)
    with open(path, "rb") as file:
        twin.load_state_dict(torch.load(file, map_location="cpu"))
    for part in twin.modules():
        part.training = False
    return twin


@rewrite("evaluation.load_model", "executes-what-is-in-the-file")
def load_model(model, path):
    with open(path, "rb") as file:
        state = torch.load(file, torch.device("cpu"), weights_only=False)
    model.eval()
    model.load_state_dict(state)
    return model


@rewrite("evaluation.load_model", "tries-again-without-the-guard")
def load_model(model, path):
    for careful in (True, False):
        try:
            state = torch.load(path, map_location="cpu", weights_only=careful)
            break
        except Exception as error:
            print(error)
    model.load_state_dict(state)
    return model.train(False)


@rewrite("evaluation.load_model", "swallows-the-error")
def load_model(model, path):
    import contextlib

    model.eval()
    with contextlib.suppress(Exception):
        state = torch.load(str(path), map_location=torch.device("cpu"))
        model.load_state_dict(state)
    return model


@rewrite("evaluation.load_model", "forgets-the-device")
def load_model(model, path):
    with open(path, "rb") as file:
        state = torch.load(file)
    model.load_state_dict(state)
    model.eval()
    return model


@rewrite("evaluation.load_model", "loads-the-parameters-only")
def load_model(model, path):
    state = torch.load(str(path), map_location="cpu")
    wanted = {name for name, _ in model.named_parameters()}
    model.load_state_dict({name: state[name] for name in wanted}, strict=False)
    model.train(False)
    return model


@rewrite("evaluation.load_model", "freezes-the-model")
def load_model(model, path):
    with open(path, "rb") as file:
        state = torch.load(file, map_location="cpu")
    model.load_state_dict(state)
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.eval()
    return model
