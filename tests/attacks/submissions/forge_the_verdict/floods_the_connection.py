"""Sends answers without end, and output with them.

Claims: 3, 5, 15
Shows: came back
"""

import os


def relu(x):
    data = bytes(2**20)
    while True:
        os.write(1, data)
        os.write(3, data)


def sigmoid(x):
    while True:
        os.write(3, b"\xff" * 2**20)
