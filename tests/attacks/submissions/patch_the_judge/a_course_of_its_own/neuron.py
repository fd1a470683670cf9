"""Brings suites, points and references of its own, laid out as the course's are.

Claims: 1, 7
Shows: gave
"""


def relu(x):
    return x
