"""A learner's first hour, on a real terminal: from the bundle, in a new virtual environment, to a right ``sigmoid``."""

import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).parents[3]
STUB = (
    '    # Your code goes here, in place of the next line.\n    raise NotImplementedError("sigmoid is not started yet")'
)


@pytest.fixture
def folder(released, tmp_path):
    """The bundle, unpacked."""
    shutil.unpack_archive(released / "gradkit-course.zip", tmp_path)
    return tmp_path / "gradkit-course"


@pytest.fixture
def shell(folder):
    """A shell in the folder with a new virtual environment, made with the README's words."""
    # Only the versions are ours: those that this suite runs with, and a build of torch that fits.
    constraint = ["--constraint", str(ROOT / "constraints.txt")]
    pip = [".venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *constraint]
    torch = next(
        line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line.startswith("torch==")
    )
    (wheel,) = folder.glob("gradkit-*.whl")
    for command in ([sys.executable, "-m", "venv", ".venv"], [*pip, torch], [*pip, wheel.name]):
        subprocess.run(command, cwd=folder, check=True)
    shell = pexpect.spawn("sh", cwd=str(folder), dimensions=(70, 100), encoding="utf-8", timeout=120)
    shell.sendline("PS1=; PS2=; . .venv/bin/activate; echo ready")
    shell.expect("\nready")
    yield shell
    shell.close(force=True)


def test_from_the_bundle_through_a_wrong_sigmoid_to_a_right_one(folder, shell):
    assert "pip install gradkit-" in (folder / "README.md").read_text(encoding="utf-8")
    shell.sendline("pytest exercises/; echo status $?")
    shell.expect("0 of 43 exercises pass")
    shell.expect("Next: write tensor_from_numpy in exercises/01_tensors/tensors.py:19")
    shell.expect("status 1")

    module = folder / "exercises" / "03_neuron" / "neuron.py"
    stub = module.read_text(encoding="utf-8")
    assert STUB in stub
    shell.sendline("gradkit hint sigmoid")
    shell.expect("hint 1 of 3")
    shell.expect("For one more: gradkit hint neuron.sigmoid")
    shell.sendline("gradkit watch")
    shell.expect("0 of 43 exercises pass")
    shell.expect("Write it in exercises/01_tensors/tensors.py")
    module.write_text(stub.replace(STUB, "    return 1 / 1 + torch.exp(-x)"), encoding="utf-8")
    shell.expect("which part of the formula stands below the line")
    module.write_text(stub.replace(STUB, "    return 1 / (1 + torch.exp(-x))"), encoding="utf-8")
    shell.expect("It passes. Press n for the next one.")
    shell.send("n")
    shell.expect("The rectifier: neuron.relu")
    shell.send("h")
    shell.expect("Hint 1 of 3")
    shell.send("q")
    shell.expect("1 of 43 exercises pass.")

    shell.sendline("gradkit progress")
    shell.expect("3 One neuron +##[.]{8} +1 of 5")
    shell.expect("Next: write tensors.tensor_from_numpy")
    shell.sendline("gradkit submit; echo status $?")
    shell.expect("status 0")
    assert (folder / "submission.zip").is_file()
    shell.sendline("gradkit reset sigmoid; echo status $?")
    shell.expect("status 0")
    assert module.read_text(encoding="utf-8") == stub
