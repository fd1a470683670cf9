"""Fills what disk it has: with one file, with sparse ones, with a hundred thousand names, with folders without end.

Claims: 15, 16
Shows: no more
"""

import os
import tempfile

try:
    with open("big", "wb") as file:
        for _ in range(100):
            file.write(bytes(2**24))
    print("GOT 1.6 GB")
except OSError as error:
    print("no more bytes:", error)
try:
    with open("sparse", "wb") as file:
        file.truncate(2**40)
    print("GOT a terabyte")
except OSError as error:
    print("no sparse file:", error)
made = 0
try:
    for made in range(100_000):
        open(f"gradkit-escaped-{made}", "w").close()
    print("GOT names")
except OSError as error:
    print("no more names than", made, error)
try:
    for folder in range(10_000):
        os.mkdir("d")
        os.chdir("d")
    print("GOT folders")
except OSError as error:
    print("no more folders:", error)
try:
    print("a temporary file", tempfile.NamedTemporaryFile(delete=False).name)
except OSError as error:
    print("no temporary file:", error)
