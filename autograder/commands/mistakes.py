"""``gradkit mistakes``: which wrong answers of a graded cohort no known mistake explains, and how many share each."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.cohort.groups import Group, definitions, group
from autograder.course.catalogue import Course
from autograder.errors import UsageError
from autograder.reports.files import read_result, read_unknown
from autograder.submissions.text import shown_lines


def mistakes_command(folder: Path, *, draft: str | None, as_json: bool, root: Path | None) -> int:
    """List the groups, or draft an entry for one of them, and return the exit status.

    Raises:
        UsageError: the folder holds no results, or there is no such group.
    """
    groups = group(read_unknown(folder))
    if draft is not None:
        chosen = [one for one in groups if one.name == draft]
        if not chosen:
            names = ", ".join(one.name for one in groups) or "none"
            raise UsageError(f"--draft {draft}: there is no such group in {folder}. There are: {names}")
        sys.stdout.write(_draft(chosen[0], folder, Course(root) if root else Course.find()))
    elif as_json:
        sys.stdout.write(json.dumps([_plain(one) for one in groups], indent=1) + "\n")
    else:
        _print(groups, folder)
    return 0


def _plain(one: Group) -> dict[str, object]:
    return {"group": one.name, "exercise": one.exercise, "learners": one.learners, "criteria": list(one.criteria)}


def _print(groups: list[Group], folder: Path) -> None:
    console = Console(highlight=False)
    if not groups:
        console.print("Every wrong answer here is a known mistake.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("group", no_wrap=True)
    table.add_column("learners", justify="right")
    table.add_column("criteria lost", justify="right")
    table.add_column("one to read")
    for one in groups:
        table.add_row(one.name, str(len(one.members)), str(len(one.criteria)), one.learners[0])
    console.print(table)
    sys.stdout.write(f"\nTo draft an entry for mistakes.py:\n  gradkit mistakes {folder} --draft {groups[0].name}\n")


def _draft(one: Group, folder: Path, course: Course) -> str:
    """Return an entry for ``mistakes.py``, made of what one of the group's learners handed in."""
    module, _, name = one.exercise.partition(".")
    if one.exercise not in course.exercises:
        raise UsageError(f"{one.exercise} is no exercise of the course in {course.root}; name another with --course")
    chapter = course.chapter_of(module).folder
    learner = one.learners[0]
    *helpers, answer = definitions(one.members[0].sources[module], name) or [f"# {name} is nowhere in the file\n"]
    more = len(one.members) - 1
    lines = [
        f"# A draft for solutions/{chapter}/mistakes.py, from what {learner} handed in"
        + (f"; {more} more did the same." if more else "."),
        "# Name it, tell the learner what happened without the answer, and say what to read; gradkit audit then proves it.",
        "# Only the definition under the decorator is taken: put helpers inside it.",
        *helpers,
        "@mistake(",
        f'    "{one.exercise}",',
        '    "what-the-learner-did",',
        f"    loses={_loses(folder, learner, one.exercise)},",
        '    says="What happened, in one to three sentences.",',
        f'    read="exercises/{chapter}/README.md#heading",',
        ")",
        answer,
    ]
    return shown_lines("\n".join(lines)) + "\n"


def _loses(folder: Path, learner: str, exercise: str) -> str:
    criteria = read_result(folder, learner).exercises[exercise].criteria
    decided = [verdict for verdict in criteria if verdict.status != "skipped"]
    lost = [verdict.title for verdict in decided if verdict.status != "passed"]
    return json.dumps("everything" if len(lost) == len(decided) else lost)
