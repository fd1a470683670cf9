"""Mutants: each is the reference with one thing changed, valid Python, and named by its change."""

import ast

import pytest

from autograder.audit.mutants import mutants
from autograder.course.catalogue import Course

FUNCTION = '''"""A module."""
import torch


def other(x):
    return x + 1


def answer(x: torch.Tensor, lr: float = 0.1) -> torch.Tensor:
    """Return something, 1 + 1 or so."""
    {body}
'''

CHANGES = {
    "an operator": ("return x + lr", "return x - lr"),
    "operands": ("return x - lr", "return (lr) - (x)"),
    "a comparison": ("return x < lr", "return x <= lr"),
    "a condition": ("if x.any():\n        raise ValueError\n    return x", "if False:"),
    "an integer": ("return x.sum(dim=0)", "return x.sum(dim=1)"),
    "a float": ("return 0.5 * x", "return 1.0 * x"),
    "a default": ("return x", "def answer(x: torch.Tensor, lr: float = 0.2) -> torch.Tensor:"),
    "a reduction": ("return x.mean()", "return x.sum()"),
    "a call that is left out": ("return x.detach() * 1.5", "return x * 1.5"),
    "a statement that is left out": ("x.zero_()\n    return x", "pass"),
    "a block without its guard": ("with torch.no_grad():\n        return x", "if True:"),
    "an argument that is left out": ("return other(x, lr)", "return other(x)"),
    "arguments in another order": ("return other(x, lr)", "return other(lr, x)"),
    "an error that is not raised": ("raise ValueError(x)", "pass"),
    "a result that is not returned": ("return x", "return"),
    "a loop that ends at once": ("for _ in range(3):\n        x = x + 1\n    return x", "for _ in ():"),
    "a sign": ("return -x", "return x"),
    "entries in another order": ("return x, lr", "return lr, x"),
    "a truth value": ("return x.std(unbiased=False)", "return x.std(unbiased=True)"),
    "a dtype": ("return x.to(torch.float32)", "return x.to(torch.float64)"),
}


def of(body):
    return mutants("module.answer", FUNCTION.format(body=body))


@pytest.mark.parametrize("change", CHANGES)
def test_a_slip_is_made(change):
    body, line = CHANGES[change]
    assert any(f" -> {line}" in mutant.name for mutant in of(body)), [mutant.name for mutant in of(body)]


def test_words_types_and_the_rest_of_the_module_stay():
    for mutant in of("raise ValueError('1 + 1')"):
        assert "def other" not in mutant.source
        assert '"""Return something, 1 + 1 or so."""' in mutant.source
        assert "x: torch.Tensor" in mutant.source


def test_every_mutant_of_the_course_is_another_definition_under_a_name_of_its_own(course: Course):
    for exercise in course.exercises.values():
        reference = course.reference(exercise.module)
        found = mutants(exercise.id, reference)
        assert len({mutant.name for mutant in found}) == len(found)
        assert len({mutant.source for mutant in found}) == len(found)
        for mutant in found:
            (definition,) = ast.parse(mutant.source).body
            assert definition.name == exercise.name
            assert mutant.source not in reference
    assert found == mutants(exercise.id, reference), "the same source gives the same mutants"


def test_there_are_ten_of_an_exercise_on_average(course: Course):
    total = sum(len(mutants(each.id, course.reference(each.module))) for each in course.exercises.values())
    assert total >= 10 * len(course.exercises)
