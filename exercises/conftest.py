"""Makes failures short, for learners; they need not read this.

Each chapter's tests can import its module, "not started" is one line, a test's own message stands alone, a loop that
never ends is stopped, and a file that cannot be imported stops only its own chapter.
"""

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

SECONDS = 10
"""What a test may take; the longest needs less than one."""

for chapter in Path(__file__).parent.glob("[0-9][0-9]_*"):
    sys.path.insert(0, str(chapter))


def pytest_configure(config: pytest.Config) -> None:
    """Go on with the other chapters where one cannot be imported."""
    config.option.continue_on_collection_errors = True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every test a time limit, where pytest-timeout is there to hold it."""
    if config.pluginmanager.hasplugin("timeout"):
        for item in items:
            if item.path.is_relative_to(Path(__file__).parent):
                item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the message in the traceback's place where it says all: for a stub, and for a test that has one."""
    report = yield
    if call.excinfo is None or not item.path.is_relative_to(Path(__file__).parent):
        return report
    error = call.excinfo.value
    if type(error) is NotImplementedError:
        place = call.excinfo.traceback[-1]
        report.longrepr = f"{error}: {Path(str(place.path)).name}, line {place.lineno + 1}"
    elif isinstance(error, AssertionError | pytest.fail.Exception):
        message = str(error).partition("\nassert ")[0]
        if message.startswith("Timeout"):
            message = f"It had not come back after {SECONDS} seconds. Is there a loop that never ends?"
        if not message.startswith("assert "):
            report.longrepr = message
    return report
