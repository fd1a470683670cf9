"""``student``, through which a hidden test speaks to a learner's code.

``student.neuron.sigmoid(x)`` calls the learner's function with a copy of ``x`` and returns what came back: plain values
as values, anything else as an object whose attributes and calls lead to the worker again. Beside the learner's modules
there are ``student.torch``, the worker's torch; ``student.kit``, the questions of ``autograder.sandbox.kit``; and
``student.keep(tensor)``, which leaves a tensor there. ``student.later`` is the same student, but a call through it has
no answer: it is made right before the next question, which saves a round trip, and what it returns stays there.

``RemoteStudent`` speaks to a worker. ``LocalStudent`` is the same for modules of this process: a reference, or a folder
graded without isolation.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any, Protocol

import torch

from autograder.errors import LearnerError, Missing
from autograder.grading.compare import describe
from autograder.grading.trace import Trace
from autograder.sandbox import kit
from autograder.sandbox.session import Session
from autograder.sandbox.wire import Path, Reference


class Student(Protocol):
    """What a hidden test may use."""

    last_call: str
    calls: int
    trace: Trace

    @property
    def later(self) -> Any:
        """The same student, but what a call through it returns stays there."""

    def __getattr__(self, module: str) -> Any: ...

    def keep(self, tensor: torch.Tensor, *, requires_grad: bool = False, strided: bool = False) -> Any:
        """Leave a copy of a tensor there: a leaf, and not contiguous in memory if ``strided``."""

    def each(self, function: Any, cases: Sequence[Sequence[Any]]) -> list[Any]:
        """Call one function with the arguments of each case, all in one question, and return the answers."""


class RemoteStudent:
    """A submission in a worker.

    Attributes:
        last_call: the last call of the learner's code and what became of it, in words for the learner.
        calls: how many calls of the learner's code there were.
        trace: what came back.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.last_call = ""
        self.calls = 0
        self.trace = Trace()
        self._later_calls = 0

    def __getattr__(self, module: str) -> "_Name":
        if module.startswith("_"):
            raise AttributeError(module)
        return _Name(self._call, Path(module, ()))

    def keep(self, tensor: torch.Tensor, *, requires_grad: bool = False, strided: bool = False) -> Any:
        """Leave a copy of a tensor with the learner's code: a leaf, and not contiguous in memory if ``strided``."""
        return _Object(self, self._session.later("keep", tensor, requires_grad, strided))

    def each(self, function: "_Name", cases: Sequence[Sequence[Any]]) -> Any:
        """Call one function with the arguments of each case, all in one question, and return the answers."""
        self.last_call = f"{function._at.names[-1]}, called {len(cases)} times"
        self.calls += len(cases)
        return self._ask("call", Path("kit", ("each",)), (function._at, _unwrap(list(cases))), {})

    @property
    def later(self) -> "_Later":
        """The same student, but a call through it is made right before the next question and has no answer."""
        return _Later(self)

    def _call_later(self, target: Path, args: tuple[Any, ...], kwargs: dict[str, Any]) -> "_Object":
        if target.module not in ("kit", "torch"):
            self.last_call = _call_in_words(target, args, kwargs)
            self._later_calls += 1
        made = self._session.later("call", target, _unwrap(args), _unwrap(kwargs))
        name = target.names[-1]  # messages name it by what made it
        return _Object(self, Reference(made.number, _KIT_MAKES.get(name, name)))

    def _call(self, target: Path | Reference, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        words = _call_in_words(target, args, kwargs)
        if words:
            self.last_call = words
            self.calls += 1
        answer = self._ask("call", target, _unwrap(args), _unwrap(kwargs))
        if words and isinstance(target, Path) and target.module != "kit":
            self.last_call = f"{words} gave {describe(answer)}"
        return answer

    def _get(self, target: Reference, name: str) -> Any:
        return self._ask("get", target, name)

    def _ask(self, verb: str, *arguments: object) -> Any:
        self.calls += self._later_calls  # before a question comes they are not made
        self._later_calls = 0
        try:
            answer = _wrap(self, self._session.ask(verb, *arguments))
        except LearnerError as error:
            self.trace.note(error)
            raise
        self.trace.note(answer)
        return answer


class _Later:
    """A student whose calls have no answer."""

    def __init__(self, student: RemoteStudent) -> None:
        self._student = student

    def __getattr__(self, module: str) -> "_Name":
        if module.startswith("_"):
            raise AttributeError(module)
        return _Name(self._student._call_later, Path(module, ()))


class _Name:
    """A name in one of the worker's modules; nothing is asked before it is called."""

    def __init__(self, call: Callable[[Path, tuple[Any, ...], dict[str, Any]], Any], path: Path) -> None:
        self._call = call
        self._at = path

    def __getattr__(self, name: str) -> "_Name":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name(self._call, Path(self._at.module, (*self._at.names, name)))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(self._at, args, kwargs)


class _Object:
    """An object that stayed in the worker."""

    def __init__(self, student: RemoteStudent, reference: Reference) -> None:
        self._student = student
        self._at = reference

    @property
    def kind(self) -> str:
        """The name of its type, as the worker tells it."""
        return self._at.kind

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._student._get(self._at, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._student._call(self._at, args, kwargs)


def _wrap(student: RemoteStudent, value: Any) -> Any:
    if isinstance(value, Reference):
        return _Object(student, value)
    return _rebuild(value, lambda part: _wrap(student, part))


def _unwrap(value: Any) -> Any:
    if type(value) in (_Object, _Name):
        return value._at
    return _rebuild(value, _unwrap)


def _rebuild(value: Any, change: Callable[[Any], Any]) -> Any:
    if type(value) in (list, tuple):
        return type(value)(change(part) for part in value)
    if type(value) is dict:
        return {key: change(part) for key, part in value.items()}
    return value


def _call_in_words(target: Path | Reference, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Name a call of the learner's code by shapes and types; the kit's questions name the function they are about."""
    if isinstance(target, Reference) or target.module == "torch":
        return ""
    if target.module == "kit":
        asked, *rest = args or (None,)
        if not isinstance(asked, _Name):
            return ""
        arguments = (
            rest[0] if rest and isinstance(rest[0], list | tuple) else [arg for arg in rest if type(arg) is not str]
        )
        about = _KIT_WORDS.get(target.names[-1], "")
        return f"{about}{_call_in_words(asked._at, tuple(arguments), {})}"
    inside = [_argument_in_words(arg) for arg in args]
    inside += [f"{name}={_argument_in_words(arg)}" for name, arg in kwargs.items()]
    return f"{target.names[-1]}({', '.join(inside)})"


_KIT_WORDS = {"gradients": "the output and the gradients of ", "by_hand": "without autograd, "}


_KIT_MAKES = {
    **dict.fromkeys(["quadratic", "cubic", "curves", "and_constants", "without_graph", "model_factory"], "function"),
    "probe": "Probe",
}
"""What a message calls what these make: which function it is, or how it was changed, is not for a learner."""


def _argument_in_words(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"tensor {tuple(value.shape)}"
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__} of {len(value)}"
    return str(getattr(value, "kind", None) or type(value).__name__)


class LocalStudent:
    """Modules of this process in the place of a submission; what they return are the objects themselves."""

    def __init__(self, modules: Mapping[str, ModuleType]) -> None:
        self._modules = {**modules, "torch": torch, "kit": kit}
        self.last_call = ""  # an author in process has the traceback
        self.calls = 0
        self.trace = Trace()  # nobody diagnoses in process

    def each(self, function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> list[Any]:
        """Call one function with the arguments of each case and return the answers."""
        return kit.each(function, cases)

    @property
    def later(self) -> "LocalStudent":
        """The student itself: in process there is no round trip to save."""
        return self

    def __getattr__(self, module: str) -> ModuleType:
        if module.startswith("_"):
            raise AttributeError(module)
        if module not in self._modules:
            raise Missing(f"there is no {module}.py")
        return self._modules[module]

    def keep(self, tensor: torch.Tensor, *, requires_grad: bool = False, strided: bool = False) -> torch.Tensor:
        """Return a leaf of its own with the values of ``tensor``, not contiguous in memory if ``strided``."""
        return kit.keep(tensor, requires_grad=requires_grad, strided=strided)


def local_modules(sources: Mapping[str, str | bytes]) -> dict[str, ModuleType]:
    """Run the sources of modules, which may import one another, and return them by name."""
    modules: dict[str, ModuleType] = {name: ModuleType(name) for name in sources}
    outside = {name: sys.modules.get(name) for name in sources}
    sys.modules.update(modules)
    try:
        for name, source in sources.items():
            modules[name].__file__ = f"{name}.py"
            exec(_compiled(name, source), modules[name].__dict__)  # noqa: S102 - our own, or graded in process
    finally:
        for name, module in outside.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
    return modules


@lru_cache(maxsize=1000)
def _compiled(name: str, source: str | bytes) -> CodeType:
    return compile(source, f"{name}.py", "exec", dont_inherit=True)
