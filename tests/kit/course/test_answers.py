import pytest

from autograder.course.answers import Answer, Mistake, alternative, mistake, read_alternatives, read_mistakes
from autograder.errors import UsageError

MISTAKES = '''"""Mistakes."""
from autograder.course.answers import mistake


@mistake(
    "one.f",
    "adds-one",
    loses=["gives 1", "is whole"],
    says="You add "
    "one.",
    read="exercises/01_one/README.md#the-first",
    breaks=["one.g"],
)
def f():
    # a comment
    return 2


def helper(): ...


@mistake("one.g", "gives-nothing", loses="everything", says="Nothing.", read="x#y")
class g:
    pass
'''
FORM = 'loses="everything", says="s", read="r"'
WRONG = {
    "no mistakes": ("def f(): ...", r" holds no definition marked @mistake$"),
    "decorator not called": ("@mistake\ndef f(): ...", r" holds no definition marked @mistake$"),
    "no Python": ("def f(:", r" cannot be read: invalid syntax"),
    "second decorator": (
        f'@mistake("a.f", "n", {FORM})\n@cache\ndef f(): ...',
        r", line 3: f bears a second decorator",
    ),
    "first decorator": (f'@cache\n@mistake("a.f", "n", {FORM})\ndef f(): ...', ", line 3: f bears a second"),
    "marked twice": (f'@mistake("a.f", "n", {FORM})\n' * 2 + "def f(): ...", ", line 3: f bears a second"),
    "computed": (f'@mistake("a.f", NAME, {FORM})\ndef f(): ...', r", line 1: all arguments are plain strings or lists"),
    "unpacked": ('@mistake("a.f", "n", **FORM)\ndef f(): ...', r", line 1: all arguments are plain strings or lists"),
    "no name": (f'@mistake("a.f", {FORM})\ndef f(): ...', r", line 1: @mistake missing a required argument: 'name'"),
    "no says": (
        '@mistake("a.f", "n", loses=[], read="r")\ndef f(): ...',
        r", line 1: @mistake missing a required (keyword-only )?argument: 'says'",
    ),
    "too much": (f'@mistake("a.f", "n", "m", {FORM})\ndef f(): ...', r", line 1: @mistake too many positional"),
    "misspelt": (
        f'@mistake("a.f", "n", {FORM}, break_=[])\ndef f(): ...',
        r", line 1: @mistake got an unexpected keyword argument 'break_'",
    ),
    "one title": ('@mistake("a.f", "n", loses="t", says="s", read="r")\ndef f(): ...', ", line 1: loses is a list"),
    "one break": (f'@mistake("a.f", "n", {FORM}, breaks="a.g")\ndef f(): ...', ", line 1: breaks is a list"),
}


@pytest.fixture
def file(tmp_path):
    def file(text):
        path = tmp_path / "mistakes.py"
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_mistakes_are_read_in_order_with_their_sources_and_no_decorators(file):
    assert read_mistakes(file(MISTAKES)) == [
        Mistake(
            "one.f",
            "adds-one",
            "def f():\n    # a comment\n    return 2",
            ("gives 1", "is whole"),
            "You add one.",
            "exercises/01_one/README.md#the-first",
            ("one.g",),
        ),
        Mistake("one.g", "gives-nothing", "class g:\n    pass", None, "Nothing.", "x#y", ()),
    ]


def test_alternatives_are_read_and_mistakes_are_none_of_them(file):
    path = file(MISTAKES + '\n\n@alternative("one.f", "by-hand")\ndef f():\n    return 1\n')
    assert read_alternatives(path) == [Answer("one.f", "by-hand", "def f():\n    return 1")]
    assert len(read_mistakes(path)) == 2


def test_reading_never_runs_the_file(file):
    assert len(read_mistakes(file("raise SystemExit\n" + MISTAKES))) == 2


def test_the_decorators_leave_a_definition_as_it_is():
    def f(): ...

    assert mistake("one.f", "name", loses="everything", says="s", read="r")(f) is f
    assert alternative("one.f", "name")(f) is f


def test_an_answer_replaces_the_references_definition_and_meets_the_others():
    reference = "def f():\n    return 1\n\n\ndef g():\n    return f() + 1"
    module = {}
    exec(Answer("one.f", "ten", "def f():\n    return 10").on(reference), module)
    assert (module["f"](), module["g"]()) == (10, 11)


@pytest.mark.parametrize("case", WRONG)
def test_a_definition_in_another_form_is_its_authors_to_mend(file, case):
    text, message = WRONG[case]
    with pytest.raises(UsageError, match=rf"/mistakes\.py{message}"):
        read_mistakes(file(text))


def test_a_missing_file_is_its_authors_to_mend(tmp_path):
    with pytest.raises(UsageError, match=r"/mistakes\.py cannot be read: .*No such file"):
        read_mistakes(tmp_path / "mistakes.py")
