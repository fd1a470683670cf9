"""The files inside an archive, read in memory and within limits; nothing is ever unpacked to the disk."""

import gzip
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath
from typing import BinaryIO, Final, TypeAlias

MAX_ENTRIES: Final = 10_000
MAX_FILE: Final = 4 * 2**20  # bytes; a longer source file is nobody's homework
MAX_LARGE: Final = 20 * 2**20  # bytes of a notebook, which holds its pictures, or of an archive inside an archive
MAX_HEADERS: Final = 2**30  # bytes squared, of all extended headers of a tar file: 2 s of reading; a usual one has 200
MAX_UNPACKED: Final = 256 * 2**20  # bytes that have to be unpacked to read an archive

_ENCRYPTED = 0x1  # flag bit of a zip entry


class ParcelError(Exception):
    """A parcel cannot be read; the message is for the learner."""


File: TypeAlias = tuple[PurePosixPath, bytes | None]
"""Path and content of a file; None stands for one that is too large."""


def read_archive(name: str, file: BinaryIO, suffixes: tuple[str, ...]) -> Iterator[File]:
    """Yield the regular files of an archive that end in one of ``suffixes``.

    Args:
        name: the archive's name, which tells its kind.
        file: its content.
        suffixes: lower case, with the dot.

    Raises:
        ParcelError: the archive is damaged, encrypted or beyond the limits.
    """
    is_zip = name.lower().endswith(".zip")
    try:
        yield from _read_zip(file, suffixes) if is_zip else _read_tar(file, suffixes)
    except ParcelError:
        raise
    except Exception as error:  # what these parsers raise on hostile bytes is no closed list
        raise ParcelError(f"{name} is damaged and cannot be read ({error}); make it afresh") from error


def _read_zip(file: BinaryIO, suffixes: tuple[str, ...]) -> Iterator[File]:
    unpacked = 0
    with zipfile.ZipFile(file) as archive:
        for number, entry in enumerate(archive.infolist()):
            _check_count(number)
            kind = stat.S_IFMT(entry.external_attr >> 16)
            path = PurePosixPath(entry.filename.replace("\\", "/"))
            if entry.is_dir() or kind not in {0, stat.S_IFREG} or not _ends(path, suffixes):
                continue
            if entry.flag_bits & _ENCRYPTED:
                raise ParcelError("the zip file is encrypted; hand in one without a password")
            with archive.open(entry) as content:
                data = content.read(limit_of(path) + 1)
            unpacked += len(data)
            _check_unpacked(unpacked)
            yield path, within_limit(path, data)


def _read_tar(file: BinaryIO, suffixes: tuple[str, ...]) -> Iterator[File]:
    with _Unpacked(fileobj=file) as unpacked, tarfile.open(fileobj=unpacked, mode="r:", tarinfo=_Entry) as archive:
        for number, entry in enumerate(archive):
            _check_count(number)
            path = PurePosixPath(entry.name)
            content = archive.extractfile(entry) if entry.isreg() and _ends(path, suffixes) else None
            if content is not None:
                yield path, within_limit(path, content.read(limit_of(path) + 1))


class _Entry(tarfile.TarInfo):
    """An entry whose extended headers are read as far as they are short.

    Reading one takes time that grows with the square in Python before 3.11.10 and 3.12.6 (CVE-2024-6232). The method
    that is overridden bears the same name in all versions up to 3.13.
    """

    def _proc_pax(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        spent = getattr(archive, "_gradkit_spent", 0) + max(self.size, 1) ** 2
        if spent > MAX_HEADERS:
            raise ParcelError("the archive's headers are longer than a homework's are; hand in your .py files alone")
        archive._gradkit_spent = spent  # type: ignore[attr-defined]
        entry: tarfile.TarInfo = super()._proc_pax(archive)  # type: ignore[misc]
        return entry


class _Unpacked(gzip.GzipFile):
    """An unpacked gzip file that ends in a ``ParcelError`` where the limit is reached; what is skipped counts too."""

    def read(self, size: int | None = -1) -> bytes:
        _check_unpacked(self.tell() + (MAX_UNPACKED if size is None or size < 0 else size))
        return super().read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        _check_unpacked(offset)
        return super().seek(offset, whence)


def limit_of(path: PurePath) -> int:
    """Return how many bytes of a file are read at most; its name tells."""
    return MAX_FILE if path.suffix.lower() == ".py" else MAX_LARGE


def within_limit(path: PurePath, data: bytes) -> bytes | None:
    """Return a file's content, or None where it is longer than its limit."""
    return data if len(data) <= limit_of(path) else None


def _ends(path: PurePosixPath, suffixes: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(suffixes)


def _check_count(number: int) -> None:
    if number >= MAX_ENTRIES:
        raise ParcelError(f"the archive holds more than {MAX_ENTRIES} entries; hand in your .py or .ipynb files alone")


def _check_unpacked(size: int) -> None:
    if size > MAX_UNPACKED:
        raise ParcelError(
            f"the archive unpacks to more than {MAX_UNPACKED} bytes; hand in your .py or .ipynb files alone"
        )
