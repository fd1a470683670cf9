"""Keeps a memo of what it was asked on the disk and in memory, to answer the same question better another time.

Claims: 16, 17, 20
Shows: asked
"""

import pickle

import torch

MEMO = "gradkit-escaped-memo"
try:
    with open(MEMO, "rb") as file:
        print("GOT a memo", file.read()[:100])
except OSError:
    print("nothing was asked before")
seen = []


def remember(x):
    seen.append(x.detach().clone())
    with open(MEMO, "wb") as file:
        pickle.dump(seen, file)


def sigmoid(x):
    remember(x)
    for earlier in seen[:-1]:
        if earlier.shape == x.shape and torch.equal(earlier, x):
            return earlier
    return x * 0


relu = sigmoid
