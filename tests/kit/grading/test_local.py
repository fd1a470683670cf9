"""``pytest tests/hidden`` grades in process: the references, or any submission named on the command line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "tests/hidden", "-q", "-rf", "--tb=no", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_references_pass():
    ran = run("--cohort-seed", 3)
    assert ran.returncode == 0, ran.stdout
    assert "failed" not in ran.stdout


def test_a_submission_fails_where_gradkit_would_take_points():
    ran = run("--submission", ROOT / "instructor" / "samples" / "mateo-quispe")
    failed = set(re.findall(r"FAILED \S+::(test_\w+)", ran.stdout))
    assert ran.returncode == 1
    assert {"test_weighted_sum", "test_mse"} <= failed
    assert "test_sigmoid" not in failed
    assert "test_single_layer_output" not in failed  # built rightly on a wrong weighted sum


def test_a_path_without_a_submission_is_told():
    ran = run("--submission", ROOT / "LICENSE")
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no submission" in ran.stderr
