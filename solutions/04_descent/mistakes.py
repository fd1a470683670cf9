"""Known wrong answers of chapter 4, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import torch
from descent import gradient_descent_step, initial_parameters, linear, mse

from autograder.course.answers import mistake


@mistake(
    "descent.initial_parameters",
    "swaps-inputs-and-targets-in-the-weights",
    loses="everything",
    breaks=["descent.train_linear"],
    says="Your weights have a row for every input; they should have a row for every target. Ask for 3 inputs and 2 "
    "targets and print the shape: the number of targets comes first.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_inputs, n_targets, generator=generator) * 2 - 1
    bias = torch.rand(n_targets, generator=generator) * 2 - 1
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "keeps-a-bias-in-a-row",
    loses="everything",
    says="Your bias has two dimensions; it should have one, with a number for every target. Print its shape for 3 "
    "inputs and 2 targets and compare it with the docstring.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator) * 2 - 1
    bias = torch.rand(1, n_targets, generator=generator) * 2 - 1
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "draws-between-zero-and-one",
    loses=["draws uniformly from [-1, 1)"],
    says="None of your start values is negative: they seem to lie between 0 and 1, which is what torch.rand gives. The "
    "interval that is asked for is twice as wide and begins at -1; print the smallest and the largest of many values.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator)
    bias = torch.rand(n_targets, generator=generator)
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "draws-from-the-bell-curve",
    loses=["gives leaf tensors of the right shapes that require grad", "draws uniformly from [-1, 1)"],
    says="Some of your start values lie outside [-1, 1) and most lie close to 0: that is what torch.randn gives, the "
    "bell curve. A uniform draw makes every number of the interval equally likely and never leaves it.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.randn(n_targets, n_inputs, generator=generator)
    bias = torch.randn(n_targets, generator=generator)
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "draws-whole-numbers",
    loses=["draws uniformly from [-1, 1)"],
    says="Every start value of yours is a whole number: -1 or 0. torch.randint draws integers, and turning them into "
    "floats afterwards does not fill the gap between them.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.randint(-1, 1, (n_targets, n_inputs), generator=generator).float()
    bias = torch.randint(-1, 1, (n_targets,), generator=generator).float()
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "starts-the-bias-at-zero",
    loses=[
        "draws uniformly from [-1, 1)",
        "takes its numbers from the generator it is given, and from no other",
        "takes them from torch's global generator where none is given",
    ],
    says="Your bias is zero at the start. Many programs do that and it is not a bad idea, but here both tensors are "
    "drawn at random: the docstring says every entry.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator) * 2 - 1
    bias = torch.zeros(n_targets)
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "forgets-requires-grad",
    loses=["gives leaf tensors of the right shapes that require grad"],
    says="The shapes and values are right, but requires_grad is False on what you return, so PyTorch would not collect "
    "gradients for it. Print weights.requires_grad and bias.requires_grad.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator) * 2 - 1
    bias = torch.rand(n_targets, generator=generator) * 2 - 1
    return weights, bias


@mistake(
    "descent.initial_parameters",
    "asks-for-gradients-before-the-arithmetic",
    loses=["gives leaf tensors of the right shapes that require grad"],
    says="You ask for gradients first and do arithmetic afterwards, so what you return is the result of a computation "
    "and not a leaf; print weights.is_leaf. After backward(), its .grad stays None and nothing can be trained.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator, requires_grad=True) * 2 - 1
    bias = torch.rand(n_targets, generator=generator, requires_grad=True) * 2 - 1
    return weights, bias


@mistake(
    "descent.initial_parameters",
    "ignores-the-generator",
    loses=["takes its numbers from the generator it is given, and from no other"],
    says="Two calls with generators of the same seed give different numbers: the generator that you are given seems to "
    "stay unused. Whoever passes one wants to get the same start again.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs) * 2 - 1
    bias = torch.rand(n_targets) * 2 - 1
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "draws-the-bias-without-the-generator",
    loses=["takes its numbers from the generator it is given, and from no other"],
    says="Your weights follow the generator and your bias does not: with the same seed twice, the weights agree and "
    "the biases differ. Look at each of your random draws and ask where its numbers come from.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    weights = torch.rand(n_targets, n_inputs, generator=generator) * 2 - 1
    bias = torch.rand(n_targets) * 2 - 1
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.initial_parameters",
    "seeds-at-every-call",
    loses=[
        "takes its numbers from the generator it is given, and from no other",
        "takes them from torch's global generator where none is given",
    ],
    says="Without a generator, every call gives the same numbers: your function seems to set the seed itself. Seeding "
    "is the caller's decision; inside, it also changes the random numbers of everybody else in the program.",
    read="exercises/04_descent/README.md#where-training-starts",
)
def initial_parameters(
    n_inputs: int, n_targets: int, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(42)
    weights = torch.rand(n_targets, n_inputs, generator=generator) * 2 - 1
    bias = torch.rand(n_targets, generator=generator) * 2 - 1
    return weights.requires_grad_(), bias.requires_grad_()


@mistake(
    "descent.linear",
    "forgets-the-bias",
    loses="everything",
    says="Your predictions are all off by the bias: it seems not to be used. With weights of zero, every row of the "
    "result should be the bias itself, and yours is zero.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return inputs @ weights.T


@mistake(
    "descent.linear",
    "does-not-transpose-the-weights",
    loses="everything",
    breaks=["descent.mse_gradients", "descent.train_linear"],
    says="You multiply the inputs by the weights as they stand, and the inner sizes do not match: (N, n_inputs) meets "
    "(n_targets, n_inputs). Write both shapes side by side and see which of the two has to be turned.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return inputs @ weights + bias


@mistake(
    "descent.linear",
    "puts-the-targets-in-rows",
    loses="everything",
    breaks=["descent.mse_gradients", "descent.train_linear"],
    says="Your result has a row for every target and a column for every sample; it should be the other way round. "
    "Samples stand in rows everywhere in this course: look at the order of the two factors of your product.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return weights @ inputs.T + bias.unsqueeze(1)


@mistake(
    "descent.linear",
    "reshapes-instead-of-transposing",
    loses="everything",
    says="The shape is right and the numbers are not: you seem to reshape the weights into what the product needs. A "
    "reshape reads the numbers on in their old order; put 1 to 6 into a (2, 3) tensor and compare it with a transpose.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return inputs @ weights.reshape(inputs.shape[1], -1) + bias


@mistake(
    "descent.linear",
    "adds-the-bias-inside-the-sum",
    loses="everything",
    says="Your bias is added once for every input rather than once for every prediction. It stands inside the sum; "
    "with weights of zero and three inputs, your result is three times the bias.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (inputs.unsqueeze(1) * weights + bias.unsqueeze(1)).sum(dim=2)


@mistake(
    "descent.linear",
    "squashes-with-a-sigmoid",
    loses="everything",
    says="All your predictions lie between 0 and 1: there is a sigmoid after the sum. The neuron of chapter 3 had one; "
    "a linear model predicts any number, so nothing follows the sum.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(inputs @ weights.T + bias)


@mistake(
    "descent.linear",
    "averages-over-the-inputs",
    loses="everything",
    says="Your products of input and weight are averaged where they should be added up: without the bias, your "
    "predictions are too small, by a factor of the number of inputs.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (inputs.unsqueeze(1) * weights).mean(dim=2) + bias


@mistake(
    "descent.linear",
    "predicts-only-the-first-target",
    loses="everything",
    breaks=["descent.mse_gradients", "descent.train_linear"],
    says="You return one number a sample, whatever the number of targets: only the first row of the weights seems to "
    "be used. Each row of the weights belongs to a target, and each gives a column of the result.",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return inputs @ weights[0] + bias[0]


@mistake(
    "descent.linear",
    "leaves-the-graph",
    loses=["can be differentiated in inputs, weights and bias"],
    breaks=["descent.train_linear"],
    says="Your values are right, but PyTorch cannot follow how they came about: the result has no grad_fn. Something "
    "on the way leaves the graph, such as detach(), .data, numpy or torch.tensor(...).",
    read="exercises/04_descent/README.md#a-linear-model",
)
def linear(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.tensor(inputs.detach().numpy() @ weights.detach().numpy().T + bias.detach().numpy())


@mistake(
    "descent.mse",
    "takes-the-root",
    loses="everything",
    says="You return the square root of what is asked: that is the RMSE, a relative of the MSE. Multiply your answer "
    "by itself and see whether it is then right.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean().sqrt()


@mistake(
    "descent.mse",
    "halves-it",
    loses="everything",
    says="Your result is exactly half of the mean squared error. Some books put the 1/2 there to make the derivative "
    "shorter; this one, like PyTorch's, has none.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean() / 2


@mistake(
    "descent.mse",
    "sums-instead-of-averaging",
    loses="everything",
    says="You add the squared differences up and stop there, so the loss grows with the number of entries. Compare "
    "three entries with the same three written twice: the mean does not change, and yours doubles.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).sum()


@mistake(
    "descent.mse",
    "divides-by-the-number-of-samples",
    loses=[
        "averages the squared differences over all entries",
        "gives a scalar for tensors of any shape",
        "can be differentiated in predictions and targets",
        "leaves its arguments as they are",
    ],
    says="With one target you are right; with two, your result is twice too large. You seem to divide by the number of "
    "rows, while the mean runs over all entries, rows times columns.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).sum() / predictions.shape[0]


@mistake(
    "descent.mse",
    "keeps-a-loss-for-every-column",
    loses="everything",
    breaks=["descent.train_linear"],
    says="Your result still has a dimension: it holds one loss for every column. Training needs a single number; print "
    "the shape of what you return for predictions of shape (3, 2).",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean(dim=0)


@mistake(
    "descent.mse",
    "averages-the-sizes-of-the-errors",
    loses="everything",
    says="You average the differences without their signs and do not square them: that is the mean absolute error. "
    "With differences 1 and 3, yours is 2 and the mean squared error is 5.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return (predictions - targets).abs().mean()


@mistake(
    "descent.mse",
    "does-not-square",
    loses="everything",
    says="You average the differences as they are, so an error of -2 and one of +2 cancel to a loss of 0. Your loss "
    "can even be negative; each difference has to be squared first.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return (predictions - targets).mean()


@mistake(
    "descent.mse",
    "squares-the-mean",
    loses="everything",
    says="You average first and square afterwards, so errors of opposite sign cancel before they are counted: "
    "differences of -2 and +2 give you 0, and should give 4. Look at the order of the two steps.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return (predictions - targets).mean() ** 2


@mistake(
    "descent.mse",
    "lets-shapes-broadcast",
    loses=["refuses shapes that differ with a ValueError"],
    says="Your formula is right, but shapes that differ are not refused. Predictions of shape (3, 1) against targets "
    "of shape (3,) become nine differences, and you return a number that means nothing.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return ((predictions - targets) ** 2).mean()


@mistake(
    "descent.mse",
    "compares-only-the-lengths",
    loses=["gives a scalar for tensors of any shape", "refuses shapes that differ with a ValueError"],
    says="You refuse tensors of different lengths, but (3,) against (3, 1) still passes: both have three rows. Compare "
    "the whole shapes, not their first number.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if len(predictions) != len(targets):
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean()


@mistake(
    "descent.mse",
    "compares-only-the-number-of-entries",
    loses=["refuses shapes that differ with a ValueError"],
    says="You compare how many entries there are, and (3,) and (3, 1) both have three, so they pass and broadcast. "
    "Compare the whole shapes.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.numel() != targets.numel():
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean()


@mistake(
    "descent.mse",
    "reshapes-the-targets-to-fit",
    loses=["refuses shapes that differ with a ValueError"],
    says="Where the shapes differ, you bend the targets into the shape of the predictions and go on. Whoever mixes up "
    "two shapes should hear of it: the docstring asks for an error there.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return ((predictions - targets.reshape(predictions.shape)) ** 2).mean()


@mistake(
    "descent.mse",
    "asserts-the-shapes",
    loses=["refuses shapes that differ with a ValueError"],
    says="You notice that the shapes differ, but with an assert, which raises AssertionError; the docstring promises "
    "ValueError. Assertions are also skipped when Python runs with -O, so they are no check on what callers pass.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    assert predictions.shape == targets.shape, "shapes differ"
    return ((predictions - targets) ** 2).mean()


@mistake(
    "descent.mse",
    "returns-the-exception",
    loses=["refuses shapes that differ with a ValueError"],
    says="Where the shapes differ you hand an exception back as if it were the result. Nobody is stopped that way: an "
    "exception has to be raised.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        return ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean()


@mistake(
    "descent.mse",
    "returns-a-python-float",
    loses="everything",
    breaks=["descent.train_linear"],
    says="You return a Python float. The number is right, but a float remembers no computation, so backward() cannot "
    "start from it; return the tensor and let the caller ask for the number.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    return ((predictions - targets) ** 2).mean().item()


@mistake(
    "descent.mse",
    "overwrites-the-predictions",
    loses=["can be differentiated in predictions and targets", "leaves its arguments as they are"],
    says="After the call, the predictions that you were given hold the differences: an in-place operation such as -= "
    "wrote into the caller's tensor. Put the differences into a tensor of their own.",
    read="exercises/04_descent/README.md#the-mean-squared-error",
)
def mse(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    predictions -= targets
    return (predictions**2).mean()


@mistake(
    "descent.mse_gradients",
    "forgets-the-two",
    loses="everything",
    says="Both your gradients are exactly half of what they should be. The derivative of a square brings a factor "
    "down; look for it in the first line of the derivation.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return errors.T @ inputs / errors.numel(), errors.sum(dim=0) / errors.numel()


@mistake(
    "descent.mse_gradients",
    "forgets-to-average",
    loses="everything",
    says="Your gradients are those of the sum of the squared errors: too large by the number of entries. The loss is a "
    "mean, and its derivative keeps the division.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return 2 * errors.T @ inputs, 2 * errors.sum(dim=0)


@mistake(
    "descent.mse_gradients",
    "averages-over-the-samples-only",
    loses="everything",
    says="With one target you are right; with two, your gradients are twice too large. The loss divides by all "
    "entries, samples times targets, and you seem to divide by the samples alone.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return 2 * errors.T @ inputs / inputs.shape[0], 2 * errors.sum(dim=0) / inputs.shape[0]


@mistake(
    "descent.mse_gradients",
    "divides-the-two-gradients-differently",
    loses="everything",
    says="Your gradient for the weights is right. The one for the bias is too large by the number of targets: it is "
    "averaged over the samples only, while the loss divides by samples times targets.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return 2 * errors.T @ inputs / errors.numel(), 2 * errors.mean(dim=0)


@mistake(
    "descent.mse_gradients",
    "turns-the-errors-around",
    loses="everything",
    says="The sizes are right and every sign is wrong: you seem to take targets minus predictions. Squaring hides the "
    "difference, the derivative does not, and a step with these gradients would climb.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = targets - linear(inputs, weights, bias)
    return 2 * errors.T @ inputs / errors.numel(), 2 * errors.sum(dim=0) / errors.numel()


@mistake(
    "descent.mse_gradients",
    "transposes-the-weights-gradient",
    loses="everything",
    says="Your gradient for the weights lies on its side: its shape is (n_inputs, n_targets). A gradient has the shape "
    "of the thing that it belongs to; look at the order of the two factors of your product.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return 2 * inputs.T @ errors / errors.numel(), 2 * errors.sum(dim=0) / errors.numel()


@mistake(
    "descent.mse_gradients",
    "adds-the-targets-up-in-the-bias",
    loses="everything",
    says="Your gradient for the bias is a single number. Every target has a bias of its own, and its gradient collects "
    "the errors of its own column only.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return 2 * errors.T @ inputs / errors.numel(), 2 * errors.mean()


@mistake(
    "descent.mse_gradients",
    "forgets-the-bias-in-the-errors",
    loses="everything",
    says="You are right wherever the bias is zero and wrong elsewhere: the errors seem to be computed without it. The "
    "gradients belong to the loss of the whole model.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = inputs @ weights.T - targets
    return 2 * errors.T @ inputs / errors.numel(), 2 * errors.sum(dim=0) / errors.numel()


@mistake(
    "descent.mse_gradients",
    "returns-the-bias-first",
    loses="everything",
    says="Both gradients are right, but they come in the wrong order: the one for the weights is first.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    errors = linear(inputs, weights, bias) - targets
    return 2 * errors.sum(dim=0) / errors.numel(), 2 * errors.T @ inputs / errors.numel()


@mistake(
    "descent.mse_gradients",
    "lets-autograd-do-it",
    loses=["is worked out by hand, without autograd or finite differences"],
    says="The numbers are right, but autograd worked them out: a backward pass runs inside your function. The point of "
    "this exercise is a formula of your own; use autograd outside, to check it.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.enable_grad():
        w = weights.detach().clone().requires_grad_()
        b = bias.detach().clone().requires_grad_()
        return torch.autograd.grad(mse(linear(inputs.detach(), w, b), targets.detach()), (w, b))


@mistake(
    "descent.mse_gradients",
    "nudges-every-parameter",
    loses="everything",
    says="Your gradients are only nearly right, and further off where the loss is large: they seem to come from "
    "nudging each parameter and looking at the loss, as in chapter 2. Here the formula itself is asked for.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    eps = 1e-3
    w, b = weights.detach().clone(), bias.detach().clone()
    gradients = []
    for tensor in (w, b):
        gradient = torch.zeros_like(tensor)
        for index in range(tensor.numel()):
            entry = tensor.view(-1)[index].item()
            tensor.view(-1)[index] = entry + eps
            above = mse(linear(inputs, w, b), targets).item()
            tensor.view(-1)[index] = entry - eps
            below = mse(linear(inputs, w, b), targets).item()
            tensor.view(-1)[index] = entry
            gradient.view(-1)[index] = (above - below) / (2 * eps)
        gradients.append(gradient)
    return gradients[0], gradients[1]


@mistake(
    "descent.mse_gradients",
    "writes-into-grad",
    loses=["leaves its arguments as they are"],
    says="Your gradients are right, but the call also changes the .grad of the weights and the bias that it was given. "
    "Return the gradients and leave the arguments alone; storing them is for the caller to decide.",
    read="exercises/04_descent/README.md#gradients-by-hand",
)
def mse_gradients(
    inputs: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.no_grad():
        errors = linear(inputs, weights, bias) - targets
        weights.grad = 2 * errors.T @ inputs / errors.numel()
        bias.grad = 2 * errors.sum(dim=0) / errors.numel()
    return weights.grad, bias.grad


@mistake(
    "descent.gradient_descent_step",
    "rebinds-the-name",
    loses="everything",
    breaks=["descent.train_linear"],
    says="Nothing moved and the gradient is still there: parameter = parameter - ... makes a new tensor and gives it "
    "the old name, while the caller keeps the old tensor. The tensor itself has to change, in place.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter = parameter - lr * parameter.grad
                parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "puts-new-tensors-into-the-list",
    loses="everything",
    breaks=["descent.train_linear"],
    says="The list holds new tensors after your step, and those that it held before have not moved. The caller's "
    "weights and bias are those old ones: change them in place.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for index, parameter in enumerate(parameters):
        if parameter.grad is not None:
            parameters[index] = (parameter - lr * parameter.grad).detach().requires_grad_()
            parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "updates-inside-the-graph",
    loses="everything",
    breaks=["descent.train_linear"],
    says="PyTorch refused your update: a leaf that requires grad may not be changed in place while operations are "
    "being recorded. Tell PyTorch not to record these lines.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if parameter.grad is not None:
            parameter -= lr * parameter.grad
            parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "steps-uphill",
    loses="everything",
    says="Your parameters move by the right amount in the wrong direction. The gradient points to where the loss grows "
    "fastest, so a step downhill goes against it.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter += lr * parameter.grad
                parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "forgets-the-learning-rate",
    loses="everything",
    says="Your parameters move by the whole gradient, whatever the learning rate: lr seems to be unused. Call the "
    "function with two different rates and compare.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= parameter.grad
                parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "never-resets",
    loses=["resets every gradient afterwards"],
    says="The first step is right, but the gradient is still there afterwards. backward() adds to what .grad holds, so "
    "your second step uses the sum of two gradients; print .grad after the call.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad


@mistake(
    "descent.gradient_descent_step",
    "resets-only-the-last",
    loses=["resets every gradient afterwards"],
    says="Only the last parameter of the list has its gradient reset; the others keep theirs. Look at the indentation: "
    "the reset belongs to every round of the loop.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
    parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "resets-before-it-moves",
    loses="everything",
    breaks=["descent.train_linear"],
    says="Your gradients are reset and nothing has moved: the reset comes before the step, so the step is made with a "
    "gradient of zero. Look at the order of your lines.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad.zero_()
                parameter -= lr * parameter.grad


@mistake(
    "descent.gradient_descent_step",
    "trips-over-a-missing-gradient",
    loses=["resets every gradient afterwards", "does not move a parameter without a gradient"],
    says="A parameter whose .grad is None stops your function with an error: None cannot be multiplied by a number. "
    "Such a parameter stays where it is, and the others still move.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            parameter -= lr * parameter.grad
            parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "stops-at-a-missing-gradient",
    loses=["does not move a parameter without a gradient"],
    says="When a parameter has no gradient, your function ends there, and the parameters after it do not move. Only "
    "that one is to be passed over.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                return
            parameter -= lr * parameter.grad
            parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "switches-requires-grad-off",
    loses=["leaves the parameters leaves that require grad, and returns None"],
    breaks=["descent.train_linear"],
    says="The step is right, but afterwards requires_grad is False on your parameters, so the next backward() has "
    "nothing to fill. There is a way to make an update unrecorded without changing the parameter's own settings.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    for parameter in parameters:
        if parameter.grad is not None:
            parameter.requires_grad_(False)
            parameter -= lr * parameter.grad
            parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "leaves-recording-switched-off",
    loses=["leaves the parameters leaves that require grad, and returns None"],
    breaks=["descent.train_linear"],
    says="After your function, torch.is_grad_enabled() is False: recording was switched off for the whole program and "
    "never on again. A with block switches it back by itself, whatever happens inside.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    torch.set_grad_enabled(False)
    for parameter in parameters:
        if parameter.grad is not None:
            parameter -= lr * parameter.grad
            parameter.grad = None


@mistake(
    "descent.gradient_descent_step",
    "returns-the-parameters",
    loses=["leaves the parameters leaves that require grad, and returns None"],
    says="The step is right, but the function returns the parameters, and the docstring promises None. In Python, a "
    "function that changes its arguments in place customarily returns nothing, so that nobody takes it for a copy.",
    read="exercises/04_descent/README.md#one-step-downhill",
)
def gradient_descent_step(parameters: list[torch.Tensor], lr: float) -> None:
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
                parameter.grad = None
    return parameters


@mistake(
    "descent.train_linear",
    "records-the-loss-after-the-update",
    loses=[
        "records the loss before every update, as Python floats",
        "gives the start and no losses for epochs=0",
        "works for one sample, one input and one target",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your list begins one epoch late: each loss is computed again after the update. The first entry should be the "
    "loss of the start, before anything has moved.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        mse(linear(inputs, weights, bias), targets).backward()
        gradient_descent_step([weights, bias], lr)
        losses.append(mse(linear(inputs, weights, bias), targets).item())
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "keeps-tensors-as-losses",
    loses=[
        "records the loss before every update, as Python floats",
        "gives the start and no losses for epochs=0",
        "works for one sample, one input and one target",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="Your losses are tensors, and the docstring asks for Python floats. A loss tensor holds on to the whole "
    "computation that led to it; of this one, only the number is wanted.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss)
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "adds-up-its-gradients",
    loses="everything",
    says="Your first step is right and the later ones are not: the gradients are never reset, so each step uses the "
    "sum of all gradients so far. The loss may still fall, but it overshoots and swings.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "never-takes-the-step",
    loses="everything",
    says="All your losses are the same, and the parameters end where they started: gradients are computed and nothing "
    "is moved by them. Check which of the five parts of an epoch is missing.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "moves-only-the-weights",
    loses="everything",
    says="Your bias ends exactly where it started, so the line can turn but not shift: only the weights take a step. "
    "Both parameters have a gradient, and both have to move.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "starts-anew-every-epoch",
    loses="everything",
    says="Your loss jumps about and does not fall: every epoch begins with fresh random parameters, so nothing that "
    "was learned is kept. The start is drawn once.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    if epochs == 0:
        return *initial_parameters(inputs.shape[1], targets.shape[1], generator), []
    losses = []
    for _ in range(epochs):
        weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "forgets-to-pass-the-generator",
    loses="everything",
    says="Two trainings with generators of the same seed start at different places: the generator that you are given "
    "does not reach the function that draws the start.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1])
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "starts-at-zero",
    loses="everything",
    says="With no epochs at all, your weights and bias are zeros. Training starts at what your own function of the "
    "first exercise draws, with the generator that was passed.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights = torch.zeros(targets.shape[1], inputs.shape[1], requires_grad=True)
    bias = torch.zeros(targets.shape[1], requires_grad=True)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "takes-the-sizes-from-the-rows",
    loses="everything",
    says="Your parameters have a row or a column for every sample: the sizes seem to be read from the number of rows. "
    "The number of inputs and of targets is how many columns each tensor has.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(len(inputs), len(targets), generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "steps-after-every-sample",
    loses="everything",
    says="Your parameters move once for every sample, so an epoch makes many small updates. That is a method of its "
    "own; full-batch means one prediction for all samples, one loss and one update an epoch.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for row in range(len(inputs)):
            loss = mse(linear(inputs[row : row + 1], weights, bias), targets[row : row + 1])
            loss.backward()
            total += loss.item()
            gradient_descent_step([weights, bias], lr)
        losses.append(total / len(inputs))
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "adds-up-its-losses",
    loses=[
        "records the loss before every update, as Python floats",
        "gives the start and no losses for epochs=0",
        "works for one sample, one input and one target",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="The parameters are right, but your losses grow from epoch to epoch: each entry is the sum of all losses so "
    "far. Every entry stands for its own epoch alone.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    total = 0.0
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        total += loss.item()
        losses.append(total)
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "returns-only-the-last-loss",
    loses=[
        "records the loss before every update, as Python floats",
        "gives the start and no losses for epochs=0",
        "works for one sample, one input and one target",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="You return one number where a list is asked for, with the loss of every epoch. Begin with an empty list and "
    "let each epoch add its own.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    last = 0.0
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        last = loss.item()
        gradient_descent_step([weights, bias], lr)
    return weights, bias, last


@mistake(
    "descent.train_linear",
    "trains-one-epoch-too-many",
    loses="everything",
    says="Your list holds one loss more than there were epochs to run, and with no epochs at all your parameters still "
    "move. Count the rounds of your loop for epochs=0.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs + 1):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "stops-when-the-loss-is-small",
    loses=["works for one sample, one input and one target"],
    says="When the loss gets small, you stop before all epochs have run, and the list of losses is too short. That can "
    "be a good idea elsewhere; here the caller decides how many epochs there are.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    inputs, targets = inputs.detach(), targets.detach()
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
        if losses[-1] < 1e-6:
            break
    return weights, bias, losses


@mistake(
    "descent.train_linear",
    "leaves-gradients-on-the-data",
    loses=["leaves inputs and targets as they are, even where they require grad"],
    says="If the inputs or the targets require grad, your backward() fills their .grad as well, and the docstring "
    "promises to leave it as it is. Train on the data without their history.",
    read="exercises/04_descent/README.md#the-training-loop",
)
def train_linear(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float, generator: torch.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    weights, bias = initial_parameters(inputs.shape[1], targets.shape[1], generator)
    losses = []
    for _ in range(epochs):
        loss = mse(linear(inputs, weights, bias), targets)
        loss.backward()
        losses.append(loss.item())
        gradient_descent_step([weights, bias], lr)
    return weights, bias, losses
