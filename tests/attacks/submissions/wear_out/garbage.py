"""Makes garbage that never ends: objects that come back when they are collected, and make more.

Claims: 14, 16
Shows: gave
"""

import gc
import weakref

kept = []


class Phoenix:
    def __init__(self):
        self.round = self
        weakref.finalize(self, lambda: kept.append(0))

    def __del__(self):
        if len(kept) < 20_000:
            kept.append(Phoenix())


gc.set_threshold(1)


def relu(x):
    for _ in range(50):
        Phoenix()
    gc.collect()
    return x
