"""What is kept of wrong answers that no known mistake explains, for ``groups``."""

from collections.abc import Mapping

import msgspec

from autograder.grading.protocol import Graded


class Unknown(msgspec.Struct, frozen=True):
    """One learner's answers that are wrong in ways that no known mistake is.

    Attributes:
        learner: the learner's id.
        suite: digest of what decided.
        seed: the cohort's seed; traces are compared only where the inputs were the same.
        failed: by exercise, the criteria that it lost, by id, each with its packed trace.
        sources: the modules with these exercises, by name, as they were handed in.
    """

    learner: str
    suite: str
    seed: int
    failed: dict[str, dict[str, bytes]]
    sources: dict[str, bytes]


def unknown_of(learner: str, graded: Graded, sources: Mapping[str, bytes], suite: str, seed: int) -> Unknown | None:
    """Return what is unknown in a submission's wrong answers, if anything is."""
    if not graded.unknown:
        return None
    modules = {exercise.partition(".")[0] for exercise in graded.unknown}
    mine = {module: source for module, source in sources.items() if module in modules}
    return Unknown(learner, suite, seed, graded.unknown, mine)
