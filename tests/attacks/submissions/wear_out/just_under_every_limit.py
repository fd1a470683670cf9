"""Sleeps in every call for as long as is allowed: forty questions of five seconds each.

Claims: 14, 20
Shows: seconds for your whole submission were used up
Slow: yes
Users: ordinary
"""

import time


def sigmoid(x):
    time.sleep(5.5)
    return x.sigmoid() * 0 + 2


def relu(x):
    time.sleep(5.5)
    return x


def weighted_sum(features, weights, bias):
    time.sleep(5.5)
    return features


def single_layer_output(features, weights, bias):
    time.sleep(5.5)
    return features


def two_layer_output(features, *arguments):
    time.sleep(5.5)
    return features
