"""Sends descriptors along with its answers, many of them: the grader's table of them has an end.

Claims: 3, 10, 15
With: _frames
Shows: tried
"""

import os
import socket

from _frames import asked

from autograder.sandbox import wire


def relu(x):
    nonce, connection = asked()
    print("tried", flush=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=connection)
    answer = wire.pack(nonce, ("value", True))
    opened = [os.open("/dev/null", os.O_RDONLY) for _ in range(40)]
    for descriptors in (opened, [connection], [1]):
        try:
            socket.send_fds(made, [answer], descriptors)
            print("GOT to send", len(descriptors), flush=True)
        except OSError as error:
            print("no descriptors:", error, flush=True)
    made.detach()
    return x


def sigmoid(x):
    nonce, connection = asked()
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=connection)
    try:
        made.send(wire.pack(nonce, ("value", 1.0)), socket.MSG_OOB)
        print("GOT to send")
    except OSError as error:
        print("no urgent data:", error)
    made.detach()
    return x
