"""Answers with objects that run code where somebody unpickles, copies, views or formats them.

Claims: 4
Shows: gave
"""

import pickle

import numpy as np

CODE = "print('GOT code in the grader'); open('/tmp/gradkit-escaped-pickles', 'w')"


class Runs:
    def __reduce__(self):
        return exec, (CODE,)

    def __reduce_ex__(self, protocol):
        return exec, (CODE,)

    def __deepcopy__(self, memo):
        exec(CODE)

    def __format__(self, spec):
        exec(CODE)

    def __fspath__(self):
        exec(CODE)

    def __dlpack__(self, **more):
        exec(CODE)

    def __dlpack_device__(self):
        return 1, 0

    @property
    def __array_interface__(self):
        return {"shape": (7, 5), "typestr": "<f4", "data": (0, False), "version": 3}

    __array_struct__ = __cuda_array_interface__ = __array_interface__


def sigmoid(x):
    return pickle.dumps(Runs())


def relu(x):
    return np.array([[Runs()] * 5] * 7, dtype=object)


def weighted_sum(features, weights, bias):
    return np.zeros(7, dtype=[("code", "O"), ("number", "f4")])


def single_layer_output(features, weights, bias):
    return Runs()


def two_layer_output(*arguments):
    return {"__reduce__": Runs(), "$py": CODE, Runs: pickle.dumps(Runs())}
