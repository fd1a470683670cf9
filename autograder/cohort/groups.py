"""Unknown wrong answers of a cohort, and which of them are the same.

A failed exercise whose trace is that of no known mistake is kept. Those with equal traces on the same inputs are one
group, largest first: what many did is worth an entry in ``mistakes.py``.
"""

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.cohort.unknown import Unknown
from autograder.course.answers import source_of
from autograder.grading.trace import Trace
from autograder.sandbox.wire import WireError


@dataclass
class Group:
    """Answers to one exercise with equal traces.

    Attributes:
        exercise: the exercise's id.
        criteria: the ids of the criteria that they lost.
        members: who gave this answer, in the order of their ids.
        rank: its place among the exercise's groups, from 1.
    """

    exercise: str
    criteria: tuple[str, ...]
    members: list[Unknown] = field(default_factory=list)
    rank: int = 0

    @property
    def name(self) -> str:
        """What the group is called: the exercise's id and its rank."""
        return f"{self.exercise}/{self.rank}"

    @property
    def learners(self) -> list[str]:
        """The learners' ids."""
        return [member.learner for member in self.members]


def group(unknown: Iterable[Unknown]) -> list[Group]:
    """Return the groups of equal answers: the largest first, then in the order of exercises and learners."""
    groups: dict[tuple[object, ...], list[tuple[list[Trace], Group]]] = {}
    for member in sorted(unknown, key=lambda each: each.learner):
        for exercise, failed in member.failed.items():
            traces = [_unpacked(trace) for trace in failed.values()]
            alike = groups.setdefault((member.suite, member.seed, exercise, *failed), [])
            mine = next((one for theirs, one in alike if _equal(traces, theirs)), None)
            if mine is None:
                mine = Group(exercise, tuple(failed))
                alike.append((traces, mine))
            mine.members.append(member)
    found = sorted(
        (one for alike in groups.values() for _, one in alike),
        key=lambda one: (-len(one.members), one.exercise, one.learners),
    )
    ranks: Counter[str] = Counter()
    for one in found:
        ranks[one.exercise] += 1
        one.rank = ranks[one.exercise]
    return found


def _unpacked(data: bytes) -> Trace:
    try:
        return Trace.unpack(data)
    except WireError:
        return Trace()  # which equals none


def _equal(some: list[Trace], others: list[Trace]) -> bool:
    return all(one.equals(other) for one, other in zip(some, others, strict=True))


def definitions(source: bytes, name: str) -> list[str]:
    """Return a learner's definition of a name, after those of their own that it uses; nothing where there is none.

    Parsing hostile source can end a process, so this is for one answer that somebody asked to read.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = {bound: node for node in tree.body for bound in _bound(node)}
    wanted: list[ast.stmt] = []
    waiting = [name]
    while waiting:
        node = found.pop(waiting.pop(), None)
        if node is not None:
            wanted.append(node)
            waiting += [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    text = source.decode(errors="replace")
    return [source_of(node, text) for node in reversed(wanted)]


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []
