"""The known mistakes of chapter 8, written afresh: each must be named as the mistake that it is."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable, Iterable
from typing import Any

import torch
from devices import pick_device, to_device
from torch import nn

from autograder.course.answers import rewrite


@rewrite("devices.pick_device", "always-takes-the-cpu")
def pick_device() -> torch.device:
    some_tensor = torch.zeros(1)
    return some_tensor.device


@rewrite("devices.pick_device", "gives-cuda-everywhere")
def pick_device() -> torch.device:
    name = "cuda" if torch.cuda.is_available else "mps" if torch.backends.mps.is_available else "cpu"
    return torch.device(name)


@rewrite("devices.pick_device", "returns-the-name")
def pick_device() -> torch.device:
    names = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    for name, there in names.items():
        if there:
            return name


@rewrite("devices.pick_device", "forgets-mps")
def pick_device() -> torch.device:
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda")
    return device


@rewrite("devices.pick_device", "prefers-mps")
def pick_device() -> torch.device:
    name = "cpu"
    if torch.cuda.is_available():
        name = "cuda"
    if torch.backends.mps.is_available():
        name = "mps"
    return torch.device(name)


@rewrite("devices.pick_device", "adds-an-index")
def pick_device() -> torch.device:
    if not torch.cuda.is_available():
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    first_card = 0
    return torch.device("cuda", first_card)


@rewrite("devices.pick_device", "asks-only-once")
def pick_device(known: list = []) -> torch.device:
    def ask():
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"

    if len(known) == 0:
        known.append(torch.device(ask()))
    return known[0]


@rewrite("devices.pick_device", "asks-what-is-built")
def pick_device() -> torch.device:
    backends = [("cuda", torch.backends.cuda), ("mps", torch.backends.mps)]
    for name, backend in backends:
        if backend.is_built():
            return torch.device(name)
    return torch.device("cpu")


@rewrite("devices.pick_device", "returns-nothing-without-an-accelerator")
def pick_device() -> torch.device:
    device = None
    if torch.backends.mps.is_available():
        device = torch.device("mps")
    if torch.cuda.is_available():
        device = torch.device("cuda")
    return device


@rewrite("devices.to_device", "drops-the-result")
def to_device(batch: Any, device: torch.device) -> Any:
    waiting = [batch]
    while waiting:
        thing = waiting.pop()
        if type(thing) is dict:
            waiting.extend(thing.values())
        elif type(thing) in (list, tuple):
            waiting.extend(thing)
        elif torch.is_tensor(thing):
            thing.to(device)
    return batch


@rewrite("devices.to_device", "stays-at-the-top")
def to_device(batch: Any, device: torch.device) -> Any:
    if torch.is_tensor(batch):
        return batch.to(device)
    if isinstance(batch, dict):
        moved = {}
        for key in batch:
            moved[key] = batch[key].to(device) if torch.is_tensor(batch[key]) else batch[key]
        return moved
    if isinstance(batch, (list, tuple)):
        moved = list(batch)
        for i in range(len(moved)):
            if torch.is_tensor(moved[i]):
                moved[i] = moved[i].to(device)
        return tuple(moved) if isinstance(batch, tuple) else moved
    return batch


@rewrite("devices.to_device", "does-not-open-dictionaries")
def to_device(batch: Any, device: torch.device) -> Any:
    match batch:
        case torch.Tensor():
            return batch.to(device=device)
        case list():
            return [to_device(part, device) for part in batch]
        case tuple():
            return tuple([to_device(part, device) for part in batch])
        case _:
            return batch


@rewrite("devices.to_device", "does-not-open-tuples")
def to_device(batch: Any, device: torch.device) -> Any:
    def move(thing):
        if type(thing) is list:
            return list(map(move, thing))
        if type(thing) is dict:
            return dict((key, move(value)) for key, value in thing.items())
        if torch.is_tensor(thing):
            return thing.to(device)
        return thing

    return move(batch)


@rewrite("devices.to_device", "turns-tuples-into-lists")
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, dict):
        moved = {}
        for key, value in batch.items():
            moved[key] = to_device(value, device)
        return moved
    if isinstance(batch, list) or isinstance(batch, tuple):
        moved = []
        for value in batch:
            moved.append(to_device(value, device))
        return moved
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    return batch


@rewrite("devices.to_device", "leaves-a-generator")
def to_device(batch: Any, device: torch.device) -> Any:
    def one_by_one(entries):
        for entry in entries:
            yield to_device(entry, device)

    if torch.is_tensor(batch):
        return batch.to(device)
    if type(batch) is tuple:
        return one_by_one(batch)
    if type(batch) is list:
        return list(one_by_one(batch))
    if type(batch) is dict:
        return dict(zip(batch.keys(), one_by_one(batch.values())))
    return batch


@rewrite("devices.to_device", "moves-whatever-has-a-to")
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, list):
        return [to_device(part, device) for part in batch]
    if isinstance(batch, tuple):
        return tuple(to_device(part, device) for part in batch)
    if isinstance(batch, dict):
        return {name: to_device(part, device) for name, part in batch.items()}
    try:
        return batch.to(device)
    except AttributeError:
        return batch


@rewrite("devices.to_device", "replaces-entries-in-place")
def to_device(batch: Any, device: torch.device) -> Any:
    match batch:
        case torch.Tensor():
            return batch.to(device)
        case dict():
            batch.update({key: to_device(value, device) for key, value in batch.items()})
        case list():
            batch[:] = [to_device(value, device) for value in batch]
        case tuple():
            return tuple([to_device(value, device) for value in batch])
    return batch


@rewrite("devices.to_device", "makes-tensors-of-numbers")
def to_device(batch: Any, device: torch.device) -> Any:
    import numpy

    if isinstance(batch, dict):
        return {key: to_device(value, device) for key, value in batch.items()}
    if isinstance(batch, list):
        return [to_device(value, device) for value in batch]
    if isinstance(batch, tuple):
        return tuple(to_device(value, device) for value in batch)
    if isinstance(batch, numpy.ndarray):
        return torch.from_numpy(batch).to(device)
    if isinstance(batch, (bool, int, float)):
        return torch.tensor(batch, device=device)
    return batch.to(device) if torch.is_tensor(batch) else batch


@rewrite("devices.to_device", "takes-text-apart")
def to_device(batch: Any, device: torch.device) -> Any:
    if torch.is_tensor(batch):
        return batch.to(device)
    if isinstance(batch, dict):
        moved = {}
        for key, value in batch.items():
            moved[key] = to_device(value, device)
        return moved
    try:
        entries = list(batch)
    except TypeError:
        return batch
    for i in range(len(entries)):
        entries[i] = to_device(entries[i], device)
    return type(batch)(entries)


@rewrite("devices.to_device", "sorts-the-keys")
def to_device(batch: Any, device: torch.device) -> Any:
    if type(batch) is dict:
        moved = {}
        for key, value in sorted(batch.items(), key=lambda pair: str(pair[0])):
            moved[key] = to_device(value, device)
        return moved
    if type(batch) is list:
        return [to_device(value, device) for value in batch]
    if type(batch) is tuple:
        return tuple(to_device(value, device) for value in batch)
    return batch.to(device) if torch.is_tensor(batch) else batch


@rewrite("devices.to_device", "makes-everything-a-float")
def to_device(batch: Any, device: torch.device) -> Any:
    def move(thing):
        match thing:
            case torch.Tensor():
                return thing.float().to(device)
            case dict():
                return dict(zip(thing, map(move, thing.values())))
            case list() | tuple():
                return type(thing)(map(move, thing))
        return thing

    return move(batch)


@rewrite("devices.to_device", "asks-for-cuda-by-name")
def to_device(batch: Any, device: torch.device) -> Any:
    fast = torch.device("cuda")
    if type(batch) is dict:
        moved = {}
        for key in batch:
            moved[key] = to_device(batch[key], device)
        return moved
    if type(batch) is list or type(batch) is tuple:
        moved = []
        for value in batch:
            moved.append(to_device(value, device))
        return type(batch)(moved)
    return batch.to(fast) if torch.is_tensor(batch) else batch


@rewrite("devices.fit_on_device", "drops-the-moved-data")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    for part in (model, inputs, targets):
        part.to(device)
    optimizer = optimizer_factory(model.parameters())

    def one_epoch():
        model.train()
        optimizer.zero_grad()
        error = criterion(model(inputs), targets)
        error.backward()
        optimizer.step()
        return float(error)

    return [one_epoch() for _ in range(epochs)]


@rewrite("devices.fit_on_device", "leaves-the-targets-behind")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    net = model.to(device)
    x = inputs.to(device)
    sgd = optimizer_factory(net.parameters())
    history = []
    while len(history) < epochs:
        net.train()
        error = criterion(net(x), targets)
        sgd.zero_grad()
        error.backward()
        history.append(error.item())
        sgd.step()
    return history


@rewrite("devices.fit_on_device", "leaves-the-model-behind")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    parts = {"net": model, "x": inputs, "y": targets}
    parts = to_device(parts, device)
    net = parts["net"].train()
    optimizer = optimizer_factory(list(net.parameters()))
    losses = []
    for _ in range(epochs):
        predictions = net(parts["x"])
        error = criterion(predictions, parts["y"])
        losses += [error.item()]
        net.zero_grad()
        error.backward()
        optimizer.step()
    return losses


@rewrite("devices.fit_on_device", "builds-the-optimizer-first")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    optimizer, losses = optimizer_factory(model.parameters()), []
    net = model.train().to(device)
    x, y = inputs.to(device), targets.to(device)
    for epoch in range(epochs):
        error = criterion(net(x), y)
        error.backward()
        losses.append(float(error))
        optimizer.step()
        optimizer.zero_grad()
    return losses


@rewrite("devices.fit_on_device", "picks-the-device-itself")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    best = pick_device()
    model = model.to(best)
    x, y = inputs.to(best), targets.to(best)
    opt = optimizer_factory(model.parameters())
    history = [0.0] * epochs
    for epoch in range(epochs):
        model.train()
        opt.zero_grad()
        predictions = model(x)
        error = criterion(predictions, y)
        history[epoch] = error.item()
        error.backward()
        opt.step()
    return history


@rewrite("devices.fit_on_device", "asks-for-cuda-by-name")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    gpu = torch.device("cuda")
    model = model.to(gpu)
    x, y = inputs.to(gpu), targets.to(gpu)
    opt = optimizer_factory(model.parameters())

    def update():
        opt.zero_grad()
        error = criterion(model.train()(x), y)
        error.backward()
        opt.step()
        return error.item()

    return [update() for _ in range(epochs)]


@rewrite("devices.fit_on_device", "brings-the-model-back")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    home = torch.device("cpu")
    x, y = inputs.to(device), targets.to(device)
    net = model.to(device)
    opt = optimizer_factory(net.parameters())
    errors = torch.zeros(epochs)
    for epoch in range(epochs):
        net.train()
        error = criterion(net(x), y)
        errors[epoch] = error.item()
        net.zero_grad()
        error.backward()
        opt.step()
    net.to(home)
    return errors.tolist()


@rewrite("devices.fit_on_device", "trains-a-copy")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    from copy import deepcopy

    twin = deepcopy(model)
    twin.to(device)
    x, y = inputs.to(device), targets.to(device)
    opt = optimizer_factory(twin.parameters())

    def update():
        twin.train()
        error = criterion(twin(x), y)
        opt.zero_grad()
        error.backward()
        opt.step()
        return float(error)

    return [update() for _ in range(epochs)]


@rewrite("devices.fit_on_device", "stays-in-evaluation-mode")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    net = model.to(device)
    x = to_device(inputs, device)
    y = to_device(targets, device)
    opt = optimizer_factory(net.parameters())
    history = []
    while len(history) < epochs:
        error = criterion(net(x), y)
        history.append(float(error))
        opt.zero_grad()
        error.backward()
        opt.step()
    return history


@rewrite("devices.fit_on_device", "never-resets")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    net, x, y = model.to(device), inputs.to(device), targets.to(device)
    opt = optimizer_factory(net.parameters())
    opt.zero_grad()

    def one_epoch():
        net.train()
        error = criterion(net(x), y)
        error.backward()
        opt.step()
        return error.item()

    return [one_epoch() for _ in range(epochs)]


@rewrite("devices.fit_on_device", "builds-an-optimizer-every-epoch")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    def one_epoch(net, x, y):
        net.train()
        opt = optimizer_factory(net.parameters())
        opt.zero_grad()
        error = criterion(net(x), y)
        error.backward()
        opt.step()
        return float(error)

    model = model.to(device)
    x, y = [part.to(device) for part in (inputs, targets)]
    return [one_epoch(model, x, y) for _ in range(epochs)]


@rewrite("devices.fit_on_device", "keeps-tensors-of-losses")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    net = model.to(device)
    opt = optimizer_factory(net.parameters())
    data = to_device({"x": inputs, "y": targets}, device)

    def update():
        net.train()
        opt.zero_grad()
        error = criterion(net(data["x"]), data["y"])
        error.backward()
        opt.step()
        return error

    return [update() for _ in range(epochs)]


@rewrite("devices.fit_on_device", "records-after-the-update")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    net, x, y = model.to(device), inputs.to(device), targets.to(device)
    net.train()
    opt = optimizer_factory(net.parameters())

    def error():
        predictions = net(x)
        return criterion(predictions, y)

    history = []
    for epoch in range(epochs):
        net.zero_grad()
        error().backward()
        opt.step()
        with torch.no_grad():
            history += [float(error())]
    return history


@rewrite("devices.fit_on_device", "swaps-predictions-and-targets")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    model = model.to(device)
    opt = optimizer_factory(model.parameters())
    x, y = inputs.to(device), targets.to(device)
    history = []
    while len(history) < epochs:
        model.train()
        predictions = model(x)
        error = criterion(y, predictions)
        opt.zero_grad()
        error.backward()
        opt.step()
        history.append(float(error))
    return history


@rewrite("devices.fit_on_device", "returns-the-last-loss")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    net = model.train().to(device)
    x, y = inputs.to(device), targets.to(device)
    opt = optimizer_factory(net.parameters())
    for epoch in range(epochs):
        error = criterion(net(x), y)
        net.zero_grad()
        error.backward()
        opt.step()
    return float(error)


@rewrite("devices.fit_on_device", "never-steps")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    x, y = inputs.to(device), targets.to(device)
    net = model.to(device)
    opt = optimizer_factory(net.parameters())

    def one_epoch():
        net.train()
        opt.zero_grad()
        error = criterion(net(x), y)
        error.backward()
        return float(error)

    return [one_epoch() for _ in range(epochs)]
