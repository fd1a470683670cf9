"""Traces as bytes: what was packed comes back, and what was cut short is refused."""

import pytest
import torch

from autograder.grading.trace import Trace
from autograder.sandbox.wire import WireError


@pytest.fixture
def trace():
    trace = Trace()
    for answer in (0.5, torch.tensor([1.0, float("nan")]), ["text", None, (1, True)]):
        trace.note(answer)
    return trace


def test_a_packed_trace_is_the_same_again(trace):
    assert Trace.unpack(trace.pack()).equals(trace)


def test_an_empty_trace_is_no_bytes_and_equals_none():
    assert Trace().pack() == b""
    assert not Trace.unpack(b"").equals(Trace())


def test_a_trace_that_was_cut_short_is_refused(trace):
    data = trace.pack()
    for length in range(1, len(data)):
        with pytest.raises(WireError):
            Trace.unpack(data[:length])
