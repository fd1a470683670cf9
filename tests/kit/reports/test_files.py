import csv
import json

import jsonschema
import msgspec
import pytest

from autograder.grading.protocol import Setup
from autograder.grading.verdict import Diagnosis, Result
from autograder.reports.cohort import Row
from autograder.reports.files import write_cohort, write_result
from autograder.submissions.intake import read_submission
from autograder.submissions.names import safe_id

SETUP = Setup("/nowhere", "namespaces", 5)


@pytest.fixture
def full(result, exercise, verdict):
    """A result with something in every field."""
    criteria = [
        verdict("is right", "failed", message="relu(x): `wrong`\n", output="\x1b[31mé\u2028\0"),
        verdict("is fast", "timed_out"),
        verdict("ends", "crashed"),
        verdict("on CUDA", "skipped"),
    ]
    relu = exercise("failed", *criteria)
    relu = msgspec.structs.replace(relu, diagnoses=[Diagnosis("clips-at-one", "relu has no upper limit")])
    exercises = {"neuron.sigmoid": exercise("passed", verdict("is right")), "neuron.relu": relu}
    return result(exercises=exercises, messages=["there are 2 files"])


@pytest.fixture(scope="module")
def rows():
    """The rows of a table."""

    def rows(folder):
        with (folder / "grades.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    return rows


@pytest.fixture
def schema(gradkit):
    return json.loads(gradkit("schema").stdout)


def test_the_file_of_a_result_is_the_result(tmp_path, course, full):
    write_result(tmp_path, full, course)
    data = (tmp_path / "results" / "jane-doe.json").read_bytes()
    assert msgspec.json.decode(data, type=Result) == full
    assert json.loads(data) == msgspec.to_builtins(full)
    assert data.endswith(b"}\n")
    assert data.splitlines()[1] == b'  "schema": 1,'


def test_a_result_has_the_fields_that_the_design_promises(tmp_path, course, full):
    write_result(tmp_path, full, course)
    written = json.loads((tmp_path / "results" / "jane-doe.json").read_text(encoding="utf-8"))
    assert list(written) == [
        *("schema", "submission", "status", "score", "max_score", "exercises", "messages"),
        *("suite", "seed", "isolation", "device", "duration_s"),
        "isolation_lacks",  # added since
    ]
    relu = written["exercises"]["neuron.relu"]
    assert list(relu) == ["status", "score", "max_score", "criteria", "diagnoses"]
    assert {"id", "title", "status", "score", "max_score", "message"} <= set(relu["criteria"][0])
    assert relu["diagnoses"] == [{"id": "clips-at-one", "message": "relu has no upper limit"}]


def test_the_published_schema_accepts_every_kind_of_result(tmp_path, course, full, result, schema):
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    for each in (full, result("a", status="unreadable", max_score=28.0), result("b", status="ungraded")):
        write_result(tmp_path, each, course)
        written = json.loads((tmp_path / "results" / f"{each.submission}.json").read_text(encoding="utf-8"))
        validator(schema).validate(written)


def test_the_published_schema_refuses_what_is_no_result(full, schema):
    right = msgspec.to_builtins(full)
    jsonschema.validate(right, schema)
    for change in ({"status": "great"}, {"score": "all"}, {"exercises": []}, {"messages": [1]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**right, **change}, schema)
    for field in right.keys() - {"isolation_lacks"}:  # results written before it came are valid
        with pytest.raises(jsonschema.ValidationError, match=f"'{field}' is a required property"):
            jsonschema.validate({other: value for other, value in right.items() if other != field}, schema)


def test_writing_leaves_the_files_it_promises_and_no_others(tmp_path, course, full, result):
    write_result(tmp_path, result(), course)
    write_result(tmp_path, full, course)
    write_cohort(tmp_path, [Row.of(full)], course, SETUP)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        *("results/jane-doe.json", "feedback/jane-doe.md", "feedback/jane-doe.html"),
        *("grades.csv", "index.html"),
    }
    assert msgspec.json.decode((tmp_path / "results" / "jane-doe.json").read_bytes(), type=Result) == full


def test_equal_results_give_equal_bytes(tmp_path, course, full):
    for folder in (tmp_path / "a", tmp_path / "b"):
        write_result(folder, full, course)
        write_cohort(folder, [Row.of(full)], course, SETUP)
    for name in ("results/jane-doe.json", "feedback/jane-doe.md", "feedback/jane-doe.html", "grades.csv", "index.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("name", ["j" * 1000, "語" * 1000, "..", "-rf", "/etc/passwd", "\N{GRINNING FACE}" * 300])
def test_every_learners_id_has_a_file(tmp_path, course, result, name):
    learner = f"{safe_id(name)}-999"
    write_result(tmp_path, result(learner), course)
    assert [path.name for path in (tmp_path / "results").iterdir()] == [f"{learner}.json"]
    assert [path.name for path in sorted((tmp_path / "feedback").iterdir())] == [f"{learner}.html", f"{learner}.md"]


def test_what_intake_says_of_names_that_are_no_text_can_be_written(tmp_path, course, result):
    for name in ("a\udcff", "b\udcff"):
        (tmp_path / "jane" / name).mkdir(parents=True)
        (tmp_path / "jane" / name / "neuron.py").write_bytes(name[:1].encode())
    messages = read_submission(tmp_path / "jane", course.modules).messages
    write_result(tmp_path / "out", result(messages=messages), course)
    written = json.loads((tmp_path / "out" / "results" / "jane-doe.json").read_text(encoding="utf-8"))
    assert written["messages"] == ["there are 2 files neuron.py; a\N{REPLACEMENT CHARACTER}/neuron.py was graded"]


def test_the_table_of_grades(tmp_path, course, result, exercise, verdict):
    passed, failed = exercise("passed", verdict("a"), verdict("b")), exercise("failed", verdict("a", "failed"))
    results = [
        result("zoe", exercises={"neuron.sigmoid": passed, "descent.mse": failed}),
        result("amy", exercises={"neuron.sigmoid": failed, "descent.mse": passed}),
        result("joe", status="unreadable", max_score=3.0),
        result("mia", status="ungraded"),
    ]
    write_cohort(tmp_path, [*map(Row.of, results)], course, SETUP)
    assert (tmp_path / "grades.csv").read_text(encoding="utf-8") == (
        "id,status,score,max_score,percent,neuron.sigmoid,descent.mse\n"
        "amy,graded,2.0,3.0,66.67,0.0,2.0\n"
        "joe,unreadable,0.0,3.0,0.0,,\n"
        "mia,ungraded,,,,,\n"
        "zoe,graded,2.0,3.0,66.67,2.0,0.0\n"
    )


def test_exercises_stand_in_the_order_of_the_course_and_only_those_that_were_graded(
    tmp_path, course, result, exercise, verdict, rows
):
    names = ["neuron.sigmoid", "neuron.relu", "descent.linear"]
    passed = exercise("passed", verdict("a"))
    cohort = [Row.of(result(name, exercises={name: passed})) for name in reversed(names)]
    write_cohort(tmp_path, cohort, course, SETUP)
    assert rows(tmp_path)[0] == ["id", "status", "score", "max_score", "percent", *names]


@pytest.mark.parametrize("points", [0.0, 28.0])
def test_no_result_is_never_a_zero(tmp_path, course, result, rows, points):
    write_cohort(tmp_path, [Row.of(result("mia", status="ungraded", max_score=points))], course, SETUP)
    assert rows(tmp_path)[1] == ["mia", "ungraded", "", "", ""]


def test_nothing_to_earn_is_no_percentage(tmp_path, course, result, rows):
    write_cohort(tmp_path, [Row.of(result("mia"))], course, SETUP)
    assert rows(tmp_path)[1] == ["mia", "graded", "0.0", "0.0", ""]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_name_is_a_formula(tmp_path, course, result, rows, name):
    write_cohort(tmp_path, [Row.of(result(name))], course, SETUP)
    assert rows(tmp_path)[1][0] == f"'{name}"


@pytest.mark.parametrize("name", ["jane-doe", "1=1", "a+b@uni.edu", "Zoë", "doe, jane", 'jane "j" doe', "a\nb"])
def test_every_other_name_is_one_cell_as_it_is(tmp_path, course, result, rows, name):
    write_cohort(tmp_path, [Row.of(result(name))], course, SETUP)
    assert [row[0] for row in rows(tmp_path)] == ["id", name]


def test_a_cohort_of_nobody_is_a_table_without_rows(tmp_path, course, rows):
    write_cohort(tmp_path, [], course, SETUP)
    assert rows(tmp_path) == [["id", "status", "score", "max_score", "percent"]]
