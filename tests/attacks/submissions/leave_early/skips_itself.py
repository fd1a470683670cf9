"""Raises what pytest and unittest raise to skip, to fail as expected and to stop a whole session.

Claims: 1, 2, 21
Shows: Skipped
"""

import unittest

import pytest


class Skipped(BaseException):
    """Bears the name of pytest's own."""

    __module__ = "_pytest.outcomes"
    allow_module_level = True
    msg = "no GPU here"


Skipped.__name__ = Skipped.__qualname__ = "Skipped"


def sigmoid(x):
    pytest.skip("needs a GPU, which this machine does not have", allow_module_level=True)


def relu(x):
    raise Skipped("could not import 'torch'")


def weighted_sum(features, weights, bias):
    raise unittest.SkipTest("skipped")


def single_layer_output(features, weights, bias):
    pytest.exit("all is well", returncode=0)


def two_layer_output(*arguments):
    pytest.xfail("as expected")
