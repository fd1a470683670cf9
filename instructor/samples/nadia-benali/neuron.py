"""Chapter 3: a neuron, then two layers of them.

Samples stand in rows: ``features`` of shape (N, n) holds N samples with n numbers each. All tensors are float32. Write
each function with tensor operations, so that PyTorch can follow it and compute gradients through it, and leave the
arguments as they are.
"""

import torch


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    """Return 1 / (1 + e^-x) for every entry of ``x``.

    ``x`` has any shape, and the result has the same one. No finite input may give NaN, however large it is, and the
    gradient must be right wherever the entries lie between -80 and 80.
    """
    # Your code goes here, in place of the next line.
    # tried with -3, 0 and 3: always between 0 and 1, and 0 gives 0.5
    return 1 / (1 + torch.exp(x))


def relu(x: torch.Tensor) -> torch.Tensor:
    """Return max(0, x) for every entry of ``x``.

    ``x`` has any shape, and the result has the same one. The slope at exactly 0 is your choice.
    """
    # Your code goes here, in place of the next line.
    return x * (x > 0)


def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return, for every sample, the sum of its features times the weights, plus the bias.

    Shapes: ``features`` (N, n), ``weights`` (1, n), ``bias`` (1, 1); the result is (N, 1), one number a sample.
    """
    # Your code goes here, in place of the next line.
    z = features @ weights.T
    z = z + bias
    return z


def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return the output of a single neuron: the sigmoid of the weighted sum, one number a sample.

    Shapes: ``features`` (N, n), ``weights`` (1, n), ``bias`` (1, 1); the result is (N, 1).
    """
    # Your code goes here, in place of the next line.
    return sigmoid(weighted_sum(features, weights, bias))


def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    """Return the output of a network with one hidden layer, the sigmoid following both layers.

    Shapes: ``features`` (N, n), ``hidden_weights`` (n, h), ``hidden_bias`` (1, h), ``output_weights`` (h, 1),
    ``output_bias`` (1, 1); the result is (N, 1). A column of ``hidden_weights`` holds the weights of one hidden neuron.
    """
    # Your code goes here, in place of the next line.
    z1 = features @ hidden_weights + hidden_bias
    a1 = sigmoid(z1)
    z2 = a1 @ output_weights + output_bias
    a2 = sigmoid(z2)
    return a2


for value in (-3.0, 0.0, 3.0):
    print(value, round(sigmoid(torch.tensor(value)).item(), 4))
