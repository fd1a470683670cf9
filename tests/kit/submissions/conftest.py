"""Parcels made by hand, and a folder to put them in."""

import json
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import archives
import pytest

from autograder.submissions.intake import Submission

Files = Mapping[str, bytes]
MODULES = {"neuron": ("sigmoid", "relu"), "descent": ("mse", "linear")}


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    folder = tmp_path / "cohort"
    folder.mkdir()
    return folder


@pytest.fixture
def read(cohort: Path) -> Callable[[], dict[str, Submission]]:
    """Read the cohort: its submissions by id, in the order they come."""
    return lambda: {submission.learner: submission for submission in archives.read_all(cohort, MODULES)}


@pytest.fixture
def folder() -> Callable[[Path, Files], Path]:
    def folder(path: Path, files: Files) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
        return path

    return folder


@pytest.fixture
def zipped() -> Callable[..., bytes]:
    return archives.zipped


@pytest.fixture
def tarred() -> Callable[[Files], bytes]:
    return lambda files: archives.tarred(*((tarfile.TarInfo(name), content) for name, content in files.items()))


@pytest.fixture
def patched() -> Callable[..., bytes]:
    return archives.patched


@pytest.fixture
def repeated() -> Callable[[bytes, int], bytes]:
    return archives.repeated


@pytest.fixture
def notebook() -> Callable[..., bytes]:
    """Make a notebook as Jupyter saves it: each cell a text, code, or a pair of its type and its text."""

    def notebook(*cells: str | tuple[str, str]) -> bytes:
        made = []
        for cell in cells:
            kind, text = cell if isinstance(cell, tuple) else ("code", cell)
            more = {"execution_count": None, "outputs": []} if kind == "code" else {}
            made.append({"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True), **more})
        return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()

    return notebook
