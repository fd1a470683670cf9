"""Questions about training the same model in several ways."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import nn


def model_factory(sizes: Sequence[int], weights: Sequence[torch.Tensor] | None = None) -> Callable[[], nn.Module]:
    """Return a function without arguments that makes a new network at every call.

    Args:
        sizes: how many inputs, hidden units and outputs there are; linear layers, with tanh between them.
        weights: what every network starts from, weight and bias of one layer after another; where it is None, each
            network draws its own from torch's global generator, as ``nn.Linear`` does.
    """

    def make_model() -> nn.Module:
        layers = [layer for pair in pairwise(sizes) for layer in (nn.Linear(*pair), nn.Tanh())]
        model = nn.Sequential(*layers[:-1])
        if weights is not None:
            for parameter, value in zip(model.parameters(), weights, strict=True):
                parameter.data.copy_(value)
        return model

    return make_model
