"""Known wrong answers of chapter 7, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable
from pathlib import Path

import torch
from evaluation import predict
from torch import nn

from autograder.course.answers import mistake


@mistake(
    "evaluation.split",
    "takes-the-last-rows",
    loses=[
        "draws the test rows at random, any row as likely as any other",
        "takes its random numbers from the generator it is given, and from no other",
        "takes them from torch's global generator where none is given",
    ],
    says="Your test rows are always the same ones, at the end of the data. Data is often sorted, and then such "
    "a test part looks like nothing in training: the test rows are to be drawn at random.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    train = len(inputs) - round(len(inputs) * test_fraction)
    return inputs[:train], targets[:train], inputs[train:], targets[train:]


@mistake(
    "evaluation.split",
    "shuffles-inputs-and-targets-apart",
    loses="everything",
    says="Your rows of inputs and targets no longer belong together: each of the two is shuffled in an order "
    "of its own. Number the rows, split inputs whose targets are the same numbers, and compare.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    tests = round(len(inputs) * test_fraction)
    inputs = inputs[torch.randperm(len(inputs), generator=generator)]
    targets = targets[torch.randperm(len(targets), generator=generator)]
    return inputs[tests:], targets[tests:], inputs[:tests], targets[:tests]


@mistake(
    "evaluation.split",
    "groups-inputs-before-targets",
    loses="everything",
    says="Your four parts are right but stand in another order: both parts of the inputs, then both parts of "
    "the targets. Another library does it that way; here the two train parts come first, then the two "
    "test parts.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], inputs[rows[:tests]], targets[rows[tests:]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "returns-the-test-part-first",
    loses=["gives round(N * test_fraction) test rows"],
    says="Your train part is as large as the test part should be, and the other way round: the two have "
    "changed places. Split 10 rows with a fraction of 0.3 and print the four shapes.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[:tests]], targets[rows[:tests]], inputs[rows[tests:]], targets[rows[tests:]]


@mistake(
    "evaluation.split",
    "cuts-the-fraction-off",
    loses=["gives round(N * test_fraction) test rows"],
    says="You get too few test rows where N * test_fraction has a fractional part: int() cuts it off, and 2.7 "
    "becomes 2. The docstring asks for the rounded number.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = int(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "rounds-the-train-rows",
    loses=["gives round(N * test_fraction) test rows"],
    says="You round the number of train rows and leave the rest to the test. Where both lie halfway, as for 5 "
    "rows and a fraction of 0.5, that gives another number than rounding the test rows, which is what is "
    "asked for.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    train = round(len(inputs) * (1 - test_fraction))
    return inputs[rows[:train]], targets[rows[:train]], inputs[rows[train:]], targets[rows[train:]]


@mistake(
    "evaluation.split",
    "wants-at-least-one-test-row",
    loses=["gives round(N * test_fraction) test rows"],
    says="For few rows and a small fraction you give one test row where the rounded number is 0. An empty test "
    "part is fine: it keeps its columns and has no rows.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = max(1, round(len(inputs) * test_fraction))
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "keeps-test-rows-in-training",
    loses="everything",
    says="Your train part holds all rows, those of the test part too. Then the test measures what was learned "
    "by heart: no row may be in both parts.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = rows[: round(len(inputs) * test_fraction)]
    return inputs, targets, inputs[tests], targets[tests]


@mistake(
    "evaluation.split",
    "draws-rows-twice",
    loses="everything",
    says="Some rows come up several times in your parts and others never: torch.randint draws each number "
    "anew, whatever it gave before. What you need is every number once, in a random order.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randint(len(inputs), (len(inputs),), generator=generator)
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "throws-a-coin-for-every-row",
    loses=["gives round(N * test_fraction) test rows"],
    says="The number of your test rows changes from call to call: each row is decided for itself, by a number "
    "of its own. The right number comes out only on average; it is to be exact.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    chosen = torch.rand(len(inputs), generator=generator) < test_fraction
    return inputs[~chosen], targets[~chosen], inputs[chosen], targets[chosen]


@mistake(
    "evaluation.split",
    "forgets-the-generator",
    loses=["takes its random numbers from the generator it is given, and from no other"],
    says="Two generators of the same seed give you different test rows: the generator that is passed is never "
    "used, and the numbers come from torch's global one.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs))
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "sets-a-seed-inside",
    loses=[
        "draws the test rows at random, any row as likely as any other",
        "takes its random numbers from the generator it is given, and from no other",
        "takes them from torch's global generator where none is given",
    ],
    says="You choose the same test rows at every call: a seed is set inside the function. That takes the "
    "choice away from the caller, and moves torch's global generator besides.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    torch.manual_seed(42)
    rows = torch.randperm(len(inputs))
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "takes-neighboring-rows",
    loses=["draws the test rows at random, any row as likely as any other"],
    says="Your test rows always stand next to one another: only the place where the block begins is random. "
    "Neighbors are often alike; each row is to be drawn for itself.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    first = torch.randint(len(inputs), (1,), generator=generator)
    rows = torch.arange(len(inputs)).roll(int(first))
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "takes-any-fraction",
    loses=["refuses a fraction that is not between 0 and 1"],
    says="A fraction of 0, 1 or 1.5 goes through without an error. Check it first, before any row is drawn.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    rows = torch.randperm(len(inputs), generator=generator)
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "allows-zero-and-one",
    loses=["refuses a fraction that is not between 0 and 1"],
    says="You refuse fractions below 0 and above 1, and let 0 and 1 themselves through. Both ends are "
    "excluded: one of the parts would always be empty.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if test_fraction < 0 or test_fraction > 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = round(len(inputs) * test_fraction)
    return inputs[rows[tests:]], targets[rows[tests:]], inputs[rows[:tests]], targets[rows[:tests]]


@mistake(
    "evaluation.split",
    "shuffles-the-callers-rows",
    loses=["takes rows of any shape and dtype, and leaves inputs and targets as they are"],
    says="After the call the rows of the caller's own tensors stand in another order: you assign into inputs "
    "and targets. Make new tensors by indexing, and leave those alone.",
    read="exercises/07_evaluation/README.md#rows-that-training-never-sees",
)
def split(
    inputs: torch.Tensor, targets: torch.Tensor, test_fraction: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}")
    rows = torch.randperm(len(inputs), generator=generator)
    tests = round(len(inputs) * test_fraction)
    with torch.no_grad():
        before = inputs.clone(), targets.clone()
        inputs[:], targets[:] = inputs[rows], targets[rows]
    return before[0][rows[tests:]], before[1][rows[tests:]], before[0][rows[:tests]], before[1][rows[:tests]]


@mistake(
    "evaluation.predict",
    "forgets-evaluation-mode",
    loses=["gives the model's outputs in evaluation mode", "leaves model.training as it was"],
    says="Your outputs are those of training mode: the model was never switched to evaluation. With dropout in "
    "it, two calls for the same inputs would give different outputs.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(inputs)


@mistake(
    "evaluation.predict",
    "leaves-the-call-brackets-off",
    loses=["gives the model's outputs in evaluation mode", "leaves model.training as it was"],
    says="Your outputs are those of training mode although model.eval stands there: without () the method is "
    "only named, not called.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval
    with torch.no_grad():
        outputs = model(inputs)
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "keeps-the-graph",
    loses=["gives outputs that do not require grad"],
    says="Your outputs require grad: they hold on to the whole computation that led to them, and backward() "
    "goes through them to the model. Nothing is learned here, so nothing needs recording.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    outputs = model(inputs)
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "names-no-grad-without-with",
    loses=["gives outputs that do not require grad"],
    says="Your outputs require grad although torch.no_grad() stands there: alone on a line it makes something "
    "and forgets it. It works on what is indented under a with.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    torch.no_grad()
    outputs = model(inputs)
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "stays-in-evaluation-mode",
    loses=["leaves model.training as it was"],
    says="A model that came in training mode leaves your function in evaluation mode. The next training step "
    "would run without dropout, and nothing would say so: note the mode first and set it again at the "
    "end.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    model.eval()
    with torch.no_grad():
        return model(inputs)


@mistake(
    "evaluation.predict",
    "always-ends-in-training-mode",
    loses=["leaves model.training as it was"],
    says="A model that came in evaluation mode leaves your function in training mode: you switch to training "
    "at the end, whatever the mode was before.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train()
    return outputs


@mistake(
    "evaluation.predict",
    "sets-only-the-flag-of-the-whole",
    loses=["gives the model's outputs in evaluation mode", "leaves model.training as it was"],
    says="You set model.training by hand, and the layers inside never hear of it: each has a flag of its own, "
    "and it is theirs that counts. The methods of the model tell all its parts.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.training = False
    with torch.no_grad():
        outputs = model(inputs)
    model.training = was_training
    return outputs


@mistake(
    "evaluation.predict",
    "restores-only-the-flag-of-the-whole",
    loses=["leaves model.training as it was"],
    says="After your call model.training is right, but the layers inside are still in evaluation mode: setting "
    "the flag by hand does not reach them. The methods of the model tell all its parts.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.training = was_training
    return outputs


@mistake(
    "evaluation.predict",
    "freezes-the-model",
    loses=["gives outputs that do not require grad", "leaves parameters, gradients and inputs as they are"],
    says="After your call the model's parameters no longer require grad, so it can never learn again. Look for "
    "something that pauses the recording for one computation.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    model.requires_grad_(False)
    outputs = model(inputs)
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "clears-the-gradients",
    loses=["leaves parameters, gradients and inputs as they are"],
    says="The gradients that the model's parameters had are gone after your call. Predicting does not touch "
    "them, so there is nothing to reset.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    model.zero_grad()
    with torch.no_grad():
        outputs = model(inputs)
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "switches-recording-off-for-good",
    loses=["leaves parameters, gradients and inputs as they are"],
    says="After your call torch.is_grad_enabled() is False: recording was switched off for the whole program, "
    "and no training works any more. Switch it off for one block only.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    torch.set_grad_enabled(False)
    outputs = model(inputs)
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "returns-an-array",
    loses="everything",
    breaks=["evaluation.evaluate"],
    says="You return a numpy array; a tensor is asked for. A criterion of PyTorch could do nothing with it.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs).numpy()
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.predict",
    "drops-dimensions-of-one",
    loses=[
        "gives the model's outputs in evaluation mode",
        "works for one sample, one input, one target, and tensors that are views",
    ],
    says="For one sample or one target your outputs lose a dimension: squeeze() removes every dimension of "
    "length 1. Give back the shape that the model gives.",
    read="exercises/07_evaluation/README.md#predictions-in-evaluation-mode",
)
def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs).squeeze()
    model.train(was_training)
    return outputs


@mistake(
    "evaluation.evaluate",
    "forgets-evaluation-mode",
    loses=["gives the loss in evaluation mode, as a Python float", "leaves model.training as it was"],
    says="Your loss is that of training mode: the model was never switched to evaluation. With dropout in it, "
    "the number would be another one at every call.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


@mistake(
    "evaluation.evaluate",
    "stays-in-evaluation-mode",
    loses=["leaves model.training as it was"],
    says="A model that came in training mode leaves your function in evaluation mode. Called between two "
    "epochs, that changes the training: whatever is switched has to be switched back.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    model.eval()
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


@mistake(
    "evaluation.evaluate",
    "always-ends-in-training-mode",
    loses=["leaves model.training as it was"],
    says="A model that came in evaluation mode leaves your function in training mode: you switch to training "
    "at the end, whatever the mode was before.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    with torch.no_grad():
        loss = criterion(predict(model, inputs), targets).item()
    model.train()
    return loss


@mistake(
    "evaluation.evaluate",
    "forgets-no-grad",
    loses=["computes the loss with gradients disabled"],
    says="The number is right, but the whole computation is recorded for a backward pass that never comes: "
    "gradients are enabled while your model computes. On much data that takes memory for nothing.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    was_training = model.training
    model.eval()
    loss = criterion(model(inputs), targets).item()
    model.train(was_training)
    return loss


@mistake(
    "evaluation.evaluate",
    "returns-the-tensor",
    loses="everything",
    says="You return the loss as a tensor; a Python float is asked for. Adding up such tensors over many "
    "batches is the commonest mistake of all in validation loops: each may hold on to its graph.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    with torch.no_grad():
        return criterion(predict(model, inputs), targets)


@mistake(
    "evaluation.evaluate",
    "passes-the-targets-first",
    loses=["calls the criterion with the predictions first and the targets second"],
    says="The criterion gets the targets as predictions and the predictions as targets. For the mean squared "
    "error both orders give the same number; for most others they do not.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    with torch.no_grad():
        return criterion(targets, predict(model, inputs)).item()


@mistake(
    "evaluation.evaluate",
    "has-a-criterion-of-its-own",
    loses=["calls the criterion with the predictions first and the targets second"],
    says="Your loss does not change when another criterion is passed: you always compute the mean squared "
    "error. The caller decides what is measured.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    with torch.no_grad():
        return ((predict(model, inputs) - targets) ** 2).mean().item()


@mistake(
    "evaluation.evaluate",
    "multiplies-by-the-samples",
    loses="everything",
    says="Your loss grows with the number of samples: it is multiplied by them. The criterion averages "
    "already; return what it gives.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    with torch.no_grad():
        return criterion(predict(model, inputs), targets).item() * len(inputs)


@mistake(
    "evaluation.evaluate",
    "looks-at-the-last-sample-only",
    loses="everything",
    says="Your loss is that of the last sample alone: what the loop found for the others is overwritten. All "
    "rows count, and one call of the criterion takes them all.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    loss = 0.0
    for row in range(len(inputs)):
        with torch.no_grad():
            loss = criterion(predict(model, inputs[row : row + 1]), targets[row : row + 1]).item()
    return loss


@mistake(
    "evaluation.evaluate",
    "goes-backward",
    loses=["computes the loss with gradients disabled", "leaves parameters, gradients, inputs and targets as they are"],
    says="After your call the model has other gradients: you call backward() as in training. Evaluating only "
    "looks; the next training step would use what you left there.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    was_training = model.training
    model.eval()
    loss = criterion(model(inputs), targets)
    if loss.requires_grad:
        loss.backward()
    model.train(was_training)
    return loss.item()


@mistake(
    "evaluation.evaluate",
    "clears-the-gradients",
    loses=["leaves parameters, gradients, inputs and targets as they are"],
    says="The gradients that the model's parameters had are gone after your call. Somebody may evaluate "
    "between backward() and the step; leave them there.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    model.zero_grad()
    with torch.no_grad():
        return criterion(predict(model, inputs), targets).item()


@mistake(
    "evaluation.evaluate",
    "switches-recording-off-for-good",
    loses=["leaves parameters, gradients, inputs and targets as they are"],
    says="After your call torch.is_grad_enabled() is False: recording was switched off for the whole program, "
    "and no training works any more. Switch it off for one block only.",
    read="exercises/07_evaluation/README.md#the-loss-and-nothing-else",
)
def evaluate(
    model: nn.Module,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
) -> float:
    torch.set_grad_enabled(False)
    return criterion(predict(model, inputs), targets).item()


@mistake(
    "evaluation.save_model",
    "saves-the-whole-model",
    loses="everything",
    says="Your file holds the model itself, its class and all, and torch.load refuses that as unsafe. Only the "
    "tensors belong in the file, each under its name.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save(model, path)


@mistake(
    "evaluation.save_model",
    "wraps-the-state-in-a-dictionary",
    loses="everything",
    says="Your file holds a dictionary with the state_dict inside it. That is the custom for checkpoints which "
    "keep more than the model; here the state_dict alone is asked for.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save({"model_state_dict": model.state_dict()}, path)


@mistake(
    "evaluation.save_model",
    "saves-the-parameters-only",
    loses=["writes the state_dict of the model, all of it and nothing else"],
    says="Your file lacks what is not a parameter: the running statistics of a normalization layer are "
    "missing. The state_dict has them; parameters() and named_parameters() do not.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save(dict(model.named_parameters()), path)


@mistake(
    "evaluation.save_model",
    "saves-a-list-of-parameters",
    loses="everything",
    says="Your file holds a list of tensors without their names. load_state_dict needs the names to know where "
    "each of them belongs.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save(list(model.parameters()), path)


@mistake(
    "evaluation.save_model",
    "appends-an-ending",
    loses="everything",
    says="There is no file at the path that was asked for: you put an ending of your own behind it. The "
    "caller's path is the whole name.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save(model.state_dict(), f"{path}.pt")


@mistake(
    "evaluation.save_model",
    "ignores-the-path",
    loses="everything",
    says="Your file always has the same name, whatever path is passed. Who saves two models has one left.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    import tempfile

    torch.save(model.state_dict(), Path(tempfile.gettempdir()) / "model.pt")


@mistake(
    "evaluation.save_model",
    "takes-only-a-path-object",
    loses=["takes the path as text and as a Path, whatever the name"],
    says="A path that is text raises an error: text has no method open(). torch.save takes both kinds as they are.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    with path.open("wb") as file:
        torch.save(model.state_dict(), file)


@mistake(
    "evaluation.save_model",
    "keeps-an-older-file",
    loses=["replaces a file that is already there"],
    says="A file that is already there stays as it was, and the newly trained model is lost without a word. "
    "Save means save: the old file is replaced.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    if not Path(path).exists():
        torch.save(model.state_dict(), path)


@mistake(
    "evaluation.save_model",
    "saves-in-half-precision",
    loses="everything",
    says="Your file holds float16 numbers: digits are lost on the way. Write the tensors as they are, so that "
    "the loaded model predicts the same bits.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    torch.save({name: value.half() for name, value in model.state_dict().items()}, path)


@mistake(
    "evaluation.save_model",
    "switches-to-evaluation-mode",
    loses=["leaves the model as it is"],
    says="After saving, the model is in evaluation mode. The mode is not in the file at all, so there is no "
    "need to switch it, and a training that goes on would suffer.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    model.eval()
    torch.save(model.state_dict(), path)


@mistake(
    "evaluation.save_model",
    "clears-the-gradients",
    loses=["leaves the model as it is"],
    says="The gradients that the model's parameters had are gone after saving. They are not part of the "
    "state_dict and do no harm: leave them.",
    read="exercises/07_evaluation/README.md#a-model-in-a-file",
)
def save_model(model: nn.Module, path: str | Path) -> None:
    model.zero_grad()
    torch.save(model.state_dict(), path)


@mistake(
    "evaluation.load_model",
    "forgets-evaluation-mode",
    loses=["returns the model in evaluation mode"],
    says="The model comes back in training mode. A file holds no mode, so a loaded model is in the mode of the "
    "one that was passed in; switch it before you return it.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return model


@mistake(
    "evaluation.load_model",
    "returns-nothing",
    loses="everything",
    says="Your function returns None: the model is loaded, but the return is missing.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    model.eval()


@mistake(
    "evaluation.load_model",
    "returns-the-report-on-the-keys",
    loses="everything",
    says="What you return is not the model: load_state_dict changes the model in place, and its own answer is "
    "a report on missing and unexpected names.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    return model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))


@mistake(
    "evaluation.load_model",
    "returns-the-dictionary",
    loses="everything",
    says="What you return is the dictionary of tensors from the file, and the model never gets them. A "
    "dictionary cannot predict.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    return torch.load(path, map_location="cpu", weights_only=True)


@mistake(
    "evaluation.load_model",
    "returns-the-untrained-model",
    loses="everything",
    says="The model still has the values it had before the call: the file is read, and what was read goes nowhere.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    torch.load(path, map_location="cpu", weights_only=True)
    return model.eval()


@mistake(
    "evaluation.load_model",
    "loads-into-a-copy",
    loses="everything",
    says="What you return predicts well, but the model that was passed in still has its old values: you loaded "
    "into a copy. The docstring asks for this very model.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    import copy

    model = copy.deepcopy(model)
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return model.eval()


@mistake(
    "evaluation.load_model",
    "executes-what-is-in-the-file",
    loses=["refuses a file that holds more than tensors, and executes nothing in it"],
    says="Your function runs whatever a file asks for: with weights_only=False, reading a file can start any "
    "program. Nothing but tensors is needed here, so nothing else should be let in.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=False))
    return model.eval()


@mistake(
    "evaluation.load_model",
    "tries-again-without-the-guard",
    loses=["refuses a file that holds more than tensors, and executes nothing in it"],
    says="When a file is refused you read it again with weights_only=False, and then it does run what it asks "
    "for. A refusal is to stay one.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception:
        state = torch.load(path, map_location="cpu", weights_only=False)
    model.load_state_dict(state)
    return model.eval()


@mistake(
    "evaluation.load_model",
    "swallows-the-error",
    loses=["refuses a file that holds more than tensors, and executes nothing in it"],
    says="A file that should be refused goes through without an error, and the caller gets a model that was "
    "never loaded. Let the error out: it is the refusal.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    try:
        model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:
        print(error)
    return model.eval()


@mistake(
    "evaluation.load_model",
    "forgets-the-device",
    loses=["loads what was saved on a device that this machine does not have"],
    says="A file that was saved on a GPU cannot be loaded on a machine without one: each tensor in it "
    "remembers its device. torch.load has an argument that says where the tensors should go.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


@mistake(
    "evaluation.load_model",
    "loads-the-parameters-only",
    loses=["loads the values in the file into the model, and returns this model"],
    says="The parameters are loaded, and what else is in the file is not: the running statistics of a "
    "normalization layer stay those of a new model. Give the whole dictionary to the model.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    state = torch.load(path, map_location="cpu", weights_only=True)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(state[name])
    return model.eval()


@mistake(
    "evaluation.load_model",
    "freezes-the-model",
    loses=["leaves the model able to learn"],
    says="After loading, the parameters no longer require grad, so the model cannot be trained further. "
    "Evaluation mode is a matter of the layers; it has nothing to do with gradients.",
    read="exercises/07_evaluation/README.md#a-model-out-of-a-file",
)
def load_model(model: nn.Module, path: str | Path) -> nn.Module:
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    model.requires_grad_(False)
    return model.eval()
