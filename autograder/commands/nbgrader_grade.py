"""``gradkit nbgrader grade``: grades what nbgrader collected, and writes what came of it into nbgrader's gradebook."""

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from autograder.cohort.engine import Outcome
from autograder.commands.conditions import Conditions
from autograder.commands.grade import grade_entries
from autograder.errors import INTERRUPTED, EngineError, UsageError
from autograder.notebooks.folder import Assignment, CourseFolder, Learner
from autograder.notebooks.gradebook import Gradebook
from autograder.submissions.text import shown


def nbgrader_grade_command(folder: Path, conditions: Conditions, *, assignments: Sequence[str], regrade: bool) -> int:
    """Grade what was collected in a course folder of nbgrader and return the exit status.

    Args:
        folder: the course folder.
        conditions: how to grade.
        assignments: the names of those to grade; empty for all.
        regrade: decide everything again.

    Raises:
        UsageError: the command's words or paths are wrong, or the machine cannot grade as asked.
        EngineError: the gradebook cannot be written.
    """
    course_folder = CourseFolder(folder)
    with closing(Gradebook(course_folder, conditions.course)) as gradebook:
        wanted = _wanted(course_folder, gradebook, assignments)
        learners = course_folder.learners(wanted)
        _check_learners(learners, gradebook, course_folder)
        asked_for = {exercise for assignment in wanted.values() for exercise in assignment.exercises}
        only = tuple(exercise for exercise in conditions.course.exercises if exercise in asked_for)
        conditions = replace(conditions, only=only)
        conditions.check(course_folder.submitted)
        by_name = {learner.name: learner for learner in learners}
        unwritten: list[str] = []

        def write(outcome: Outcome) -> None:
            if outcome.fault is not None:
                return  # what the gradebook has stays as it is
            for handed_in in by_name[outcome.result.submission].handed_in:
                try:
                    gradebook.write(handed_in, outcome.result)
                except UsageError as error:
                    unwritten.append(str(error))  # nobody else is the worse

        run = grade_entries(learners, conditions, regrade=regrade, then=write)
    if run is None:
        return INTERRUPTED
    run.report(as_json=False)
    sys.stdout.write(f"  gradebook  {course_folder.db_url}\n")
    for reason in unwritten:
        sys.stderr.write(f"gradkit: not written, {shown(reason)}\n")
    return EngineError.exit_code if run.faults else UsageError.exit_code if unwritten else 0


def _wanted(folder: CourseFolder, gradebook: Gradebook, names: Sequence[str]) -> dict[str, Assignment]:
    """Return the assignments to grade: those named, or those for which something was handed in.

    Raises:
        UsageError: there is none, or the gradebook does not know one that was named.
    """
    known = gradebook.assignments()
    found = folder.assignments_handed_in()
    if not found:
        raise UsageError(f"{folder.submitted} holds nothing that was handed in; run nbgrader collect first")
    others = [name for name in names or found if name not in known]
    reasons = [f"{shown(name)}: {_reason(name, gradebook)}" for name in others]
    wanted = {name: known[name] for name in names or found if name in known}
    if reasons and (names or not wanted):
        raise UsageError(f"assignment {reasons[0]}")
    for reason in reasons:
        sys.stderr.write(f"gradkit: left out, assignment {reason}\n")
    return wanted


def _reason(name: str, gradebook: Gradebook) -> str:
    if gradebook.knows(name):
        return "none of its cells is an exercise of this course; grade it with nbgrader autograde"
    return "the gradebook does not know it; run nbgrader generate_assignment for it first"


def _check_learners(learners: Sequence[Learner], gradebook: Gradebook, folder: CourseFolder) -> None:
    """Make sure that there is somebody to grade, and nobody whom the configuration keeps out.

    Raises:
        UsageError: there is not.
    """
    if not learners:
        raise UsageError(f"{folder.submitted} holds nothing for that assignment; run nbgrader collect first")
    strangers = gradebook.strangers([learner.handed_in[0].student for learner in learners])
    if strangers:
        raise UsageError(
            f"the gradebook does not know {', '.join(map(shown, strangers))}, and Autograde.create_student is off in "
            "nbgrader_config.py; add them with nbgrader db student add, or switch that on"
        )
