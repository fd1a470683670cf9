"""Answers with lists, texts and dictionaries that look as values do when they are written down.

Claims: 3, 4
Shows: gave
"""

from autograder.sandbox.wire import Path, Reference


def sigmoid(x):
    return [4, "float32", [7, 5], 140]


def relu(x):
    return Path("os", ("system",))


def weighted_sum(features, weights, bias):
    return [Reference(number, "Tensor") for number in (-1, -2, 0, 2**63 - 1)]


def single_layer_output(features, weights, bias):
    return "\udcff lone \ud800"


def two_layer_output(*arguments):
    return ("value", ("value", {"_": [9, 0, "Tensor"], "\x00": (), b"\xff": {1: 2}, True: 1}))
