"""Control groups: where they may be made, what they limit, and that they are put away."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import cgroups
from autograder.sandbox.cgroups import Cgroup, WorkerGroups
from autograder.sandbox.launcher import ForkServer

SMALL = 64 * 2**20


@pytest.fixture
def where():
    places = cgroups.places()
    if not places:
        pytest.skip("no control group is delegated here")
    return places


@pytest.fixture
def group(where):
    group = Cgroup(where, owner=None)
    yield group
    group.remove()
    assert not [folder for folder in group.folders if folder.exists()]


@pytest.fixture
def workers(group):
    workers = WorkerGroups(group.open())
    yield workers
    for folder in workers.folders:
        os.close(folder)


def forked(workers, name, task):
    """Run a task in a fork within a worker's group and return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            workers.enter(name)
            task()
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]


def limit(group, name, files, value):
    """Set another limit than the one it has, in the file that this version has."""
    for folder in group.folders:
        for path in (folder / name / file for file in files):
            if path.exists():
                path.write_text(str(value), encoding="utf-8")


def test_a_group_counts_what_its_memory_limit_has_killed(group, workers):
    name = workers.make()
    limit(group, name, ("memory.max", "memory.limit_in_bytes"), SMALL)
    assert not workers.ran_out_of_memory(name)
    assert forked(workers, name, lambda: bytearray(4 * SMALL)) == signal.SIGKILL
    assert workers.ran_out_of_memory(name)


def test_a_group_limits_processes(group, workers):
    name = workers.make()
    limit(group, name, ("pids.max",), 1)

    def task():
        try:
            os.fork()
        except BlockingIOError:
            os._exit(7)

    assert os.waitstatus_to_exitcode(forked(workers, name, task)) == 7


def test_the_limits_of_a_new_group_are_ours(group, workers):
    name = workers.make()
    values = {}
    for folder in group.folders:
        for file in ("memory.max", "memory.limit_in_bytes", "pids.max"):
            if (folder / name / file).exists():
                values[file.split(".")[0]] = int((folder / name / file).read_text(encoding="utf-8"))
    assert values == {"memory": cgroups.MEMORY, "pids": cgroups.PROCESSES}


def test_groups_of_workers_that_have_ended_are_removed_when_the_next_is_made(group, workers):
    names = [workers.make() for _ in range(3)]
    for folder in group.folders:
        assert [name for name in names if (folder / name).exists()] == names[-1:]


def test_a_fork_server_puts_its_groups_away(where):
    server = ForkServer("process")
    server.wait_until_ready()
    assert [folder for place in where for folder in place.glob(f"gradkit-{os.getpid()}-*")]
    server.worker().kill()
    server.close()
    assert not [folder for place in where for folder in place.glob(f"gradkit-{os.getpid()}-*")]


def test_what_a_killed_grader_left_behind_is_removed_by_the_next(where):
    text = "from autograder.sandbox import cgroups; print(cgroups.Cgroup(cgroups.places(), None).folders[0])"
    ran = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    left = Path(ran.stdout.strip())
    assert left.is_dir()
    Cgroup(where, owner=None).remove()
    deadline = time.monotonic() + 5
    while left.is_dir() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left.is_dir()


def test_a_user_gets_the_nearest_group_above_that_grants_both_controllers(tmp_path):
    """The second version: a group with processes grants nothing, so it is one above that systemd has delegated."""
    own = tmp_path / "own"
    own.write_text("0::/user.slice/app.slice/terminal.scope\n", encoding="utf-8")
    root = tmp_path / "cgroup"
    granted = {"": "cpu memory pids", "user.slice": "memory pids", "user.slice/app.slice": "memory pids"}
    (root / "user.slice" / "app.slice" / "terminal.scope").mkdir(parents=True)
    (root / "cgroup.controllers").touch()
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
        controllers = granted.get(str(folder.relative_to(root)).removeprefix("."), "")
        (folder / "cgroup.subtree_control").write_text(controllers, encoding="utf-8")
        (folder / "cgroup.procs").touch()
    assert cgroups.places(root, own) == [root / "user.slice" / "app.slice"]
    (root / "user.slice" / "app.slice" / "cgroup.procs").unlink()
    (root / "user.slice" / "app.slice" / "cgroup.subtree_control").write_text("cpu", encoding="utf-8")
    assert cgroups.places(root, own) == [root / "user.slice"]


def test_no_file_that_tells_no_groups(tmp_path):
    assert cgroups.places(tmp_path, tmp_path / "none") == []
