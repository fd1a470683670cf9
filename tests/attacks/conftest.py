"""The cohort's run as each user: made once, when a test first asks for it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from corpus import USERS, submitted
from parcels import PARCELS
from scene import Ran, run

collect_ignore = ["submissions"]  # there are conftest.py and test_*.py among them


@pytest.fixture(scope="session")
def ran(request, tmp_path_factory) -> Callable[[str], Ran]:
    """Return what a user's run left behind; where that user cannot be had, the test is skipped."""
    runs: dict[str, Ran] = {}
    # With ``-k`` or a node id, only those attacks are graded that some chosen test is about; else all.
    chosen = {item.callspec.params["attack"].name for item in request.session.items if _is_of_one_attack(item)}
    corpus = [attack for attack in (*submitted(), *PARCELS) if attack.name in chosen or not chosen]

    def ran(user: str) -> Ran:
        if user == "root" and os.geteuid() != 0:
            pytest.skip("only root can grade as root")
        if not runs:
            if why := _why_no_isolation():
                pytest.skip(why)
            users = USERS if os.geteuid() == 0 else ("ordinary",)
            runs.update(run(corpus, {each: tmp_path_factory.mktemp(each) for each in users}))
        return runs[user]

    return ran


def _is_of_one_attack(item: pytest.Item) -> bool:
    return hasattr(item, "callspec") and "attack" in item.callspec.params


def _why_no_isolation() -> str:
    """Return why attacks cannot be graded here: they are never let loose in plain processes."""
    doctor = [str(Path(sys.executable).parent / "gradkit"), "doctor"]
    tried = subprocess.run(doctor, capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"no isolation on this machine: {tried.stdout.strip()}"
