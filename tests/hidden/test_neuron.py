from autograder.grading.suite import criterion, assert_close
import torch
@criterion("neuron.sigmoid", "computes")
def test_sig(student, draw):
    x = draw.normal(5, 3)
    assert_close(student.neuron.sigmoid(x), torch.sigmoid(x))
@criterion("neuron.single_layer_output", "composes")
def test_slo(student, draw, follows):
    a = draw.normal(7,5), draw.normal(1,5), draw.normal(1,1)
    follows(lambda it: it.neuron.single_layer_output(*a))
