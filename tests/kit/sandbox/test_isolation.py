"""What a worker in namespaces can see and do, asked from inside by a submission."""

import os
import pkgutil
import sys
from contextlib import ExitStack

import pytest
from workers import asking, serving

from autograder.errors import Died
from autograder.sandbox import kit

SPY = b"""
import ctypes, os, pathlib, socket, sys
def attempt(function, *args):
    try:
        return repr(function(*args))
    except BaseException as error:
        return type(error).__name__
def files(path):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)
def entries(path): return sorted(os.listdir(path))
def read(path): return attempt(lambda: open(path, "rb").read(100))
def write(path): return attempt(lambda: open(path, "w").write("x"))
def who():
    return [os.getuid(), os.geteuid(), os.getgid(), os.getgroups(), os.getpid(), os.getppid(), os.uname().nodename]
def environment(): return dict(os.environ)
def descriptors(): return [number for number in range(256) if attempt(os.fstat, number) != "OSError"]
def connect(): return attempt(lambda: socket.create_connection(("127.0.0.1", 9), timeout=1))
def forks():
    count = 0
    try:
        for _ in range(100):
            if os.fork() == 0:
                while True: pass
            count += 1
    except PermissionError:
        pass
    return count
def become_root():
    return [attempt(os.setuid, 0), attempt(os.chroot, "/scratch"), attempt(os.mknod, "/scratch/x", 0o60600, 0)]
def mount(): return ctypes.CDLL(None).mount(b"none", b"/scratch", b"tmpfs", 0, None)
def kill_all(): return attempt(os.kill, -1, 9)
def leave(): os._exit(0)
def modules(): return sorted(sys.modules)
def capabilities():
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    ctypes.CDLL(None).capget(header, data)
    return list(data)
def no_new_privs(): return ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)
"""


@pytest.fixture(scope="module")
def spy():
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GRADKIT_CANARY", "sings")
            server = stack.enter_context(serving("namespaces"))
        yield stack.enter_context(asking(server, SPY))


def test_the_root_holds_libraries_and_nothing_else(spy, course):
    roots = {"dev", "lib", "lib64", "proc", "scratch", "sys", "tmp", "usr"}
    interpreters = {path.split("/")[1] for path in (os.path.realpath(sys.prefix), sys.base_prefix, str(course.root))}
    assert set(spy("entries", "/")) <= roots | interpreters
    assert spy("entries", "/scratch") == spy("entries", "/proc") == spy("entries", "/sys") == []


def test_no_suite_no_reference_and_no_mistake_is_on_any_path(spy, course):
    there = spy("entries", str(course.root))
    assert not {"solutions", "tests", "instructor", "exercises", ".git"} & set(there)
    for path in (course.hidden / "test_neuron.py", course.solutions / "03_neuron" / "neuron.py"):
        assert path.is_file()
        assert spy("read", str(path)) == "FileNotFoundError"


def test_only_its_scratch_folder_can_be_written(spy, course):
    assert spy("write", "/scratch/mine") == "1"
    for folder in ("/", "/usr/lib", "/dev", "/proc", str(course.root), f"{course.root}/autograder", sys.prefix):
        assert spy("write", f"{folder}/file") != "1"


def test_a_file_in_tmp_is_one_in_its_scratch_folder(spy, course):
    if any(path.startswith("/tmp/") for path in (sys.prefix, str(course.root))):
        pytest.skip("this checkout lies in /tmp, which is then read-only to a worker; its TMPDIR is the scratch folder")
    assert spy("write", "/tmp/there") == "1"
    assert spy("read", "/scratch/there") == "b'x'"


def test_nothing_written_reaches_the_next_worker(spy):
    spy("write", "/scratch/mine")
    assert spy("read", "/scratch/mine") == "b'x'"  # the same worker
    with pytest.raises(Died):
        spy("leave")
    assert spy("read", "/scratch/mine") == "FileNotFoundError"


def test_the_worker_is_nobody_alone_in_its_namespaces(spy):
    user, effective, group, groups, pid, parent, host = spy("who")
    assert 0 not in (user, effective, group, *groups)
    assert (pid, parent, host) == (1, 0, "gradkit")


def test_it_has_no_capability_and_can_gain_none(spy):
    assert spy("capabilities") == [0] * 6
    assert spy("no_new_privs") == 1
    assert spy("become_root") == 3 * ["PermissionError"]
    assert spy("mount") == -1


def test_there_is_no_network(spy):
    assert spy("connect") == "PermissionError"


def test_its_environment_is_the_kits_own(spy):
    environment = spy("environment")
    assert environment["HOME"] == environment["TMPDIR"] == "/scratch"
    assert "GRADKIT_CANARY" not in environment
    assert not set(environment) & {name for name in os.environ if name.startswith("PYTEST")}


def test_four_descriptors_are_open(spy):
    assert spy("descriptors") == [0, 1, 2, 3]


def test_it_starts_no_process(spy):
    assert spy("forks") == 0


def test_it_knows_no_module_of_the_trusted_side(spy):
    ours = {name for name in spy("modules") if name.startswith(("autograder", "pytest", "_pytest"))}
    assert ours == {
        "autograder",
        "autograder.sandbox",
        "autograder.sandbox.cgroups",
        "autograder.sandbox.cuda",
        "autograder.sandbox.eager",
        "autograder.sandbox.isolation",
        "autograder.sandbox.kernel",
        "autograder.sandbox.landlock",
        "autograder.sandbox.mounts",
        "autograder.sandbox.seccomp",
        "autograder.sandbox.wire",
        "autograder.sandbox.worker",
        "autograder.sandbox.kit",
        *(f"autograder.sandbox.kit.{module.name}" for module in pkgutil.iter_modules(kit.__path__)),
    }
