"""``gradkit audit``: a sound suite is proven, a hollow one is not, and both are told in every form."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _needs_namespaces(isolation):
    if isolation != "namespaces":
        pytest.skip("this machine has no namespaces, and the audit is made in the real sandbox only")


@pytest.fixture
def copy(tmp_path):
    """A copy of the course whose suites and lists may be changed."""
    root = tmp_path / "course"
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("solutions", "exercises", "tests/hidden", "tests/alternatives", "tests/equivalent"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    return root


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_suite_is_proven_and_the_table_says_what_each_criterion_catches(gradkit, tmp_path):
    page = tmp_path / "audit.html"
    done = gradkit("audit", "neuron.weighted_sum", "--json", "--html", page)
    assert done.returncode == 0, done.stderr
    (exercise,) = json.loads(done.stdout)["exercises"]
    kinds = [row["kind"] for row in exercise["rows"]]
    assert kinds == sorted(kinds, key=["reference", "stub", "right answer", "mistake", "mutant"].index)
    lost = {row["kind"]: row["lost"] for row in exercise["rows"]}
    assert lost["reference"] == []
    assert lost["stub"] == [criterion["title"] for criterion in exercise["criteria"]]
    for criterion in exercise["criteria"]:
        rows = [row for row in exercise["rows"] if row["kind"] in {"mistake", "mutant"}]
        assert criterion["catches"] == sum(criterion["title"] in row["lost"] for row in rows)
    text = page.read_text(encoding="utf-8")
    assert all(criterion["title"].replace("'", "&#39;") in text for criterion in exercise["criteria"])
    assert "Proven." in text


def test_a_hollow_suite_is_told(gradkit, copy):
    """Without its look at large numbers, one mistake names a criterion that is gone, and keeps every point."""
    change(copy / "tests" / "hidden" / "test_neuron.py", "def test_sigmoid_far_out(", "def _test_sigmoid_far_out(")
    done = gradkit("audit", "neuron.sigmoid", "--course", copy)
    assert done.returncode == 1, done.stderr
    assert "neuron.sigmoid, mistake\n  overflows-far-out\n  it names criteria that there are not" in done.stdout
    change(
        copy / "solutions" / "03_neuron" / "mistakes.py",
        'loses=["gives no NaN, however large the entries are"]',
        "loses=[]",
    )
    done = gradkit("audit", "neuron.sigmoid", "--course", copy)
    assert "overflows-far-out\n  it keeps every point" in done.stdout
    assert "1 fault: " in done.stdout


def test_a_mutant_that_survives_is_named_until_it_is_listed_and_a_list_must_hold(gradkit, copy):
    reference = copy / "solutions" / "01_tensors" / "tensors.py"
    change(reference, "    return values.to(torch", "    idle = 1\n    return values.to(torch")
    done = gradkit("audit", "tensors.average", "--course", copy)
    assert done.returncode == 1
    assert "idle = 1 -> idle = 2\n  it survives" in done.stdout
    listed = copy / "tests" / "equivalent" / "tensors.toml"
    reasons = "\n[average]\n'idle = 1 -> idle = 2' = 'never used'\n'idle = 1 -> idle = 0' = 'never used'\n"
    kept = listed.read_text(encoding="utf-8") if listed.exists() else ""
    listed.write_text(kept + reasons, encoding="utf-8")
    assert gradkit("audit", "tensors.average", "--course", copy).returncode == 0
    change(reference, "    idle = 1\n", "")
    done = gradkit("audit", "tensors.average", "--course", copy)
    assert done.returncode == 1
    assert "there is no such mutant" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["descent.nothing"], "there is no exercise or chapter descent.nothing"),
        (["neuron.relu", "--html", "/nowhere/audit.html"], "name a file in a folder that is there"),
    ],
)
def test_what_cannot_be_done_is_said(gradkit, arguments, says):
    done = gradkit("audit", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
