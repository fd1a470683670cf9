"""A learner's feedback as Markdown. What came from the learner is shown as code, so that none of it is markup."""

import re
from collections.abc import Mapping

from autograder.course.catalogue import Exercise
from autograder.grading.verdict import ExerciseResult, Result, Verdict
from autograder.submissions.text import fenced, shown_lines

_WORDS = {
    "passed": "passed",
    "failed": "to fix",
    "not_started": "not started",
    "missing": "not found",
    "skipped": "skipped",
    "timed_out": "ran out of time",
    "crashed": "stopped with an error",
}


def feedback(result: Result, exercises: Mapping[str, Exercise]) -> str:
    """Return the feedback page of a result; ``exercises`` are those of the course, by id."""
    lines = [f"# {_inline(result.submission)}", ""]
    if result.status == "ungraded":
        lines += ["**Not graded yet.**", ""]
    else:
        lines += [f"**{_points(result.score)} of {_points(result.max_score)} points**", ""]
    lines += [part for message in result.messages for part in (*_block(message), "")]
    if result.exercises:
        lines += ["| exercise | | points |", "| --- | --- | --- |"]
        lines += [_row(name, exercise) for name, exercise in result.exercises.items()]
        lines.append("")
    for name, exercise in result.exercises.items():
        if exercise.status not in {"passed", "not_started"}:
            lines += _section(name, exercise, exercises[name].title)
    return "\n".join(lines).rstrip() + "\n"


def in_words(exercise: ExerciseResult) -> str:
    """Return what became of an exercise as plain text: each criterion, why it failed, and which mistake that is."""
    lines = [f"{_points(exercise.score)} of {_points(exercise.max_score)} points: {_WORDS[exercise.status]}", ""]
    lines += [part for diagnosis in exercise.diagnoses for part in (diagnosis.message, "")]
    said = ""
    for verdict in exercise.criteria:
        lines.append(
            f"- {_WORDS[verdict.status]} ({_points(verdict.score)} of {_points(verdict.max_score)}): {verdict.title}"
        )
        if verdict.message not in {"", said}:  # one cause for many: say it once
            lines += [f"    {line}" for line in verdict.message.splitlines()]
            said = verdict.message
        if verdict.output and verdict.status != "passed":
            lines += ["    It printed:", *(f"    {line}" for line in verdict.output.splitlines())]
    return shown_lines("\n".join(lines).rstrip()) + "\n"


def _row(name: str, exercise: ExerciseResult) -> str:
    return f"| `{name}` | {_WORDS[exercise.status]} | {_points(exercise.score)} of {_points(exercise.max_score)} |"


def _section(name: str, exercise: ExerciseResult, title: str) -> list[str]:
    lines = [f"## {title}: `{name}`", ""]
    lines += [part for diagnosis in exercise.diagnoses for part in (diagnosis.message, "")]
    reasons = {verdict.message for verdict in exercise.criteria}
    if len(reasons) == 1 and "" not in reasons:  # one cause for all: say it once
        lines += [*_block(reasons.pop()), ""]
        lines += [f"- {_WORDS[verdict.status]}: {verdict.title}" for verdict in exercise.criteria]
        return [*lines, "", *_output(exercise.criteria[0])]
    for verdict in exercise.criteria:
        lines.append(
            f"- {_WORDS[verdict.status]} ({_points(verdict.score)} of {_points(verdict.max_score)}): {verdict.title}"
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


def _points(points: float) -> str:
    return f"{round(points, 2):g}"
