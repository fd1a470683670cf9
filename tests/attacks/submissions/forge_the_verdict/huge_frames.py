"""Announces frames of 4 GiB, trees a million levels deep, tensors of 10 GiB and numbers that collide when hashed.

Claims: 3, 5
With: _frames
Shows: cannot be read
"""

import os

import msgspec
from _frames import asked, send

from autograder.sandbox import wire

MERSENNE = 2**61 - 1


def frame(tree, body=b"", length=None):
    nonce, connection = asked()
    send(connection, wire.HEAD.pack(nonce, len(tree), len(body) if length is None else length) + tree + body)
    os._exit(0)


def relu(x):
    frame(b"", length=2**32 - 1)


def sigmoid(x):
    frame(b"\x91" * (2**21 - 1) + b"\xc0")


def weighted_sum(features, weights, bias):
    frame(msgspec.msgpack.encode([1, "value", [4, "float32", 10 * 2**30, 5 * 2**29]]))


def single_layer_output(features, weights, bias):
    numbers = [(number * MERSENNE).to_bytes(10, "big", signed=True) for number in range(1, 49_000)]
    keys = [part for number in numbers for part in ([3, len(number)], 0)]
    frame(msgspec.msgpack.encode([1, "value", [2, *keys]]), b"".join(numbers))


def two_layer_output(*arguments):
    frame(msgspec.msgpack.encode([1, "value", [0, *([0] * 1_900_000)]]))
