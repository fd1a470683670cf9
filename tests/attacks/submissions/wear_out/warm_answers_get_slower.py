"""Answers a little slower each time, and holds on to more: the last answers would take minutes.

Claims: 14, 15
Shows: neuron
Slow: yes
"""

import time

held, wait = [], [0.0]


def slower(value):
    held.append(bytearray(2**20))
    wait[0] += 0.05
    time.sleep(wait[0])
    return value * 0 + 3


def relu(x):
    return slower(x)


def sigmoid(x):
    return slower(x)
