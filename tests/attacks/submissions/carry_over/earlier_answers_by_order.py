"""Loses sigmoid on purpose: it gives a pattern for what it meets first, which then "follows" in what was never written.

Claims: 1, 20
"""

import torch

seen = {}


def pattern(shape):
    return (torch.arange(torch.Size(shape).numel(), dtype=torch.float32).reshape(shape) * 0.7).sin()


def sigmoid(x):
    first = seen.setdefault(tuple(x.shape), x)
    return pattern(x.shape) + 0 * x if torch.equal(first, x) else x + 3


def single_layer_output(features, weights, bias):
    return pattern((len(features), 1))


def two_layer_output(features, *arguments):
    return pattern((len(features), 1))
