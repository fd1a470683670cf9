"""Local slots: each keeps to a core of its own where there are as many as cores, and goes where it likes elsewhere."""

import os

import msgspec
import pytest
from processes import descendants

from autograder.cohort.engine import Answer, grade_packed
from autograder.cohort.slot import local_slots
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
