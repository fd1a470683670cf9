"""How far right answers stay inside the tolerances, and mistakes outside: a program that prints JSON.

    python tests/kit/margins.py neuron descent

Every reference, of these chapters or of all, is put to the hidden tests in process, with one thread and with two, with
oneDNN and without; every alternative and every known mistake once. The distance of an answer from the expected value is
measured in tolerances: 1 is just accepted. Printed are, by answer, the largest distance that passed of a right one, and
the smallest that was refused of a mistake; answers that no value decided are left out.
"""

import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from _pytest.runner import runtestprotocol

from autograder.course.answers import Answer, Mistake, read_alternatives, read_mistakes
from autograder.course.catalogue import Course
from autograder.grading import compare

ROOT = Path(__file__).parents[2]

LOOSE = 0.05
"""A relative tolerance from here up is not about rounding: it is what the exercise itself allows."""

distances: list[float] = []
"""Of every comparison of values since the list was cleared."""

_assert_close = compare.assert_close


def measured(
    actual: Any, expected: Any, *, rtol: float = compare.RTOL, atol: float = compare.ATOL, **rest: Any
) -> None:
    """Compare as the kit does, and note how far apart the values were."""
    comparable = (
        type(actual) is type(expected) is float
        or (
            isinstance(actual, torch.Tensor)
            and isinstance(expected, torch.Tensor)
            and (actual.shape, actual.dtype) == (expected.shape, expected.dtype)
            and expected.is_floating_point()
        )
    ) and 0 < rtol < LOOSE
    if comparable:
        distances.append(distance(torch.as_tensor(actual), torch.as_tensor(expected), rtol, atol))
    try:
        _assert_close(actual, expected, rtol=rtol, atol=atol, **rest)
    except compare.WrongAnswerError as error:
        if comparable and not hasattr(error, "distance"):
            error.distance = distances[-1]  # type: ignore[attr-defined]  # for the report on this test
        raise


def distance(actual: torch.Tensor, expected: torch.Tensor, rtol: float, atol: float) -> float:
    """Return the largest distance of two entries, in tolerances; infinite and equal entries are at none."""
    actual, expected = actual.detach().double(), expected.detach().double()
    finite = expected[torch.isfinite(expected)]
    scale = max(1.0, float(finite.abs().max()) if finite.numel() else 0.0)
    apart = torch.where(actual == expected, 0.0, (actual - expected).abs() / (atol * scale + rtol * expected.abs()))
    apart = torch.where(actual.isnan() & expected.isnan(), 0.0, apart).nan_to_num(math.inf)
    return float(apart.max()) if apart.numel() else 0.0


compare.assert_close = measured  # before the suites take it from there

from autograder.grading.local import LocalProvider  # noqa: E402 - as they do
from autograder.grading.loop import run_pytest  # noqa: E402 - likewise
from autograder.grading.plugin import PROVIDER  # noqa: E402 - likewise
from autograder.grading.student import LocalStudent, local_modules  # noqa: E402 - likewise


class OneByOne(LocalProvider):
    """The fixtures of one answer after another."""

    def __init__(self) -> None:
        super().__init__(None, 5)
        self.current = LocalStudent({})

    def student(self) -> LocalStudent:
        return self.current


class Margins:
    """The plugin that takes answers in the place of pytest's loop."""

    def __init__(self, course: Course, modules: Sequence[str]) -> None:
        self._course = course
        self._modules = modules
        self._provider = OneByOne()
        self._failed: list[float] = []
        self.found: dict[str, float] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[PROVIDER] = self._provider
        config.addinivalue_line("markers", "gpu: needs a CUDA device")
        config.addinivalue_line("markers", "timeout(seconds): CPU time a criterion may take")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        if call.excinfo is not None:
            self._failed.append(getattr(call.excinfo.value, "distance", math.inf))
        return pytest.TestReport(item.nodeid, item.location, {}, "passed", None, call.when)  # type: ignore[arg-type]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for module in self._modules:
            folder = self._course.solutions / self._course.chapter_of(module).folder
            references = [Answer(each.id, "reference", "") for each in self._course.chapter_of(module).exercises]
            alternatives = read_alternatives(ROOT / "tests" / "alternatives" / f"{module}.py")
            for number, _ in enumerate(paths()):
                for answer in references if number else [*references, *alternatives]:
                    self._judge(session, answer)
                    # What is over 1 was refused in favour of something else that is right as well.
                    passed = [distance for distance in distances if distance <= 1]
                    self._note(answer, max([self.found.get(name(answer), 0.0), *passed, *self._failed]))
            for mistake in read_mistakes(folder / "mistakes.py"):
                self._judge(session, mistake)
                if min(self._failed, default=math.inf) < math.inf:
                    self._note(mistake, min(self._failed))
        return True

    def _judge(self, session: pytest.Session, answer: Answer) -> None:
        """Run the tests of the exercise that is answered."""
        module = answer.exercise.partition(".")[0]
        source = answer.on(self._course.reference(module))
        self._provider.current = LocalStudent(local_modules({module: source}))
        items = [item for item in session.items if asks(item) == answer.exercise]
        distances.clear()
        self._failed.clear()
        torch.set_grad_enabled(True)  # some mistakes leave these as they should not; a worker starts afresh
        torch.set_default_dtype(torch.float32)
        for item, following in zip(items, items[1:] + items[:1], strict=True):
            session._setupstate.teardown_exact(item)
            runtestprotocol(item, log=False, nextitem=following)

    def _note(self, answer: Answer, value: float) -> None:
        self.found[name(answer)] = value


def asks(item: pytest.Item) -> str | None:
    """Return the exercise that a test is about; None where this machine cannot run it."""
    mark = item.get_closest_marker("criterion")
    runs = torch.cuda.is_available() or item.get_closest_marker("gpu") is None
    return mark.args[0] if mark is not None and runs else None


def paths() -> Iterator[None]:
    """Take the ways in which one machine may come to other roundings."""
    for threads in (1, 2):
        for onednn in (True, False):
            torch.set_num_threads(threads)
            with torch.backends.mkldnn.flags(enabled=onednn):
                yield
    torch.set_num_threads(1)


def name(answer: Answer) -> str:
    kind = "wrong" if isinstance(answer, Mistake) else "right"
    return f"{kind} {answer.exercise}: {answer.name}"


def main(modules: Sequence[str]) -> None:
    """Measure and print."""
    course = Course(ROOT)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the answers print is not ours
    plugin = Margins(course, modules or list(course.modules))
    run_pytest(course, plugin)
    json.dump(plugin.found, answers)


if __name__ == "__main__":
    main(sys.argv[1:])
