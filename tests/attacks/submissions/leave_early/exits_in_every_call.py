"""Leaves each call by an exception that no ``except Exception`` catches; one exercise is honestly solved among them.

Claims: 1, 2
Earns: neuron.relu
Shows: KeyboardInterrupt
"""

import sys

import torch


class Leave(BaseException):
    def __str__(self):
        raise Leave


def sigmoid(x):
    sys.exit(0)


def relu(x):
    return torch.clamp(x, min=0)


def weighted_sum(features, weights, bias):
    raise KeyboardInterrupt


def single_layer_output(features, weights, bias):
    raise GeneratorExit


def two_layer_output(*arguments):
    raise Leave from Leave()
