"""The samples, graded by the real command: golden results, the same bytes twice, the same scores with any seed."""

import csv
import html
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import leaks
import pytest
from golden import ENDLESS, GOLDEN, MANY, ROOT, SAMPLES, SEED, grade_samples, read_results

from autograder.course.catalogue import Course
from autograder.submissions.intake import read_submission


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("graded")
    return grade_samples(out), out


def scores(out: Path) -> dict[str, list[str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1:] for row in csv.reader(file)}


def test_every_sample_has_its_golden_result(run):
    graded, out = run
    assert graded.returncode == 0, graded.stderr
    results = read_results(out)
    golden = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.json")}
    assert len(golden) == 24
    assert sorted(results) == sorted(golden)
    for learner, result in results.items():
        assert result == golden[learner], f"{learner}: run make golden, and read the diff, if this is meant"


def test_the_files_of_a_run_are_those_the_design_names(run):
    graded, out = run
    learners = sorted(path.stem for path in GOLDEN.glob("*.json"))
    assert sorted(path.name for path in out.iterdir()) == [
        "feedback",
        "grades.csv",
        "grades.sqlite",
        "index.html",
        "results",
        "unknown",
    ]
    assert sorted(path.stem for path in (out / "results").iterdir()) == learners
    pages = [f"{learner}.{kind}" for learner in learners for kind in ("html", "md")]
    assert sorted(path.name for path in (out / "feedback").iterdir()) == pages
    assert str(out / "grades.csv") in graded.stdout
    assert str(out / "index.html") in graded.stdout


def test_results_follow_the_published_schema(run, gradkit):
    _, out = run
    schema = json.loads(gradkit("schema").stdout)
    for path in (out / "results").iterdir():
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)


@pytest.fixture(scope="module")
def fast(tmp_path_factory):
    """The samples that are graded fast, to be graded again."""
    samples = tmp_path_factory.mktemp("fast") / "samples"
    return shutil.copytree(SAMPLES, samples, ignore=shutil.ignore_patterns(*ENDLESS, *MANY))


def test_nothing_written_for_a_learner_gives_anything_away(run):
    """What they printed is theirs, and so are the words that their code raised."""
    secret = leaks.secret_lines()
    for path in (run[1] / "results").iterdir():
        result = json.loads(path.read_text(encoding="utf-8"))
        (parcel,) = SAMPLES.glob(f"{path.stem}*")
        submission = read_submission(parcel, Course(ROOT).modules)
        own = "\n".join(source.decode(errors="replace") for source in submission.sources.values())
        verdicts = [each for exercise in result["exercises"].values() for each in exercise["criteria"]]
        told = "\n".join(verdict["message"] for verdict in verdicts)
        feedback = (run[1] / "feedback" / f"{path.stem}.md").read_text(encoding="utf-8")
        page = html.unescape((run[1] / "feedback" / f"{path.stem}.html").read_text(encoding="utf-8"))
        assert not leaks.told_lines(f"{told}\n{feedback}\n{page}", own) & secret
        assert not leaks.told_numbers(told, own)


def test_one_seed_writes_the_same_bytes_twice(run, fast, tmp_path):
    _, first = run
    assert grade_samples_anyhow(tmp_path, SEED, fast).returncode == 0
    assert scores(tmp_path).items() <= scores(first).items()
    for path in (tmp_path / "feedback").iterdir():
        assert path.read_bytes() == (first / "feedback" / path.name).read_bytes()
    for path in (tmp_path / "results").iterdir():
        texts = [(folder / "results" / path.name).read_text(encoding="utf-8") for folder in (first, tmp_path)]
        lines = [[line for line in text.splitlines() if '"duration_s"' not in line] for text in texts]
        assert lines[0] == lines[1]


def test_another_seed_gives_the_same_scores(run, fast, tmp_path):
    """Another here; the references and every known answer get ten from ``make seeds``."""
    expected = {learner: row for learner, row in scores(run[1]).items() if learner not in ENDLESS | MANY}
    graded = grade_samples_anyhow(tmp_path, SEED + 1, fast)
    assert graded.returncode == 0, graded.stderr
    assert scores(tmp_path) == expected


def grade_samples_anyhow(out, seed, samples):
    """A copy of the samples is a cohort like any other; where there are no namespaces that must be said in words."""
    graded = grade_samples(out, seed, samples)
    if graded.returncode == 2 and "--isolation process" in graded.stderr:
        pytest.skip("this machine has no namespaces, and only the bundled samples are graded without")
    return graded


def test_a_busy_machine_changes_no_verdict(run, tmp_path):
    """Beside processes that want every core, and as many more; one of the samples never ends."""
    few = {"amara-okafor", "esi-mensah", "farid-haddad", "liam-obrien"}
    others = shutil.ignore_patterns(*(path.name for path in SAMPLES.iterdir() if path.name not in few))
    samples = shutil.copytree(SAMPLES, tmp_path / "samples", ignore=others)
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * os.cpu_count())]
    try:
        assert grade_samples_anyhow(tmp_path / "out", SEED, samples).returncode == 0
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    quiet, busy = verdicts(run[1]), verdicts(tmp_path / "out")
    assert busy == {learner: quiet[learner] for learner in few}


def verdicts(out: Path) -> dict[str, dict[str, str]]:
    """What was decided of each criterion, learner by learner."""
    return {
        learner: {each["id"]: each["status"] for one in result["exercises"].values() for each in one["criteria"]}
        for learner, result in read_results(out).items()
    }


def test_an_endless_loop_costs_its_learner_only_what_hung(run):
    result = read_results(run[1])["farid-haddad"]
    statuses = {name: exercise["status"] for name, exercise in result["exercises"].items()}
    handed_in = [name for name in statuses if name.startswith(("neuron.", "descent."))]
    assert [name for name in handed_in if statuses[name] != "passed"] == ["neuron.relu"]
    assert {verdict["status"] for verdict in result["exercises"]["neuron.relu"]["criteria"]} == {"timed_out"}


def test_the_hostile_sample_earns_nothing_and_its_forgeries_are_nowhere(run):
    _, out = run
    result = read_results(out)["robin-locke"]
    assert result["status"] == "graded"
    assert result["score"] == 0
    assert not list(SAMPLES.rglob("results*"))
    assert not (Path.cwd() / "results.json").exists()
