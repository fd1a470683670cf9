"""The durable store: what is kept is found again, whole or not at all, by everything that decided it."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from autograder.cohort.store import NAME, Key, Store
from autograder.errors import UsageError
from autograder.grading.protocol import Graded
from autograder.grading.verdict import ExerciseResult, Verdict

KEY = Key("sha256:1", "neuron.relu neuron.sigmoid", "sha256:2", "gradkit 1", 5, "namespaces", "cpu")
GRADED = Graded(
    {"neuron.relu": ExerciseResult("failed", 0.0, 1.0, [Verdict("neuron.relu/x", "x", "failed", 0.0, 1.0, "é\n")])},
    ["control groups"],
    {"neuron.relu": {"neuron.relu/x": b"\x00\xff"}},
)


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path)) as store:
        yield store


def test_what_was_kept_is_found(store, tmp_path):
    number = store.keep([(KEY, GRADED)], 1.5)
    assert store.find(KEY) == (GRADED, number, 1.5)
    with closing(Store(tmp_path)) as again:
        assert again.find(KEY) == (GRADED, number, 1.5)


@pytest.mark.parametrize("field", Key._fields)
def test_nothing_is_found_where_anything_that_decides_differs(store, field):
    store.keep([(KEY, GRADED)], 1.5)
    other = KEY._replace(**{field: 6 if field == "seed" else "other"})
    assert store.find(other) is None


def test_what_is_decided_again_takes_the_place_of_what_was(store):
    store.keep([(KEY, GRADED)], 1.5)
    number = store.keep([(KEY, Graded({}))], 2.5)
    assert store.find(KEY) == (Graded({}), number, 2.5)


def test_chapters_that_were_decided_together_point_to_one_grading(store):
    other = KEY._replace(exercises="descent.mse")
    number = store.keep([(KEY, GRADED), (other, Graded({}))], 1.5)
    assert [store.find(key).grading for key in (KEY, other)] == [number, number]


def test_a_grading_is_kept_whole_or_not_at_all(store):
    unfit = KEY._replace(exercises=None)
    with pytest.raises(Exception, match="NOT NULL"):
        store.keep([(KEY, GRADED), (unfit, GRADED)], 1.5)
    assert store.find(KEY) is None
    store.keep([(KEY, GRADED)], 1.5)  # and it goes on
    assert store.find(KEY) is not None


def test_a_seed_is_remembered(store, tmp_path):
    assert store.seed is None
    store.seed = 2**53 - 1
    store.seed = 7
    with closing(Store(tmp_path)) as again:
        assert again.seed == 7


def test_a_store_that_was_killed_while_it_wrote_has_what_was_finished(tmp_path):
    """A real process, killed between the statements of a transaction."""
    code = (
        "import os, pickle, sys; from pathlib import Path; from autograder.cohort.store import Store, Key\n"
        "from autograder.grading.protocol import Graded\n"
        "store = Store(Path(sys.argv[1])); key = Key('a', 'b', 'c', 'd', 1, 'e', 'f')\n"
        "store.keep([(key, Graded({}))], 1.0)\n"
        "store._base.execute('BEGIN IMMEDIATE')\n"
        "store._base.execute('INSERT INTO gradings (at, seconds) VALUES (1, 1)')\n"
        "store._base.execute('DELETE FROM chapters')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ran.returncode == -9, ran.stderr
    with closing(Store(tmp_path)) as store:
        assert store.find(Key("a", "b", "c", "d", 1, "e", "f")).graded == Graded({})
        store.keep([(KEY, GRADED)], 1.5)


def test_two_commands_may_write_into_one_store(store, tmp_path):
    with closing(Store(tmp_path)) as other:
        store.keep([(KEY, GRADED)], 1.5)
        other.keep([(KEY._replace(seed=6), GRADED)], 1.5)
        assert store.find(KEY._replace(seed=6)) is not None
        assert other.find(KEY) is not None


@pytest.mark.parametrize("content", [b"this is no store", b"SQLite format 3\0" + b"\xff" * 200])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, content):
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(UsageError, match="Move it away"):
        Store(tmp_path)
    assert (tmp_path / NAME).read_bytes() == content


def test_a_store_of_another_form_is_refused_and_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / NAME)) as base:
        base.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="another version of gradkit"):
        Store(tmp_path)


def test_a_folder_in_its_place_is_refused(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(UsageError, match="cannot be used"):
        Store(tmp_path)
