"""What people have at the top of their files: streams set to UTF-8, arguments, another screen, threads, star imports.

Claims: 24
Earns: neuron.sigmoid, neuron.relu
"""

import argparse
import functools
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.stdout.reconfigure(encoding="utf-8")

import matplotlib

matplotlib.use("TkAgg")

from matplotlib.pylab import *
from numpy import *
from torch import *
import torch

print("σ is for sigmoid")
options = argparse.ArgumentParser().parse_args()
torch.set_num_threads(32)
with ThreadPoolExecutor(32) as pool:
    assert list(pool.map(len, 32 * ["a"])) == 32 * [1]
with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/notes.txt", "w") as notes:
        notes.write("ReLU")
    shutil.copy2(f"{folder}/notes.txt", f"{folder}/copy.txt")
    shutil.copytree(folder, f"{folder}-copy")
figure()
plot([0, 1], [0, 1])
show()


@torch.jit.script
def positive(x: torch.Tensor) -> torch.Tensor:
    return x.clamp(min=0.0)


@functools.lru_cache
def relu(x):
    return positive(x)
