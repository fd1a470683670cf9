"""What those share who forge frames: the question's number, the connection, and all of a frame sent."""

import os
import sys


def asked():
    """Return the number of the question and the connection, from the frames of whoever has called."""
    frame = sys._getframe()
    while frame is not None:
        if "nonce" in frame.f_locals and "connection" in frame.f_locals:
            connection = frame.f_locals["connection"]
            return frame.f_locals["nonce"], connection if isinstance(connection, int) else connection.fileno()
        frame = frame.f_back
    raise LookupError("no frame with a nonce")


def send(connection, data):
    data = memoryview(data)
    while data:
        data = data[os.write(connection, data) :]
