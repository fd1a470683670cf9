"""Forks for ever, and has the children fork.

Claims: 2, 13
Shows: no more
"""

import os

made = 0
while made < 1000:
    try:
        pid = os.fork()
    except OSError as error:
        print("no more:", error, flush=True)
        break
    made += 1
    if pid and made == 1:
        print("GOT a child", pid, flush=True)
print("no more than", made, flush=True)


def relu(x):
    while True:
        try:
            os.fork()
        except OSError:
            return x
