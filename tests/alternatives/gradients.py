"""Right answers of chapter 2, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
from collections.abc import Callable

import torch

from autograder.course.answers import alternative


@alternative("gradients.gradient", "backward-on-a-copy")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    copy = x.clone().detach()
    copy.requires_grad = True
    function(copy).backward()
    return copy.grad


@alternative("gradients.gradient", "borrows-x-and-gives-it-back")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    required, old = x.requires_grad, x.grad
    x.requires_grad_(True)
    x.grad = None
    try:
        function(x).backward()
        return x.grad
    finally:
        x.grad = old
        x.requires_grad_(required)


@alternative("gradients.gradient", "what-was-added-to-the-old-gradient")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    required = x.requires_grad
    old = None if x.grad is None else x.grad.clone()
    x.requires_grad_(True)
    if x.grad is not None:
        x.grad.zero_()
    function(x).backward()
    found = x.grad.clone()
    if old is None:
        x.grad = None
    else:
        x.grad.copy_(old)
    x.requires_grad_(required)
    return found


@alternative("gradients.gradient", "of-x-itself-without-touching-grad")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    required = x.requires_grad
    x.requires_grad_(True)
    result = torch.autograd.grad(function(x), [x])[0]
    x.requires_grad_(required)
    return result


@alternative("gradients.gradient", "functional")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return torch.func.grad(function)(x.detach())


@alternative("gradients.gradient", "as-a-jacobian-of-one-output")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return torch.autograd.functional.jacobian(function, x)


@alternative("gradients.gradient", "as-a-vector-jacobian-product")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return torch.autograd.functional.vjp(function, x)[1]


@alternative("gradients.gradient", "forwards-entry-by-entry")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    basis = torch.eye(x.numel(), dtype=x.dtype).reshape(x.numel(), *x.shape)
    slopes = [torch.func.jvp(function, (x.detach(),), (direction,))[1] for direction in basis]
    return torch.stack(slopes).detach().reshape(x.shape)


@alternative("gradients.gradient", "with-a-graph-cut-off-at-the-end")
def gradient(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = torch.nn.Parameter(x.detach().clone())
    with torch.enable_grad():
        (found,) = torch.autograd.grad(function(leaf), leaf, create_graph=True)
    return found.detach()


@alternative("gradients.chain_rule", "factor-by-factor")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    of_the_mean = torch.full_like(x, 1 / x.numel())
    of_the_factor = 3 * of_the_mean
    return of_the_factor * 2 * (x + 2)


@alternative("gradients.chain_rule", "multiplied-out")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return 6 / x.numel() * x + 12 / x.numel()


@alternative("gradients.chain_rule", "by-numpy")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    values = x.detach().numpy()
    return torch.tensor(2 * 3 * (values + 2) / values.size)


@alternative("gradients.chain_rule", "in-plain-numbers")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    numbers = x.detach().flatten().tolist()
    return torch.tensor([6 * (number + 2) / len(numbers) for number in numbers]).view(x.shape)


@alternative("gradients.chain_rule", "entry-by-entry-in-place")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    result = torch.empty(x.shape)
    flat = result.view(-1)
    for index, entry in enumerate(x.detach().reshape(-1)):
        flat[index] = (entry + 2) * 6 / flat.numel()
    return result


@alternative("gradients.chain_rule", "counting-by-a-sum")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return x.clone().add_(2).mul_(6).div_(torch.ones_like(x).sum())


@alternative("gradients.chain_rule", "in-double-precision")
def chain_rule(x: torch.Tensor) -> torch.Tensor:
    return (6 * (x.double() + 2) / torch.tensor(x.shape).prod()).float()


@alternative("gradients.numerical_gradient", "nudged-copies")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    result = torch.zeros_like(x)
    for entry in range(x.numel()):
        right, left = x.detach().clone().contiguous(), x.detach().clone().contiguous()
        right.view(-1)[entry] += eps
        left.view(-1)[entry] -= eps
        result.view(-1)[entry] = (function(right) - function(left)) / (2 * eps)
    return result


@alternative("gradients.numerical_gradient", "over-all-indices")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    result = torch.zeros(x.shape)
    for index in torch.cartesian_prod(*map(torch.arange, x.shape)).reshape(-1, x.dim()) if x.dim() else [[]]:
        e = torch.zeros(x.shape)
        e[tuple(index)] = 1
        result[tuple(index)] = (function(x + eps * e).item() - function(x - eps * e).item()) / (2 * eps)
    return result


@alternative("gradients.numerical_gradient", "nudges-x-and-puts-the-old-entry-back")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    import numpy

    values = x.detach()  # shares its memory with x
    result = torch.zeros(x.shape)
    for index in numpy.ndindex(*x.shape):
        old = values[index].clone()
        values[index] = old + eps
        right = function(values)
        values[index] = old - eps
        left = function(values)
        values[index] = old
        result[index] = (right - left) / 2 / eps
    return result


@alternative("gradients.numerical_gradient", "in-numpy-and-plain-numbers")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    import numpy

    base = numpy.array(x.tolist(), dtype=numpy.float64)
    result = numpy.zeros(base.shape)
    for index in numpy.ndindex(base.shape):
        ends = []
        for sign in (1, -1):
            moved = base.copy()
            moved[index] += sign * eps
            ends.append(float(function(torch.tensor(moved, dtype=torch.float32))))
        result[index] = (ends[0] - ends[1]) / (2 * eps)
    return torch.tensor(result, dtype=torch.float32)


@alternative("gradients.numerical_gradient", "in-double-precision")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    directions = torch.eye(x.numel(), dtype=torch.float64).reshape(-1, *x.shape)
    place = x.detach().double()
    slopes = [(function(place + eps * e) - function(place - eps * e)) / (2 * eps) for e in directions]
    return torch.stack(slopes).reshape(x.shape).float()


@alternative("gradients.numerical_gradient", "all-places-at-once")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    nudges = eps * torch.eye(x.numel()).reshape(x.numel(), *x.shape)
    many = torch.vmap(function)
    return ((many(x + nudges) - many(x - nudges)) / (2 * eps)).reshape(x.shape)


@alternative("gradients.numerical_gradient", "by-recursion-over-dimensions")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    if x.dim() == 0:
        return ((function(x + eps) - function(x - eps)) / (2 * eps)).detach()

    def part(row: int) -> torch.Tensor:
        def of_the_row(values: torch.Tensor) -> torch.Tensor:
            whole = x.detach().clone()
            whole[row] = values
            return function(whole)

        return numerical_gradient(of_the_row, x[row], eps)

    return torch.stack([part(row) for row in range(len(x))])


@alternative("gradients.numerical_gradient", "recorded-and-never-used")
def numerical_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, eps: float = 1e-3
) -> torch.Tensor:
    found = []
    for entry in range(x.numel()):
        nudge = torch.nn.functional.one_hot(torch.tensor(entry), x.numel()).to(x.dtype).view_as(x) * eps
        found.append((function(x + nudge) - function(x - nudge)) / (2 * eps))
    return torch.stack(found).view_as(x)


@alternative("gradients.jacobian", "row-by-row")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    outputs = function(leaf)
    return torch.stack([torch.autograd.grad(output, leaf, retain_graph=True)[0] for output in outputs])


@alternative("gradients.jacobian", "backward-into-a-fresh-leaf")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    rows = torch.zeros(len(function(x)), len(x))
    for output in range(len(rows)):
        leaf = torch.tensor(x.tolist(), requires_grad=True)
        function(leaf)[output].backward()
        rows[output] = leaf.grad
    return rows


@alternative("gradients.jacobian", "borrows-x-and-gives-it-back")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    required, old = x.requires_grad, x.grad
    x.requires_grad = True
    y = function(x)
    rows = []
    for index in range(y.shape[0]):
        x.grad = None
        y[index].backward(retain_graph=True)
        rows.append(x.grad)
    x.grad = old
    x.requires_grad = required
    return torch.vstack(rows)


@alternative("gradients.jacobian", "weights-one-output-at-a-time")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().requires_grad_()
    y = function(leaf)
    return torch.cat(
        [torch.autograd.grad(y, leaf, one[None].squeeze(0), retain_graph=True)[0][None] for one in torch.eye(len(y))]
    )


@alternative("gradients.jacobian", "all-rows-at-once")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    leaf = x.detach().clone().requires_grad_()
    y = function(leaf)
    return torch.autograd.grad(y, leaf, torch.eye(len(y)), is_grads_batched=True)[0]


@alternative("gradients.jacobian", "backwards-by-transform")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return torch.func.jacrev(function)(x)


@alternative("gradients.jacobian", "forwards-by-transform")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return torch.func.jacfwd(function)(x)


@alternative("gradients.jacobian", "with-a-graph")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    return torch.autograd.functional.jacobian(function, x, create_graph=True, vectorize=True)


@alternative("gradients.jacobian", "by-gradients-of-single-outputs")
def jacobian(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    count = function(x.detach()).numel()
    return torch.stack([gradient(lambda at, output=output: function(at)[output], x) for output in range(count)])
