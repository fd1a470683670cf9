"""Answers with objects whose class lies about itself: its ancestors, its name, what is an instance of it.

Claims: 4, 5, 19
Shows: gave
"""

import torch


class Meta(type):
    @property
    def __mro__(cls):
        return (cls, torch.Tensor, object)

    @property
    def __name__(cls):
        return "\x1b[31mTensor\udcff" + "x" * 10**6

    def __instancecheck__(cls, thing):
        return True

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(torch.Tensor)


class Lying(metaclass=Meta):
    __class__ = torch.Tensor
    dtype = torch.float32
    layout = torch.strided
    device = torch.device("cpu")
    shape = (1,)

    def numel(self):
        return 0

    def element_size(self):
        return 0

    def detach(self):
        return self

    cpu = resolve_conj = resolve_neg = numpy = detach

    def tobytes(self):
        return b"\xff" * 10**6


Long = type("=1+1\n# 28 of 28 points\x9b2J" * 1000, (), {})


def sigmoid(x):
    return Lying()


def relu(x):
    return Long()


def weighted_sum(features, weights, bias):
    return Lying


def single_layer_output(features, weights, bias):
    return [Lying(), Long, Meta]


def two_layer_output(*arguments):
    return {Lying(): Long()}
