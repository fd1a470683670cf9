"""The whole way through nbgrader, by its own commands: handed out, handed in, graded, given back."""

import json
import shutil

import pytest
from homework import COURSE, Classroom, answers_of, plain, totals, write_answers

pytestmark = pytest.mark.timeout(1200)  # two minutes of it are work; a busy machine takes longer

NEURON = answers_of("neuron")
NO_SIGMOID = NEURON["sigmoid"].replace("torch.exp(-x)", "torch.exp(x)")
ENDLESS = NEURON["relu"].partition("\n")[0] + "\n    while True:\n        pass\n"

# What each learner writes into the notebook of chapter 3, and what that earns of its 11 points.
HANDED_IN = {
    "ana": (NEURON, 11),
    "ben": ({}, 0),
    "cem": ({**NEURON, "sigmoid": NO_SIGMOID}, None),  # as many as gradkit grade gives
    "dua": ({**NEURON, "weighted_sum": "def weighted_sum(features, weights, bias:\n    return 1\n"}, None),
    "eli": (
        {
            **NEURON,
            "sigmoid": "%matplotlib inline\n!echo hello\n%precision 0\n" + NEURON["sigmoid"],
            "relu": "import logging, sys\nlogging.basicConfig()\n" + NEURON["relu"].replace(
                "    return", '    print("here", file=sys.stderr)\n    logging.warning("there")\n    return'),
            "two_layer_output": "def two_layer_output(*given):\n    raise RuntimeError(given)\n",
        },
        8,
    ),
    "gus": ({**NEURON, "relu": ENDLESS, "sigmoid": "def sigmoid(x):\n    import os\n    os._exit(0)\n"}, None),
}  # fmt: skip
BY_HAND = "cem"  # who fetches and submits by a command each, of which every one takes seconds


@pytest.fixture(scope="module")
def room(tmp_path_factory, gradkit):
    """A classroom in which everything was done once."""
    room = Classroom(tmp_path_factory.mktemp("classroom"))
    done(gradkit("nbgrader", "build", "--out", room.course, "--chapters", "3"))
    for step in ("generate_assignment", "release_assignment"):
        done(room.nbgrader(step, "03_neuron"))
    done(room.as_learner(BY_HAND, "fetch_assignment", "03_neuron"))
    write_answers(room.home(BY_HAND) / "03_neuron" / "neuron.ipynb", HANDED_IN[BY_HAND][0])
    done(room.as_learner(BY_HAND, "submit", "03_neuron"))
    hand_in(room, HANDED_IN.keys() - {BY_HAND})
    for step in ("collect", "autograde", "generate_feedback", "release_feedback"):
        done(room.nbgrader(step, "03_neuron"))
    return room


def done(ran):
    assert ran.returncode == 0, ran.stderr


def hand_in(room, learners):
    for learner in learners:
        shutil.copytree(room.course / "release" / "03_neuron", room.home(learner) / "03_neuron")
        write_answers(room.home(learner) / "03_neuron" / "neuron.ipynb", HANDED_IN[learner][0])
    room.all_submit(learners, "03_neuron")


@pytest.fixture(scope="module")
def scores(room):
    return exported(room)


def exported(room):
    done(room.nbgrader("export", "--to", "grades.csv"))
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
    done(room.as_learner("cem", "fetch_feedback", "03_neuron"))
    page = next((room.home("cem") / "03_neuron" / "feedback").rglob("neuron.html"))
    assert "points-neuron-sigmoid" in page.read_text(encoding="utf-8")


def test_validate_tells_a_learner_what_the_visible_tests_say(room):
    said = plain(room.as_learner("cem", "validate", "03_neuron/neuron.ipynb").stdout)
    assert "VALIDATION FAILED ON 3 CELL(S)" in said  # and on the two layers that use the sigmoid
    assert "tests of neuron.sigmoid fail" in said
    assert "test_sigmoid_goes_up: sigmoid(tensor(" in said  # long lines are cut


def test_grades_of_ours_in_their_place_are_the_same_and_go_out_as_feedback(room, scores):
    """``gradkit nbgrader grade`` in the place of ``nbgrader autograde``; all other steps are nbgrader's."""
    done(room.gradkit("nbgrader", "grade", ".", "--out", "../graded", "--seed", "5"))
    assert exported(room) == scores
    for step in (("generate_feedback", "--force"), ("release_feedback",)):
        done(room.nbgrader(*step, "03_neuron"))
    done(room.as_learner("ben", "fetch_feedback", "03_neuron"))
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
