"""gradkit: a first course in PyTorch that grades itself. Nothing is imported from here; import the module you need."""

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Do what ``%load_ext autograder`` asks for: learners get ``%check`` and ``%hint`` in their notebooks."""
    from autograder.notebooks.extension import load  # noqa: PLC0415 - only a notebook needs it

    load(shell)
