"""Writes a file and reads it again, sets seeds and threads, starts a thread, measures time, makes itself a class.

Claims: 24
Earns: neuron.*
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import random
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(0)
np.random.seed(0)
random.seed(0)
torch.set_num_threads(2)
Path("settings.json").write_text(json.dumps({"slope": 1.0}), encoding="utf-8")
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "x").write_text(os.getcwd())
thread = threading.Thread(target=time.sleep, args=(0.01,))
thread.start()
thread.join()


@dataclasses.dataclass(frozen=True)
class Settings:
    slope: float = json.loads(Path("settings.json").read_text())["slope"]


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            wrapper.seconds = time.perf_counter() - start

    return wrapper


def sigmoid(x):
    return torch.sigmoid(x)


@timed
def relu(x):
    return F.relu(x) * Settings().slope


def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.matmul(features, weights.t()) + bias


def single_layer_output(features, weights, bias):
    return sigmoid(weighted_sum(features, weights, bias))


def two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias):
    hidden = sigmoid(torch.matmul(features, hidden_weights) + hidden_bias)
    return sigmoid(torch.matmul(hidden, output_weights) + output_bias)
