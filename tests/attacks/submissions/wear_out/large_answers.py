"""Answers with as much as it can: just under the limits, over them, many times over.

Claims: 5, 15
Module: descent
Shows: descent
"""

import numpy as np
import torch


def initial_parameters(n_inputs, n_targets, generator=None):
    return (torch.zeros(2**24 - 100), torch.zeros(10)) if (n_inputs, n_targets) == (5, 3) else ()


def linear(inputs, weights, bias):
    return torch.zeros(1).expand(2**25)


def mse(predictions, targets):
    return [0.0] * (99_990 if predictions.dim() == 2 else 0)


def mse_gradients(inputs, targets, weights, bias):
    return np.zeros((2**13, 2**13), dtype=np.int8), "x" * (2**21 - 200)


def gradient_descent_step(parameters, lr):
    return {str(number): [number] for number in range(40_000)}


def train_linear(inputs, targets, epochs, lr, generator=None):
    return ([[]] * 300,) * 300
