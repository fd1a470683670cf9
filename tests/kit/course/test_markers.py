import pytest

from autograder.course.markers import BEGIN, END, MarkerError, to_stub, without_markers

REFERENCE = '''"""A chapter."""

import torch


def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    factor = 2
    return factor * x
    ### END SOLUTION


class Model(torch.nn.Module):
    """A model."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.layer = torch.nn.Linear(1, 1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.layer(x)
        ### END SOLUTION


LAST = 1
'''
STUB = '''"""A chapter."""

import torch


def double(x):
    """Return twice x."""
    # Your code goes here, in place of the next line.
    raise NotImplementedError("double is not started yet")


class Model(torch.nn.Module):
    """A model."""

    def __init__(self):
        super().__init__()
        # Your code goes here, in place of the next line.
        raise NotImplementedError("Model is not started yet")

    def forward(self, x):
        # Your code goes here, in place of the next line.
        raise NotImplementedError("Model is not started yet")


LAST = 1
'''
OUTSIDE = f"line {{}}: {BEGIN} stands outside any function or class"
NO_MARKER = f"line {{}}: a marker is {BEGIN} or {END}, alone on its line"
WRONG = {
    "not closed": (["def f():", f"    {BEGIN}", "    return 1"], f"line 2: {BEGIN} without {END} after it"),
    "not opened": (["def f():", "    return 1", f"    {END}"], f"line 3: {END} without {BEGIN} before it"),
    "closed twice": (
        ["def f():", f"    {BEGIN}", "    return 1", f"    {END}", f"    {END}"],
        f"line 5: {END} without {BEGIN} before it",
    ),
    "opened twice": (
        ["def f():", f"    {BEGIN}", "    x = 1", f"    {BEGIN}", f"    {END}"],
        f"line 4: {BEGIN} inside the region that line 2 opened",
    ),
    "open across definitions": (
        ["def f():", f"    {BEGIN}", "    return 1", "def g():", f"    {BEGIN}", "    return 2", f"    {END}"],
        f"line 5: {BEGIN} inside the region that line 2 opened",
    ),
    "empty": (["def f():", f"    {BEGIN}", f"    {END}"], "line 3: the region that line 2 opened is empty"),
    "before any definition": ([BEGIN, "x = 1", END], OUTSIDE.format(1)),
    "in a block before any definition": (["if True:", f"    {BEGIN}", "    x = 1"], OUTSIDE.format(2)),
    "after a definition": (["def f(): ...", "", BEGIN, "x = 1", END], OUTSIDE.format(3)),
    "one hash": (["def f():", "    # BEGIN SOLUTION", "    return 1", "    # END SOLUTION"], NO_MARKER.format(2)),
    "small letters": (["def f():", "    ### begin solution", "    return 1"], NO_MARKER.format(2)),
    "more on its line": (["def f():", f"    {BEGIN} here", "    return 1"], NO_MARKER.format(2)),
    "behind code": (["def f():", f"    {BEGIN}", f"    return 1  {END}"], NO_MARKER.format(3)),
}


def test_each_region_gives_way_to_an_error_that_names_the_definition_around_it():
    assert to_stub(REFERENCE) == STUB


def test_a_stub_holds_nothing_to_give_way():
    assert to_stub(STUB) == STUB


def test_a_learner_who_hands_in_the_reference_hands_in_no_markers():
    assert without_markers(REFERENCE) == "".join(
        line for line in REFERENCE.splitlines(keepends=True) if "SOLUTION" not in line
    )


@pytest.mark.parametrize("case", WRONG)
def test_markers_that_do_not_pair_up_are_refused_with_their_line(case):
    lines, message = WRONG[case]
    with pytest.raises(MarkerError) as caught:
        to_stub("\n".join(lines) + "\n")
    assert str(caught.value) == message
