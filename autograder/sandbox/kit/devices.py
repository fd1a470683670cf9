"""Questions about devices: which one is picked, what is moved, and where things are when a training uses them.

No GPU is needed. What torch says of the machine is told anew for a while, and the ``meta`` device, whose tensors have a
shape and no data, stands for any device that is not the CPU. Such tensors cannot cross, so all is described in plain
data; a device is named by its type alone (``"cuda"``, whichever of several).
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

import torch
from torch.utils._pytree import tree_map_only

from autograder.sandbox.kit.tensors import _module_of

Tensor = torch.Tensor

MAX_ROWS: Final = 1000
"""How many rows a batch is described in; what is longer is none of ours."""


def on_machines(function: Callable[[], Any], machines: Iterable[tuple[bool, bool]]) -> list[Any]:
    """Return what ``function()`` gives on one machine after another, each told as "has it CUDA?" and "has it MPS?"."""
    answers = []
    for cuda, mps in machines:
        with _machine(_module_of(function), cuda=cuda, mps=mps):
            answers.append(function())
    return answers


@contextmanager
def _machine(names: dict[str, Any], *, cuda: bool, mps: bool) -> Iterator[None]:
    """Have torch speak of another machine, whatever ``names`` call its functions after an import by name.

    Its torch is built as those for such machines are, for CUDA also where there is no card.
    """
    told: list[tuple[Any, str, object]] = [
        (torch.cuda, "is_available", cuda),
        (torch.cuda, "device_count", int(cuda)),
        (torch.backends.cuda, "is_built", cuda or not mps),
        (torch.backends.mps, "is_available", mps),
        (torch.backends.mps, "is_built", mps),
    ]
    replaced: list[tuple[dict[str, Any], str, object]] = []
    for module, name, value in told:
        original = getattr(module, name)
        aliases = [alias for alias, named in names.items() if named is original]
        for space, key in [(vars(module), name), *((names, alias) for alias in aliases)]:
            replaced.append((space, key, original))
            space[key] = functools.partial(_told, value)
    try:
        yield
    finally:
        for space, key, original in replaced:
            space[key] = original


def _told(value: object) -> object:
    return value


def moved(function: Callable[..., Any], arguments: Sequence[Any]) -> dict[str, Any]:
    """Call ``function(*arguments)``; describe the ``result``, and the first argument, the ``batch``, as it is then."""
    result = function(*arguments)
    return {name: list(islice(_rows(batch), MAX_ROWS)) for name, batch in (("result", result), ("batch", arguments[0]))}


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    """Describe a batch, each container before its entries: what type it is, what keys it has, where a tensor is."""
    name = type(value).__name__
    if isinstance(value, Tensor):
        row = {"type": "Tensor", "device": value.device.type, "shape": tuple(value.shape), "dtype": value.dtype}
        yield row if value.is_meta else {**row, "value": value}
    elif isinstance(value, list | tuple | dict):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        yield {"type": name, "keys": keys}
        for key in keys:
            yield from _rows(value[key])
    else:
        yield {"type": name, "value": value}


class Traveller:
    """An object that is no tensor and has a ``to`` of its own, which gives another traveller with empty hands."""

    def __init__(self) -> None:
        self._luggage: object = None

    def to(self, *_: object, **__: object) -> "Traveller":
        """Return the one that arrives; it is not this one."""
        return Traveller()

    def take(self, luggage: object) -> None:
        """Take something along."""
        self._luggage = luggage

    def show(self) -> object:
        """Return what was taken along last."""
        return self._luggage


def sgd_factory(lr: float, momentum: float) -> Callable[[Any], torch.optim.Optimizer]:
    """Return an optimizer factory: called with parameters, it gives stochastic gradient descent on them."""
    return functools.partial(torch.optim.SGD, lr=lr, momentum=momentum)


def with_moves(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``function``, but while it runs the ``to_device`` of its module moves all tensors that it is given.

    A learner whose ``to_device`` does not has lost its points already; what builds on it can be judged all the same.
    """

    def to_device(batch: Any, device: torch.device) -> Any:
        return tree_map_only(Tensor, lambda tensor: tensor.to(device), batch)

    def mended(*arguments: Any) -> Any:
        names = _module_of(function)
        before = dict(names)
        names["to_device"] = to_device
        try:
            return function(*arguments)
        finally:
            del names["to_device"]
            names.update({name: before[name] for name in ("to_device",) if name in before})

    return mended


def whereabouts(fit: Callable[..., Any], arguments: Sequence[Any]) -> dict[str, list[str]]:
    """Return the devices that a training meets, by the occasion on which it meets them.

    ``arguments`` are inputs (N, n), targets (N, m), the number of epochs and the device. The occasions: the optimizer's
    ``factory`` is called (where are the parameters it gets?), the model is called (where are its ``inputs`` and its
    ``parameters``?), the criterion is called (where are ``predictions`` and ``targets``?), and the training is over
    (where is the model ``afterwards``?). What raises an error after the model was called is taken for over: a tensor on
    ``meta`` has no number to give.
    """
    inputs, targets, epochs, device = arguments
    seen: dict[str, list[str]] = {
        name: [] for name in ("factory", "inputs", "parameters", "predictions", "targets", "afterwards")
    }
    model = _Watched(inputs.shape[1], targets.shape[1], seen)

    def factory(params: Iterable[Tensor]) -> torch.optim.Optimizer:
        params = list(params)
        seen["factory"] += _types(params)
        return torch.optim.SGD(params, lr=0.1)

    try:
        fit(model, _Criterion(seen), factory, inputs, targets, epochs, device)
    except Exception:  # whatever it is: the learner's own, or that of a tensor without data
        if not seen["inputs"]:
            raise
    seen["afterwards"] += _types(model.parameters())
    return seen


def _types(tensors: Iterable[Tensor]) -> list[str]:
    return [tensor.device.type for tensor in tensors]


class _Watched(torch.nn.Module):
    """A linear layer that notes where it meets its inputs, and comes back from ``meta`` as it would from a GPU."""

    def __init__(self, inputs: int, targets: int, seen: dict[str, list[str]]) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(inputs, targets)
        self._seen = seen

    def forward(self, inputs: Tensor) -> Tensor:
        self._seen["inputs"] += _types([inputs])
        self._seen["parameters"] += _types(self.parameters())
        output: Tensor = self.layer(inputs)
        return output

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> "_Watched":  # noqa: FBT001, FBT002 - torch's own signature
        """Move as ``to``, ``cpu`` and the like ask; torch itself would refuse to copy out of ``meta``."""

        def follow(tensor: Tensor) -> Tensor:
            try:
                return fn(tensor)
            except NotImplementedError:
                return fn(torch.zeros_like(tensor, device="cpu"))

        super()._apply(follow, recurse)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return self


class _Criterion(torch.nn.Module):
    """A criterion that notes where it meets predictions and targets."""

    def __init__(self, seen: dict[str, list[str]]) -> None:
        super().__init__()
        self._seen = seen

    def forward(self, predictions: Tensor, targets: Tensor) -> Tensor:
        self._seen["predictions"] += _types([predictions])
        self._seen["targets"] += _types([targets])
        loss: Tensor = _Loss.apply(predictions)  # type: ignore[no-untyped-call]  # likewise
        return loss


class _Loss(torch.autograd.Function):
    """A loss that is a number on the CPU wherever the predictions are, so that a training on ``meta`` can go on."""

    @staticmethod
    def forward(ctx: Any, predictions: Tensor) -> Tensor:
        ctx.save_for_backward(predictions)
        return torch.ones(())

    @staticmethod
    def backward(ctx: Any, output_gradient: Tensor) -> Tensor:
        (predictions,) = ctx.saved_tensors
        return torch.ones_like(predictions) * output_gradient.item()
