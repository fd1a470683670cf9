"""Questions that can only be asked where the learner's objects are: inside the worker, beside the learner's code.

This package is a leaf: it is imported by the fork server, which holds no secret, and imports nothing but torch and
numpy (and, when a picture is asked about, matplotlib). A hidden test reaches every question as ``student.kit.name``,
whichever module it lives in. What they answer is the worker's word; a test that rests on it proves the point by values
wherever it can.
"""

from autograder.sandbox.kit.arrays import around_a_change, arranged
from autograder.sandbox.kit.devices import Traveller, moved, on_machines, sgd_factory, whereabouts, with_moves
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
from autograder.sandbox.kit.pictures import animated, plotted
from autograder.sandbox.kit.stand_ins import with_answers
from autograder.sandbox.kit.sweeps import model_factory
from autograder.sandbox.kit.tensors import (
    AutogradUsedError,
    all_learn,
    arguments_after,
    by_hand,
    each,
    generator,
    give_gradient,
    gradient_left,
    gradients,
    keep,
    learns,
    look,
    seed,
    with_leaves,
)
from autograder.sandbox.kit.training import (
    criterion,
    loader,
    network,
    one_by_one,
    optimizer,
    overwritten,
    parameters,
    steps,
    trained,
    trained_on,
)

__all__ = [
    "AutogradUsedError",
    "Traveller",
    "all_learn",
    "and_constants",
    "animated",
    "arguments_after",
    "around_a_change",
    "arranged",
    "by_hand",
    "criterion",
    "cubic",
    "curves",
    "each",
    "generator",
    "give_gradient",
    "gradient_left",
    "gradients",
    "gradients_behind",
    "keep",
    "layer_by_layer",
    "learns",
    "loaded",
    "loader",
    "look",
    "model_after",
    "model_factory",
    "model_outputs",
    "model_slopes",
    "moved",
    "network",
    "on_machines",
    "one_by_one",
    "optimizer",
    "overwritten",
    "parameters",
    "plotted",
    "probe",
    "probe_loss",
    "quadratic",
    "refused",
    "registered_parameters",
    "replay",
    "saved",
    "seed",
    "sgd_factory",
    "steps",
    "trained",
    "trained_on",
    "whereabouts",
    "with_answers",
    "with_leaves",
    "with_moves",
    "without_graph",
]
