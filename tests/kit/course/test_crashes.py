"""The errors that beginners meet are explained: each is really raised here, by the installed Python and torch."""

import numpy as np
import pytest
import torch
from torch import nn

from autograder.course.crashes import usually_means


class Forgetful(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(1, 1)


class Misspelt(nn.Module):
    def foward(self, x):
        return x


def update_a_leaf():
    leaf = torch.ones(2, requires_grad=True)
    leaf -= 1


def go_back_twice():
    loss = (torch.ones(2, requires_grad=True) ** 2).sum()
    loss.backward()
    loss.backward()


def change_what_is_needed():
    x = torch.ones(2, requires_grad=True)
    y = x.exp()
    z = y.sum()
    y += 1
    z.backward()


def subtract_no_gradient():
    weight = torch.ones(1, requires_grad=True)
    return 0.1 * weight.grad


def call_itself():
    return call_itself()


def needs_two(x, y):
    return x + y


USUAL = {
    "a product of shapes that do not fit": (lambda: torch.ones(7, 5) @ torch.ones(1, 5), "columns"),
    "a product with a vector": (lambda: torch.ones(7, 5) @ torch.ones(4), "columns"),
    "a sum of shapes that do not fit": (lambda: torch.ones(7, 5) + torch.ones(7), "entry by entry"),
    "a product of dtypes": (lambda: torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64), "dtypes"),
    "a layer of another dtype": (lambda: nn.Linear(2, 1)(torch.ones(3, 2, dtype=torch.float64)), "dtypes"),
    "a layer of integers": (lambda: nn.Linear(2, 1)(torch.ones(3, 2, dtype=torch.int64)), "dtypes"),
    "nothing to differentiate": (lambda: torch.ones(()).backward(), "cut off"),
    "an update that is recorded": (update_a_leaf, "outside the recording"),
    "a second backward": (go_back_twice, "twice"),
    "an in-place change": (change_what_is_needed, "changed in place"),
    "a backward from many numbers": (lambda: torch.ones(2, requires_grad=True).backward(), "scalar"),
    "two devices": (lambda: torch.ones(2) + torch.ones(2, device="meta"), "devices"),
    "a layer on another device": (lambda: nn.Linear(2, 1, device="meta")(torch.ones(3, 2)), "devices"),
    "no super().__init__()": (Forgetful, "super"),
    "no forward": (lambda: Misspelt()(torch.ones(1)), "forward"),
    "numpy of what is recorded": (lambda: torch.ones(2, requires_grad=True).numpy(), "detach"),
    "a gradient of None": (subtract_no_gradient, "None"),
    "an attribute of None": (lambda: torch.ones(1).grad.zero_(), "None"),  # noqa: PLW0108 - looking the method up is what raises
    "a number that was a tensor": (lambda: torch.ones(()).item().backward(), "plain Python number"),
    "a number of many": (lambda: torch.ones(2).item(), "single number"),
    "a float of many": (lambda: float(torch.ones(2)), "single number"),
    "a truth of many": (lambda: bool(torch.ones(2) > 0), "comparison"),
    "a truth of an array": (lambda: bool(np.ones(2) > 0), "comparison"),
    "a mean of integers": (lambda: torch.ones(2, dtype=torch.int64).mean(), "Integers"),
    "a wrong reshape": (lambda: torch.ones(6).reshape(4, 2), "number of entries"),
    "a dimension too many": (lambda: torch.ones(6).sum(dim=1), "fewer dimensions"),
    "an unknown name": (lambda: undefined, "misspelt"),  # noqa: F821 - that is the point
    "too few arguments": (lambda: needs_two(1), "def line"),
    "a tensor that is called": (lambda: torch.ones(2)(3), "Brackets"),
    "a function where a tensor is meant": (lambda: torch.exp(torch.ones), "call it"),
    "a function in a formula": (lambda: -torch.ones, "call it"),
    "a layer where a tensor is meant": (lambda: torch.exp(nn.Linear(1, 1)), "call it"),
    "a power that is none": (lambda: torch.ones(2) ^ 2, "**"),
    "a power of numbers that is none": (lambda: 2.0**0 ^ 2, "**"),
    "an unknown module": (lambda: __import__("numpyy"), "misspelt"),
    "endless recursion": (call_itself, "without end"),
}


@pytest.mark.parametrize("name", USUAL)
def test_a_usual_error_is_explained(name):
    cause, word = USUAL[name]
    with pytest.raises(Exception) as caught:
        cause()
    assert word in usually_means(type(caught.value).__name__, str(caught.value)), str(caught.value)


def test_an_error_that_nobody_knows_is_left_alone():
    assert usually_means("KeyError", "'weights'") == ""
    assert usually_means("RuntimeError", "") == ""
