"""Opens all the descriptors there are, and fills pipes.

Claims: 15
Shows: no more than
"""

import os

held = []
try:
    for _ in range(10_000):
        held.append(os.open("/dev/null", os.O_RDONLY))
    print("GOT descriptors")
except OSError as error:
    number = len(held)
    for descriptor in held:
        os.close(descriptor)
    print("no more than", number, error, flush=True)
pipes = []
try:
    while len(pipes) < 10_000:
        reading, writing = os.pipe()
        pipes += [reading, writing]
        os.set_blocking(writing, False)
        os.write(writing, bytes(2**16))
    print("GOT pipes")
except OSError as error:
    for descriptor in pipes:
        os.close(descriptor)
    print("no more pipes than", len(pipes) // 2, error)


def relu(x):
    while True:
        os.dup(3)
