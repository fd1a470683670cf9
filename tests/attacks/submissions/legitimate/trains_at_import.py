"""Trains for some seconds while it is imported, with an optimizer, as those do who work in notebooks.

Claims: 24
Earns: neuron.*
"""

import time

import torch

model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
start = time.time()
while time.time() - start < 2:
    inputs = torch.rand(32, 2)
    loss = torch.nn.functional.mse_loss(model(inputs), inputs.sum(dim=1, keepdim=True))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
torch.save(model.state_dict(), "model.pt")
model.load_state_dict(torch.load("model.pt"))


def sigmoid(x):
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
