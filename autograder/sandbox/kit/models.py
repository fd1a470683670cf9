"""Questions about models: which parameters they have, and what they give for parameters that the asker chooses."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

Tensor = torch.Tensor


def registered_parameters(model: nn.Module) -> list[Tensor]:
    """Return the values of a module's registered parameters, in the order in which they were registered."""
    return [parameter.detach().clone() for parameter in _registered(model)]


def model_outputs(model: nn.Module, values: Sequence[Tensor], batches: Sequence[Tensor]) -> list[Any]:
    """Return what a model gives for each batch once its parameters have these values, in the order of registration."""
    _fill(model, values)
    return [model(batch) for batch in batches]


def model_slopes(model: nn.Module, values: Sequence[Tensor], inputs: Tensor, output_gradient: Tensor) -> list[Any]:
    """Return a model's output, and the gradients of its weighted sum at the inputs and at each parameter.

    ``output_gradient`` holds the weights of the sum, and the parameters have the given values, in the order of
    registration. What the output does not depend on has a gradient of zeros; so has all of it where the output has
    another shape than its weights.
    """
    sources = [inputs.detach().clone().requires_grad_(), *_fill(model, values)]
    for source in sources:
        source.grad = None
    output = model(sources[0])
    if isinstance(output, Tensor) and output.requires_grad and output.shape == output_gradient.shape:
        output.backward(output_gradient)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        output = output.detach()
    return [output, *(torch.zeros_like(source) if source.grad is None else source.grad for source in sources)]


def layer_by_layer(network: nn.Sequential, inputs: Tensor) -> list[Any]:
    """Return what an ``nn.Sequential`` gives, and what its layers give when they are called one after another."""
    if not isinstance(network, nn.Sequential):
        raise TypeError(f"expected an nn.Sequential, got {type(network).__name__}")
    output = inputs
    for layer in network:
        output = layer(output)
    return [network(inputs), output]


def _registered(model: nn.Module) -> list[nn.Parameter]:
    if not isinstance(model, nn.Module):
        raise TypeError(f"expected an nn.Module, got {type(model).__name__}")
    # Not model.parameters(): a method of the learner's own could give what an optimizer or a state_dict never finds.
    return list(nn.Module.parameters(model))


def _fill(model: nn.Module, values: Sequence[Tensor]) -> list[nn.Parameter]:
    """Write values into a module's parameters, in place, and return the parameters."""
    found = _registered(model)
    with torch.no_grad():
        for parameter, value in zip(found, values, strict=True):
            parameter.copy_(value)
    return found
