"""Starts threads until there are no more, and has all of them compute.

Claims: 13, 14, 15
Shows: threads
"""

import threading
import time


def busy():
    while True:
        pass


made = 0
try:
    for made in range(10_000):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
except RuntimeError as error:
    print("no more than", made, "threads:", error, flush=True)
# A user's own number of processes holds for all but the machine's root, by whatever name: then memory is the bound.
if made > 256:
    print("GOT", made, "threads")


def relu(x):
    return x
