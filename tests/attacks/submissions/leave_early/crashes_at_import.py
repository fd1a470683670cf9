"""Reads the address 0 while it is imported.

Claims: 1, 2
Shows: ended
"""

import ctypes

print("before", flush=True)
ctypes.string_at(0)
