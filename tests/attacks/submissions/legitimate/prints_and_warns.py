"""Prints, logs and warns a good deal, as those do who look for an error.

Claims: 24
Earns: neuron.*
"""

import logging
import sys
import warnings

import torch

logging.basicConfig(level=logging.DEBUG)
print("neuron", torch.__version__)
print(torch.arange(6).reshape(2, 3), file=sys.stderr)
warnings.warn("this is not final", stacklevel=1)
logging.getLogger(__name__).info("loaded")


def sigmoid(x):
    print("x is", x.shape)
    return torch.sigmoid(x)


def relu(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


def weighted_sum(features, weights, bias):
    return torch.matmul(features, weights.t()) + bias


def single_layer_output(features, weights, bias):
    return sigmoid(weighted_sum(features, weights, bias))


def two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias):
    hidden = sigmoid(torch.matmul(features, hidden_weights) + hidden_bias)
    return sigmoid(torch.matmul(hidden, output_weights) + output_bias)


if __name__ == "__main__":
    print(two_layer_output(*map(torch.rand, [(2, 3), (3, 2), (1, 2), (2, 1), (1, 1)])))
