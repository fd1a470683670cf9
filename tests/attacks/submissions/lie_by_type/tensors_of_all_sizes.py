"""Answers with tensors that claim 10 GiB, lie in no memory, overlap themselves, or have no plain layout.

Claims: 4, 5, 15
Shows: relu
"""

import torch

STORAGE = torch.ones(4)
turn = 0


def sigmoid(x):
    return torch.zeros(1).expand(10 * 2**28)


def relu(x):
    kinds = {
        (7, 5): lambda: x.to_sparse(),
        (7, 3): lambda: x.to("meta"),
        (): lambda: torch.empty(0).expand(2**62, 0),
    }
    return kinds.get(tuple(x.shape), lambda: STORAGE.as_strided(x.shape, (0,) * x.dim()))()


def weighted_sum(features, weights, bias):
    if features.requires_grad:
        return torch.quantize_per_tensor(features, 0.1, 0, torch.qint8)
    return torch.nested.nested_tensor([torch.ones(1), torch.ones(2)])


def single_layer_output(features, weights, bias):
    return [torch.zeros(8 * 2**20, dtype=torch.int8)] * 9


def two_layer_output(features, *arguments):
    answer = torch.ones(len(features), 1)
    answer.untyped_storage().resize_(0)
    return answer
