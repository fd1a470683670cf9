"""Tolerances are not guessed: float noise stays far inside of them, and the nearest mistake far outside."""

import json
import subprocess
import sys
from collections import ChainMap
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from campaign import WHOLE, slice_of

PROGRAM = Path(__file__).parents[1] / "margins.py"


@pytest.fixture(scope="module")
def margins(course) -> dict[str, float]:
    """Of every known answer that a value decides; two processes measure half of the chapters each."""
    modules = slice_of([*course.modules])
    halves = modules[::2], modules[1::2]
    with ThreadPoolExecutor(2) as executor:
        return dict(ChainMap(*executor.map(measure, halves)))


def measure(modules: Sequence[str]) -> dict[str, float]:
    ran = subprocess.run([sys.executable, PROGRAM, *modules], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def test_no_right_answer_comes_near_a_tolerance(margins):
    right = {name: distance for name, distance in margins.items() if name.startswith("right")}
    assert len(right) > (100 if WHOLE else 30)
    assert {name: distance for name, distance in right.items() if distance > 1 / 3} == {}


def test_no_mistake_that_a_value_decides_comes_near_a_tolerance(margins):
    wrong = {name: distance for name, distance in margins.items() if name.startswith("wrong")}
    assert len(wrong) > (50 if WHOLE else 15)
    assert {name: distance for name, distance in wrong.items() if distance < 10} == {}
