"""The bundle: what goes into it and what stays behind, its links, and whose files are replaced."""

import os
import zipfile

import pytest

from autograder.course.archive import unzipped, zipped
from autograder.course.bundle import bundle, without_dangling_links, write_bundle
from autograder.course.catalogue import Course
from autograder.course.handout import Handout
from autograder.errors import UsageError

WHEEL = ("gradkit-1-py3-none-any.whl", b"wheel")
LESSON = """\
# One
![a curve](curve.png) and ![another](../02_two/far.png), [the tests](test_one.py), [chapter 2](../02_two/README.md#top),
[above](#one), [torch](https://pytorch.org), [the answers](../../solutions/01_one/one.py), `x[0](y)`
```python
layers[0](x)
```
"""


@pytest.fixture
def course(checkout):
    """A course of one chapter, in which somebody has worked."""
    root = checkout()
    (root / "LICENSE").write_text("free\n", "utf-8")
    folder = root / "exercises" / "01_one"
    (root / "exercises" / "conftest.py").write_bytes(b"import pytest\r\n")
    (folder / "README.md").write_text(LESSON, "utf-8")
    (folder / "test_one.py").write_text("tests\n", "utf-8")
    (folder / "see_one.py").write_text("see\n", "utf-8")
    (folder / "one.py").write_text("def f():\n    return 1\n", "utf-8")
    (folder / "curve.png").write_bytes(b"\x89PNG\r\n")
    for stray in ("one.f.old.py", "notes.txt", "unused.png", "test_mine.py"):
        (folder / stray).write_text("stray", "utf-8")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "one.pyc").write_bytes(b"")
    return Course(root)


@pytest.fixture
def files(course):
    return bundle(course, Handout.of(course, course.modules), WHEEL)


def test_only_what_belongs_goes_along(files):
    chapter = ["README.md", "curve.png", "one.py", "see_one.py", "test_one.py"]
    exercises = [*(f"exercises/01_one/{name}" for name in chapter), "exercises/conftest.py", "exercises/course.json"]
    assert sorted(files) == ["LICENSE", "README.md", *exercises, WHEEL[0], "pyproject.toml"]


def test_the_stub_goes_along_and_never_what_was_written_into_it(files):
    assert b"return 1" not in files["exercises/01_one/one.py"]
    assert b"f is not started yet" in files["exercises/01_one/one.py"]


def test_texts_have_plain_ends_of_lines_and_pictures_stay_as_they_are(files):
    assert files["exercises/conftest.py"] == b"import pytest\n"
    assert files["exercises/01_one/curve.png"] == b"\x89PNG\r\n"


def test_links_to_what_is_not_handed_out_are_plain_words(files):
    lesson = files["exercises/01_one/README.md"].decode()
    assert lesson == LESSON.replace("[chapter 2](../02_two/README.md#top)", "chapter 2").replace(
        "![another](../02_two/far.png)", "another"
    ).replace("[the answers](../../solutions/01_one/one.py)", "the answers")


def test_links_to_chapters_that_are_handed_out_stay():
    files = {"exercises/01_one/README.md", "exercises/02_two/README.md"}
    text = "[two](../02_two/README.md) [its folder](../02_two)"
    assert without_dangling_links(text, "exercises/01_one/README.md", files) == text


def test_a_chapter_that_is_not_whole_is_refused_with_the_missing_file(course):
    (course.root / "exercises" / "01_one" / "see_one.py").unlink()
    with pytest.raises(UsageError, match=r"see_one\.py cannot be read: .* not whole without it"):
        bundle(course, Handout.of(course, course.modules), WHEEL)


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_earlier_bundle_is_replaced_whole_and_what_lies_beside_it_stays(tmp_path):
    write_bundle({"old.py": b"1", "a/b.py": b"1"}, tmp_path)
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (tmp_path / "gradkit-course" / "a" / "__pycache__").mkdir()
    (tmp_path / "gradkit-course" / "a" / "__pycache__" / "b.pyc").write_bytes(b"")
    folder, archive = write_bundle({"new.py": b"2"}, tmp_path)
    assert tree(folder) == {"new.py": b"2"}
    assert unzipped(archive.read_bytes()) == {"gradkit-course/new.py": b"2"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gradkit-course", "gradkit-course.zip", "mine.txt"]


@pytest.mark.parametrize("strange", ["gradkit-course/old.py", "gradkit-course/mine.py", "gradkit-course.zip"])
def test_nobodys_work_is_replaced(tmp_path, strange):
    write_bundle({"old.py": b"1"}, tmp_path)
    (tmp_path / strange).write_bytes(b"mine")
    before = tree(tmp_path)
    with pytest.raises(UsageError, match=f"{strange} is not as gradkit release wrote it"):
        write_bundle({"new.py": b"2"}, tmp_path)
    assert tree(tmp_path) == before


def test_a_zip_of_somebody_else_is_not_replaced(tmp_path):
    with zipfile.ZipFile(tmp_path / "gradkit-course.zip", "w") as archive:
        archive.writestr("gradkit-course/mine.py", "mine")
    with pytest.raises(UsageError, match="is not as gradkit release wrote it"):
        write_bundle({"new.py": b"2"}, tmp_path)


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(UsageError, match=r"out cannot be written \(.*out: File exists\)"):
        write_bundle({"new.py": b"2"}, tmp_path / "out")


def test_everybody_can_read_a_bundle_whatever_the_umask(tmp_path):
    before = os.umask(0o077)
    try:
        folder, archive = write_bundle({"a/b.py": b"1"}, tmp_path)
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, archive, folder / "a", folder / "a" / "b.py")}
    assert modes == {"gradkit-course": 0o755, "gradkit-course.zip": 0o644, "a": 0o755, "b.py": 0o644}


def test_a_zip_file_depends_on_its_files_alone():
    assert zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})
    assert unzipped(zipped({"b": b"2", "a": b"1"}, b"said")) == {"a": b"1", "b": b"2"}
