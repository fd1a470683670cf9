"""Answers with lists that hold themselves, a million levels, and a hundred thousand entries and one.

Claims: 4, 5
Shows: levels deep
"""


def round_and_round():
    cycle = []
    cycle.append(cycle)
    return cycle


def sigmoid(x):
    return round_and_round()


def relu(x):
    deep = x
    for _ in range(10**6):
        deep = (deep,)
    return deep


def weighted_sum(features, weights, bias):
    return {"a": round_and_round(), "b": [round_and_round()] * 1000}


def single_layer_output(features, weights, bias):
    return [0] * 100_001


def two_layer_output(*arguments):
    bomb = ["x" * 1000]
    for _ in range(30):
        bomb = [bomb, bomb]
    return bomb
