"""Lets each chapter's tests import its module, and says "not started" in one line. Learners need not read this."""

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

for chapter in Path(__file__).parent.glob("[0-9][0-9]_*"):
    sys.path.insert(0, str(chapter))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the stub's own sentence and place where a traceback would say no more."""
    report = yield
    if call.excinfo is not None and call.excinfo.type is NotImplementedError:
        place = call.excinfo.traceback[-1]
        report.longrepr = f"{call.excinfo.value}: {Path(str(place.path)).name}, line {place.lineno + 1}"
    return report
