"""A drop folder hands over what is whole, once, and again when it has changed."""

import itertools
import signal
import time

import archives
import pytest

from autograder.cohort import drop
from autograder.cohort.drop import DropFolder

MODULES = {"neuron": ("sigmoid", "relu"), "descent": ("mse",)}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Looks without a pause, and things that settle in no time."""
    monkeypatch.setattr(drop, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(drop, "SETTLE_SECONDS", 0.0)
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGIO, before)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def look(folder, monkeypatch):
    """Look once, and return who has arrived; each look comes after the pause that the last one asked for."""
    watched = DropFolder(folder, MODULES)

    def look(*, done=True):
        watched._next_look = 0.0
        arrived = list(itertools.takewhile(lambda submission: submission is not None, watched.arrivals()))
        for submission in arrived:
            if done:
                watched.done(submission.learner)
        return [submission.learner for submission in arrived]

    look.watched = watched
    return look


def put(path, content="x = 1\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_what_arrives_is_handed_over_once(folder, look):
    assert look() == []
    put(folder / "ada" / "neuron.py")
    put(folder / "ben.py", "def relu(x): return x\n")
    assert look() == ["ada", "ben"]
    assert look() == []


def test_what_changes_is_handed_over_again(folder, look):
    put(folder / "ada" / "neuron.py")
    assert look() == ["ada"]
    put(folder / "ada" / "descent.py")
    assert look() == ["ada"]
    put(folder / "ada" / "neuron.py", "x = 2\n")
    assert look() == ["ada"]
    (folder / "ada" / "descent.py").unlink()
    assert look() == ["ada"]
    assert look() == []


def test_what_still_changes_is_waited_for(folder, look, monkeypatch):
    monkeypatch.setattr(drop, "SETTLE_SECONDS", 0.3)
    put(folder / "ada" / "neuron.py")
    for size in range(4):
        assert look() == []
        put(folder / "ada" / "neuron.py", "x" * size)
    assert look() == []
    time.sleep(0.35)
    assert look() == ["ada"]


@pytest.mark.parametrize("name", ["ben.py", "ben/neuron.py", "ben/work/neuron.py"])
def test_what_a_process_is_still_writing_is_waited_for_however_long(folder, look, name):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8") as file:
        file.write("def relu(x):")
        file.flush()
        assert [look(), look(), look()] == [[], [], []]
        file.write(" return x\n")
    assert look() == ["ben"]


def test_a_parcel_that_cannot_be_read_is_given_more_time_and_then_handed_over(folder, look, monkeypatch):
    whole = archives.zipped({"neuron.py": b"x = 1\n"})
    (folder / "ben.zip").write_bytes(whole[:50])
    (folder / "cleo.zip").write_bytes(whole[:60])
    assert look() == []
    (folder / "ben.zip").write_bytes(whole)  # the rest has come
    assert look() == ["ben"]
    monkeypatch.setattr(drop, "PATIENCE_SECONDS", 0.0)
    assert look() == ["cleo"]
    assert look() == []


def test_what_changes_while_it_is_read_is_read_again(folder, look, monkeypatch):
    put(folder / "ada" / "neuron.py")
    states = iter([("before",), ("after",), ("after",), ("after",)])
    monkeypatch.setattr(drop, "_state_of", lambda _: next(states))
    assert look() == []
    assert look() == ["ada"]


def test_what_is_being_graded_is_not_handed_over_again_before_that_is_done(folder, look):
    put(folder / "ada" / "neuron.py")
    assert look(done=False) == ["ada"]
    put(folder / "ada" / "neuron.py", "x = 2\n")
    assert look() == []
    look.watched.done("ada")
    assert look() == ["ada"]


def test_after_a_fault_of_ours_it_is_handed_over_again_in_a_while(folder, look, monkeypatch):
    put(folder / "ada" / "neuron.py")
    assert look(done=False) == ["ada"]
    look.watched.done("ada", again=True)
    assert look() == []
    monkeypatch.setattr(drop, "PATIENCE_SECONDS", 0.0)
    assert look() == ["ada"]


def test_names_of_unfinished_and_hidden_files_are_passed_over(folder, look):
    for name in (".ada.py", "ben.py.part", "cleo.zip.crdownload", "dan.tmp", "notes.txt"):
        put(folder / name)
    assert look() == []


def test_a_folder_that_is_away_comes_back(folder, look):
    away = folder.with_name("away")
    put(folder / "ada" / "neuron.py")
    folder.rename(away)
    assert look() == []
    away.rename(folder)
    assert look() == ["ada"]


def test_a_module_at_the_top_is_a_learners_file_and_not_the_whole_folder_one_submission(folder, look):
    put(folder / "neuron.py")
    put(folder / "ada" / "neuron.py")
    assert look() == ["ada", "neuron"]


@pytest.mark.parametrize("graded_meanwhile", [0.0, 1000.0])
def test_looks_are_rare_where_one_takes_long(folder, monkeypatch, graded_meanwhile):
    """Each reading of the clock takes a second here; what the submission's grading took does not count."""
    clock = itertools.count(100.0)
    monkeypatch.setattr(drop.time, "monotonic", lambda: next(clock))
    put(folder / "ada" / "neuron.py")
    watched = DropFolder(folder, MODULES)
    arrivals = watched.arrivals()
    assert next(arrivals).learner == "ada"
    before = next(clock)
    clock = itertools.count(before + graded_meanwhile)
    assert next(arrivals) is None
    assert watched._next_look == next(clock) - 1 + 10 * 3
