import gzip
import io
import struct
import sys
import tarfile
import zipfile

import pytest

from autograder.submissions.archives import MAX_ENTRIES, MAX_FILE, MAX_UNPACKED, ParcelError, read_archive

ANSWER = b"\xef\xbb\xbfx = 1\r\n\ty = '\xff'\n"
FILES = {"neuron.py": b"x = 1\n" * 40, "week 3/descent.py": b"y = 2\n"}
ENDED = bytes(1024)
"""What a tar file ends in."""
COMPRESSIONS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
KINDS = {
    "link": tarfile.SYMTYPE,
    "hard link": tarfile.LNKTYPE,
    "FIFO": tarfile.FIFOTYPE,
    "character device": tarfile.CHRTYPE,
    "block device": tarfile.BLKTYPE,
    "folder": tarfile.DIRTYPE,
    "unknown": b"Z",
}
MODES = {"link": 0o120777, "FIFO": 0o010644, "character device": 0o020644, "block device": 0o060644, "folder": 0o040755}


def contents(name: str, data: bytes, suffixes: tuple[str, ...] = (".py",)) -> dict[str, bytes | None]:
    return {str(path): content for path, content in read_archive(name, io.BytesIO(data), suffixes)}


def header(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, "/etc/passwd"
    return entry.tobuf(tarfile.GNU_FORMAT)


def with_size(tar_header: bytes, size: bytes) -> bytes:
    """Put another size, in its 12 bytes, into the header of a tar entry."""
    data = bytearray(tar_header)
    data[124:136] = size
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data)
    return bytes(data)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_zip_gives_its_files_byte_for_byte(zipped, compression):
    data = zipped({"a/neuron.py": ANSWER, "descent.py": b""}, compression)
    assert contents("x.zip", data) == {"a/neuron.py": ANSWER, "descent.py": b""}


@pytest.mark.parametrize("name", ["x.tar.gz", "x.tgz", "X.TAR.GZ"])
def test_a_tar_gives_its_files_byte_for_byte(tarred, name):
    data = tarred({"./a/neuron.py": ANSWER, "descent.py": b""})
    assert contents(name, data) == {"a/neuron.py": ANSWER, "descent.py": b""}


def test_only_files_with_the_suffixes_asked_for_are_read(zipped, tarred):
    files = {"neuron.py": b"", "PLOT.PY": b"", "notes.txt": b"", "hw.zip": b"", "neuron.py.bak": b"", "py": b""}
    for name, data in (("x.zip", zipped(files)), ("x.tgz", tarred(files))):
        assert set(contents(name, data)) == {"neuron.py", "PLOT.PY"}
        assert set(contents(name, data, (".py", ".zip"))) == {"neuron.py", "PLOT.PY", "hw.zip"}


def test_backslashes_of_windows_separate_folders(zipped):
    assert contents("x.zip", zipped({"week 3\\neuron.py": b"x", "week 3\\": b""})) == {"week 3/neuron.py": b"x"}


@pytest.mark.parametrize("kind", KINDS)
def test_only_regular_files_of_a_tar_are_read(kind):
    entries = header("neuron.py", KINDS[kind]) + header("descent.py", size=1) + b"y".ljust(512, b"\0")
    assert contents("x.tar.gz", gzip.compress(entries + ENDED)) == {"descent.py": b"y"}


@pytest.mark.parametrize("kind", MODES)
def test_only_regular_files_of_a_zip_are_read(kind):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        special = zipfile.ZipInfo("neuron.py")
        special.external_attr = MODES[kind] << 16
        archive.writestr(special, "/etc/passwd")
        archive.writestr("descent.py", "y")
    assert contents("x.zip", data.getvalue()) == {"descent.py": b"y"}


def test_an_encrypted_zip_is_refused_with_advice(zipped, patched):
    with pytest.raises(ParcelError, match=r"^the zip file is encrypted; hand in one without a password$"):
        contents("x.zip", patched(zipped({"neuron.py": b"x"}), flags=1))


def test_an_encrypted_picture_does_no_harm(zipped, patched):
    assert contents("x.zip", patched(zipped({"me.png": b"x"}), flags=1)) == {}


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06", b"\x1f\x8b", b"Rar!\x1a\x07\x01\0" + bytes(500)])
def test_what_is_no_archive_is_called_damaged(name, data):
    with pytest.raises(ParcelError, match=rf"^{name} is damaged and cannot be read \(.+\); make it afresh$"):
        contents(name, data)


def test_a_truncated_zip_is_called_damaged_wherever_it_ends(zipped):
    data = zipped(FILES)
    for end in range(len(data)):
        with pytest.raises(ParcelError, match=r"^x\.zip is damaged"):
            contents("x.zip", data[:end])


def test_a_truncated_tar_never_gives_half_a_file(tarred):
    data = tarred(FILES)
    damaged = 0
    for end in range(len(data)):
        read = {}
        try:
            for path, content in read_archive("x.tar.gz", io.BytesIO(data[:end]), (".py",)):
                read[str(path)] = content
        except ParcelError:
            damaged += 1
        assert read.items() <= FILES.items()
    assert damaged > len(data) / 2


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_zip_with_any_byte_changed_never_gives_changed_contents(zipped, compression):
    data = zipped(FILES, compression)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        try:
            read = contents("x.zip", bytes(changed))
        except ParcelError:
            continue
        assert set(read.values()) <= set(FILES.values())


def test_a_tar_with_any_byte_changed_is_read_or_refused(tarred):
    data = gzip.decompress(tarred(FILES))[:2560]
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        try:
            read = contents("x.tar.gz", gzip.compress(changed, 1))
        except ParcelError:
            continue
        assert len(read) <= len(FILES)


def test_a_file_at_the_limit_is_read_and_a_longer_one_is_none(zipped, tarred):
    files = {"neuron.py": b"#" * MAX_FILE, "descent.py": b"#" * (MAX_FILE + 1)}
    expected = {"neuron.py": files["neuron.py"], "descent.py": None}
    assert contents("x.zip", zipped(files)) == expected
    assert contents("x.tar.gz", tarred(files)) == expected


def test_a_bomb_that_claims_little_is_damaged(zipped, patched):
    with pytest.raises(ParcelError, match="damaged"):
        contents("x.zip", patched(zipped({"neuron.py": bytes(3 * MAX_FILE)}), size=5))


def test_a_bomb_that_claims_much_and_holds_little_costs_nothing(zipped, patched):
    assert contents("x.zip", patched(zipped({"neuron.py": b"x = 1\n"}), size=2**32 - 2)) == {"neuron.py": b"x = 1\n"}


def test_a_zip_that_unpacks_to_too_much_is_left_at_the_limit(zipped, repeated):
    times = MAX_UNPACKED // (MAX_FILE + 1) + 2
    bomb = repeated(zipped({"neuron.py": bytes(8 * MAX_FILE)}), times)
    files = read_archive("x.zip", io.BytesIO(bomb), (".py",))
    read = []
    with pytest.raises(ParcelError, match=f"^the archive unpacks to more than {MAX_UNPACKED} bytes; hand in"):
        read.extend(content for _, content in files)
    assert read == [None] * (times - 2)


def test_a_tar_is_left_at_the_limit_even_if_nothing_of_it_is_wanted():
    part = 2**24
    member = gzip.compress(header("data.bin", size=part) + bytes(part), 1)
    answer = header("neuron.py", size=1) + b"x".ljust(512, b"\0")
    bomb = gzip.compress(answer) + member * (MAX_UNPACKED // part + 1)
    files = read_archive("x.tar.gz", io.BytesIO(bomb), (".py",))
    assert next(files)[1] == b"x"
    with pytest.raises(ParcelError, match=f"^the archive unpacks to more than {MAX_UNPACKED} bytes"):
        next(files)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_tar_header_that_claims_terabytes_is_not_waited_for(kind):
    claim = with_size(header("x", kind), b"\x80" + (2**42).to_bytes(11, "big"))
    with pytest.raises(ParcelError, match=r"unpacks to more than|headers are longer"):
        contents("x.tar.gz", gzip.compress(claim + ENDED))


def test_as_many_entries_as_allowed_are_read_and_no_more(zipped, repeated):
    picture = zipped({"me.png": b""})
    assert contents("x.zip", repeated(picture, MAX_ENTRIES)) == {}
    message = f"^the archive holds more than {MAX_ENTRIES} entries; hand in your .py or .ipynb files alone$"
    with pytest.raises(ParcelError, match=message):
        contents("x.zip", repeated(picture, MAX_ENTRIES + 1))
    with pytest.raises(ParcelError, match=message):
        contents("x.tar.gz", gzip.compress(header("me.png") * (MAX_ENTRIES + 1) + ENDED, 1))


def test_headers_that_call_for_headers_without_end_are_damage():
    chain = (header("x", tarfile.GNUTYPE_LONGNAME, size=2) + b"y".ljust(512, b"\0")) * sys.getrecursionlimit()
    with pytest.raises(ParcelError, match="damaged"):
        contents("x.tar.gz", gzip.compress(chain + ENDED))


def test_an_entry_of_negative_size_does_not_go_round_for_ever():
    back = with_size(header("me.png"), b"\xff" + (2**88 - 512).to_bytes(11, "big"))
    with pytest.raises(ParcelError, match=r"holds more than|damaged"):  # younger Pythons notice at once
        contents("x.tar.gz", gzip.compress(header("me.png") + back + ENDED))


def test_an_entry_beyond_the_end_of_every_file_is_damage(zipped):
    data = zipped({"neuron.py": b"x"})
    directory, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, tail = bytearray(data[directory:end]), bytearray(data[end:])
    entry += struct.pack("<HHQ", 1, 8, 2**63 + 5)
    struct.pack_into("<H", entry, 30, 12)
    struct.pack_into("<I", entry, 42, 2**32 - 1)
    struct.pack_into("<I", tail, 12, len(entry))
    with pytest.raises(ParcelError, match="damaged"):
        contents("x.zip", data[:directory] + entry + tail)
