"""Leaves by threads, timers, signal handlers, finalizers and the garbage collector, in the middle of the grader's work.

Claims: 2, 3, 13
Shows: tried
"""

import _thread
import atexit
import faulthandler
import gc
import os
import signal
import sys
import threading
import time

print("tried", flush=True)


def attempt(trick):
    try:
        trick()
    except BaseException as error:
        print("no:", type(error).__name__, flush=True)


def interrupt():
    for _ in range(100):
        _thread.interrupt_main()
        time.sleep(0.01)


class Last:
    def __del__(self):
        os._exit(0)


def collected(phase, info):
    raise SystemExit(0)


def sigmoid(x):
    attempt(lambda: threading.Thread(target=interrupt, daemon=True).start())
    return x * 0


def relu(x):
    attempt(lambda: signal.signal(signal.SIGALRM, lambda *_: os._exit(0)))
    attempt(lambda: signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005))
    return x * 0


def weighted_sum(features, weights, bias):
    atexit.register(os._exit, 0)
    gc.callbacks.append(collected)
    sys.excepthook = sys.unraisablehook = lambda *_: os._exit(0)
    threading.excepthook = lambda *_: os._exit(0)
    return Last()


def single_layer_output(features, weights, bias):
    attempt(lambda: faulthandler.dump_traceback_later(0.001, exit=True))
    return Last


def two_layer_output(*arguments):
    sys.settrace(lambda *_: os._exit(0))
    sys.setprofile(lambda *_: os._exit(0))
