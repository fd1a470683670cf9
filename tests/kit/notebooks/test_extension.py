"""``%check`` and ``%hint`` in a real kernel, and the cells of visible tests where there is no gradkit."""

import shutil

import nbformat
import pytest
from homework import ROOT, answers_of, plain
from nbclient import NotebookClient

NEURON = answers_of("neuron")
WRONG = "import torch\ndef sigmoid(x):\n    return 1 / (1 + torch.exp(x))\ndef relu(x):\n    return x.nothing\n"


def run(folder, *cells):
    """Run cells in a kernel and return what each of them shows."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()
    return ["".join(map(shown, cell.outputs)) for cell in notebook.cells]


def shown(output):
    return plain(output.get("text") or "\n".join(output.get("traceback", [])))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What the magics say in a notebook that came alone, one after another."""
    folder = tmp_path_factory.mktemp("alone")
    said = run(
        folder,
        "%load_ext autograder",
        WRONG,
        "%check sigmoid",
        "%check relu",
        "%check",
        "%hint sigmoid",
        "%hint neuron.sigmoid",
        "%hint sigmod",
        NEURON["sigmoid"],
        "%check sigmoid",
        "import sys; print({'neuron', 'standing', 'telling', 'conftest'} & set(sys.modules))",
    )
    return folder, said


def test_check_tells_an_exercise_as_pytest_does(alone):
    _, said = alone
    assert "to fix first: neuron.sigmoid" in said[2]
    assert "It falls where it should rise: look at the sign in the" in said[2]
    assert "0 of 1 exercises pass" in said[2]
    assert "Next: mend sigmoid in its cell. A hint: %hint sigmoid" in said[2]
    assert "1 of 1 exercises pass\nAll of it passes." in said[9]


def test_check_names_the_cell_and_line_that_raised(alone):
    _, said = alone
    assert "relu stopped with AttributeError: 'Tensor' object has no attribute 'nothing'" in said[3]
    assert "cell 2, line 5, in relu\n    return x.nothing" in said[3]


def test_check_alone_is_for_the_chapter(alone):
    _, said = alone
    assert "0 of 5 exercises pass" in said[4]
    assert "neuron.weighted_sum: The notebook has no weighted_sum yet" in said[4]


def test_hint_gives_one_more_each_time_and_keeps_its_notes_beside_the_notebook(alone):
    folder, said = alone
    assert "hint 1 of 3" in said[5]
    assert "hint 2 of 3" in said[6]
    assert said[7].startswith("UsageError: there is no exercise sigmod. Did you mean sigmoid?")
    assert (folder / ".gradkit" / "hints.json").is_file()


def test_the_kernel_is_left_as_it_was(alone):
    _, said = alone
    assert said[10] == "set()\n"


def test_in_a_workbook_its_own_tests_are_run(tmp_path):
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    test = tmp_path / "exercises" / "03_neuron" / "test_neuron.py"
    text = test.read_text(encoding="utf-8").replace("It falls where it should rise", "Ours says so")
    test.write_text(text, encoding="utf-8")
    *_, said = run(tmp_path, "%load_ext autograder", WRONG, "%check sigmoid")
    assert "Ours says so" in said


def cells_of(module):
    path = next((ROOT / "instructor" / "nbgrader" / "source").glob(f"*/{module}.ipynb"))
    return {cell.id: cell.source for cell in nbformat.read(path, 4).cells}


def test_visible_tests_in_cells_run_without_gradkit(tmp_path):
    cells = cells_of("neuron")
    without = "import sys\nsys.modules['autograder'] = None\nsignal = message = Path = 'a name that learners use'"
    loop = "def relu(x):\n    while True:\n        pass"
    said = run(
        tmp_path,
        without,
        cells["imports-neuron"],
        cells["visible-neuron-sigmoid"],
        cells["tests-neuron"],
        cells["shared-neuron"],
        WRONG,
        cells["visible-neuron-sigmoid"],
        cells["visible-neuron-relu"],
        NEURON["sigmoid"],
        cells["visible-neuron-sigmoid"],
        "VisibleTests.seconds = 1\n" + loop,
        cells["visible-neuron-relu"],
    )
    assert "UsageError: Cell magic `%%tests` not found." in said[2]
    assert said[6].startswith("4 of 6 tests of neuron.sigmoid fail.\n\ntest_sigmoid_goes_up: sigmoid(tensor([-1.0986,")
    assert "it stopped with AttributeError: 'Tensor' object has no attribute 'nothing'\n    return x.nothing" in said[7]
    assert said[9] == "All 6 tests of neuron.sigmoid pass.\n"
    assert "It had not come back after 1 seconds. Is there a loop that never ends?" in said[11]
