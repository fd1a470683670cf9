"""What becomes of the references and of the stubs with one seed after another: a program that prints JSON.

    python tests/kit/seeds.py namespaces 0 1 2

A grader has the seed of its cohort for life, and takes seconds to start. This is one in which only what knows the seed
is made anew for each; everything else is as the grader has it.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from autograder.course.catalogue import Course
from autograder.grading.judge import Judge
from autograder.grading.loop import run_pytest
from autograder.grading.plugin import PROVIDER
from autograder.grading.protocol import Graded, Setup
from autograder.grading.rubric import read_rubric
from autograder.sandbox.launcher import ForkServer

ROOT = Path(__file__).parents[2]


class Seeds:
    """The plugin that takes seeds in the place of pytest's loop."""

    def __init__(self, course: Course, server: ForkServer, seeds: Sequence[int]) -> None:
        self._course = course
        self._server = server
        self._seeds = seeds
        self._submissions = {
            "references": {module: course.reference(module).encode() for module in course.modules},
            "stubs": {one.module: stub(one.folder, one.module) for one in course.chapters},
        }
        self.found: dict[str, list[Graded]] = {name: [] for name in self._submissions}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._server.wait_until_ready()
        rubric = read_rubric(session.items, self._course)
        for seed in self._seeds:
            judge = Judge(Setup(str(ROOT), self._server.kind, seed), self._course, self._server)
            judge.plan(session.items, rubric)
            session.config.stash[PROVIDER] = judge
            session.config.pluginmanager.register(judge)
            for name, sources in self._submissions.items():
                results, _ = judge.grade(sources)
                self.found[name].append(Graded(results))
            session.config.pluginmanager.unregister(judge)
        return True


def stub(folder: str, module: str) -> bytes:
    return (ROOT / "exercises" / folder / f"{module}.py").read_bytes()


def main(isolation: str, seeds: Sequence[int]) -> None:
    """Grade and print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a suite prints is not ours
    course = Course(ROOT)
    with closing(ForkServer(isolation)) as server, answers:
        plugin = Seeds(course, server, seeds)
        assert run_pytest(course, plugin) == pytest.ExitCode.OK
        answers.write(msgspec.json.encode(plugin.found))


if __name__ == "__main__":
    main(sys.argv[1], [int(seed) for seed in sys.argv[2:]])
