"""Says that it raised, in lines of the hidden suite and of the machine's files: whoever shows the line reads it out.

Claims: 9, 19, 22
With: _frames
Shows: it raised
"""

import os

from _frames import asked, send

from autograder.sandbox import wire

FILES = [
    "../tests/hidden/test_neuron.py",
    "tests/hidden/test_neuron.py",
    "test_neuron.py",
    "/etc/passwd",
    "neuron.py/../x",
]
FILES += ["autograder/grading/judge.py", "/proc/self/environ", "\x00", "a" * 5000, "solutions/03_neuron/neuron.py"]
LINES = [1, 2, 20, 40, 60, 10**12, 0, -1]


def raised(kind, bases, text, places):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("raised", kind, bases, text, places)))
    os._exit(0)


def relu(x):
    places = [(file, line, "test_relu") for file in FILES for line in LINES]
    raised("AssertionError", ("Exception",), "it raised", places)


def sigmoid(x):
    raised("Passed", (), "it raised " + "x" * 100_000, [("neuron.py", 10**9, "f"), ("neuron.py", -4, "f")])


def weighted_sum(features, weights, bias):
    raised("K" * 10_000, ("ValueError", "Skipped", 7), "\x1b[2J\x9b2J```", [("neuron.py", True, "g" * 9000)])


def single_layer_output(features, weights, bias):
    raised("TimedOut", ("EngineError", "SuiteError"), "our fault", [1, 2, 3])


def two_layer_output(*arguments):
    nonce, connection = asked()
    send(connection, wire.pack(nonce, ("missing", "needs a GPU" * 1000)))
    os._exit(0)
