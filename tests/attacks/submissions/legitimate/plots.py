"""Plots at import and in a function, shows the plots, and saves one in the folder it is in.

Claims: 24
Earns: neuron.*
"""

import matplotlib.pyplot as plt
import numpy as np
import torch


def sigmoid(x):
    figure = plt.figure(figsize=(2, 2))
    plt.plot([0, 1], [0, 1])
    plt.show()
    plt.close(figure)
    return torch.sigmoid(x)


def relu(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


def weighted_sum(features, weights, bias):
    return torch.matmul(features, weights.t()) + bias


def single_layer_output(features, weights, bias):
    return sigmoid(weighted_sum(features, weights, bias))


def two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias):
    hidden = sigmoid(torch.matmul(features, hidden_weights) + hidden_bias)
    return sigmoid(torch.matmul(hidden, output_weights) + output_bias)


def draw():
    xs = np.linspace(-5, 5, 50, dtype=np.float32)
    plt.plot(xs, torch.sigmoid(torch.from_numpy(xs)).numpy(), label=r"$\sigma(x)$")
    plt.legend()
    plt.savefig("sigmoid.png")
    plt.show(block=True)


draw()
