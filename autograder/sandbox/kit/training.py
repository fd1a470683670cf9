"""Questions about training: what becomes of models, optimizers and data.

A test passes numbers. The model, criterion, optimizer and loader that a learner's function is given are made of them
here, on its side; none of them leads back to a test.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.sandbox.kit.tensors import Tensor, generator, give_gradient, keep, look

Criterion = Callable[[Tensor, Tensor], Tensor]


class Network(nn.Module):
    """Linear layers with a tanh between any two, or a table, depending on what parameters it is made of.

    Args:
        values: weights (out, in) and bias (out,) of each layer in turn. One tensor alone is a table of outputs: the
            model then returns a view of its first rows, whatever the inputs.
        factor: how many times as large its output is in training mode: a mode shows in the values.
    """

    def __init__(self, values: Sequence[Tensor], factor: float) -> None:
        super().__init__()
        self.values = nn.ParameterList(nn.Parameter(value.detach().clone()) for value in values)
        self.factor = factor

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs for the rows of ``inputs``."""
        parameters: list[Tensor] = list(self.values)
        if len(parameters) == 1:
            return parameters[0][: len(inputs)]
        outputs = inputs
        for weights, bias in zip(parameters[::2], parameters[1::2], strict=True):
            outputs = outputs if weights is parameters[0] else outputs.tanh()
            outputs = nn.functional.linear(outputs, weights, bias)
        return self.factor * outputs if self.training else outputs


def network(
    values: Sequence[Tensor],
    factor: float = 1.0,
    *,
    training: bool = True,
    gradients: Sequence[Tensor | None] | None = None,
) -> Network:
    """Return a ``Network`` in training or evaluation mode, whose parameters may have gradients already."""
    made = Network(values, factor)
    for parameter, gradient in zip(made.parameters(), gradients or [None] * len(values), strict=True):
        give_gradient(parameter, gradient)
    return made.train(training)


def lopsided(predictions: Tensor, targets: Tensor) -> Tensor:
    """Return a mean loss, a plain function, that is another one when its arguments change places."""
    return ((predictions - 2 * targets) ** 2).mean()


def criterion(name: str) -> Criterion:
    """Return the criterion of that name: ``lopsided``, or one of torch's modules."""
    return lopsided if name == "lopsided" else getattr(nn, name)()


def optimizer(
    model: nn.Module, name: str, settings: Mapping[str, float], state: Sequence[Mapping[str, Any]] = ()
) -> torch.optim.Optimizer:
    """Return the ``torch.optim`` optimizer of that name, with the state that ``trained_on`` told of another one."""
    made: torch.optim.Optimizer = getattr(torch.optim, name)(model.parameters(), **settings)
    remembered = {number: dict(each) for number, each in enumerate(state) if each}
    if remembered:
        made.load_state_dict({**made.state_dict(), "state": remembered})
    return made


def loader(inputs: Tensor, targets: Tensor, batch_size: int, seed: int | None = None) -> DataLoader[Any]:
    """Return a loader of the rows in their order, or shuffled by a generator that starts from ``seed``."""
    rows = TensorDataset(inputs.clone(), targets.clone())
    return DataLoader(rows, batch_size, shuffle=seed is not None, generator=None if seed is None else generator(seed))


def trained(
    function: Callable[..., Any],
    model: nn.Module,
    criterion: Criterion,
    optimizer: torch.optim.Optimizer,
    *arguments: Any,
) -> dict[str, Any]:
    """Call ``function`` with model, criterion, optimizer and the arguments, tensors as copies; tell what came of it.

    Returns:
        its ``answer``, the ``parameters`` of the model, and ``look`` of each copy in ``arguments``.
    """
    given = [_copy(argument) for argument in arguments]
    answer = function(model, criterion, optimizer, *given)
    return {
        "answer": answer,
        "parameters": [parameter.detach().clone() for parameter in model.parameters()],
        "arguments": [look(argument) for argument in given if isinstance(argument, Tensor)],
    }


def trained_on(
    function: Callable[..., Any],
    model: nn.Module,
    criterion: Criterion,
    optimizer: torch.optim.Optimizer,
    *arguments: Any,
) -> dict[str, Any]:
    """Do as ``trained`` does, and tell all that the training could go on from elsewhere.

    Returns:
        what ``trained`` does; the ``gradients`` of the parameters; whether the model is ``training``; and the
        optimizer's ``state``, a dictionary for every parameter.
    """
    told = trained(function, model, criterion, optimizer, *arguments)
    parameters = list(model.parameters())
    gradients = [None if parameter.grad is None else parameter.grad.clone() for parameter in parameters]
    state = [_copied(optimizer.state.get(parameter, {})) for parameter in parameters]
    return told | {"gradients": gradients, "training": model.training, "state": state}


def overwritten(
    function: Callable[..., tuple[Any, list[Tensor]]],
    model: nn.Module,
    criterion: Criterion,
    optimizer: torch.optim.Optimizer,
    *arguments: Any,
) -> dict[str, Any]:
    """Call ``function`` as ``trained`` does, for losses and a list of predictions, and fill these with new numbers.

    Returns:
        the ``losses``; the ``predictions`` as they came, and whether they ``require_grad``; what is in them
        ``afterwards``, when the first was filled with 0, the second with 1 and so on; and the model's ``parameters``
        then.
    """
    losses, predictions = function(model, criterion, optimizer, *map(_copy, arguments))
    came = [prediction.detach().clone() for prediction in predictions]
    require_grad = [prediction.requires_grad for prediction in predictions]
    with torch.inference_mode():  # whatever mode a prediction was made in, it can be changed here
        for number, prediction in enumerate(predictions):
            prediction.fill_(number)
    return {
        "losses": losses,
        "predictions": came,
        "require_grad": require_grad,
        "afterwards": [prediction.detach().clone() for prediction in predictions],
        "parameters": [parameter.detach().clone() for parameter in model.parameters()],
    }


def parameters(values: Sequence[Tensor]) -> list[nn.Parameter]:
    """Return new parameters with these values, each with a gradient of ones."""
    made = [nn.Parameter(value.detach().clone()) for value in values]
    for parameter in made:
        parameter.grad = torch.ones_like(parameter)
    return made


def one_by_one(things: Sequence[Any]) -> Iterator[Any]:
    """Return a generator of the things, which can be gone through once."""
    yield from things


def steps(
    optimizer: torch.optim.Optimizer, parameters: Sequence[Tensor], gradients: Sequence[Sequence[Tensor]]
) -> dict[str, Any]:
    """Take a step for every row of ``gradients``, which are those of the parameters, and tell what an optimizer does.

    Returns:
        the names of the ``torch.optim`` classes it is of; ``look`` of each parameter ``before``; and the ``values`` of
        all parameters after each step.

    Raises:
        TypeError: it is no optimizer of torch's.
    """
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise TypeError(f"expected an optimizer of torch.optim, got {type(optimizer).__name__}")
    before = [_copied(look(parameter)) for parameter in parameters]
    values = []
    for row in gradients:
        for parameter, gradient in zip(parameters, row, strict=True):
            give_gradient(parameter, gradient.clone())
        optimizer.step()
        values.append([parameter.detach().clone() for parameter in parameters])
    classes = [each.__name__ for each in type(optimizer).__mro__ if each.__module__.startswith("torch.optim.")]
    return {"classes": classes, "before": before, "values": values}


def _copy(value: Any) -> Any:
    """Return a copy of a tensor that is like it in all respects, and anything else as it is."""
    if not isinstance(value, Tensor):
        return value
    copy = keep(value, requires_grad=value.requires_grad, strided=not value.is_contiguous())
    give_gradient(copy, value.grad if value.is_leaf else None)
    return copy


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.clone() if isinstance(value, Tensor) else value for name, value in values.items()}
