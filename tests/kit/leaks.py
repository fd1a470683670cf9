"""What nobody may read in anything that is written for a learner."""

import re
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\d+\.\d{2,}|\d+(?:\.\d+)?e[+-]?\d+")
"""Numbers of the kind that inputs are drawn as and answers come out as; shapes and lines are whole."""


def lines_of(*patterns: str) -> set[str]:
    """Return the lines of the files of the checkout that match, without their indentation."""
    files = chain.from_iterable(ROOT.glob(pattern) for pattern in patterns)
    return {line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()}


def secret_lines() -> set[str]:
    """Return the lines of suites and references that a learner must not see: those that they cannot have already."""
    known = lines_of("exercises/*/*.py")
    return {line for line in lines_of("tests/hidden/*.py", "solutions/*/*.py") - known if len(line) > 30}


def told_lines(told: str, own: str) -> set[str]:
    """Return the lines of a text that are not a learner's own."""
    return {line.strip() for line in told.splitlines()} - {line.strip() for line in own.splitlines()}


def told_numbers(told: str, own: str) -> set[str]:
    """Return the numbers in a text that are not in a learner's own source."""
    return set(NUMBER.findall(told)) - set(NUMBER.findall(own))
