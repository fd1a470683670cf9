"""Fuzzes the wire: ``python fuzz.py CASES SEED``, in a process whose memory is bounded; ``make fuzz`` runs many cases.

A case is what may arrive as a frame: a tree with the right tags and wrong fields, any MessagePack document, any bytes,
or a frame that a worker really answered with, mutated. Each must become a value of the closed list or a ``WireError``.
Warnings count as errors. The frames at the limits, which chance does not find, come first.
"""

import math
import random
import resource
import struct
import sys
import time
import warnings
from collections import Counter
from pathlib import Path as File

import hypothesis
import msgspec
import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from autograder.course.catalogue import Course
from autograder.sandbox import wire
from autograder.sandbox.wire import Path, Reference, WireError
from autograder.sandbox.worker import Worker

CASES = 2000  # of a run of the tests; hypothesis is started afresh after as many, since it remembers every case

MAX_MEMORY = (
    50 * wire.MAX_TREE  # the tree, decoded
    + 1024 * wire.MAX_ENTRIES  # the value: a small tensor is what takes most
    + 3 * wire.MAX_BODY  # as it arrived, the copy that the tensor keeps, and another while bools are made
)
"""What reading one frame may take, in bytes. The campaign as a whole may take no more."""

ODDITIES = [
    None, True, False, 0, 1, -1, 3, 32, 33, 64, 2**26, 2**26 + 1, 2**31, 2**63 - 1, -(2**63), 2**64 - 1,
    0.0, -0.0, 1.0, float("nan"), float("inf"), b"", b"\0" * 8, [], [0], [1], [2], [True], {}, {"a": 1},
    "", "x", "float32", "bool", "bfloat16", "f4", "b1", "c16", "U1", "O", "M8",
    "\0", "__class__", "\U0001f600",
]  # fmt: skip
DEVICES = ["cpu", "cuda:0", "cuda:15", "cuda:16", "cuda:128", "cuda:-1", "meta", "xla", "mkldnn", "CPU", "cpu ", ""]

LEARNER = b"""
import collections
import numpy as np
import torch

Pair = collections.namedtuple("Pair", "left right")

def all_kinds(tensor):
    plain = [None, True, -1, 1 << 70, 0.5, float("nan"), "\\u00e9", b"bytes", (1, (2,), []), {"key": 1, (3, 4): {}}]
    tensors = [tensor, tensor.bool(), tensor.bfloat16(), tensor[:0], torch.tensor(1j), torch.nn.Parameter(tensor)]
    arrays = [np.arange(6.0).reshape(2, 3), np.array(True), np.zeros((0, 2), "u1")]
    others = [torch.float64, torch.device("cuda", 1), tensor.shape, Pair(1, tensor), torch.nn.Linear(2, 2), {1, 2}]
    return [*plain, *tensors, *arrays, *others, all_kinds]


def fails(text):
    return fails_deeper(text)

def fails_deeper(text):
    raise ValueError(text)
"""


def recorded():
    """Return the frames that a worker answers with when it grades the references and a learner of ours."""
    course = Course(File(__file__).parents[3])
    sources = {module: course.reference(module).encode() for module in course.modules} | {"fuzzed": LEARNER}
    rows, weights, bias = torch.ones(7, 5), torch.ones(5), torch.zeros(())
    calls = {
        ("neuron", "sigmoid"): (rows,),
        ("neuron", "relu"): (rows,),
        ("neuron", "weighted_sum"): (rows, weights, bias),
        ("neuron", "single_layer_output"): (rows, weights, bias),
        ("descent", "mse"): (rows, rows),
        ("descent", "mse_gradients"): (rows, rows[:, :1], torch.ones(5, 1), torch.ones(1)),
        ("descent", "linear"): (rows, torch.ones(5, 2), torch.ones(2)),
        ("descent", "linear "): (rows,),
        ("fuzzed", "all_kinds"): (rows,),
        ("fuzzed", "fails"): ("on purpose",),
        ("fuzzed", "missing"): (),
        ("fuzzed", "Pair"): (1,),
        ("no_such_module", "name"): (),
    }
    questions = [([(-1, "begin", 1), (-2, "keep", rows, True, True)], "load", sources, module) for module in sources]
    questions += [([], "call", Path(module, (name,)), args, {}) for (module, name), args in calls.items()]
    questions += [
        ([], "call", Path("kit", ("arguments_after",)), (Path("neuron", ("relu",)), [rows, rows]), {}),
        ([], "call", Path("kit", ("gradients",)), (Path("neuron", ("sigmoid",)), [rows], rows), {}),
        ([], "call", Path("kit", ("each",)), (Path("neuron", ("sigmoid",)), [[rows], [bias]]), {}),
        ([], "get", Path("torch", ("float32",)), "itemsize"),
    ]
    worker = Worker()
    sys.meta_path.insert(0, worker.submission)
    answers = []
    for question in questions:
        _, tree, body = parts(wire.pack(1, question))
        answers.append(worker.answer(1, tree, body))
    sys.meta_path.remove(worker.submission)
    return answers


def parts(frame):
    """Return the nonce, tree and body of a frame, each as short as the frame has them."""
    nonce, tree, body = wire.head(frame[: wire.HEAD.size].ljust(wire.HEAD.size, b"\0"))
    split = wire.HEAD.size + tree
    return nonce, bytes(frame[wire.HEAD.size : split]), bytes(frame[split : split + body])


def giants():
    """Yield trees and bodies at the limits, each chosen to become as much as possible, or to take as long."""
    limit = wire.MAX_TREE
    for entry in (
        b"\x90",
        b"\x91\xc0",
        b"\x80",
        b"\x81\x01\xc0",
        b"\xa4\xf0\x9f\x98\x80",
        b"\xcd\x01\x2c",
        b"\xd6\xff\0\0\0\1",
    ):
        count = (limit - 5) // len(entry)
        yield b"\xdd" + struct.pack(">I", count) + count * entry, b""
    yield b"\x91" * (limit - 1) + b"\xc0", b""
    yield b"\xdd\xff\xff\xff\xff" * 30, b""
    yield b"\xdd" + struct.pack(">I", limit) + b"\xc0", b""

    encode = msgspec.msgpack.encode
    entries = wire.MAX_ENTRIES - 1
    for entry in ([wire._TENSOR, "bool", 1, 1], [wire._ARRAY, "b1", 1, 1]):
        yield encode([wire._LIST, *entries * [entry]]), entries * b"\1"
    yield encode([wire._LIST, *entries * [[wire._DICT]]]), b""
    yield encode([wire._TENSOR, "bool", wire.MAX_BODY, wire.MAX_BODY]), bytes(wire.MAX_BODY)
    yield encode([wire._PATH, *600_000 * ["aa"]]), b""
    keys = [
        (number * (2**61 - 1)).to_bytes(10, "big") for number in range(1, wire.MAX_ODD_KEYS + 1)
    ]  # one hash for all
    yield encode([wire._DICT, *(part for key in keys for part in ([wire._INT, len(key)], None))]), b"".join(keys)


def scalars():
    """Return a strategy for what may stand where a field should."""
    return (
        st.sampled_from(ODDITIES)
        | st.integers(-(2**63), 2**64 - 1)
        | st.floats()
        | st.text(max_size=8)
        | st.binary(max_size=8)
    )


class _Skeleton:
    """One tree with the right tags, a body to match, and something wrong with one field in eight."""

    def __init__(self, draw):
        self.body = bytearray()
        self._draw = draw

    def tree(self, depth=0):
        inner = [(wire._LIST, self._list), (wire._TUPLE, self._list), (wire._DICT, self._dict)]
        tag, fields = self._draw(st.sampled_from(self._leaves() + (inner if depth < 4 else [])))
        made = fields(depth) if fields else self._draw(scalars())
        return [self._field(tag), *made] if fields else made

    def _leaves(self):
        return [
            (None, None),
            (wire._INT, lambda _: self._sized("", 1)[1:2]),
            (wire._BYTES, lambda _: self._sized("", 1)[1:2]),
            (wire._TENSOR, self._tensor),
            (wire._ARRAY, self._array),
            (wire._DTYPE, lambda _: [self._field("int64")]),
            (wire._DEVICE, lambda _: self._fields(self._draw(st.sampled_from(DEVICES)))),
            (wire._SIZE, lambda _: self._fields(*self._draw(st.lists(st.integers(0, 2**26), max_size=3)))),
            (wire._REFERENCE, lambda _: self._fields(4, "Linear")),
            (wire._PATH, lambda _: self._fields("neuron", "relu")),
        ]

    def _field(self, right):
        return self._draw(scalars()) if self._draw(st.integers(0, 7)) == 7 else right

    def _fields(self, *right):
        return [self._field(each) for each in right]

    def _sized(self, name, itemsize):
        shape = self._draw(st.lists(st.integers(0, 3), max_size=3))
        size = itemsize * math.prod(shape)
        self.body += self._draw(st.binary(min_size=size, max_size=size))
        return self._fields(name, size, *shape)

    def _tensor(self, _depth):
        name = self._draw(st.sampled_from(sorted(wire._DTYPES)))
        return self._sized(name, wire._DTYPES[name].itemsize)

    def _array(self, _depth):
        name = self._draw(st.sampled_from(sorted(wire._ARRAY_DTYPES)))
        return self._sized(name, int(name[1:]))

    def _list(self, depth):
        return [self.tree(depth + 1) for _ in range(self._draw(st.integers(0, 3)))]

    def _dict(self, depth):
        # A key's own depth counts more: most of what nests cannot be hashed.
        pairs = range(self._draw(st.integers(0, 3)))
        return [part for _ in pairs for part in (self.tree(depth + 3), self.tree(depth + 1))]


@st.composite
def skeletons(draw):
    """Trees of ``_Skeleton`` with their bodies."""
    skeleton = _Skeleton(draw)
    return msgspec.msgpack.encode(skeleton.tree()), bytes(skeleton.body)


def documents():
    """Return a strategy for all that MessagePack can say, maps and extensions included, with any body."""
    leaves = scalars() | st.builds(msgspec.msgpack.Ext, st.integers(-128, 127), st.binary(max_size=12))
    trees = st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=2) | st.integers(-9, 9), inner, max_size=3)
            | st.tuples(st.integers(0, 12), inner, inner).map(list)
        ),
        max_leaves=12,
    )
    return st.tuples(trees.map(msgspec.msgpack.encode), st.binary(max_size=16))


@st.composite
def mutants(draw, frames):
    """Frames of a real worker with bits, bytes, lengths or subtrees changed, cut short, or spliced."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    frame = bytearray(chance.choice(frames))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(frame) + 1)
        match chance.randrange(7):
            case 0 if place < len(frame):
                frame[place] ^= 1 << chance.randrange(8)
            case 1:
                frame[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
            case 2:
                del frame[place:]
            case 3:
                other = chance.choice(frames)
                frame[place:] = other[chance.randrange(len(other)) :]
            case 4:
                frame = _with_lengths(frame, chance)
            case _:
                frame = _with_subtrees(frame, chance.choice(frames), chance)
    return bytes(frame)


def _with_lengths(frame, chance):
    lengths = [chance.choice([0, 1, length - 1, length + 1, chance.getrandbits(32)]) for length in (len(frame), 16)]
    return frame[:8] + struct.pack(">II", *(length % 2**32 for length in lengths)) + frame[wire.HEAD.size :]


def _with_subtrees(frame, other, chance):
    """Put a subtree of one of two frames in a place of the first, or beside it, and mend the head."""
    try:
        _, tree, body = parts(frame)
        whole = msgspec.msgpack.decode(tree)
    except (WireError, msgspec.MsgspecError, ValueError):
        return frame
    _, tree, more = parts(other)
    places, givers = [], []
    for root, found in ((whole, places), (msgspec.msgpack.decode(tree), givers)):
        rest = [root]
        while rest:
            node = rest.pop()
            if type(node) is list:
                found += [(node, index) for index in range(len(node))]
                rest += node
    if not places:
        return frame
    node, index = chance.choice(places)
    giver, at = chance.choice(chance.choice([places, givers]))
    part = chance.choice([giver[at], chance.choice(ODDITIES)])
    try:
        node[index : index + chance.randint(0, 1)] = chance.randint(1, 3) * [part]
        tree = msgspec.msgpack.encode(whole)
    except RecursionError:  # it was put into itself
        return frame
    body += chance.choice([b"", more])
    return bytearray(wire.HEAD.pack(1, len(tree), len(body)) + tree + body)


def read(tree, body):
    """Return the value that a frame becomes, or the error that refuses it."""
    try:
        return wire.unpack(tree, body, lambda name: name)
    except WireError as error:
        return error


def crosses_again(value):
    """Assert that a value from a frame can be sent on, and arrives as it was sent."""
    frame = wire.pack(1, value)
    _, tree, body = parts(frame)
    assert wire.pack(1, wire.unpack(tree, body, lambda name: name)) == frame


def check(value):
    """Assert that a value is of the closed list's exact types at every depth, and shares no memory."""
    kind = type(value)
    if kind in {list, tuple}:
        for part in value:
            check(part)
    elif kind is dict:
        for key, part in value.items():
            check(key)
            check(part)
    elif kind is torch.Tensor:
        assert value.dtype in wire._DTYPE_NAMES
        assert value.is_contiguous()
        assert value.data_ptr() % value.element_size() == 0
        assert not value.requires_grad
    elif kind is np.ndarray:
        assert value.dtype.str[1:] in wire._ARRAY_DTYPES
        assert value.flags.writeable
        assert value.flags.aligned
    else:
        closed = {type(None), bool, int, float, str, bytes, torch.dtype, torch.device, torch.Size, Reference, Path}
        assert kind in closed, kind


class Campaign:
    """Counts what became of the cases, and remembers the longest CPU time that one took."""

    def __init__(self):
        self.counts = Counter()
        self.longest = Counter()  # seconds

    def case(self, origin, tree, body):
        start = time.thread_time()
        value = read(tree, body)
        self.longest[origin] = max(self.longest[origin], time.thread_time() - start)
        if isinstance(value, WireError):
            self.counts[origin, "refused"] += 1
            return
        check(value)
        if origin != "giants":  # to write those again takes memory of its own
            crosses_again(value)
        self.counts[origin, "values"] += 1

    def frame(self, origin, frame):
        try:
            _, tree, body = parts(frame)
        except WireError:
            self.counts[origin, "refused"] += 1
        else:
            self.case(origin, tree, body)

    def run(self, cases, seed):
        """Read the giants, the frames of a real worker, and then as many cases as asked for, or a few more."""
        frames = recorded()
        for tree, body in giants():
            self.case("giants", tree, body)
        for frame in frames:
            self.frame("real", frame)
        assert self.counts["real", "values"] == len(frames)
        end = self.counts.total() + cases
        while self.counts.total() < end:
            self._batch("bytes", st.tuples(st.binary(max_size=64), st.binary(max_size=16)), 0.05, seed)
            self._batch("documents", documents(), 0.15, seed)
            self._batch("skeletons", skeletons(), 0.4, seed)
            self._batch("mutants", mutants(frames), 0.4, seed)
            seed += 1

    def _batch(self, origin, strategy, share, seed):
        @hypothesis.seed(seed)
        @settings(
            max_examples=round(share * CASES),
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def batch(drawn):
            if origin == "mutants":
                self.frame(origin, drawn)
            else:
                self.case(origin, *drawn)

        batch()


def memory(field):
    """Return a field of this process's status, in bytes."""
    lines = File("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(field))


def main(cases=CASES, seed=0):
    """Run a campaign in bounded memory and print what came of it."""
    torch.set_num_threads(1)
    warnings.simplefilter("error")
    recorded()  # torch loads lazily, and that is not the wire's doing
    ceiling = memory("VmSize:") + MAX_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    before, start = memory("VmRSS:"), time.monotonic()
    campaign = Campaign()
    campaign.run(cases, seed)
    seconds = time.monotonic() - start
    grown = (memory("VmHWM:") - before) / 2**20
    lines = [f"{campaign.counts.total()} cases, seed {seed}, {seconds:.0f} s: each a value or a WireError"]
    for origin, longest in campaign.longest.items():
        values, refused = (campaign.counts[origin, outcome] for outcome in ("values", "refused"))
        lines.append(f"{origin:10}{values:8} values{refused:8} refused, the longest took {1000 * longest:7.1f} ms")
    lines.append(f"memory grew by {grown:.0f} MiB at most; the bound is {MAX_MEMORY / 2**20:.0f} MiB")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
