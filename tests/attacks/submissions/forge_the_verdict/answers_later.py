"""Has threads, timers, exit handlers and finalizers answer after the answer, for the question that comes next.

Claims: 3, 16
With: _frames
Shows: tried
"""

import atexit
import os
import sys
import threading
import time
import weakref

from _frames import asked

from autograder.sandbox import wire


def answer(nonce, wait=0.0):
    time.sleep(wait)
    for guess in (nonce, nonce + 1, 0):
        os.write(3, wire.pack(guess % 2**64, ("value", True)))


class Late:
    pass


print("tried", flush=True)


def relu(x):
    nonce, _ = asked()
    for wait in (0.0, 0.0001, 0.001):
        threading.Thread(target=answer, args=(nonce, wait), daemon=True).start()
    return x.clamp(min=0) + 1


def sigmoid(x):
    nonce, _ = asked()
    atexit.register(answer, nonce)
    os.write(3, wire.pack(nonce, ("value", True)))
    sys.exit(0)


def weighted_sum(features, weights, bias):
    nonce, _ = asked()
    late = Late()
    weakref.finalize(late, answer, nonce)
    return features


def single_layer_output(features, weights, bias):
    nonce, _ = asked()
    threading.Timer(0.0005, answer, (nonce,)).start()
    return bias
