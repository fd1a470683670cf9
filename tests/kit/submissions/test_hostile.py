"""What learners hand in to read, write, stop or fill what is not theirs: each parcel hurts its own learner at most."""

import gzip
import os
import random
import socket
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from archives import read_all

from autograder.errors import UsageError
from autograder.submissions.archives import MAX_ENTRIES, MAX_FILE

ROOT = Path(__file__).parents[3]
MODULES = {"neuron": ("sigmoid", "relu"), "descent": ("mse", "linear")}
ANSWER = b"x = 1\n"
NOISE = random.Random(3).randbytes(500)
NONE_FOUND = "none of the files asked for was found: neuron.py, descent.py"


def link_entries(name):
    """A tar file in which a name is a link out, and then a file below that link."""
    link = tarfile.TarInfo(name)
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    below = tarfile.TarInfo(f"{name}/passwd.py")
    return gzip.compress(link.tobuf() + below.tobuf() + bytes(1024))


def deep_folder(path):
    """Make more folders in one another than Python recurses."""
    here = os.open(path, os.O_RDONLY)
    for _ in range(sys.getrecursionlimit()):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


@pytest.fixture
def make_bad(zipped, tarred, patched, repeated):
    """Put a bad parcel at a path, which has no ending yet."""
    chain = tarfile.TarInfo("x")
    chain.type, chain.size = tarfile.GNUTYPE_LONGNAME, 2
    files = {"neuron.py": ANSWER}
    bombs = {
        "empty.zip": lambda: b"",
        "no.zip": lambda: b"this is no zip",
        "no.tar.gz": lambda: b"this is no tar",
        "half.zip": lambda: zipped({"neuron.py": NOISE})[:300],
        "half.tar.gz": lambda: tarred({"neuron.py": NOISE})[:300],
        "encrypted.zip": lambda: patched(zipped(files), flags=1),
        "patent.zip": lambda: patched(zipped(files), flags=1 << 5),
        "nested.zip": lambda: zipped({"hw.zip": zipped(files)}),
        "big.zip": lambda: zipped({"neuron.py": bytes(MAX_FILE + 1)}),
        "liar.zip": lambda: patched(zipped({"neuron.py": bytes(2 * MAX_FILE)}), size=4),
        "entries.zip": lambda: repeated(zipped({"me.png": b""}), MAX_ENTRIES + 1),
        "entries.tar.gz": lambda: gzip.compress(tarfile.TarInfo("me.png").tobuf() * (MAX_ENTRIES + 1) + bytes(1024), 1),
        "chain.tar.gz": lambda: gzip.compress((chain.tobuf() + b"y".ljust(512, b"\0")) * sys.getrecursionlimit()),
        "links.tar.gz": lambda: link_entries("neuron.py"),
        "binary.py": lambda: NOISE,
    }

    def make_bad(path, kind):
        ending = kind.partition(".")[2]
        path.with_name(f"{path.name}.{ending}").write_bytes(bombs[kind]())

    return make_bad


BAD = [
    *("empty.zip", "no.zip", "no.tar.gz", "half.zip", "half.tar.gz", "encrypted.zip", "patent.zip", "nested.zip"),
    *("big.zip", "liar.zip", "entries.zip", "entries.tar.gz", "chain.tar.gz", "links.tar.gz", "binary.py"),
]


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_parcel_gets_a_message_and_stops_nobody(cohort, read, folder, make_bad, kind):
    folder(cohort / "amy", {"neuron.py": ANSWER})
    make_bad(cohort / "joe", kind)
    folder(cohort / "zoe", {"neuron.py": ANSWER})
    amy, joe, zoe = read().values()
    assert (amy.learner, joe.learner, zoe.learner) == ("amy", "joe", "zoe")
    assert amy.sources == zoe.sources == {"neuron": ANSWER}
    assert amy.messages == zoe.messages == []
    assert not joe.readable
    assert joe.messages[-1] == NONE_FOUND


@pytest.mark.parametrize(
    "name",
    ["/etc/neuron.py", "../../../etc/neuron.py", "..\\..\\neuron.py", "C:\\Users\\neuron.py", "//server/neuron.py"],
)
def test_absolute_and_climbing_names_are_just_names(cohort, read, zipped, tarred, name):
    (cohort / "jane.zip").write_bytes(zipped({name: ANSWER}))
    (cohort / "joe.tar.gz").write_bytes(tarred({name.replace("\\", "/"): ANSWER}))
    assert [submission.sources for submission in read().values()] == 2 * [{"neuron": ANSWER}]


def test_links_pipes_and_sockets_are_not_opened(cohort, read, folder, tmp_path, monkeypatch):
    secret = folder(tmp_path / "secret", {"neuron.py": b"secret", "hw.zip": b""})
    jane = folder(cohort / "jane", {"descent.py": ANSWER})
    (jane / "neuron.py").symlink_to(secret / "neuron.py")
    (jane / "hw.zip").symlink_to(secret / "hw.zip")
    (jane / "more").symlink_to(secret)
    (jane / "round").symlink_to(jane)
    (jane / "gone.py").symlink_to(tmp_path / "nowhere")
    os.mkfifo(jane / "helpers.py")
    os.mkfifo(jane / "hw.tar.gz")
    monkeypatch.chdir(jane)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("tools.py")
        submission = read()["jane"]
    assert submission.sources == {"descent": ANSWER}
    assert submission.messages == []


def test_links_and_pipes_are_no_entries_of_a_cohort(cohort, read, folder, tmp_path):
    secret = folder(tmp_path / "secret", {"neuron.py": b"secret"})
    folder(cohort / "jane", {"neuron.py": ANSWER})
    (cohort / "joe").symlink_to(secret)
    (cohort / "jim.py").symlink_to(secret / "neuron.py")
    os.mkfifo(cohort / "mia.py")
    os.mkfifo(cohort / "mia.zip")
    assert list(read()) == ["jane"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_devices_are_not_opened(cohort, read, folder):
    jane = folder(cohort / "jane", {"descent.py": ANSWER})
    try:
        os.mknod(jane / "neuron.py", 0o020600, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this root makes none")
    assert read()["jane"].sources == {"descent": ANSWER}


def test_a_pipe_given_directly_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "neuron.py")
    with pytest.raises(UsageError, match="is no submission"):
        read_all(tmp_path / "neuron.py", MODULES)


def test_more_folders_in_one_another_than_python_recurses_stop_nobody(cohort, read, folder):
    jane = folder(cohort / "jane", {"neuron.py": ANSWER})
    folder(cohort / "joe", {"neuron.py": ANSWER})
    deep_folder(jane)
    submissions = read()
    subprocess.run(["rm", "-rf", jane], check=True)  # which pytest cannot
    assert [submission.sources for submission in submissions.values()] == 2 * [{"neuron": ANSWER}]


def test_a_path_too_long_for_the_system_costs_its_learner_a_message_only(cohort, read, folder):
    jane = folder(cohort / "jane", {"neuron.py": ANSWER, "z/descent.py": ANSWER})
    here = os.open(jane, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("a" * 250, dir_fd=here)
        below = os.open("a" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    submission = read()["jane"]
    assert submission.sources == {"neuron": ANSWER, "descent": ANSWER}
    assert submission.messages == ["jane could not be read: File name too long"]


HOSTILE = [
    "a\nb",
    "a\x1b[2Jb",
    "a\x1b[3Jb",
    "-rf",
    "=1+1",
    "<b>",
    "語" * 80,
    "a" * 250,
    "a" * 249 + "b",
    "\udcff\udcfe",
]


def test_hostile_names_become_ids_that_differ(cohort, read, folder):
    for name in HOSTILE:
        folder(cohort / name, {"neuron.py": os.fsencode(name)})
    assert list(read()) == sorted(
        ["a_b", "a__2Jb", "a__3Jb", "-rf", "_1+1", "_b_", "語" * 66, "a" * 200, "a" * 200 + "-2", "__"]
    )


def test_names_that_become_one_id_are_numbered_and_keep_their_own_files(cohort, read, folder, zipped):
    folder(cohort / "a<b", {"neuron.py": b"1"})
    folder(cohort / "a>b", {"neuron.py": b"2"})
    folder(cohort / "a_b-2", {"neuron.py": b"3"})
    (cohort / "a|b.zip").write_bytes(zipped({"neuron.py": b"4"}))
    read_once = {learner: submission.sources["neuron"] for learner, submission in read().items()}
    assert read_once == {"a_b": b"1", "a_b-2": b"2", "a_b-2-2": b"3", "a_b-3": b"4"}
    assert {learner: submission.sources["neuron"] for learner, submission in read().items()} == read_once


def test_no_message_holds_what_cannot_be_shown_or_encoded(cohort, read, folder, zipped):
    folder(cohort / "jane", {"\x1b[31m\udcff/neuron.py": b"1", "\x1b[32m/neuron.py": b"2", "\n\udcff.zip": b""})
    (cohort / "joe.zip").write_bytes(zipped({"\x1b[31m/neuron.py": b"1", "\n/neuron.py": b"2"}))
    messages = [message for submission in read().values() for message in submission.messages]
    assert len(messages) == 3
    for message in messages:
        assert message.isprintable()
        assert "\N{REPLACEMENT CHARACTER}" in message
        assert message.encode().decode() == message


WATCHED = """
import os, sys
from pathlib import Path
from autograder.submissions.intake import find_submissions

def watch(event, arguments):
    if event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
        sys.exit(f"opened to write: {arguments[0]}")
    if event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
                 "os.utime", "tempfile.mkstemp", "tempfile.mkdtemp", "subprocess.Popen", "os.system", "shutil.move"}:
        sys.exit(f"{event}: {arguments}")

sys.addaudithook(watch)
found = find_submissions(Path(sys.argv[1]), {"neuron": ("sigmoid",), "descent": ("mse",)})
print(len([entry.read() for entry in found]))
"""


def watched(path):
    command = [sys.executable, "-B", "-c", WATCHED, str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_reading_writes_nothing_anywhere(cohort, folder, zipped, tarred, make_bad, tmp_path):
    for number, kind in enumerate(BAD):
        make_bad(cohort / f"bad{number}", kind)
    (cohort / "climber.zip").write_bytes(zipped({"../../out/neuron.py": ANSWER, f"{tmp_path}/neuron.py": ANSWER}))
    (cohort / "jane.tar.gz").write_bytes(tarred({"../neuron.py": ANSWER}))
    folder(cohort / "joe", {"neuron.py": ANSWER, "hw.zip": zipped({"neuron.py": ANSWER})})
    (tmp_path / "export.zip").write_bytes(zipped({"doejane_1_2_hw.zip": zipped({"../neuron.py": ANSWER})}))
    for path, learners in ((cohort, len(BAD) + 3), (tmp_path / "export.zip", 1)):
        run = watched(path)
        assert (run.stdout, run.stderr) == (f"{learners}\n", "")


def test_the_watch_over_writing_sees_a_write(tmp_path):
    code = WATCHED.replace("found =", "open(sys.argv[1], 'w'); found =")
    command = [sys.executable, "-B", "-c", code, str(tmp_path / "x")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr == f"opened to write: {tmp_path / 'x'}\n"
