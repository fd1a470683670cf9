"""Questions that can only be asked where the learner's objects are: inside the worker, beside the learner's code.

This package is a leaf: it is imported by the fork server, which holds no secret, and imports nothing but torch and
numpy (and, when a picture is asked about, matplotlib). A hidden test reaches every question as ``student.kit.name``,
whichever module it lives in. What they answer is the worker's word; a test that rests on it proves the point by values
wherever it can.
"""

from autograder.sandbox.kit.arrays import around_a_change, arranged
from autograder.sandbox.kit.evaluation import (
    gradients_behind,
    loaded,
    model_after,
    probe,
    probe_loss,
    refused,
    replay,
    saved,
)
from autograder.sandbox.kit.functions import and_constants, cubic, curves, quadratic, without_graph
from autograder.sandbox.kit.models import layer_by_layer, model_outputs, model_slopes, registered_parameters
from autograder.sandbox.kit.tensors import (
    AutogradUsedError,
    all_learn,
    arguments_after,
    by_hand,
    each,
    generator,
    give_gradient,
    gradients,
    keep,
    learns,
    look,
    seed,
    with_leaves,
)

__all__ = [
    "AutogradUsedError",
    "all_learn",
    "and_constants",
    "arguments_after",
    "around_a_change",
    "arranged",
    "by_hand",
    "cubic",
    "curves",
    "each",
    "generator",
    "give_gradient",
    "gradients",
    "gradients_behind",
    "keep",
    "layer_by_layer",
    "learns",
    "loaded",
    "look",
    "model_after",
    "model_outputs",
    "model_slopes",
    "probe",
    "probe_loss",
    "quadratic",
    "refused",
    "registered_parameters",
    "replay",
    "saved",
    "seed",
    "with_leaves",
    "without_graph",
]
