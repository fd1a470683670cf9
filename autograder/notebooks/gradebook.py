"""nbgrader's gradebook: what was given out is read there, and scores and comments are written into it.

What ``nbgrader autograde`` would write is written, so that formgrader, feedback, late penalties, manual grading and
export go on as usual: the student and the submission with its time, the automatic score of each graded cell, the
automatic comment on each answer, the late penalty, and the graded notebook in ``autograded``. What a person entered (a
score, extra credit, a comment) is never touched; where a submission has changed since, its score asks for a person
again, as after ``nbgrader autograde``.
"""

import contextlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from autograder.course.catalogue import Course
from autograder.errors import EngineError, UsageError
from autograder.grading.verdict import DECIMALS, ExerciseResult, Result
from autograder.notebooks.cells import exercise_of, points_cell
from autograder.notebooks.folder import Assignment, CourseFolder, HandedIn, Notebook, imported, place_of
from autograder.notebooks.restored import Original, Restored, Told, as_graded
from autograder.reports.feedback import in_words
from autograder.submissions.archives import ParcelError
from autograder.submissions.intake import Submission, read_regular
from autograder.submissions.text import fenced

WAIT_SECONDS: Final = 60.0  # for another program that writes into the gradebook
MAX_WORDS: Final = 20_000  # characters below a graded cell

_NO_RESPONSE: Final = "No response."  # nbgrader's own words
_TIME: Final = "timestamp.txt"
_OF_NBGRADER: Final = (_TIME, "submission_secret.txt")  # which its next steps look for
_MAX_TIME: Final = 100  # characters of a time


class Gradebook:
    """The gradebook of a course folder.

    Args:
        folder: the course folder.
        course: what is graded.

    Raises:
        UsageError: there is no gradebook, or it cannot be used.
    """

    def __init__(self, folder: CourseFolder, course: Course) -> None:
        self._folder = folder
        self._course = course
        self._url = folder.db_url
        path = self._url.removeprefix("sqlite:///")
        if path != self._url:
            if not Path(path).is_file():
                raise UsageError(f"there is no gradebook {path}; run nbgrader generate_assignment first")
            self._url += f"?timeout={WAIT_SECONDS:g}"
        self._api = imported("nbgrader.api")
        self._converter = imported("nbgrader.converters").Autograde(coursedir=folder.directory, parent=folder.app)
        with self._usable():
            self._book = self._api.Gradebook(self._url, folder.directory.course_id)

    def close(self) -> None:
        """Close the connection."""
        self._book.close()

    def assignments(self) -> dict[str, Assignment]:
        """Return the assignments that hold exercises of the course, by name.

        Raises:
            EngineError: the gradebook cannot be read.
        """
        with self._usable():
            read = [self._assignment(assignment) for assignment in self._book.assignments]
        return {assignment.name: assignment for assignment in read if assignment.exercises}

    def knows(self, assignment: str) -> bool:
        """Tell whether there is an assignment of this name."""
        return any(each.name == assignment for each in self._book.assignments)

    def strangers(self, students: Sequence[str]) -> list[str]:
        """Return the students who may not be graded: those it does not know, where the configuration adds nobody."""
        known = {student.id for student in self._book.students}
        return [] if self._converter.create_student else [student for student in students if student not in known]

    def write(self, handed_in: HandedIn, result: Result) -> None:
        """Write what became of one assignment of a student.

        Args:
            handed_in: what was graded.
            result: of all that the student handed in; graded, or unreadable.

        Raises:
            UsageError: the gradebook was changed since the student handed in.
            EngineError: the gradebook, or the folder of graded notebooks, cannot be written.
        """
        submission = handed_in.read()
        pages = {
            notebook.name: _Page(
                notebook, handed_in.cells(notebook, place_of(notebook, submission)), result, submission
            )
            for notebook in handed_in.assignment.notebooks.values()
        }
        target = self._folder.path(
            self._folder.directory.autograded_directory, handed_in.student, handed_in.assignment.name
        )
        with self._usable():
            row = self._submission(handed_in)
            known = {grade.cell.name for notebook in row.notebooks for grade in notebook.grades}
            if later := {name for page in pages.values() for name in page.scores} - known:
                raise self._api.MissingEntry(f"{min(later)} is missing in the submission of {handed_in.student}")
            for notebook in row.notebooks:
                if page := pages.get(notebook.name):
                    _fill(notebook, page, changed=_content(target / page.file) != page.text)
            self._book.db.commit()
            self._punish(handed_in, row)
        self._write_files(handed_in, target, pages.values())

    def _assignment(self, assignment: Any) -> Assignment:
        notebooks = {notebook.name: self._notebook(notebook) for notebook in assignment.notebooks}
        ours = {name: notebook for name, notebook in notebooks.items() if notebook.exercises}
        return Assignment(assignment.name, ours)

    def _notebook(self, notebook: Any) -> Notebook:
        points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
        solutions = {cell.name for cell in notebook.solution_cells}
        tasks = {cell.name for cell in notebook.task_cells}
        cells = tuple(
            Original(
                name=source.name,
                kind=source.cell_type,
                source=source.source or "",
                checksum=source.checksum,
                locked=bool(source.locked),
                solution=source.name in solutions,
                points=points.get(source.name),
                task=source.name in tasks,
            )
            for source in notebook.source_cells
        )
        known = self._course.exercises
        exercises = {
            cell.name: exercise
            for cell in cells
            if cell.points is not None and (exercise := exercise_of(cell.name)) in known and exercise is not None
        }
        return Notebook(notebook.name, notebook.kernelspec, cells, exercises)

    def _submission(self, handed_in: HandedIn) -> Any:
        """Return the gradebook's row of a submission; it is made where there is none."""
        self._book.update_or_create_student(handed_in.student)
        time = self._time(handed_in)
        times = {} if time is None else {"timestamp": time}
        return self._book.update_or_create_submission(handed_in.assignment.name, handed_in.student, **times)

    def _time(self, handed_in: HandedIn) -> Any:
        """Return when something was handed in; None where that is not known."""
        data = _content(handed_in.folder / _TIME)
        try:
            return imported("nbgrader.utils").parse_utc(data.decode().strip()) if 0 < len(data) <= _MAX_TIME else None
        except (ValueError, OverflowError):
            return None

    def _punish(self, handed_in: HandedIn, row: Any) -> None:
        """Set the penalty for being late, as the configuration of the course says."""
        if row.total_seconds_late <= 0:
            for notebook in row.notebooks:
                notebook.late_submission_penalty = None
            self._book.db.commit()
            return
        penalties = imported("nbgrader.preprocessors").AssignLatePenalties(parent=self._folder.app)
        empty = imported("nbformat.v4").new_notebook()
        names = {"assignment": handed_in.assignment.name, "student": handed_in.student, "db_url": self._url}
        for notebook in [notebook.name for notebook in row.notebooks]:
            penalties.preprocess(empty, {"nbgrader": {**names, "notebook": notebook}})

    def _write_files(self, handed_in: HandedIn, target: Path, pages: Iterable["_Page"]) -> None:
        """Write the graded notebooks, and beside them what nbgrader's next steps look for."""
        try:
            target.mkdir(parents=True, exist_ok=True)
            for path in self._given_out(handed_in.assignment):
                copy = target / path.relative_to(self._source(handed_in.assignment))
                copy.parent.mkdir(parents=True, exist_ok=True)
                _replace(copy, path.read_bytes())
            for name in _OF_NBGRADER:
                if data := _content(handed_in.folder / name):
                    _replace(target / name, data)
            for page in pages:
                _replace(target / page.file, page.text)
            self._converter.set_permissions(handed_in.assignment.name, handed_in.student)
        except OSError as error:
            raise EngineError(f"{target} cannot be written: {error.strerror}; run the same command again") from error

    def _source(self, assignment: Assignment) -> Path:
        return self._folder.path(self._folder.directory.source_directory, ".", assignment.name)

    def _given_out(self, assignment: Assignment) -> list[Path]:
        """Return the files that an assignment has beside its notebooks."""
        ignored = [*self._folder.directory.ignore, "*.ipynb"]
        found = imported("nbgrader.utils").find_all_files(str(self._source(assignment)), ignored)
        return [Path(path) for path in found]

    @contextlib.contextmanager
    def _usable(self) -> Iterator[None]:
        """Say what is wrong with the gradebook where something is; nothing stays half written."""
        faults = imported("sqlalchemy.exc")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", faults.SAWarning)  # about what nbgrader does
                yield
        except self._api.MissingEntry as error:
            raise UsageError(
                f"{self._folder.db_url}: {error}. The assignment was changed after that was handed in; take this "
                "submission out of the gradebook, and run this command again"
            ) from error
        except faults.OperationalError as error:
            raise EngineError(
                f"the gradebook {self._folder.db_url} cannot be used: {error.orig}. What is graded is kept; if another "
                "program writes into it (formgrader, nbgrader autograde), wait for that, and run this command again"
            ) from error
        except (faults.SQLAlchemyError, self._api.InvalidEntry) as error:
            raise EngineError(f"the gradebook {self._folder.db_url} cannot be used: {error}") from error


class _Page:
    """A graded notebook of a student.

    Args:
        notebook: as it was given out.
        cells: as they were handed in.
        result: of all that the student handed in.
        submission: what was read for this assignment.
    """

    def __init__(self, notebook: Notebook, cells: Sequence[Restored], result: Result, submission: Submission) -> None:
        self.notebook = notebook
        self.file = f"{notebook.name}.ipynb"
        self._cells = {cell.original.name: cell for cell in cells if cell.original}
        self._results = {name: result.exercises.get(exercise) for name, exercise in notebook.exercises.items()}
        # Of a submission of which nothing could be read there is no result, but why.
        self._why = "" if place_of(notebook, submission) else fenced("\n".join(submission.messages))
        told = {name: _told(each, notebook.cell(name).points) for name, each in self._results.items()}
        by_hand = [each for each in notebook.cells if each.solution and each.points is not None]
        self.scores = {each.name: 0.0 if self._is_untouched(each) else None for each in by_hand}
        self.scores |= {name: each.score for name, each in told.items()}
        self.text = as_graded(cells, told, submission.messages, notebook.kernel)

    def comment(self, name: str) -> str | None:
        """Return the comment on the answer that a cell holds."""
        graded = self._results.get(points_cell(name))
        if self._why:
            return self._why
        if graded is not None and graded.status != "not_started":
            return "\n\n".join(diagnosis.message for diagnosis in graded.diagnoses) or None
        return _NO_RESPONSE if graded is not None or self._is_untouched(self.notebook.cell(name)) else None

    def _is_untouched(self, original: Original) -> bool:
        return self._cells[original.name].text == original.source


def _told(result: ExerciseResult | None, points: float | None) -> Told:
    """Return what is shown below the tests of an exercise, and the score in the points that the gradebook gives."""
    if result is None:
        return Told("This was not graded: nothing could be read.\n", 0.0)
    words = in_words(result)
    if len(words) > MAX_WORDS:
        words = f"{words[:MAX_WORDS]}\n... and more\n"
    if not result.max_score or points is None:
        return Told(words, None)
    score = result.score if points == result.max_score else result.score / result.max_score * points
    return Told(words, min(round(score, DECIMALS), points))


def _fill(notebook: Any, page: _Page, *, changed: bool) -> None:
    """Set the automatic scores and comments of a student's notebook, and whether a person has to look at it.

    Graded cells that are no exercise of the course are a person's: nothing runs their tests.
    """
    for grade in notebook.grades:
        name = grade.cell.name
        if name in page.scores:
            grade.auto_score = page.scores[name]
        is_by_hand = grade.manual_score is not None
        grade.needs_manual_grade = (is_by_hand and (changed or grade.needs_manual_grade)) or (
            not is_by_hand and grade.auto_score is None
        )
    for comment in notebook.comments:
        comment.auto_comment = page.comment(comment.cell.name)


def _content(path: Path) -> bytes:
    """Return the content of a file; nothing where there is none, or none that may be read."""
    try:
        return read_regular(path)
    except (OSError, ParcelError):
        return b""


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or as it was; it may be one that nbgrader made unwritable."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    part.write_bytes(data)
    part.replace(path)
