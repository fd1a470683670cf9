"""The real ``gradkit grade --cluster``, on a real scheduler with two worker processes, some of which are killed."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from processes import descendants, survivors

from autograder.cohort import cluster as ours
from autograder.errors import UsageError
from autograder.grading.protocol import Setup

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
ONLY = ("--only", "neuron.relu", "--seed", "7")
MANY = 8
PATIENCE = 120.0  # seconds; a busy machine may need them


def until(condition, seconds=PATIENCE):
    """Wait until something is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return value


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started = 0
        self.workers: list[subprocess.Popen] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", file)
        self.address = json.loads(until(lambda: file.exists() and file.read_text(encoding="utf-8")))["address"]

    def _start(self, kind: str, *words: object, path: Path | None = None) -> subprocess.Popen:
        self._started += 1
        environment = os.environ | ({"PYTHONPATH": str(path)} if path else {})
        command = [sys.executable, "-P", "-m", f"distributed.cli.dask_{kind}", *map(str, words)]
        command += ["--host", "127.0.0.1", "--no-dashboard"]
        with self._log(self._started).open("wb") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def _log(self, number: int) -> Path:
        return self._folder / f"{number}.log"

    def add_worker(self, path: Path | None = None) -> subprocess.Popen:
        """Start a worker, with a folder that it looks for packages in first, and wait until it is there."""
        words = "--no-nanny", "--nthreads", 1, "--local-directory", self._folder
        worker = self._start("worker", self.address, *words, path=path)
        log = self._log(self._started)
        until(lambda: "Registered to" in log.read_text(encoding="utf-8"))
        self.workers.append(worker)
        return worker

    def remove(self, worker: subprocess.Popen) -> None:
        worker.kill()
        worker.wait()
        self.workers.remove(worker)

    def slots(self) -> list[str]:
        """Return the commands below the workers: graders, fork servers, learners' code."""
        return [command for worker in self.workers for _, command in descendants(worker.pid).values()]

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def cluster_in(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster with two workers; whoever takes one away gives it another."""
    with cluster_in(tmp_path_factory.mktemp("cluster")) as cluster:
        for _ in range(2):
            cluster.add_worker()
        yield cluster


@pytest.fixture
def cohort(tmp_path, right, stubs):
    """A right submission, a blank, a wrong one and one that cannot be read."""
    sources = {"ada": right["neuron"], "ben": stubs["neuron"], "cleo": b"def relu(x):\n    return x\n"}
    folder = tmp_path / "cohort"
    for learner, source in sources.items():
        (folder / learner).mkdir(parents=True)
        (folder / learner / "neuron.py").write_bytes(source)
    (folder / "dan.zip").write_bytes(b"this is no zip")
    return folder


@pytest.fixture
def long_cohort(tmp_path, right):
    """Right submissions that take their time."""
    folder = tmp_path / "long"
    for number in range(MANY):
        (folder / f"learner-{number}").mkdir(parents=True)
        source = right["neuron"] + b"\n\nimport time\ntime.sleep(0.5)\n"
        (folder / f"learner-{number}" / "neuron.py").write_bytes(source)
    return folder


@pytest.fixture
def start(tmp_path, isolation):
    """Start the real command on a cluster; what is still there afterwards is killed."""
    started: list[subprocess.Popen] = []

    def start(cohort: Path, address: str, *options: object, before: tuple[str, ...] = (), **more) -> subprocess.Popen:
        command = [*before, str(BIN / "gradkit"), "grade", str(cohort), "--out", str(tmp_path / "out"), *ONLY]
        command += ["--cluster", address, "--isolation", isolation, *map(str, options)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, **{"cwd": ROOT} | pipes | more))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def grade(start):
    """Run the real command on a cluster; return its exit status, what it said and its summary."""

    def grade(cohort: Path, address: str, *options: object, **more) -> tuple[int, str, dict]:
        process = start(cohort, address, "--json", *options, **more)
        summary, said = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in said
        return process.returncode, said, json.loads(summary or "{}")

    return grade


def rows(out: Path) -> dict[str, str]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["percent"] for row in csv.DictReader(file)}


def files(out: Path) -> dict[str, str]:
    """Return what was written, but for what no two runs have in common."""
    paths = [path for folder in ("results", "feedback", "unknown") for path in (out / folder).glob("*")]
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in [*paths, out / "grades.csv"]}
    return {name: re.sub(r'"duration_s": *[\d.]+', "", text) for name, text in texts.items()}


def graded(out: Path) -> int:
    return len(list((out / "results").glob("*.json")))


def test_a_cluster_writes_what_one_machine_writes_and_keeps_no_process(
    gradkit, grade, cluster, cohort, tmp_path, isolation
):
    status, said, summary = grade(cohort, cluster.address)
    assert status == 0, said
    assert (summary["graded"], summary["unreadable"]) == (3, 1)
    assert cluster.slots() == []
    ran = gradkit("grade", cohort, "--out", tmp_path / "alone", *ONLY, "--jobs", 1, "--isolation", isolation)
    assert ran.returncode == 0, ran.stderr
    assert files(tmp_path / "out") == files(tmp_path / "alone")


def test_a_worker_that_is_killed_costs_nobody_anything_and_leaves_no_process(start, cluster, long_cohort, tmp_path):
    victim = cluster.workers[0]
    process = start(long_cohort, cluster.address, "--json")
    until(lambda: graded(tmp_path / "out") >= 3)
    with survivors() as left:
        assert descendants(victim.pid)
        cluster.remove(victim)
    # What the killed worker had below it became this process's; the other worker's slots are that one's.
    assert left == []
    summary, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert json.loads(summary)["graded"] == MANY
    assert set(rows(tmp_path / "out").values()) == {"100.0"}
    cluster.add_worker()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_a_command_that_ends_early_leaves_no_slot(start, cluster, long_cohort, tmp_path, end):
    process = start(long_cohort, cluster.address)
    until(lambda: graded(tmp_path / "out") >= 3)
    assert cluster.slots()
    begin = time.monotonic()
    process.send_signal(end)
    _, said = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - begin < 15
    if end == signal.SIGINT:
        assert process.returncode == 130
        assert "interrupted" in said
        assert len(rows(tmp_path / "out")) >= 3
    until(lambda: not cluster.slots(), 15)


def test_two_runs_on_one_cluster_do_not_disturb_each_other(start, grade, cluster, cohort, long_cohort, tmp_path):
    process = start(long_cohort, cluster.address, "--json", "--out", tmp_path / "other")
    until(lambda: graded(tmp_path / "other") >= 2)
    status, said, _ = grade(cohort / "ada", cluster.address)
    assert status == 0, said
    summary, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert json.loads(summary)["graded"] == MANY


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("autograder/errors.py", "# changed\n", "another version than the machine that gradkit was started on"),
        ("distributed-2020.1.0.dist-info/METADATA", "Name: distributed\nVersion: 2020.1.0\n", "version of Dask's"),
        ("autograder/cohort/__init__.py", "import nothing_of_that_name\n", "cannot run gradkit: "),
    ],
    ids=["gradkit", "dask", "broken"],
)
def test_a_worker_with_another_version_is_refused(grade, cluster, cohort, tmp_path, file, text, said):
    path = tmp_path / "changed"
    if file.startswith("autograder"):
        shutil.copytree(ROOT / "autograder", path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    (path / file).parent.mkdir(parents=True, exist_ok=True)
    with (path / file).open("a", encoding="utf-8") as changed:
        changed.write(text)
    worker = cluster.add_worker(path=path)
    try:
        status, words, _ = grade(cohort, cluster.address)
    finally:
        cluster.remove(worker)
    assert status == 2
    assert said in words
    assert not (tmp_path / "out" / "grades.csv").exists()


@pytest.mark.parametrize("change", ["", "# changed\n"], ids=["same", "another"])
def test_a_worker_may_have_its_course_elsewhere_but_no_other_course(grade, cluster, cohort, tmp_path, change):
    """The command sees a course where the workers see an empty folder, as on another machine."""
    copy, there = tmp_path / "copy", tmp_path / "there"
    shutil.copytree(ROOT / "solutions", copy / "solutions")
    shutil.copytree(ROOT / "tests" / "hidden", copy / "tests" / "hidden")
    with (copy / "tests" / "hidden" / "test_neuron.py").open("a", encoding="utf-8") as suite:
        suite.write(change)
    there.mkdir()
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*unshare, "true"], check=False, capture_output=True).returncode:
        pytest.skip("cannot make a mount namespace here")
    mount = 'mount --bind "$0" "$1" && shift && exec "$@"'
    before = (*unshare, "sh", "-c", mount, str(copy), str(there))
    status, said, summary = grade(cohort / "ada", cluster.address, "--course", there, before=before)
    assert status == (2 if change else 0), said
    assert ("another course than the machine" in said) == bool(change)
    assert change or summary["graded"] == 1


def test_no_worker_is_told_a_late_one_is_waited_for_and_a_lost_scheduler_makes_no_zero(
    start, grade, cluster, long_cohort, tmp_path, monkeypatch
):
    (tmp_path / "lonely").mkdir()
    with cluster_in(tmp_path / "lonely") as lonely:
        monkeypatch.setattr(ours, "WORKER_SECONDS", 1.0)
        with (
            pytest.raises(UsageError, match=f"no worker for 1 second.*dask worker {lonely.address}"),
            ours.cluster_slots(lonely.address, Setup(str(ROOT), "process", 7)),
        ):
            pass
        process = start(long_cohort, lonely.address)
        assert "has no worker yet" in process.stderr.readline()
        lonely.add_worker()
        until(lambda: graded(tmp_path / "out") >= 3)
        lonely.scheduler.kill()
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 3, said
        assert "Traceback" not in said
        assert "could not be graded, our fault" in said
    assert set(rows(tmp_path / "out").values()) == {"100.0", ""}
    status, said, summary = grade(long_cohort, cluster.address)
    assert status == 0, said
    assert (summary["graded"], summary["ungraded"]) == (MANY, 0)
    assert summary["kept"] >= 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:1", "Connection refused"),
        ("nowhere", "missing port number"),
        ("smoke://127.0.0.1:8786", "unknown address scheme"),
    ],
)
def test_an_address_where_no_scheduler_is_is_told(grade, cohort, address, said):
    status, words, _ = grade(cohort, address)
    assert status == 2
    assert f"--cluster {address}: no Dask scheduler can be reached there" in words
    assert said in words


def test_without_dask_the_message_says_what_to_install(grade, cohort, tmp_path):
    (tmp_path / "distributed.py").write_text("raise ImportError('as if it were not there')\n", encoding="utf-8")
    status, said, _ = grade(cohort, "127.0.0.1:1", env=os.environ | {"PYTHONPATH": str(tmp_path)})
    assert status == 2
    assert "pip install 'gradkit[cluster]'" in said
