"""Chapter 7: how good a model really is, and how to keep it.

Samples stand in rows: ``inputs`` of N rows goes with ``targets`` of N rows. Except where a docstring says otherwise,
leave every argument as it is: the values and the ``.grad`` of tensors, the parameters, gradients and mode of models.
"""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn


def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the tuple ``(train_inputs, train_targets, test_inputs, test_targets)``.

    ``inputs`` and ``targets`` have N rows each, of any shape and dtype, and the parts keep both. The test rows are
    drawn at random, any of the N as likely as any other; the order within a part is free. Every row is in exactly one
    of the two parts, and rows of inputs and targets stay together. There are ``round(N * test_fraction)`` test rows;
    that may be none, and then the test part has 0 rows: (0, n) for inputs (N, n). Unless 0 < test_fraction < 1, raise
    ``ValueError``. Random numbers come from ``generator`` and from no other; where it is None, from torch's global
    generator.
    """
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}; it must lie between 0 and 1")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = round(len(inputs) * test_fraction)
    test, train = rows[:tests], rows[tests:]
    return inputs[train], targets[train], inputs[test], targets[test]


def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """Return what the model gives for the inputs in evaluation mode, as a tensor that does not require grad.

    Afterwards the model, with all its parts, is in the mode in which it was before: ``model.training`` is True if it
    was True, and False if it was False.
    """
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train(was_training)
    return outputs


def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    """Return the loss of the model in evaluation mode, ``criterion(predictions, targets)``, as a Python float.

    Gradients are disabled while the model and the criterion compute, whatever your ``predict`` does. Gradients that the
    model's parameters have stay as they were, and so does the mode, ``model.training``.
    """
    with torch.no_grad():
        return criterion(predict(model, inputs), targets).item()


def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save(list(model.parameters()), path)


def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    """Load the ``state_dict`` in a file into ``model``; return this very model, now in evaluation mode.

    ``path`` is text or a ``Path``. The tensors may have been saved on another device, one that this machine does not
    have. A file that holds anything but tensors is refused: reading it raises an error, whichever it is, and nothing
    that the file asks to be called is called. The parameters still require grad afterwards if they did before.
    """
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return model.eval()
