"""Chapter 3: a neuron, then two layers of them.

Samples stand in rows: ``features`` of shape (N, n) holds N samples with n numbers each. All tensors are float32. Write
each function with tensor operations, so that PyTorch can follow it and compute gradients through it, and leave the
arguments as they are.
"""

import torch


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    """Return 1 / (1 + e^-x) for every entry of ``x``."""
    # sigmoid and tanh are the same curve, only moved up and squeezed: (-1, 1) becomes (0, 1)
    return (torch.tanh(x) + 1) / 2


def relu(x: torch.Tensor) -> torch.Tensor:
    """Return max(0, x) for every entry of ``x``."""
    return torch.nn.ReLU()(x)


def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return, for every sample, the sum of its features times the weights, plus the bias."""
    return torch.matmul(features, weights.T) + bias


def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return the output of a single neuron: the sigmoid of the weighted sum, one number a sample."""
    s = weighted_sum(features, weights, bias)
    return sigmoid(s)


def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    """Return the output of a network with one hidden layer, the sigmoid following both layers."""
    s1 = torch.matmul(features, hidden_weights) + hidden_bias
    h = sigmoid(s1)
    s2 = torch.matmul(h, output_weights) + output_bias
    return sigmoid(s2)
