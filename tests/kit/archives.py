"""Archives made by hand, whole and broken, for tests of what reads them."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.submissions.intake import Modules, Submission, find_submissions


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return data.getvalue()


def tarred(*entries: tuple[tarfile.TarInfo, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for entry, content in entries:
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return data.getvalue()


def patched(archive: bytes, *, flags: int | None = None, size: int | None = None) -> bytes:
    """Put other numbers into both headers of a zip file's only entry."""
    data = bytearray(archive)
    for start, flags_at, size_at in ((0, 6, 22), (data.index(b"PK\x01\x02"), 8, 24)):
        if flags is not None:
            struct.pack_into("<H", data, start + flags_at, flags)
        if size is not None:
            struct.pack_into("<I", data, start + size_at, size)
    return bytes(data)


def repeated(archive: bytes, times: int) -> bytes:
    """Give a zip file's only entry, and its data, many times."""
    directory, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
    entry = bytearray(archive[directory:end])
    entries = b""
    for number in range(times):
        struct.pack_into("<I", entry, 42, number * directory)
        entries += entry
    tail = bytearray(archive[end:])
    struct.pack_into("<HHII", tail, 8, times, times, len(entries), times * directory)
    return archive[:directory] * times + entries + bytes(tail)


def read_all(path: Path, modules: Modules) -> list[Submission]:
    """Find and read the submissions below a path."""
    return [entry.read() for entry in find_submissions(path, modules)]
