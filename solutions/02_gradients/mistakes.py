"""Known wrong answers of chapter 2, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable

import torch

from autograder.course.answers import mistake


@mistake(
    "gradients.gradient",
    "adds-to-the-gradient-that-is-there",
    loses=[
        "gives the same answer at a second call, whatever .grad held before",
        "leaves x as it was: values, requires_grad and .grad",
    ],
    says="The first call is right and the second gives twice as much: backward() adds to what .grad holds, and you let "
    "it work on the caller's x. Call your function twice on one x and print both answers and x.grad.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    x.requires_grad_(True)
    function(x).backward()
    return x.grad


@mistake(
    "gradients.gradient",
    "expects-x-to-require-grad",
    loses="everything",
    says="PyTorch says that an element of tensors does not require grad: the x that you were given does not, so "
    "nothing was recorded and backward() has nowhere to start. Ask for gradients first, on a tensor of your own.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    function(x).backward()
    return x.grad


@mistake(
    "gradients.gradient",
    "returns-the-tuple",
    loses="everything",
    says="You return a tuple with one tensor in it, which is what torch.autograd.grad gives. The gradient is the first "
    "entry of that tuple.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    return torch.autograd.grad(function(leaf), leaf)


@mistake(
    "gradients.gradient",
    "forgets-to-return-it",
    loses="everything",
    says="Your function returns None. The method backward() gives nothing back: it puts the gradient into .grad of the "
    "leaf, and it is up to you to return it from there.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    return function(leaf).backward()


@mistake(
    "gradients.gradient",
    "returns-the-value",
    loses="everything",
    says="You return the value of the function, one number, and not its slopes. Going backward leaves the value as it "
    "is; the gradient is somewhere else, and has the shape of x.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    value = function(leaf)
    value.backward()
    return value.detach()


@mistake(
    "gradients.gradient",
    "empties-what-it-returns",
    loses="everything",
    says="Your gradient is all zeros. You return the tensor x.grad itself and set its entries to zero afterwards: both "
    "names mean one and the same tensor. Take a copy before you clean up.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    function(leaf).backward()
    slopes = leaf.grad
    leaf.grad.zero_()
    return slopes


@mistake(
    "gradients.gradient",
    "leaves-requires-grad-on",
    loses=["leaves x as it was: values, requires_grad and .grad"],
    says="The gradient is right, but an x that did not require grad does so after the call: you switched it on and "
    "never off. A copy of your own has settings that are nobody else's.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    x.requires_grad_(True)
    (slopes,) = torch.autograd.grad(function(x), x)
    return slopes


@mistake(
    "gradients.gradient",
    "forgets-the-old-gradient",
    loses=["leaves x as it was: values, requires_grad and .grad"],
    says="Your answers are right, but what x.grad held before the call is gone: you cleared it to make room. Somebody "
    "else may still need it, so work where you disturb nothing.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    before = x.requires_grad
    x.requires_grad_(True)
    x.grad = None
    function(x).backward()
    slopes = x.grad.clone()
    x.grad = None
    x.requires_grad_(before)
    return slopes


@mistake(
    "gradients.gradient",
    "keeps-the-graph",
    loses=["gives a tensor without a graph"],
    says="The numbers are right, but the result requires grad: it still carries the computation that it came from. "
    "That is what create_graph=True is for, and here nobody asked for slopes of slopes.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    (slopes,) = torch.autograd.grad(function(leaf), leaf, create_graph=True)
    return slopes


@mistake(
    "gradients.gradient",
    "takes-differences",
    loses=["asks autograd, not differences of values"],
    says="Your slopes come from differences of two values. That is the third exercise of this chapter; this one is to "
    "ask autograd, which is exact even where the values are so large that a difference loses all its digits.",
    read="exercises/02_gradients/README.md#a-slope-for-every-entry",
)
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    place = x.detach().double()
    slopes = torch.zeros(x.numel(), dtype=x.dtype)
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel(), dtype=torch.float64)
        nudge[entry] = 1e-5
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place + nudge) - function(place - nudge)) / 2e-5
    return slopes.reshape(x.shape)


@mistake(
    "gradients.chain_rule",
    "forgets-to-average",
    loses="everything",
    says="Too large by the number of entries: this is the gradient of a sum. Each entry has only its share in a mean, "
    "and the derivative keeps that division.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 6 * (x + 2)


@mistake(
    "gradients.chain_rule",
    "forgets-the-two",
    loses="everything",
    says="Exactly half of the right answer. The derivative of a square brings a factor down, and in yours it is "
    "missing.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 3 * (x + 2) / x.numel()


@mistake(
    "gradients.chain_rule",
    "forgets-the-three",
    loses="everything",
    says="Exactly a third of the right answer: the 3 in front of the square is missing. A constant factor stays a "
    "factor in the derivative.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 2 * (x + 2) / x.numel()


@mistake(
    "gradients.chain_rule",
    "forgets-what-is-inside",
    loses="everything",
    says="Every entry is off by the same amount, because the 2 that is added to x is gone. Its own derivative is 0, "
    "true, but the outer derivative is still taken at x + 2.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 6 * x / x.numel()


@mistake(
    "gradients.chain_rule",
    "keeps-the-square",
    loses="everything",
    says="You took the factor down and left the power as it was. When the 2 of a square comes down, the power becomes "
    "1.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 6 * (x + 2) ** 2 / x.numel()


@mistake(
    "gradients.chain_rule",
    "gives-the-value",
    loses="everything",
    says="This is the value of the function, one number. Its gradient was asked for: a slope for every entry, in the "
    "shape of x.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return torch.mean(3 * (x + 2) ** 2)


@mistake(
    "gradients.chain_rule",
    "averages-the-gradient",
    loses="everything",
    says="You return a single number, the average of the slopes. The mean belongs to the function; in the gradient it "
    "has become a division, and every entry keeps a slope of its own.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return (6 * (x + 2)).mean()


@mistake(
    "gradients.chain_rule",
    "divides-by-the-rows",
    loses="everything",
    says="You divide by len(x), the number of rows. The mean runs over all entries, so a tensor with several columns "
    "comes out too large, and one without dimensions has no len at all.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 6 * (x + 2) / len(x)


@mistake(
    "gradients.chain_rule",
    "writes-into-x",
    loses=["leaves x as it was: values, requires_grad and .grad"],
    says="The gradient is right, but the caller's x is changed: an in-place operation such as += wrote into it. Where "
    "x requires grad, PyTorch stops with an error instead. Make new tensors.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    x += 2
    return 6 * x / x.numel()


@mistake(
    "gradients.chain_rule",
    "lets-autograd-do-it",
    loses=["is worked out by hand, without autograd or finite differences"],
    says="The numbers are right, but autograd worked them out. The point of this exercise is a formula of your own; "
    "use autograd outside, to check it.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    torch.mean(3 * (leaf + 2) ** 2).backward()
    return leaf.grad


@mistake(
    "gradients.chain_rule",
    "takes-differences",
    loses=["is worked out by hand, without autograd or finite differences"],
    says="Your slopes come from two nearby values of the function. Nearly right is not a formula: where the entries "
    "are large, the difference has no digit left. Multiply the slopes of the four steps instead.",
    read="exercises/02_gradients/README.md#the-chain-rule",
)
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    place = x.detach().double().flatten()
    slopes = torch.zeros(x.numel())
    for entry in range(x.numel()):
        right, left = place.clone(), place.clone()
        right[entry] += 1e-4
        left[entry] -= 1e-4
        slopes[entry] = (torch.mean(3 * (right + 2) ** 2) - torch.mean(3 * (left + 2) ** 2)) / 2e-4
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "steps-forward-only",
    loses="everything",
    says="You compare a step to the right with x itself. That is a forward difference: on a bent curve it is off by "
    "about eps times the bend. The difference asked for has one step to either side.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    slopes = torch.zeros(x.numel())
    place = x.detach()
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place + nudge) - function(place)) / eps
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "forgets-the-two",
    loses="everything",
    says="Exactly twice the right answer: the two places are 2 * eps apart, and you divide by eps.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    slopes = torch.zeros(x.numel())
    place = x.detach()
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place + nudge) - function(place - nudge)) / eps
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "divides-without-brackets",
    loses="everything",
    says="Python reads a / 2 * eps from left to right: it divides by 2 and then multiplies by eps. What stands below "
    "the line needs brackets.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    slopes = torch.zeros(x.numel())
    place = x.detach()
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place + nudge) - function(place - nudge)) / 2 * eps
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "subtracts-the-wrong-way",
    loses="everything",
    says="All signs are wrong: you take the value on the left minus the one on the right. A function that grows to the "
    "right should have a positive slope.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    slopes = torch.zeros(x.numel())
    place = x.detach()
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place - nudge) - function(place + nudge)) / (2 * eps)
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "nudges-all-entries-at-once",
    loses="everything",
    says="You add eps to all entries at once, so that their slopes come out added up. Only one entry may move at a "
    "time; all others stay where they are.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    place = x.detach()
    slope = (function(place + eps) - function(place - eps)) / (2 * eps)
    return slope * torch.ones(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "lets-the-nudges-pile-up",
    loses="everything",
    says="Your first slope is right and the later ones drift away: the nudge of one entry is still there when the next "
    "one is nudged. Every entry starts again from x itself.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    slopes = torch.zeros(x.numel())
    right, left = x.detach().flatten().clone(), x.detach().flatten().clone()
    for entry in range(x.numel()):
        right[entry] += eps
        left[entry] -= eps
        slopes[entry] = (function(right.reshape(x.shape)) - function(left.reshape(x.shape))) / (2 * eps)
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "hands-over-a-flat-tensor",
    loses="everything",
    says="The function was called on a flat tensor with all entries in a row. It was made for the shape of x: work "
    "with flat tensors if you like, but reshape what you hand over.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    place = x.detach().flatten()
    slopes = torch.zeros(x.numel())
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        slopes[entry] = (function(place + nudge) - function(place - nudge)) / (2 * eps)
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "nudges-whole-rows",
    loses="everything",
    says="You go through len(x) rows and nudge a whole row at a time, so its slopes come out added up. Each entry "
    "needs a nudge of its own, however many dimensions there are.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    place = x.detach()
    slopes = torch.zeros(x.shape)
    for row in range(len(x)):
        nudge = torch.zeros(x.shape)
        nudge[row] = eps
        slopes[row] = (function(place + nudge) - function(place - nudge)) / (2 * eps)
    return slopes


@mistake(
    "gradients.numerical_gradient",
    "ignores-eps",
    loses=["uses the eps that it is given, and 1e-3 where none is given"],
    says="Your function always takes steps of one size, whatever eps it is given. Use the argument, in both places "
    "where the formula has it.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    slopes = torch.zeros(x.numel())
    place = x.detach()
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = 1e-3
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place + nudge) - function(place - nudge)) / (2 * 1e-3)
    return slopes.reshape(x.shape)


@mistake(
    "gradients.numerical_gradient",
    "lets-autograd-do-it",
    loses=["uses the eps that it is given, and 1e-3 where none is given", "needs no autograd"],
    says="You ask autograd, and eps plays no part. The function may be one that autograd cannot follow, and then this "
    "way is closed; two values of it are all that is needed.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    (slopes,) = torch.autograd.grad(function(leaf), leaf)
    return slopes


@mistake(
    "gradients.numerical_gradient",
    "nudges-x-itself",
    loses=["leaves x exactly as it was, and the recording of gradients on"],
    says="The slopes are right, but x is no longer exactly what it was: you add eps to its own entries and take it off "
    "again, and floats do not come back to the last digit. Nudge a copy, or keep the old entry and put that back.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    import itertools

    slopes = torch.zeros(x.shape)
    with torch.no_grad():
        for index in itertools.product(*map(range, x.shape)):
            x[index] += eps
            right = function(x)
            x[index] -= 2 * eps
            left = function(x)
            x[index] += eps
            slopes[index] = (right - left) / (2 * eps)
    return slopes


@mistake(
    "gradients.numerical_gradient",
    "leaves-recording-switched-off",
    loses=["leaves x exactly as it was, and the recording of gradients on"],
    says="The slopes are right, but after your function torch.is_grad_enabled() is False: recording was switched off "
    "for the whole program and never on again. A with block switches it back by itself.",
    read="exercises/02_gradients/README.md#slopes-from-two-nearby-values",
)
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    torch.set_grad_enabled(False)
    slopes = torch.zeros(x.numel())
    place = x.detach()
    for entry in range(x.numel()):
        nudge = torch.zeros(x.numel())
        nudge[entry] = eps
        nudge = nudge.reshape(x.shape)
        slopes[entry] = (function(place + nudge) - function(place - nudge)) / (2 * eps)
    return slopes.reshape(x.shape)


@mistake(
    "gradients.jacobian",
    "adds-the-outputs-up",
    loses="everything",
    says="You return one row, the sum of all the rows that were asked for: summing the outputs gives backward() its "
    "scalar, and mixes what should be kept apart. Each output has a row of its own.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    outputs.sum().backward()
    return leaf.grad


@mistake(
    "gradients.jacobian",
    "differentiates-a-vector",
    loses="everything",
    says="PyTorch says that a gradient is only created for scalar outputs: one backward pass starts from one number, "
    "and your function has several. Take them one at a time.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    outputs.backward()
    return leaf.grad


@mistake(
    "gradients.jacobian",
    "lets-the-rows-pile-up",
    loses="everything",
    says="The first row is right, and each later one is the sum of all rows so far: backward() adds to .grad, and "
    "nothing cleared it in between.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    rows = []
    for output in outputs:
        output.backward(retain_graph=True)
        rows.append(leaf.grad.clone())
    return torch.stack(rows)


@mistake(
    "gradients.jacobian",
    "keeps-one-tensor-for-all-rows",
    loses="everything",
    says="All your rows are the same. You put one and the same tensor, leaf.grad, into the list again and again, and "
    "what is written into it later shows in every row. Put a copy into the list.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    rows = []
    for output in outputs:
        if leaf.grad is not None:
            leaf.grad.zero_()
        output.backward(retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


@mistake(
    "gradients.jacobian",
    "frees-the-graph-too-early",
    loses="everything",
    says="PyTorch says that you try to go backward through the graph a second time. After the first row it throws away "
    "what the backward pass needs, unless you ask it to keep that.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    return torch.stack([torch.autograd.grad(output, leaf)[0] for output in outputs])


@mistake(
    "gradients.jacobian",
    "lies-on-its-side",
    loses="everything",
    says="Your matrix lies on its side: a row for every entry of x. In a Jacobian the rows belong to the outputs; with "
    "as many outputs as inputs only the values tell, so try a function with 2 outputs and 3 inputs.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    rows = [torch.autograd.grad(output, leaf, retain_graph=True)[0] for output in outputs]
    return torch.stack(rows, dim=1)


@mistake(
    "gradients.jacobian",
    "returns-a-list-of-rows",
    loses="everything",
    says="Your rows are right, but you return them as a list. One matrix was asked for: look for what stacks tensors.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    return [torch.autograd.grad(output, leaf, retain_graph=True)[0] for output in outputs]


@mistake(
    "gradients.jacobian",
    "sorts-out-the-zero-rows",
    loses=["has zeros where an output does not depend on an entry of x"],
    says="An output that does not depend on x has no row in your result. Its slopes are all zero, and zeros are an "
    "answer: the matrix has a row for every output.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    rows = [torch.autograd.grad(output, leaf, retain_graph=True)[0] for output in outputs]
    return torch.stack([row for row in rows if row.any()])


@mistake(
    "gradients.jacobian",
    "leaves-requires-grad-on",
    loses=["leaves x as it was: values, requires_grad and .grad"],
    says="The matrix is right, but an x that did not require grad does so after the call: you switched it on and never "
    "off. A copy of your own has settings that are nobody else's.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    x.requires_grad_(True)
    outputs = function(x)
    rows = [torch.autograd.grad(output, x, retain_graph=True)[0] for output in outputs]
    return torch.stack(rows)


@mistake(
    "gradients.jacobian",
    "clears-the-old-gradient",
    loses=["leaves x as it was: values, requires_grad and .grad"],
    says="The matrix is right, but what x.grad held before the call is gone: you used it for your rows and cleared it. "
    "Let the backward passes end at a tensor of your own.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    before = x.requires_grad
    x.requires_grad_(True)
    rows = []
    for output in function(x):
        x.grad = None
        output.backward(retain_graph=True)
        rows.append(x.grad)
    x.grad = None
    x.requires_grad_(before)
    return torch.stack(rows)


@mistake(
    "gradients.jacobian",
    "takes-differences",
    loses=["asks autograd, not differences of values"],
    says="Your columns come from differences of two values. Ask autograd: it is exact, even where the values are so "
    "large that a difference loses all its digits.",
    read="exercises/02_gradients/README.md#many-outputs-at-once",
)
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    place = x.detach().double()
    columns = []
    for entry in range(len(x)):
        nudge = torch.zeros(len(x), dtype=torch.float64)
        nudge[entry] = 1e-5
        columns.append((function(place + nudge) - function(place - nudge)).detach() / 2e-5)
    return torch.stack(columns, dim=1).float()
