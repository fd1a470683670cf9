"""The grader: a trusted process that has collected the hidden suites once and grades one submission after another.

Theory of operation. The engine starts ``python -m autograder.grading.grader SETUP`` and speaks to it over stdin and
stdout (``protocol``): a submission's sources in, the results of its exercises out. The grader starts its fork server
first, so that both import torch at the same time; then it runs pytest, which collects the suites. In the place of
pytest's loop over the tests stands a loop over submissions (``loop``), and for each of them pytest's own protocol runs
every test, with ``student`` bound to a worker (``judge``). What a test raises becomes the verdict; nothing else does.
"""

import contextlib
import os
import sys
import traceback

import msgspec

from autograder.errors import GradkitError
from autograder.grading.protocol import Fault, Setup, send
from autograder.sandbox.launcher import ForkServer


def main(setup: Setup) -> None:
    """Serve the engine until it hangs up."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a suite prints must not end up between the answers
    try:
        with contextlib.closing(ForkServer(setup.isolation)) as server:
            from autograder.grading.loop import grade_all  # noqa: PLC0415 - while the fork server imports torch too

            grade_all(setup, server, requests, answers)
    except GradkitError as error:
        send(answers, Fault(type(error).__name__, str(error)))
    except Exception:  # noqa: BLE001 - whatever it is, the engine tells it as our fault
        send(answers, Fault("EngineError", traceback.format_exc()))


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Setup))
