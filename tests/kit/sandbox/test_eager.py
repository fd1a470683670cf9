"""Torch without its compiler and sympy: eager code never imports them, and whoever asks for them gets them."""

import subprocess
import sys

import pytest

from autograder.sandbox.launcher import clean_environment

PROGRAM = """
import sys
import torch
from autograder.sandbox.eager import stay_eager

stay_eager()
layer = torch.nn.Linear(3, 2)
for make in (torch.optim.SGD, torch.optim.Adam):
    optimizer = make(layer.parameters(), lr=0.1)
    optimizer.zero_grad()
    layer(torch.ones(4, 3)).sum().backward()
    optimizer.step()
torch.func.jacrev(lambda x: x**2)(torch.ones(3))
torch.func.vmap(torch.sum)(torch.ones(3, 2))
layer(torch.ones(4, 3)).backward(torch.ones(4, 2))
torch.nn.Sequential(layer.to("meta"), torch.nn.ReLU())(torch.ones(4, 3, device="meta")).sum().backward()
layer = torch.nn.Linear(3, 2)

def imported():
    return [name in sys.modules for name in ("torch._dynamo.convert_frame", "sympy.core")]

print(imported())
"""

ODD = """
import torch

def tell(do):
    try:
        print(do())
    except Exception as error:
        print(type(error).__name__, error)

x = torch.ones(4, 3, requires_grad=True)
there = torch.ones(4, 3, device="meta")
tell(lambda: (2 * x).backward(torch.ones(3, 4)))
tell(lambda: torch.autograd.grad((x, x), x, [torch.ones(4, 3), torch.ones(3)]))
tell(lambda: torch.autograd.grad(x @ x.T, x, torch.ones(2, 4, 4), is_grads_batched=True))
tell(lambda: there @ there)
tell(lambda: there + torch.ones(5, device="meta"))
tell(lambda: (there + 1.5, there[:1] * there, there.sum(0), there.T.contiguous().stride()))
tell(lambda: there.add_(torch.ones(4, 4, device="meta")))
tell(lambda: there.expand(2, 3, 3))
tell(lambda: torch.nested.nested_tensor([x[0], x[1]], layout=torch.jagged).shape[0])
tell(lambda: torch.broadcast_shapes((4, 1), (3,), (2, 1, 1)))
"""

USES = {
    "compile": "torch.compile(layer, backend='eager')(torch.ones(4, 3))",
    "an attribute": "torch._dynamo.reset()",
    "a module below": "import torch._dynamo.utils as it; assert it is torch._dynamo.utils",
    "a name in a module below": "from torch._dynamo.backends.registry import list_backends as it; assert it()",
}
ALGEBRA = {
    "a name": "import sympy as it; assert it.symbols('x') + 0 == it.Symbol('x')",
    "all names": "from sympy import *; assert symbols('x') + 0 == Symbol('x')",
    "its version": "import sympy as it; assert it.__version__[0].isdigit()",
    "a module below": "from sympy.abc import x; assert x - x == 0",
    "symbols of shapes": "from torch.fx.experimental.symbolic_shapes import ShapeEnv as it; it()",
    "a trace": "from torch.fx.experimental.proxy_tensor import make_fx as it; "
    "it(lambda x: x.sum(0), tracing_mode='symbolic')(torch.ones(4, 3))",
}


def ran(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_eager_code_imports_neither_the_compiler_nor_sympy():
    assert ran(PROGRAM) == "[False, False]\n"


def test_stand_ins_answer_as_the_modules_do():
    alone, stood_in = ran(ODD), ran(f"from autograder.sandbox.eager import warm_torch; warm_torch(); {ODD}")
    assert stood_in == alone
    assert alone.count("Error") == 6


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_the_compiler_is_there_for_whoever_asks(use):
    again = "optimizer.step(); print(imported()[0])"
    assert ran(f"{PROGRAM}\n{use}\n{again}") == "[False, False]\nTrue\n"


@pytest.mark.parametrize("use", ALGEBRA.values(), ids=ALGEBRA)
def test_sympy_is_there_for_whoever_asks(use):
    again = "layer(torch.ones(4, 3)).backward(torch.ones(4, 2)); print(imported()[1])"
    assert ran(f"{PROGRAM}\n{use}\n{again}") == "[False, False]\nTrue\n"


def test_warm_torch_has_no_thread_that_a_fork_would_lack():
    program = "from autograder.sandbox.eager import warm_torch; warm_torch(); print(open('/proc/self/status').read())"
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, check=True)
    assert "\nThreads:\t1\n" in ran.stdout
