import re
import shutil

import pytest

from autograder.course.catalogue import Chapter, Course, Exercise
from autograder.errors import UsageError

CHAPTER = 'title = "One"\nmodule = "one"\n'
EXERCISE = '[[exercise]]\nname = "f"\ntitle = "The first"\npoints = 2\nhints = ["a"]\n'
UNREADABLE = {
    "no file": (None, "cannot be read: .*No such file"),
    "no TOML": ("title = ", "cannot be read: Invalid value"),
    "no UTF-8": (b'title = "\xff"', "cannot be read: 'utf-8' codec"),
    "no title": ('module = "one"\n' + EXERCISE, "cannot be read: .*missing required field `title`"),
    "no module": ('title = "One"\n' + EXERCISE, "cannot be read: .*missing required field `module`"),
    "no exercises": (CHAPTER, "cannot be read: .*missing required field `exercise`"),
    "exercises no list": (CHAPTER + EXERCISE.replace("[[exercise]]", "[exercise]"), r"cannot be read: .*`\$.exercise`"),
    "points in words": (CHAPTER + EXERCISE.replace("2", '"two"'), r"cannot be read: .*`\$.exercise\[0\].points`"),
    "no points to earn": (CHAPTER + EXERCISE.replace("2", "0"), r"cannot be read: .*`\$.exercise\[0\].points`"),
    "hints no list": (CHAPTER + EXERCISE.replace('["a"]', '"a"'), r"cannot be read: .*`\$.exercise\[0\].hints`"),
    "misspelt field": (CHAPTER + EXERCISE + 'build_on = ["g"]\n', "cannot be read: .*unknown field `build_on`"),
    **{
        f"exercise without {field}": (
            CHAPTER + re.sub(rf"{field} = .*\n", "", EXERCISE),
            rf"cannot be read: .*missing required field `{field}`.*exercise\[0\]",
        )
        for field in ("name", "title", "points", "hints")
    },
    "no such module": ('title = "One"\nmodule = "two"\n' + EXERCISE, r"names the module two, but two\.py is not"),
    "unknown earlier": (CHAPTER + EXERCISE + 'builds_on = ["x"]', r": one\.f builds on one\.x, which is no earlier ex"),
    "itself": (CHAPTER + EXERCISE + 'builds_on = ["f"]', r": one\.f builds on one\.f, which is no earlier exercise"),
    "twice": (CHAPTER + EXERCISE + EXERCISE, r": there is an exercise one\.f already"),
}


def test_a_chapter_is_read_in_order(checkout):
    course = Course(checkout())
    first = Exercise("one.f", "The first", 2.0, ("a", "b", "c"), ())
    second = Exercise("one.g", "The second", 1.5, ("a", "b", "c"), ("one.f",))
    assert course.chapters == (Chapter("01_one", "One", "one", (first, second)),)
    assert list(course.exercises.items()) == [("one.f", first), ("one.g", second)]
    assert course.modules == {"one": ("f", "g")}
    assert (second.module, second.name) == ("one", "g")
    assert course.chapter_of("one") == course.chapters[0]
    assert course.reference("one") == "def f():\n    return 1\n"


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_wrong_chapter_file_is_its_authors_to_mend_and_named(checkout, case):
    chapter, message = UNREADABLE[case]
    course = Course(checkout(chapter))
    with pytest.raises(UsageError, match=rf"/solutions/01_one/chapter\.toml.*{message}"):
        assert course.exercises


def test_a_missing_reference_is_its_authors_to_mend(checkout):
    with pytest.raises(UsageError, match=r"chapter\.toml names the module one, but one\.py is not beside it$"):
        assert Course(checkout(reference=None)).chapters


def test_exercises_may_build_on_earlier_chapters_and_not_on_later_ones(checkout):
    root = checkout()
    shutil.copytree(root / "solutions" / "01_one", root / "solutions" / "02_two")
    (root / "solutions" / "02_two" / "two.py").touch()
    chapter = root / "solutions" / "02_two" / "chapter.toml"
    text = chapter.read_text(encoding="utf-8").replace('"one"', '"two"')
    chapter.write_text(text.replace('["f"]', '["f", "one.g"]'), encoding="utf-8")
    assert Course(root).exercises["two.g"].builds_on == ("two.f", "one.g")

    first = root / "solutions" / "01_one" / "chapter.toml"
    first.write_text(first.read_text(encoding="utf-8").replace('["f"]', '["two.f"]'), encoding="utf-8")
    with pytest.raises(UsageError, match=r"01_one/chapter\.toml: one\.g builds on two\.f, which is no earlier"):
        assert Course(root).exercises


def test_only_numbered_folders_are_chapters(checkout):
    root = checkout()
    for name in ("drafts", "__pycache__", "1_short", "02-hyphen"):
        (root / "solutions" / name).mkdir()
    assert [chapter.folder for chapter in Course(root).chapters] == ["01_one"]


@pytest.mark.parametrize("missing", ["solutions", "tests"])
def test_a_folder_that_is_no_checkout_is_refused_with_advice(checkout, missing):
    root = checkout()
    shutil.rmtree(root / missing)
    with pytest.raises(UsageError, match=r"is not a gradkit checkout: .* or name one with --course\.$"):
        Course(root)


def test_the_checkout_around_a_folder_is_found(checkout):
    root = checkout()
    assert Course.find(root / "solutions" / "01_one").root == root.resolve()


def test_outside_a_checkout_the_one_that_gradkit_runs_from_is_found(tmp_path, course):
    assert Course.find(tmp_path).root == course.root


def test_the_digest_changes_with_all_that_decides_and_with_nothing_else(checkout):
    root = checkout()
    deciding = ["solutions/01_one/one.py", "solutions/01_one/chapter.toml", "solutions/01_one/mistakes.py"]
    others = ["exercises/01_one/one.py", "solutions/01_one/notes.txt", "README.md"]
    digests = [Course(root).digest]
    for name in [*deciding, "tests/hidden/test_one.py"]:
        with (root / name).open("a", encoding="utf-8") as file:
            file.write("# more\n")
        digests.append(Course(root).digest)
    for name in others:
        (root / name).write_text("more\n", encoding="utf-8")
    assert len(set(digests)) == 5
    assert Course(root).digest == digests[-1]
    assert re.fullmatch("sha256:[0-9a-f]{64}", digests[-1])


def test_the_digest_changes_when_a_file_is_renamed(checkout):
    root = checkout()
    (root / "tests" / "hidden" / "test_one.py").touch()
    before = Course(root).digest
    (root / "tests" / "hidden" / "test_one.py").rename(root / "tests" / "hidden" / "test_two.py")
    assert Course(root).digest != before
