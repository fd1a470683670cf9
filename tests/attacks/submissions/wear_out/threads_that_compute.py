"""Has every thread that it can get compute, Python's and torch's, and answers slowly itself: who counts their time?

Claims: 13, 14
Shows: still computing | had not come back
"""

import threading

import torch


def once(x):
    """Tell whether this is the one question to hang in: each costs its limit anew."""
    return tuple(x.shape) == (7, 3)


for setter, number in ((torch.set_num_threads, 64), (torch.set_num_interop_threads, 64)):
    try:
        setter(number)
    except RuntimeError as error:
        print("no threads of torch:", error)


def busy():
    data = torch.rand(200, 200)
    while True:
        data = data @ data


def relu(x):
    if once(x):
        for _ in range(8):
            try:
                threading.Thread(target=busy, daemon=True).start()
            except RuntimeError:
                break
        threading.Event().wait()
    return x
