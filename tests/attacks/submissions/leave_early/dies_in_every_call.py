"""Ends its process in each call another way: status 0, a signal, abort, an address, a stack without end.

Claims: 2
Earns: neuron.relu
Shows: ended
"""

import ctypes
import os
import signal
import sys

import torch


def sigmoid(x):
    os._exit(0)


def relu(x):
    return torch.clamp(x, min=0)


def weighted_sum(features, weights, bias):
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV):
        try:
            os.kill(os.getpid(), number)
        except OSError as error:
            print("no signal:", error)
    ctypes.string_at(0)


def single_layer_output(features, weights, bias):
    os.abort()


def two_layer_output(*arguments):
    sys.setrecursionlimit(10**9)

    class Deep:
        def __repr__(self):
            return repr(self)

    def deeper():
        return deeper()

    try:
        repr(Deep())
    except RecursionError:
        deeper()
