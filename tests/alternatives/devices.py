"""Right answers of chapter 8, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
from collections.abc import Callable, Iterable
from typing import Any

import torch
from devices import to_device
from torch import nn

from autograder.course.answers import alternative


@alternative("devices.pick_device", "in-one-expression")
def pick_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu")


@alternative("devices.pick_device", "first-of-a-list")
def pick_device() -> torch.device:
    there = [("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available()), ("cpu", True)]
    return next(torch.device(name) for name, available in there if available)


@alternative("devices.pick_device", "asks-the-modules-in-turn")
def pick_device() -> torch.device:
    for name, module in {"cuda": torch.cuda, "mps": torch.backends.mps}.items():
        if module.is_available():
            return torch.device(type=name)
    return torch.empty(0).device


@alternative("devices.pick_device", "functions-imported-by-name")
def pick_device() -> torch.device:
    from torch.backends.mps import is_available as mps_is_available
    from torch.cuda import is_available as cuda_is_available

    if not cuda_is_available():
        return torch.device("mps") if mps_is_available() else torch.device("cpu")
    return torch.device("cuda")


@alternative("devices.pick_device", "better-ones-overwrite")
def pick_device() -> torch.device:
    name = "cpu"
    if torch.backends.mps.is_available():
        name = "mps"
    if torch.cuda.is_available():
        name = "cuda"
    return torch.device(name)


@alternative("devices.pick_device", "also-asks-how-many-and-what-is-built")
def pick_device() -> torch.device:
    if torch.cuda.is_available() and torch.cuda.device_count() > 0:
        return torch.device("cuda")
    if torch.backends.mps.is_built() and torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


@alternative("devices.pick_device", "by-matching")
def pick_device() -> torch.device:
    match torch.cuda.is_available(), torch.backends.mps.is_available():
        case True, _:
            return torch.device("cuda")
        case False, True:
            return torch.device("mps")
    return torch.device("cpu")


@alternative("devices.to_device", "by-the-library")
def to_device(batch: Any, device: torch.device) -> Any:
    from torch.utils._pytree import tree_map

    return tree_map(lambda entry: entry.to(device) if isinstance(entry, torch.Tensor) else entry, batch)


@alternative("devices.to_device", "by-cases-of-isinstance")
def to_device(batch: Any, device: torch.device) -> Any:
    if torch.is_tensor(batch):
        return batch.to(device, non_blocking=True)
    elif isinstance(batch, dict):
        return {key: to_device(value, device) for key, value in batch.items()}
    elif isinstance(batch, tuple):
        return tuple(to_device(value, device) for value in batch)
    elif isinstance(batch, list):
        return [to_device(value, device) for value in batch]
    else:
        return batch


@alternative("devices.to_device", "by-matching")
def to_device(batch: Any, device: torch.device) -> Any:
    match batch:
        case torch.Tensor():
            return batch.to(device=device, copy=True)
        case dict():
            return dict(zip(batch, (to_device(value, device) for value in batch.values()), strict=True))
        case list() | tuple():
            return type(batch)(map(lambda value: to_device(value, device), batch))
    return batch


@alternative("devices.to_device", "a-copy-filled-in")
def to_device(batch: Any, device: torch.device) -> Any:
    import copy

    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, tuple):
        return tuple(to_device(list(batch), device))
    if isinstance(batch, list | dict):
        moved = copy.copy(batch)
        for place in range(len(batch)) if isinstance(batch, list) else batch:
            moved[place] = to_device(batch[place], device)
        return moved
    return batch


@alternative("devices.to_device", "through-a-dispatcher")
def to_device(batch: Any, device: torch.device) -> Any:
    from functools import singledispatch

    @singledispatch
    def move(value):
        return value

    move.register(torch.Tensor, lambda value: value.to(device))
    move.register(list, lambda value: [move(each) for each in value])
    move.register(tuple, lambda value: (*map(move, value),))
    move.register(dict, lambda value: {key: move(each) for key, each in value.items()})
    return move(batch)


@alternative("devices.to_device", "without-recursion")
def to_device(batch: Any, device: torch.device) -> Any:
    # Containers are opened on the way down, and closed again, from the last one opened to the first.
    box = [batch]
    opened = [(box, 0)]
    order = []
    while opened:
        holder, place = opened.pop()
        value = holder[place]
        if isinstance(value, torch.Tensor):
            holder[place] = value.to(device)
        elif type(value) in (list, tuple, dict):
            keys = list(value) if type(value) is dict else None
            entries = list(value.values()) if keys is not None else list(value)
            holder[place] = entries
            order.append((holder, place, type(value), keys))
            opened += [(entries, index) for index in range(len(entries))]
    for holder, place, kind, keys in reversed(order):
        entries = holder[place]
        holder[place] = dict(zip(keys, entries, strict=True)) if keys is not None else kind(entries)
    return box[0]


@alternative("devices.to_device", "tensors-only-where-they-are-elsewhere")
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch if batch.device == device else torch.empty_like(batch, device=device).copy_(batch)
    if isinstance(batch, (list, tuple)):
        return batch.__class__([to_device(each, device) for each in batch])
    if isinstance(batch, dict):
        return batch.__class__((key, to_device(each, device)) for key, each in batch.items())
    return batch


@alternative("devices.fit_on_device", "moves-each-by-itself")
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
    inputs = inputs.to(device)
    targets = targets.to(device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for epoch in range(epochs):
        model.train()
        predictions = model(inputs)
        loss = criterion(predictions, targets)
        losses.append(loss.item())
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    model.eval()
    return losses


@alternative("devices.fit_on_device", "moves-the-data-in-every-epoch")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    model.to(device).train()
    optimizer = optimizer_factory(list(model.parameters()))
    losses: list[float] = []
    while len(losses) < epochs:
        batch = to_device({"inputs": inputs, "targets": targets}, device)
        loss = criterion(model(batch["inputs"]), batch["targets"])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses += [float(loss)]
    return losses


@alternative("devices.fit_on_device", "losses-kept-on-the-device")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    model.to(device)
    model.train()
    optimizer = optimizer_factory(model.parameters())
    inputs, targets = to_device([inputs, targets], device)
    losses = torch.zeros(epochs, device=device)
    for epoch in range(epochs):
        for parameter in model.parameters():
            parameter.grad = None
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.detach()
    return losses.tolist()


@alternative("devices.fit_on_device", "the-optimizer-asks-for-the-loss")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    model.train().to(device)
    data, wanted = to_device(inputs, device), to_device(targets, device)
    optimizer = optimizer_factory(model.parameters())

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = criterion(model(data), wanted)
        loss.backward()
        return loss

    return [optimizer.step(closure).item() for _ in range(epochs)]


@alternative("devices.fit_on_device", "asks-for-the-gradients")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    model.train()
    model.to(device)
    parameters = list(model.parameters())
    optimizer = optimizer_factory(parameters)
    losses = []
    for _ in range(epochs):
        loss = criterion(model(inputs.detach().to(device)), targets.detach().to(device))
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        optimizer.step()
        losses.append(loss.detach().cpu().item())
    return losses


@alternative("devices.fit_on_device", "the-optimizer-waits-for-the-first-loss")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    optimizer = None
    kept = []
    for module in (model, criterion):
        if isinstance(module, nn.Module):
            module.to(device)
    with torch.enable_grad():
        for _ in range(epochs):
            model.train(True)
            kept.append(criterion(model.forward(inputs.to(device)), targets.to(device)))
            optimizer = optimizer or optimizer_factory(model.parameters())
            optimizer.zero_grad()
            kept[-1].backward()
            optimizer.step()
    return torch.stack([loss.detach() for loss in kept]).cpu().double().tolist()


@alternative("devices.fit_on_device", "parameters-replaced-by-hand")
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    for module in model.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            setattr(module, name, nn.Parameter(parameter.detach().to(device)))
        for name, buffer in list(module.named_buffers(recurse=False)):
            setattr(module, name, buffer.to(device))
    model.train()
    optimizer = optimizer_factory(parameter for parameter in model.parameters())
    here = [tensor.to(next(model.parameters()).device) for tensor in (inputs, targets)]
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = criterion(model(here[0]), here[1])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
