"""The known mistakes of chapter 2, each as another beginner would have made it."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable

import torch

from autograder.course.answers import rewrite


@rewrite("gradients.gradient", "adds-to-the-gradient-that-is-there")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    if not x.requires_grad:
        x.requires_grad = True
    result = function(x)
    torch.autograd.backward(result)
    slopes = x.grad
    return slopes


@rewrite("gradients.gradient", "expects-x-to-require-grad")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    value = function(x)
    return torch.autograd.grad(value, x)[0]


@rewrite("gradients.gradient", "returns-the-tuple")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = torch.nn.Parameter(x.detach().clone())
    result = function(own)
    answer = torch.autograd.grad(outputs=[result], inputs=[own])
    return answer


@rewrite("gradients.gradient", "forgets-to-return-it")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = torch.empty(x.shape, dtype=x.dtype)
    own.copy_(x.detach())
    own.requires_grad = True
    result = function(own)
    result.backward()
    slopes = own.grad


@rewrite("gradients.gradient", "returns-the-value")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = torch.zeros_like(x).add_(x.detach()).requires_grad_()
    result = function(own)
    slopes = torch.autograd.grad(result, own)
    return result.data


@rewrite("gradients.gradient", "empties-what-it-returns")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    def differentiate(own: torch.Tensor) -> torch.Tensor:
        torch.autograd.backward(function(own))
        answer = own.grad
        own.grad.fill_(0.0)
        return answer

    return differentiate(torch.nn.Parameter(x.detach().clone()))


@rewrite("gradients.gradient", "leaves-requires-grad-on")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    saved = x.grad
    x.grad = None
    x.requires_grad = True
    result = function(x)
    result.backward()
    slopes = x.grad
    x.grad = saved
    return slopes


@rewrite("gradients.gradient", "forgets-the-old-gradient")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    needed = x.requires_grad
    if not needed:
        x.requires_grad = True
    if x.grad is not None:
        x.grad.zero_()
    torch.autograd.backward(function(x))
    slopes, x.grad = x.grad, None
    x.requires_grad = needed
    return slopes


@rewrite("gradients.gradient", "keeps-the-graph")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = x.clone().detach()
    own.requires_grad = True
    result = function(own)
    result.backward(retain_graph=True, create_graph=True)
    return own.grad


@rewrite("gradients.gradient", "takes-differences")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    h = 1e-4
    here = x.detach().to(torch.float64)

    def slope(direction: torch.Tensor) -> float:
        further, back = function(here + h * direction), function(here - h * direction)
        return (further.item() - back.item()) / (2 * h)

    directions = torch.eye(x.numel(), dtype=torch.float64).reshape(-1, *x.shape)
    return torch.tensor([slope(direction) for direction in directions], dtype=x.dtype).reshape(x.shape)


@rewrite("gradients.chain_rule", "forgets-to-average")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    inner = x + 2
    slope_of_the_square = 2 * inner
    return 3 * slope_of_the_square


@rewrite("gradients.chain_rule", "forgets-the-two")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    count = 1
    for length in x.shape:
        count *= length
    share = 1 / count
    return torch.add(x, 2).mul(3 * share)


@rewrite("gradients.chain_rule", "forgets-the-three")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    numbers = x.detach().flatten().tolist()
    slopes = []
    for number in numbers:
        slopes.append(2 * (number + 2) / len(numbers))
    return torch.tensor(slopes).reshape(x.shape)


@rewrite("gradients.chain_rule", "forgets-what-is-inside")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    mean_slope = torch.full_like(x, 1 / x.numel())
    square_slope = torch.mul(x, 2)
    return mean_slope * 3 * square_slope


@rewrite("gradients.chain_rule", "keeps-the-square")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    entries = x.nelement()
    inner = torch.add(x, 2)
    outer = 2 * 3 * torch.square(inner)
    return outer / entries


@rewrite("gradients.chain_rule", "gives-the-value")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    u = x + 2
    v = u * u
    w = 3 * v
    return w.sum() / w.numel()


@rewrite("gradients.chain_rule", "averages-the-gradient")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    slopes = 3 * 2 * torch.add(x, 2)
    total = slopes.sum()
    return torch.div(total, slopes.nelement())


@rewrite("gradients.chain_rule", "divides-by-the-rows")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    rows = x.shape[0]
    square_slope = 2 * (x + 2)
    return square_slope.mul(3).div(rows)


@rewrite("gradients.chain_rule", "writes-into-x")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    inner = x.add_(2)
    slope_of_the_square = 2 * inner
    share = 1 / inner.numel()
    return 3 * slope_of_the_square * share


@rewrite("gradients.chain_rule", "lets-autograd-do-it")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    def function(values: torch.Tensor) -> torch.Tensor:
        return (3 * (values + 2) ** 2).mean()

    return gradient(function, x)


@rewrite("gradients.chain_rule", "takes-differences")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    def function(values: torch.Tensor) -> torch.Tensor:
        return (3 * (values + 2) ** 2).mean()

    return numerical_gradient(function, x.detach().double())


@rewrite("gradients.numerical_gradient", "steps-forward-only")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    from itertools import product

    start = x.detach()
    value = function(start)
    slopes = torch.zeros(x.shape)
    for index in product(*[range(length) for length in x.shape]):
        moved = start.clone()
        moved[index] += eps
        slopes[index] = (function(moved) - value) / eps
    return slopes


@rewrite("gradients.numerical_gradient", "forgets-the-two")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    steps = eps * torch.eye(x.numel()).reshape(x.numel(), *x.shape)
    with torch.no_grad():
        slopes = [(function(x + step) - function(x - step)) / eps for step in steps]
    return torch.stack(slopes).reshape(x.shape)


@rewrite("gradients.numerical_gradient", "divides-without-brackets")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    def value_with(entry: int, step: float) -> float:
        numbers = x.detach().flatten().tolist()
        numbers[entry] += step
        return function(torch.tensor(numbers).reshape(x.shape)).item()

    rises = torch.tensor([value_with(entry, eps) - value_with(entry, -eps) for entry in range(x.numel())])
    slopes = rises / 2 * eps
    return slopes.reshape(x.shape)


@rewrite("gradients.numerical_gradient", "subtracts-the-wrong-way")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    import numpy as np

    slopes = torch.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        ends = []
        for step in (-eps, eps):
            copy = x.detach().clone()
            copy[index] = copy[index] + step
            ends.append(function(copy))
        before, after = ends
        slopes[index] = (before - after) / (eps + eps)
    return slopes


@rewrite("gradients.numerical_gradient", "nudges-all-entries-at-once")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    numbers = []
    for _ in range(x.numel()):
        e = torch.ones(x.shape)
        with torch.no_grad():
            rise = function(x + eps * e) - function(x - eps * e)
        numbers.append(rise.item() / (2 * eps))
    return torch.tensor(numbers).reshape(x.shape)


@rewrite("gradients.numerical_gradient", "lets-the-nudges-pile-up")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    base = x.detach()
    nudge = torch.zeros(x.numel())
    numbers = []
    for place in range(x.numel()):
        nudge[place] = eps
        shaped = nudge.view(base.shape)
        rise = function(base + shaped) - function(base - shaped)
        numbers.append(rise / (2 * eps))
    return torch.stack(numbers).view(base.shape)


@rewrite("gradients.numerical_gradient", "hands-over-a-flat-tensor")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    numbers = x.detach().flatten().tolist()
    slopes = []
    for place, number in enumerate(numbers):
        right = torch.tensor(numbers[:place] + [number + eps] + numbers[place + 1 :])
        left = torch.tensor(numbers[:place] + [number - eps] + numbers[place + 1 :])
        slopes.append((function(right).item() - function(left).item()) / (2 * eps))
    return torch.tensor(slopes).reshape(x.shape)


@rewrite("gradients.numerical_gradient", "nudges-whole-rows")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    rows, *others = x.shape
    slopes = []
    for row in range(rows):
        right = x.detach().clone()
        left = x.detach().clone()
        right[row] += eps
        left[row] -= eps
        slope = (function(right) - function(left)) / (2 * eps)
        slopes.append(slope.expand(others))
    return torch.stack(slopes)


@rewrite("gradients.numerical_gradient", "ignores-eps")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    from itertools import product

    h = 0.001
    slopes = torch.zeros(x.shape)
    for index in product(*map(range, x.shape)):
        right, left = x.detach().clone(), x.detach().clone()
        right[index] += h
        left[index] -= h
        slopes[index] = (function(right) - function(left)) / (2 * h)
    return slopes


@rewrite("gradients.numerical_gradient", "lets-autograd-do-it")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    own = x.clone().detach()
    own.requires_grad = True
    function(own).backward()
    return own.grad


@rewrite("gradients.numerical_gradient", "nudges-x-itself")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    import numpy as np

    values = x.detach().numpy()
    slopes = torch.zeros(x.shape)
    for index in np.ndindex(values.shape):
        values[index] += eps
        after = function(x.detach()).item()
        values[index] -= 2 * eps
        before = function(x.detach()).item()
        values[index] += eps
        slopes[index] = (after - before) / (2 * eps)
    return slopes


@rewrite("gradients.numerical_gradient", "leaves-recording-switched-off")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    directions = torch.eye(x.numel()).reshape(-1, *x.shape)
    torch.autograd.set_grad_enabled(False)
    differences = [function(x + eps * e) - function(x - eps * e) for e in directions]
    return torch.stack(differences).div(2 * eps).reshape(x.shape)


@rewrite("gradients.jacobian", "adds-the-outputs-up")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = x.clone().detach().requires_grad_(True)
    y = function(own)
    weights = torch.ones(len(y))
    return torch.autograd.grad(y, own, grad_outputs=weights)[0]


@rewrite("gradients.jacobian", "differentiates-a-vector")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return gradient(function, x)


@rewrite("gradients.jacobian", "lets-the-rows-pile-up")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = torch.nn.Parameter(x.detach().clone())
    y = function(own)
    matrix = torch.zeros(len(y), len(x))
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        matrix[i] = own.grad
    return matrix


@rewrite("gradients.jacobian", "keeps-one-tensor-for-all-rows")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = torch.tensor(x.tolist(), requires_grad=True)
    own.grad = torch.zeros(len(x))

    def row(number: int) -> torch.Tensor:
        own.grad.fill_(0)
        function(own)[number].backward()
        return own.grad

    count = len(function(x.detach()))
    return torch.vstack([row(number) for number in range(count)])


@rewrite("gradients.jacobian", "frees-the-graph-too-early")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    own = x.clone().detach()
    own.requires_grad = True
    y = function(own)
    matrix = torch.zeros(y.shape[0], x.shape[0])
    for i in range(y.shape[0]):
        own.grad = None
        y[i].backward()
        matrix[i] = own.grad
    return matrix


@rewrite("gradients.jacobian", "lies-on-its-side")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    outputs = len(function(x.detach()))
    matrix = torch.zeros(len(x), outputs)
    for output in range(outputs):
        matrix[:, output] = gradient(lambda values, output=output: function(values)[output], x)
    return matrix


@rewrite("gradients.jacobian", "returns-a-list-of-rows")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    rows = []
    for output in range(len(function(x.detach()))):
        own = torch.nn.Parameter(x.detach().clone())
        function(own)[output].backward()
        rows.append(own.grad)
    return rows


@rewrite("gradients.jacobian", "sorts-out-the-zero-rows")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    matrix = torch.autograd.functional.jacobian(function, x.detach())
    sizes = matrix.abs().sum(dim=1)
    return matrix[sizes > 0]


@rewrite("gradients.jacobian", "leaves-requires-grad-on")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    x.requires_grad = True
    y = function(x)
    matrix = torch.zeros(len(y), len(x))
    for i, one in enumerate(torch.eye(len(y))):
        matrix[i] = torch.autograd.grad(y, x, grad_outputs=one, retain_graph=True)[0]
    return matrix


@rewrite("gradients.jacobian", "clears-the-old-gradient")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    needed = x.requires_grad
    x.requires_grad = True
    x.grad = None
    y = function(x)
    matrix = torch.zeros(len(y), len(x))
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        matrix[i] = x.grad
        x.grad = None
    x.requires_grad = needed
    return matrix


@rewrite("gradients.jacobian", "takes-differences")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    h = 1e-4
    here = x.detach().to(torch.float64)
    matrix = torch.zeros(len(function(here)), len(x))
    for j in range(len(x)):
        right, left = here.clone(), here.clone()
        right[j] += h
        left[j] -= h
        matrix[:, j] = (function(right) - function(left)) / (2 * h)
    return matrix
