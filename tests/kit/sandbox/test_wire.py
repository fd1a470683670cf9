"""The wire carries every value on its list and nothing else, and no frame makes it raise anything but WireError."""

import contextlib
import math
import random
import struct

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import wire
from autograder.sandbox.wire import Path, Reference, WireError

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**500), 2**500)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.floats(), inner)
    ),
    max_leaves=20,
)
DTYPES = list(wire._DTYPES.values())


def crossed(value, refer=None, resolve=lambda name: name):
    frame = wire.pack(7, value, refer)
    nonce, tree, body = wire.head(frame[: wire.HEAD.size])
    assert nonce == 7
    assert len(frame) == wire.HEAD.size + tree + body
    split = wire.HEAD.size + tree
    return wire.unpack(frame[wire.HEAD.size : split], frame[split:], resolve)


def same(one, other):
    """Equal in type and value at every depth; -0.0 is not 0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    return one == other


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_plain_values_cross_with_their_exact_types(value):
    assert same(crossed(value), value)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 0, 2), (2, 3, 4)], ids=str)
def test_tensors_of_every_dtype_and_shape_cross(dtype, shape):
    value = (10 * torch.rand(shape)).to(dtype)
    back = crossed(value)
    assert back.dtype == dtype
    assert back.shape == value.shape
    assert torch.equal(back, value)


@pytest.mark.parametrize(
    "value",
    [
        torch.arange(12.0).reshape(3, 4).T,
        torch.arange(12.0)[::5],
        torch.ones(1, 1).expand(4, 3),
        torch.arange(4.0).reshape(1, 4).T[:, :1],
        torch.tensor([1 + 2j]).conj(),
        torch.arange(6.0, requires_grad=True),
        torch.nn.Parameter(torch.ones(2)),
        torch.ones(3, dtype=torch.bfloat16)[::2],
    ],
    ids=["transposed", "strided", "expanded", "one column", "conjugate", "with grad", "parameter", "bfloat16 view"],
)
def test_any_tensor_in_memory_crosses_as_plain_values(value):
    back = crossed(value)
    assert type(back) is torch.Tensor
    assert not back.requires_grad
    assert torch.equal(back, value.detach())


@pytest.mark.parametrize("name", sorted(wire._ARRAY_DTYPES))
def test_arrays_of_every_dtype_cross(name):
    for order in "<>":
        value = np.arange(6).reshape(2, 3).astype(np.dtype(order + name))
        back = crossed(value[:, ::2])
        assert type(back) is np.ndarray
        assert np.array_equal(back, value[:, ::2])


def test_dtypes_devices_sizes_and_names_cross():
    value = [
        torch.float16,
        torch.device("cuda", 1),
        torch.Size([2, 3]),
        Reference(4, "Linear"),
        Path("neuron", ("relu",)),
    ]
    assert same(crossed(value), value)


def test_nan_and_infinity_cross():
    back = crossed([math.nan, math.inf, -math.inf])
    assert math.isnan(back[0])
    assert back[1:] == [math.inf, -math.inf]


def test_an_instance_of_a_subclass_crosses_as_its_base():
    class Floats(list):
        pass

    assert same(crossed([np.float64(0.5), Floats([1.0]), True]), [0.5, [1.0], True])


def test_what_is_not_on_the_list_crosses_as_a_reference_or_not_at_all():
    for value in (object(), print, {1, 2}, np.float32(1), torch.empty(2, device="meta"), torch.eye(2).to_sparse()):
        assert crossed(value, refer=lambda other: Reference(3, type(other).__name__)) == Reference(
            3, type(value).__name__
        )
        with pytest.raises(WireError):
            wire.pack(1, value)


@pytest.mark.parametrize(
    "value",
    [
        "\ud800",
        1 << 10_000,
        torch.zeros(1).expand(2**40),
        [0] * (wire.MAX_ENTRIES + 1),
        "x" * (wire.MAX_TREE + 1),
        torch.zeros([1] * 40),
    ],
    ids=["surrogate", "integer", "claimed terabytes", "entries", "text", "dimensions"],
)
def test_a_value_beyond_the_limits_is_refused(value):
    with pytest.raises(WireError):
        crossed(value)


def test_deep_and_endless_structures_are_refused():
    deep = []
    for _ in range(wire.MAX_DEPTH + 2):
        deep = [deep]
    endless = {}
    endless["self"] = endless
    for value in (deep, endless):
        with pytest.raises(WireError):
            wire.pack(1, value)


@given(st.binary(max_size=200), st.binary(max_size=50))
@settings(max_examples=500, deadline=None)
def test_no_bytes_raise_anything_but_a_wire_error(tree, body):
    refused(tree, body)


def test_no_mutated_frame_raises_anything_but_a_wire_error():
    values = [
        ("value", [torch.ones(2, 3), (1.5, None), {"a": 1 << 80}]),
        ("raised", "ValueError", ("ValueError", "Exception"), "text", [("neuron.py", 3, "sigmoid")]),
        [np.ones(3), torch.float32, torch.device("cpu"), torch.Size([2]), Reference(1, "x")],
    ]
    frames = [wire.pack(1, value) for value in values]
    random.seed(0)
    for turn in range(2000):
        frame = bytearray(frames[turn % len(frames)])
        for _ in range(random.randint(1, 4)):
            place = random.randrange(len(frame))
            match random.randrange(3):
                case 0:
                    frame[place] = random.randrange(256)
                case 1:
                    del frame[place : place + random.randint(1, 3)]
                case _:
                    frame[place:place] = random.randbytes(random.randint(1, 3))
        head = bytes(frame[: wire.HEAD.size]).ljust(wire.HEAD.size, b"\0")
        try:
            _, tree, _ = wire.head(head)
        except WireError:
            continue
        refused(bytes(frame[wire.HEAD.size :][:tree]), bytes(frame[wire.HEAD.size + tree :]))


def refused(tree, body):
    """Unpack; a value or a WireError is right, anything else is not."""
    with contextlib.suppress(WireError):
        wire.unpack(tree, body, lambda name: name)


def test_a_head_that_announces_too_much_is_refused():
    for tree, body in ((wire.MAX_TREE + 1, 0), (0, wire.MAX_BODY + 1), (2**32 - 1, 2**32 - 1)):
        with pytest.raises(WireError):
            wire.head(wire.HEAD.pack(1, tree, body))
