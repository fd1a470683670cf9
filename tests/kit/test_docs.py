"""The README names every command, and every command explains itself and its options."""

from importlib.metadata import version
from pathlib import Path

import pytest
import typer

from autograder.cli import app

ROOT = Path(__file__).parents[2]


def commands(group, path=("gradkit",)):
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("words", COMMANDS)
def test_the_readme_names_the_command(words):
    assert words in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", COMMANDS)
def test_the_command_and_its_options_have_help(words):
    command = COMMANDS[words]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None), parameter.name


def test_it_tells_its_version(gradkit):
    ran = gradkit("--version")
    assert (ran.returncode, ran.stdout) == (0, f"gradkit {version('gradkit')}\n")
