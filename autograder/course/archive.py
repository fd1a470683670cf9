"""Zip files that depend on what is in them and on nothing else: no clock, no umask, no compressor, no order."""

import io
import stat
import zipfile
from collections.abc import Mapping
from typing import Final

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # a zip file knows of none before
_UNIX: Final = 3


def zipped(files: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """Return a zip file.

    Args:
        files: what is in it, by name, with forward slashes.
        comment: what the archive says of itself, in its last bytes.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:  # stored as it is: compressors differ from machine to machine
        archive.comment = comment
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return made.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """Return the files of a zip file that can be trusted, by name.

    Raises:
        BadZipFile: it is none.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {entry.filename: opened.read(entry) for entry in opened.infolist() if not entry.is_dir()}
