"""A process that keeps torch and pytest in memory and runs visible tests when asked; ``gradkit watch`` starts it.

python -P -m autograder.learner.warm [--once]

A job is a line on stdin: a JSON list of pytest's arguments. Two lines answer it on stdout: the id of the process that
runs it, so that it can be killed, and the exit status. Each job runs in a fork of this process, so that the learner's
modules are imported afresh. With ``--once``, for machines where a process that has torch cannot fork, it runs one job
in itself and ends.
"""

import gc
import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Final, TextIO

from autograder.learner.standing import QUIET
from autograder.sandbox.eager import without_collections

_FIRST: Final = ("torch", "torch.utils.data", "pytest")
_THEN: Final = ("torch._dynamo", "matplotlib.pyplot", "matplotlib.animation")
"""What a first optimizer imports, and chapter 9; each takes long, and a first run need not wait for them."""


def main(*, once: bool) -> None:
    """Answer jobs until stdin ends."""
    jobs, answers = _pipes()
    _import(_FIRST)
    _run_an_empty_test()
    if once:
        _import(_THEN)
    for job in jobs:
        gc.freeze()  # a collection in a fork would copy every page that it touches
        pid = os.getpid() if once else os.fork()
        if pid == 0:
            os._exit(_run(json.loads(job)))
        _answer(answers, pid)
        _answer(answers, _run(json.loads(job)) if once else os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        if once:
            return
        _import(_THEN)


def _pipes() -> tuple[TextIO, TextIO]:
    """Take stdin and stdout out of the way of the learner's code, which may read and print."""
    jobs, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return jobs, answers


def _import(modules: tuple[str, ...]) -> None:
    with without_collections():
        for module in modules:
            importlib.import_module(module)


def _run_an_empty_test() -> None:
    """Have pytest import its plugins."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_nothing.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
        _run([*QUIET, "--rootdir", folder, folder])


def _run(arguments: list[str]) -> int:
    import pytest  # noqa: PLC0415 - after torch, as everywhere

    return int(pytest.main(arguments))


def _answer(answers: TextIO, number: int) -> None:
    answers.write(f"{number}\n")
    answers.flush()


if __name__ == "__main__":
    main(once="--once" in sys.argv)
