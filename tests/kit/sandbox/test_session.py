"""A session asks, bounds and survives a worker, whatever the learner's code does there; in both isolations."""

import os
import signal
import threading
import time

import pytest
import torch
from workers import serving

from autograder.errors import BadAnswer, Died, EngineError, LearnerError, Missing, Raised, TimedOut
from autograder.sandbox.launcher import ForkServer
from autograder.sandbox.session import MAX_OUTPUT, Budget, Session
from autograder.sandbox.wire import Path, Reference

LEARNER = b"""
import ctypes, os, signal, sys, threading, time
import torch
import helper

def double(x): return 2 * x
def state(): return [torch.rand(()).item(), len(calls.append(1) or calls)]
calls = []
def spin():
    while True: pass
def sleep(): time.sleep(1000)
def leave(): os._exit(0)
def sys_leave(): sys.exit(3)
def interrupt(): raise KeyboardInterrupt
def crash():
    import ctypes
    ctypes.string_at(0)
def fill():
    hoard = []
    while True: hoard.append(bytearray(2**24))
def fork_out():
    return os.fork()
def fail(x):
    return helper.fail(x)
def talk():
    print("hello")
    print("oops", file=sys.stderr)
def flood():
    while True: print("x" * 1000)
def quiet():
    os.close(1); os.close(2)
    return 1
def answer_early():
    os.write(3, b"x" * 100)
    time.sleep(0.1)
def answer_twice():
    frame = sys._getframe()
    while frame.f_code.co_name != "serve": frame = frame.f_back
    os.write(frame.f_locals["connection"], bytes(16))
    return 1
def hang_up(): os.close(3)
def hang_up_and_wait():
    os.close(3)
    time.sleep(1000)
def kill_itself(): os.kill(os.getpid(), 9)
def kill_its_thread(): signal.pthread_kill(threading.get_ident(), 9)
def end_by_signal():
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    signal.raise_signal(signal.SIGSEGV)
    ctypes.string_at(0)
def thing(): return threading.Lock()
class Str(Exception):
    def __str__(self): raise ValueError
def odd_error(): raise Str
def deep_error():
    return deep_error()
def endless(): return iter(int, 1)
"""
HELPER = b"def fail(x):\n    raise ValueError(f'no {x}')\n"


@pytest.fixture(scope="module", params=["namespaces", "process"])
def server(request):
    with serving(request.param) as server:
        yield server


@pytest.fixture
def session(server):
    session = Session(server, {"neuron": LEARNER, "helper": HELPER}, "neuron", Budget(60))
    session.begin(1.0, seed=1)
    yield session
    session.close()


def call(session, name, *args):
    return session.ask("call", Path("neuron", (name,)), args, {})


def test_a_call_gives_the_learners_answer(session):
    assert torch.equal(call(session, "double", torch.ones(2, 3)), torch.full((2, 3), 2.0))


def test_the_names_of_a_module_are_known(session):
    assert {"double", "spin", "talk"} <= session.names


def test_every_criterion_starts_from_its_seed_and_keeps_the_module(session):
    first = call(session, "state")
    session.begin(1.0, seed=1)
    second = call(session, "state")
    assert second[0] == first[0]
    assert second[1] == first[1] + 1


def test_what_is_put_off_is_done_before_the_next_question(session):
    kept = session.later("keep", torch.ones(2), *(True, False))
    session.later("call", Path("kit", ("give_gradient",)), (kept, torch.full((2,), 3.0)), {})
    looked = session.ask("call", Path("kit", ("look",)), (kept,), {})
    assert torch.equal(looked["grad"], torch.full((2,), 3.0))
    assert looked["is_leaf"]


def test_an_object_stays_and_can_be_asked(session):
    thing = call(session, "thing")
    assert isinstance(thing, Reference)
    acquire = session.ask("get", thing, "acquire")
    assert session.ask("call", acquire, (), {}) is True


def test_an_exception_comes_with_the_learners_own_lines(session):
    with pytest.raises(ValueError, match="no 3") as caught:
        call(session, "fail", 3)
    error = caught.value
    assert isinstance(error, Raised)
    assert [(place.file, place.function) for place in error.places] == [("neuron.py", "fail"), ("helper.py", "fail")]
    assert call(session, "double", 2) == 4


@pytest.mark.parametrize("name", ["sys_leave", "interrupt", "odd_error", "deep_error"])
def test_whatever_is_raised_is_an_exception_of_the_learner(session, name):
    with pytest.raises(Raised):
        call(session, name)
    assert call(session, "double", 2) == 4


@pytest.mark.parametrize("name", ["leave", "crash", "hang_up", "hang_up_and_wait"])
def test_a_process_that_ends_costs_its_criterion_and_no_other(session, name):
    with pytest.raises(Died):
        call(session, name)
    with pytest.raises(Died):
        call(session, "double", 2)
    session.begin(1.0, seed=1)
    assert call(session, "double", 2) == 4


@pytest.mark.parametrize("victim", ["worker", "fork server"])
def test_a_process_that_is_killed_from_outside_is_a_fault_of_ours(server, victim):
    own = ForkServer(server.kind)
    own.wait_until_ready()
    session = Session(own, {"neuron": LEARNER, "helper": HELPER}, "neuron", Budget(60))
    session.begin(5.0, seed=1)
    pidfd = session._worker.pidfd if victim == "worker" else os.pidfd_open(own._process.pid)
    killer = threading.Timer(0.3, signal.pidfd_send_signal, (pidfd, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineError):
        call(session, "sleep")
    killer.join()
    session.close()
    own.close()


def test_no_process_can_send_itself_the_signal_that_only_we_send(session):
    for name in ("kill_itself", "kill_its_thread"):
        with pytest.raises(Raised, match="not permitted"):
            call(session, name)
    with pytest.raises(Died):
        call(session, "end_by_signal")


def test_memory_is_limited(session):
    session.begin(10.0, seed=1)
    with pytest.raises((Raised, Died)):
        call(session, "fill")


def test_endless_computing_is_cut_at_the_cpu_limit(session):
    start = time.monotonic()
    with pytest.raises(TimedOut, match="computing"):
        call(session, "spin")
    assert 0.9 < time.monotonic() - start < 10
    session.begin(1.0, seed=1)
    assert call(session, "double", 2) == 4


def test_endless_waiting_is_cut_at_the_wall_limit(session):
    session.begin(0.2, seed=1)
    with pytest.raises(TimedOut, match="come back"):
        call(session, "sleep")


def test_the_budget_of_the_submission_bounds_all(server):
    session = Session(server, {"neuron": LEARNER, "helper": HELPER}, "neuron", Budget(0.5))
    session.begin(5.0, seed=1)
    with pytest.raises(TimedOut, match="whole submission"):
        call(session, "spin")
    session.close()


def test_what_is_printed_is_kept_and_cut(session):
    call(session, "talk")
    assert session.printed() == "hello\noops\n"
    session.begin(0.3, seed=1)
    assert session.printed() == ""
    with pytest.raises(TimedOut):
        call(session, "flood")
    assert session.printed().startswith("xxx")
    assert len(session.printed()) < MAX_OUTPUT + 100


def test_closed_output_disturbs_nothing(session):
    assert call(session, "quiet") == 1
    assert call(session, "double", 2) == 4


@pytest.mark.parametrize("name", ["answer_early", "answer_twice"])
def test_an_answer_nobody_asked_for_is_refused(session, name):
    with pytest.raises((BadAnswer, Died)):  # at this question, or at the next  # noqa: PT012
        call(session, name)
        call(session, "double", 2)
    session.begin(1.0, seed=1)
    assert call(session, "double", 2) == 4


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"def sigmoid(:\n", Raised),
        (b"1 / 0\n", Raised),
        (b"import os; os._exit(0)\n", Died),
        (b"raise SystemExit\n", Raised),
        (b"\xff\xfe", Raised),
        (b"import neuron_that_is_not_there\n", Raised),
        (b"x = " + b"(" * 5000 + b")" * 5000, LearnerError),
    ],
    ids=["syntax", "division", "exit", "SystemExit", "encoding", "import", "brackets"],
)
def test_a_module_that_cannot_be_loaded_is_tried_once(server, source, error):
    session = Session(server, {"neuron": source}, "neuron", Budget(60))
    for _ in range(2):
        with pytest.raises(error):
            session.begin(1.0, seed=1)
    session.close()


def test_a_missing_module_and_a_missing_name_are_told(server, session):
    with pytest.raises(Missing, match="descent"):
        Session(server, {"neuron": LEARNER}, "descent", Budget(60)).begin(1.0, seed=1)
    with pytest.raises(Missing, match="nothing"):
        call(session, "nothing")


def test_source_text_as_windows_and_other_editors_save_it_is_read(server):
    source = "\ufeff# -*- coding: utf-8 -*-\r\ndef double(x):\r\n\treturn 2 * x  # \u03c3\r\n".encode()
    session = Session(server, {"neuron": source}, "neuron", Budget(60))
    session.begin(1.0, seed=1)
    assert call(session, "double", 4) == 8
    session.close()
