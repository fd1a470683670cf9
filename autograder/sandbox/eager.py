"""Torch as eager code needs it: without its compiler and its algebra of shapes, two seconds of CPU time to import.

Theory of operation. In eager mode torch asks ``torch._dynamo``, which the first optimizer would import, for three
things only, and outside of compiled code none of them does anything. Of the algebra of shapes, which the first
``backward`` of more than one number would import with all of sympy, it asks how numbers compare that could be symbols,
and are numbers; of sympy itself, on the ``meta`` device, whether a number is one of its. Stand-ins give it these. Where
anything else is asked of one, a symbol is compared, or a module below it is imported, the real one is imported, and
takes its place from then on: ``torch.compile`` works as ever, and is slower to come.
"""

import gc
import importlib
import importlib.abc
import importlib.machinery
import operator
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial, reduce
from types import ModuleType
from typing import Any, Final

_COMPILER: Final = "torch._dynamo"
_SHAPES: Final = "torch.fx.experimental.symbolic_shapes"
_SYMPY: Final = "sympy"
_TELLING: Final = ("__all__", "__version__")  # any other of the kind is asked by those who look at all modules


class _StandIn(ModuleType):
    """A module that is imported when something is asked of it that it does not hold yet."""

    def __init__(self, name: str, **holds: object) -> None:
        super().__init__(name)
        vars(self).update(holds)
        self._holds = tuple(holds)

    def give_way(self) -> None:
        """Hold nothing any more: whoever has imported the stand-in gets all that is asked of it from the module."""
        for name in self._holds:
            vars(self).pop(name, None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in _TELLING:
            raise AttributeError(name)
        return getattr(_real(self.__name__), name)


class _Below(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules below a package while a stand-in is in its place, and has the real one imported first."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        above = fullname.rpartition(".")[0]
        if not isinstance(sys.modules.get(above), _StandIn):
            return None
        _real(above)
        importlib.import_module(fullname)
        return importlib.machinery.ModuleSpec(fullname, self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return sys.modules[spec.name]  # it is loaded already

    def exec_module(self, module: ModuleType) -> None:
        pass


def _real(name: str) -> ModuleType:
    """Return the module itself, imported now if a stand-in has been in its place."""
    if isinstance(stand_in := sys.modules.get(name), _StandIn):
        del sys.modules[name]
        stand_in.give_way()
    return importlib.import_module(name)


def warm_torch() -> None:
    """Import torch, fit for eager code: it takes long, and a criterion's time would run out.

    It makes no thread, so that a fork has all of it.
    """
    with without_collections():
        import torch  # noqa: PLC0415 - whoever imports this module may not want it yet

        stay_eager()
    torch.set_num_threads(1)


@contextmanager
def without_collections() -> Iterator[None]:
    """Let no garbage be collected meanwhile: who only imports makes next to none, and looks for it time and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def stay_eager() -> None:
    """Have torch do without its compiler and its symbols until they are asked for."""
    shapes = {name: partial(_if_plain, name, answer) for name, answer in _OF_NUMBERS.items()}
    autograd = _StandIn(f"{_COMPILER}.compiled_autograd", _disable=nullcontext)
    compiler = {"disable": _itself, "graph_break": _nothing, "compiled_autograd": autograd}
    sympy = {"Basic": type("Basic", (), {})}
    if not any(isinstance(finder, _Below) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Below())
    for name, holds in ((_COMPILER, compiler), (_SHAPES, shapes), (_SYMPY, sympy)):
        if name not in sys.modules:
            _put(_StandIn(name, __path__=[], **holds))


def _put(stand_in: _StandIn) -> None:
    """Put a stand-in where its module would be."""
    sys.modules[stand_in.__name__] = stand_in
    above, _, name = stand_in.__name__.rpartition(".")
    if above:
        setattr(importlib.import_module(above), name, stand_in)


def _itself(function: Callable[..., Any], *_: object, **__: object) -> Callable[..., Any]:
    return function


def _nothing() -> None:
    pass


def _if_plain(name: str, answer: Callable[..., Any], *values: Any, **options: Any) -> Any:
    """Return the answer for what is no symbol, and have the real module answer for anything else."""
    if not options and all(map(_is_plain, values)):
        return answer(*values)
    return getattr(_real(_SHAPES), name)(*values, **options)


def _is_plain(value: object) -> bool:
    return type(value) in (bool, int) or (isinstance(value, tuple | list) and all(map(_is_plain, value)))


def _as_it_is(value: Any) -> Any:
    return value


_OF_NUMBERS: Final[dict[str, Callable[..., Any]]] = {
    **dict.fromkeys(
        ["expect_true", "guard_or_false", "guard_or_true", "guard_size_oblivious", "guarding_hint_or_throw"], _as_it_is
    ),
    "has_guarding_hint": lambda _: True,
    "is_nested_int": lambda _: False,
    "sym_eq": lambda one, other: list(one) == list(other) if isinstance(one, tuple | list) else one == other,
    "sym_and": lambda *values: reduce(operator.and_, values),
    "sym_or": lambda *values: reduce(operator.or_, values),
}
