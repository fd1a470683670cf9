"""A small course to break."""

from collections.abc import Callable
from pathlib import Path

import pytest

CHAPTER = """\
title = "One"
module = "one"

[[exercise]]
name = "f"
title = "The first"
points = 2
hints = ["a", "b", "c"]

[[exercise]]
name = "g"
title = "The second"
points = 1.5
builds_on = ["f"]
hints = ["a", "b", "c"]
"""
REFERENCE = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Callable[..., Path]:
    """Write a checkout with one chapter, whose files may be given; None leaves one out."""

    def checkout(chapter: str | bytes | None = CHAPTER, reference: str | None = REFERENCE) -> Path:
        (tmp_path / "tests" / "hidden").mkdir(parents=True, exist_ok=True)
        (tmp_path / "exercises" / "01_one").mkdir(parents=True, exist_ok=True)
        folder = tmp_path / "solutions" / "01_one"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("chapter.toml", chapter), ("one.py", reference)):
            if content is not None:
                (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return checkout
