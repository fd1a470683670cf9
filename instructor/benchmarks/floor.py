"""The floor: the same criteria in one warm process without isolation, for ``bench.py`` to measure against.

It speaks the grader's protocol over stdin and stdout, so that both are timed alike. Verdicts are counted, not reported.
"""

import gc
import os
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
import pytest
from _pytest.runner import runtestprotocol

from autograder.course.catalogue import Course
from autograder.grading.local import LocalProvider
from autograder.grading.loop import run_pytest
from autograder.grading.plugin import PROVIDER
from autograder.grading.protocol import Fault, Graded, Job, Ready, receive, send
from autograder.grading.student import LocalStudent, local_modules


class WarmProvider(LocalProvider):
    """The fixtures of one submission after another."""

    def __init__(self, seed: int) -> None:
        super().__init__(None, seed)
        self.current = LocalStudent({})

    def student(self) -> LocalStudent:
        return self.current


class Floor:
    """The plugin that takes submissions in the place of pytest's loop."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._provider = WarmProvider(seed=0)
        self._failed = 0

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[PROVIDER] = self._provider

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        assert call.when != "collect"  # reports on tests are made of their phases only
        outcome: Literal["passed", "failed", "skipped"] = "passed"
        if call.excinfo is not None:  # skipped is what needs a GPU
            outcome = "skipped" if isinstance(call.excinfo.value, pytest.skip.Exception) else "failed"
        self._failed += outcome == "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        gc.collect()
        gc.freeze()
        send(self._answers, Ready())
        while (request := receive(self._requests)) is not None:
            self._failed = 0
            self._provider.current = LocalStudent(local_modules(msgspec.msgpack.decode(request, type=Job).sources))
            for item, following in zip(session.items, session.items[1:] + session.items[:1], strict=True):
                runtestprotocol(item, log=False, nextitem=following)
            send(self._answers, Fault("", f"{self._failed} failed") if self._failed else Graded({}))
        return True


def main() -> None:
    """Serve until the other side hangs up."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    receive(requests)  # what a grader would be told to grade with
    run_pytest(Course.find(Path(__file__).parent), Floor(requests, answers))


if __name__ == "__main__":
    main()
