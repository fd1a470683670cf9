"""All submissions in one pytest session without isolation: what a course does that has the suite and no grader.

    python one_session.py FOLDER

Every test of the hidden suites is run once for each submission in ``FOLDER``, by pytest as it is. The modules of all
submissions are imported into one process; a submission that hangs, exits or changes torch spoils it for all.
"""

import sys
from pathlib import Path

import pytest

from autograder.course.catalogue import Course
from autograder.grading.local import LocalProvider
from autograder.grading.plugin import PROVIDER


class OneSession:
    """Runs each test for each submission."""

    def __init__(self, folder: Path) -> None:
        self._submissions = sorted(folder.iterdir())
        self._providers: dict[str, LocalProvider] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        metafunc.fixturenames.append("submission_name")
        metafunc.parametrize("submission_name", [path.name for path in self._submissions], scope="session")

    def pytest_configure(self) -> None:
        self._providers = {path.name: LocalProvider(str(path), seed=0) for path in self._submissions}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        item.config.stash[PROVIDER] = self._providers[str(item.callspec.params["submission_name"])]


if __name__ == "__main__":
    hidden = str(Course.find(Path(__file__)).hidden)
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", hidden], plugins=[OneSession(Path(sys.argv[1]))]))
