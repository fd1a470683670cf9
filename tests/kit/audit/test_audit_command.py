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


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the course, in which one suite is hollow and one reference has an idle line."""
    root = tmp_path_factory.mktemp("copy") / "course"
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("solutions", "exercises", "tests/hidden", "tests/alternatives", "tests/equivalent"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    change(
        root / "tests" / "hidden" / "test_tensors.py", "def test_arithmetic_by_zero(", "def _test_arithmetic_by_zero("
    )
    lost = 'loses=["divides by zero as torch does"]'
    name = '"adds-a-little-to-the-divisor",\n    '
    change(root / "solutions" / "01_tensors" / "mistakes.py", name + lost, name + "loses=[]")
    reference = root / "solutions" / "01_tensors" / "tensors.py"
    change(reference, "    return values.to(torch", "    idle = 1\n    return values.to(torch")
    return root


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def told(gradkit, copy):
    """What the audit of that copy says."""
    done = gradkit("audit", "tensors.arithmetic", "tensors.average", "--course", copy)
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_a_sound_suite_is_proven_and_the_table_says_what_each_criterion_catches(gradkit, tmp_path):
    page = tmp_path / "audit.html"
    done = gradkit("audit", "tensors.tensor_from_numpy", "--json", "--html", page)
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


def test_a_hollow_suite_is_told(told):
    """Without its look at zeros, one mistake names a criterion that is gone, and one keeps every point."""
    assert "tensors.arithmetic, mistake\n  avoids-division-by-zero\n  it names criteria that there are not" in told
    assert "tensors.arithmetic, mistake\n  adds-a-little-to-the-divisor\n  it keeps every point" in told


def test_a_mutant_that_survives_is_named(told):
    assert "tensors.average, mutant\n  idle = 1 -> idle = 2\n  it survives" in told


def test_a_mutant_that_is_listed_may_survive_and_what_is_listed_must_be_a_mutant(gradkit, copy):
    listed = copy / "tests" / "equivalent" / "tensors.toml"
    lines = [f"'idle = 1 -> idle = {number}' = 'never used'\n" for number in (0, 2, 5)]
    kept = listed.read_text(encoding="utf-8")
    listed.write_text(f"{kept}\n[average]\n{''.join(lines)}", encoding="utf-8")
    done = gradkit("audit", "tensors.average", "--course", copy)
    assert done.returncode == 1, done.stderr
    assert "1 fault: " in done.stdout
    assert "idle = 1 -> idle = 5\n" in done.stdout
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
