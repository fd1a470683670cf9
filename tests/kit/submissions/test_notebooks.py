"""Notebooks: what is in their code cells is a module's source, wherever a Python file would be taken."""

import ast
import contextlib
import io
import json
import re
import signal
import textwrap
import time
from types import ModuleType

import pytest
from archives import read_all

from autograder.submissions.archives import MAX_FILE, MAX_LARGE
from autograder.submissions.intake import MAX_NOTEBOOKS
from autograder.submissions.notebooks import MAX_CELL, MAX_CELLS, MAX_CODE, MAX_SAID, cell_of, read_cells, read_notebook

NONE_FOUND = "none of the files asked for was found: neuron.py, descent.py"
SIGMOID = "def sigmoid(x):\n    return x\n"
MSE = "def mse(x, y):\n    return x - y\n"


def run(source: bytes) -> tuple[ModuleType, str]:
    """Import a module, as a worker does; return it and what it printed."""
    module, printed = ModuleType("neuron"), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "neuron.py", "exec", dont_inherit=True), module.__dict__)
    return module, printed.getvalue()


def code(data: bytes) -> str:
    return read_notebook("neuron.ipynb", data).source.decode()


# Where a notebook may come from


@pytest.mark.parametrize("kind", ["folder", "deep folder", "zip", "tar.gz", "alone", "canvas", "moodle", "nbgrader"])
@pytest.mark.parametrize("name", ["neuron", "Untitled (1)"])
def test_a_notebook_is_taken_wherever_a_module_is(cohort, read, folder, zipped, tarred, notebook, kind, name):
    data = notebook(("markdown", "# One neuron"), SIGMOID)
    file = {f"{name}.ipynb": data}
    match kind:
        case "folder":
            folder(cohort / "jane", file)
        case "deep folder":
            folder(cohort / "jane" / "hw" / "03_neuron", file)
        case "zip":
            (cohort / "jane.zip").write_bytes(zipped({f"hw/{name}.ipynb": data}))
        case "tar.gz":
            (cohort / "jane.tar.gz").write_bytes(tarred({f"hw/{name}.ipynb": data}))
        case "alone":
            (cohort / "jane.ipynb").write_bytes(data)
        case "canvas":
            (cohort / f"jane_12_345_{name}-1.ipynb").write_bytes(data)
        case "moodle":
            folder(cohort / "jane_12_assignsubmission_file_", file)
        case "nbgrader":
            folder(cohort / "jane" / "ps1", {**file, ".ipynb_checkpoints/neuron-checkpoint.ipynb": notebook("x")})
    submission = read()["jane"]
    assert submission.readable
    assert submission.messages == []
    assert set(submission.sources) == {"neuron"}
    assert run(submission.sources["neuron"])[0].sigmoid(3) == 3


def test_a_zipped_export_of_notebooks_gives_every_learner_theirs(cohort, read, zipped, notebook):
    export = {
        "doejane_11_501_neuron.ipynb": notebook(SIGMOID),
        "roejoe_12_503_hw.zip": zipped({"hw/all.ipynb": notebook(MSE)}),
    }
    (cohort / "export.zip").write_bytes(zipped(export))
    jane, joe = read_all(cohort / "export.zip", {"neuron": ("sigmoid",), "descent": ("mse",)})
    assert (jane.learner, set(jane.sources)) == ("doejane", {"neuron"})
    assert (joe.learner, set(joe.sources)) == ("roejoe", {"descent"})


def test_a_folder_with_a_notebook_of_a_module_at_its_top_is_one_submission(cohort, read, folder, notebook):
    folder(cohort, {"neuron.ipynb": notebook(SIGMOID)})
    assert set(read()) == {"cohort"}


def test_a_notebook_of_the_whole_course_is_each_module_that_it_defines(cohort, read, notebook):
    (cohort / "jane.ipynb").write_bytes(notebook("import math\nscale = 2", SIGMOID, MSE, "def plot(): ..."))
    sources = read()["jane"].sources
    assert set(sources) == {"neuron", "descent"}
    assert sources["neuron"] == sources["descent"]
    assert run(sources["descent"])[0].mse(3, 1) == 2


def test_a_notebook_with_a_modules_name_is_that_module_alone(cohort, read, folder, notebook):
    folder(cohort / "jane", {"neuron.ipynb": notebook(MSE)})
    assert set(read()["jane"].sources) == {"neuron"}


def test_a_notebook_is_no_module_of_the_learners_own(cohort, read, folder, notebook):
    folder(cohort / "jane", {"neuron.py": b"x", "torch.ipynb": notebook("x = 1"), "notes.ipynb": b"no notebook"})
    submission = read()["jane"]
    assert set(submission.sources) == {"neuron"}
    assert len(submission.messages) == 1  # that one cannot be read; that the other holds no answer is not worth a word


def test_a_notebook_without_an_exercise_is_unreadable_and_says_why(cohort, read, notebook):
    (cohort / "jane.ipynb").write_bytes(notebook("def sigmoyd(x): ..."))
    submission = read()["jane"]
    assert not submission.readable
    assert submission.messages == ["jane.ipynb defines nothing that was asked for", NONE_FOUND]


@pytest.mark.parametrize(
    ("names", "graded"),
    [
        (("neuron.ipynb", "deep/er/neuron.py"), "deep/er/neuron.py"),
        (("answers.ipynb", "neuron.py"), "neuron.py"),
        (("a.ipynb", "deep/neuron.ipynb"), "deep/neuron.ipynb"),
        (("deep/a.ipynb", "z.ipynb"), "z.ipynb"),
    ],
)
def test_of_several_for_one_module_a_python_file_is_graded_then_the_notebook_of_that_name(
    cohort, read, folder, notebook, names, graded
):
    def content(name):
        return f"{SIGMOID}who = {name!r}".encode() if name.endswith(".py") else notebook(f"{SIGMOID}who = {name!r}")

    folder(cohort / "jane", {name: content(name) for name in names})
    submission = read()["jane"]
    assert run(submission.sources["neuron"])[0].who == graded
    assert submission.messages == [f"there are 2 files for neuron; {graded} was graded"]


# What a notebook looks like


@pytest.mark.parametrize(
    "document",
    [
        {"cells": [{"cell_type": "code", "source": SIGMOID}]},
        {
            "cells": [
                {"cell_type": "code", "source": ["def sigmoid(x):\n", "    return x"], "metadata": {"tags": ["x"]}}
            ]
        },
        {"cells": [{"cell_type": "code", "source": SIGMOID.replace("\n", "\r\n")}]},
        {"cells": [{"cell_type": "code", "source": "\ufeff" + SIGMOID}]},
        {"worksheets": [{"cells": []}, {"cells": [{"cell_type": "code", "input": SIGMOID}]}], "nbformat": 3},
        {"cells": [{"cell_type": "code", "source": SIGMOID, "outputs": [{"data": {"image/png": "A" * 5 * 2**20}}]}]},
        {"cells": [{"cell_type": "raw", "source": "x = "}, {"cell_type": "code", "source": SIGMOID, "id": 10**400}]},
    ],
    ids=["string", "lines", "CRLF", "BOM in the cell", "format 3", "large outputs", "raw cell"],
)
@pytest.mark.parametrize("before", ["", "\ufeff"], ids=["", "BOM"])
def test_every_format_of_a_notebook_is_read(document, before):
    notebook = read_notebook("neuron.ipynb", (before + json.dumps(document)).encode())
    assert notebook.defined == {"sigmoid"}
    assert notebook.messages == ()
    assert run(notebook.source)[0].sigmoid(2) == 2


def test_cells_are_counted_as_a_kernel_counts_them(notebook):
    data = notebook(("markdown", "x ="), "x = 1", "", "  \n", ("raw", "y ="), "x = = 2")
    assert read_notebook("neuron.ipynb", data).messages == (
        "neuron.ipynb: cell 2 was left out: invalid syntax (line 1)",
    )


# Magics

NEUTRAL = {
    "%matplotlib inline": "pass",
    "%timeit f(x)": "pass",
    "!pip install torch": "pass",
    "!pip install \\\n  torch \\\n  numpy": "pass",
    "pip install torch": "pass",
    "?f": "pass",
    "f?": "pass",
    "f??": "pass",
    "f.__doc__? # what": "pass",
    "np.*load*?": "pass",
    "files = !ls *.py": "files = []",
    "here = %pwd": "here = None",
    "%time f()": "f()",
    "%time y = f(\n  2)": "y = f(\n  2)",
    "y = %time f()": "y = f()",
    "if x:\n    !ls": "if x:\n    pass",
    "for i in x:\n\t%time f(i)\n\t%cd ..": "for i in x:\n\tf(i)\n\tpass",
    "if x:\n    files = !ls\nelse:\n    f?": "if x:\n    files = []\nelse:\n    pass",
    "%cd a\ns = '''\n%cd b\n!ls\nx?\n'''": "pass\ns = '''\n%cd b\n!ls\nx?\n'''",
    "%cd a\nr = (x\n%y\n)": "pass\nr = (x\n%y\n)",
    "%cd a\nr = x \\\n%y": "pass\nr = x \\\n%y",
    "!echo \"it's (\ny = 1 # (\nz = '('\n!ls": "pass\ny = 1\nz = '('\npass",
    "%%time\ny = f()": "y = f()",
    "\n%%timeit -n 10\ny = f()": "y = f()",
    "%%capture out\n%%time\n%cd a\ny = f()": "pass\ny = f()",
    "  x = 1\n  y = 2": "x = 1\ny = 2",
    "plt.plot(x);": "plt.plot(x)",
    "s = f'''\n%time {x}\n'''": "s = f'''\n%time {x}\n'''",
    "s = b'''\n  %a\n'''": "s = b'''\n  %a\n'''",
}


@pytest.mark.parametrize("cell", NEUTRAL)
def test_a_magic_becomes_harmless_and_what_only_looks_like_one_stays(notebook, cell):
    made = ast.parse(code(notebook(cell)))
    body = [statement for wrapped in made.body if isinstance(wrapped, ast.Try) for statement in wrapped.body]
    assert ast.dump(ast.Module(body, [])) == ast.dump(ast.parse(NEUTRAL[cell]))
    assert read_notebook("neuron.ipynb", notebook(cell)).messages == ()


@pytest.mark.parametrize(
    "magic", ["bash", "html", "writefile neuron.py", "javascript", "latex", "script sh", "python", ""]
)
def test_a_cell_of_another_language_is_left_out_and_named_where_it_defines_something(notebook, magic):
    module = read_notebook("neuron.ipynb", notebook(f"%%{magic}\nx = 1", f"%%{magic}\n{SIGMOID}", MSE))
    said = f"%%{magic}".split()[0]
    assert module.defined == {"mse"}
    assert module.messages == (f"neuron.ipynb: cell 2 was left out: {said} makes it something else than your code",)


LEFT_OUT = {
    "x = (": "'(' was never closed (line 1)",
    "x = 1\n1x": "invalid decimal literal (line 2)",
    "x = '\0'": "source code string cannot contain null bytes",
    "def f(:\n": "invalid syntax (line 1)",
    "%cd a\nx = = 1": "invalid syntax (line 2)",
}


@pytest.mark.parametrize("cell", LEFT_OUT)
def test_a_cell_that_is_no_python_is_left_out_and_the_rest_kept(notebook, cell):
    module = read_notebook("neuron.ipynb", notebook(SIGMOID, cell, MSE))
    assert module.defined == {"sigmoid", "mse"}
    assert module.messages == (f"neuron.ipynb: cell 2 was left out: {LEFT_OUT[cell]}",)
    assert run(module.source)[0].mse(2, 1) == 1


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("await f()", "'await' outside function"),
        ("async for x in y: pass", "'async for' outside async function"),
        ("return 3", "'return' outside function"),
        ("from __future__ import braces", "from __future__ imports must occur at the beginning of the file"),
        ("for i in x:\n    global y", "take `global` out of it: outside a function it does nothing"),
    ],
)
def test_a_statement_that_only_a_kernel_or_nobody_runs_is_left_out_alone(notebook, statement, reason):
    module = read_notebook("neuron.ipynb", notebook(SIGMOID, f"y = 1\n{statement}\nz = 2"))
    assert module.messages == (f"neuron.ipynb: cell 2, line 2 was left out: {reason}",)
    assert run(module.source)[0].z == 2


def test_many_messages_are_counted(notebook):
    messages = read_notebook("neuron.ipynb", notebook(*["x ="] * 25)).messages
    assert len(messages) == MAX_SAID + 1
    assert messages[-1] == "neuron.ipynb: and 15 more were left out"


# What a module of cells does


def test_what_raises_says_so_with_its_place_and_ends_nothing(notebook):
    cells = [
        "x = 1",
        "\n# try it\ny = 1 / 0\nz = (x +\n  None)",
        f"import nowhere\n{SIGMOID}",
        "raise SystemExit(3)",
        "class Odd(Exception):\n    def __str__(self): return 1 / 0\nraise Odd",
        MSE + "w = mse(x, 2)",
    ]
    module, printed = run(read_notebook("neuron.ipynb", notebook(*cells)).source)
    assert printed.splitlines() == [
        "cell 2, line 3: ZeroDivisionError: division by zero",
        "cell 2, line 4: TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'",
        "cell 3, line 1: ModuleNotFoundError: No module named 'nowhere'",
        "cell 4, line 1: SystemExit: 3",
    ]
    assert (module.sigmoid(5), module.w) == (5, -1)


def test_an_interrupt_is_not_caught(notebook):
    with pytest.raises(KeyboardInterrupt):
        run(read_notebook("neuron.ipynb", notebook("raise KeyboardInterrupt")).source)
    assert signal.getitimer(signal.ITIMER_PROF)[0]
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    while signal.getitimer(signal.ITIMER_PROF)[0]:
        pass  # the clock that was left disturbs nobody


def test_learners_may_use_every_name(notebook):
    cells = ["print = type = error = None", "1 / 0", "def display(x): return 7\nd = display(1)"]
    module, printed = run(read_notebook("neuron.ipynb", notebook(*cells)).source)
    assert module.d == 7
    assert printed == "cell 2, line 1: ZeroDivisionError: division by zero\n"


def test_what_every_kernel_has_is_there_and_only_where_it_is_used(notebook):
    module, printed = run(read_notebook("neuron.ipynb", notebook("display(1, 'a')\nk = get_ipython()")).source)
    assert printed == "1\n'a'\n"
    assert module.k is None
    plain, _ = run(read_notebook("neuron.ipynb", notebook(SIGMOID)).source)
    assert {name for name in vars(plain) if not name.startswith("_")} == {"sigmoid"}


def test_a_future_import_holds_for_the_module(notebook):
    module, printed = run(
        read_notebook(
            "neuron.ipynb", notebook("from __future__ import annotations", SIGMOID.replace("(x)", "(x: T)"))
        ).source
    )
    assert printed == ""
    assert module.sigmoid.__annotations__ == {"x": "T"}


def test_statements_keep_their_strings_comments_and_decorators(notebook):
    cell = textwrap.dedent('''
        # -*- coding: latin-1 -*-
        text = """a
          b
        # c"""; more = "d\\
        e"
        @staticmethod
        @(lambda f: f)
        def f(
          x=f"""
        {text}
        """,
        ):
            return x  # é
    ''')
    expected: dict[str, object] = {}
    exec(cell, expected)
    module, printed = run(read_notebook("neuron.ipynb", notebook(cell)).source)
    assert printed == ""
    assert (module.text, module.more, module.f()) == (expected["text"], expected["more"], expected["f"]())


def test_twenty_loops_in_one_another_stand_as_they_are(notebook):
    deep = "".join(" " * n + "for i in ():\n" for n in range(20)) + " " * 20 + "pass"
    module = read_notebook("neuron.ipynb", notebook(deep, SIGMOID))
    assert module.messages == ()
    assert run(module.source)[0].sigmoid(1) == 1


def test_a_line_of_the_module_leads_back_to_its_cell(notebook):
    source = read_notebook("neuron.ipynb", notebook("x = 1", f"\n{SIGMOID}\nz = [1,\n  'here']")).source
    lines = source.decode().splitlines()
    assert cell_of(source, lines.index("        return x") + 1) == (2, 3)
    assert cell_of(source, next(n for n, line in enumerate(lines, 1) if "here" in line)) == (2, 6)
    assert cell_of(source, 1) is None
    assert cell_of(b"x = 1\ntry:  # cell 1, line 1\n  y = 2", 3) is None


# Hostile notebooks

CELL = '{"cells": [{"cell_type": "code", "source": %s}]}'


def cells_with(source: str, times: int) -> bytes:
    cell = f'{{"cell_type": "code", "source": "{source}"}}'
    return f'{{"cells": [{", ".join([cell] * times)}]}}'.encode()


NO_NOTEBOOK = {
    "nothing": b"",
    "no JSON": b"x = 1",
    "half": CELL.encode()[:30],
    "null": b"null",
    "a list": b"[]",
    "a number": b"1e999999",
    "cells of numbers": b'{"cells": [1, 2]}',
    "cells in an object": b'{"cells": {"cell_type": "code"}}',
    "a cell of no type": b'{"cells": [{}]}',
    "a type that is a list": b'{"cells": [{"cell_type": ["code"]}]}',
    "sheets of text": b'{"worksheets": "code"}',
    "a lone surrogate": CELL.encode() % rb'"\ud800"',
    "NaN": b'{"x": NaN, "cells": []}',
    "UTF-16": CELL.encode("utf-16"),
    "a null byte": b'{"cells": []}\0',
    "two documents": b'{"cells": []}{"cells": []}',
    "deep lists": b'{"x":' + b"[" * 10**6,
    "deep objects": b'{"metadata":' + b'{"a":' * 10**6,
    "deep sources": b'{"cells": [{"cell_type": "code", "source":' + b"[" * 10**6,
    "sheets": b'{"worksheets": [' + b"{}," * 10**6 + b"{}]}",
    "too many sheets": b'{"worksheets": [' + b'{"cells":[]},' * 400_000 + b'{"cells":[]}]}',
    "too many cells": b'{"cells": [' + b",".join([b'{"cell_type": "raw"}'] * (MAX_CELLS + 1)) + b"]}",
    "a million cells": b'{"cells": [' + b",".join([b'{"cell_type":""}'] * 10**6) + b"]}",
    "too much code": cells_with("#" * 30_000, 20),
    "too many statements": cells_with("a\\n" * 15_000, 4),
}


@pytest.mark.parametrize("kind", NO_NOTEBOOK)
def test_what_is_no_notebook_gets_one_message_and_costs_nothing_else(cohort, read, folder, kind):
    folder(cohort / "jane", {"neuron.ipynb": NO_NOTEBOOK[kind], "descent.py": b"x"})
    started = time.process_time()
    submission = read()["jane"]
    assert time.process_time() - started < 5
    assert set(submission.sources) == {"descent"}
    (message,) = submission.messages
    assert message.startswith("neuron.ipynb ")
    assert "hand in" in message or "save it" in message


@pytest.mark.parametrize(
    "source",
    [
        "3",
        "null",
        '{"a": 1}',
        '["x", 1]',
        '[["x"]]',
        "[" + '"",' * 10**6 + '""]',
        f'"{"#" * (MAX_CELL + 1)}"',
    ],
    ids=["number", "null", "object", "mixed", "nested", "a million lines", "long"],
)
def test_a_cell_without_a_text_is_left_out_alone(source):
    cells = (
        f'{{"cells": [{{"cell_type": "code", "source": {source}}}, {{"cell_type": "code", "source": "def f(): 0"}}]}}'
    )
    module = read_notebook("neuron.ipynb", cells.encode())
    assert module.defined == {"f"}
    assert module.messages == (
        f"neuron.ipynb: cell 1 was left out: it is damaged, or longer than {MAX_CELL} characters",
    )


HOSTILE = {
    "brackets": "(" * 60_000,
    "brackets that close": "(" * 199 + "1 1" + ")" * 199,
    "braces": "{1:" * 190 + "1 1" + "}" * 190,
    "minus": "-" * 60_000 + "1",
    "not": "not " * 15_000 + "1",
    "attributes": "a" + ".b" * 30_000,
    "calls": "a" + "()" * 30_000,
    "sums": "+".join(["a"] * 30_000),
    "comparisons": "<".join(["a"] * 30_000),
    "lambdas": "lambda:" * 9_000 + "1",
    "conditions": "1 if 1 else " * 5_000 + "1",
    "elif": "if a: pass\n" + "elif a: pass\n" * 5_000,
    "f-strings": 'f"' + "{a}" * 20_000 + '"',
    "statements": "a;" * 30_000,
    "targets": "a=" * 30_000 + "1",
    "digits": "9" * 60_000,
    "a power": "9**9**9**9",
    "a long string": "'a'*1000*1000*1000*1000",
    "null": "\0" * 60_000,
    "indentation": "if 1:\n" + "\t" * 60_000 + "x",
    "spaces": "?\n" + " " * 60_000 + "x y",
    "a magic of spaces": "?\na" + " " * 60_000 + "! =",
    "a help of spaces": "?\na?" + " " * 60_000 + "x",
    "options": "?\n%time " + "--a " * 15_000,
    "quotes": "?\n" + "'''\"" * 15_000,
    "backslashes": "?\n'" + "\\" * 60_000,
    "decorators": "@a\n" * 20_000,
    "a cookie": "# coding: utf-7\n# coding: rot13",
    "escapes": '"' + "\\d" * 30_000 + '"',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_cell_takes_nothing_along(cohort, read, folder, notebook, kind, recwarn):
    folder(cohort / "jane", {"neuron.ipynb": notebook(SIGMOID, HOSTILE[kind], MSE)})
    started = time.process_time()
    submission = read()["jane"]
    assert time.process_time() - started < 5
    assert not recwarn.list
    assert len(submission.messages) <= 1
    if kind not in {"a power", "a long string"}:  # those would be the worker's to bear
        module, _ = run(submission.sources["neuron"])
        assert (module.sigmoid(1), module.mse(1, 1)) == (1, 0)


def test_a_notebook_too_long_is_not_read_and_told_what_helps(cohort, read, folder):
    folder(cohort / "jane", {"neuron.ipynb": b" " * (MAX_LARGE + 1), "descent.py": b"x"})
    assert read()["jane"].messages == [
        f"neuron.ipynb is longer than {MAX_LARGE} bytes and was not read; clear its outputs and hand it in again"
    ]


def test_a_notebook_longer_than_a_source_is_read_from_every_archive(cohort, read, zipped, tarred, notebook):
    data = notebook(SIGMOID, ("raw", "x" * MAX_FILE))
    (cohort / "jane.zip").write_bytes(zipped({"neuron.ipynb": data}))
    (cohort / "joe.tgz").write_bytes(tarred({"neuron.ipynb": data}))
    assert [submission.readable for submission in read().values()] == [True, True]


def test_a_heap_of_notebooks_is_cut_with_a_message(cohort, read, folder, notebook):
    folder(cohort / "jane", {f"all/{n}.ipynb": notebook("x") for n in range(MAX_NOTEBOOKS + 1)} | {"neuron.py": b"x"})
    submission = read()["jane"]
    assert submission.readable
    assert submission.messages == [f"it holds more than {MAX_NOTEBOOKS} notebooks; the rest was not read"]


def test_the_limit_of_all_code_holds_for_any_number_of_cells(notebook):
    fits = notebook(*["#" * MAX_CELL] * (MAX_CODE // MAX_CELL))
    assert read_notebook("neuron.ipynb", fits).messages == ()


# Through the grader


def cells_of(reference: bytes) -> list[str]:
    """Cut a module into cells, one a function."""
    return ["".join(part) for part in reference.decode().replace("\n\n\n", "\n\n\n\0").split("\0")]


SETUP = """\
%matplotlib inline
!pip install torch
import matplotlib.pyplot as plt
from IPython.display import clear_output
import torch
get_ipython().run_line_magic("matplotlib", "inline")
"""
PLOT = "xs = torch.linspace(-5, 5, 50)\n%time plt.plot(xs, sigmoid(xs));\nplt.show()\ndisplay(xs)"


def sources_of(course, cohort):
    (submission,) = read_all(cohort, course.modules)
    return submission.sources


def points(graded):
    return {name: result.score for name, result in graded.exercises.items()}


def test_a_right_notebook_with_magics_plots_and_text_earns_everything(cohort, notebook, grade, right, course):
    cells = [("markdown", "# Homework"), SETUP, *cells_of(right["neuron"]), PLOT, "%%bash\nls", "sigmoid?"]
    cells += [*cells_of(right["descent"]), "%%time\ntrain_linear(xs[:, None], xs[:, None], epochs=2, lr=0.1)"]
    (cohort / "jane.ipynb").write_bytes(notebook(*cells))
    graded = grade(sources_of(course, cohort))
    assert {name.partition(".")[0] for name, score in points(graded).items() if score} == {"neuron", "descent"}
    assert sum(points(graded).values()) == 28


def test_a_failing_cell_and_one_that_is_no_python_cost_only_what_they_hold(cohort, notebook, grade, right, course):
    cells = cells_of(right["neuron"])
    wrong = [cell.replace("def relu", "def relu(") for cell in cells]
    (cohort / "jane.ipynb").write_bytes(notebook("import torch\nload('my.csv')\nassert False", *wrong))
    graded = grade(sources_of(course, cohort))
    lost = {name for name, score in points(graded).items() if name.startswith("neuron.") and score == 0}
    assert lost == {"neuron.relu"}


ENDLESS = """\
print("train until no error is left")
while True:
    try:
        missing()
    except NameError:
        pass
"""


def test_a_cell_that_never_ends_is_stopped_whichever_notebook_it_is_in(cohort, folder, notebook, grade, right, course):
    neuron = notebook("import descent\nprint('and after')", *cells_of(right["neuron"]))
    folder(cohort / "jane", {"neuron.ipynb": neuron, "descent.ipynb": notebook(MSE, ENDLESS, "x = 1")})
    exercises = course.chapter_of("neuron").exercises
    graded = grade(sources_of(course, cohort), tuple(each.id for each in exercises))
    assert points(graded) == {each.id: each.points for each in exercises}
    printed = graded.exercises["neuron.sigmoid"].criteria[0].output
    assert re.search(r"^cell 2, line \d: TimeoutError: stopped", printed, re.MULTILINE)
    assert "and after" in printed


def test_an_exception_is_told_by_cell_and_line_and_with_the_learners_own_text(cohort, notebook, grade, course):
    cell = "note = 'two\u2028lines'\ndef relu(x):\n    return 1 / 0  # \f oops\n"
    (cohort / "jane.ipynb").write_bytes(notebook("import torch", cell))
    message = grade(sources_of(course, cohort)).exercises["neuron.relu"].criteria[0].message
    assert "cell 2, line 3 raised ZeroDivisionError" in message
    assert "return 1 / 0" in message


def test_cells_of_visible_tests_are_left_out_without_a_word():
    data = json.dumps({"cells": [{"cell_type": "code", "source": "%%tests neuron.relu\ndef test(): pass"}]}).encode()
    assert read_notebook("neuron.ipynb", data).messages == ()


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ({"nbgrader": {"grade_id": "points-neuron-relu", "points": [{}]}}, "points-neuron-relu"),
        ({"nbgrader": {"grade_id": ["a"]}}, ""),
        ({"nbgrader": 3}, ""),
        ([], ""),
        ({"nbgrader": {"grade_id": "a"}, "long": "x" * 2**17}, ""),
    ],
)
def test_the_name_of_a_cell_is_read_and_nothing_else_of_what_it_says(metadata, name):
    data = json.dumps({"cells": [{"cell_type": "code", "source": "1", "metadata": metadata}]}).encode()
    assert [cell.grade_id for cell in read_cells("neuron.ipynb", data)] == [name]
