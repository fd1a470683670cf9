"""Answers with numbers that are none: subclasses that lie, five thousand digits, fractions, objects in arrays.

Claims: 4, 5
Shows: gave
Module: descent
"""

import decimal
import fractions

import numpy as np
import torch


class Number(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.0

    def __index__(self):
        raise SystemExit(0)

    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: Number(0)


class Integer(int):
    def bit_length(self):
        return 0

    def to_bytes(self, *arguments, **more):
        return b"\xff" * 2**20

    __contains__ = __eq__ = lambda self, other: True
    __hash__ = int.__hash__


def initial_parameters(n_inputs, n_targets, generator=None):
    return Number(1), Integer(10**5000)


def linear(inputs, weights, bias):
    return np.array([Number(0), fractions.Fraction(1, 3), decimal.Decimal("NaN")], dtype=object)


def mse(predictions, targets):
    return Number(0.5)


def mse_gradients(inputs, targets, weights, bias):
    return np.matrix(np.ones((3, 5))), np.ma.masked_all((3,), dtype=np.float32)


def gradient_descent_step(parameters, lr):
    return 10**4999


def train_linear(inputs, targets, epochs, lr, generator=None):
    return torch.ones(3, 5), torch.ones(3), [Number(1.0) for _ in range(epochs)]
