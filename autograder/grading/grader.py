"""The grader: a trusted process that has collected the hidden suites once and grades one submission after another.

Theory of operation. The engine starts ``python -m autograder.grading.grader ISOLATION DEVICE`` with a clean environment
and speaks to it over stdin and stdout (``protocol``): first what to grade with, then a submission's sources in, the
results of its exercises out. Before it reads the first word the grader imports torch and forks its fork server off, so
that both share it, and nothing that is secret was ever in the fork's memory. Then it runs pytest, which collects the
suites. In the place of pytest's loop over the tests stands a loop over submissions (``loop``), and for each of them
pytest's own protocol runs every test, with ``student`` bound to a worker (``judge``). What a test raises becomes the
verdict; nothing else does.
"""

import contextlib
import os
import sys

from autograder.sandbox.eager import warm_torch
from autograder.sandbox.launcher import ForkServer


def main(isolation: str, device: str) -> None:
    """Serve the engine until it hangs up."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a suite prints must not end up between the answers
    try:
        warm_torch()
        with contextlib.closing(ForkServer(isolation, device, of_this_process=True)) as server:
            from autograder.grading.loop import grade_all  # noqa: PLC0415 - a worker has what was imported before it

            grade_all(server, requests, answers)
    except Exception as error:  # noqa: BLE001 - whatever it is, the engine tells it as our fault
        from autograder.grading.protocol import Fault, send  # noqa: PLC0415 - likewise

        send(answers, Fault.of(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
