"""``gradkit release``: the bundle of the course, with the real command; no answer is in it, and it is whole."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from leaks import lines_of

from autograder.course.answers import read_mistakes
from autograder.course.archive import unzipped
from autograder.course.catalogue import Course
from autograder.course.markers import BEGIN, END

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
WHEEL = f"gradkit-{version('gradkit')}-py3-none-any.whl"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def files(released):
    """All that learners get, by name; in place of the wheel, what is in it."""
    found = contents(released / "gradkit-course")
    inside = unzipped(found.pop(WHEEL))
    return found | {f"{WHEEL}/{name}": data for name, data in inside.items()}


def test_the_bundle_holds_what_learners_need_and_nothing_else(released):
    chapters = [
        f"exercises/{chapter.folder}/{name}"
        for chapter in COURSE.chapters
        for name in ("README.md", f"{chapter.module}.py", f"see_{chapter.module}.py", f"test_{chapter.module}.py")
    ]
    own = [f"exercises/{path.name}" for path in (ROOT / "exercises").glob("*.py")]
    rest = ["LICENSE", "README.md", "exercises/course.json", "pyproject.toml", WHEEL]
    assert sorted(contents(released / "gradkit-course")) == sorted([*chapters, *own, *rest])


def test_the_wheel_holds_the_package_and_the_exercises_and_nothing_else(files):
    inside = {name.partition("/")[2] for name in files if name.startswith(f"{WHEEL}/")}
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "autograder").rglob("*") if path.is_file()}
    exercises = {f"autograder/{name}" for name in files if name.startswith("exercises/")}
    own = {name for name in package if not name.endswith(".pyc")} | exercises
    assert own <= inside
    assert all(name.startswith(f"gradkit-{version('gradkit')}.dist-info/") for name in inside - own)


def test_the_zip_unpacks_to_the_folder(released):
    inside = unzipped((released / "gradkit-course.zip").read_bytes())
    assert inside == {f"gradkit-course/{name}": data for name, data in contents(released / "gradkit-course").items()}
    with zipfile.ZipFile(released / "gradkit-course.zip") as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def test_another_checkout_in_which_people_worked_gives_the_same_bytes(released, tmp_path):
    root = tmp_path / "elsewhere"
    for name in ("autograder", "exercises", "solutions", "tests/hidden"):
        shutil.copytree(ROOT / name, root / name, copy_function=shutil.copyfile)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copyfile(ROOT / name, root / name)
    (root / "exercises" / "03_neuron" / "neuron.py").write_text(COURSE.reference("neuron"), "utf-8")
    (root / "exercises" / "03_neuron" / "neuron.sigmoid.old.py").write_text("mine", "utf-8")
    (root / "exercises" / "pictures").mkdir()
    (root / "build" / "lib" / "autograder").mkdir(parents=True)
    (root / "build" / "lib" / "autograder" / "left_behind.py").write_text("old", "utf-8")
    command = [Path(sys.executable).parent / "gradkit", "release", "--out", root / "out", "--course", root]
    subprocess.run(command, cwd=tmp_path, umask=0o077, check=True, stdout=subprocess.DEVNULL)
    assert (root / "out" / "gradkit-course.zip").read_bytes() == (released / "gradkit-course.zip").read_bytes()
    assert contents(root / "out" / "gradkit-course") == contents(released / "gradkit-course")


def test_some_chapters_alone_make_a_bundle(gradkit, tmp_path):
    ran = gradkit("release", "--out", tmp_path, "--chapters", "3", "--chapters", "04_descent", "--chapters", "neuron")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("2 of 9 chapters, 11 exercises\n")
    folders = {path.name for path in (tmp_path / "gradkit-course" / "exercises").iterdir() if path.is_dir()}
    assert folders == {"03_neuron", "04_descent"}
    handout = json.loads((tmp_path / "gradkit-course" / "exercises" / "course.json").read_bytes())
    assert set(handout["stubs"]) == {"neuron", "descent"}
    readme = (tmp_path / "gradkit-course" / "README.md").read_text("utf-8")
    assert dangling(tmp_path / "gradkit-course") == []
    assert "gradkit hint sigmoid" in readme
    assert "01_tensors" not in readme


def dangling(folder: Path) -> list[str]:
    """Return the links of all texts in a folder that lead nowhere in it."""
    links = [
        (text, target.partition("#")[0])
        for text in folder.rglob("*.md")
        for target in re.findall(
            r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]*`", "", text.read_text("utf-8"), flags=re.DOTALL)
        )
        if ":" not in target
    ]
    return [f"{text}: {target}" for text, target in links if target and not (text.parent / target).exists()]


def test_no_link_dangles(released):
    assert dangling(released / "gradkit-course") == []


def test_the_readme_has_the_two_commands_and_names_what_is_there(released):
    readme = (released / "gradkit-course" / "README.md").read_text("utf-8")
    assert f"pip install {WHEEL}\npytest exercises/\n" in readme
    assert all(chapter.title in readme for chapter in COURSE.chapters)
    assert (released / "gradkit-course" / WHEEL).is_file()


@pytest.mark.parametrize("plugins", ["", "-p pytest_timeout"])
def test_the_tests_run_in_a_bundle_without_a_warning(released, tmp_path, plugins):
    shutil.unpack_archive(released / "gradkit-course.zip", tmp_path)
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": plugins}
    command = [sys.executable, "-P", "-m", "pytest", "exercises/01_tensors", "--color=no"]
    folder = tmp_path / "gradkit-course"
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 1, ran.stderr
    assert f"rootdir: {folder}\nconfigfile: pyproject.toml\n" in ran.stdout
    assert "not started" in ran.stdout
    assert "warning" not in (ran.stdout + ran.stderr).lower()


def test_the_wheel_is_a_package_that_can_be_imported(released):
    wheel = released / "gradkit-course" / WHEEL
    program = f"import sys; sys.path.insert(0, {str(wheel)!r}); import autograder.cli as cli; print(cli.__file__)"
    ran = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(wheel / "autograder" / "cli.py")


@pytest.mark.parametrize("inside", ["exercises", "exercises/03_neuron/out", "solutions"])
def test_no_bundle_goes_into_the_course_itself(gradkit, inside):
    ran = gradkit("release", "--out", ROOT / inside)
    assert ran.returncode == 2
    assert "which is the course's; name another folder" in ran.stderr


def test_an_unknown_chapter_is_refused_with_those_that_there_are(gradkit, tmp_path):
    ran = gradkit("release", "--out", tmp_path, "--chapters", "12")
    assert ran.returncode == 2
    assert "there is no chapter 12. There are: 01_tensors, 02_gradients" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_where_pip_gets_no_setuptools_it_is_said_what_to_do(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    command = [Path(sys.executable).parent / "gradkit", "release", "--out", tmp_path / "out"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 2
    assert "pip cannot build the wheel of gradkit: No matching distribution found for setuptools" in ran.stderr
    assert "PIP_INDEX_URL" in ran.stderr
    assert not (tmp_path / "out").exists()


# What learners must not get. A line of a solution, without the name it is assigned to and without spaces, stands in
# no file, however that breaks its lines; one shorter than SHORT characters is no whole line of a file. A line of
# another secret, of WORDS words or more, is no whole line of a file, unless it imports something or is a stub's, too.

SHORT = 15
WORDS = 5
IDIOMS = {
    # Anybody writes these, and they tell nothing alone.
    ")",
    "return batch",
    "return outputs",
    "return predict",
    "for _ in range(epochs):",
    "model = nn.Linear(1, 1)",
    "outputs = model(inputs)",
    "values = values.detach()",
    # The calls that the lessons are about.
    "axes.legend()",
    "figure, axes = plt.subplots()",
    "loss.backward()",
    "model.to(device)",
    "model.train()",
    "optimizer.step()",
    "optimizer.zero_grad()",
    "super().__init__()",
    "with torch.no_grad():",
    # What comes out, as docstrings and lessons name it.
    "model = model_factory()",
    "return losses, predictions",
    "return weights, bias, losses",
    'return torch.device("cpu")',
    'return torch.device("cuda")',
    'return torch.device("mps")',
}
"""Lines of solutions that may stand anywhere."""

IN_THE_OPEN = {
    # The stub's docstring asks for exactly this; course.json holds the stubs.
    "optimizer = optimizer_factory(model.parameters())": {"devices.py", "course.json"},
    "return a + b, a - b, a * b, a / b": {"tensors.py", "course.json"},
    # So does this one, and a hint and a message of chapter 5 say it again; the kit has a linear model of its own.
    "return inputs @ weights.T + bias": {"descent.py", "course.json", "test_models.py", "evaluation.py"},
    "return self.linear(inputs)": {"evaluation.py"},
    # Programs of one chapter that need what another asks for.
    "if isinstance(batch, torch.Tensor):": {"see_devices.py", "test_devices.py"},
    "loss = nn.functional.mse_loss(model(inputs), targets)": {"see_evaluation.py", "see_experiments.py"},
    "return torch.optim.SGD(parameters, lr=lr, momentum=momentum)": {"test_devices.py"},
}
"""Lines of solutions that stand in some files nevertheless, and in which."""

OTHERS = {
    # Anybody writes these, and they tell nothing alone.
    "for epoch in range(epochs):",
    'for good in ("sgd", "adam"):',
    "for number, prediction in enumerate(predictions):",
    "for parameter in model.parameters():",
    "for sign in (1, -1):",
    "if isinstance(value, torch.Tensor):",
    "if not torch.cuda.is_available():",
    "optimizer = torch.optim.Adam(model.parameters(), lr=0.05)",
    "optimizer = torch.optim.SGD(model.parameters(), lr=lr)",
    "parameter.grad = torch.zeros_like(parameter)",
    "return weights.detach(), bias.detach(), losses",
    "student: the learner's code.",
    # The function whose gradient chapter 2 asks for.
    "return torch.mean(3 * (x + 2) ** 2)",
    # How a program goes through a batch that is nested, or saves a model.
    "elif isinstance(batch, list | tuple | dict):",
    "if isinstance(batch, list | tuple):",
    "torch.save(model.state_dict(), file)",
}
"""Lines of other secrets that are in the bundle nevertheless."""


def squeezed(text: str) -> str:
    return "".join(text.split())


def texts(name: str, data: bytes) -> Iterator[str]:
    """Give the texts in a file: of JSON, its strings."""
    if name.endswith(".json"):
        yield from strings(json.loads(data))
    else:
        yield data.decode()


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.fixture(scope="module")
def handed_out(files):
    """The texts of all files, by name."""
    return {name: list(texts(name, data)) for name, data in files.items()}


@pytest.fixture(scope="module")
def lines(handed_out):
    return {line.strip() for said in handed_out.values() for text in said for line in text.splitlines()}


def regions() -> Iterator[str]:
    """Give what stands between the markers of the references."""
    for chapter in COURSE.chapters:
        reference = (COURSE.solutions / chapter.folder / f"{chapter.module}.py").read_text("utf-8")
        yield from re.findall(f"{BEGIN}\n(.*?){END}", reference, re.DOTALL)


def given_away(said: list[str], solutions: set[str]) -> set[str]:
    """Return the lines of solutions that stand in a file."""
    whole = "\n".join(map(squeezed, said))
    lines = {line.strip() for text in said for line in text.splitlines()}
    found = set()
    for solution in solutions:
        essence = squeezed(re.sub(r"^(?:return |[\w, .]+ = )", "", solution))
        if essence in whole if len(essence) >= SHORT else solution in lines:
            found.add(solution)
    return found


def test_no_line_of_a_solution_is_handed_out(handed_out):
    solutions = {line.strip() for region in regions() for line in region.splitlines()} - {""} - IDIOMS
    assert len(solutions) > 100
    found = {
        (solution, name)
        for name, said in handed_out.items()
        for solution in given_away(said, solutions)
        if Path(name).name not in IN_THE_OPEN.get(solution, ())
    }
    assert sorted(found) == []


def test_every_solution_would_be_found_in_a_lesson():
    unseen = [
        region
        for region in regions()
        if not given_away([region], set(map(str.strip, region.splitlines())) - {""} - IDIOMS)
    ]
    assert unseen == []


def test_no_line_of_a_suite_a_mistake_or_an_instructors_file_is_handed_out(lines):
    secret = lines_of(
        "tests/hidden/*.py",
        "tests/alternatives/*.py",
        "tests/rewrites/*.py",
        "tests/equivalent/*.toml",
        "solutions/*/mistakes.py",
        "instructor/**/*.md",
        "instructor/samples/**/*.py",
        "README.md",
    )
    stubs = {line.strip() for chapter in COURSE.chapters for line in stub_of(chapter).splitlines()}
    telling = {
        line for line in secret if len(re.findall(r"\w+", line)) >= WORDS and not line.startswith(("import ", "from "))
    }
    assert len(telling) > 5000
    assert sorted((telling & lines) - stubs - OTHERS - IDIOMS - set(IN_THE_OPEN)) == []


def test_what_is_said_of_a_mistake_is_not_handed_out(handed_out):
    whole = "\n".join(squeezed(text) for said in handed_out.values() for text in said)
    files = [COURSE.solutions / chapter.folder / "mistakes.py" for chapter in COURSE.chapters]
    told = [mistake.says for file in files for mistake in read_mistakes(file) if squeezed(mistake.says) in whole]
    assert told == []


def stub_of(chapter) -> str:
    return (ROOT / "exercises" / chapter.folder / f"{chapter.module}.py").read_text("utf-8")
