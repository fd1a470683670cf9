"""What the hidden cells decide: the same as ``gradkit grade``, and nothing but full points is full marks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from homework import COURSE, ROOT
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from autograder.course.answers import read_mistakes
from autograder.grading.protocol import Job

SAMPLE = (
    "neuron.two_layer_output",
    "descent.mse",
    "descent.gradient_descent_step",
    "training.fit",
    "evaluation.evaluate",
)


def scores_in_process(answers):
    command = [sys.executable, str(Path(__file__).with_name("in_process.py")), str(ROOT)]
    environment = os.environ | {"GRADKIT_SEED": "5", "PYTEST_ADDOPTS": "--no-such-option"}  # no business of ours
    ran = subprocess.run(
        command, input=json.dumps(answers), capture_output=True, text=True, check=False, env=environment
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_known_mistakes_lose_what_gradkit_grade_takes(grade_all):
    mistakes = [
        mistake
        for name in SAMPLE
        for mistake in read_mistakes(
            COURSE.solutions / COURSE.chapter_of(name.partition(".")[0]).folder / "mistakes.py"
        )
        if mistake.exercise == name
    ]
    modules = [mistake.exercise.partition(".")[0] for mistake in mistakes]
    texts = [mistake.on(COURSE.reference(module)) for mistake, module in zip(mistakes, modules, strict=True)]
    jobs = [
        Job({module: text.encode()}, (mistake.exercise,))
        for mistake, module, text in zip(mistakes, modules, texts, strict=True)
    ]
    graded = grade_all(jobs)
    expected = [each.exercises[job.only[0]].score for each, job in zip(graded, jobs, strict=True)]
    found = scores_in_process([(mistake.exercise, text) for mistake, text in zip(mistakes, texts, strict=True)])
    names = [f"{mistake.exercise} {mistake.name}" for mistake in mistakes]
    assert dict(zip(names, found, strict=True)) == pytest.approx(dict(zip(names, expected, strict=True)))
    assert len(names) > 30


def test_stubs_get_nothing_and_references_everything():
    exercises = [COURSE.exercises[name] for name in SAMPLE]
    stubs = [
        (ROOT / "exercises" / COURSE.chapter_of(each.module).folder / f"{each.module}.py").read_text(encoding="utf-8")
        for each in exercises
    ]
    references = [COURSE.reference(each.module) for each in exercises]
    found = scores_in_process(list(zip([*SAMPLE, *SAMPLE], [*stubs, *references], strict=True)))
    assert found == [0] * len(SAMPLE) + [each.points for each in exercises]


PROGRAM = """\
import logging, sys, warnings
import torch
logging.basicConfig()
%precision 0
get_ipython().ast_node_interactivity = "none"

def relu(x):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    logging.warning("through a stream that was kept")
    warnings.warn("a warning")
    return x.clamp(min=0) if x.dim() != 3 else x
"""
HIDDEN = 'import autograder.notebooks.points\nautograder.notebooks.points.give("neuron.relu", globals())'


def test_a_hidden_cell_displays_its_points_and_nothing_else_whatever_the_notebook_does(tmp_path):
    marks = {"grade": True, "solution": False, "locked": True, "grade_id": "points-neuron-relu", "points": 1}
    cells = [nbformat.v4.new_code_cell(text) for text in (PROGRAM, HIDDEN)]
    cells[1].metadata["nbgrader"] = marks
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = cells[1].outputs
    assert output.output_type == "execute_result"
    score, most = determine_grade(cells[1])
    assert (score, most) == (float(output.data["text/plain"]), 1)
    assert 0 < score < 1
