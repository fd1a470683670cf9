"""What may cross between the grader and a worker, and how it is written down.

Theory of operation. One value a frame. A frame is a head (the number of the question it asks or answers, and two
lengths, big-endian), a tree, and a body: the tree is MessagePack and holds the structure, the body holds the bytes of
tensors, arrays, ``bytes`` and long integers one after another. The two parts have limits of their own, so a small frame
cannot describe a large structure, and a large tensor needs no large tree. Nothing is read, let alone allocated, before
its length has been checked. Trees are decoded to scalars and to lists that hold something, and the first byte of
anything else ends it: a map, whose keys could be chosen to collide, or an empty list, one byte that becomes 64. So a
tree takes at most 50 times its own size before the limits on structures can be looked at.

Values are a closed list: None, bool, int, float, str, bytes, list, tuple, dict, tensor, array, dtype, device, size. A
scalar stands for itself in the tree; everything else is a list whose first entry is a tag. What is not on the list
stays in the worker and crosses as a reference, a number with the name of its type. A sender may treat an instance of a
subclass as its base on the list (a named tuple is a tuple, a parameter is a tensor); a receiver only ever builds the
exact types.

Both sides use this module, and neither trusts it to run code: there is no pickle, no eval and no import by name here.
Every malformed frame is a ``WireError``, whatever is wrong with it.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

import msgspec
import numpy as np
import torch

MAX_TREE: Final = 2 * 2**20  # bytes
MAX_ENTRIES: Final = 100_000  # of all collections together
MAX_BODY: Final = 64 * 2**20  # bytes
MAX_ODD_KEYS: Final = 1000  # numbers can be chosen to collide, and a dictionary of them to take minutes; text cannot
MAX_DEPTH: Final = 32
MAX_INT_BYTES: Final = 64

# What an answer may tell of an exception, a module or a type. A worker keeps to it; a session does not rely on that.
MAX_TEXT: Final = 2000  # characters
MAX_NAME: Final = 100  # characters
MAX_NAMES: Final = 1000
MAX_PLACES: Final = 20

HEAD: Final = struct.Struct(">QII")

Tree: TypeAlias = Any
"""A value written down: a scalar, or ``[tag, ...]``."""


def _decoder() -> msgspec.msgpack.Decoder[Tree]:
    """Return a decoder of trees, and of nothing else that MessagePack has: no maps, no bytes, no extensions."""
    scalar = None | bool | int | float | str
    tree: Any = scalar
    for _ in range(MAX_DEPTH + 1):
        tree = scalar | Annotated[list[tree], msgspec.Meta(min_length=1)]
    return msgspec.msgpack.Decoder(tree)


_DECODER: Final = _decoder()

_LIST, _TUPLE, _DICT, _INT, _TENSOR, _ARRAY, _DTYPE, _DEVICE, _SIZE, _REFERENCE, _PATH, _BYTES = range(12)

_DTYPES: Final = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16,
        torch.float32, torch.float64, torch.complex64, torch.complex128,
    )
}  # fmt: skip
_DTYPE_NAMES: Final = {dtype: name for name, dtype in _DTYPES.items()}
_ARRAY_DTYPES: Final = {"b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8", "c8", "c16"}
_DEVICES: Final = {
    str(device): device
    for kind in ("cpu", "cuda", "meta", "mps", "xpu")
    for device in (torch.device(kind), *(torch.device(kind, index) for index in range(16)))
}  # torch itself takes "cuda:128" for a negative number, and warns of names that it used to know
_INT64: Final = range(-(2**63), 2**63)
_TRUTH: Final = b"\0" + 255 * b"\1"  # what each byte of a bool means; torch and numpy expect no other than these two


class WireError(Exception):
    """A value cannot cross, or a frame is not one that ``pack`` could have made."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that stayed in the worker: its number there, and the name of its type as the worker tells it."""

    number: int
    kind: str = "object"


@dataclass(frozen=True, slots=True)
class Path:
    """A name in one of the worker's modules, found when it is used: ``Path("neuron", "sigmoid")``."""

    module: str
    names: tuple[str, ...]


def _check_collection(items: list[Any], depth: int, entries: int) -> None:
    """Hold a collection at some depth, and how many entries all of them have with it, against the limits."""
    if items and depth >= MAX_DEPTH:
        raise WireError(f"nested more than {MAX_DEPTH} levels deep")
    if entries > MAX_ENTRIES:
        raise WireError(f"collections of more than {MAX_ENTRIES} entries")


class _Writer:
    """Turns one value into a tree and a list of body parts."""

    def __init__(self, refer: Callable[[object], Reference] | None) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self._entries = 0
        self._refer = refer

    def write(self, value: object, depth: int = 0) -> Tree:
        kind = type(value)
        if kind in _SCALARS:
            return value
        writer = _WRITERS.get(kind)
        if writer is None:
            writer = next((_WRITERS[base] for base in kind.__mro__ if base in _WRITERS), _Writer._referred)
        return writer(self, value, depth)

    def _referred(self, value: object, _depth: int) -> Tree:
        return self._reference(value)

    def _reference(self, value: object) -> Tree:
        if self._refer is None:
            raise WireError(f"a value of type {type(value).__name__} cannot cross")
        reference = self._refer(value)
        return [_REFERENCE, reference.number, reference.kind]

    def _int(self, value: int, _depth: int) -> Tree:
        if value in _INT64:
            return int(value)
        length = (value.bit_length() + 8) // 8
        if length > MAX_INT_BYTES:
            raise WireError(f"an integer of {length} bytes; the limit is {MAX_INT_BYTES}")
        return self._bytes(value.to_bytes(length, "big", signed=True), tag=_INT)

    def _bytes(self, value: bytes, _depth: int = 0, *, tag: int = _BYTES) -> Tree:
        self._reserve(len(value))
        return [tag, self._add(bytes(value))]

    def _list(self, value: list[object], depth: int) -> Tree:
        return [_LIST, *self._items([*list.__iter__(value)], depth)]

    def _tuple(self, value: tuple[object, ...], depth: int) -> Tree:
        return [_TUPLE, *self._items([*tuple.__iter__(value)], depth)]

    def _dict(self, value: dict[object, object], depth: int) -> Tree:
        flat = [part for pair in dict.items(value) for part in pair]
        return [_DICT, *self._items(flat, depth)]

    def _items(self, items: list[object], depth: int) -> list[Tree]:
        self._entries += len(items)
        _check_collection(items, depth, self._entries)
        return [self.write(item, depth + 1) for item in items]

    def _tensor(self, value: torch.Tensor, _depth: int) -> Tree:
        with torch._C.DisableTorchFunctionSubclass():  # a subclass gets no say in how it is read
            name = _DTYPE_NAMES.get(value.dtype)
            if name is None or value.layout != torch.strided or value.device.type == "meta":
                return self._reference(value)
            self._reserve(value.nbytes)
            plain = value.detach().view(torch.int16) if name == "bfloat16" else value  # which numpy does not know
            data: bytes = plain.numpy(force=True).tobytes()  # forced: from other devices, and out of a graph
            return [_TENSOR, name, self._add(data), *value.shape]

    def _array(self, value: np.ndarray[Any, Any], _depth: int) -> Tree:
        plain = np.asarray(value)
        name = plain.dtype.str[1:]  # without the byte order: what crosses is little-endian
        if name not in _ARRAY_DTYPES:
            return self._reference(value)
        self._reserve(plain.nbytes)
        data = plain.astype(plain.dtype.newbyteorder("<"), copy=False).tobytes()
        return [_ARRAY, name, self._add(data), *plain.shape]

    def _dtype(self, value: torch.dtype, _depth: int) -> Tree:
        return [_DTYPE, _DTYPE_NAMES[value]] if value in _DTYPE_NAMES else self._reference(value)

    def _device(self, value: torch.device, _depth: int) -> Tree:
        return [_DEVICE, str(value)] if str(value) in _DEVICES else self._reference(value)

    def _reserve(self, size: int) -> None:
        if self.size + size > MAX_BODY:
            raise WireError(f"tensors and the like of more than {MAX_BODY} bytes together")

    def _add(self, data: bytes) -> int:
        self.parts.append(data)
        self.size += len(data)
        return len(data)

    def _path(self, value: Path, _depth: int) -> Tree:
        return [_PATH, value.module, *value.names]

    def _reference_itself(self, value: Reference, _depth: int) -> Tree:
        return [_REFERENCE, value.number, value.kind]


_SCALARS: Final = frozenset({type(None), bool, float, str})
"""What stands for itself in a tree, whatever its value."""

_WRITERS: Final[dict[type, Callable[[_Writer, Any, int], Tree]]] = {
    float: lambda _, value, __: float(value),
    str: lambda _, value, __: str.__str__(value),
    bytes: _Writer._bytes,
    int: _Writer._int,
    list: _Writer._list,
    torch.Size: lambda _, value, __: [_SIZE, *value],
    tuple: _Writer._tuple,
    dict: _Writer._dict,
    torch.Tensor: _Writer._tensor,
    np.ndarray: _Writer._array,
    torch.dtype: _Writer._dtype,
    torch.device: _Writer._device,
    Reference: _Writer._reference_itself,
    Path: _Writer._path,
}


def pack(nonce: int, value: object, refer: Callable[[object], Reference] | None = None) -> bytes:
    """Write a value as one frame.

    Args:
        nonce: the number of the question, below 2**64; its answer bears the same.
        value: anything; what is not on the closed list is handed to ``refer``.
        refer: gives the reference for an object that stays behind; None where nothing may.

    Raises:
        WireError: the value nests too deeply, is too large, or holds something that cannot cross.
    """
    writer = _Writer(refer)
    try:
        tree = msgspec.msgpack.encode(writer.write(value))
    except (ValueError, OverflowError, RecursionError) as error:  # a lone surrogate, a length above 32 bits
        raise WireError(str(error)) from error
    if len(tree) > MAX_TREE:
        raise WireError(f"a structure of {len(tree)} bytes; the limit is {MAX_TREE}")
    return b"".join([HEAD.pack(nonce, len(tree), writer.size), tree, *writer.parts])


def head(data: bytes | bytearray) -> tuple[int, int, int]:
    """Return the nonce and the lengths of tree and body that a frame's first ``HEAD.size`` bytes announce.

    Raises:
        WireError: one of them is over its limit.
    """
    nonce, tree, body = HEAD.unpack(data)
    if tree > MAX_TREE or body > MAX_BODY:
        raise WireError(f"a frame of {tree} + {body} bytes; the limits are {MAX_TREE} + {MAX_BODY}")
    return nonce, tree, body


class _Reader:
    """Turns a tree and a body back into a value."""

    def __init__(self, body: memoryview, resolve: Callable[[Reference | Path], object]) -> None:
        self._body = body
        self._at = 0
        self._entries = 0
        self._resolve = resolve

    def read(self, tree: Tree, depth: int = 0) -> Any:
        if type(tree) is not list:
            return tree
        if type(tree[0]) is not int or tree[0] not in _READERS:
            raise WireError("an unknown tag")
        return _READERS[tree[0]](self, tree[1:], depth)

    def finish(self) -> None:
        if self._at != len(self._body):
            raise WireError("the body is longer than the tree says")

    def _items(self, fields: list[Tree], depth: int) -> list[Any]:
        self._entries += len(fields)
        _check_collection(fields, depth, self._entries)
        return [self.read(field, depth + 1) for field in fields]

    def _dict(self, fields: list[Tree], depth: int) -> dict[Any, Any]:
        if len(fields) % 2:
            raise WireError("a key without a value")
        items = self._items(fields, depth)
        if len(fields) > 2 * MAX_ODD_KEYS and any(type(key) is not str for key in items[::2]):
            raise WireError(f"more than {MAX_ODD_KEYS} keys that are not text")
        try:
            value = dict(zip(items[::2], items[1::2], strict=True))
        except TypeError as error:
            raise WireError("a key that cannot be hashed") from error
        if 2 * len(value) != len(fields):
            raise WireError("a key that is there twice")
        return value

    def _int(self, fields: list[Tree], _depth: int) -> int:
        (size,) = _fields(fields, int)
        if size > MAX_INT_BYTES:
            raise WireError("an integer that is too long")
        return int.from_bytes(self._take(size), "big", signed=True)

    def _bytes(self, fields: list[Tree], _depth: int) -> bytes:
        (size,) = _fields(fields, int)
        return bytes(self._take(size))

    def _tensor(self, fields: list[Tree], _depth: int) -> torch.Tensor:
        name, size = _fields(fields[:2], str, int)
        shape = _shape(fields[2:])
        if name not in _DTYPES:
            raise WireError("an unknown dtype")
        dtype = _DTYPES[name]
        data = self._entries_of(shape, dtype.itemsize, size)
        if not data:
            return torch.empty(shape, dtype=dtype)
        return torch.frombuffer(data.translate(_TRUTH) if name == "bool" else data, dtype=dtype).reshape(shape)

    def _array(self, fields: list[Tree], _depth: int) -> np.ndarray[Any, Any]:
        name, size = _fields(fields[:2], str, int)
        shape = _shape(fields[2:])
        if name not in _ARRAY_DTYPES:
            raise WireError("an unknown array dtype")
        dtype = np.dtype(f"<{name}")
        data = self._entries_of(shape, dtype.itemsize, size)
        return np.frombuffer(data.translate(_TRUTH) if name == "b1" else data, dtype=dtype).reshape(shape)

    def _entries_of(self, shape: list[int], itemsize: int, size: int) -> bytearray:
        if size != itemsize * math.prod(shape):
            raise WireError("a tensor whose shape and bytes do not agree")
        # What is empty is held to the limit along its other axes: a sum over the empty one has as many entries as they.
        if size == 0 and itemsize * math.prod(filter(None, shape)) > MAX_BODY:
            raise WireError("a tensor that claims too much")
        return self._take(size)

    def _take(self, size: int) -> bytearray:
        """Return the next bytes of the body, in memory of their own: a view would share it, and not be aligned."""
        if not 0 <= size <= len(self._body) - self._at:
            raise WireError("the body is shorter than the tree says")
        data = bytearray(self._body[self._at : self._at + size])
        self._at += size
        return data

    def _dtype(self, fields: list[Tree], _depth: int) -> torch.dtype:
        (name,) = _fields(fields, str)
        if name not in _DTYPES:
            raise WireError("an unknown dtype")
        return _DTYPES[name]

    def _device(self, fields: list[Tree], _depth: int) -> torch.device:
        (name,) = _fields(fields, str)
        if name not in _DEVICES:
            raise WireError("an unknown device")
        return _DEVICES[name]

    def _size(self, fields: list[Tree], _depth: int) -> torch.Size:
        return torch.Size(_shape(fields))

    def _reference(self, fields: list[Tree], _depth: int) -> object:
        number, kind = _fields(fields, int, str)
        return self._resolve(Reference(number, kind))

    def _path(self, fields: list[Tree], _depth: int) -> object:
        if not 0 < len(fields) <= MAX_DEPTH or any(type(field) is not str for field in fields):
            raise WireError("a path that is not made of names")
        return self._resolve(Path(fields[0], tuple(fields[1:])))


_READERS: Final[dict[int, Callable[[_Reader, list[Tree], int], Any]]] = {
    _LIST: _Reader._items,
    _TUPLE: lambda reader, fields, depth: tuple(reader._items(fields, depth)),
    _DICT: _Reader._dict,
    _INT: _Reader._int,
    _TENSOR: _Reader._tensor,
    _ARRAY: _Reader._array,
    _DTYPE: _Reader._dtype,
    _DEVICE: _Reader._device,
    _SIZE: _Reader._size,
    _REFERENCE: _Reader._reference,
    _PATH: _Reader._path,
    _BYTES: _Reader._bytes,
}


def _fields(fields: list[Tree], *types: type) -> list[Any]:
    if len(fields) != len(types) or any(type(field) is not kind for field, kind in zip(fields, types, strict=False)):
        raise WireError("a tag with the wrong fields")
    return fields


def _shape(shape: list[Tree]) -> list[int]:
    """Return a shape, having checked that it is one."""
    if len(shape) > MAX_DEPTH:
        raise WireError("a shape of too many dimensions")
    for length in shape:
        if type(length) is not int or not 0 <= length <= MAX_BODY:
            raise WireError("a shape that is none")
    return shape


def unpack(tree: bytes, body: bytes | bytearray, resolve: Callable[[Reference | Path], object]) -> Any:
    """Read a frame's tree and body back into the value that was packed.

    ``resolve`` gives the object for each reference and path met on the way; it may raise ``WireError`` to refuse one.

    Raises:
        WireError: the frame is malformed in any way.
    """
    reader = _Reader(memoryview(body), resolve)
    try:
        value = reader.read(_DECODER.decode(tree))
    except (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError, OverflowError, RuntimeError) as error:
        raise WireError(str(error)) from error
    reader.finish()
    return value
