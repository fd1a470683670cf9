"""Sends frames under the right number whose insides are no value: tags, types, lengths and text that cannot be.

Claims: 3, 5
With: _frames
Shows: cannot be read
"""

import os
import time

import msgspec
from _frames import asked, send

from autograder.sandbox import wire

ODD = {
    (7, 5): b"\xc1",
    (): b"\x92\x01",
    (7, 3): b"\x93\x01\xa5value\xa4\xff\xfe\xfd\xfc",
    (12,): b"\xd9\xff",
    (4, 3): b"\x93\x01\xa5value\x94\x04\xa7float32\x00\xcf" + b"\xff" * 8,
    (33,): b"\x93\x01\xa5value\xc7\x05\x01hello",
    (26,): b"\x93\x01\xa5value\xd7\xff" + b"\xff" * 8,
    (19,): b"\x93\x01\xa5value\x81\x01\x02",
}


def relu(x):
    nonce, connection = asked()
    tree = ODD.get(tuple(x.shape), b"\x93\x01\xa5value\xdd\xff\xff\xff\xff")
    send(connection, wire.HEAD.pack(nonce, len(tree), 0) + tree)
    os._exit(0) if x.requires_grad else time.sleep(0.05)


sigmoid = relu


def weighted_sum(features, weights, bias):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("value", "text" * 10)) + b"")
    os._exit(0)


def single_layer_output(features, weights, bias):
    nonce, connection = asked()
    tree = msgspec.msgpack.encode([1, "value", [4, "float32", 12, 3]])
    send(connection, wire.HEAD.pack(nonce, len(tree), 8) + tree + bytes(8))
    os._exit(0)


def two_layer_output(*arguments):
    nonce, connection = asked()
    tree = msgspec.msgpack.encode([1, "value", [3, 6000]])
    send(connection, wire.HEAD.pack(nonce, len(tree), 6000) + tree + bytes(6000))
    os._exit(0)
