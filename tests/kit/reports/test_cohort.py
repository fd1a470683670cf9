"""What is said of a cohort as a whole."""

import msgspec
import pytest

from autograder.grading.verdict import LOOKS, Diagnosis
from autograder.reports.cohort import (
    Row,
    common_mistakes,
    percent_of,
    spread_of,
    standing_in,
    unexplained_answers,
)


@pytest.fixture
def row(result, exercise, verdict):
    """A row of a learner whose exercises are passed or failed, with a diagnosis where one is given."""

    def row(learner, status="graded", **states):
        exercises = {}
        for name, state in states.items():
            told = [state] if isinstance(state, Diagnosis) else []
            status_of = "failed" if told else state
            made = exercise(status_of, verdict("a", "passed" if status_of == "passed" else "failed"))
            exercises[f"neuron.{name}"] = msgspec.structs.replace(made, diagnoses=told)
        return Row.of(result(learner, status=status, exercises=exercises))

    return row


def test_mistakes_of_most_learners_come_first_and_those_that_look_like_one_are_told_apart(row):
    twist, slip = Diagnosis("twist", "It is twisted."), Diagnosis("slip", "It slips.")
    rows = [
        row("amy", relu=slip, sigmoid=twist),
        row("bob", sigmoid=twist),
        row("cem", sigmoid=Diagnosis("twist", LOOKS + "It is twisted.")),
        row("dua", sigmoid="passed", relu="failed"),
    ]
    first, second = common_mistakes(["neuron.sigmoid", "neuron.relu"], rows)
    assert (first.exercise, first.message) == ("neuron.sigmoid", "It is twisted.")
    assert (first.learners, first.alike) == (["amy", "bob"], ["cem"])
    assert (second.exercise, second.learners, second.alike) == ("neuron.relu", ["amy"], [])


def test_mistakes_of_as_many_learners_stand_in_the_order_of_the_course(row):
    rows = [row("amy", relu=Diagnosis("b", "B."), sigmoid=Diagnosis("a", "A."))]
    for order in (["neuron.relu", "neuron.sigmoid"], ["neuron.sigmoid", "neuron.relu"]):
        assert [each.exercise for each in common_mistakes(order, rows)] == order


def test_how_a_cohort_did_in_an_exercise_counts_those_that_were_graded(row):
    rows = [
        row("amy", relu="passed"),
        row("bob", relu="failed"),
        row("cem", relu="not_started"),
        row("dua", "unreadable"),
        row("eli", "ungraded", relu="passed"),
        row("fay", sigmoid="passed"),
    ]
    standing = standing_in("neuron.relu", rows)
    assert standing.statuses == {"passed": 1, "failed": 1, "not_started": 1}
    assert standing.percent == pytest.approx(100 / 3)


def test_nothing_to_earn_is_no_percentage(row):
    assert standing_in("neuron.relu", [row("amy", sigmoid="passed")]).percent is None
    assert percent_of([]) is None
    assert spread_of([row("amy"), row("bob", "ungraded")]) is None


@pytest.mark.parametrize(
    ("scores", "bands"),
    [([0.0], {0: ["0"]}), ([100.0], {9: ["0"]}), ([9.99, 10.0, 99.5], {0: ["0"], 1: ["1"], 9: ["2"]})],
)
def test_every_score_is_in_one_band(result, scores, bands):
    rows = [Row.of(result(str(number), score=score, max_score=100.0)) for number, score in enumerate(scores)]
    found = spread_of(rows)
    assert {number: band for number, band in enumerate(found.bands) if band} == bands
    assert len(found.bands) == 10


def test_mean_and_median_are_of_percents(result):
    scores = {"amy": 50.0, "bob": 50.0, "cem": 5.0}
    rows = [Row.of(result(name, score=score, max_score=50.0)) for name, score in scores.items()]
    spread = spread_of([*rows, Row.of(result("no", status="unreadable", max_score=50.0))])
    assert (spread.mean, spread.median) == (pytest.approx(70.0), 100.0)


def test_what_learners_have_in_common_is_kept_once(row):
    rows = [row(name, relu=Diagnosis("slip", "It slips."), sigmoid="passed") for name in ("amy", "bob")]
    one, other = rows
    assert one.mistakes["neuron.relu"] is other.mistakes["neuron.relu"]
    assert one.exercises["neuron.sigmoid"] is other.exercises["neuron.sigmoid"]


def test_answers_that_nothing_explains_are_those_that_ran_and_were_wrong(result, exercise, verdict):
    crashed = exercise("failed", verdict("a", "crashed"), verdict("b"))
    wrong = exercise("failed", verdict("a", "failed"), verdict("b"))
    told = msgspec.structs.replace(wrong, diagnoses=[Diagnosis("slip", LOOKS + "It slips.")])
    made = {"relu": wrong, "sigmoid": crashed, "weighted_sum": told, "single_layer_output": exercise("not_started")}
    mine = {f"neuron.{name}": each for name, each in made.items()}
    rows = [Row.of(result("amy", exercises=mine)), Row.of(result("bob", exercises={"neuron.sigmoid": wrong}))]
    assert unexplained_answers(["neuron.sigmoid", *mine], rows) == {"neuron.sigmoid": ["bob"], "neuron.relu": ["amy"]}
