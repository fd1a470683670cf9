"""Chapter 6: training a model with an optimizer.

Samples stand in rows: ``inputs`` of shape (N, n_inputs) goes with ``targets`` of shape (N, n_targets), and all tensors
are float32. A model is an ``nn.Module``; a criterion is called as ``criterion(predictions, targets)`` and gives the
mean loss as a scalar; an optimizer holds all parameters of the model. Training changes the model and the state of the
optimizer, and nothing else: leave inputs and targets as they are, their ``.grad`` too, even if they require grad.
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn
from torch.utils.data import DataLoader


def make_optimizer(
    name: str, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.0
) -> torch.optim.Optimizer:
    """Return a ``torch.optim.SGD`` for the name ``"sgd"`` and a ``torch.optim.Adam`` for ``"adam"``.

    Upper and lower case do not matter: ``"Adam"`` and ``"ADAM"`` are good names too. ``lr`` is the learning rate of
    either. ``momentum`` goes to SGD; Adam does without it, whatever it is. All other settings stay at PyTorch's
    defaults. ``parameters`` may be a list or a generator, such as ``model.parameters()``, which can be gone through
    only once; the parameters and their ``.grad`` stay as they are. For any other name raise ``ValueError``, with a
    message that holds both good names, ``sgd`` and ``adam``, in upper or lower case.
    """
    if name.lower() == "sgd":
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    if name.lower() == "adam":
        return torch.optim.Adam(parameters, lr=lr)
    raise ValueError(f"there is no optimizer {name!r} here; choose 'sgd' or 'adam'")


def train_step(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    """Make one update of the model and return the loss before that update, as a Python float.

    Predict, take ``criterion(predictions, targets)`` (predictions first), compute the gradients, and let the optimizer
    take one step. It uses the gradients of this step only: what was in the parameters' ``.grad`` before must not count;
    what is in them afterwards is free. A model in training mode stays in that mode; any model may be switched to it.
    ``inputs`` and ``targets`` stay as they are, their ``.grad`` too, even if they require grad.
    """
    loss = criterion(model(inputs.detach()), targets.detach())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def fit(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> list[float]:
    """Train the model for ``epochs`` epochs and return the list of their losses.

    An epoch is one ``train_step`` on all samples at once (full batch), with the optimizer that is given. The list holds
    ``epochs`` Python floats, each the loss before that epoch's update; for ``epochs=0`` it is empty and nothing
    changes. The model comes without gradients, in either mode; it is trained in training mode, and the mode afterwards
    is free. ``inputs`` and ``targets`` stay as they are, their ``.grad`` too, even if they require grad.
    """
    model.train()
    return [train_step(model, criterion, optimizer, inputs, targets) for _ in range(epochs)]


def fit_with_history(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    inputs: torch.Tensor,
    targets: torch.Tensor,
    epochs: int,
) -> tuple[list[float], list[torch.Tensor]]:
    """Train as ``fit`` does and return the tuple ``(losses, predictions)``, two lists with an entry for every epoch.

    ``losses`` is what ``fit`` gives. Each of ``predictions`` is the model's output for ``inputs`` before that epoch's
    update, of the shape that the model gives it. It does not require grad, and it has memory of its own: changing one
    of them in place changes no other, nothing of the model and none of the arguments, and later updates do not change
    it. That must hold for any model, also for one that returns its own parameters. For ``epochs=0`` both lists are
    empty and nothing changes. Everything else is as in ``fit``: training mode, one update an epoch, inputs and targets
    left as they are.
    """
    model.train()
    losses, predictions = [], []
    for _ in range(epochs):
        predictions.append(model(inputs).detach().clone())
        losses.append(train_step(model, criterion, optimizer, inputs, targets))
    return losses, predictions


def fit_minibatches(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[tuple[torch.Tensor, ...]],
    epochs: int,
) -> list[float]:
    """Train the model batch by batch for ``epochs`` epochs and return the list of their losses.

    In every epoch go through ``loader`` once, from the start; each of its batches is a pair ``(inputs, targets)`` and
    makes one update, in the order in which they come. The list holds ``epochs`` Python floats. Each is the mean, over
    the samples of that epoch, of the loss before the update of the batch that the sample was in: a smaller last batch
    counts for less than the others, by as much as it has fewer samples. For ``epochs=0`` the list is empty and nothing
    changes. The model comes without gradients, in either mode; it is trained in training mode, and the mode afterwards
    is free.
    """
    model.train()
    losses = []
    for _ in range(epochs):
        total, samples = 0.0, 0
        for inputs, targets in loader:
            total += len(inputs) * train_step(model, criterion, optimizer, inputs, targets)
            samples += len(inputs)
        losses.append(total / samples)
    return losses
