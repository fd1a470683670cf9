"""The wire carries every value on its list and nothing else, and no frame makes it raise anything but WireError."""

import math
import re
import struct
import subprocess
import sys
import tracemalloc
from pathlib import Path as File

import msgspec
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


def read(tree, body=b"", resolve=lambda name: name):
    """Read a tree that is given as what MessagePack is to make of it, or as bytes."""
    return wire.unpack(tree if type(tree) is bytes else msgspec.msgpack.encode(tree), body, resolve)


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
        torch.device("meta"),
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
    for value in (
        object(),
        print,
        {1, 2},
        np.float32(1),
        torch.empty(2, device="meta"),
        torch.eye(2).to_sparse(),
        torch.device("xla"),
    ):
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
        bytes(wire.MAX_BODY + 1),
        torch.zeros([1] * 40),
        torch.zeros(2**13, 0, 2**13),
    ],
    ids=[
        "surrogate",
        "integer",
        "claimed terabytes",
        "entries",
        "text",
        "bytes",
        "dimensions",
        "claimed by an empty one",
    ],
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


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"a": 1},
        [],
        [wire._LIST, []],
        [wire._LIST, {}],
        [wire._INT, b"\1"],
        msgspec.msgpack.Ext(5, b"a"),
        b"\xd6\xff\0\0\0\1",
        b"\xc1",
        b"",
        b"\xc0\xc0",
        b"\xa2\xff\xfe",
        b"\xa3\xed\xa0\x80",
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * wire.MAX_TREE,
        [True],
        [0.0],
        ["0"],
        [None],
        [-1],
        [len(wire._READERS)],
        [2**64 - 1],
    ],
    ids=lambda tree: re.sub(" at 0x.*", "", str(tree)[:40]),
)
def test_a_tree_of_anything_but_scalars_and_tagged_lists_is_refused(tree):
    with pytest.raises(WireError):
        read(tree)


@pytest.mark.parametrize(
    ("tree", "body"),
    [
        ([wire._TENSOR, "float32", 4, 1], b"\0" * 3),
        ([wire._TENSOR, "float32", 4, 1], b"\0" * 5),
        ([wire._TENSOR, "float32", -4, -1], b""),
        ([wire._TENSOR, "float32", 4, -1, -1], b"\0" * 4),
        ([wire._TENSOR, "float32", 4, True], b"\0" * 4),
        ([wire._TENSOR, "float32", 4, 1.0], b"\0" * 4),
        ([wire._TENSOR, "bool", True], b"\0"),
        ([wire._TENSOR, "complex32", 4], b"\0" * 4),
        ([wire._TENSOR, "float32"], b""),
        ([wire._TENSOR], b""),
        ([wire._TENSOR, "uint8", 0, 0, *[2**26] * 31], b""),
        ([wire._ARRAY, "u1", 0, 2**26, 2**26, 0], b""),
        ([wire._ARRAY, "O", 8, 1], b"\0" * 8),
        ([wire._ARRAY, "M8", 8, 1], b"\0" * 8),
        ([wire._BYTES, -1], b""),
        ([wire._BYTES, 2], b"a"),
        ([wire._INT, 65], b"\0" * 65),
        ([wire._SIZE, True], b""),
        ([wire._SIZE, -1], b""),
        ([wire._DEVICE, "cuda:128"], b""),
        ([wire._DEVICE, "cuda:01"], b""),
        ([wire._DEVICE, "mkldnn"], b""),
        ([wire._DEVICE, "a" * 2**20], b""),
        ([wire._PATH, *["a"] * 1000], b""),
        ([wire._PATH], b""),
        ([wire._REFERENCE, True, "x"], b""),
        (None, b"more"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_tag_with_wrong_fields_is_refused(tree, body):
    with pytest.raises(WireError):
        read(tree, body)


@pytest.mark.parametrize("keys", [("a", "a"), (1, True), (0.0, -0.0), ([wire._LIST], 1), ([wire._DICT], 1)], ids=str)
def test_keys_that_no_dictionary_has_together_are_refused(keys):
    with pytest.raises(WireError):
        read([wire._DICT, keys[0], None, keys[1], None])


def test_keys_that_can_be_chosen_to_collide_are_few():
    assert len(crossed(dict.fromkeys(range(wire.MAX_ODD_KEYS)))) == wire.MAX_ODD_KEYS
    assert len(crossed(dict.fromkeys(map(str, range(10_000))))) == 10_000
    with pytest.raises(WireError):
        crossed(dict.fromkeys(range(wire.MAX_ODD_KEYS + 1)))


@pytest.mark.parametrize("tag", ["tensor", "array"])
def test_a_bool_is_0_or_1_in_memory_whatever_came(tag):
    tree = [wire._TENSOR, "bool", 4, 4] if tag == "tensor" else [wire._ARRAY, "b1", 4, 4]
    back = torch.as_tensor(read(tree, b"\0\1\2\xff"))
    assert back.view(torch.uint8).tolist() == [0, 1, 1, 1]


def test_a_tensor_has_memory_of_its_own_and_aligned():
    body = bytearray(b"x" + bytes(16))
    tree = [wire._LIST, [wire._BYTES, 1], [wire._TENSOR, "float64", 8, 1], [wire._ARRAY, "f8", 8, 1]]
    _, tensor, array = read(tree, body)
    assert tensor.data_ptr() % 8 == array.ctypes.data % 8 == 0
    tensor += 1
    array += 2
    body[:] = b"\xff" * len(body)
    assert (tensor.item(), array.item()) == (1, 2)


@pytest.mark.parametrize(
    "entry", [b"\x90", b"\x91\xc0", b"\x92\xc0\xc0", b"\x80", b"\x81\1\xc0", b"\xa4\xf0\x9f\x98\x80"], ids=bytes.hex
)
def test_a_tree_is_refused_before_it_has_become_50_times_its_size(entry):
    count = wire.MAX_TREE // 8 // len(entry)
    tree = b"\xdd" + struct.pack(">I", count) + count * entry
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            read(tree)
        assert tracemalloc.get_traced_memory()[1] < 50 * len(tree)
    finally:
        tracemalloc.stop()


def test_a_fuzzing_campaign_meets_nothing_but_values_and_wire_errors():
    command = [sys.executable, File(__file__).with_name("fuzz.py")]
    fuzz = subprocess.run(command, capture_output=True, text=True, check=False)
    assert fuzz.returncode == 0, fuzz.stdout + fuzz.stderr


def test_a_head_that_announces_too_much_is_refused():
    for tree, body in ((wire.MAX_TREE + 1, 0), (0, wire.MAX_BODY + 1), (2**32 - 1, 2**32 - 1)):
        with pytest.raises(WireError):
            wire.head(wire.HEAD.pack(1, tree, body))
