"""Sets traps where the next learner's code starts: modules, import hooks, bytecode, files in every folder for scratch.

Claims: 16, 17
Shows: set
"""

import builtins
import importlib.abc
import os
import sys


class Trap(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        print("trap", name)


sys.meta_path.insert(0, Trap())
sys.path_hooks.insert(0, lambda path: Trap())
original = builtins.__import__
builtins.__import__ = lambda name, *more, **others: original(name, *more, **others)
builtins.__build_class__ = lambda *arguments, **more: None
for name in (
    "neuron.py",
    "descent.py",
    "helpers.py",
    "torch.py",
    "sitecustomize.py",
    "matplotlibrc",
    "__pycache__/neuron.pyc",
):
    for folder in (".", "/tmp", "/scratch", os.path.expanduser("~"), os.environ.get("MPLCONFIGDIR", ".")):
        try:
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write("raise SystemExit('GOT: a trap of the last learner')\n")
        except OSError:
            pass
sys.stdout.write("set\n")
