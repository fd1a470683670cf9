"""``gradkit reset``: one exercise back to its stub, all else as it was, and nothing lost."""

import ast
import shutil
import sys
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies

from autograder.course.answers import read_alternatives, read_mistakes
from autograder.course.catalogue import Course
from autograder.course.handout import Handout
from autograder.learner.reset import Reset, fault, reset

ROOT = Path(__file__).parents[3]
COURSE = Course(ROOT)
HANDOUT = Handout.read(ROOT / "exercises")

FIRST = 'def first(x: torch.Tensor) -> np.ndarray:\n    raise NotImplementedError("first is not started yet")\n'
SECOND = 'def second(x: torch.Tensor) -> torch.Tensor:\n    raise NotImplementedError("second is not started yet")\n'
THIRD = (
    'class Third(nn.Module):\n    def forward(self):\n        raise NotImplementedError("Third is not started yet")\n'
)
IMPORTS = "import numpy as np\nimport torch\nfrom torch import nn, optim\n"
STUB = f'"""A chapter."""\n\n{IMPORTS}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}'

MINE_FIRST = "def first(x):\n    return x  # my own\n"
MINE_THIRD = "class Third(nn.Module):\n    pass\n"


def names(statement: ast.stmt) -> set[str]:
    """Return the names that a plain statement gives."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def others(source: str, name: str) -> list[str]:
    """Return all statements that have nothing to do with a name."""
    return [ast.dump(each) for each in ast.parse(source).body if name not in names(each)]


def counting(source: str, name: str) -> str:
    """Return what stands for a name in the end."""
    return ast.dump([each for each in ast.parse(source).body if name in names(each)][-1])


def lost(source: str, made: Reset) -> list[str]:
    """Return the lines of a source that are nowhere any more."""
    remain = {line.strip() for text in (made.source, made.old) for line in text.splitlines()}
    return [line for line in source.splitlines() if line.strip() not in remain]


def check(source: str, module: str, name: str) -> None:
    stub = HANDOUT.stubs[module]
    made = reset(source, stub, name)
    assert others(made.source, name) == others(source, name)
    assert counting(made.source, name) == counting(stub, name)
    assert not made.is_whole
    assert made.source.splitlines()[made.line - 1].startswith(("def ", "class "))
    assert lost(source, made) == []
    assert reset(made.source, stub, name) == Reset(made.source, made.line)


@pytest.mark.parametrize("exercise", COURSE.exercises.values(), ids=lambda exercise: exercise.id)
def test_of_a_solved_module_only_the_exercise_becomes_its_stub(exercise):
    source, stub = COURSE.reference(exercise.module), HANDOUT.stubs[exercise.module]
    check(source, exercise.module, exercise.name)
    made = reset(source, stub, exercise.name)
    before, _, after = source.partition(made.old)
    assert made.source.startswith(before)
    assert made.source.endswith(after)
    assert made.source[len(before) : len(made.source) - len(after)] in stub


@pytest.mark.parametrize("exercise", COURSE.exercises.values(), ids=lambda exercise: exercise.id)
def test_a_stub_stays_as_it_is_to_the_byte(exercise):
    stub = HANDOUT.stubs[exercise.module]
    for text in (stub, stub.replace("\n", "\r\n"), f"\ufeff{stub}", stub.rstrip("\n")):
        made = reset(text, stub, exercise.name)
        assert made == Reset(text, made.line)


@pytest.mark.parametrize("module", COURSE.modules)
def test_whatever_answer_was_put_on_top_of_it_all_others_stay(module):
    chapter = COURSE.chapter_of(module).folder
    answers = [
        *read_mistakes(COURSE.solutions / chapter / "mistakes.py"),
        *read_alternatives(ROOT / "tests" / "alternatives" / f"{module}.py"),
    ]
    for answer in answers:
        check(answer.on(COURSE.reference(module)), module, COURSE.exercises[answer.exercise].name)


@pytest.mark.parametrize("module", COURSE.modules)
def test_what_was_taken_out_is_put_back_at_its_place(module):
    stub = HANDOUT.stubs[module]
    for name in COURSE.modules[module]:
        missing = "".join(stub.partition(part)[0] + stub.partition(part)[2] for part in [definition(stub, name)])
        assert [ast.dump(each) for each in ast.parse(reset(missing, stub, name).source).body] == [
            ast.dump(each) for each in ast.parse(stub).body
        ]


def definition(source: str, name: str) -> str:
    node = next(each for each in ast.parse(source).body if name in names(each))
    return "".join(source.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno])


@pytest.mark.parametrize("module", COURSE.modules)
def test_a_solved_module_with_a_slip_in_one_exercise_can_be_read_once_that_is_reset(module):
    stub = HANDOUT.stubs[module]
    for name in COURSE.modules[module]:
        reference = COURSE.reference(module)
        mine = definition(reference, name)
        for slip in (f"{mine}    return (1 +\n", f"{mine}    '''\n", f"{mine}\tpass\n", f"{mine}  y = = 1\n"):
            source = reference.replace(mine, slip)
            made = reset(source, stub, name)
            assert fault(source.encode())
            assert fault(made.source.encode()) == ""
            assert others(made.source, name) == others(reference, name)
            assert counting(made.source, name) == counting(stub, name)
            assert lost(source, made) == []


CASES = {
    "a function": (f"{IMPORTS}\n\n{MINE_FIRST}", f"{IMPORTS}\n\n{FIRST}", MINE_FIRST),
    "an async function": (
        f"{IMPORTS}\n\nasync {MINE_FIRST}\n\nx = 1\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = 1\n",
        f"async {MINE_FIRST}",
    ),
    "a class": (f"{IMPORTS}\n\n{MINE_THIRD}", f"{IMPORTS}\n\n{THIRD}", MINE_THIRD),
    "a function where a class was": (
        f"{IMPORTS}\n\ndef Third():\n    pass\n",
        f"{IMPORTS}\n\n{THIRD}",
        "def Third():\n    pass\n",
    ),
    "with decorators": (
        f"{IMPORTS}\n\n@one\n@two(\n    3)\n{MINE_FIRST}",
        f"{IMPORTS}\n\n{FIRST}",
        f"@one\n@two(\n    3)\n{MINE_FIRST}",
    ),
    "an assignment": (
        f"{IMPORTS}\n\nfirst = torch.abs\n\n\nx = 1\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = 1\n",
        "first = torch.abs\n",
    ),
    "an assignment among other lines": (
        f"{IMPORTS}x = 1\nfirst = torch.abs\ny = 1\n",
        f"{IMPORTS}x = 1\n\n\n{FIRST}\n\ny = 1\n",
        "first = torch.abs\n",
    ),
    "an assignment with its type": (
        f"{IMPORTS}\n\nfirst: object = lambda x: (\n    x)\n",
        f"{IMPORTS}\n\n{FIRST}",
        "first: object = lambda x: (\n    x)\n",
    ),
    "an assignment to several names": (
        f"{IMPORTS}\n\nmine = first = torch.abs\n",
        f"{IMPORTS}\n\nmine = first = torch.abs\n\n\n{FIRST}",
        "",
    ),
    "an assignment to several names after it": (
        f"{IMPORTS}\n\n{MINE_FIRST}\n\nfirst, mine = torch.abs, first\n",
        f"{IMPORTS}\n\nfirst, mine = torch.abs, first\n\n\n{FIRST}",
        MINE_FIRST,
    ),
    "an import": (
        f"{IMPORTS}from mine import first\n\n\n{SECOND}",
        f"{IMPORTS}\n\n{FIRST}\n\n{SECOND}",
        "from mine import first\n",
    ),
    "an import by another name": (
        f"import mine as first\n{IMPORTS}\n\n{SECOND}",
        f"{IMPORTS}\n\n{FIRST}\n\n{SECOND}",
        "import mine as first\n",
    ),
    "an import of several": (
        f"{IMPORTS}from mine import (\n    first,\n    second,\n)\n",
        f"{IMPORTS}from mine import (\n    first,\n    second,\n)\n\n\n{FIRST}",
        "",
    ),
    "several times": (
        f"{IMPORTS}\n\n{MINE_FIRST}\n\nx = 1\n\n\n{MINE_FIRST}\n\ny = 1\nfirst = abs\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = 1\n\n\ny = 1\n",
        f"{MINE_FIRST}\n\n{MINE_FIRST}\n\nfirst = abs\n",
    ),
    "in an if": (
        f"{IMPORTS}\n\nif torch:\n    def first(x): ...\nelif np:\n    first = 1\nelse:\n    pass\n\n\nx = 1\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = 1\n",
        "if torch:\n    def first(x): ...\nelif np:\n    first = 1\nelse:\n    pass\n",
    ),
    "in a try": (
        f"{IMPORTS}\n\ntry:\n    from mine import first\nexcept ImportError:\n    def first(x): ...\n",
        f"{IMPORTS}\n\n{FIRST}",
        "try:\n    from mine import first\nexcept ImportError:\n    def first(x): ...\n",
    ),
    "in an if with others": (
        f"{IMPORTS}\n\nif torch:\n    first, x = 1, 2\n\n\n{SECOND}",
        f"{IMPORTS}\n\nif torch:\n    first, x = 1, 2\n\n\n{FIRST}\n\n{SECOND}",
        "",
    ),
    "in a loop": (
        f"{IMPORTS}\n\nfor first in range(3):\n    pass\n",
        f"{IMPORTS}\n\nfor first in range(3):\n    pass\n\n\n{FIRST}",
        "",
    ),
    "on a line with others": (
        f"{IMPORTS}\n\nx = 1; first = 2\n",
        f"{IMPORTS}\n\nx = 1; first = 2\n\n\n{FIRST}",
        "",
    ),
    "deleted": (f"{IMPORTS}\n\n{FIRST}\n\ndel first\n", f"{IMPORTS}\n\n{FIRST}", "del first\n"),
    "missing before another": (f"{IMPORTS}\n\n{SECOND}", f"{IMPORTS}\n\n{FIRST}\n\n{SECOND}", ""),
    "missing after another": (
        f"{IMPORTS}\n\n{FIRST}\n\n{MINE_THIRD}\n\nx = 1\n",
        f"{IMPORTS}\n\n{FIRST}\n\n{SECOND}\n\n{MINE_THIRD}\n\nx = 1\n",
        "",
    ),
    "missing from a file of its own": (f"{IMPORTS}\n\nx = 1", f"{IMPORTS}\n\nx = 1\n\n\n{FIRST}", ""),
    "only used where the module is the program": (
        f'{IMPORTS}\n\n{FIRST}\n\nif __name__ == "__main__":\n    first = first(1)\n    print(first)\n',
        f'{IMPORTS}\n\n{FIRST}\n\nif __name__ == "__main__":\n    first = first(1)\n    print(first)\n',
        "",
    ),
    "only inside a function": (
        f"{IMPORTS}\n\ndef second(x):\n    first = x\n    return [first for first in x]\n",
        f"{IMPORTS}\n\n{FIRST}\n\ndef second(x):\n    first = x\n    return [first for first in x]\n",
        "",
    ),
    "under comments of mine": (
        f"{IMPORTS}\n\n# think of this\n# and that\n{MINE_FIRST}    # last words\n\n\n# of the second\nx = 1\n",
        f"{IMPORTS}\n\n# think of this\n# and that\n{FIRST}\n\n# of the second\nx = 1\n",
        f"{MINE_FIRST}    # last words\n",
    ),
    "without an import that it needs": (
        f'"""A chapter."""\n\nimport torch\n\n\n{MINE_FIRST}',
        f'"""A chapter."""\n\nimport torch\nimport numpy as np\n\n\n{FIRST}',
        MINE_FIRST,
    ),
    "without any import": (
        f'"""A chapter."""\n\n\n{MINE_THIRD}',
        f'"""A chapter."""\n\nfrom torch import nn\n\n\n{THIRD}',
        MINE_THIRD,
    ),
    "without even a docstring": (
        f"#!/usr/bin/python\n# -*- coding: utf-8 -*-\n{MINE_FIRST}",
        f"#!/usr/bin/python\n# -*- coding: utf-8 -*-\nimport numpy as np\nimport torch\n\n\n{FIRST}",
        MINE_FIRST,
    ),
    "with the import after it": (
        f"import torch\n\n\n{MINE_FIRST}\n\nimport numpy as np\n",
        f"import torch\nimport numpy as np\n\n\n{FIRST}\n\nimport numpy as np\n",
        MINE_FIRST,
    ),
    "with tabs": (
        f"{IMPORTS}\n\ndef first(x):\n\treturn x\n\n\ndef mine():\n\tpass\n",
        f"{IMPORTS}\n\n{FIRST}\n\ndef mine():\n\tpass\n",
        "def first(x):\n\treturn x\n",
    ),
    "with a BOM": (f"\ufeff{IMPORTS}\n\n{MINE_FIRST}", f"\ufeff{IMPORTS}\n\n{FIRST}", MINE_FIRST),
    "with a BOM and without an import": (
        f"\ufeff{MINE_THIRD}",
        f"\ufefffrom torch import nn\n\n\n{THIRD}",
        MINE_THIRD,
    ),
    "without a newline at the end": (
        f"{IMPORTS}\n\n{MINE_FIRST}".rstrip("\n"),
        f"{IMPORTS}\n\n{FIRST}",
        MINE_FIRST,
    ),
    "with bytes that are no text": (
        f"{IMPORTS}\n\n# caf\udce9\n{MINE_FIRST}\n\nx = '\udcff'\n",
        f"{IMPORTS}\n\n# caf\udce9\n{FIRST}\n\nx = '\udcff'\n",
        MINE_FIRST,
    ),
    "with separators that are no line ends": (
        f"{IMPORTS}\n\nx = '\x0b\x1c\x85\u2028'\n\x0c\n{MINE_FIRST}",
        f"{IMPORTS}\n\nx = '\x0b\x1c\x85\u2028'\n\x0c\n{FIRST}",
        MINE_FIRST,
    ),
    "not indented": (
        f"{IMPORTS}\n\ndef first(x):\ny = x\nreturn y\n\n\n# of the second\n{SECOND}",
        f"{IMPORTS}\n\n{FIRST}\n\n# of the second\n{SECOND}",
        "def first(x):\ny = x\nreturn y\n",
    ),
    "never closed, before a constant": (
        f"{IMPORTS}\n\ndef first(x):\n    return (x\n\n\nPI = 3\n{SECOND}",
        f"{IMPORTS}\n\n{FIRST}\n\nPI = 3\n{SECOND}",
        "def first(x):\n    return (x\n",
    ),
    "broken, and a second time": (
        f"{IMPORTS}\n\n@one\n{MINE_FIRST}\n\nx = 1\n\n\ndef first(x:\n    pass\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = 1\n\n\n",
        f"@one\n{MINE_FIRST}def first(x:\n    pass\n",
    ),
    "broken, and without an import": (
        "import torch\n\n\ndef first(x)\n    return x\n",
        f"import torch\nimport numpy as np\n\n\n{FIRST}",
        "def first(x)\n    return x\n",
    ),
    "in order, where another is broken": (
        f"{IMPORTS}\n\n{MINE_FIRST}\n\nx = 1\n\n\ndef second(x:\n    pass\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = 1\n\n\ndef second(x:\n    pass\n",
        MINE_FIRST,
    ),
    "in order, where bytes are no text and another is broken": (
        f"{IMPORTS}\n\n{MINE_FIRST}\n\nx = '\udcff\n",
        f"{IMPORTS}\n\n{FIRST}\n\nx = '\udcff\n",
        MINE_FIRST,
    ),
}
"""What it is: the learner's module, what becomes of it, and what was taken out."""


@pytest.mark.parametrize("windows", [False, True], ids=["", "windows"])
@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_definition(case, windows):
    source, wanted, old = (text.replace("\n", "\r\n") if windows else text for text in CASES[case])
    name = "Third" if "Third" in case or old.replace("\r\n", "\n") == MINE_THIRD or "def Third" in old else "first"
    if case == "missing after another":
        name = "second"
    made = reset(source, STUB, name)
    assert made.source == wanted
    assert made.old == old
    assert not made.is_whole
    assert reset(made.source, STUB, name) == Reset(made.source, made.line)
    assert made.source.count("\n", 0, made.source.index(f"{name}(")) + 1 == made.line


@pytest.mark.parametrize("nothing", ["", "\n\n", "  \t\n", "\ufeff"])
def test_an_empty_module_becomes_its_stub(nothing):
    made = reset(nothing, STUB, "first")
    assert made.source.removeprefix("\ufeff") == STUB
    assert made.old == ""


@pytest.mark.parametrize(
    "source",
    [
        "def second(x:\n",  # it is not there, and the rest cannot be read
        "if True:\n    def first(x:\n        pass\n",
        "\0",
        "(" * 1000,
        f"import torch \\\n\n\n{MINE_FIRST}",  # an import cannot be added after this line
    ],
)
def test_where_it_cannot_be_told_from_the_rest_the_whole_becomes_the_stub(source):
    assert reset(source, STUB, "first") == Reset(STUB, 8, source, is_whole=True)


PARTS = [
    "def first(x):\n", "    return x\n", "first = 1\n", "x = 1; first = 2\n", "a, first = 1, 2\n", "@one\n", "if x:\n",
    "    def first(x): ...\n", "else:\n", "    pass\n", "\tx = 1\n", "'''\n", "(\n", ")\n", "# mine\n", "    # mine\n",
    "x = 1 \\\n", "import torch\n", "from mine import first\n", "from mine import first, second\n", "y = '\udcff'\n",
    "class Third:\n", "return x\n", "del first\n", "first: int\n", "x = 1", "\n", "async def second(x):\n",
    FIRST, SECOND,
]  # fmt: skip


@hypothesis.given(parts=strategies.lists(strategies.sampled_from(PARTS), max_size=12))
@hypothesis.settings(max_examples=150, derandomize=True, deadline=None, database=None)
def test_whatever_it_stands_in_nothing_is_lost_and_the_stub_counts(parts):
    source = "".join(parts)
    made = reset(source, STUB, "first")
    assert lost(source, made) == []
    assert FIRST.rstrip() in made.source
    assert reset(made.source, STUB, "first").source == made.source
    source, after = (text.replace("\udcff", "?") for text in (source, made.source))
    if not fault(source.encode()) or made.is_whole:
        assert fault(after.encode()) == ""
        assert counting(after, "first") == counting(STUB, "first")


def test_a_fault_is_told_with_its_line():
    assert fault(b"x = 1\ny = = 2\n") == "line 2: invalid syntax"
    assert fault(b"x = '\\d'\n") == ""
    assert fault("# -*- coding: latin-1 -*-\nx = 'caf\udce9'\n".encode(errors="surrogateescape")) == ""
    assert fault(b"x = '\xe9'\n")
    assert fault(b"x = '\0'\n")


@pytest.fixture
def folder(tmp_path):
    """A learner's folder."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def path(folder):
    """The learner's module of chapter 3."""
    return folder / "exercises" / "03_neuron" / "neuron.py"


def test_the_old_text_is_kept_beside_it_and_never_written_over(gradkit, folder, path):
    for number, ending in enumerate(("old", "old2", "old3")):
        mine = f"def sigmoid(x):\n    return {number}\n"
        path.write_text(HANDOUT.stubs["neuron"].replace(definition(HANDOUT.stubs["neuron"], "sigmoid"), mine), "utf-8")
        ran = gradkit("reset", "sigmoid", cwd=folder)
        assert (ran.returncode, ran.stderr) == (0, "")
        kept = path.with_name(f"neuron.sigmoid.{ending}.py")
        assert kept.read_text("utf-8") == mine
        assert f"neuron.sigmoid is a stub again: {path.relative_to(folder)}, line 11\n" in ran.stdout
        assert f"Your text is in {kept.relative_to(folder)}. " in ran.stdout
        assert path.read_text("utf-8") == HANDOUT.stubs["neuron"]
    assert not list(path.parent.glob(".*"))


def test_a_stub_is_left_alone(gradkit, folder, path):
    ran = gradkit("reset", "neuron.sigmoid", cwd=path.parent)
    assert (ran.returncode, ran.stdout) == (0, "neuron.sigmoid is as it was handed out: neuron.py, line 11\n")
    assert not list(path.parent.glob("*.old*"))


def test_a_missing_module_is_written_and_nothing_kept(gradkit, folder, path):
    path.unlink()
    ran = gradkit("reset", "relu", cwd=folder)
    assert ran.returncode == 0
    assert "All of neuron.py is as it was handed out: there was nothing in it." in ran.stdout
    assert path.read_text("utf-8") == HANDOUT.stubs["neuron"]
    assert not list(path.parent.glob("*.old*"))


def test_what_is_broken_elsewhere_is_said(gradkit, folder, path):
    source = b"def sigmoid(x):\r\n    return x\r\n\r\n\r\ndef relu(x:  # caf\xe9\r\n    pass\r\n"
    path.write_bytes(source)
    ran = gradkit("reset", "sigmoid", cwd=folder)
    assert ran.returncode == 0
    assert f"{path.relative_to(folder)} still cannot be read, for what you wrote elsewhere in it: " in ran.stdout
    assert path.read_bytes().endswith(b"\r\n\r\n\r\ndef relu(x:  # caf\xe9\r\n    pass\r\n")
    assert path.with_name("neuron.sigmoid.old.py").read_bytes() == b"def sigmoid(x):\r\n    return x\r\n"


def test_a_whole_module_that_is_reset_is_kept_whole(gradkit, folder, path):
    path.write_bytes(b"\xff\xfe nothing of Python (")
    ran = gradkit("reset", "sigmoid", cwd=folder)
    assert ran.returncode == 0
    assert "All of neuron.py is as it was handed out: sigmoid could not be told from the rest." in ran.stdout
    assert path.read_text("utf-8") == HANDOUT.stubs["neuron"]
    assert path.with_name("neuron.sigmoid.old.py").read_bytes() == b"\xff\xfe nothing of Python ("


def test_where_nothing_can_be_written_nothing_is_changed(gradkit, folder, path):
    path.unlink()
    path.mkdir()
    ran = gradkit("reset", "sigmoid", cwd=folder)
    assert ran.returncode == 2
    assert "neuron.py cannot be read: " in ran.stderr
    assert not list(path.parent.glob("*.old*"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there, and there are no such permissions")
def test_links_and_permissions_stay(gradkit, folder, path):
    real = folder / "elsewhere.py"
    real.write_text("def sigmoid(x):\n    return x\n", "utf-8")
    real.chmod(0o640)
    path.unlink()
    path.symlink_to(real)
    assert gradkit("reset", "sigmoid", cwd=folder).returncode == 0
    assert path.is_symlink()
    assert "is not started yet" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o640
