"""Hostile submissions, graded in turns with honest ones: each earns nothing, reads nothing and hurts nobody.

The real command grades the corpus as root and as an ordinary user; what it wrote is what is asserted on.
"""

import base64
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

import leaks
import pytest
from corpus import ROOT, ROWS, USERS, Attack, submitted
from golden import GOLDEN, VARIES
from parcels import PARCELS
from scene import Ran, Turn

CORPUS = [*submitted(), *PARCELS]
ITS_OWN = ("duration_s", "submission")
SECONDS = 60 + 15  # a submission's budget, and what it may take to notice that it is used up
LENGTH = 4_000_000  # forty criteria, 10 kB of output each, six letters for a byte that has to be escaped
GOT = re.compile(r"^[ \t]*GOT\b.*$", re.MULTILINE)
SLIPS = ("SyntaxError", "NameError", "ModuleNotFoundError", "IndentationError")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but newline and tab
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CLAIM = re.compile(r"^\*\*(\d+)\. (.+?)(?=^\*\*\d|^## )", re.MULTILINE | re.DOTALL)
TESTED_BY = re.compile(r"Tested by `(\S+\.py)`")
THREAT_MODEL = ROOT / "instructor" / "threat-model.md"

pytestmark = pytest.mark.timeout(900)

each_attack = pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: attack.name)
each_user = pytest.mark.parametrize("user", USERS)


@pytest.fixture
def turn(ran, attack: Attack, user: str) -> tuple[Ran, Turn]:
    """What became of an attack, and of the honest learner after it."""
    if user not in attack.users:
        pytest.skip(f"it takes long, and is graded as {attack.users[0]} only: the user makes no difference")
    if why := attack.why_not_here():
        pytest.skip(why)
    left = ran(user)
    return left, left.turns[attack.name]


def scores(result: dict[str, Any]) -> dict[str, float]:
    return {name: exercise["score"] for name, exercise in result["exercises"].items() if exercise["score"]}


def texts(value: Any) -> Iterator[str]:
    """Return every text in a result."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(texts, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(texts, value))


def disguises(token: str) -> set[str]:
    """Return a secret as it could be smuggled out: its random part plain, backwards, in hex, in base64."""
    secret = token.rpartition("-")[2]
    encoded = {base64.b64encode(bytes(start) + secret.encode())[4:-4].decode() for start in range(3)}
    return {secret, secret.upper(), secret[::-1], secret.encode().hex(), secret.encode().hex().upper(), *encoded}


def canaries_in(left: Ran, text: str) -> list[str]:
    return [place for place, token in left.canaries.items() if any(each in text for each in disguises(token))]


def without(result: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in names}


# Each attack


@each_user
@each_attack
def test_it_earns_what_it_honestly_solved_and_nothing_else(turn, attack, user):
    left, its = turn
    result = left.results[its.learner]
    full = {name: exercise["max_score"] for name, exercise in result["exercises"].items() if name in attack.earns}
    assert sorted(full) == sorted(attack.earns)
    assert scores(result) == full
    assert result["score"] == sum(full.values())
    assert [float(cell) for cell in left.rows[written(its.learner)][2:3]] == [result["score"]]


def written(learner: str) -> str:
    return f"'{learner}" if learner.startswith(FORMULA) else learner


@each_user
@each_attack
def test_it_gets_a_result_and_is_never_our_fault(turn, attack, user):
    left, its = turn
    assert left.results[its.learner]["status"] == attack.status


@each_user
@each_attack
def test_it_gets_hold_of_nothing(turn, attack, user):
    left, its = turn
    got = [line for text in texts(left.results[its.learner]) for line in GOT.findall(text)]
    assert not got


@each_user
@each_attack
def test_no_secret_reaches_its_files_or_those_of_the_next(turn, attack, user):
    left, its = turn
    for learner in (its.learner, its.next):
        for text in left.files[learner]:
            assert not canaries_in(left, text)


@each_user
@each_attack
def test_nothing_told_holds_a_line_of_a_suite_or_a_reference(turn, attack, user, secret_lines):
    left, its = turn
    told = "\n".join(chain(texts(left.results[its.learner]), left.files[its.learner][1:]))
    assert not {line.strip() for line in told.splitlines()} & secret_lines


@pytest.fixture(scope="session")
def secret_lines() -> set[str]:
    """The lines that a learner must not see, without those that attacks hold themselves."""
    return leaks.secret_lines() - leaks.lines_of("tests/attacks/**/*.py", "tests/attacks/**/*.ipynb")


@each_user
@each_attack
def test_the_next_learner_gets_the_very_result_they_get_alone(turn, attack, user):
    left, its = turn
    result = left.results[its.next]
    assert without(result, ITS_OWN) == without(left.alone[its.sample], ITS_OWN)
    golden = json.loads((GOLDEN / f"{its.sample}.json").read_text(encoding="utf-8"))
    assert without(result, (*VARIES, *ITS_OWN)) == without(golden, ITS_OWN)


@each_user
@each_attack
def test_it_does_not_outlast_its_time(turn, attack, user):
    left, its = turn
    assert left.results[its.learner]["duration_s"] < SECONDS


@each_user
@each_attack
def test_what_is_written_about_it_cannot_command_a_terminal_or_a_spreadsheet(turn, attack, user):
    left, its = turn
    for text in (*left.files[its.learner], *left.rows[written(its.learner)]):
        assert not CONTROL.findall(text)
    for cell in left.rows[written(its.learner)]:
        assert NUMBER.fullmatch(cell) or not cell.startswith(FORMULA)


@each_user
@each_attack
def test_what_is_written_about_it_is_of_a_sane_length(turn, attack, user):
    left, its = turn
    assert max(map(len, left.files[its.learner])) < LENGTH


@each_user
@each_attack
def test_the_trick_was_really_tried(turn, attack, user):
    """An attack that breaks on a slip of its own proves nothing."""
    left, its = turn
    told = "\n".join(texts(left.results[its.learner]))
    assert not attack.shows or [text for text in attack.shows if text in told]
    assert attack.shows or not [slip for slip in SLIPS if slip in told]


# A whole run


@each_user
def test_the_command_succeeds(ran, user):
    left = ran(user)
    assert set(left.exits.values()) == {0}, left.heard


@each_user
def test_no_secret_is_in_anything_that_was_written_or_said(ran, user):
    left = ran(user)
    assert {group: canaries_in(left, text) for group, text in left.heard.items()} == {group: [] for group in left.heard}


@each_user
def test_nothing_outside_is_as_much_as_touched(ran, user):
    left = ran(user)
    assert left.changed == []
    assert left.escaped == []


@each_user
def test_no_process_is_left(ran, user):
    assert ran(user).survivors == []


@each_user
def test_honest_learners_alone_get_their_golden_results(ran, user):
    left = ran(user)
    assert left.alone
    for sample, result in left.alone.items():
        golden = json.loads((GOLDEN / f"{sample}.json").read_text(encoding="utf-8"))
        assert without(result, VARIES) == golden


# The corpus itself


def test_every_row_has_its_attacks():
    rows = Counter(attack.row for attack in CORPUS)
    assert sorted(rows) == sorted(ROWS)
    assert rows.total() - rows["legitimate"] >= 70


def test_names_are_given_once():
    names = [attack.name for attack in CORPUS]
    assert len(names) == len(set(names))


def test_the_claims_are_those_of_the_threat_model():
    """Both ways: no claim without an attack, or a test that it names instead, and no attack on what is not claimed."""
    claims = CLAIM.findall(THREAT_MODEL.read_text(encoding="utf-8"))
    assert [int(number) for number, _ in claims] == list(range(1, len(claims) + 1))
    attacked = set().union(*(attack.claims for attack in CORPUS))
    tested = {int(number) for number, text in claims for name in TESTED_BY.findall(text) if (ROOT / name).exists()}
    assert attacked | tested == {int(number) for number, _ in claims}


def test_every_formula_in_grades_would_be_seen():
    """A watch that sees nothing is none."""
    assert not NUMBER.fullmatch("-rf")
    assert written("-rf") == "'-rf"
    (row,) = csv.reader(["=1+1,2"])
    assert row[0].startswith(FORMULA)
    assert CONTROL.search("\x1b[2J")
    assert CONTROL.search("\x9b2J")
    assert GOLDEN.is_dir()
