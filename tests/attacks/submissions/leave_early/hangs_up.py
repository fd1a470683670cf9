"""Closes its connection, and every other descriptor, before it gives a right answer.

Claims: 1, 2, 15
Shows: ended
"""

import os

import torch


def relu(x):
    for descriptor in range(3, 64):
        try:
            os.close(descriptor)
        except OSError:
            pass
    return torch.clamp(x, min=0)


def sigmoid(x):
    os.closerange(0, 64)
    return torch.sigmoid(x)
