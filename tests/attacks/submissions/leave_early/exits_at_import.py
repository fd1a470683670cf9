"""Answers correctly, and then leaves with status 0 before anybody has asked: did it not end well?

Claims: 1, 2
Shows: SystemExit
"""

import sys

import torch


def relu(x):
    return torch.clamp(x, min=0)


print("all tests passed")
sys.exit(0)
