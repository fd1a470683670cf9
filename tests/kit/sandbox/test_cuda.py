"""What a worker with a card has beyond others, and what it still has not: no card is needed to ask for it.

Where this machine has no node of a card, one that leads nowhere is made for as long as the tests take.
"""

import os
import resource
import stat
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import torch
from workers import asking, serving

from autograder.cohort.slot import Slot
from autograder.errors import UsageError
from autograder.grading.protocol import Setup
from autograder.sandbox import cuda

NOTHING = Path("/dev/null").stat().st_rdev
SPY = b"""
import errno, fcntl, os, resource
def attempt(function, *args):
    try:
        return repr(function(*args))
    except OSError as error:
        return errno.errorcode[error.errno]
def drive(node):
    def control():
        with open(node, "r+b", buffering=0) as card:
            fcntl.ioctl(card, 0x46C8)
    return attempt(control)
def name_itself(): return attempt(lambda: open("/proc/self/task/%d/comm" % os.getpid(), "w").write("x"))
def processes(): return [name for name in os.listdir("/proc") if name.isdigit()]
def entries(path): return attempt(lambda: len(os.listdir(path)) > 0)
def read(path): return attempt(lambda: open(path, "rb").read(1))
def write(path): return attempt(lambda: open(path, "w").write("x"))
def make(path): return attempt(os.mkdir, path)
def told(name): return os.environ.get(name)
def limits(): return [resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE)]
"""


@pytest.fixture(scope="module")
def node():
    """A node of a card in /dev; what drives none answers that nothing there can be steered."""
    if cuda.nodes():
        yield f"/dev/{cuda.nodes()[0]}"
        return
    made = Path("/dev/nvidiactl")
    try:
        os.mknod(made, stat.S_IFCHR | 0o666, NOTHING)
        made.chmod(0o666)
    except OSError as error:
        pytest.skip(f"no node of a card here, and none can be made: {error}")
    try:
        yield str(made)
    finally:
        made.unlink()


@pytest.fixture(scope="module", params=["namespaces", "process"])
def server(request, node):
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CUDA_VISIBLE_DEVICES", "3")
            patch.setenv("GRADKIT_CANARY", "sings")
            server = stack.enter_context(serving(request.param, "cuda"))
        yield server


@pytest.fixture
def spy(server):
    with asking(server, SPY) as ask:
        yield ask


def test_it_can_open_and_steer_a_node_of_the_card(spy, node):
    assert spy("drive", node) == ("ENOTTY" if Path(node).stat().st_rdev == NOTHING else "None")


def test_it_can_name_its_threads_as_the_driver_does(spy):
    assert spy("name_itself") == "1"


def test_it_can_ask_about_the_machine_and_change_nothing(spy):
    assert spy("entries", "/sys/devices/system/cpu") == "True"
    assert spy("write", "/sys/kernel/mm/ksm/run") in {"EACCES", "EROFS", "ENOENT"}
    assert spy("write", "/proc/sys/kernel/hostname") in {"EACCES", "EPERM", "EROFS"}
    assert spy("make", "/dev/mine") in {"EACCES", "EROFS"}


def test_it_sees_no_file_of_ours_and_in_namespaces_no_process_but_its_own(spy, server, course):
    assert spy("read", str(course.hidden / "test_neuron.py")) in {"ENOENT", "EACCES"}
    assert spy("read", f"/proc/{os.getpid()}/environ") in {"ENOENT", "EACCES"}
    if server.kind == "namespaces":
        assert spy("processes") == ["1"]


def test_its_limits_leave_the_card_its_addresses(spy):
    assert spy("limits") == [resource.RLIM_INFINITY, cuda.MAX_FILES]


def test_it_is_told_of_the_cards_and_of_nothing_else(spy):
    assert (spy("told", "CUDA_VISIBLE_DEVICES"), spy("told", "GRADKIT_CANARY")) == ("3", None)


def test_a_fork_server_gets_warm_without_a_question_about_cards():
    """Once a process has asked, CUDA does not work in its forks."""
    program = """
import torch
from autograder.sandbox import forkserver

def asked(*_, **__):
    raise AssertionError

torch.cuda.is_available = torch.cuda.device_count = torch.cuda._lazy_init = torch._C._cuda_getDeviceCount = asked
forkserver.warm_up()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("kind", ["namespaces", "process"])
def test_no_other_worker_has_any_of_it(kind, node):
    with serving(kind) as server, asking(server, SPY) as ask:
        assert ask("told", "CUDA_VISIBLE_DEVICES") == ""
        assert ask("drive", node) in {"ENOENT", "EACCES"}
        assert ask("name_itself") in {"ENOENT", "EACCES"}


def test_a_card_that_no_worker_can_use_is_our_fault_and_costs_nobody_a_point(course, isolation):
    if torch.cuda.is_available():
        pytest.skip("this machine has a card")
    with pytest.raises(UsageError, match=r"--gpu: CUDA cannot be used in a worker.*leave --gpu out"):
        Slot(Setup(str(course.root), isolation, 5, gpu=True))


def test_with_a_card_its_criteria_are_graded_too(course, isolation, right):
    if not torch.cuda.is_available():
        pytest.skip("this machine has no card")
    with closing(Slot(Setup(str(course.root), isolation, 5, gpu=True))) as slot:
        only = "devices.pick_device", "devices.to_device", "devices.fit_on_device"
        for result in slot.grade(right, only).exercises.values():
            assert all(verdict.status == "passed" for verdict in result.criteria)
