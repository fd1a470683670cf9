"""Holds names that flood whoever lists or compares them: ninety thousand that resemble an exercise, numbers, long ones.

Claims: 3, 5, 15
Shows: relu
"""

import random
import sys
import types

chance = random.Random(1)
letters = list("two_layer_output")
for _ in range(60_000):
    chance.shuffle(letters)
    globals()["".join(letters)] = 1
globals()["x" * 10**6] = globals()["sigmoid\x1b[2J"] = globals()["wei\udcffghted_sum"] = None
print("60000 names that resemble relu", file=sys.stderr)


class Module(types.ModuleType):
    @property
    def __dict__(self):
        return {"y" * 10**5 + str(number): None for number in range(900)} | {"relu": None, "sigmoid\x9b": 0}


sys.modules["neuron"] = Module("neuron")
