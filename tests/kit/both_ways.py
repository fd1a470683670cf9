"""The honest samples as notebooks, graded by nbgrader's own ``autograde`` and by ``gradkit nbgrader grade``.

python tests/kit/both_ways.py [LEARNER ...]

prints the cells that have two scores, and ends with 1 where there is one. All learners take some 15 minutes, since
every notebook has a kernel of its own.
"""

import ast
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from collected import Collected, Notebook, cell_of, code, done, gradkit, nbgrader

from autograder.course.catalogue import Chapter, Course
from autograder.submissions.intake import find_submissions

ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = ROOT / "instructor" / "samples"
HOSTILE: Final = {"robin-locke"}
SEED: Final = 0  # as in nbgrader_config.py
COURSE: Final = Course(ROOT)


def samples(wanted: Collection[str] = ()) -> dict[str, Mapping[str, bytes]]:
    """Return what the honest learners of the sample cohort handed in, or some of them."""
    found = find_submissions(SAMPLES, COURSE.modules)
    entries = {entry.learner: entry for entry in found if entry.learner not in HOSTILE}
    if unknown := set(wanted) - entries.keys():
        raise SystemExit(f"no honest sample is called {', '.join(sorted(unknown))}")
    return {name: entries[name].read().sources for name in sorted(wanted or entries)}


def hand_in(course: Collected, learner: str, sources: Mapping[str, bytes]) -> None:
    """Hand in a learner's modules as notebooks, as far as the course has their chapters."""
    for chapter in COURSE.chapters:
        if chapter.module in sources and chapter.module in course.assignments:
            notebook = as_notebook(course.blank(chapter.module), sources[chapter.module].decode("utf-8-sig"), chapter)
            course.hand_in(learner, chapter.module, notebook)


def as_notebook(blank: Notebook, source: str, chapter: Chapter) -> Notebook:
    """Write a module into a notebook as a learner would: helpers first, answers in their places, experiments last."""
    names = [exercise.name for exercise in chapter.exercises]
    first, answers, last = _parts(source.replace("\r\n", "\n"), names)
    for name, text in answers.items():
        cell_of(blank, f"{chapter.module}-{name}")["source"] = text
    place = next(number for number, cell in enumerate(blank["cells"]) if cell["cell_type"] == "code")
    blank["cells"].insert(place, code(*first))
    blank["cells"].append(code(*last))
    return blank


def _parts(source: str, names: Collection[str]) -> tuple[list[str], dict[str, str], list[str]]:
    """Return what stands before the answers, the answers by name, and what stands after them."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # cells end where definitions begin
        head, *parts = re.split(r"^(?=def |class )", source, flags=re.MULTILINE)
        answers = {re.split(r"\W", part)[1]: part for part in parts}
        return [head], {name: text for name, text in answers.items() if name in names}, []
    first, answers, last = [], {}, []
    for node in body:
        text = ast.get_source_segment(source, node) or ""
        if getattr(node, "name", None) in names:
            answers[node.name] = text
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) or not _mentioned(node) & set(names):
            first.append(text)
        else:
            last.append(text)
    return first, answers, last


def _mentioned(node: ast.stmt) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def both_ways(course: Collected) -> Iterator[tuple[tuple[str, str, str], float | None, float | None]]:
    """Grade what was handed in by nbgrader and by gradkit; yield each student's assignment's cell and both scores."""
    for assignment in course.assignments.values():
        done(nbgrader("autograde", assignment, "--force", cwd=course.root))
    theirs = course.scores()
    shutil.rmtree(course.root / "autograded")
    course.forget_scores()
    words = ("--jobs", 2, "--seed", SEED, "--out", course.root.parent / "both-ways")
    done(gradkit("nbgrader", "grade", ".", *words, cwd=course.root))
    ours = course.scores()
    for cell in sorted(theirs.keys() | ours.keys()):
        yield cell, theirs.get(cell), ours.get(cell)


def main(learners: Sequence[str]) -> int:
    """Compare, and say what differs."""
    handed_in = samples(learners)
    modules = {module for sources in handed_in.values() for module in sources if module in COURSE.modules}
    with tempfile.TemporaryDirectory() as folder:
        course = Collected(Path(folder) / "course", {module: COURSE.chapter_of(module).folder for module in modules})
        course.give_out()
        for learner, sources in handed_in.items():
            hand_in(course, learner, sources)
        found = [*both_ways(course)]
    for (student, assignment, cell), theirs, ours in found:
        if theirs != ours:
            sys.stdout.write(f"{student} {assignment} {cell}: {theirs} in nbgrader's autograde, {ours} in ours\n")
    differ = sum(theirs != ours for _, theirs, ours in found)
    notebooks = {cell[:2] for cell, *_ in found}
    sys.stdout.write(f"{len(notebooks)} notebooks, {len(found)} cells with points, {differ} with two scores\n")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
