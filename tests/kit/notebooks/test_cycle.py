"""The whole way through nbgrader, by its own commands: handed out, handed in, graded, given back."""

import json
import shutil

import pytest
from homework import COURSE, Classroom, answers_of, plain, totals, write_answers

pytestmark = pytest.mark.timeout(1200)  # two minutes of it are work; a busy machine takes longer

NEURON = answers_of("neuron")
DESCENT = answers_of("descent")
NO_SIGMOID = NEURON["sigmoid"].replace("torch.exp(-x)", "torch.exp(x)")
ENDLESS = NEURON["relu"].partition("\n")[0] + "\n    while True:\n        pass\n"

# What each learner writes into the notebook of chapter 3, and what that earns of its 11 points.
HANDED_IN = {
    "ana": (NEURON, 11),
    "ben": ({}, 0),
    "cem": ({**NEURON, "sigmoid": NO_SIGMOID}, None),  # as many as gradkit grade gives
    "dua": ({**NEURON, "weighted_sum": "def weighted_sum(features, weights, bias:\n    return 1\n"}, None),
    "eli": (
        {**NEURON, "relu": "import logging, sys\nlogging.basicConfig()\n" + NEURON["relu"].replace(
            "    return", '    print("here", file=sys.stderr)\n    logging.warning("there")\n    return')},
        11,
    ),
    "fay": ({**NEURON, "relu": "def relu(x):\n    raise RuntimeError(x)\n"}, 10),
    "gus": ({**NEURON, "relu": ENDLESS, "sigmoid": "def sigmoid(x):\n    import os\n    os._exit(0)\n"}, None),
    "hal": ({**NEURON, "sigmoid": "%matplotlib inline\n!echo hello\n%precision 0\n" + NEURON["sigmoid"]}, 11),
}  # fmt: skip
BOTH = {"ana", "ben"}
BY_HAND = {"ana", "ben", "cem"}  # who fetch and submit by a command each, of which every one takes seconds


@pytest.fixture(scope="module")
def room(tmp_path_factory, gradkit):
    """A classroom in which everything was done once."""
    room = Classroom(tmp_path_factory.mktemp("classroom"))
    built = gradkit("nbgrader", "build", "--out", room.course, "--chapters", "3", "--chapters", "descent")
    assert built.returncode == 0, built.stderr
    steps = [("generate_assignment", "03_neuron"), ("release_assignment", "03_neuron")]
    steps += [(step, "04_descent") for step, _ in steps]
    for step in steps:
        ran = room.nbgrader(*step)
        assert ran.returncode == 0, ran.stderr
    for learner in BY_HAND:
        fetched = room.as_learner(learner, "fetch_assignment", "03_neuron")
        assert fetched.returncode == 0, fetched.stderr
        write_answers(room.home(learner) / "03_neuron" / "neuron.ipynb", HANDED_IN[learner][0])
        submitted = room.as_learner(learner, "submit", "03_neuron")
        assert submitted.returncode == 0, submitted.stderr
    others = HANDED_IN.keys() - BY_HAND
    hand_in(room, "03_neuron", {learner: HANDED_IN[learner][0] for learner in others})
    hand_in(room, "04_descent", {learner: DESCENT if HANDED_IN[learner][0] else {} for learner in BOTH})
    for assignment in ("03_neuron", "04_descent"):
        for step in ("collect", "autograde", "generate_feedback", "release_feedback"):
            ran = room.nbgrader(step, assignment)
            assert ran.returncode == 0, ran.stderr
    return room


def hand_in(room, assignment, answers):
    for learner, written in answers.items():
        folder = room.home(learner) / assignment
        shutil.copytree(room.course / "release" / assignment, folder)
        write_answers(next(folder.glob("*.ipynb")), written)
    room.all_submit(answers, assignment)


@pytest.fixture(scope="module")
def scores(room):
    return exported(room)


def exported(room):
    ran = room.nbgrader("export", "--to", "grades.csv")
    assert ran.returncode == 0, ran.stderr
    return totals((room.course / "grades.csv").read_text(encoding="utf-8"))


def test_what_learners_get_holds_no_solution_no_hidden_line_and_no_seed(room):
    released = json.loads((room.course / "release" / "03_neuron" / "neuron.ipynb").read_text(encoding="utf-8"))
    text = json.dumps(released)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    assert "autograder" not in text
    assert "SEED" not in text
    stub = (COURSE.root / "exercises" / "03_neuron" / "neuron.py").read_text(encoding="utf-8")
    for cell in released["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            assert "".join(cell["source"]) in stub


def test_scores_are_what_each_answer_earns(scores):
    for learner, (_, points) in HANDED_IN.items():
        if points is not None:
            assert scores["03_neuron", learner] == points, learner
    assert scores["04_descent", "ana"] == 17
    assert scores["04_descent", "ben"] == 0


def test_scores_are_those_of_gradkit_grade(scores, grade):
    for learner, (answers, _) in HANDED_IN.items():
        cells = [answers.get(name, "") for name in NEURON]
        cells = [cell for cell in cells if learner != "dua" or ":\n    return 1" not in cell]  # a cell of its own fails
        text = "import torch\n\n\n" + "\n\n\n".join(cells)
        text = "\n".join(line for line in text.splitlines() if not line.startswith(("%", "!")))
        graded = grade({"neuron": text.encode()}, tuple(f"neuron.{name}" for name in NEURON))
        total = sum(exercise.score for exercise in graded.exercises.values())
        assert scores["03_neuron", learner] == pytest.approx(total), learner


def test_learners_get_their_feedback(room):
    ran = room.as_learner("cem", "fetch_feedback", "03_neuron")
    assert ran.returncode == 0, ran.stderr
    page = next((room.home("cem") / "03_neuron" / "feedback").rglob("neuron.html"))
    assert "points-neuron-sigmoid" in page.read_text(encoding="utf-8")


def test_validate_tells_a_learner_what_the_visible_tests_say(room):
    said = plain(room.as_learner("cem", "validate", "03_neuron/neuron.ipynb").stdout)
    assert "VALIDATION FAILED ON 3 CELL(S)" in said  # and on the two layers that use the sigmoid
    assert "tests of neuron.sigmoid fail" in said
    assert "test_sigmoid_goes_up: sigmoid(tensor(" in said  # long lines are cut


def test_grades_of_ours_in_their_place_are_the_same_and_go_out_as_feedback(room, scores):
    """``gradkit nbgrader grade`` in the place of ``nbgrader autograde``; all other steps are nbgrader's."""
    ours = room.gradkit("nbgrader", "grade", ".", "--out", "../graded", "--assignment", "03_neuron", "--seed", "5")
    assert ours.returncode == 0, ours.stderr
    assert exported(room) == scores
    for step in (("generate_feedback", "--force"), ("release_feedback",)):
        ran = room.nbgrader(*step, "03_neuron")
        assert ran.returncode == 0, ran.stderr
    ran = room.as_learner("ben", "fetch_feedback", "03_neuron")
    assert ran.returncode == 0, ran.stderr
    pages = (room.home("ben") / "03_neuron" / "feedback").rglob("neuron.html")  # of all, who are one user here
    assert any("0 of 2 points: not started" in page.read_text(encoding="utf-8") for page in pages)


NOT_THERE = "raise ModuleNotFoundError(\"No module named 'autograder'\")\n"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("GRADKIT_COURSE", "neuron.sigmoid cannot be graded, which is not the learner's fault"),
        ("PYTHONPATH", "gradkit is not in the environment of the kernel: No module named 'autograder'. Install it"),
    ],
)
def test_a_fault_of_ours_is_no_zero(room, tmp_path, broken, said):
    (tmp_path / "autograder.py").write_text(NOT_THERE, encoding="utf-8")
    shutil.rmtree(room.course / "autograded" / "ana" / "03_neuron", ignore_errors=True)
    ran = room.nbgrader("autograde", "03_neuron", "--student", "ana", "--force", **{broken: str(tmp_path)})
    assert ran.returncode != 0
    assert said in ran.stderr
    assert not (room.course / "autograded" / "ana" / "03_neuron").exists()
