import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submissions.names import MAX_LENGTH, is_decorated, owner, safe_id, split_name, without_suffix
from autograder.submissions.text import shown, shown_lines

PLAIN = {
    "jane-doe": "jane-doe",
    "jane-doe.zip": "jane-doe",
    "Jane Doe.TAR.GZ": "Jane Doe",
    "jane.doe.tgz": "jane.doe",
    "jane.doe.py": "jane.doe",
    "jane.doe.ipynb": "jane.doe",
    "jane_doe": "jane_doe",
    "jane@uni.edu": "jane@uni.edu",
    "20251234": "20251234",
    ".zip": "zip",
}
DECORATED = {
    "Jane Doe_123_assignsubmission_file_": ("Jane Doe", ""),
    "Jane Doe_123_assignsubmission_file": ("Jane Doe", ""),
    "Jane Doe_123_assignsubmission_file_neuron.py": ("Jane Doe", "neuron.py"),
    "Jane_van_der_Doe_123_assignsubmission_file_hw_3.zip": ("Jane_van_der_Doe", "hw_3.zip"),
    "Jane Doe_123_assignsubmission_onlinetext_onlinetext.html": ("Jane Doe", "onlinetext.html"),
    "doejane_123_456_neuron.py": ("doejane", "neuron.py"),
    "doejane_LATE_123_456_neuron.py": ("doejane", "neuron.py"),
    "doejane_123_456_neuron-1.py": ("doejane", "neuron.py"),
    "doejane_123_456_neuron-1.ipynb": ("doejane", "neuron.ipynb"),
    "doejane_123_456_my_answers-12.zip": ("doejane", "my_answers.zip"),
    "doejane_123_456_week-3-neuron.py": ("doejane", "week-3-neuron.py"),
    "submission_123": ("123", ""),
}
HOSTILE = {
    "": "unnamed",
    ".": "unnamed",
    "..": "unnamed",
    "...  ": "unnamed",
    ".hidden": "hidden",
    "../../etc/passwd": "_.._etc_passwd",
    "/root": "_root",
    "a\\b": "a_b",
    "jane\ndoe": "jane_doe",
    "jane\r\tdoe\0": "jane__doe_",
    "\x1b[31mjane\x1b[0m": "__31mjane__0m",
    "<b>jane</b>": "_b_jane__b_",
    "[red]jane[/]": "_red_jane___",
    "=HYPERLINK(1)": "_HYPERLINK_1_",
    "\N{FULLWIDTH EQUALS SIGN}1": "_1",
    "jane\N{RIGHT-TO-LEFT OVERRIDE}yp.": "jane_yp",
    "jane\N{ZERO WIDTH SPACE}doe": "jane_doe",
    "jane\N{LINE SEPARATOR}doe": "jane_doe",
    "jane\udcff": "jane_",
    "jane|doe;rm -rf *": "jane_doe_rm -rf _",
    "jane\N{VARIATION SELECTOR-2}": "jane_",
    "\N{HANGUL FILLER}": "_",
    "jane   doe": "jane doe",
}
NAMES = ["Jane Doe", "jane.doe+1@uni.edu", "Zoë Müller", "José-María", "Łukasz", "李雷", "Ελένη", "काव्या", "لينا", "น้ำ"]


@pytest.mark.parametrize(("entry", "learner"), PLAIN.items())
def test_a_plain_name_is_the_id_without_the_ending_of_its_kind(entry, learner):
    assert split_name(entry) == (learner, "")
    assert not is_decorated(entry)


@pytest.mark.parametrize(("entry", "parts"), DECORATED.items())
def test_the_decorations_of_an_lms_come_off(entry, parts):
    assert split_name(entry) == parts
    assert is_decorated(entry)


@pytest.mark.parametrize(("name", "learner"), HOSTILE.items())
def test_a_hostile_name_becomes_a_harmless_id(name, learner):
    assert safe_id(name) == learner


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_stay_as_they_are(name):
    assert safe_id(name) == name


def test_names_that_differ_in_a_vowel_mark_stay_different():
    assert split_name("लता") != split_name("लतु")


def test_composed_and_decomposed_letters_give_one_id():
    assert split_name("Zoe\N{COMBINING DIAERESIS}") == split_name("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}")


def test_an_id_is_cut_between_characters_to_what_a_file_name_holds():
    assert safe_id("j" * 1000) == "j" * MAX_LENGTH
    assert safe_id("語" * 1000) == "語" * (MAX_LENGTH // 3)
    assert safe_id("j" * (MAX_LENGTH - 1) + " doe") == "j" * (MAX_LENGTH - 1)


@given(st.text())
def test_every_id_names_a_file_and_is_its_own_id(name):
    learner = safe_id(name)
    assert 0 < len(learner.encode()) <= MAX_LENGTH
    assert learner.isprintable()
    assert "/" not in learner
    assert not learner.startswith(".")
    assert safe_id(learner) == learner


def test_an_owner_has_all_files_and_attempts_in_common():
    assert owner("doejane_123_456_neuron.py") == owner("doejane_LATE_123_789_descent-1.py")
    assert owner("Jane Doe_5_assignsubmission_file_") == owner("Jane Doe_5_assignsubmission_onlinetext_")


def test_two_learners_of_one_name_are_two_owners():
    assert owner("doejane_123_456_neuron.py") != owner("doejane_124_456_neuron.py")
    assert owner("Jane Doe_5_assignsubmission_file_") != owner("Jane Doe_6_assignsubmission_file_")
    assert owner("doejane") != owner("doejane_123_456_neuron.py")


def test_only_the_last_ending_is_taken_off():
    assert without_suffix("jane.py.zip") == "jane.py"
    assert without_suffix("jane.ipynb.zip") == "jane.ipynb"


def test_what_cannot_be_shown_is_marked():
    assert shown("a\x1b[31m\n\udcffé") == "a\N{REPLACEMENT CHARACTER}[31m" + 2 * "\N{REPLACEMENT CHARACTER}" + "é"
    assert (
        shown_lines("a\r\n\tb\x1b\x7f\x9bc\u202e")
        == "a\n\tb" + 3 * "\N{REPLACEMENT CHARACTER}" + "c\N{REPLACEMENT CHARACTER}"
    )
