"""Hostile parcels, and a few unusual ones, that have to be built when they are handed in."""

import gzip
import io
import os
import random
import socket
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from archives import patched, tarred, zipped
from corpus import ROOT, Attack, earned

from autograder.course.catalogue import Course

PARCELS: Final[list[Attack]] = []
NOISE: Final = random.Random(3).randbytes(500)
RELU: Final = b"import torch\n\n\ndef relu(x):\n    return torch.clamp(x, min=0)\n"
BLANK: Final = b"def relu(x):\n    return x\n"

_course = Course(ROOT)
NEURON, DESCENT = (_course.reference(module).encode() for module in ("neuron", "descent"))


def parcel(
    *claims: int,
    earns: str = "",
    status: str = "graded",
    row: str = "the_parcel",
    shows: str = "",
    entry: str = "",
    learner: str = "",
) -> Callable[[Callable[[Path, str], None]], Callable[[Path, str], None]]:
    """Add a function that puts a parcel into the folder of a cohort, under a name without an ending, to the corpus."""

    def add(put: Callable[[Path, str], None]) -> Callable[[Path, str], None]:
        PARCELS.append(
            Attack(
                name=f"{row}/{put.__name__}",
                row=row,
                claims=frozenset(claims),
                earns=earned(earns),
                put=put,
                status=status,
                shows=(shows,) if shows else (),
                entry=entry,
                learner=learner,
            )
        )
        return put

    return add


def _zip(data: bytes, cohort: Path, name: str) -> None:
    (cohort / f"{name}.zip").write_bytes(data)


def _tar(data: bytes, cohort: Path, name: str) -> None:
    (cohort / f"{name}.tar.gz").write_bytes(data)


def _folder(files: Mapping[str, bytes], cohort: Path, name: str) -> Path:
    for file, content in files.items():
        (cohort / name / file).parent.mkdir(parents=True, exist_ok=True)
        (cohort / name / file).write_bytes(content)
    return cohort / name


# Bombs


@parcel(5, 15, 18, status="unreadable", shows="longer than")
def one_large_file(cohort: Path, name: str) -> None:
    """A file of 200 MB of zeros, in a zip file of 200 kB."""
    _zip(zipped({"neuron.py": bytes(200 * 2**20)}), cohort, name)


@parcel(5, 18, status="unreadable", shows="damaged")
def a_size_that_lies(cohort: Path, name: str) -> None:
    """It unpacks to 16 MB, and says that it is 4 bytes long."""
    _zip(patched(zipped({"neuron.py": bytes(2**24)}), size=4), cohort, name)


@parcel(5, 15, 18, status="unreadable", shows="unpacks to more than")
def many_large_files(cohort: Path, name: str) -> None:
    """A tar file of 600 MB of zeros."""
    entry = tarfile.TarInfo("holiday.mov")
    entry.size = 600 * 2**20
    with gzip.open(cohort / f"{name}.tar.gz", "wb", compresslevel=1) as file:
        file.write(entry.tobuf())
        for _ in range(600):
            file.write(bytes(2**20))


@parcel(5, 18, status="unreadable", shows="entries")
def fifty_thousand_entries_in_a_zip(cohort: Path, name: str) -> None:
    """More entries than anybody's homework, every one of them empty."""
    _zip(zipped({f"h{number}.txt": b"" for number in range(50_000)}, zipfile.ZIP_STORED), cohort, name)


@parcel(5, 18, status="unreadable", shows="entries")
def fifty_thousand_entries_in_a_tar(cohort: Path, name: str) -> None:
    """The same in a tar file, all of one name."""
    _tar(gzip.compress(tarfile.TarInfo("me.png").tobuf() * 50_000 + bytes(1024), 1), cohort, name)


@parcel(5, 15, 18, shows="more than 200 Python files")
def a_thousand_modules(cohort: Path, name: str) -> None:
    """More Python files than are read; the answers come first."""
    _zip(zipped({"neuron.py": BLANK} | {f"lib/h{number}.py": b"x = 1\n" for number in range(1000)}), cohort, name)


@parcel(5, 18, status="unreadable", shows="headers are longer")
def a_header_that_takes_hours(cohort: Path, name: str) -> None:
    """A tar file of 4 kB whose one extended header is 4 MB of digits; some versions of Python read it for hours."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 4_000_000
    _tar(gzip.compress(header.tobuf() + 4_000_000 * b"1" + bytes(512 * 200)), cohort, name)


@parcel(5, 18, earns="neuron.relu")
def helpers_with_endless_names(cohort: Path, name: str) -> None:
    """Sixty helpers whose names alone are longer than a question to the worker may be."""
    _zip(zipped({"neuron.py": RELU} | {f"h{number}{60_000 * 'x'}.py": b"" for number in range(60)}), cohort, name)


@parcel(5, 18, status="unreadable")
def a_zip_within_a_zip(cohort: Path, name: str) -> None:
    """Twelve archives in one another, a bomb in the innermost."""
    data = zipped({"neuron.py": bytes(2**24)})
    for _ in range(12):
        data = zipped({"hw.zip": data, "neuron.zip": data})
    _zip(data, cohort, name)


@parcel(5, 18)
def entries_that_overlap(cohort: Path, name: str) -> None:
    """Two hundred entries that share the data of one: small on the disk, and large to who believes them."""
    archive = zipped({"helpers.py": bytes(3 * 2**20)})
    directory, end = archive.index(b"PK\x01\x02"), archive.rindex(b"PK\x05\x06")
    entry, tail = archive[directory:end], bytearray(archive[end:])
    struct.pack_into("<HHI", tail, 8, 200, 200, 200 * len(entry))
    _folder({"neuron.py": BLANK, "z.zip": archive[:directory] + entry * 200 + bytes(tail)}, cohort, name)


# Names, and what is no file


@parcel(9, 18, earns="neuron.relu")
def names_that_climb(cohort: Path, name: str) -> None:
    """Names that lead up and out; they are names, and nothing is unpacked."""
    _zip(zipped({"../../../../tmp/gradkit-escaped-zip.py": BLANK, "../../neuron.py": RELU}), cohort, name)


@parcel(9, 18, earns="neuron.relu")
def absolute_names(cohort: Path, name: str) -> None:
    """Absolute names, of three systems."""
    names = ("/tmp/gradkit-escaped-tar.py", "/neuron.py", "C:/neuron.py", "//server/share/x.py")
    _tar(tarred(*((tarfile.TarInfo(each), RELU) for each in names)), cohort, name)


@parcel(9, 18, status="unreadable")
def links_in_a_tar(cohort: Path, name: str) -> None:
    """Links to the machine's files under the names of answers, and files below a link to a folder."""
    entries = []
    for path, target, kind in (
        *(("neuron.py", "/etc/passwd", tarfile.SYMTYPE), ("descent.py", "/etc/passwd", tarfile.LNKTYPE)),
        *(
            ("out", "/tmp", tarfile.SYMTYPE),
            ("a/neuron.py", "../../../course/solutions/03_neuron/neuron.py", tarfile.SYMTYPE),
        ),
    ):
        entry = tarfile.TarInfo(path)
        entry.type, entry.linkname = kind, target
        entries.append((entry, b""))
    _tar(tarred(*entries, (tarfile.TarInfo("out/gradkit-escaped-below-a-link"), b"x")), cohort, name)


@parcel(9, 18, status="unreadable")
def links_in_a_zip(cohort: Path, name: str) -> None:
    """A zip file's way to say that a file is a link."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entry = zipfile.ZipInfo("neuron.py")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    _zip(data.getvalue(), cohort, name)


@parcel(9, 18, status="unreadable")
def links_in_a_folder(cohort: Path, name: str) -> None:
    """Links to a sibling's answers, to the reference and to the exam, in a folder as a file server delivers it."""
    folder = _folder({"notes.txt": b""}, cohort, name)
    (folder / "neuron.py").symlink_to("../_0-sibling/neuron.py")
    (folder / "descent.py").symlink_to(cohort.parent.parent / "course" / "solutions" / "04_descent" / "descent.py")
    (folder / "more").symlink_to("../_0-sibling")
    (folder / "round").symlink_to(".")
    (folder / "hw.zip").symlink_to("../../../exam.txt")


@parcel(14, 18, earns="neuron.relu")
def pipes_and_sockets(cohort: Path, name: str) -> None:
    """Pipes that nobody writes to, and a socket, beside the answers."""
    folder = _folder({"neuron.py": RELU}, cohort, name)
    os.mkfifo(folder / "descent.py")
    os.mkfifo(folder / "hw.zip")
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listening:  # its path must be short
        listening.bind(f"/proc/self/fd/{here}/helpers.py")
    os.close(here)


@parcel(9, 14, 18, earns="neuron.relu")
def devices(cohort: Path, name: str) -> None:
    """The device that gives zeros without end, under an answer's name; where none can be made, a tar file of it."""
    folder = _folder({"neuron.py": RELU}, cohort, name)
    try:
        os.mknod(folder / "descent.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError:
        entry = tarfile.TarInfo("descent.py")
        entry.type, entry.devmajor, entry.devminor = tarfile.CHRTYPE, 1, 5
        (folder / "more.tar.gz").write_bytes(tarred((entry, b"")))


@parcel(5, 18, earns="neuron.relu")
def folders_in_one_another(cohort: Path, name: str) -> None:
    """Three hundred folders in one another, the last of which holds an older answer."""
    deep = "/".join(["d"] * 300)
    _folder({"neuron.py": RELU, f"{deep}/neuron.py": BLANK}, cohort, name)


# What cannot be read


@parcel(18, status="unreadable", shows="encrypted")
def encrypted(cohort: Path, name: str) -> None:
    """A zip file with a password."""
    _zip(patched(zipped({"neuron.py": RELU}), flags=1), cohort, name)


@parcel(18, status="unreadable", shows="damaged")
def truncated(cohort: Path, name: str) -> None:
    """Half of a zip file."""
    _zip(zipped({"neuron.py": NOISE * 10})[:300], cohort, name)


@parcel(18, status="unreadable", shows="damaged")
def truncated_tar(cohort: Path, name: str) -> None:
    """Half of a tar file."""
    _tar(tarred((tarfile.TarInfo("neuron.py"), NOISE * 10))[:300], cohort, name)


@parcel(18, status="unreadable", shows="damaged")
def no_archive_at_all(cohort: Path, name: str) -> None:
    """Noise under an archive's name."""
    _zip(NOISE, cohort, name)


@parcel(18, status="unreadable")
def a_chain_of_long_names(cohort: Path, name: str) -> None:
    """A tar file of headers that each say that the next holds the name."""
    link = tarfile.TarInfo("x")
    link.type, link.size = tarfile.GNUTYPE_LONGNAME, 2
    _tar(gzip.compress((link.tobuf() + b"y".ljust(512, b"\0")) * 3000), cohort, name)


@parcel(18, shows="there are 2 files")
def one_name_twice(cohort: Path, name: str) -> None:
    """Two files of one name and place in one archive: the one that is shown and the one that is read."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("neuron.py"), BLANK)
        archive.writestr(zipfile.ZipInfo("./neuron.py"), BLANK + b"# again\n")
    _zip(data.getvalue(), cohort, name)


# Sources that are bombs


@parcel(2, 14, 15, shows="SyntaxError")
def a_source_that_nests(cohort: Path, name: str) -> None:
    """A module of a million brackets."""
    _folder({"neuron.py": b"x = " + b"(" * 10**6 + b")" * 10**6 + b"\n"}, cohort, name)


@parcel(2, 14, 15, shows="Error")
def a_source_that_grows(cohort: Path, name: str) -> None:
    """Constants that the compiler works out, a million of minus signs, and a line of four million letters."""
    bombs = b"a = ((((b'x' * 4096) * 4096) * 4096) * 4096)\nb = 9 ** 9 ** 9\n" + b"c = " + b"-" * 10**6 + b"1\n"
    _folder({"neuron.py": bombs, "descent.py": b"x" * 4_000_000}, cohort, name)


@parcel(2, 19, shows="SyntaxError")
def a_source_of_no_text(cohort: Path, name: str) -> None:
    """Bytes that are no text, zeros, terminal escapes, an encoding that does not exist."""
    files = {
        "neuron.py": b"# -*- coding: \x1b[2J -*-\n\xff\xfe\x00\x9b2J = (\n",
        "descent.py": b"# coding: rot13\nvzcbeg bf\n",
        "helpers.py": NOISE,
    }
    _folder(files, cohort, name)


@parcel(19, shows="SyntaxError")
def a_line_that_commands_a_terminal(cohort: Path, name: str) -> None:
    """A syntax error and an exception in lines that hold escapes, markup and a formula: messages show the line."""
    line = "raise RuntimeError('=1+1')  # \x1b[2J \x9b31m \x7f \u202e <script>alert(1)</script> ``` [bold red]\x0c"
    _folder(
        {"neuron.py": f"def relu(x):\n    {line}\n".encode(), "descent.py": f"def (  # {line}\n".encode()}, cohort, name
    )


@parcel(18, 24, row="the_parcel")
def a_hostile_notebook(cohort: Path, name: str) -> None:
    """A notebook beside an honest blank, whose cells are no lists, whose text nests and whose outputs are a bomb."""
    deep = b"[" * 100_000 + b"]" * 100_000
    files = {
        "neuron.py": BLANK,
        "descent.ipynb": b'{"cells": ' + deep + b', "nbformat": 1e400}',
        "helpers.ipynb": b'{"cells": [{"cell_type": "code", "source": ' + b"9" * 5000 + b"}]}",
        "more.ipynb": b'{"cells": [{"cell_type": "code", "source": ["!touch /tmp/gradkit-escaped-cell"]}]}',
    }
    _folder(files, cohort, name)


# Names of learners: each is handed in under the very name


def named(entry: str, learner: str, what: str) -> None:
    """Add a submission whose name is the trick."""

    def put(cohort: Path, name: str) -> None:
        _folder({"neuron.py": RELU}, cohort, name)

    put.__name__ = f"a_name_{what}"
    parcel(18, 19, earns="neuron.relu", entry=entry, learner=learner)(put)


named("=HYPERLINK(1)", "_HYPERLINK_1_", "that_is_a_formula")
named("-rf", "-rf", "that_is_an_option")
named("+1+1", "+1+1", "that_is_a_sum")
named("@SUM(A1)", "@SUM_A1_", "that_is_a_function")
named("a\x1b[2J\x9b2Jb\nc\x7f", "a__2J_2Jb_c_", "that_commands_a_terminal")
named("<img src=x onerror=alert(1)>", "_img src_x onerror_alert_1__", "that_is_markup")
named("a\u202egnp", "a_gnp", "that_reads_backwards")
named("\N{CJK UNIFIED IDEOGRAPH-8A9E}" * 80, "\N{CJK UNIFIED IDEOGRAPH-8A9E}" * 66, "that_is_long")


# What is unusual and legitimate


@parcel(24, earns="neuron.*, descent.*", row="legitimate")
def mac_and_windows_droppings(cohort: Path, name: str) -> None:
    """What a Mac and a Windows machine put into zip files beside the answers."""
    files = {
        "hw 3/neuron.py": NEURON,
        "hw 3/descent.py": DESCENT,
        "hw 3/.DS_Store": b"\0\0\0\1Bud1",
        "hw 3/Thumbs.db": b"\xd0\xcf",
        "hw 3/desktop.ini": b"[.ShellClassInfo]",
        "hw 3/~$report.docx": b"",
        "__MACOSX/hw 3/._neuron.py": b"\0\5\x16\7",
        "__MACOSX/._hw 3": b"\0\5\x16\7",
        "hw 3/__pycache__/neuron.cpython-311.pyc": NOISE,
    }
    _zip(zipped(files), cohort, name)


@parcel(24, earns="neuron.*", row="legitimate")
def a_wrapping_folder(cohort: Path, name: str) -> None:
    """The answers three folders deep, in a tar file."""
    entry = tarfile.TarInfo("Users/jane/Desktop/homework/neuron.py")
    _tar(tarred((entry, NEURON)), cohort, name)


@parcel(24, earns="neuron.*, descent.*", row="legitimate")
def a_windows_zip(cohort: Path, name: str) -> None:
    """Backslashes between folders, a byte order mark, and lines that end as they do on Windows."""
    files = {"week 3\\neuron.py": b"\xef\xbb\xbf" + NEURON.replace(b"\n", b"\r\n")}
    files["week 4\\descent.py"] = b"\xef\xbb\xbf" + DESCENT.replace(b"\n", b"\r\n")
    _zip(zipped(files), cohort, name)


@parcel(24, earns="neuron.*", row="legitimate")
def old_line_ends(cohort: Path, name: str) -> None:
    """Lines that end as they did on old Macs."""
    _folder({"neuron.py": NEURON.replace(b"\n", b"\r")}, cohort, name)


@parcel(24, earns="neuron.*", row="legitimate", entry="obrienliam_LATE_1234_56789_neuron-1.py", learner="obrienliam")
def decorated_by_canvas(cohort: Path, name: str) -> None:
    """One file under the name that Canvas gives it."""
    (cohort / name).write_bytes(NEURON)


@parcel(
    *(24,),
    earns="neuron.*, descent.*",
    row="legitimate",
    entry="Zoe van Dyk_987_assignsubmission_file_",
    learner="Zoe van Dyk",
)
def decorated_by_moodle(cohort: Path, name: str) -> None:
    """A folder under the name that Moodle gives it."""
    _folder({"neuron.py": NEURON, "descent.py": DESCENT}, cohort, name)


@parcel(24, earns="neuron.*", row="legitimate", entry="submission_4711", learner="4711")
def decorated_by_gradescope(cohort: Path, name: str) -> None:
    """A folder under the name that Gradescope gives it."""
    _folder({"neuron.py": NEURON, "metadata.yml": b":created_at: today\n"}, cohort, name)


@parcel(17, 24, earns="neuron.relu, neuron.sigmoid, descent.*", row="legitimate")
def gaps_in_every_chapter(cohort: Path, name: str) -> None:
    """Some exercises of one chapter are missing, the last among them; all of the next are there."""
    relu = RELU + b"\n\ndef sigmoid(x):\n    return torch.sigmoid(x)\n"
    _folder({"neuron.py": relu, "descent.py": DESCENT}, cohort, name)


@parcel(17, 24, earns="descent.*", row="legitimate")
def the_second_chapter_alone(cohort: Path, name: str) -> None:
    """Only the last chapter was done."""
    _folder({"descent.py": DESCENT}, cohort, name)
