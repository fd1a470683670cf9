"""Writes into torch, numpy, Python and gradkit itself: what the next learner and the grader would import.

Claims: 9, 16, 17
Shows: files
"""

import os
import site
import sys
import sysconfig

import numpy
import torch

import autograder

tried = 0
for module in (torch, numpy, autograder, os, site):
    for path in (module.__file__, os.path.dirname(module.__file__)):
        tried += 1
        for how in (os.O_WRONLY | os.O_APPEND, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
            try:
                os.close(os.open(path, how))
                print("GOT", path)
            except OSError:
                pass
        for trick in (
            os.unlink,
            os.rmdir,
            lambda path: os.chmod(path, 0o777),
            lambda path: os.rename(path, path + "x"),
            os.utime,
        ):
            try:
                trick(path)
                print("GOT", path)
            except OSError:
                pass
for folder in (*sys.path, *sysconfig.get_paths().values(), *site.getsitepackages(), sys.prefix):
    for name in ("gradkit-escaped.pth", "sitecustomize.py", "__pycache__/gradkit-escaped.pyc"):
        try:
            open(os.path.join(folder, name), "x").close()
            print("GOT", folder)
        except OSError:
            pass
print("files", tried)
