"""Torch without its compiler: optimizers never import it, and whoever asks for it gets it."""

import subprocess
import sys

import pytest

from autograder.sandbox.launcher import clean_environment

PROGRAM = """
import sys
import torch
from autograder.sandbox.eager import without_compiler

without_compiler()
layer = torch.nn.Linear(3, 2)
for make in (torch.optim.SGD, torch.optim.Adam):
    optimizer = make(layer.parameters(), lr=0.1)
    optimizer.zero_grad()
    layer(torch.ones(4, 3)).sum().backward()
    optimizer.step()
torch.func.jacrev(lambda x: x**2)(torch.ones(3))
torch.func.vmap(torch.sum)(torch.ones(3, 2))
print("torch._dynamo.convert_frame" in sys.modules)
"""

USES = {
    "compile": "torch.compile(layer, backend='eager')(torch.ones(4, 3))",
    "an attribute": "torch._dynamo.reset()",
    "a module below": "import torch._dynamo.utils as it; assert it is torch._dynamo.utils",
    "a name in a module below": "from torch._dynamo.backends.registry import list_backends as it; assert it()",
}


def ran(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_optimizers_and_transforms_do_not_import_the_compiler():
    assert ran(PROGRAM) == "False\n"


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_the_compiler_is_there_for_whoever_asks(use):
    again = "optimizer.step(); print('torch._dynamo.convert_frame' in sys.modules)"
    assert ran(f"{PROGRAM}\n{use}\n{again}") == "False\nTrue\n"


def test_warm_torch_has_no_thread_that_a_fork_would_lack():
    program = "from autograder.sandbox.eager import warm_torch; warm_torch(); print(open('/proc/self/status').read())"
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, check=True)
    assert "\nThreads:\t1\n" in ran.stdout
