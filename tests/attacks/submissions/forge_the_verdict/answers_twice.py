"""Finds the question's number and the connection in the frames above, answers by itself, and then answers again.

Claims: 3
With: _frames
Shows: came back
"""

import os

from _frames import asked, send

from autograder.sandbox import wire


def relu(x):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("value", None)))
    return x.clamp(min=0)


def sigmoid(x):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("value", 1.0)) * 3)
    return x.sigmoid()


def weighted_sum(features, weights, bias):
    nonce, connection = asked()
    send(connection, wire.pack(nonce ^ 1, ("value", 1.0)))
    return features @ weights.T + bias


def single_layer_output(features, weights, bias):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("passed", 1.0)))
    os.close(connection)
    return (features @ weights.T + bias).sigmoid()


def two_layer_output(*arguments):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("value", 1.0))[:-3])
    raise SystemExit
