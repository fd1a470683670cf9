"""Known wrong answers of chapter 6, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable, Iterable

import torch
from torch import nn
from torch.utils.data import DataLoader
from training import train_step

from autograder.course.answers import mistake


@mistake(
    "training.make_optimizer",
    "minds-the-case",
    loses=["takes the name in upper and lower case"],
    says='Small letters work and capitals do not: "SGD" and "Adam" are good names too. Bring the name into one '
    "form before you compare it with anything.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name == "adam":
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "forgets-the-momentum",
    loses=["hands the momentum to SGD"],
    says="Your SGD takes the first step right and the later ones too short: the momentum does not reach it. Print "
    'optimizer.defaults["momentum"] for a call with momentum=0.9.',
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "hands-momentum-to-adam",
    loses=[
        "gives an Adam, and no momentum to it",
        "takes the name in upper and lower case",
        "takes the parameters from a generator too",
    ],
    says="There is no argument called momentum in torch.optim.Adam, so your call ends in a TypeError. Only SGD "
    "gets it.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    optimizers = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
    if name.lower() not in optimizers:
        raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")
    return optimizers[name.lower()](parameters, lr=lr, momentum=momentum)


@mistake(
    "training.make_optimizer",
    "makes-momentum-a-beta-of-adam",
    loses=[
        "gives an Adam, and no momentum to it",
        "takes the name in upper and lower case",
        "takes the parameters from a generator too",
    ],
    says="You turn the momentum into the first of Adam's betas. That number does play such a part inside Adam, but "
    "the docstring leaves all of Adam's settings but lr at their defaults.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr, betas=(momentum, 0.999))
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "forgets-the-learning-rate",
    loses="everything",
    says='Your optimizers step by PyTorch\'s default of 0.001, whatever lr says. Print optimizer.defaults["lr"] for '
    "a call with lr=0.1.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "swaps-the-two-names",
    loses="everything",
    says='Ask for "sgd" and print what comes back: it is an Adam, and the other way round.',
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "adam":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "sgd":
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "takes-adamw-for-adam",
    loses=[
        "gives an Adam, and no momentum to it",
        "takes the name in upper and lower case",
        "takes the parameters from a generator too",
    ],
    says="Your Adam is an AdamW: besides its steps, it shrinks every parameter a little each time. That is a good "
    "optimizer, and another one than the docstring names.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.AdamW(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "uses-up-the-generator",
    loses=["takes the parameters from a generator too"],
    says="With a list of parameters you are right, with model.parameters() the optimizer gets an empty list: a "
    "generator can be gone through only once, and counting its entries does just that.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if len(list(parameters)) == 0:
        raise ValueError("there is nothing to optimize")
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "takes-any-other-name-for-adam",
    loses=["refuses any other name with a ValueError", "names both good names in the error's message"],
    says='Ask for "rmsprop", or for "sdg" by a slip of the fingers: an Adam comes back and nobody hears of it. Any '
    "name but the two good ones should raise a ValueError.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    return torch.optim.Adam(parameters, lr=lr)


@mistake(
    "training.make_optimizer",
    "looks-at-the-beginning-of-the-name",
    loses=["refuses any other name with a ValueError"],
    says='You accept names that only begin like a good one, such as "adamw" or "sgdm". Somebody who asks for AdamW '
    "and gets Adam should hear of it: compare the whole name.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower().startswith("sgd"):
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower().startswith("adam"):
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


@mistake(
    "training.make_optimizer",
    "returns-none-for-other-names",
    loses=["refuses any other name with a ValueError", "names both good names in the error's message"],
    says="For a name that you do not know, your function ends without a return, which gives None; the caller then "
    "stumbles over None somewhere else. Raise a ValueError on the spot.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr)


@mistake(
    "training.make_optimizer",
    "raises-a-key-error",
    loses=["refuses any other name with a ValueError", "names both good names in the error's message"],
    says="A name that is not in your dictionary raises KeyError; the docstring promises ValueError, with a message "
    "that helps whoever mistyped the name.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    make = {
        "sgd": lambda: torch.optim.SGD(parameters, lr=lr, momentum=momentum),
        "adam": lambda: torch.optim.Adam(parameters, lr=lr),
    }[name.lower()]
    return make()


@mistake(
    "training.make_optimizer",
    "does-not-say-what-names-there-are",
    loses=["names both good names in the error's message"],
    says="You refuse other names with a ValueError, but its message does not say which names are good. Write both "
    "of them into it: sgd and adam.",
    read="exercises/06_training/README.md#an-optimizer-by-its-name",
)
def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"unknown optimizer {name!r}")


@mistake(
    "training.train_step",
    "never-resets-the-gradients",
    loses=[
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "leaves training mode switched on",
    ],
    says="Your first step on a fresh model is right and the later ones are not: backward() adds to what .grad "
    "holds, and nothing ever resets it. The loss may still fall, so it does not tell you.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "resets-only-after-the-step",
    loses=["uses the gradients of this step only, whatever was there before"],
    says="You reset the gradients after the step, which is fine as long as nobody else has left any. Where .grad "
    "holds something before the call, your step uses that too: the reset has to come before backward().",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@mistake(
    "training.train_step",
    "forgets-the-parentheses-of-zero-grad",
    loses=[
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "leaves training mode switched on",
    ],
    says="There is the line optimizer.zero_grad, without parentheses. It names the method and does not call it, so "
    "the gradients are never reset and add up from step to step.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "resets-between-backward-and-step",
    loses=[
        "lets the given optimizer move the parameters by one step",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your parameters do not move: the gradients are reset after backward() has computed them and before "
    "step() could use them. Look at the order of your lines.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "takes-no-step",
    loses=[
        "lets the given optimizer move the parameters by one step",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your parameters stay where they are: the gradients are computed, and the optimizer is never asked to use "
    "them.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    return loss.item()


@mistake(
    "training.train_step",
    "forgets-the-parentheses-of-backward",
    loses=[
        "lets the given optimizer move the parameters by one step",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="There is the line loss.backward, without parentheses: it names the method and does not call it. No "
    "gradient is computed, and the optimizer has nothing to follow.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "returns-the-loss-after-the-update",
    loses=[
        "returns the loss before the update, as a Python float",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="The parameters are right, but your loss is computed once more after the step. The docstring asks for the "
    "loss before the update, which you have already.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    criterion(model(inputs.detach()), targets.detach()).backward()
    optimizer.step()
    return criterion(model(inputs.detach()), targets.detach()).item()


@mistake(
    "training.train_step",
    "returns-a-tensor",
    loses=[
        "returns the loss before the update, as a Python float",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your loss is a tensor, which holds on to the whole computation that led to it; a Python float was asked "
    "for. A tensor with one entry can be asked for its number.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    return loss


@mistake(
    "training.train_step",
    "returns-nothing",
    loses=[
        "returns the loss before the update, as a Python float",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    breaks=["training.fit", "training.fit_minibatches", "training.fit_with_history"],
    says="The update is right, but your function ends without a return, so whoever calls it gets None.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()


@mistake(
    "training.train_step",
    "swaps-predictions-and-targets",
    loses=["asks the given criterion, predictions first"],
    says="You hand the criterion the targets first. The mean squared error does not notice, because it is the same "
    "both ways; most others do.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(targets.detach(), model(inputs.detach()))
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "measures-a-loss-of-its-own",
    loses=["asks the given criterion, predictions first"],
    says="You compute the mean squared error yourself, whatever criterion is handed in. With nn.MSELoss nobody "
    "notices; with any other criterion the model learns the wrong thing.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = ((model(inputs.detach()) - targets.detach()) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "squeezes-the-predictions",
    loses=[
        "returns the loss before the update, as a Python float",
        "works for one sample, one input, one target, and tensors that are views",
    ],
    says="You squeeze the predictions, so with one target they lose a dimension: (7,) against targets of (7, 1) "
    "broadcasts to 7 times 7 differences. The loss still falls, and the model learns the mean of the targets.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()).squeeze(), targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "takes-the-root-of-the-loss",
    loses="everything",
    says="Your loss is the square root of the criterion's. Multiply it by itself and see whether it is then right.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach()).sqrt()
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "multiplies-by-the-number-of-samples",
    loses=[
        "returns the loss before the update, as a Python float",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your parameters are right, and your loss is too large by the number of samples. The criterion gives a "
    "mean, and train_step returns it as it is.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item() * len(inputs)


@mistake(
    "training.train_step",
    "makes-an-optimizer-of-its-own",
    loses=[
        "lets the given optimizer move the parameters by one step",
        "uses the gradients of this step only, whatever was there before",
        "asks the given criterion, predictions first",
        "works for one sample, one input, one target, and tensors that are views",
        "leaves training mode switched on",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="You make a new optimizer inside and leave the one that is handed in unused: its learning rate, and what "
    "it remembers of earlier steps, count for nothing.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "switches-to-evaluation-mode",
    loses=["leaves training mode switched on"],
    says="You switch the model to evaluation mode. Layers such as dropout then do something else than in training; "
    "model.eval() is for chapter 7.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    model.eval()
    optimizer.zero_grad()
    loss = criterion(model(inputs.detach()), targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "predicts-without-a-graph",
    loses="everything",
    breaks=["training.fit", "training.fit_minibatches", "training.fit_with_history"],
    says="PyTorch says that a tensor does not require grad: the predictions were made without a graph, so "
    "backward() finds no way to the parameters. Recording is switched off only where nothing is to be "
    "learned.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    with torch.no_grad():
        predictions = model(inputs)
    loss = criterion(predictions, targets.detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.train_step",
    "leaves-gradients-on-the-data",
    loses=["leaves inputs and targets as they are, even where they require grad"],
    says="The step is right, but where inputs or targets require grad, they have a gradient after the call: "
    "backward() went on to the caller's data. Work on detached ones.",
    read="exercises/06_training/README.md#one-training-step",
)
def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


@mistake(
    "training.fit",
    "returns-after-the-first-epoch",
    loses="everything",
    says="Your list has one entry, however many epochs there are: the return stands inside the loop, and the first "
    "turn ends the function.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
        return losses
    return losses


@mistake(
    "training.fit",
    "trains-one-epoch-too-many",
    loses="everything",
    says="Your list has one entry more than there are epochs, and the model has moved once more. How often does "
    "range(n) run?",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    return [train_step(model, criterion, optimizer, inputs, targets) for _ in range(epochs + 1)]


@mistake(
    "training.fit",
    "trains-one-epoch-too-few",
    loses="everything",
    says="Your list has one entry fewer than there are epochs: range(1, n) begins at 1 and stops before n.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    return [train_step(model, criterion, optimizer, inputs, targets) for _ in range(1, epochs)]


@mistake(
    "training.fit",
    "keeps-only-the-last-loss",
    loses="everything",
    says="You return one number; a list with the loss of every epoch was asked for. Collect them as they come.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    loss = None
    for _ in range(epochs):
        loss = train_step(model, criterion, optimizer, inputs, targets)
    return loss


@mistake(
    "training.fit",
    "adds-up-its-losses",
    loses=[
        "records the loss before every update, as Python floats",
        "goes on from where model and optimizer stand",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="The first entry is right and the others grow: each is the sum of all losses so far. Every entry stands "
    "for its own epoch alone.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses, total = [], 0.0
    for _ in range(epochs):
        total += train_step(model, criterion, optimizer, inputs, targets)
        losses.append(total)
    return losses


@mistake(
    "training.fit",
    "records-the-loss-after-the-update",
    loses=[
        "records the loss before every update, as Python floats",
        "goes on from where model and optimizer stand",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your list begins one epoch late: each loss is computed again after the update. The first entry should be "
    "the loss of the model as it came.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        train_step(model, criterion, optimizer, inputs, targets)
        losses.append(criterion(model(inputs.detach()), targets.detach()).item())
    return losses


@mistake(
    "training.fit",
    "keeps-tensors-as-losses",
    loses=[
        "records the loss before every update, as Python floats",
        "goes on from where model and optimizer stand",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your losses are tensors, and Python floats were asked for. Each of these tensors keeps its epoch's whole "
    "computation in memory.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs.detach()), targets.detach())
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


@mistake(
    "training.fit",
    "resets-the-gradients-once",
    loses="everything",
    says="The gradients are reset before the loop and never in it, so from the second epoch on every step uses the "
    "sum of all gradients so far.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    optimizer.zero_grad()
    losses = []
    for _ in range(epochs):
        loss = criterion(model(inputs.detach()), targets.detach())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "training.fit",
    "steps-once-after-the-loop",
    loses="everything",
    says="Your losses are all the same: the optimizer steps once, after the loop. Every epoch is a step.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    optimizer.zero_grad()
    losses = []
    for _ in range(epochs):
        loss = criterion(model(inputs.detach()), targets.detach())
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return losses


@mistake(
    "training.fit",
    "makes-an-optimizer-of-its-own",
    loses="everything",
    says="You make a new optimizer and leave the given one unused: its learning rate, and what it remembers of "
    "earlier steps, count for nothing.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    own = torch.optim.SGD(model.parameters(), lr=0.01)
    return [train_step(model, criterion, own, inputs, targets) for _ in range(epochs)]


@mistake(
    "training.fit",
    "steps-after-every-sample",
    loses="everything",
    says="Your model moves once for every sample. That is a method of its own, for the last exercise of this "
    "chapter; here all samples make one update together.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        total = 0.0
        for row in range(len(inputs)):
            sample, target = inputs.detach()[row : row + 1], targets.detach()[row : row + 1]
            total += train_step(model, criterion, optimizer, sample, target)
        losses.append(total / len(inputs))
    return losses


@mistake(
    "training.fit",
    "trains-in-evaluation-mode",
    loses=["trains in training mode"],
    says="You train in evaluation mode, in which layers such as dropout are switched off. model.train() before the "
    "loop puts the model into training mode, whatever mode it came in.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.eval()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs.detach()), targets.detach())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "training.fit",
    "leaves-the-mode-as-it-was",
    loses=["trains in training mode"],
    says="A model that comes in evaluation mode is trained in that mode, in which layers such as dropout are "
    "switched off. A model may come from anywhere: put it into training mode yourself.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    return [train_step(model, criterion, optimizer, inputs, targets) for _ in range(epochs)]


@mistake(
    "training.fit",
    "leaves-gradients-on-the-data",
    loses=["leaves inputs and targets as they are, even where they require grad"],
    says="The training is right, but where inputs or targets require grad, they have a gradient after the call: "
    "backward() went on to the caller's data. Work on detached ones.",
    read="exercises/06_training/README.md#the-training-loop",
)
def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    model.train()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "training.fit_with_history",
    "predicts-after-the-update",
    loses=[
        "keeps the predictions that were made before each update",
        "gives predictions that do not require grad",
        "gives every prediction memory of its own",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your history begins one epoch late: the predictions are made after the step. The first entry should be "
    "what the model says as it came, before it has learned anything.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
        predictions.append(model(inputs).detach().clone())
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "keeps-the-graph",
    loses=["gives predictions that do not require grad"],
    says="Your predictions require grad: each holds on to the graph of its epoch, and matplotlib will refuse to "
    "draw it. A history is only numbers.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs.detach()).clone())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "shares-the-models-memory",
    loses=["gives every prediction memory of its own"],
    says="You detach and do not copy: the new tensor lies in the same memory. Where a model returns its own "
    "parameters, every update then rewrites the history, and writing into the history changes the model.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs).detach())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "fills-one-tensor-again-and-again",
    loses=[
        "keeps the predictions that were made before each update",
        "gives predictions that do not require grad",
        "gives every prediction memory of its own",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="All entries of your history are one and the same tensor, which you overwrite every epoch: print "
    "predictions[0] is predictions[1]. Each epoch needs a tensor of its own.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses, predictions, latest = [], [], None
    for _ in range(epochs):
        output = model(inputs).detach()
        latest = output.clone() if latest is None else latest.copy_(output)
        predictions.append(latest)
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "returns-the-predictions-first",
    loses="everything",
    says="Both lists are right and stand in the wrong order: the losses come first.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs).detach().clone())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return predictions, losses


@mistake(
    "training.fit_with_history",
    "returns-only-the-predictions",
    loses="everything",
    says="You return one list, and the docstring asks for two in a tuple: the losses, then the predictions.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
    for _ in range(epochs):
        predictions.append(model(inputs).detach().clone())
        train_step(model, criterion, optimizer, inputs, targets)
    return predictions


@mistake(
    "training.fit_with_history",
    "keeps-only-the-last-prediction",
    loses=[
        "keeps the predictions that were made before each update",
        "gives predictions that do not require grad",
        "gives every prediction memory of its own",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your second entry is a single tensor, the last prediction. The history has one for every epoch: collect "
    "them as they come.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.train()
    losses, prediction = [], None
    for _ in range(epochs):
        prediction = model(inputs).detach().clone()
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, prediction


@mistake(
    "training.fit_with_history",
    "stacks-the-predictions",
    loses=[
        "keeps the predictions that were made before each update",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your predictions are stacked into one large tensor; a list with a tensor for every epoch was asked for. "
    "For no epochs at all there is nothing to stack, either.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs).detach().clone())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, torch.stack(predictions)


@mistake(
    "training.fit_with_history",
    "keeps-numpy-arrays",
    loses=[
        "keeps the predictions that were made before each update",
        "gives predictions that do not require grad",
        "gives every prediction memory of its own",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your predictions are numpy arrays, and tensors were asked for. What is drawn or compared later expects a "
    "tensor.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs).detach().numpy().copy())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "adds-the-final-prediction",
    loses=[
        "keeps the predictions that were made before each update",
        "gives predictions that do not require grad",
        "gives every prediction memory of its own",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your history has one prediction more than there are epochs: the last was made after the last update. It "
    "may be nice to have, but the docstring counts one before each update.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs).detach().clone())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    predictions.append(model(inputs).detach().clone())
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "flattens-the-predictions",
    loses=[
        "keeps the predictions that were made before each update",
        "gives predictions that do not require grad",
        "gives every prediction memory of its own",
        "gives two empty lists and changes nothing for epochs=0",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your predictions have lost their shape: print that of model(inputs) and that of an entry of your "
    "history. They are kept as the model gives them.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        predictions.append(model(inputs).detach().clone().flatten())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "trains-in-evaluation-mode",
    loses=["trains in training mode"],
    says="You train in evaluation mode, in which layers such as dropout are switched off. Put the model into "
    "training mode before every step.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    model.eval()
    losses, predictions = [], []
    for _ in range(epochs):
        output = model(inputs.detach())
        predictions.append(output.detach().clone())
        loss = criterion(output, targets.detach())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, predictions


@mistake(
    "training.fit_with_history",
    "leaves-gradients-on-the-data",
    loses=["leaves inputs and targets as they are, even where they require grad"],
    says="The training is right, but where inputs or targets require grad, they have a gradient after the call: "
    "backward() went on to the caller's data. Work on detached ones.",
    read="exercises/06_training/README.md#a-history-of-predictions",
)
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
        output = model(inputs)
        predictions.append(output.detach().clone())
        loss = criterion(output, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, predictions


@mistake(
    "training.fit_minibatches",
    "averages-over-the-batches",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="With batches of one size you are right. A smaller last batch counts as much as the others in your mean, "
    "though fewer samples stand behind it.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        found = [train_step(model, criterion, optimizer, inputs, targets) for inputs, targets in loader]
        losses.append(sum(found) / len(found))
    return losses


@mistake(
    "training.fit_minibatches",
    "keeps-the-loss-of-the-last-batch",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "works for batches of one sample, and for a single batch",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="Your entry for an epoch is the loss of its last batch alone. All samples of the epoch should count.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        for inputs, targets in loader:
            loss = train_step(model, criterion, optimizer, inputs, targets)
        losses.append(loss)
    return losses


@mistake(
    "training.fit_minibatches",
    "adds-up-without-dividing",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "works for batches of one sample, and for a single batch",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="Your entry for an epoch is the sum of its batches' losses. It grows with the number of batches; a mean "
    "was asked for.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        losses.append(sum(train_step(model, criterion, optimizer, inputs, targets) for inputs, targets in loader))
    return losses


@mistake(
    "training.fit_minibatches",
    "keeps-an-entry-for-every-batch",
    loses="everything",
    says="Your list has an entry for every batch; one for every epoch was asked for.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        for inputs, targets in loader:
            losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses


@mistake(
    "training.fit_minibatches",
    "never-starts-its-sum-afresh",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "gives an empty list and changes nothing for epochs=0",
    ],
    says="The first epoch is right and the later ones are not: the sum, or the count, goes on from the epoch "
    "before. Both start at zero in every epoch.",
    read="exercises/06_training/README.md#mini-batches",
)
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    losses, total = [], 0.0
    for _ in range(epochs):
        samples = 0
        for inputs, targets in loader:
            total += len(inputs) * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
        losses.append(total / samples)
    return losses


@mistake(
    "training.fit_minibatches",
    "returns-after-the-first-epoch",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "makes one update a batch, and an entry for every epoch",
        "goes through the loader once an epoch, which shuffles each time",
        "gives an empty list and changes nothing for epochs=0",
    ],
    says="Your list has one entry, however many epochs there are: the return stands inside the outer loop. It "
    "belongs after it.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        total, samples = 0.0, 0
        for inputs, targets in loader:
            total += len(inputs) * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
        losses.append(total / samples)
        return losses
    return losses


@mistake(
    "training.fit_minibatches",
    "keeps-only-the-last-epoch",
    loses="everything",
    says="You return one number, the mean of the last epoch; a list with an entry for every epoch was asked for.",
    read="exercises/06_training/README.md#mini-batches",
)
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    total, samples = 0.0, 0
    for _ in range(epochs):
        total, samples = 0.0, 0
        for inputs, targets in loader:
            total += len(inputs) * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
    return total / samples if samples else 0.0


@mistake(
    "training.fit_minibatches",
    "takes-every-batch-for-full",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "works for batches of one sample, and for a single batch",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="You weight every batch by loader.batch_size, also the last one, which is smaller. How many samples a "
    "batch has is the number of its rows.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        total, samples = 0.0, 0
        for inputs, targets in loader:
            total += loader.batch_size * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
        losses.append(total / samples)
    return losses


@mistake(
    "training.fit_minibatches",
    "leaves-out-the-smaller-batch",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "makes one update a batch, and an entry for every epoch",
        "goes through the loader once an epoch, which shuffles each time",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="You pass over the last batch where it is smaller than the others, so some samples are never learned "
    "from. Every batch makes an update.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        total, samples = 0.0, 0
        for inputs, targets in loader:
            if len(inputs) < min(loader.batch_size, len(loader.dataset)):
                continue
            total += len(inputs) * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
        losses.append(total / samples)
    return losses


@mistake(
    "training.fit_minibatches",
    "steps-once-an-epoch",
    loses="everything",
    says="Your model moves once an epoch: the gradients of the batches are added up and used together. Each batch "
    "makes an update of its own, with its own gradients.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        optimizer.zero_grad()
        total, samples = 0.0, 0
        for inputs, targets in loader:
            loss = criterion(model(inputs), targets)
            loss.backward()
            total += len(inputs) * loss.item()
            samples += len(inputs)
        optimizer.step()
        losses.append(total / samples)
    return losses


@mistake(
    "training.fit_minibatches",
    "trains-on-one-batch-an-epoch",
    loses="everything",
    says="Only the first batch of each epoch is used. The inner loop has to reach the end of the loader before the "
    "epoch is over.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        inputs, targets = next(iter(loader))
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses


@mistake(
    "training.fit_minibatches",
    "goes-through-the-loader-only-once",
    loses=["goes through the loader once an epoch, which shuffles each time"],
    says="You take the batches from the loader once and use the same ones in every epoch. A loader that shuffles "
    "gives new batches each time it is gone through.",
    read="exercises/06_training/README.md#mini-batches",
)
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    model.train()
    batches = list(loader)
    losses = []
    for _ in range(epochs):
        total, samples = 0.0, 0
        for inputs, targets in batches:
            total += len(inputs) * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
        losses.append(total / samples)
    return losses


@mistake(
    "training.fit_minibatches",
    "measures-the-loss-after-the-epoch",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "works for batches of one sample, and for a single batch",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="The parameters are right, but your losses are measured on all data after the epoch. Asked for is the "
    "mean of the losses that the steps gave, each taken before its update.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        for inputs, targets in loader:
            train_step(model, criterion, optimizer, inputs, targets)
        with torch.no_grad():
            rows = [(len(inputs), criterion(model(inputs), targets).item()) for inputs, targets in loader]
        losses.append(sum(count * loss for count, loss in rows) / sum(count for count, _ in rows))
    return losses


@mistake(
    "training.fit_minibatches",
    "collects-tensors",
    loses=[
        "averages the losses before the updates over an epoch's samples",
        "goes through the loader once an epoch, which shuffles each time",
        "works for batches of one sample, and for a single batch",
        "gives an empty list and changes nothing for epochs=0",
        "trains in training mode",
    ],
    says="Your losses are tensors: they were added up without .item(), and each keeps its graphs in memory. Python "
    "floats were asked for.",
    read="exercises/06_training/README.md#mini-batches",
)
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
        total, samples = 0.0, 0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += len(inputs) * loss
            samples += len(inputs)
        losses.append(total / samples)
    return losses


@mistake(
    "training.fit_minibatches",
    "trains-in-evaluation-mode",
    loses=["trains in training mode"],
    says="You train in evaluation mode, in which layers such as dropout are switched off. Put the model into "
    "training mode before every epoch.",
    read="exercises/06_training/README.md#mini-batches",
)
def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    losses = []
    for _ in range(epochs):
        model.eval()
        total, samples = 0.0, 0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += len(inputs) * loss.item()
            samples += len(inputs)
        losses.append(total / samples)
    return losses
