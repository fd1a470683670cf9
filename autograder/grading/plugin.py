"""The pytest plugin: the fixtures of hidden suites, and grading in process with ``pytest tests/hidden``.

``pytest tests/hidden`` grades ``solutions/``; ``--submission PATH`` grades another folder or archive. That is for
authors: the learner's code runs in this very process, without isolation. ``gradkit grade`` puts a ``Provider`` of its
own in place.

Every pytest run of an environment with gradkit loads this module, so it imports what it needs when it needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from autograder.errors import GradkitError

if TYPE_CHECKING:
    from autograder.grading.carried import Follows
    from autograder.grading.draw import Draw
    from autograder.grading.student import Student


class Provider(Protocol):
    """Where the fixtures come from."""

    def student(self) -> Student:
        """Return the code that is being graded."""

    def draw(self, criterion: tuple[str, str]) -> Draw:
        """Return the inputs of a criterion, given by exercise and title, from their start."""

    def follows(self, exercise: str) -> Follows:
        """Return the comparison for an exercise, given by its id."""


PROVIDER = pytest.StashKey[Provider]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of grading in process."""
    group = parser.getgroup("gradkit", "hidden suites, graded in process and without isolation")
    group.addoption("--submission", metavar="PATH", help="grade this folder or archive instead of solutions/")
    group.addoption("--cohort-seed", metavar="N", type=int, default=0, help="seed of the hidden inputs (default: 0)")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of hidden suites, and refuse a submission that cannot be read before any test runs."""
    config.addinivalue_line("markers", "criterion(exercise, title, weight): one line of the rubric")
    if config.getoption("--submission") is not None:
        try:
            _provider(config).student()
        except GradkitError as error:
            raise pytest.UsageError(str(error)) from error


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a criterion that needs a CUDA device where there is none; ``gradkit grade`` has left it out before."""
    if item.get_closest_marker("criterion") is None or item.get_closest_marker("gpu") is None:
        return
    import torch  # noqa: PLC0415 - only these tests need it

    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """The learner's code."""
    return _provider(request.config).student()


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> Draw:
    """The random inputs of this criterion."""
    return _provider(request.config).draw(_criterion(request))


@pytest.fixture
def follows(request: pytest.FixtureRequest) -> Follows:
    """The comparison for an exercise that builds on others: an error counts once."""
    exercise, _ = _criterion(request)
    return _provider(request.config).follows(exercise)


def _criterion(request: pytest.FixtureRequest) -> tuple[str, str]:
    mark = request.node.get_closest_marker("criterion")
    if mark is None:
        pytest.fail(f"{request.node.nodeid} bears no @criterion")
    return mark.args[0], mark.args[1]


def _provider(config: pytest.Config) -> Provider:
    if PROVIDER not in config.stash:
        from autograder.grading.local import LocalProvider  # noqa: PLC0415 - imports torch

        config.stash[PROVIDER] = LocalProvider(config.getoption("--submission"), config.getoption("--cohort-seed"))
    return config.stash[PROVIDER]
