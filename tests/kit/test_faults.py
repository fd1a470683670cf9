"""A slice of ``make faults``: our own processes are killed, and no result suffers."""

import pytest
from faults import campaign


def test_no_result_is_lost_doubled_or_changed_when_our_own_processes_are_killed(tmp_path, isolation):
    if isolation != "namespaces":
        pytest.skip("this machine has no namespaces, and only the bundled samples are graded without")
    killed = campaign(kills=6, seed=1, folder=tmp_path, copies=2)
    assert killed.total() >= 6
