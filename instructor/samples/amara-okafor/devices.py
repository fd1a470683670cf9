"""Chapter 8: one program for every machine.

A tensor lives on a device: the CPU, a graphics card (``cuda``), an Apple chip (``mps``), or ``meta``, whose tensors
have a shape and a dtype but no numbers, so that every machine can try out what moves where. A ``device`` here is always
a ``torch.device``. Use the one that you are given and never a name of your own, except in ``pick_device``.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn


def pick_device() -> torch.device:
    """Return the best device of this machine, as a ``torch.device`` without an index.

    It is ``cuda`` where ``torch.cuda.is_available()`` says so; else ``mps`` where ``torch.backends.mps.is_available()``
    says so; else ``cpu``. Both are asked anew at each call.
    """
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def to_device(batch: Any, device: torch.device) -> Any:
    """Return ``batch`` with all its tensors on ``device``.

    ``batch`` is a tensor, or a list, tuple or dict whose entries are batches again, to any depth, or anything else.
    Structure, order, keys and types stay: a tuple comes back as a tuple, a dict as a dict with the same keys in the
    same order. A tensor keeps its values, shape and dtype. What is none of these four types is passed through as it is:
    numbers, text, None, arrays, and also models and other objects that have a ``.to`` of their own. Relatives of the
    four types, such as named tuples, do not occur.

    The batch that you are given stays as it is, and so does every list and dict inside it. A tensor that is on
    ``device`` already may be returned itself.
    """
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if type(batch) in (list, tuple):
        return type(batch)(to_device(entry, device) for entry in batch)
    if type(batch) is dict:
        return {key: to_device(entry, device) for key, entry in batch.items()}
    return batch


def fit_on_device(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer_factory: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """Train ``model`` on ``device`` and return a list of ``epochs`` Python floats, the loss before each update.

    Move the model, the ``inputs`` and the ``targets`` to ``device``. Then build the one optimizer of this training,
    with ``optimizer_factory(model.parameters())``. An epoch is one update on all samples at once, in training mode: the
    loss is ``criterion(predictions, targets)``, and its gradients are those of this epoch alone. The model comes
    without gradients, in any mode, and is left on ``device``, in any mode. The tensors ``inputs`` and ``targets`` that
    you are given stay as they are, and where they are.
    """
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
    return losses
