"""The real ``gradkit grade``: what goes in, what comes out, exit statuses, and what a person can get wrong."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cohort(tmp_path, right, stubs):
    """A right submission, a blank, one in a zip, one file alone, and one that cannot be read."""
    folder = tmp_path / "cohort"
    for learner, sources in {"ada": right, "ben": stubs}.items():
        (folder / learner).mkdir(parents=True)
        for module, source in sources.items():
            (folder / learner / f"{module}.py").write_bytes(source)
    with zipfile.ZipFile(folder / "cleo.zip", "w") as archive:
        archive.writestr("homework/neuron.py", right["neuron"])
    (folder / "dan.zip").write_bytes(b"this is no zip")
    return folder


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_a_cohort_of_folders_and_archives_is_graded(gradkit, cohort, tmp_path, isolation):
    ran = gradkit("grade", cohort, "--out", tmp_path / "out", "--isolation", isolation)
    assert ran.returncode == 0, ran.stderr
    assert {name: (row["status"], row["percent"]) for name, row in rows(tmp_path / "out").items()} == {
        "ada": ("graded", "100.0"),
        "ben": ("graded", "0.0"),
        "cleo": ("graded", "11.14"),
        "dan": ("unreadable", "0.0"),
    }
    assert "4 submissions" in ran.stdout
    assert "1 unreadable" in ran.stdout


@pytest.mark.parametrize("kind", ["folder", "file", "zip"])
def test_one_submission_is_graded_by_itself(gradkit, cohort, tmp_path, right, isolation, kind):
    path = {"folder": cohort / "ada", "file": tmp_path / "neuron.py", "zip": cohort / "cleo.zip"}[kind]
    (tmp_path / "neuron.py").write_bytes(right["neuron"])
    ran = gradkit("grade", path, "--out", tmp_path / "out", "--only", "neuron.relu", "--isolation", isolation)
    assert ran.returncode == 0, ran.stderr
    (row,) = rows(tmp_path / "out").values()
    assert (row["score"], row["max_score"], row["neuron.relu"]) == ("1.0", "1.0", "1.0")
    assert "neuron.sigmoid" not in row


def test_the_summary_is_json_when_asked_for(gradkit, cohort, tmp_path, isolation):
    ran = gradkit("grade", cohort, "--out", tmp_path / "out", "--json", "--seed", 7, "--isolation", isolation)
    summary = json.loads(ran.stdout)
    assert summary["graded"] == 3
    assert summary["unreadable"] == 1
    assert summary["ungraded"] == 0
    assert summary["seed"] == 7


def test_jobs_change_nothing_but_the_time(gradkit, cohort, tmp_path, isolation):
    for jobs in (1, 3):
        gradkit("grade", cohort, "--out", tmp_path / str(jobs), "--jobs", jobs, "--seed", 7, "--isolation", isolation)
    assert (tmp_path / "1" / "grades.csv").read_bytes() == (tmp_path / "3" / "grades.csv").read_bytes()


def test_a_new_seed_is_drawn_where_none_is_given(gradkit, cohort, tmp_path, isolation):
    seeds = set()
    for turn in range(2):
        out = tmp_path / str(turn)
        gradkit("grade", cohort / "ada", "--out", out, "--only", "neuron.relu", "--isolation", isolation)
        seeds.add(json.loads((out / "results" / "ada.json").read_text(encoding="utf-8"))["seed"])
    assert len(seeds) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["pyproject.toml"], "no submission"),
        (["."], "no submission"),
        (["instructor/samples", "--only", "neuron.tanh"], "no such exercise"),
        (["instructor/samples", "--out", "pyproject.toml"], "is a file"),
        (["instructor/samples", "--course", "exercises"], "not a gradkit checkout"),
        (["instructor/samples", "--isolation", "none"], "isolation"),
        (["instructor/samples", "--jobs", "0"], "jobs"),
        (["instructor/samples", "--seed", "-1"], "seed"),
        (["instructor/samples", "--gpu"], "--gpu"),
        ([], "SUBMISSIONS"),
    ],
)
def test_wrong_words_and_paths_exit_with_2_and_say_so(gradkit, tmp_path, arguments, said):
    if arguments == ["."]:
        arguments = [str(tmp_path)]
    out = [] if "--out" in arguments else ["--out", str(tmp_path / "out")]
    ran = gradkit("grade", *arguments, *out)
    if "--gpu" in arguments and ran.returncode == 0:
        pytest.skip("this machine has a CUDA device")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_results_may_not_lie_among_the_submissions(gradkit, cohort):
    ran = gradkit("grade", cohort, "--out", cohort / "graded")
    assert ran.returncode == 2
    assert "taken for a submission" in ran.stderr
    assert not (cohort / "graded").exists()


WITHOUT_NAMESPACES = """
echo 0 > /proc/sys/user/max_user_namespaces || exit 99
exec setpriv --bounding-set=-all --inh-caps=-all "$@"
"""


@pytest.fixture
def gradkit_without_namespaces():
    """The real command where no namespace can be made: root's number, none of its rights, and a limit of 0."""

    def run(*arguments):
        shell = ["unshare", "--user", "--map-root-user", "sh", "-c", WITHOUT_NAMESPACES, "sh"]
        command = [str(Path(sys.executable).parent / "gradkit"), *map(str, arguments)]
        ran = subprocess.run([*shell, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode == 99:
            pytest.skip("cannot take the namespaces away here")
        return ran

    return run


def test_a_cohort_is_refused_without_isolation_unless_words_ask_for_it(gradkit_without_namespaces, cohort, tmp_path):
    refused = gradkit_without_namespaces("grade", cohort, "--out", tmp_path / "out")
    assert refused.returncode == 2
    assert "cannot isolate" in refused.stderr
    assert "missing  private root: " in refused.stderr
    assert "to get   namespaces: sysctl -w user.max_user_namespaces" in refused.stderr
    assert "seccomp" not in refused.stderr  # which is there
    assert "--isolation process" in refused.stderr
    assert not (tmp_path / "out" / "grades.csv").exists()
    asked = gradkit_without_namespaces("grade", cohort, "--out", tmp_path / "out", "--isolation", "process")
    assert asked.returncode == 0, asked.stderr
    assert rows(tmp_path / "out")["ada"]["percent"] == "100.0"


def test_the_bundled_samples_are_graded_without_isolation_and_it_is_said(gradkit_without_namespaces, tmp_path):
    sample = ROOT / "instructor" / "samples" / "amara-okafor"
    ran = gradkit_without_namespaces("grade", sample, "--out", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    assert "plain processes" in ran.stderr
    assert json.loads((tmp_path / "out" / "results" / "amara-okafor.json").read_text("utf-8"))["isolation"] == "process"


def test_a_broken_hidden_suite_is_our_fault_and_nobody_gets_a_zero(gradkit, cohort, tmp_path, course, isolation):
    checkout = tmp_path / "checkout"
    (checkout / "tests" / "hidden").mkdir(parents=True)
    (checkout / "solutions").symlink_to(course.solutions)
    (checkout / "tests" / "hidden" / "test_neuron.py").write_text(
        "from autograder.grading.suite import criterion\n"
        "@criterion('neuron.relu', 'breaks')\n"
        "def test_breaks(student):\n    {}['nothing']\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    ran = gradkit("grade", cohort / "ada", "--out", out, "--course", checkout, "--isolation", isolation)
    assert ran.returncode == 3
    assert "our fault" in ran.stderr
    assert rows(out)["ada"]["status"] == "ungraded"
    assert rows(out)["ada"]["score"] == ""
    assert json.loads((out / "results" / "ada.json").read_text(encoding="utf-8"))["exercises"] == {}


@pytest.mark.parametrize(
    ("suite", "status", "said"),
    [
        ("@criterion('neuron.relu', 'passes')\ndef test_a(student): pass\n", 3, "without a call"),
        ("@criterion('neuron.relu', 'x', weight=-1)\ndef test_a(student): pass\n", 2, "weight -1"),
        ("@criterion('neuron.tanh', 'x')\ndef test_a(student): pass\n", 2, "no exercise"),
        ("def test_a(student): pass\n", 2, "bears no @criterion"),
        (
            "@pytest.mark.timeout('long')\n@criterion('neuron.relu', 'x')\ndef test_a(student): pass\n",
            2,
            "timeout 'long'",
        ),
        ("@pytest.mark.timeout(0)\n@criterion('neuron.relu', 'x')\ndef test_a(student): pass\n", 2, "timeout 0"),
        ("def test_a(:\n", 2, "cannot be collected"),
        ("@criterion('neuron.relu', 'x')\ndef test_a(student, draw): student.neuron.rleu(draw.normal(2))\n", 3, "rleu"),
    ],
    ids=["no call", "weight", "exercise", "mark", "no number", "no time", "syntax", "name"],
)
def test_a_suite_that_is_wrong_is_told_and_costs_no_learner(
    gradkit, cohort, tmp_path, course, isolation, suite, status, said
):
    checkout = tmp_path / "checkout"
    (checkout / "tests" / "hidden").mkdir(parents=True)
    (checkout / "solutions").symlink_to(course.solutions)
    text = f"import pytest\nfrom autograder.grading.suite import criterion\n{suite}"
    (checkout / "tests" / "hidden" / "test_neuron.py").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    ran = gradkit("grade", cohort / "ada", "--out", out, "--course", checkout, "--isolation", isolation)
    assert ran.returncode == status, ran.stderr
    assert said in ran.stderr
    assert not (out / "grades.csv").exists() or rows(out)["ada"]["score"] == ""


TIMED = """
import pytest
from autograder.grading.suite import criterion

@pytest.mark.timeout(0.2)
@criterion("neuron.relu", "in less time than usual")
def test_short(student, draw):
    student.neuron.relu(draw.normal(3))

@pytest.mark.timeout(20)
@criterion("neuron.relu", "in more time than usual")
def test_long(student, draw):
    student.neuron.relu(draw.normal(3))

@criterion("neuron.relu", "in the usual time")
def test_usual(student, draw):
    student.neuron.relu(draw.normal(3))
"""


WAITING = "time.sleep(8)"
COMPUTING = "end = time.process_time() + 3\n    while time.process_time() < end: pass"


@pytest.mark.parametrize("wait", [WAITING, COMPUTING], ids=["waiting", "computing"])
def test_a_criterions_deadline_is_the_one_that_its_marker_sets(gradkit, tmp_path, course, isolation, wait):
    checkout = tmp_path / "checkout"
    (checkout / "tests" / "hidden").mkdir(parents=True)
    (checkout / "solutions").symlink_to(course.solutions)
    (checkout / "tests" / "hidden" / "test_neuron.py").write_text(TIMED, encoding="utf-8")
    source = f"import time\ndef relu(x):\n    {wait}\n    return x\n"
    (tmp_path / "neuron.py").write_text(source, encoding="utf-8")
    out = tmp_path / "out"
    ran = gradkit("grade", tmp_path / "neuron.py", "--out", out, "--course", checkout, "--isolation", isolation)
    assert ran.returncode == 0, ran.stderr
    (result,) = (json.loads(path.read_text(encoding="utf-8")) for path in (out / "results").iterdir())
    criteria = result["exercises"]["neuron.relu"]["criteria"]
    assert {each["title"]: each["status"] for each in criteria} == {
        "in less time than usual": "timed_out",
        "in more time than usual": "passed",
        "in the usual time": "timed_out",
    }


def test_a_folder_that_is_neither_one_submission_nor_a_cohort_is_refused(gradkit, cohort, tmp_path, right):
    (cohort / "neuron.py").write_bytes(right["neuron"])
    ran = gradkit("grade", cohort, "--out", tmp_path / "out")
    assert ran.returncode == 2
    assert "neuron.py, as one submission does" in ran.stderr


def test_an_entry_of_an_unknown_kind_is_unreadable_and_not_overlooked(gradkit, cohort, tmp_path, isolation):
    (cohort / "max.rar").write_bytes(b"Rar!")
    (cohort / "README.md").write_text("about this cohort", encoding="utf-8")
    ran = gradkit("grade", cohort, "--out", tmp_path / "out", "--only", "neuron.relu", "--isolation", isolation)
    assert ran.returncode == 0, ran.stderr
    graded = rows(tmp_path / "out")
    assert graded["max.rar"]["status"] == "unreadable"
    assert sorted(graded) == ["ada", "ben", "cleo", "dan", "max.rar"]


def test_an_interrupted_run_keeps_what_is_finished_and_leaves_no_process(tmp_path, right, isolation):
    folder = tmp_path / "cohort"
    for number in range(3):
        (folder / f"quick-{number}").mkdir(parents=True)
        (folder / f"quick-{number}" / "neuron.py").write_bytes(right["neuron"])
    for number in range(5):
        (folder / f"slow-{number}").mkdir()
        (folder / f"slow-{number}" / "neuron.py").write_text("while True: pass\n", encoding="utf-8")
    out = tmp_path / "out"
    command = [Path(sys.executable).parent / "gradkit", "grade", folder, "--out", out, "--jobs", "1"]
    run = subprocess.Popen([*command, "--isolation", isolation], stderr=subprocess.PIPE, text=True)
    while run.poll() is None and len(list((out / "results").glob("quick*"))) < 3:
        time.sleep(0.05)
    below = descendants(run.pid)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "interrupted" in said
    assert set(rows(out)) >= {f"quick-{number}" for number in range(3)}
    assert below
    deadline = time.monotonic() + 10
    while alive(below) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive(below) == set()


def descendants(pid: int) -> set[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    living = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            living.add(pid)
    return living


def test_it_grades_as_an_ordinary_user_too(tmp_path, cohort, isolation):
    """In a user namespace that maps nobody to root, the process has no privilege and takes the way of a plain user."""
    if isolation != "namespaces" or os.geteuid() != 0:
        pytest.skip("needs root and namespaces; without root every other test here shows the same")
    command = [Path(sys.executable).parent / "gradkit", "grade", cohort / "ada", "--out", tmp_path / "out"]
    ran = subprocess.run(
        ["unshare", "--user", "--map-user=1000", "--map-group=1000", *command, "--isolation", "namespaces"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert rows(tmp_path / "out")["ada"]["percent"] == "100.0"
