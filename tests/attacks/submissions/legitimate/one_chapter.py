"""Holds one chapter of several, and one exercise of that.

Claims: 24
Module: descent
Earns: descent.linear
"""


def linear(inputs, weights, bias):
    return inputs @ weights.T + bias


def mse(predictions, targets):
    raise NotImplementedError
