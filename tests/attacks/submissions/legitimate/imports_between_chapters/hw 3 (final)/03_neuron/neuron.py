import torch

from helpers import sigmoid


def relu(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


def weighted_sum(features, weights, bias):
    return torch.matmul(features, weights.t()) + bias


def single_layer_output(features, weights, bias):
    return sigmoid(weighted_sum(features, weights, bias))


def two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias):
    hidden = sigmoid(torch.matmul(features, hidden_weights) + hidden_bias)
    return sigmoid(torch.matmul(hidden, output_weights) + output_bias)
