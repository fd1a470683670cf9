"""Local slots: each keeps to a core of its own where there are as many as cores, and goes where it likes elsewhere."""

import os
import re
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest
from processes import descendants

from autograder.cohort.engine import Answer, grade_packed
from autograder.cohort.slot import Slot, local_slots, process_tree
from autograder.grading.protocol import Job, Setup

CORES = sorted(os.sched_getaffinity(0))


@pytest.mark.parametrize("jobs", [len(CORES) - 1, len(CORES)])
def test_a_slot_keeps_to_one_core_only_where_all_cores_have_one(course, isolation, jobs):
    if not jobs:
        pytest.skip("this machine has a single core")
    setup = msgspec.json.encode(Setup(str(course.root), isolation, 5))
    job = msgspec.msgpack.encode(Job({"neuron": b"def relu(x):\n    return x.clamp(min=0)\n"}, ("neuron.relu",)))
    before = set(descendants(os.getpid()))
    with local_slots(jobs) as (executor, _):
        for future in [executor.submit(grade_packed, setup, job) for _ in range(jobs)]:
            (relu,) = msgspec.json.decode(future.result(), type=Answer).graded.exercises.values()
            assert relu.status == "passed"
        started = [pid for pid in descendants(os.getpid()) if pid not in before]
        places = [os.sched_getaffinity(pid) for pid in started]
    assert len(started) >= 2
    assert {len(place) for place in places} == ({1} if jobs == len(CORES) else {len(CORES)})


def test_neither_the_environment_nor_the_arguments_of_a_slot_hold_anything_of_ours(course, isolation, monkeypatch):
    """Its workers are forks of it, and a fork has what its first ancestor was started with."""
    monkeypatch.setenv("MY_TOKEN", "drowssap")
    with closing(Slot(Setup(str(course.root), isolation, 987654321))) as slot:
        slot.grade({"neuron": b""}, ("neuron.relu",))
        started = process_tree(slot._process.pid)
        told = [told_of(pid) for pid in started]
    assert len(started) >= 2
    assert b"autograder.grading.grader" in told[0]
    assert not any(secret in each for each in told for secret in (b"drowssap", b"987654321"))


def told_of(pid):
    """What is known of how a process was started; nothing of one that has ended meanwhile."""
    with suppress(OSError):
        return b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("environ", "cmdline"))
    return b""


ONE = """
from autograder.grading.suite import assert_close, criterion

@criterion("neuron.relu", "is right")
def test_relu(student, draw):
    x = draw.normal(5)
    assert_close(student.neuron.relu(x), x.clamp(min=0))
"""


def test_a_suite_of_one_criterion_grades_one_submission_after_another(tmp_path, course, isolation):
    """The test that follows it is itself: pytest may not take it for one that is set up already."""
    (tmp_path / "tests" / "hidden").mkdir(parents=True)
    (tmp_path / "solutions").symlink_to(course.solutions)
    (tmp_path / "tests" / "hidden" / "test_neuron.py").write_text(ONE, encoding="utf-8")
    right, wrong = (f"def relu(x):\n    return x.clamp(min={least})\n".encode() for least in (0, 1))
    with closing(Slot(Setup(str(tmp_path), isolation, 5))) as slot:
        statuses = [slot.grade({"neuron": each}).exercises["neuron.relu"].status for each in (right, wrong, right)]
    assert statuses == ["passed", "failed", "passed"]


def test_a_worker_knows_no_module_of_the_trusted_side(grade):
    source = b"import sys\ndef relu(x):\n    raise ValueError([name for name in sys.modules if 'autograder' in name])\n"
    message = grade({"neuron": source}, ("neuron.relu",)).exercises["neuron.relu"].criteria[0].message
    assert "'autograder.sandbox.worker'" in message
    names = re.findall(r"'(autograder[\w.]*)'", message)
    assert {name.split(".")[1] for name in names if "." in name} <= {"sandbox", "errors", "grading"}
    assert not any(name.startswith("autograder.grading.") for name in names)
