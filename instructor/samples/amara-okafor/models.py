"""Chapter 5: models that keep their own weights and biases.

Samples stand in rows, N of them, and all tensors are float32. Leave every argument as it is. Four of the five exercises
are models, and the same is asked of each of them:

- It is an ``nn.Module``, and its parameters are registered: ``model.parameters()`` gives, for every linear layer, the
  weights of shape (outputs, inputs) and the bias of shape (outputs,), just as ``nn.Linear`` has them, and nothing else.
  Make them with ``nn.Linear`` or by hand; their names, and the order in which you make them, are yours to choose.
- Every new model starts with random parameters of its own: two new ones differ, and share nothing.
- ``model(inputs)`` is what the layers, in their order, give for the parameters that the model has at that moment. It
  can be differentiated in the inputs and in every parameter, and leaves all of them as they are.
"""

import torch
from torch import nn


def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    """Return the powers of every entry of ``x``, with the columns x, x**2, ..., x**degree.

    ``x`` has the shape (N,) or (N, 1), and may require grad; the result is (N, degree), and need not be differentiable.
    Where ``degree`` is less than 1, raise ``ValueError``.
    """
    if degree < 1:
        raise ValueError(f"the degree is {degree}, and should be at least 1")
    column = x.reshape(-1, 1)
    return torch.cat([column**power for power in range(1, degree + 1)], dim=1)


class Perceptron(nn.Module):
    """The neuron of chapter 3 as a model: the sigmoid of one linear layer with a single output.

    ``Perceptron(in_features)`` has weights of shape (1, in_features) and a bias of shape (1,).
    """

    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the outputs, (N, 1), for ``inputs`` of shape (N, in_features)."""
        return torch.sigmoid(self.linear(inputs))


class LinearRegression(nn.Module):
    """The linear model of chapter 4: one linear layer, and nothing after it.

    ``LinearRegression(in_features, out_features)`` has weights of shape (out_features, in_features) and a bias of shape
    (out_features,).
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the predictions, (N, out_features), for ``inputs`` of shape (N, in_features)."""
        return self.linear(inputs)


def sequential_network() -> nn.Sequential:
    """Return a new ``nn.Sequential``, at each call another one, that maps (N, 8) to (N, 1).

    Its layers, in this order: linear from 8 to 16, ReLU, linear from 16 to 10, sigmoid, linear from 10 to 1. They may
    stand in an ``nn.Sequential`` inside the ``nn.Sequential``.
    """
    return nn.Sequential(
        nn.Linear(8, 16),
        nn.ReLU(),
        nn.Linear(16, 10),
        nn.Sigmoid(),
        nn.Linear(10, 1),
    )


class GeneralFit(nn.Module):
    """A network that can bend: three linear layers, with ReLU after the first and the second, none after the third.

    ``GeneralFit(in_features, out_features, hidden_features=32)``: the layers lead from in_features to hidden_features,
    from hidden_features to hidden_features, and from hidden_features to out_features.
    """

    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the predictions, (N, out_features), for ``inputs`` of shape (N, in_features)."""
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return self.third(hidden)
