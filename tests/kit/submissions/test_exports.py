"""What Canvas, Moodle and Gradescope give an instructor, unpacked and still zipped."""

import pytest
from archives import read_all

from autograder.errors import UsageError
from autograder.submissions.archives import MAX_LARGE

MODULES = {"neuron": ("sigmoid", "relu"), "descent": ("mse", "linear")}


def sources(submissions):
    return {submission.learner: submission.sources for submission in submissions}


def canvas(zipped):
    return {
        "doejane_11_501_neuron.py": b"x = 1",
        "doejane_11_502_descent-1.py": b"y = 1",
        "roejoe_LATE_12_503_homework.zip": zipped({"hw/neuron.py": b"x = 2", "hw/descent.py": b"y = 2"}),
    }


def moodle(zipped):
    return {
        "Jane Doe_11_assignsubmission_file_/neuron.py": b"x = 1",
        "Jane Doe_11_assignsubmission_file_/descent.py": b"y = 1",
        "Jane Doe_11_assignsubmission_onlinetext_/onlinetext.html": b"<p>done</p>",
        "Joe Roe_12_assignsubmission_file_/homework.zip": zipped({"hw/neuron.py": b"x = 2", "hw/descent.py": b"y = 2"}),
    }


def moodle_flat(zipped):
    return {
        "Jane Doe_11_assignsubmission_file_neuron.py": b"x = 1",
        "Jane Doe_11_assignsubmission_file_descent.py": b"y = 1",
        "Joe Roe_12_assignsubmission_file_homework.zip": zipped({"hw/neuron.py": b"x = 2", "hw/descent.py": b"y = 2"}),
    }


def gradescope(zipped):
    return {
        "submission_metadata.yml": b"---",
        "submission_11/neuron.py": b"x = 1",
        "submission_11/04_descent/descent.py": b"y = 1",
        "submission_12/hw/neuron.py": b"x = 2",
        "submission_12/hw/descent.py": b"y = 2",
    }


EXPORTS = {
    "canvas": (canvas, "doejane", "roejoe"),
    "moodle": (moodle, "Jane Doe", "Joe Roe"),
    "moodle_flat": (moodle_flat, "Jane Doe", "Joe Roe"),
    "gradescope": (gradescope, "11", "12"),
}


@pytest.fixture(params=EXPORTS)
def export(request, zipped):
    """The files of an export, and what must be read of it."""
    make, first, second = EXPORTS[request.param]
    expected = {first: {"neuron": b"x = 1", "descent": b"y = 1"}, second: {"neuron": b"x = 2", "descent": b"y = 2"}}
    return make(zipped), expected


def test_an_unpacked_export_gives_every_learner_their_files(cohort, read, folder, export):
    files, expected = export
    folder(cohort, files)
    assert sources(read().values()) == expected
    assert [submission.messages for submission in read().values()] == [[], []]


@pytest.mark.parametrize("wrapping", ["", "assignment_9_export/"])
def test_a_zipped_export_gives_every_learner_their_files(tmp_path, zipped, export, wrapping):
    files, expected = export
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped({wrapping + name: content for name, content in files.items()}))
    submissions = read_all(path, MODULES)
    assert sources(submissions) == expected
    assert [submission.messages for submission in submissions] == [[], []]


def test_an_export_zipped_again_on_a_mac_has_no_learners_of_its_own(tmp_path, zipped, export):
    files, expected = export
    droppings = {f"__MACOSX/export/{name.replace('/', '/._')}": b"\0\5\x16\7" for name in files}
    droppings |= {f"export/._{name}": b"\0\5\x16\7" for name in files if "/" not in name}
    droppings |= {f"__MACOSX/._{name}": b"\0\5\x16\7" for name in files if "/" not in name}
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped({f"export/{name}": content for name, content in files.items()} | droppings))
    assert sources(read_all(path, MODULES)) == expected


def two_of_one_name(zipped):
    return {
        "Jane Doe_11_assignsubmission_file_neuron.py": b"x = 1",
        "Jane Doe_12_assignsubmission_file_neuron.py": b"x = 2",
        "Jane Doe_12_assignsubmission_file_descent.py": b"y = 2",
    }


def test_two_learners_of_one_name_are_never_made_one(cohort, read, folder, zipped, tmp_path):
    expected = {"Jane Doe": {"neuron": b"x = 1"}, "Jane Doe-2": {"neuron": b"x = 2", "descent": b"y = 2"}}
    folder(cohort, two_of_one_name(zipped))
    (tmp_path / "export.zip").write_bytes(zipped(two_of_one_name(zipped)))
    assert sources(read().values()) == expected
    assert sources(read_all(tmp_path / "export.zip", MODULES)) == expected


def test_nbgraders_folders_are_learners(cohort, read, folder):
    folder(cohort, {"jane/homework/neuron.py": b"x = 1", "joe/homework/neuron.py": b"x = 2"})
    assert sources(read().values()) == {"jane": {"neuron": b"x = 1"}, "joe": {"neuron": b"x = 2"}}


def test_a_broken_parcel_in_a_zipped_export_is_its_learners_alone(tmp_path, zipped):
    path = tmp_path / "submissions.zip"
    path.write_bytes(
        zipped(
            {
                "doejane_11_501_hw.zip": b"",
                "doejane_11_502_neuron.py": b"x = 1",
                "roejoe_12_503_long.zip": bytes(MAX_LARGE + 1),
                "ziamia_13_504_neuron.py": b"x = 3",
            }
        )
    )
    jane, joe, mia = read_all(path, MODULES)
    assert jane.sources == {"neuron": b"x = 1"}
    assert jane.messages == [
        "doejane_11_501_hw.zip is damaged and cannot be read (File is not a zip file); make it afresh"
    ]
    assert not joe.readable
    assert joe.messages[0] == f"roejoe_12_503_long.zip is longer than {MAX_LARGE} bytes and was not read"
    assert mia.sources == {"neuron": b"x = 3"}
    assert mia.messages == []


def test_an_export_that_breaks_off_is_the_callers_to_mend_and_nobodys_zero(tmp_path, zipped, repeated):
    path = tmp_path / "submissions.zip"
    data = bytearray(repeated(zipped({"doejane_11_501_neuron.py": b"x = 1"}), 2))
    data[data.index(b"PK\x03\x04", 4) + 4 + 26 + len("doejane_11_501_neuron.py")] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"submissions\.zip cannot be read: .*\. Unpack it, and name the folder$"):
        read_all(path, MODULES)


def test_a_learners_own_zip_is_not_taken_for_an_export(tmp_path, zipped):
    path = tmp_path / "jane.zip"
    path.write_bytes(zipped({"hw_3/neuron.py": b"x = 1", "hw_3/part_2_of_3.py": b""}))
    assert sources(read_all(path, MODULES)) == {"jane": {"neuron": b"x = 1", "part_2_of_3": b""}}
