"""``gradkit doctor``, as root, as an ordinary user, and where namespaces were taken away."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.isolation import OPTIONAL, REQUIRED

GRADKIT = str(Path(sys.executable).parent / "gradkit")
ORDINARY = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
WITHOUT_NAMESPACES = """
echo 0 > /proc/sys/user/max_user_namespaces || exit 99
exec setpriv --bounding-set=-all --inh-caps=-all "$@"
"""
DEPRIVED = ["unshare", "--user", "--map-root-user", "sh", "-c", WITHOUT_NAMESPACES, "sh"]


def doctor(before, *arguments):
    ran = subprocess.run([*before, GRADKIT, "doctor", *arguments], capture_output=True, text=True, check=False)
    if ran.returncode in {1, 99} and before:
        pytest.skip(f"cannot become that user here: {ran.stderr}")
    assert ran.stderr == ""
    return ran


@pytest.mark.parametrize("before", [[], ORDINARY], ids=["as we are", "ordinary"])
def test_every_mechanism_is_tried_and_told(before, isolation):
    if isolation != "namespaces":
        pytest.skip("this machine has no namespaces")
    ran = doctor(before, "--json")
    told = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert told["isolation"] == "namespaces"
    assert {"seccomp", "private root", *OPTIONAL} < {mechanism["name"] for mechanism in told["mechanisms"]}
    for mechanism in told["mechanisms"]:
        assert mechanism["works"] == (mechanism["fault"] == "")
        assert mechanism["works"] or not mechanism["required"]
        assert mechanism["required"] == (mechanism["name"] not in OPTIONAL)
        assert mechanism["remedy"]


def test_what_is_missing_is_named_with_the_way_to_get_it():
    ran = doctor(DEPRIVED)
    assert ran.returncode == 2
    assert "MISSING   private root" in ran.stdout
    assert "works     seccomp" in ran.stdout
    assert "sysctl -w user.max_user_namespaces" in ran.stdout
    assert "No confined worker can be started here" in ran.stdout
    told = json.loads(doctor(DEPRIVED, "--json").stdout)
    assert told["isolation"] == "process"
    assert told["fault"]


def test_text_and_json_agree(isolation):
    told = json.loads(doctor([], "--json").stdout)
    text = doctor([]).stdout
    for mechanism in told["mechanisms"]:
        state = "works" if mechanism["works"] else "MISSING" if mechanism["required"] else "not here"
        assert f"{state:8}  {mechanism['name']}: {mechanism['purpose']}" in text
    assert max(map(len, text.splitlines())) <= 120


def test_a_result_names_what_its_isolation_lacked(gradkit, tmp_path, right):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "neuron.py").write_bytes(right["neuron"])
    ran = gradkit("grade", tmp_path / "ada", "--out", tmp_path / "out", "--isolation", "process")
    (result,) = (tmp_path / "out" / "results").iterdir()
    lacks = json.loads(result.read_text(encoding="utf-8"))["isolation_lacks"]
    assert lacks[:2] == ["namespaces", "private root"]
    assert set(lacks) <= {*REQUIRED, *OPTIONAL}
    assert f"process, without {', '.join(sorted(lacks))} (see gradkit doctor)" in ran.stdout
