"""``gradkit mistakes``: wrong answers that nobody foresaw, those that many share first, and drafts for mistakes.py."""

import json

import pytest

from autograder.course.answers import read_mistakes

MEDIANS = [
    "    return ((predictions - targets) ** 2).median()",
    "    squares = (predictions - targets).flatten() ** 2\n    return squares.sort().values[(len(squares) - 1) // 2]",
    "    return _middle((predictions - targets).flatten())",
]
HELPER = "\n\ndef _middle(differences):\n    return (differences * differences).median()\n"
CUBES = ["    return ((predictions - targets) ** 3).mean()", "    return (predictions - targets).pow(3).mean()"]
HALF = "    return 0.5 * ((predictions - targets) ** 2).mean()"
REFUSES = "    if predictions.shape != targets.shape:\n        raise ValueError('these do not fit')\n"


def hand_in(cohort, learner, right, body):
    (cohort / learner).mkdir(parents=True)
    answer = f"\n\ndef mse(predictions, targets):\n{REFUSES}{body}\n"
    source = right["descent"].decode() + HELPER + answer
    (cohort / learner / "descent.py").write_text(source, encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory, right, gradkit, isolation):
    """A cohort: three take the median, two the cube, one the half, which is a known mistake, and one is right."""
    folder = tmp_path_factory.mktemp("unknown")
    for number, body in enumerate(MEDIANS):
        hand_in(folder / "cohort", f"median-{number}", right, body)
    for number, body in enumerate(CUBES):
        hand_in(folder / "cohort", f"cube-{number}", right, body)
    hand_in(folder / "cohort", "half", right, HALF)
    hand_in(folder / "cohort", "right", right, "    return ((predictions - targets) ** 2).mean()")
    command = ("grade", folder / "cohort", "--out", folder / "out", "--only", "descent.mse", "--isolation", isolation)
    done = gradkit(*command)
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_what_many_share_comes_first_however_it_is_written(gradkit, graded):
    groups = json.loads(gradkit("mistakes", graded, "--json").stdout)
    assert [(group["group"], group["learners"]) for group in groups] == [
        ("descent.mse/1", ["median-0", "median-1", "median-2"]),
        ("descent.mse/2", ["cube-0", "cube-1"]),
    ]
    table = gradkit("mistakes", graded).stdout
    assert table.index("descent.mse/1") < table.index("descent.mse/2")
    assert f"gradkit mistakes {graded} --draft descent.mse/1" in table


def test_a_draft_is_an_entry_that_only_lacks_its_words(gradkit, graded, tmp_path):
    draft = gradkit("mistakes", graded, "--draft", "descent.mse/2").stdout
    (tmp_path / "mistakes.py").write_text(draft, encoding="utf-8")
    (entry,) = read_mistakes(tmp_path / "mistakes.py")
    assert entry.exercise == "descent.mse"
    assert CUBES[0] in entry.source
    result = json.loads((graded / "results" / "cube-0.json").read_text(encoding="utf-8"))
    criteria = result["exercises"]["descent.mse"]["criteria"]
    every = [verdict["title"] for verdict in criteria]
    lost = [verdict["title"] for verdict in criteria if verdict["status"] != "passed"]
    assert list(every if entry.loses is None else entry.loses) == lost
    assert "cube-0" in draft
    assert "1 more" in draft


def test_a_draft_brings_the_helpers_that_the_answer_uses(gradkit, graded):
    path = graded / "unknown" / "median-0.json"
    kept = path.read_bytes()
    path.unlink()
    try:
        assert "_middle" not in gradkit("mistakes", graded, "--draft", "descent.mse/1").stdout
        (graded / "unknown" / "median-1.json").rename(graded / "unknown" / "aside")
        draft = gradkit("mistakes", graded, "--draft", "descent.mse/2").stdout
        assert draft.index("def _middle") < draft.index("@mistake(") < draft.index("def mse")
    finally:
        path.write_bytes(kept)
        (graded / "unknown" / "aside").rename(graded / "unknown" / "median-1.json")


def test_an_answer_that_was_mended_is_listed_no_more(gradkit, tmp_path, right, isolation):
    command = ("grade", tmp_path / "in", "--out", tmp_path / "out", "--only", "descent.mse", "--isolation", isolation)
    hand_in(tmp_path / "in", "ada", right, CUBES[0])
    assert gradkit(*command).returncode == 0
    assert "descent.mse/1" in gradkit("mistakes", tmp_path / "out").stdout
    (tmp_path / "in" / "ada" / "descent.py").write_bytes(right["descent"])
    assert gradkit(*command).returncode == 0
    assert gradkit("mistakes", tmp_path / "out").stdout == "Every wrong answer here is a known mistake.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "holds no results"),
        (["{graded}", "--draft", "descent.mse/9"], "There are: descent.mse/1, descent.mse/2"),
        (["{broken}"], "grade again into this folder"),
    ],
)
def test_what_cannot_be_told_is_said(gradkit, graded, tmp_path, arguments, says):
    (tmp_path / "results").mkdir()
    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "ada.json").write_text("{}", encoding="utf-8")
    told = gradkit("mistakes", *(each.format(graded=graded, broken=tmp_path) for each in arguments))
    assert told.returncode == 2
    assert says in told.stderr
    assert "Traceback" not in told.stderr
