"""Leaves notes for its own next chapter, on the disk, in the environment, in modules: nothing of it is there.

Claims: 16, 17
Shows: noted
"""

import builtins
import os
import sys

builtins.NOTE = "neuron was here"
os.environ["NOTE"] = "neuron was here"
sys.modules["note"] = sys
for folder in ("", "/tmp/", "/scratch/", "/var/tmp/", "/dev/shm/", os.path.expanduser("~/")):
    for name in ("gradkit-escaped-note", "numpy.py", "helpers.py", "sitecustomize.py"):
        try:
            with open(folder + name, "w") as file:
                file.write("print('GOT a file of the last worker')\n")
        except OSError:
            pass
print("noted", sorted(os.listdir(".")))


def relu(x):
    return x
