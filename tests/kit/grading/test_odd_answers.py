"""Whatever a learner's function gives back, the suites give a verdict: no fault of ours, and no point."""

import pytest
from campaign import slice_of

ODD = {
    "none": "None",
    "text": "'0.5'",
    "a lone surrogate": "'\\ud800'",
    "an endless integer": "1 << 100_000",
    "nan": "float('nan')",
    "a list of lists": "[[0.5]]",
    "a million entries": "[0] * 1_000_000",
    "a deep list": "deep()",
    "a list that holds itself": "loop()",
    "an odd key": "{(): {}, 1.5: None}",
    "a class": "int",
    "a function": "print",
    "an object that equals everything": "Yes()",
    "an exception": "ValueError('no')",
    "a generator": "(i for i in range(3))",
    "an empty tensor": "torch.empty(0)",
    "an integer tensor": "torch.ones(7, 5, dtype=torch.int64)",
    "a complex tensor": "torch.ones(7, 1, dtype=torch.complex64)",
    "a meta tensor": "torch.empty(7, 1, device='meta')",
    "a sparse tensor": "torch.eye(7).to_sparse()",
    "a quantized tensor": "torch.quantize_per_tensor(torch.ones(7, 1), 0.1, 0, torch.quint8)",
    "a tensor of claimed terabytes": "torch.zeros(1).expand(2**40)",
    "a tensor of many dimensions": "torch.zeros([1] * 60)",
    "a tensor subclass": "torch.ones(7, 1).as_subclass(Lying)",
    "a tensor of nan": "torch.full((7, 1), float('nan'))",
    "an array": "np.ones((7, 1), dtype=np.float32)",
    "an object array": "np.array([None, 1], dtype=object)",
    "a tuple of three": "(None, 'two', torch.zeros(3))",
    "two tensors": "(torch.zeros(3, 5), torch.zeros(3))",
    "a tuple of odd things": "(Yes(), Yes(), [Yes()])",
}  # fmt: skip

MODULE = """
import numpy as np
import torch

class Yes:
    def __eq__(self, other): return True
    def __hash__(self): return 1
    def __float__(self): return 0.5
    def __array__(self, *args): return np.ones((7, 1))
    def __getattr__(self, name): return self
    def __call__(self, *args): return self

class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *args, **kwargs): return True

def deep():
    out = []
    for _ in range(100_000): out = [out]
    return out

def loop():
    out = []
    out.append(out)
    return out
"""


@pytest.mark.parametrize("odd", slice_of([*ODD]))
def test_an_odd_answer_fails_quietly(grade, course, odd):
    sources = {}
    for chapter in course.chapters:
        functions = "\n".join(f"def {each.name}(*args): return {ODD[odd]}" for each in chapter.exercises)
        sources[chapter.module] = (MODULE + functions).encode()
    graded = grade(sources)  # a fault of ours would raise here
    earned = {name: result.score for name, result in graded.exercises.items() if result.score}
    assert earned == {}
    assert {result.status for result in graded.exercises.values()} == {"failed"}


def test_a_patched_question_of_the_kit_costs_its_learner_points_and_us_nothing(grade, right):
    patch = b"""
from autograder.sandbox import kit
for name in kit.__all__:
    setattr(kit, name, lambda *args, **kwargs: 1)
"""
    graded = grade({module: source + patch for module, source in right.items()})
    asked_through_the_kit = {
        "neuron.sigmoid",
        "neuron.weighted_sum",
        "descent.gradient_descent_step",
        "descent.train_linear",
    }
    assert {graded.exercises[name].status for name in asked_through_the_kit} == {"failed"}
    assert all(graded.exercises[name].score < graded.exercises[name].max_score for name in asked_through_the_kit)
