"""Stops its clocks, claims a GPU and then none, and takes away what a limit could be measured with.

Claims: 14, 21
Shows: still computing | had not come back
"""

import os
import resource
import signal
import time

import torch

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, f"{name}_ns", lambda: 0)
os.times = resource.getrusage = lambda *arguments: (0.0,) * 16
torch.cuda.is_available = lambda: True
torch.cuda.device_count = lambda: 8
for limit in (resource.RLIMIT_CPU, resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_NOFILE):
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError) as error:
        print("no limit raised:", error)
    else:
        print("GOT a limit raised")
for number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGTERM, signal.SIGPROF):
    signal.signal(number, signal.SIG_IGN)


def relu(x):
    while tuple(x.shape) == (7, 3):
        torch.rand(100).sum()
    return x


def sigmoid(x):
    torch.cuda.is_available = lambda: False
    raise RuntimeError("CUDA error: no device")
