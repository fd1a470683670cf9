"""The notebooks that are made of the course: whole, fresh, the same each time, and in the form that nbgrader reads."""

import ast
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from homework import COURSE, ROOT
from nbgrader.nbgraderformat import MetadataValidator

from autograder.course.markers import to_stub
from autograder.errors import UsageError
from autograder.notebooks.cells import STUB, exercise_of, grade_id, solution
from autograder.notebooks.course import course_folder, stale, write_course_folder

FILES = course_folder(COURSE, COURSE.modules)


def notebook(chapter):
    return nbformat.reads(FILES[f"source/{chapter.folder}/{chapter.module}.ipynb"], 4)


def marked(chapter):
    return {cell.id: cell for cell in notebook(chapter).cells if "nbgrader" in cell.metadata}


def test_the_committed_course_folder_is_what_the_course_gives():
    assert stale(COURSE) == []


def test_the_check_names_what_is_stale(tmp_path):
    for name in ("solutions", "exercises", "tests/hidden", "instructor/nbgrader"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "instructor" / "nbgrader" / "source" / "03_neuron" / "neuron.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("sigmoid", "sigmold"), encoding="utf-8")
    command = [sys.executable, "-m", "autograder.notebooks.course"]
    ran = subprocess.run([*command, "--check"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert (
        ran.stderr == "instructor/nbgrader/source/03_neuron/neuron.ipynb is not what the course gives: run make stubs\n"
    )
    subprocess.run(command, cwd=tmp_path, check=True)
    assert subprocess.run([*command, "--check"], cwd=tmp_path, check=False).returncode == 0


@pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda chapter: chapter.folder)
class TestNotebook:
    def test_nbformat_and_nbgrader_find_nothing_wrong(self, chapter):
        read = notebook(chapter)
        nbformat.validate(read)
        MetadataValidator().validate_nb(read)
        assert nbformat.writes(read) + "\n" == FILES[f"source/{chapter.folder}/{chapter.module}.ipynb"]

    def test_every_exercise_has_a_cell_of_each_kind_and_its_points(self, chapter):
        cells = marked(chapter)
        for exercise in chapter.exercises:
            slug = f"{exercise.module}-{exercise.name}"
            graded = cells[grade_id(exercise)].metadata.nbgrader
            assert (graded.grade, graded.locked, graded.points) == (True, True, exercise.points)
            answer = cells[slug].metadata.nbgrader
            assert (answer.grade, answer.solution, answer.locked) == (False, True, False)
            assert "def test_" in cells[f"visible-{slug}"].source
            assert exercise_of(grade_id(exercise)) == exercise.id
            assert exercise_of(slug) is None

    def test_the_cells_together_are_the_reference(self, chapter):
        cells = marked(chapter)
        names = [f"imports-{chapter.module}", *(f"{each.module}-{each.name}" for each in chapter.exercises)]
        text = "\n".join(cells[name].source for name in names)
        added = [line for line in text.splitlines() if line.strip() != "return" and "is not started yet" not in line]
        reference = ast.parse(COURSE.reference(chapter.module))
        assert ast.dump(ast.parse("\n".join(added))) == ast.dump(ast.Module(reference.body[1:], []))

    def test_no_visible_test_is_lost_and_none_is_there_twice(self, chapter):
        path = ROOT / "exercises" / chapter.folder / f"test_{chapter.module}.py"
        tests = [node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if hasattr(node, "name")]
        cells = [cell.source.partition("\n")[2] for cell in marked(chapter).values() if cell.source[:7] == "%%tests"]
        found = [node.name for cell in cells for node in ast.parse(cell).body if hasattr(node, "name")]
        assert sorted(found) == sorted(tests)

    def test_the_lesson_is_all_there_but_for_what_a_notebook_has_no_use_for(self, chapter):
        lesson = (ROOT / "exercises" / chapter.folder / "README.md").read_text(encoding="utf-8")
        text = "\n".join(cell.source for cell in notebook(chapter).cells if cell.cell_type == "markdown")
        headings = [line for line in lesson.splitlines() if line.startswith("#")]
        left_out = {"## How to work", "## See it"}
        assert [line for line in text.splitlines() if line in headings] == [
            line for line in headings if line not in left_out
        ]
        assert "pytest exercises" not in text
        assert "](" not in text


def test_a_solution_cell_becomes_the_stub_of_the_exercise():
    definition = 'def step(x):\n    """Go."""\n    ### BEGIN SOLUTION\n    x += 1\n    ### END SOLUTION'
    cell = solution(definition, "here")
    assert cell == (
        'def step(x):\n    """Go."""\n    ### BEGIN SOLUTION\n    x += 1\n    return\n    ### END SOLUTION\n'
        '    raise NotImplementedError("step is not started yet")'
    )
    before, _, rest = cell.partition("### BEGIN SOLUTION")
    cleared = before + STUB + rest.partition("### END SOLUTION")[2]
    assert cleared + "\n" == to_stub(definition)


def test_a_solution_in_the_middle_of_a_function_is_refused():
    with pytest.raises(UsageError, match=r"here: a solution that does not end its function"):
        solution("def f():\n    ### BEGIN SOLUTION\n    x = 1\n    ### END SOLUTION\n    return x", "here")


def test_another_build_replaces_notebooks_and_leaves_the_configuration(tmp_path):
    write_course_folder(FILES, tmp_path)
    config, lesson = tmp_path / "nbgrader_config.py", tmp_path / "source" / "03_neuron" / "neuron.ipynb"
    config.write_text("mine", encoding="utf-8")
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    write_course_folder(FILES, tmp_path)
    assert config.read_text(encoding="utf-8") == "mine"
    assert lesson.read_text(encoding="utf-8") == FILES["source/03_neuron/neuron.ipynb"]
    lesson.write_text(json.dumps({"cells": []}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"neuron\.ipynb is not gradkit's; move it away"):
        write_course_folder(FILES, tmp_path)


def test_the_command_builds_the_chapters_that_were_named(gradkit, tmp_path):
    ran = gradkit("nbgrader", "build", "--out", tmp_path / "course", "--chapters", "4")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("1 of 9 chapters, a notebook each\n")
    made = {path.relative_to(tmp_path / "course").as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {"nbgrader_config.py", "source/04_descent/descent.ipynb"}


def test_the_command_does_not_write_into_the_course(gradkit):
    ran = gradkit("nbgrader", "build", "--out", ROOT / "solutions" / "here")
    assert ran.returncode == 2
    assert "which is the course's; name another folder" in ran.stderr
