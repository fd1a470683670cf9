"""Known wrong answers of chapter 8, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable, Iterable
from typing import Any

import torch
from devices import pick_device, to_device
from torch import nn

from autograder.course.answers import mistake


@mistake(
    "devices.pick_device",
    "always-takes-the-cpu",
    loses="everything",
    says="Your function gives the CPU on every machine: when it is called, it does not ask. On a machine with "
    "more, the fast device stands idle, and nobody is told.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    return torch.device("cpu")


@mistake(
    "devices.pick_device",
    "gives-cuda-everywhere",
    loses="everything",
    says="Your function gives cuda on every machine. Either nothing is asked, or a question is named and not "
    "called: without its parentheses a function is an object, and in an if that counts as true.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if torch.cuda.is_available:
        return torch.device("cuda")
    if torch.backends.mps.is_available:
        return torch.device("mps")
    return torch.device("cpu")


@mistake(
    "devices.pick_device",
    "returns-the-name",
    loses="everything",
    says="You return the name of the device, which is text; a torch.device is asked for. PyTorch takes either "
    'in many places, but text has no .type, and "cuda" == tensor.device is never true.',
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu"


@mistake(
    "devices.pick_device",
    "forgets-mps",
    loses=[
        "gives mps where that is all there is",
    ],
    says="On an Apple machine you give the CPU: you never ask whether mps is available. It stands between cuda"
    " and cpu.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@mistake(
    "devices.pick_device",
    "prefers-mps",
    loses=[
        "prefers cuda where there are both",
    ],
    says="Where cuda and mps are both available, you give mps. The question that comes first wins; cuda is to "
    "come first.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if torch.backends.mps.is_available():
        return torch.device("mps")
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")


@mistake(
    "devices.pick_device",
    "adds-an-index",
    loses=[
        "gives cuda where CUDA is available",
        "prefers cuda where there are both",
        "asks at each call",
        "gives cuda on a machine that has it",
    ],
    says="Your device has an index, cuda:0: that is one certain card. Without the number, cuda means the "
    "current one, whichever that is; print str(pick_device()) and look for the colon.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda:0")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


@mistake(
    "devices.pick_device",
    "asks-only-once",
    loses="everything",
    says="The first call is right and every later one repeats its answer: you keep it, in a cache or a "
    "variable outside the call. Ask both questions anew in each call.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if not hasattr(pick_device, "answer"):
        if torch.cuda.is_available():
            pick_device.answer = torch.device("cuda")
        elif torch.backends.mps.is_available():
            pick_device.answer = torch.device("mps")
        else:
            pick_device.answer = torch.device("cpu")
    return pick_device.answer


@mistake(
    "devices.pick_device",
    "asks-what-is-built",
    loses="everything",
    says="You ask what PyTorch was built for, not what this machine has. A PyTorch that knows cuda runs very "
    "well on a machine without a card, and there your answer is wrong.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if torch.backends.cuda.is_built():
        return torch.device("cuda")
    if torch.backends.mps.is_built():
        return torch.device("mps")
    return torch.device("cpu")


@mistake(
    "devices.pick_device",
    "returns-nothing-without-an-accelerator",
    loses="everything",
    says="On a machine with nothing but a CPU your function ends without a return, so it gives None. That is "
    "the commonest machine of all.",
    read="exercises/08_devices/README.md#which-device-is-there",
)
def pick_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")


@mistake(
    "devices.to_device",
    "drops-the-result",
    loses="everything",
    says="All tensors are still where they were. The .to of a tensor leaves the tensor there and gives you "
    "another one, which has to be kept; and the device to name is the argument, not one of your own.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        batch.to(device)
    elif isinstance(batch, list | tuple):
        for entry in batch:
            to_device(entry, device)
    elif isinstance(batch, dict):
        for entry in batch.values():
            to_device(entry, device)
    return batch


@mistake(
    "devices.to_device",
    "stays-at-the-top",
    loses=[
        "moves them at any depth",
        "keeps structure, order, keys and types",
        "passes numbers, text, None and arrays through",
        "leaves the batch that it was given as it is",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="A tensor alone moves, and so do those right inside a list, tuple or dict; one level further down "
    "they stay. What you do to the batch has to be done to each of its entries too, containers included.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    def move(entry):
        return entry.to(device) if isinstance(entry, torch.Tensor) else entry

    if isinstance(batch, list | tuple):
        return type(batch)(move(entry) for entry in batch)
    if isinstance(batch, dict):
        return {key: move(entry) for key, entry in batch.items()}
    return move(batch)


@mistake(
    "devices.to_device",
    "does-not-open-dictionaries",
    loses=[
        "moves a tensor alone, and those in a list, a tuple or a dictionary",
        "moves them at any depth",
        "keeps structure, order, keys and types",
        "passes numbers, text, None and arrays through",
        "leaves the batch that it was given as it is",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="Tensors in lists and tuples move; those in a dict stay where they are. A dict is a container as "
    "well, and many datasets give their samples as one.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, list | tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    return batch


@mistake(
    "devices.to_device",
    "does-not-open-tuples",
    loses=[
        "moves a tensor alone, and those in a list, a tuple or a dictionary",
        "keeps structure, order, keys and types",
        "passes numbers, text, None and arrays through",
        "leaves the batch that it was given as it is",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="Tensors in lists and dictionaries move; those in a tuple stay where they are. A DataLoader's batch "
    "is often just that: a pair of inputs and targets.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, list):
        return [to_device(entry, device) for entry in batch]
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.to_device",
    "turns-tuples-into-lists",
    loses=[
        "moves a tensor alone, and those in a list, a tuple or a dictionary",
        "keeps structure, order, keys and types",
        "passes numbers, text, None and arrays through",
        "leaves the batch that it was given as it is",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="All tensors move, but every tuple comes back as a list. Whoever gave you a tuple may rely on its "
    "being one: a list is no key of a dictionary, for instance.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, list | tuple):
        return [to_device(entry, device) for entry in batch]
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.to_device",
    "leaves-a-generator",
    loses=[
        "moves a tensor alone, and those in a list, a tuple or a dictionary",
        "keeps structure, order, keys and types",
        "passes numbers, text, None and arrays through",
        "leaves the batch that it was given as it is",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="Where a tuple should come back there is a generator: parentheses around a comprehension make no "
    "tuple. It holds nothing yet, and can be gone through only once.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, list):
        return [to_device(entry, device) for entry in batch]
    if isinstance(batch, tuple):
        return (to_device(entry, device) for entry in batch)
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.to_device",
    "moves-whatever-has-a-to",
    loses=[
        "leaves objects with a .to of their own alone",
    ],
    says="You move everything that has a .to, and not only tensors have one: a model moves itself, in place, "
    "and other objects do what they like. Ask what a thing is, not what it can do.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if hasattr(batch, "to"):
        return batch.to(device)
    if isinstance(batch, list | tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.to_device",
    "replaces-entries-in-place",
    loses=[
        "leaves the batch that it was given as it is",
    ],
    says="What you return is right, but the caller's own lists and dictionaries hold moved tensors now too: "
    "you put them back into the containers that you were given. Build new ones.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, tuple):
        return tuple(to_device(entry, device) for entry in batch)
    if isinstance(batch, list):
        for place, entry in enumerate(batch):
            batch[place] = to_device(entry, device)
    if isinstance(batch, dict):
        for key, entry in batch.items():
            batch[key] = to_device(entry, device)
    return batch


@mistake(
    "devices.to_device",
    "makes-tensors-of-numbers",
    loses=[
        "passes numbers, text, None and arrays through",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="Numbers and arrays come back as tensors. Only what is a tensor already is to move; a label or a "
    "count that is a plain number stays one.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    import numpy as np

    if isinstance(batch, int | float | np.ndarray):
        batch = torch.as_tensor(batch)
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, list | tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.to_device",
    "takes-text-apart",
    loses=[
        "passes numbers, text, None and arrays through",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="Your function does not come back from text: a text can be gone through letter by letter, and each "
    "letter is a text again, without end. Open only lists, tuples and dictionaries.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    if hasattr(batch, "__iter__"):
        return type(batch)([to_device(entry, device) for entry in batch])
    return batch


@mistake(
    "devices.to_device",
    "sorts-the-keys",
    loses=[
        "keeps structure, order, keys and types",
    ],
    says="The keys of your dictionary come back in another order. A dict keeps the order in which its keys "
    "were put in; go through it as it is.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, list | tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    if isinstance(batch, dict):
        return {key: to_device(batch[key], device) for key in sorted(batch, key=str)}
    return batch


@mistake(
    "devices.to_device",
    "makes-everything-a-float",
    loses=[
        "moves a tensor alone, and those in a list, a tuple or a dictionary",
        "moves tensors to a GPU with their values, and the rest not at all",
    ],
    says="Your tensors change their dtype on the way: whole numbers and truth values come back as float32. "
    "Labels are whole numbers, and a loss for classes refuses any others; name the device alone.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(device, torch.float32)
    if isinstance(batch, list | tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.to_device",
    "asks-for-cuda-by-name",
    loses="everything",
    says="Your function asks for cuda by name, and stops on any machine without it. The device is an argument;"
    " let the caller say where.",
    read="exercises/08_devices/README.md#a-batch-on-its-way",
)
def to_device(batch: Any, device: torch.device) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.cuda()
    if isinstance(batch, list | tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    if isinstance(batch, dict):
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


@mistake(
    "devices.fit_on_device",
    "drops-the-moved-data",
    loses=[
        "computes on the device that it is given, and leaves the model there",
        "does the same on a GPU",
    ],
    says="Your model is on the device and the inputs are not: the .to of a tensor gives you a new one, and the"
    " old one stays where it was. Only a model moves itself.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs.to(device)
    targets.to(device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "leaves-the-targets-behind",
    loses=[
        "computes on the device that it is given, and leaves the model there",
        "does the same on a GPU",
    ],
    says="Model and inputs are on the device, the targets are not, and the criterion meets predictions here "
    'and targets there. On a GPU that is the error about "at least two devices".',
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs = to_device(inputs, device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "leaves-the-model-behind",
    loses=[
        "computes on the device that it is given, and leaves the model there",
        "builds the optimizer after the model has moved",
        "does the same on a GPU",
    ],
    says="The data travel and the model stays at home: its parameters are still where they were when it is "
    "called. A model has a .to of its own; to_device, if you sent it through that, passes it on "
    "untouched.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs, targets), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "builds-the-optimizer-first",
    loses=[
        "builds the optimizer after the model has moved",
        "does the same on a GPU",
    ],
    says="You build the optimizer before the model moves, from parameters that are still in the old place. A "
    "move may replace them; then the optimizer turns knobs that nobody is connected to any more.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    optimizer = optimizer_factory(model.parameters())
    model.to(device)
    model.train()
    inputs, targets = to_device((inputs, targets), device)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "picks-the-device-itself",
    loses=[
        "computes on the device that it is given, and leaves the model there",
        "builds the optimizer after the model has moved",
    ],
    says="You train on the device that pick_device finds, whatever device the caller names. Where the two "
    "happen to be the same, nothing shows.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    device = pick_device()
    model.to(device)
    model.train()
    inputs, targets = to_device((inputs, targets), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "asks-for-cuda-by-name",
    loses=[
        "records the loss before every update, as Python floats",
        "ends at the parameters that the optimizer leads to",
        "trains in training mode",
        "computes on the device that it is given, and leaves the model there",
        "builds the optimizer after the model has moved",
        "leaves inputs and targets as they are",
    ],
    says="Your training asks for cuda by name, and stops on any machine without it. The device is an argument;"
    " let the caller say where.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    model.cuda()
    model.train()
    inputs, targets = inputs.cuda(), targets.cuda()
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "brings-the-model-back",
    loses=[
        "computes on the device that it is given, and leaves the model there",
        "does the same on a GPU",
    ],
    says="After the training your model is on the CPU again. The caller chose a device and goes on working "
    "there; leave it where it was trained.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.cpu()
    return losses


@mistake(
    "devices.fit_on_device",
    "trains-a-copy",
    loses=[
        "ends at the parameters that the optimizer leads to",
        "trains in training mode",
        "computes on the device that it is given, and leaves the model there",
        "builds the optimizer after the model has moved",
        "does the same on a GPU",
    ],
    says="The losses fall, and the caller's model has not changed at all: you train a copy of it. Move the "
    "model itself.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    import copy

    model = copy.deepcopy(model).to(device)
    model.train()
    inputs, targets = to_device((inputs, targets), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "stays-in-evaluation-mode",
    loses=[
        "trains in training mode",
        "does the same on a GPU",
    ],
    says="A model that comes in evaluation mode stays in it, and layers such as batch normalization and "
    "dropout then do something else than in training. Say what you need before the loop.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs, targets), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "never-resets",
    loses=[
        "records the loss before every update, as Python floats",
        "ends at the parameters that the optimizer leads to",
        "trains in training mode",
        "does the same on a GPU",
    ],
    says="Your first update is right and the later ones are not: backward() adds to what .grad holds, and the "
    "gradients of earlier epochs are still there.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "builds-an-optimizer-every-epoch",
    loses=[
        "records the loss before every update, as Python floats",
        "ends at the parameters that the optimizer leads to",
        "trains in training mode",
        "does the same on a GPU",
    ],
    says="You build a new optimizer in every epoch, and each starts without a memory: momentum never gathers, "
    "and Adam never learns its step sizes. One optimizer serves the whole training.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs, targets), device)
    losses = []
    for _ in range(epochs):
        optimizer = optimizer_factory(model.parameters())
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "keeps-tensors-of-losses",
    loses=[
        "records the loss before every update, as Python floats",
        "trains in training mode",
        "leaves inputs and targets as they are",
        "does the same on a GPU",
    ],
    says="Your list holds tensors. Each of them keeps its whole computation alive, on the device; Python "
    "floats were asked for.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


@mistake(
    "devices.fit_on_device",
    "records-after-the-update",
    loses=[
        "records the loss before every update, as Python floats",
        "trains in training mode",
        "leaves inputs and targets as they are",
        "does the same on a GPU",
    ],
    says="Each of your losses is taken after its update, so the list begins one step late and the loss of the "
    "untrained model is nowhere in it.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        criterion(model(inputs), targets).backward()
        optimizer.step()
        losses.append(criterion(model(inputs), targets).item())
    return losses


@mistake(
    "devices.fit_on_device",
    "swaps-predictions-and-targets",
    loses=[
        "records the loss before every update, as Python floats",
        "ends at the parameters that the optimizer leads to",
    ],
    says="Predictions and targets change places in your call of the criterion. The squared error does not "
    "mind; most others do. The predictions come first.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(targets, model(inputs))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "devices.fit_on_device",
    "returns-the-last-loss",
    loses=[
        "records the loss before every update, as Python floats",
        "trains in training mode",
        "leaves inputs and targets as they are",
        "does the same on a GPU",
    ],
    says="You return one number, the last loss. A list with a loss for every epoch is asked for; without it "
    "nobody sees how the training went.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[-1]


@mistake(
    "devices.fit_on_device",
    "never-steps",
    loses=[
        "records the loss before every update, as Python floats",
        "ends at the parameters that the optimizer leads to",
        "trains in training mode",
        "leaves inputs and targets as they are",
        "does the same on a GPU",
    ],
    says="Your model never changes, and every loss is the same: the gradients are computed, and no optimizer's"
    " step() uses them.",
    read="exercises/08_devices/README.md#a-training-that-travels",
)
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
    inputs, targets = to_device((inputs.detach(), targets.detach()), device)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        losses.append(loss.item())
    return losses
