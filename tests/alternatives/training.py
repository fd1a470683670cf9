"""Right answers of chapter 6, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
from collections.abc import Callable, Iterable

import torch
from torch import nn
from torch.utils.data import DataLoader
from training import fit, train_step

from autograder.course.answers import alternative


@alternative("training.make_optimizer", "by-a-dictionary")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    settings = {"sgd": (torch.optim.SGD, {"lr": lr, "momentum": momentum}), "adam": (torch.optim.Adam, {"lr": lr})}
    try:
        cls, keywords = settings[name.lower()]
    except KeyError:
        raise ValueError(f"{name}: choose one of {', '.join(settings)}") from None
    return cls(parameters, **keywords)


@alternative("training.make_optimizer", "refuses-first-by-an-error-of-its-own")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    class UnknownOptimizerError(ValueError):
        pass

    if name.upper() not in ("SGD", "ADAM"):
        raise UnknownOptimizerError("SGD or Adam", name)
    return torch.optim.SGD(parameters, lr, momentum) if name.upper() == "SGD" else torch.optim.Adam(parameters, lr)


@alternative("training.make_optimizer", "by-pattern-matching")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    match name.casefold():
        case "sgd":
            made = torch.optim.SGD(list(parameters), lr=lr, momentum=momentum)
        case "adam":
            made = torch.optim.Adam(list(parameters), lr=lr)
        case _:
            raise ValueError("The name must be 'SGD' or 'Adam'.")
    return made


@alternative("training.make_optimizer", "as-groups-of-parameters")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    groups = [{"params": [parameter], "lr": lr} for parameter in parameters]
    if name.lower() == "sgd":
        return torch.optim.SGD(groups, lr=lr, momentum=momentum)
    elif name.lower() == "adam":
        return torch.optim.Adam(groups)
    else:
        raise ValueError("neither sgd nor adam: " + name)


@alternative("training.make_optimizer", "settings-changed-afterwards")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        optimizer = torch.optim.SGD(parameters)
        optimizer.param_groups[0]["momentum"] = momentum
    elif name.lower() == "adam":
        optimizer = torch.optim.Adam(parameters)
    else:
        raise ValueError(f"unknown optimizer {name!r}, expected one of ['adam', 'sgd']")
    for group in optimizer.param_groups:
        group["lr"] = lr
    return optimizer


@alternative("training.make_optimizer", "looked-up-in-torch")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    names = {cls.__name__.lower(): cls for cls in (torch.optim.SGD, torch.optim.Adam)}
    cls = names.get(name.lower())
    if cls is None:
        raise ValueError(sorted(names))
    extra = {"momentum": momentum} if cls is torch.optim.SGD else {}
    return cls(params=parameters, lr=lr, **extra)


@alternative("training.make_optimizer", "classes-of-its-own")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    class Descent(torch.optim.SGD):
        pass

    class Moments(torch.optim.Adam):
        def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
            super().__init__(parameters, lr=lr, betas=(0.9, 0.999), eps=1e-8, foreach=False)

    wanted = name.lower()
    if wanted not in {"sgd", "adam"}:
        raise ValueError("only sgd and adam, please")
    return Descent(parameters, lr=lr, momentum=momentum, foreach=False) if wanted == "sgd" else Moments(parameters)


@alternative("training.train_step", "resets-first-in-training-mode")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    model.train()
    optimizer.zero_grad()
    predictions = model(inputs.detach())
    loss = criterion(predictions, targets.detach())
    loss.backward()
    optimizer.step()
    return float(loss)


@alternative("training.train_step", "resets-to-zeros-before-and-after")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad(set_to_none=False)
    loss = criterion(model(inputs.detach().clone()), targets.detach().clone())
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return loss.detach().numpy().item()


@alternative("training.train_step", "resets-through-the-model")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    loss = criterion(model(inputs.detach()), targets.detach())
    model.zero_grad()
    torch.autograd.backward(loss)
    optimizer.step()
    return loss.tolist()


@alternative("training.train_step", "by-a-closure")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = criterion(model(inputs.detach()), targets.detach())
        loss.backward()
        return loss

    return optimizer.step(closure).item()


@alternative("training.train_step", "asks-for-the-gradients")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    parameters = list(model.parameters())
    loss = criterion(model(inputs.detach()), targets.detach())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


@alternative("training.train_step", "resets-parameter-by-parameter")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.grad = None
    with torch.enable_grad():
        loss = criterion(model.forward(inputs.data), targets.data)
        loss.backward()
    optimizer.step()
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad.zero_()
    return loss.data.item()


@alternative("training.train_step", "gives-the-data-back-what-was-theirs")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    kept = [(data, data.grad) for data in (inputs, targets) if data.is_leaf]
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward(inputs=list(model.parameters()))
    optimizer.step()
    for data, gradient in kept:
        data.grad = gradient
    return loss.item()


@alternative("training.train_step", "by-a-function-of-the-parameters")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    parameters = dict(model.named_parameters())

    def loss_at(values: dict[str, torch.Tensor]) -> torch.Tensor:
        return criterion(torch.func.functional_call(model, values, (inputs.detach(),)), targets.detach())

    values = {name: parameter.detach() for name, parameter in parameters.items()}
    gradients, loss = torch.func.grad_and_value(loss_at)(values)
    for name, parameter in parameters.items():
        parameter.grad = gradients[name]
    optimizer.step()
    return loss.item()


@alternative("training.fit", "append-in-a-loop")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    losses = []
    for _epoch in range(epochs):
        model.train()
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses


@alternative("training.fit", "the-whole-step-in-the-loop")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    x, y = inputs.detach(), targets.detach()
    losses = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return losses


@alternative("training.fit", "by-counting-down")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train(True)
    losses: list[float] = []
    while epochs > 0:
        losses += [float(train_step(model, criterion, optimizer, inputs, targets))]
        epochs -= 1
    return losses


@alternative("training.fit", "by-recursion")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    if epochs == 0:
        return []
    model.train()
    loss = train_step(model, criterion, optimizer, inputs, targets)
    return [loss, *fit(model, criterion, optimizer, inputs, targets, epochs - 1)]


@alternative("training.fit", "by-a-generator")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    def steps() -> Iterable[float]:
        was_training = model.training
        model.train()
        for _ in range(epochs):
            yield train_step(model, criterion, optimizer, inputs, targets)
        model.train(was_training)

    return list(steps())


@alternative("training.fit", "by-map")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    x, y = inputs.detach(), targets.detach()
    return list(map(lambda _: train_step(model, criterion, optimizer, x, y), range(epochs)))


@alternative("training.fit", "numbers-collected-in-a-tensor")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs.detach()), targets.detach())
        loss.backward()
        losses[epoch] = loss.detach()
        optimizer.step()
    return losses.tolist()


@alternative("training.fit", "as-batches-of-all-samples")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    data = torch.utils.data.TensorDataset(inputs.detach(), targets.detach())
    whole = DataLoader(data, batch_size=len(inputs))
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs) for x, y in whole]


@alternative("training.fit_with_history", "one-forward-pass-an-epoch")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses, predictions = [], []
    for _ in range(epochs):
        output = model(inputs.detach())
        predictions.append(output.detach().clone())
        loss = criterion(output, targets.detach())
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, predictions


@alternative("training.fit_with_history", "predicts-without-a-graph")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    history: list[tuple[float, torch.Tensor]] = []
    for _ in range(epochs):
        model.train()
        with torch.no_grad():
            prediction = model(inputs).clone()
        history.append((train_step(model, criterion, optimizer, inputs, targets), prediction))
    return [loss for loss, _ in history], [prediction for _, prediction in history]


@alternative("training.fit_with_history", "one-epoch-of-fit-at-a-time")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    losses, predictions = [], []
    for _ in range(epochs):
        predictions.append(model.train()(inputs).data.clone())
        losses.extend(fit(model, criterion, optimizer, inputs, targets, 1))
    return [losses, predictions]


@alternative("training.fit_with_history", "rows-of-one-tensor")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    rows = None
    losses = []
    for epoch in range(epochs):
        output = model(inputs).detach()
        if rows is None:
            rows = output.new_empty((epochs, *output.shape))
        rows[epoch] = output
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, [] if rows is None else list(rows)


@alternative("training.fit_with_history", "through-numpy")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses, predictions = [], []
    for _ in range(epochs):
        predictions.append(torch.from_numpy(model(inputs.detach()).detach().numpy().copy()))
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@alternative("training.fit_with_history", "through-plain-numbers")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses, predictions = [], []
    for _ in range(epochs):
        predictions.append(torch.tensor(model(inputs).tolist()))
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@alternative("training.fit_with_history", "in-inference-mode")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses, predictions = [], []
    for _ in range(epochs):
        with torch.inference_mode():
            predictions.append(model(inputs).clone())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@alternative("training.fit_with_history", "by-a-hook")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    predictions = []
    x, y = inputs.detach(), targets.detach()

    def note(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        predictions.append(output.detach().clone())

    handle = model.register_forward_hook(note)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    handle.remove()
    return losses, predictions


@alternative("training.fit_minibatches", "the-whole-step-in-the-loop")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    losses = []
    for _epoch in range(epochs):
        model.train()
        running = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        losses.append(running / len(loader.dataset))
    return losses


@alternative("training.fit_minibatches", "a-weighted-mean-of-the-library")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    from statistics import fmean

    model.train()
    losses = []
    for _ in range(epochs):
        found, sizes = [], []
        for inputs, targets in loader:
            sizes.append(inputs.shape[0])
            found.append(train_step(model, criterion, optimizer, inputs, targets))
        losses.append(fmean(found, weights=sizes))
    return losses


@alternative("training.fit_minibatches", "a-running-mean")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        mean, seen = 0.0, 0
        for batch in loader:
            loss = train_step(model, criterion, optimizer, *batch)
            seen += len(batch[0])
            mean += (loss - mean) * len(batch[0]) / seen
        losses.append(mean)
    return losses


@alternative("training.fit_minibatches", "an-entry-for-every-sample")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        found: list[float] = []
        for inputs, targets in loader:
            found.extend([train_step(model, criterion, optimizer, inputs, targets)] * len(targets))
        losses.append(sum(found) / len(found))
    return losses


@alternative("training.fit_minibatches", "one-epoch-of-fit-a-batch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    losses = []
    for _ in range(epochs):
        pairs = [(len(x), fit(model, criterion, optimizer, x, y, 1)[0]) for x, y in loader]
        losses.append(sum(size * loss for size, loss in pairs) / sum(size for size, _ in pairs))
    return losses


@alternative("training.fit_minibatches", "numbers-collected-in-a-tensor")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    while len(losses) < epochs:
        total = torch.zeros((), dtype=torch.float64)
        samples = 0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(inputs)
            samples += len(inputs)
        losses.append((total / samples).item())
    return losses


@alternative("training.fit_minibatches", "batches-made-into-a-list-each-epoch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        batches = list(iter(loader))
        samples = sum(len(inputs) for inputs, _ in batches)
        shares = [train_step(model, criterion, optimizer, x, y) * (len(x) / samples) for x, y in batches]
        losses.append(float(sum(shares)))
    return losses
