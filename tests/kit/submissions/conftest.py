"""Parcels made by hand, and a folder to put them in."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from autograder.submissions.intake import Submission, read_submissions

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
    return lambda: {submission.learner: submission for submission in read_submissions(cohort, MODULES)}


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
    def zipped(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", compression) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content, compression)
        return data.getvalue()

    return zipped


@pytest.fixture
def tarred() -> Callable[[Files], bytes]:
    def tarred(files: Files) -> bytes:
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w:gz") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        return data.getvalue()

    return tarred


@pytest.fixture
def patched() -> Callable[..., bytes]:
    """Put other numbers into both headers of a zip file's only entry."""

    def patched(archive: bytes, *, flags: int | None = None, size: int | None = None) -> bytes:
        data = bytearray(archive)
        for start, flags_at, size_at in ((0, 6, 22), (data.index(b"PK\x01\x02"), 8, 24)):
            if flags is not None:
                struct.pack_into("<H", data, start + flags_at, flags)
            if size is not None:
                struct.pack_into("<I", data, start + size_at, size)
        return bytes(data)

    return patched


@pytest.fixture
def repeated() -> Callable[[bytes, int], bytes]:
    """Give a zip file's only entry, and its data, many times."""

    def repeated(archive: bytes, times: int) -> bytes:
        directory, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
        entry = bytearray(archive[directory:end])
        entries = b""
        for number in range(times):
            struct.pack_into("<I", entry, 42, number * directory)
            entries += entry
        tail = bytearray(archive[end:])
        struct.pack_into("<HHII", tail, 8, times, times, len(entries), times * directory)
        return archive[:directory] * times + entries + bytes(tail)

    return repeated
