"""Puts its output where its answers go and its answers where its output goes, and prints frames.

Claims: 3, 15
With: _frames
Shows: was really tried
"""

import os
import sys

from _frames import asked

from autograder.sandbox import wire

print("it was really tried", flush=True)


def relu(x):
    nonce, _ = asked()
    os.dup2(3, 1)
    os.dup2(3, 2)
    sys.stdout.buffer.write(wire.pack(nonce, ("value", True)))
    print("passed", flush=True)
    return x


def sigmoid(x):
    os.dup2(1, 3)
    return x


def weighted_sum(features, weights, bias):
    reading, writing = os.pipe()
    os.dup2(writing, 3)
    return features


def single_layer_output(features, weights, bias):
    os.dup2(os.open("/dev/null", os.O_RDWR), 3)
    return bias
