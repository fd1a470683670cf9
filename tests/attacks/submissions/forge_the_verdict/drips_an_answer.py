"""Sends a right answer one byte at a time, each just before anybody would lose patience.

Claims: 3, 14
With: _frames
Shows: had not come back
Slow: yes
"""

import time

from _frames import asked, send

from autograder.sandbox import wire


def relu(x):
    if tuple(x.shape) != (7, 3):
        return x
    nonce, connection = asked()
    for byte in wire.pack(nonce, ("value", x.clamp(min=0))):
        send(connection, bytes([byte]))
        time.sleep(0.4)
