"""Landlock refuses all paths but those it was given; in processes of their own, since there is no way back."""

import subprocess
import sys

import pytest

from autograder.sandbox import landlock

PROGRAM = """
import os, sys
from autograder.sandbox import landlock
readable, writable = sys.argv[1:]
landlock.restrict_paths([readable, "/dev/null"], [writable])
def attempt(function, *arguments):
    try:
        function(*arguments)
    except OSError as error:
        print(type(error).__name__)
    else:
        print("done")
attempt(os.listdir, "/")
attempt(open, "/proc/self/environ")
attempt(open, f"{readable}/file")
attempt(open, f"{readable}/file", "w")
attempt(open, "/dev/null", "r")
attempt(open, f"{writable}/new", "w")
attempt(os.mkdir, f"{writable}/folder")
attempt(os.symlink, "/etc", f"{writable}/link")
attempt(os.rename, f"{writable}/new", f"{readable}/new")
attempt(os.remove, f"{writable}/new")
"""

pytestmark = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


def test_only_what_was_named_can_be_read_and_only_the_writable_be_changed(tmp_path):
    readable, writable = tmp_path / "readable", tmp_path / "writable"
    readable.mkdir()
    writable.mkdir()
    (readable / "file").touch()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, readable, writable], capture_output=True, text=True, check=False
    )
    refused = "PermissionError"
    assert ran.stdout.split() == [
        *(refused, refused, "done", refused, "done"),
        *("done", "done", refused, "OSError" if "OSError" in ran.stdout else refused, "done"),
    ], ran.stderr


def test_a_path_that_is_not_there_is_told(tmp_path):
    text = f"from autograder.sandbox import landlock; landlock.restrict_paths(['{tmp_path}/none'], [])"
    ran = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert f"cannot restrict paths to {tmp_path}/none: No such file" in ran.stderr
