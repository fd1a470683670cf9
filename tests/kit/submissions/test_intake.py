"""What learners hand in honestly: all of it is read, and what is odd about it becomes a message."""

from pathlib import Path

import pytest
from archives import read_all

from autograder.errors import UsageError
from autograder.submissions.archives import MAX_FILE
from autograder.submissions.intake import MAX_FILES, MAX_TOTAL, read_submission

MODULES = {"neuron": ("sigmoid", "relu"), "descent": ("mse", "linear")}
NONE_FOUND = "none of the files asked for was found: neuron.py, descent.py"
BOTH = {"neuron.py": b"x = 1\n", "descent.py": b"y = 2\n"}
SOURCES = {"neuron": b"x = 1\n", "descent": b"y = 2\n"}


def within(folder, files):
    return {f"{folder}/{name}": content for name, content in files.items()}


LAYOUTS = {
    "flat": BOTH,
    "wrapping folder": within("homework 3", BOTH),
    "wrapping folders": within("Users/jane/Desktop/homework 3", BOTH),
    "chapter folders": {"03_neuron/neuron.py": b"x = 1\n", "04_descent/descent.py": b"y = 2\n"},
    "the exercises folder": {
        "exercises/conftest.py": b"import os\n",
        "exercises/03_neuron/README.md": b"# One neuron\n",
        "exercises/03_neuron/neuron.py": b"x = 1\n",
        "exercises/03_neuron/test_neuron.py": b"assert False\n",
        "exercises/03_neuron/see_neuron.py": b"import matplotlib\n",
        "exercises/04_descent/descent.py": b"y = 2\n",
    },
    "Mac droppings": {
        **within("hw", BOTH),
        **within("__MACOSX/hw", {"._neuron.py": b"\0\5\x16\7", "._descent.py": b"\0\5\x16\7"}),
        "hw/._neuron.py": b"\0\5\x16\7",
        "hw/.DS_Store": b"\0\0\0\1Bud1",
    },
    "what tools leave": {
        **within("hw", BOTH),
        "hw/.ipynb_checkpoints/neuron-checkpoint.py": b"",
        "hw/.ipynb_checkpoints/neuron.py": b"old",
        "hw/__pycache__/neuron.py": b"old",
        "hw/.git/hooks/neuron.py": b"old",
        "venv/lib/python3.11/site-packages/neuron.py": b"theirs",
        ".venv/lib/neuron.py": b"theirs",
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz", "tgz"])
def test_every_layout_and_kind_gives_the_same_sources(cohort, read, folder, zipped, tarred, layout, kind):
    files = LAYOUTS[layout]
    if kind == "folder":
        folder(cohort / "jane-doe", files)
    else:
        (cohort / f"jane-doe.{kind}").write_bytes(zipped(files) if kind == "zip" else tarred(files))
    submission = read()["jane-doe"]
    assert submission.sources == SOURCES
    assert submission.messages == []
    assert submission.readable


def test_windows_zips_with_backslashes_are_read(cohort, read, zipped):
    (cohort / "jane.zip").write_bytes(zipped({"week 3\\neuron.py": b"x = 1\n", "week 3\\descent.py": b"y = 2\n"}))
    assert read()["jane"].sources == SOURCES


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbfx = 1\r\n", b"x = 1\r", b"# \xff\xfe\n\0", b"x = 1"])
def test_contents_are_passed_on_byte_for_byte(cohort, read, folder, zipped, tarred, content):
    files = {"neuron.py": content}
    folder(cohort / "a", files)
    (cohort / "b.zip").write_bytes(zipped(files))
    (cohort / "c.tar.gz").write_bytes(tarred(files))
    assert [submission.sources for submission in read().values()] == 3 * [{"neuron": content}]


def test_modules_of_the_learners_own_are_kept(cohort, read, folder):
    folder(cohort / "jane", {**BOTH, "helpers.py": b"def f(): ...\n", "tools/größe.py": b"", "torch.py": b""})
    assert set(read()["jane"].sources) == {"neuron", "descent", "helpers", "größe", "torch"}


def test_tests_pictures_and_settings_are_no_answers(cohort, read, folder):
    ignored = ["test_neuron.py", "see_neuron.py", "conftest.py", "setup.py", "neuron (1).py", "neuron.py.txt", "2.py"]
    folder(cohort / "jane", {**dict.fromkeys(ignored, b"x"), **BOTH, "testing.py": b"", "see.py": b""})
    assert set(read()["jane"].sources) == {"neuron", "descent", "testing", "see"}


def test_a_missing_chapter_is_no_fault_of_the_parcel(cohort, read, folder):
    folder(cohort / "jane", {"neuron.py": b"x = 1\n"})
    submission = read()["jane"]
    assert submission.sources == {"neuron": b"x = 1\n"}
    assert submission.readable
    assert submission.messages == []


def test_of_several_files_with_one_name_the_nearest_to_the_top_is_graded_and_named(cohort, read, zipped, folder):
    files = {"a/old/neuron.py": b"1", "b/neuron.py": b"2", "c/neuron.py": b"3"}
    (cohort / "jane.zip").write_bytes(zipped(files))
    folder(cohort / "joe", files)
    for submission in read().values():
        assert submission.sources == {"neuron": b"2"}
        assert submission.messages == ["there are 3 files neuron.py; b/neuron.py was graded"]


def test_copies_with_the_same_content_are_not_worth_a_message(cohort, read, folder):
    folder(cohort / "jane", {"neuron.py": b"1", "copy/neuron.py": b"1", "a/helpers.py": b"1", "b/helpers.py": b"2"})
    assert read()["jane"].messages == []


@pytest.mark.parametrize("files", [{}, {"notes.txt": b"sorry"}, {"helpers.py": b""}, {"Neuron.py": b""}])
def test_a_parcel_without_a_module_of_the_course_is_unreadable_and_says_why(cohort, read, folder, zipped, files):
    folder(cohort / "jane", files)
    (cohort / "joe.zip").write_bytes(zipped(files))
    for submission in read().values():
        assert not submission.readable
        assert submission.messages == [NONE_FOUND]


def test_a_file_too_long_is_left_out_and_named(cohort, read, folder):
    folder(cohort / "jane", {"neuron.py": b"#" * (MAX_FILE + 1), "descent.py": b"#" * MAX_FILE})
    submission = read()["jane"]
    assert set(submission.sources) == {"descent"}
    assert submission.messages == [f"neuron.py is longer than {MAX_FILE} bytes and was not read"]


def test_too_many_files_or_bytes_are_cut_with_a_message_and_the_answers_come_first(cohort, read, folder):
    message = f"it holds more than {MAX_FILES} Python files or {MAX_TOTAL} bytes of them; the rest was not read"
    folder(cohort / "many", {f"all/h{number}.py": b"" for number in range(MAX_FILES + 1)} | BOTH)
    folder(cohort / "long", {f"all/h{number}.py": b"#" * MAX_FILE for number in range(5)} | BOTH)
    submissions = read()
    for submission in submissions.values():
        assert submission.messages == [message]
        assert submission.sources.items() >= SOURCES.items()
    assert len(submissions["many"].sources) == MAX_FILES + 2
    assert len(submissions["long"].sources) == 6


def test_no_heap_of_other_files_buries_an_answer(cohort, read, folder, zipped):
    heap = {f"all/h{number}.py": b"" for number in range(MAX_FILES + 1)}
    (cohort / "jane.zip").write_bytes(zipped(heap | BOTH))
    folder(cohort / "joe", {"a.zip": zipped(heap)} | BOTH)
    for submission in read().values():
        assert submission.sources.items() >= SOURCES.items()


def test_an_archive_in_a_learners_folder_is_read_with_the_rest(cohort, read, folder, zipped):
    folder(cohort / "jane", {"neuron.py": b"x = 1\n", "more.zip": zipped({"hw/descent.py": b"y = 2\n"})})
    assert read()["jane"].sources == SOURCES


def test_a_broken_archive_beside_the_answers_costs_only_a_message(cohort, read, folder, zipped):
    folder(cohort / "jane", {"a.zip": b"", "b.zip": zipped({"neuron.py": b"x = 1\n"}), "descent.py": b"y = 2\n"})
    submission = read()["jane"]
    assert submission.sources == SOURCES
    assert submission.messages == ["a.zip is damaged and cannot be read (File is not a zip file); make it afresh"]


def test_an_archive_inside_an_archive_is_not_opened(cohort, read, zipped):
    (cohort / "jane.zip").write_bytes(zipped({"hw.zip": zipped(BOTH)}))
    submission = read()["jane"]
    assert submission.sources == {}
    assert submission.messages == [NONE_FOUND]


def test_learners_come_in_the_order_of_their_ids(cohort, read, folder, zipped):
    for name in ("zoe", "Bob", "amy"):
        folder(cohort / name, BOTH)
    (cohort / "mia.zip").write_bytes(zipped(BOTH))
    assert list(read()) == ["Bob", "amy", "mia", "zoe"]


def test_what_is_no_parcel_in_a_cohort_is_passed_over(cohort, read, folder):
    folder(cohort, {"grades.csv": b"", "README.md": b"", ".DS_Store": b"", ".hidden/neuron.py": b"", "__MACOSX/x": b""})
    folder(cohort / "jane", BOTH)
    assert list(read()) == ["jane"]


@pytest.mark.parametrize("files", [BOTH, {"03_neuron/neuron.py": b"x = 1\n", "04_descent/descent.py": b"y = 2\n"}])
def test_a_folder_with_answers_at_its_top_is_one_submission(cohort, read, folder, files):
    folder(cohort, files)
    assert {learner: submission.sources for learner, submission in read().items()} == {"cohort": SOURCES}


@pytest.mark.parametrize("name", ["jane-doe.zip", "jane-doe.tar.gz", "jane-doe_1_2_neuron.py"])
def test_one_archive_or_file_is_one_submission(tmp_path, zipped, tarred, name):
    path = tmp_path / name
    path.write_bytes({".zip": zipped(BOTH), ".gz": tarred(BOTH), ".py": b"x = 1\n"}[path.suffix])
    (submission,) = read_all(path, MODULES)
    assert submission.learner == "jane-doe"
    assert submission.sources == ({"neuron": b"x = 1\n"} if path.suffix == ".py" else SOURCES)
    assert read_submission(path, MODULES) == submission


def test_a_module_given_directly_is_one_submission(tmp_path, folder):
    (submission,) = read_all(folder(tmp_path, BOTH) / "neuron.py", MODULES)
    assert submission.sources == {"neuron": b"x = 1\n"}
    assert submission.readable


def test_the_path_that_the_instructor_gives_may_be_a_link_hidden_or_relative(tmp_path, monkeypatch, folder):
    jane = folder(tmp_path / ".work" / "jane", BOTH)
    hidden = folder(tmp_path / ".joe", BOTH)
    link, file = tmp_path / "link", tmp_path / "jim.py"
    link.symlink_to(jane)
    file.symlink_to(jane / "neuron.py")
    monkeypatch.chdir(jane)
    read = {path: read_all(path, MODULES)[0] for path in (link, hidden, file, jane / ".", Path())}
    assert [submission.learner for submission in read.values()] == ["jane", "joe", "neuron", "jane", "jane"]
    assert all(submission.readable for submission in read.values())


def test_a_missing_path_is_the_callers_to_mend(tmp_path):
    with pytest.raises(UsageError, match=r"/nowhere does not exist$"):
        read_all(tmp_path / "nowhere", MODULES)


@pytest.mark.parametrize("files", [{}, {"grades.csv": b"", "notes.txt": b""}])
def test_a_folder_without_submissions_is_the_callers_to_mend(cohort, read, folder, files):
    folder(cohort, files)
    with pytest.raises(
        UsageError, match=r"/cohort holds no submission: no folder, \.zip, \.tar\.gz, \.tgz, \.py or \.ipynb$"
    ):
        read()


@pytest.mark.parametrize("name", ["cohort.rar", "grades.csv", "neuron.pyc", "neuron"])
def test_a_file_of_another_kind_is_the_callers_to_mend(tmp_path, name):
    (tmp_path / name).write_bytes(b"x = 1\n")
    with pytest.raises(
        UsageError, match=rf"/{name} is no submission: a folder, \.zip, \.tar\.gz, \.tgz, \.py or \.ipynb is$"
    ):
        read_all(tmp_path / name, MODULES)
