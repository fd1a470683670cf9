"""Torch without its compiler, which nobody needs here and the first optimizer would import: a second of CPU time.

Theory of operation. In eager mode torch asks ``torch._dynamo`` for three things only, and outside of compiled code none
of them does anything. A stand-in gives it these. Where anything else is asked of it, or a module below it is imported,
the real one is imported, and takes its place from then on: ``torch.compile`` works as ever, and is slower to come.
"""

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from types import ModuleType
from typing import Any, Final

_COMPILER: Final = "torch._dynamo"


class _StandIn(ModuleType):
    """A module that is imported when something is asked of it that it does not hold yet."""

    def __init__(self, name: str, **holds: object) -> None:
        super().__init__(name)
        vars(self).update(holds)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # somebody looks at all modules
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


class _Below(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules below the compiler while a stand-in is in its place, and has the real one imported first."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith(f"{_COMPILER}.") or not isinstance(sys.modules.get(_COMPILER), _StandIn):
            return None
        del sys.modules[_COMPILER]
        importlib.import_module(fullname)
        return importlib.machinery.ModuleSpec(fullname, self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return sys.modules[spec.name]  # it is loaded already

    def exec_module(self, module: ModuleType) -> None:
        pass


def warm_torch() -> None:
    """Import torch, with what a first backward pass imports: it takes long, and a criterion's time would run out.

    It makes no thread, so that a fork has all of it.
    """
    import torch  # noqa: PLC0415 - whoever imports this module may not want it yet

    without_compiler()
    import torch.fx.experimental.symbolic_shapes  # noqa: PLC0415 - likewise

    torch.set_num_threads(1)


def without_compiler() -> None:
    """Have torch do without its compiler until that is asked for."""
    if _COMPILER in sys.modules:
        return
    autograd = _StandIn(f"{_COMPILER}.compiled_autograd", _disable=nullcontext)
    sys.modules[_COMPILER] = _StandIn(
        _COMPILER, __path__=[], disable=_itself, graph_break=_nothing, compiled_autograd=autograd
    )
    sys.meta_path.insert(0, _Below())


def _itself(function: Callable[..., Any], *_: object, **__: object) -> Callable[..., Any]:
    return function


def _nothing() -> None:
    pass
