"""Trains for ever while it is imported.

Claims: 14
Shows: did not finish in time
Users: ordinary
"""

import torch

weights = torch.zeros(1)
while True:
    weights = weights + 1
