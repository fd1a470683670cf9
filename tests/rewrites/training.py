"""The known mistakes of chapter 6, each made again by another hand and in another style."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable, Iterable

import torch
from torch import nn
from torch.utils.data import DataLoader
from training import fit, make_optimizer, train_step

from autograder.course.answers import rewrite


@rewrite("training.make_optimizer", "minds-the-case")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    kinds = {
        "sgd": lambda: torch.optim.SGD(parameters, lr, momentum),
        "adam": lambda: torch.optim.Adam(parameters, lr),
    }
    if name not in kinds:
        raise ValueError("name must be one of: " + ", ".join(kinds))
    return kinds[name]()


@rewrite("training.make_optimizer", "forgets-the-momentum")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    wanted = name.upper()
    if wanted not in ("SGD", "ADAM"):
        raise ValueError(f"I know SGD and ADAM, but not {wanted}")
    cls = torch.optim.SGD if wanted == "SGD" else torch.optim.Adam
    return cls(parameters, lr=lr)


@rewrite("training.make_optimizer", "hands-momentum-to-adam")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    settings = {"lr": lr, "momentum": momentum}
    match name.casefold():
        case "sgd":
            return torch.optim.SGD(parameters, **settings)
        case "adam":
            return torch.optim.Adam(parameters, **settings)
        case other:
            raise ValueError(f"{other} is neither sgd nor adam")


@rewrite("training.make_optimizer", "makes-momentum-a-beta-of-adam")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    kind = name.strip().lower()
    if kind == "adam":
        defaults = torch.optim.Adam([torch.zeros(1, requires_grad=True)]).defaults
        decay = (momentum, defaults["betas"][1])
        return torch.optim.Adam(parameters, lr, decay)
    elif kind == "sgd":
        return torch.optim.SGD(parameters, lr, momentum)
    else:
        raise ValueError("expected sgd or adam")


@rewrite("training.make_optimizer", "forgets-the-learning-rate")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    classes = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
    extra = {"sgd": {"momentum": momentum}, "adam": {}}
    key = name.lower()
    try:
        cls = classes[key]
    except KeyError:
        raise ValueError(f"only {' and '.join(classes)} can be had") from None
    return cls(parameters, **extra[key])


@rewrite("training.make_optimizer", "swaps-the-two-names")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    is_sgd, is_adam = (name.lower() == good for good in ("sgd", "adam"))
    if not (is_sgd or is_adam):
        raise ValueError("The optimizer has to be SGD or Adam.")
    if is_sgd:
        optimizer = torch.optim.Adam(params=parameters, lr=lr)
    else:
        optimizer = torch.optim.SGD(params=parameters, lr=lr, momentum=momentum)
    return optimizer


@rewrite("training.make_optimizer", "takes-adamw-for-adam")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    from torch import optim

    known = {"sgd": optim.SGD, "adam": optim.AdamW}
    cls = known.get(name.lower())
    if cls is None:
        raise ValueError(f"unknown optimizer, choose from {sorted(known)}")
    keywords = dict(lr=lr)
    if cls is optim.SGD:
        keywords["momentum"] = momentum
    return cls(parameters, **keywords)


@rewrite("training.make_optimizer", "uses-up-the-generator")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    numbers = 0
    for parameter in parameters:
        numbers += parameter.numel()
    print(f"{name} will learn {numbers} numbers")
    lower = name.lower()
    if lower not in ["sgd", "adam"]:
        raise ValueError(f"{name} is not sgd or adam")
    return torch.optim.Adam(parameters, lr) if lower == "adam" else torch.optim.SGD(parameters, lr, momentum)


@rewrite("training.make_optimizer", "takes-any-other-name-for-adam")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    match name.upper():
        case "SGD":
            chosen, keywords = torch.optim.SGD, {"momentum": momentum}
        case _:
            chosen, keywords = torch.optim.Adam, {}
    return chosen(parameters, lr, **keywords)


@rewrite("training.make_optimizer", "looks-at-the-beginning-of-the-name")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    import re

    found = re.match("sgd|adam", name, re.IGNORECASE)
    if not found:
        raise ValueError("this function makes sgd and adam optimizers, nothing else")
    if found.group().lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr)
    return torch.optim.SGD(parameters, lr=lr, momentum=momentum)


@rewrite("training.make_optimizer", "returns-none-for-other-names")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    optimizer = None
    name = name.lower()
    if name == "sgd":
        optimizer = torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    elif name == "adam":
        optimizer = torch.optim.Adam(parameters, lr=lr)
    else:
        print("Please choose sgd or adam!")
    return optimizer


@rewrite("training.make_optimizer", "raises-a-key-error")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    classes = {"SGD": torch.optim.SGD, "ADAM": torch.optim.Adam}
    settings = {"SGD": {"lr": lr, "momentum": momentum}, "ADAM": {"lr": lr}}
    upper = name.upper()
    return classes[upper](parameters, **settings[upper])


@rewrite("training.make_optimizer", "does-not-say-what-names-there-are")
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    makers = [torch.optim.SGD, torch.optim.Adam]
    for cls in makers:
        if cls.__name__.lower() == name.lower():
            return cls(parameters, lr=lr, momentum=momentum) if cls is makers[0] else cls(parameters, lr=lr)
    raise ValueError("This optimizer is not supported.")


@rewrite("training.train_step", "never-resets-the-gradients")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    x, y = inputs.detach(), targets.detach()
    predictions = model.forward(x)
    error = criterion(predictions, y)
    before = float(error)
    torch.autograd.backward(error)
    optimizer.step()
    return before


@rewrite("training.train_step", "resets-only-after-the-step")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def learn(x: torch.Tensor, y: torch.Tensor) -> float:
        error = criterion(model(x), y)
        error.backward()
        optimizer.step()
        for parameter in model.parameters():
            parameter.grad = None
        return float(error)

    return learn(inputs.detach(), targets.detach())


@rewrite("training.train_step", "forgets-the-parentheses-of-zero-grad")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    model.train()
    x = inputs.data
    y = targets.data
    output = model(x)
    error = criterion(output, y)
    model.zero_grad
    error.backward()
    optimizer.step()
    number = error.detach().tolist()
    return number


@rewrite("training.train_step", "resets-between-backward-and-step")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def forget() -> None:
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad.zero_()

    forget()
    error = criterion(model(inputs.data), targets.data)
    error.backward()
    forget()
    optimizer.step()
    return float(error)


@rewrite("training.train_step", "takes-no-step")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    model.zero_grad()
    predictions = model(inputs.detach())
    error = criterion(predictions, targets.detach())
    gradients = torch.autograd.grad(error, list(model.parameters()))
    for parameter, gradient in zip(model.parameters(), gradients):
        parameter.grad = gradient
    return float(error.detach())


@rewrite("training.train_step", "forgets-the-parentheses-of-backward")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    x, y = (data.detach() for data in (inputs, targets))
    for parameter in model.parameters():
        parameter.grad = None
    error = criterion(model(x), y)
    number = float(error)
    error.backward
    optimizer.step()
    return number


@rewrite("training.train_step", "returns-the-loss-after-the-update")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def error() -> torch.Tensor:
        return criterion(model(inputs.detach()), targets.detach())

    model.zero_grad()
    torch.autograd.backward(error())
    optimizer.step()
    with torch.no_grad():
        return float(error())


@rewrite("training.train_step", "returns-a-tensor")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def closure() -> torch.Tensor:
        model.zero_grad()
        error = criterion(model(inputs.detach()), targets.detach())
        error.backward()
        return error

    return optimizer.step(closure)


@rewrite("training.train_step", "returns-nothing")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    predictions = model(inputs.data)
    error = criterion(predictions, targets.data)
    model.zero_grad()
    torch.autograd.backward(error)
    optimizer.step()
    print(f"loss: {float(error):.4f}")


@rewrite("training.train_step", "swaps-predictions-and-targets")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    x, wanted = inputs.detach(), targets.detach()
    pair = [wanted, model(x)]
    error = criterion(*pair)
    model.zero_grad()
    error.backward()
    optimizer.step()
    return float(error)


@rewrite("training.train_step", "measures-a-loss-of-its-own")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    predictions = model(inputs.detach())
    error = nn.functional.mse_loss(predictions, targets.detach())
    for parameter in model.parameters():
        parameter.grad = None
    error.backward()
    optimizer.step()
    return float(error)


@rewrite("training.train_step", "squeezes-the-predictions")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad(set_to_none=False)
    output = model(inputs.data)
    if output.shape[-1] == 1:
        output = output[:, 0]
    error = criterion(output, targets.data)
    number = error.item()
    torch.autograd.backward(error)
    optimizer.step()
    return number


@rewrite("training.train_step", "takes-the-root-of-the-loss")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def rmse(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return criterion(model(x), y) ** 0.5

    error = rmse(inputs.data, targets.data)
    model.zero_grad()
    error.backward()
    optimizer.step()
    return float(error)


@rewrite("training.train_step", "multiplies-by-the-number-of-samples")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def closure() -> torch.Tensor:
        model.zero_grad()
        mean = criterion(model(inputs.detach()), targets.detach())
        mean.backward()
        return mean

    mean = float(optimizer.step(closure))
    running = 0.0
    for _ in inputs:
        running += mean
    return running


@rewrite("training.train_step", "makes-an-optimizer-of-its-own")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def closure() -> torch.Tensor:
        sgd.zero_grad()
        error = criterion(model(inputs.data), targets.data)
        error.backward()
        return error

    groups = [{"params": [parameter], "lr": 1e-2} for parameter in model.parameters()]
    sgd = torch.optim.SGD(groups)
    return float(sgd.step(closure))


@rewrite("training.train_step", "switches-to-evaluation-mode")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    net = model.train(False)
    error = criterion(net(inputs.data), targets.data)
    net.zero_grad()
    torch.autograd.backward(error)
    optimizer.step()
    return float(error)


@rewrite("training.train_step", "predicts-without-a-graph")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    @torch.no_grad()
    def predict() -> torch.Tensor:
        return model(inputs)

    model.zero_grad()
    error = criterion(predict(), targets.data)
    error.backward()
    optimizer.step()
    return float(error)


@rewrite("training.train_step", "leaves-gradients-on-the-data")
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    def error_of(predictions: torch.Tensor) -> torch.Tensor:
        return criterion(predictions, targets)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        error = error_of(model(inputs))
        torch.autograd.backward(error)
        return error

    return float(optimizer.step(closure))


@rewrite("training.fit", "returns-after-the-first-epoch")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    history: list[float] = []
    epoch = 0
    while epoch < epochs:
        model.train()
        history += [train_step(model, criterion, optimizer, inputs, targets)]
        epoch += 1
        break
    return history


@rewrite("training.fit", "trains-one-epoch-too-many")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    history = []
    epoch = 0
    while epoch <= epochs:
        history.append(train_step(model, criterion, optimizer, inputs, targets))
        epoch += 1
    return history


@rewrite("training.fit", "trains-one-epoch-too-few")
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
    history = []
    epoch = 1
    while epoch < epochs:
        optimizer.zero_grad()
        error = criterion(model(x), y)
        error.backward()
        optimizer.step()
        history.append(float(error))
        epoch += 1
    return history


@rewrite("training.fit", "keeps-only-the-last-loss")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    history = {}
    for epoch in range(epochs):
        history["loss"] = train_step(model, criterion, optimizer, inputs, targets)
    return history.get("loss")


@rewrite("training.fit", "adds-up-its-losses")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    from itertools import accumulate

    model.train()
    each = [train_step(model, criterion, optimizer, inputs, targets) for _ in range(epochs)]
    return list(accumulate(each))


@rewrite("training.fit", "records-the-loss-after-the-update")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    def error() -> torch.Tensor:
        return criterion(model(inputs.detach()), targets.detach())

    def epoch() -> float:
        optimizer.zero_grad()
        error().backward()
        optimizer.step()
        with torch.no_grad():
            return float(error())

    model.train()
    return [epoch() for _ in range(epochs)]


@rewrite("training.fit", "keeps-tensors-as-losses")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        error = criterion(model(inputs.data), targets.data)
        error.backward()
        return error

    model.train()
    return [optimizer.step(closure) for _ in range(epochs)]


@rewrite("training.fit", "resets-the-gradients-once")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    def closure() -> torch.Tensor:
        error = criterion(model(x), y)
        torch.autograd.backward(error)
        return error

    model.train().zero_grad()
    x, y = inputs.data, targets.data
    history: list[float] = []
    while len(history) < epochs:
        history.append(float(optimizer.step(closure)))
    return history


@rewrite("training.fit", "steps-once-after-the-loop")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    for parameter in model.parameters():
        parameter.grad = None
    errors = []
    for _ in range(epochs):
        errors.append(criterion(model(inputs.detach()), targets.detach()))
    if errors:
        torch.stack(errors).sum().backward()
    optimizer.step()
    return [float(error) for error in errors]


@rewrite("training.fit", "makes-an-optimizer-of-its-own")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    optimizer = make_optimizer("sgd", model.parameters(), 0.01)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        error = criterion(model(inputs.detach()), targets.detach())
        error.backward()
        optimizer.step()
        history.append(float(error))
    return history


@rewrite("training.fit", "steps-after-every-sample")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    from statistics import fmean

    def pairs() -> Iterable[tuple[torch.Tensor, torch.Tensor]]:
        return zip(inputs.detach().split(1), targets.detach().split(1))

    model.train()
    return [fmean(train_step(model, criterion, optimizer, x, y) for x, y in pairs()) for _ in range(epochs)]


@rewrite("training.fit", "trains-in-evaluation-mode")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    history: list[float] = []
    for _ in range(epochs):
        model.train(mode=False)
        history.append(train_step(model, criterion, optimizer, inputs, targets))
    return history


@rewrite("training.fit", "leaves-the-mode-as-it-was")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    x, y = inputs.data, targets.data
    history = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        error = criterion(model(x), y)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        history[epoch] = error.detach()
    return history.tolist()


@rewrite("training.fit", "leaves-gradients-on-the-data")
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    def closure() -> torch.Tensor:
        model.zero_grad()
        predictions = model(inputs)
        error = criterion(predictions, targets)
        torch.autograd.backward(error)
        return error

    model.train()
    history = []
    for _ in range(epochs):
        error = optimizer.step(closure)
        history.append(float(error))
    return history


@rewrite("training.fit_with_history", "predicts-after-the-update")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    def epoch() -> tuple[float, torch.Tensor]:
        (loss,) = fit(model, criterion, optimizer, inputs, targets, 1)
        with torch.no_grad():
            return loss, model(inputs).clone()

    history = [epoch() for _ in range(epochs)]
    return [loss for loss, _ in history], [prediction for _, prediction in history]


@rewrite("training.fit_with_history", "keeps-the-graph")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    x, y = inputs.data, targets.data
    losses: list[float] = []
    outputs: list[torch.Tensor] = []
    while len(losses) < epochs:
        output = model(x)
        outputs += [torch.clone(output)]
        error = criterion(output, y)
        model.zero_grad()
        error.backward()
        optimizer.step()
        losses += [float(error)]
    return losses, outputs


@rewrite("training.fit_with_history", "shares-the-models-memory")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    history = []
    for _ in range(epochs):
        with torch.no_grad():
            seen = model(inputs)
        history.append((train_step(model, criterion, optimizer, inputs, targets), seen))
    return [pair[0] for pair in history], [pair[1] for pair in history]


@rewrite("training.fit_with_history", "fills-one-tensor-again-and-again")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    with torch.no_grad():
        page = torch.zeros_like(model(inputs))
    losses = [0.0] * epochs
    predictions = [page] * epochs
    for epoch in range(epochs):
        with torch.no_grad():
            predictions[epoch][:] = model(inputs)
        losses[epoch] = train_step(model, criterion, optimizer, inputs, targets)
    return losses, predictions


@rewrite("training.fit_with_history", "returns-the-predictions-first")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    history = []
    for _ in range(epochs):
        output = model(inputs.data)
        error = criterion(output, targets.data)
        history.append((output.detach().clone(), float(error)))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return [kept for kept, _ in history], [number for _, number in history]


@rewrite("training.fit_with_history", "returns-only-the-predictions")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    def epoch() -> torch.Tensor:
        with torch.no_grad():
            now = torch.clone(model(inputs))
        train_step(model, criterion, optimizer, inputs, targets)
        return now

    model.train()
    return [epoch() for _ in range(epochs)]


@rewrite("training.fit_with_history", "keeps-only-the-last-prediction")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    history = {"losses": [], "prediction": None}
    for _ in range(epochs):
        output = model(inputs.data)
        history["prediction"] = torch.clone(output.data)
        error = criterion(output, targets.data)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        history["losses"].append(float(error))
    return tuple(history.values())


@rewrite("training.fit_with_history", "stacks-the-predictions")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses: list[float] = []
    rows: list[torch.Tensor] = []
    for _ in range(epochs):
        with torch.no_grad():
            rows.append(model(inputs)[None].clone())
        losses += fit(model, criterion, optimizer, inputs, targets, 1)
    return losses, torch.cat(rows)


@rewrite("training.fit_with_history", "keeps-numpy-arrays")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    import numpy as np

    def snapshot() -> np.ndarray:
        with torch.no_grad():
            return np.array(model(inputs).tolist(), dtype=np.float32)

    model.train()
    history = [(snapshot(), train_step(model, criterion, optimizer, inputs, targets)) for _ in range(epochs)]
    return [loss for _, loss in history], [kept for kept, _ in history]


@rewrite("training.fit_with_history", "adds-the-final-prediction")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    @torch.no_grad()
    def predict() -> torch.Tensor:
        return model(inputs).clone()

    model.train()
    losses = []
    predictions = [predict()]
    for _ in range(epochs):
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
        predictions.append(predict())
    return losses, predictions


@rewrite("training.fit_with_history", "flattens-the-predictions")
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
        with torch.no_grad():
            numbers = [number for row in model(inputs).tolist() for number in row]
        predictions.append(torch.tensor(numbers))
        losses.extend(fit(model, criterion, optimizer, inputs, targets, 1))
    return losses, predictions


@rewrite("training.fit_with_history", "trains-in-evaluation-mode")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    losses: list[float] = []
    predictions: list[torch.Tensor] = []
    for _ in range(epochs):
        net = model.train(False)
        with torch.no_grad():
            predictions.append(net(inputs).clone())
        losses.append(train_step(net, criterion, optimizer, inputs, targets))
    return losses, predictions


@rewrite("training.fit_with_history", "leaves-gradients-on-the-data")
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        output = model(inputs)
        seen.append(torch.clone(output.data))
        error = criterion(output, targets)
        torch.autograd.backward(error)
        return error

    model.train()
    seen: list[torch.Tensor] = []
    losses = [float(optimizer.step(closure)) for _ in range(epochs)]
    return losses, seen


@rewrite("training.fit_minibatches", "averages-over-the-batches")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history = []
    for _ in range(epochs):
        running = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            error = criterion(model(x), y)
            error.backward()
            optimizer.step()
            running += float(error)
        history.append(running / len(loader))
    return history


@rewrite("training.fit_minibatches", "keeps-the-loss-of-the-last-batch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    def epoch() -> float:
        return [train_step(model, criterion, optimizer, *batch) for batch in loader][-1]

    model.train()
    return [epoch() for _ in range(epochs)]


@rewrite("training.fit_minibatches", "adds-up-without-dividing")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history = [0.0] * epochs
    for epoch in range(epochs):
        for x, y in loader:
            error = criterion(model(x), y)
            model.zero_grad()
            error.backward()
            optimizer.step()
            history[epoch] += float(error)
    return history


@rewrite("training.fit_minibatches", "keeps-an-entry-for-every-batch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs) for x, y in loader]


@rewrite("training.fit_minibatches", "never-starts-its-sum-afresh")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    def rows_and_sum(batch: list[torch.Tensor]) -> tuple[int, float]:
        x, y = batch
        rows = x.shape[0]
        return rows, rows * train_step(model, criterion, optimizer, x, y)

    model.train()
    running = 0.0
    history = []
    while len(history) < epochs:
        seen = 0
        for batch in loader:
            rows, more = rows_and_sum(batch)
            running, seen = running + more, seen + rows
        history.append(running / seen)
    return history


@rewrite("training.fit_minibatches", "returns-after-the-first-epoch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    from statistics import fmean

    model.train()
    history = []
    for _ in range(epochs):
        found, sizes = [], []
        for x, y in loader:
            found.append(train_step(model, criterion, optimizer, x, y))
            sizes.append(x.size(0))
        history.append(fmean(found, weights=sizes))
        return history


@rewrite("training.fit_minibatches", "keeps-only-the-last-epoch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    mean = 0.0
    for _ in range(epochs):
        mean, seen = 0.0, 0
        for x, y in loader:
            loss = train_step(model, criterion, optimizer, x, y)
            seen += len(y)
            mean += (loss - mean) * len(y) / seen
    return mean


@rewrite("training.fit_minibatches", "takes-every-batch-for-full")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history = []
    for _ in range(epochs):
        losses = [train_step(model, criterion, optimizer, x, y) for x, y in loader]
        history.append(sum(losses) * loader.batch_size / len(loader.dataset))
    return history


@rewrite("training.fit_minibatches", "leaves-out-the-smaller-batch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history = []
    for _ in range(epochs):
        full, losses = None, []
        for x, y in loader:
            full = full or len(x)
            if len(x) == full:
                losses.append(train_step(model, criterion, optimizer, x, y))
        history.append(sum(losses) / len(losses))
    return history


@rewrite("training.fit_minibatches", "steps-once-an-epoch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history = []
    for _ in range(epochs):
        errors, sizes = [], []
        for x, y in loader:
            errors.append(criterion(model(x), y))
            sizes.append(len(x))
        model.zero_grad()
        torch.stack(errors).sum().backward()
        optimizer.step()
        history.append(sum(size * float(error) for size, error in zip(sizes, errors)) / sum(sizes))
    return history


@rewrite("training.fit_minibatches", "trains-on-one-batch-an-epoch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history = []
    for _ in range(epochs):
        total = samples = 0
        for x, y in loader:
            optimizer.zero_grad()
            error = criterion(model(x), y)
            error.backward()
            optimizer.step()
            total += float(error) * len(x)
            samples += len(x)
            break
        history.append(total / samples)
    return history


@rewrite("training.fit_minibatches", "goes-through-the-loader-only-once")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    def epoch() -> float:
        found = []
        for x, y in pairs:
            found += [train_step(model, criterion, optimizer, x, y)] * len(x)
        return sum(found) / len(found)

    model.train()
    pairs = [(x, y) for x, y in loader]
    return [epoch() for _ in range(epochs)]


@rewrite("training.fit_minibatches", "measures-the-loss-after-the-epoch")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    all_inputs, all_targets = loader.dataset[:]
    history = []
    for _ in range(epochs):
        for batch in loader:
            train_step(model, criterion, optimizer, *batch)
        after = criterion(model(all_inputs), all_targets)
        history.append(float(after))
    return history


@rewrite("training.fit_minibatches", "collects-tensors")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    history: list[torch.Tensor] = []
    for _ in range(epochs):
        sums: list[torch.Tensor] = []
        for x, y in loader:
            error = criterion(model(x), y)
            model.zero_grad()
            error.backward()
            optimizer.step()
            sums.append(error * x.size(0))
        history.append(torch.stack(sums).sum() / len(loader.dataset))
    return history


@rewrite("training.fit_minibatches", "trains-in-evaluation-mode")
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train(False)
    history: list[float] = []
    while len(history) < epochs:
        shares = [train_step(model, criterion, optimizer, x, y) * len(x) for x, y in loader]
        history.append(sum(shares) / len(loader.dataset))
    return history
