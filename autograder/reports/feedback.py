"""A learner's feedback as Markdown. What came from the learner is shown as code, so that none of it is markup."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from autograder.course.catalogue import Exercise
from autograder.grading.verdict import ExerciseResult, Result, Verdict
from autograder.submissions.text import fenced, shown_lines

WORDS: Final = {
    "passed": "passed",
    "failed": "to fix",
    "not_started": "not started",
    "missing": "not found",
    "skipped": "skipped",
    "timed_out": "ran out of time",
    "crashed": "stopped with an error",
}
"""What a learner reads for the status of an exercise or of a criterion."""

SKIPPED: Final = "What needs a GPU was skipped: its points are not among these, and count for nobody."


def feedback(result: Result, exercises: Mapping[str, Exercise]) -> str:
    """Return the feedback page of a result; ``exercises`` are those of the course, by id."""
    lines = [f"# {_inline(result.submission)}", ""]
    if result.status == "ungraded":
        lines += ["**Not graded yet.**", ""]
    else:
        lines += [f"**{points(result.score)} of {points(result.max_score)} points**", ""]
    lines += [SKIPPED, ""] if has_skipped(result) else []
    lines += [part for message in result.messages for part in (*_block(message), "")]
    if result.exercises:
        lines += ["| exercise | | points |", "| --- | --- | --- |"]
        lines += [_row(name, exercise) for name, exercise in result.exercises.items()]
        lines.append("")
    for section in sections(result):
        lines += _section(section, exercises)
    return "\n".join(lines).rstrip() + "\n"


def in_words(exercise: ExerciseResult) -> str:
    """Return what became of an exercise as plain text: each criterion, why it failed, and which mistake that is."""
    lines = [f"{points(exercise.score)} of {points(exercise.max_score)} points: {WORDS[exercise.status]}", ""]
    lines += [part for diagnosis in exercise.diagnoses for part in (diagnosis.message, "")]
    said = ""
    for verdict in exercise.criteria:
        lines.append(
            f"- {WORDS[verdict.status]} ({points(verdict.score)} of {points(verdict.max_score)}): {verdict.title}"
        )
        if verdict.message not in {"", said}:  # one cause for many: say it once
            lines += [f"    {line}" for line in verdict.message.splitlines()]
            said = verdict.message
        if verdict.output and verdict.status != "passed":
            lines += ["    It printed:", *(f"    {line}" for line in verdict.output.splitlines())]
    return shown_lines("\n".join(lines).rstrip()) + "\n"


def has_skipped(result: Result) -> bool:
    """Tell whether some criteria were skipped."""
    return any(verdict.status == "skipped" for each in result.exercises.values() for verdict in each.criteria)


@dataclass
class Section:
    """Exercises of which there is more to say than their points, and the same.

    Attributes:
        cause: the message that all criteria of all of them share, but for what was skipped, to be said once; empty
            where they share none, and then it is one exercise.
        exercises: what became of them, by id.
    """

    cause: str
    exercises: dict[str, ExerciseResult]


def sections(result: Result) -> list[Section]:
    """Return what is to be said of a result's exercises, in their order; a missing file is told once for all."""
    found: list[Section] = []
    for name, exercise in result.exercises.items():
        if exercise.status in {"passed", "not_started"}:
            continue
        messages = {verdict.message for verdict in exercise.criteria if verdict.status != "skipped"}
        cause = messages.pop() if len(messages) == 1 else ""
        if cause and found and found[-1].cause == cause:
            found[-1].exercises[name] = exercise
        else:
            found.append(Section(cause, {name: exercise}))
    return found


def points(number: float) -> str:
    """Return points as they are written, with two decimals at most."""
    return f"{round(number, 2):g}"


def _row(name: str, exercise: ExerciseResult) -> str:
    return f"| `{name}` | {WORDS[exercise.status]} | {points(exercise.score)} of {points(exercise.max_score)} |"


def _section(section: Section, exercises: Mapping[str, Exercise]) -> list[str]:
    heading = "## " + " · ".join(exercises[name].title for name in section.exercises)
    if len(section.exercises) == 1:
        heading += f": `{next(iter(section.exercises))}`"
    lines = [heading, ""]
    diagnoses = [diagnosis for exercise in section.exercises.values() for diagnosis in exercise.diagnoses]
    lines += [part for diagnosis in diagnoses for part in (diagnosis.message, "")]
    criteria = [verdict for exercise in section.exercises.values() for verdict in exercise.criteria]
    if section.cause:
        lines += [*_block(section.cause), ""]
        if len(section.exercises) == 1:
            lines += [*(f"- {WORDS[verdict.status]}: {verdict.title}" for verdict in criteria), ""]
        return [*lines, *_output(criteria[0])]
    for verdict in criteria:
        lines.append(
            f"- {WORDS[verdict.status]} ({points(verdict.score)} of {points(verdict.max_score)}): {verdict.title}"
        )
        if verdict.message:
            lines += ["", *(f"  {line}" if line else "" for line in _block(verdict.message)), ""]
        if verdict.status != "passed":
            lines += [f"  {line}" if line else "" for line in _output(verdict)]
    return [*lines, ""]


def _output(verdict: Verdict) -> list[str]:
    if not verdict.output:
        return []
    return ["It printed:", "", *_block(verdict.output), ""]


def _block(text: str) -> list[str]:
    return fenced(text).splitlines()


def _inline(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&])", r"\\\1", " ".join(shown_lines(text).split()))
