"""Looks for what the learner before left: scratch, temporary folders, memory, modules, and for the folders of others.

Claims: 8, 9, 16, 17
With: _search
Shows: before us
"""

import glob
import os
import sys
import tempfile

from _search import search

mine = {os.path.realpath(folder) for folder in (os.getcwd(), tempfile.gettempdir(), "/scratch")}
for folder in mine:
    left = os.listdir(folder) if os.path.isdir(folder) else []
    if left:
        print("GOT leftovers", folder, left[:10])
for pattern in (
    "/*/*/neuron.py",
    "/*/*/*/neuron.py",
    "/*/*/*/*/neuron.py",
    "../*/neuron.py",
    "../../*/neuron.py",
    "/tmp/*/*.py",
):
    for path in glob.glob(pattern):
        if "packages" not in path:
            print("GOT", path)
            with open(path, "rb") as file:
                search(path, file.read())
print("before us:", sorted(set(sys.modules) & {"neuron", "descent", "helpers", "solution"}))
