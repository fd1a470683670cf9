"""The program of a worker: it runs the learner's code and answers questions about it. Nothing here is trusted.

This module is a leaf. It imports torch, the wire and the kit's own questions, and nothing that knows a hidden test, a
reference or another submission: whatever it could read, the learner's code can read too.

A question is a frame ``(steps, verb, arguments...)``, and has exactly one answer, a frame of the same number:
``("value", value)``, ``("raised", kind, bases, text, places)`` or ``("missing", what)``. The verbs:

    load(sources, module)           the submission's files, by module name, and the one to import now; the names in it
    call(target, args, kwargs)      call a path or a reference
    get(target, name)               read an attribute

Steps come first and have no answer of their own, unless one raises. Each is ``(number, verb, arguments...)``; its
result is kept under the number that the grader chose, and can be referred to from then on. They may use two more verbs:

    begin(seed)                     a criterion begins: old references are void, every generator starts from the seed,
                                    gradients are recorded, and torch's defaults are its own
    keep(tensor, grad, strided)     leave a tensor here, a leaf that requires grad or not, contiguous in memory or not
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import CodeType, ModuleType, TracebackType
from typing import Any

import numpy as np
import torch

from autograder.sandbox import kit, wire
from autograder.sandbox.wire import Path, Reference


class MissingError(Exception):
    """The submission has no such module, or the module has no such name."""


class Submission(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The learner's files, imported from memory: ``import neuron`` finds them before anything installed."""

    def __init__(self) -> None:
        self.sources: Mapping[str, bytes] = {}

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module that the submission holds, None for any other."""
        if fullname not in self.sources:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=f"{fullname}.py")

    def exec_module(self, module: ModuleType) -> None:
        """Run the learner's source in a new module; what it raises comes through."""
        module.__file__ = f"{module.__name__}.py"
        code: CodeType = compile(self.sources[module.__name__], module.__file__, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # the learner's code: this process exists to run it  # noqa: S102

    def get_source(self, fullname: str) -> str:
        """Return the text of a module, for ``inspect`` and what builds on it (``torch.jit.script``)."""
        return importlib.util.decode_source(self.sources[fullname])

    def owns(self, file: str) -> bool:
        """Tell whether a traceback's file name is that of a file in the submission."""
        return file.removesuffix(".py") in self.sources


class Worker:
    """Answers one question at a time about one submission."""

    def __init__(self) -> None:
        self.submission = Submission()
        self._objects: dict[int, object] = {}  # the worker's own numbers count from 0 up, the grader's from -1 down
        self._verbs: dict[str, Callable[..., object]] = {
            "load": self._load,
            "begin": self._begin,
            "call": self._call,
            "get": self._get,
            "keep": self._keep,
        }

    def answer(self, nonce: int, tree: bytes, body: bytes) -> bytes:
        """Return the frame that answers a question."""
        try:
            steps, verb, *arguments = wire.unpack(tree, body, _as_it_is)
            for number, step, *details in steps:
                self._objects[number] = self._do(step, details)
            return wire.pack(nonce, ("value", self._do(verb, arguments)), self._refer)
        except MissingError as error:
            return wire.pack(nonce, ("missing", str(error)))
        except BaseException as error:  # whatever the learner's code throws, SystemExit included  # noqa: BLE001
            return wire.pack(nonce, ("raised", *self._report(error)))

    def _do(self, verb: str, arguments: list[object]) -> object:
        return self._verbs[verb](*(self._resolved(argument) for argument in arguments))

    def _resolved(self, value: Any) -> Any:
        """Return a value with the objects in the places of their names; names are looked up when they are used."""
        kind = type(value)  # what was read from a frame is of exact types
        if kind in (Reference, Path):
            return self._find(value)
        if kind in (list, tuple):
            return kind(map(self._resolved, value))
        if kind is dict:
            return {key: self._resolved(part) for key, part in value.items()}
        return value

    def _load(self, sources: dict[str, bytes], module: str) -> list[str]:
        self.submission.sources = sources
        sys.argv = sys.orig_argv = [f"{module}.py"]  # what a script would find there, and nothing of ours
        loaded = importlib.import_module(module)
        return [name for name in vars(loaded) if not name.startswith("_")][-wire.MAX_NAMES :]

    def _begin(self, seed: int) -> None:
        self._objects.clear()
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002 - the generator that learners' code uses
        kit.seed(seed)
        # What an earlier exercise left switched off or set is lost there, and must not cost the next one too.
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        torch.set_default_device(None)

    def _call(self, target: object, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        return target(*args, **kwargs)  # type: ignore[operator]  # not callable is the learner's TypeError

    def _get(self, target: object, name: str) -> object:
        return getattr(target, name)

    def _keep(self, tensor: torch.Tensor, *flags: bool) -> torch.Tensor:
        requires_grad, strided = flags
        return kit.keep(tensor, requires_grad=requires_grad, strided=strided)

    def _find(self, name: Reference | Path) -> object:
        if isinstance(name, Reference):
            return self._objects[name.number]
        found: object = self._module(name.module)
        for part in name.names:
            try:
                found = getattr(found, part)
            except AttributeError as error:
                raise MissingError(f"{name.module}.py has no {'.'.join(name.names)}") from error
        return found

    def _module(self, name: str) -> ModuleType:
        if name == "torch":
            return torch
        if name == "kit":
            return kit
        if name not in self.submission.sources:
            raise MissingError(f"there is no {name}.py")
        return importlib.import_module(name)

    def _refer(self, value: object) -> Reference:
        number = len(self._objects)
        self._objects[number] = value
        return Reference(number, type(value).__name__[: wire.MAX_NAME])

    def _report(self, error: BaseException) -> tuple[str, tuple[str, ...], str, list[tuple[str, int, str]]]:
        kind = type(error)
        bases = tuple(base.__name__ for base in kind.__mro__ if base.__module__ == "builtins")
        text = ""
        with suppress(BaseException):  # the exception may be the learner's own class, with any __str__
            said = error.msg if isinstance(error, SyntaxError) else error  # its text repeats file and line
            text = str.__str__(str(said))[: wire.MAX_TEXT].encode(errors="replace").decode()
        places = self._places(error.__traceback__)
        if isinstance(error, SyntaxError) and isinstance(error.filename, str) and self.submission.owns(error.filename):
            places.append((error.filename, error.lineno or 1, "<module>"))
        return kind.__name__[: wire.MAX_NAME], bases, text, places[-wire.MAX_PLACES :]

    def _places(self, traceback: TracebackType | None) -> list[tuple[str, int, str]]:
        places = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if self.submission.owns(code.co_filename):
                places.append((code.co_filename, traceback.tb_lineno, code.co_qualname))
            traceback = traceback.tb_next
        return places


def _as_it_is(name: Reference | Path) -> Reference | Path:
    return name


def rehearse(*, rounds: int, backward: bool) -> None:
    """Answer some questions about a made-up submission, so that the first real ones find everything in place.

    Done before the fork, it leaves code that the interpreter has specialized; done in a spare worker, which has nothing
    else to do, it takes the page faults that the first answers would take. A backward pass may only be made there.
    """
    name = "gradkit_rehearsal"
    source = b"import torch\n\ndef double(x, *rest):\n    return 2 * x\n\ndef fail(x):\n    raise ValueError(x)\n"
    tensors = torch.ones(7, 5), torch.ones(5), torch.ones(())
    double, fail = Path(name, ("double",)), Path(name, ("fail",))
    steps: list[tuple[object, ...]] = [
        (-1, "begin", 1),
        (-2, "keep", tensors[0], False, True),
        (-3, "call", Path("kit", ("generator",)), (1,), {}),
    ]
    questions: list[tuple[object, ...]] = [
        ([], "load", {name: source}, name),
        (steps, "call", double, (Reference(-2), *tensors), {}),
        ([], "call", Path("kit", ("arguments_after",)), (double, tensors), {}),
        ([], "call", double, (1.5, [1, (2.5, "text")], {"key": None}), {}),
        ([], "call", fail, (1,), {}),
    ]
    if backward:
        questions.append(([], "call", Path("kit", ("gradients",)), (double, tensors, tensors[0]), {}))
    worker = Worker()
    sys.meta_path.insert(0, worker.submission)
    for question in questions * rounds:
        frame = wire.pack(1, question)
        _, tree, _ = wire.head(frame[: wire.HEAD.size])
        split = wire.HEAD.size + tree
        worker.answer(1, frame[wire.HEAD.size : split], frame[split:])
    sys.meta_path.remove(worker.submission)
    del sys.modules[name]


def _format_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,  # noqa: ARG001 - the signature is the library's
) -> str:
    """Format a warning without a path or a line that is not the learner's."""
    place = f"{filename}, line {lineno}: " if "/" not in filename else ""
    return f"{place}{category.__name__}: {message}\n"


def serve(connection: int, worker: Worker | None = None) -> None:
    """Answer the questions that arrive on a descriptor, until the grader hangs up."""
    warnings.formatwarning = _format_warning
    open_streams()
    worker = worker or Worker()
    sys.meta_path.insert(0, worker.submission)
    while True:
        nonce, tree, body = _receive(connection)
        answer = worker.answer(nonce, tree, body)
        for stream in (sys.stdout, sys.stderr):
            with suppress(BaseException):  # the learner's code may have closed or replaced it
                stream.flush()
        _send(connection, answer)


def open_streams() -> None:
    """Open stdout and stderr anew: the fork server's own know other things of their descriptors than hold here."""
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        # A buffer of a line keeps prints and warnings in their order.
        stream = open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _send(connection: int, frame: bytes) -> None:
    unsent = memoryview(frame)
    while unsent:
        unsent = unsent[os.write(connection, unsent) :]


def _receive(connection: int) -> tuple[int, bytes, bytes]:
    """Read one frame; the grader sends no other before this one is answered."""
    data = bytearray()
    end = wire.HEAD.size
    nonce = tree = 0
    while len(data) < end:
        chunk = os.read(connection, max(end - len(data), 2**16))  # no call for sockets: a worker may make none
        if not chunk:
            raise EOFError
        data += chunk
        if not tree and len(data) >= wire.HEAD.size:
            nonce, tree, body = wire.head(data[: wire.HEAD.size])
            end = wire.HEAD.size + tree + body
    split = wire.HEAD.size + tree
    return nonce, bytes(data[wire.HEAD.size : split]), bytes(data[split:])
