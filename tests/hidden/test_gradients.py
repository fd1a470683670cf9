"""Chapter 2, graded: the functions to differentiate are kept in the worker, their derivatives are formulas here."""

import pytest
import torch

from autograder.grading.suite import assert_close, criterion

SHAPES = (), (1,), (6,), (3, 1), (2, 3, 4)
FAR = 1e30
"""Added to a function's values it changes no slope, but no difference of two values has a digit left."""


@pytest.fixture(autouse=True)
def _recording(student):
    """Each criterion starts with gradients recorded: a function that left them off has lost its points elsewhere."""
    student.later.torch.set_grad_enabled(True)


def stays(student, x, values, grad, *, requires_grad=True):
    """Hold what a leaf kept in the worker is now against what it was."""
    after = student.kit.look(x)
    assert_close(after["value"], values, rtol=0, atol=0, what="x after the call")
    assert after["requires_grad"] is requires_grad, f"x.requires_grad was {requires_grad} and has changed"
    if grad is None:
        assert after["grad"] is None, "x.grad was None before the call and is not None after it"
    else:
        assert_close(after["grad"], grad, rtol=0, atol=0, what="x.grad, which held something before the call,")


def kept(student, values, grad):
    """Leave a leaf that requires grad in the worker, with something in its ``.grad``."""
    x = student.keep(values, requires_grad=True)
    student.later.kit.give_gradient(x, grad)
    return x


# gradient


def quadratic(student, draw, *shape, offset=0.0, dtype=torch.float32):
    """Return a function of a tensor of this shape, kept in the worker, a place, and the gradient there.

    Every entry of the gradient is away from zero and depends on all entries of the place.
    """
    x, slopes = draw.away_from_zero(*shape).to(dtype), draw.away_from_zero(*shape).to(dtype)
    matrix = draw.away_from_zero(x.numel(), x.numel()).to(dtype) / x.numel() + torch.eye(x.numel(), dtype=dtype)
    vector = slopes - ((matrix + matrix.T) @ x.reshape(-1)).reshape(shape)
    return student.later.kit.quadratic(matrix, vector, offset), x, slopes


@criterion("gradients.gradient", "gives the slope of the function for every entry of x", weight=3)
def test_gradient(student, draw):
    for shape in ((7, 5), (3, 4)):
        function, x, slopes = quadratic(student, draw, *shape)
        assert_close(student.gradients.gradient(function, x), slopes)


@criterion("gradients.gradient", "works for x of any shape, for views and in float64", weight=1)
def test_gradient_shapes(student, draw):
    problems = [quadratic(student, draw, *shape) for shape in SHAPES]
    problems.append(quadratic(student, draw, 3, 2, dtype=torch.float64))
    cases = [(function, x) for function, x, _ in problems]
    function, x, slopes = problems[-2]
    view = function, student.keep(x, strided=True)
    answers = student.each(student.gradients.gradient, [*cases, view])
    assert_close(answers, [*(right for _, _, right in problems), slopes])


@criterion("gradients.gradient", "asks autograd, not differences of values", weight=1)
def test_gradient_by_autograd(student, draw):
    function, x, slopes = quadratic(student, draw, 4, 3, offset=FAR)
    assert_close(student.gradients.gradient(function, x), slopes)


@criterion("gradients.gradient", "gives the same answer at a second call, whatever .grad held before", weight=2)
def test_gradient_again(student, draw):
    function, x, slopes = quadratic(student, draw, 4, 3)
    assert_close(student.gradients.gradient(function, x), slopes)
    for grad in (None, draw.away_from_zero(4, 3)):
        leaf = kept(student, x, grad)
        answers = [student.later.gradients.gradient(function, leaf) for _ in range(2)]
        looks = student.kit.each(student.kit.look, [[answer] for answer in answers])
        for look, what in zip(looks, ("the first answer, after a second call,", "the second answer"), strict=True):
            assert_close(look["value"], slopes, what=what)


@criterion("gradients.gradient", "gives a tensor without a graph", weight=1)
def test_gradient_without_graph(student, draw):
    function, x, slopes = quadratic(student, draw, 4, 3)
    assert_close(student.gradients.gradient(function, x), slopes)
    for leaf in (student.keep(x), student.keep(x, requires_grad=True)):
        answer = student.kit.look(student.later.gradients.gradient(function, leaf))
        assert not answer["requires_grad"], "the gradient that it gives requires grad: it still has a graph"


@criterion("gradients.gradient", "leaves x as it was: values, requires_grad and .grad", weight=2)
def test_gradient_leaves_x(student, draw):
    function, x, slopes = quadratic(student, draw, 4, 3)
    grad = draw.away_from_zero(4, 3)
    plain = student.keep(x)
    assert_close(student.gradients.gradient(function, plain), slopes)
    stays(student, plain, x, None, requires_grad=False)
    for before in (None, grad):
        leaf = kept(student, x, before)
        student.later.gradients.gradient(function, leaf)
        stays(student, leaf, x, before)


# chain_rule


def right_chain_rule(x):
    return (6 * (x.double() + 2) / x.numel()).float()


@criterion("gradients.chain_rule", "gives the gradient of mean(3 * (x + 2)**2)", weight=3)
def test_chain_rule(student, draw):
    for shape in ((7, 5), (3, 4)):
        x = 3 * draw.normal(*shape)
        assert_close(student.gradients.chain_rule(x), right_chain_rule(x))


@criterion("gradients.chain_rule", "works for tensors of any shape, and for views", weight=1)
def test_chain_rule_shapes(student, draw):
    tensors = [3 * draw.away_from_zero(*shape) for shape in SHAPES]
    cases = [[x] for x in tensors] + [[student.keep(tensors[-1], strided=True)]]
    answers = student.each(student.gradients.chain_rule, cases)
    assert_close(answers, [right_chain_rule(x) for x in [*tensors, tensors[-1]]])


@criterion("gradients.chain_rule", "is worked out by hand, without autograd or finite differences", weight=2)
def test_chain_rule_by_hand(student, draw):
    x = 3 * draw.normal(4, 3)
    assert_close(student.kit.by_hand(student.gradients.chain_rule, x), right_chain_rule(x))
    # Beside the squares of such entries, what a small one adds to the mean has no digit left; the formula has all.
    far = 5 + draw.uniform(0, 10, 4, 3)
    far[::2] *= 1e15
    assert_close(student.gradients.chain_rule(far), right_chain_rule(far), atol=0)


@criterion("gradients.chain_rule", "leaves x as it was: values, requires_grad and .grad", weight=1)
def test_chain_rule_leaves_x(student, draw):
    x, grad = 3 * draw.normal(4, 3), draw.away_from_zero(4, 3)
    plain = student.keep(x)
    assert_close(student.gradients.chain_rule(plain), right_chain_rule(x))
    stays(student, plain, x, None, requires_grad=False)
    leaf = kept(student, x, grad)
    assert_close(student.gradients.chain_rule(leaf), right_chain_rule(x))
    stays(student, leaf, x, grad)


# numerical_gradient


LOOSE = 0.02
"""What central differences may be off by, relatively; with the numbers here rounding stays below a tenth of it."""


@criterion("gradients.numerical_gradient", "gives the central difference of every entry", weight=3)
def test_numerical_gradient(student, draw):
    for shape, eps in (((4, 3), 0.5), ((2, 5), 0.25)):
        # On a quadratic a central difference is exact for any eps, a forward one is off by eps times the curvature.
        function, x, slopes = quadratic(student, draw, *shape)
        assert_close(student.gradients.numerical_gradient(function, x, eps), slopes, rtol=LOOSE)


@criterion("gradients.numerical_gradient", "uses the eps that it is given, and 1e-3 where none is given", weight=2)
def test_numerical_gradient_eps(student, draw):
    # The central difference of c x**3 is c (3 x**2 + eps**2): where x is about as small as eps, eps shows.
    factors = draw.away_from_zero(4, 3)
    for given, eps in (({"eps": 0.5}, 0.5), ({}, 1e-3)):
        x = 0.6 * eps * draw.away_from_zero(4, 3)
        function = student.later.kit.cubic(factors / eps**2)
        answer = student.gradients.numerical_gradient(function, x, **given)
        assert_close(answer, factors * (3 * x**2 / eps**2 + 1), rtol=LOOSE)


@criterion("gradients.numerical_gradient", "works for x of any shape, and calls the function on that shape", weight=1)
def test_numerical_gradient_shapes(student, draw):
    problems = [quadratic(student, draw, *shape) for shape in SHAPES]
    cases = [(function, x, 0.3) for function, x, _ in problems]
    function, x, slopes = problems[-1]
    view = function, student.keep(x, strided=True), 0.3
    answers = student.each(student.gradients.numerical_gradient, [*cases, view])
    assert_close(answers, [*(right for _, _, right in problems), slopes], rtol=LOOSE)


@criterion("gradients.numerical_gradient", "needs no autograd", weight=1)
def test_numerical_gradient_without_autograd(student, draw):
    function, x, slopes = quadratic(student, draw, 4, 3)
    hidden = student.later.kit.without_graph(function)
    for leaf in (student.keep(x), student.keep(x, requires_grad=True)):
        assert_close(student.gradients.numerical_gradient(hidden, leaf, 0.3), slopes, rtol=LOOSE)


@criterion("gradients.numerical_gradient", "leaves x exactly as it was, and the recording of gradients on", weight=1)
def test_numerical_gradient_leaves_x(student, draw):
    function, x, slopes = quadratic(student, draw, 4, 3)
    grad = draw.away_from_zero(4, 3)
    for before, leaf in ((None, student.keep(x)), (grad, kept(student, x, grad))):
        assert_close(student.gradients.numerical_gradient(function, leaf, 0.3), slopes, rtol=LOOSE)
        stays(student, leaf, x, before, requires_grad=before is not None)
    assert student.torch.is_grad_enabled() is True, "after the call, PyTorch does not record gradients any more"


# jacobian


def curves(student, draw, outputs, inputs, offset=0.0):
    """Return a function from (inputs,) to (outputs,), kept in the worker, a place, and the Jacobian there."""
    slopes, bends = draw.away_from_zero(outputs, inputs), 0.5 * draw.away_from_zero(outputs, inputs)
    x = draw.away_from_zero(inputs)
    return student.later.kit.curves(slopes, bends, offset), x, slopes + 2 * bends * x


@criterion("gradients.jacobian", "gives the (m, n) matrix of partial derivatives", weight=3)
def test_jacobian(student, draw):
    for outputs, inputs in ((3, 5), (4, 2)):
        function, x, slopes = curves(student, draw, outputs, inputs)
        assert_close(student.gradients.jacobian(function, x), slopes)


@criterion("gradients.jacobian", "works for one input, for one output, for as many of both, and for views", weight=1)
def test_jacobian_shapes(student, draw):
    problems = [curves(student, draw, *sizes) for sizes in ((3, 1), (1, 4), (1, 1), (4, 4))]
    cases = [(function, x) for function, x, _ in problems]
    function, x, slopes = problems[-1]
    answers = student.each(student.gradients.jacobian, [*cases, (function, student.keep(x, strided=True))])
    assert_close(answers, [*(right for _, _, right in problems), slopes])


@criterion("gradients.jacobian", "has zeros where an output does not depend on an entry of x", weight=1)
def test_jacobian_zeros(student, draw):
    slopes, bends = draw.away_from_zero(4, 3), 0.5 * draw.away_from_zero(4, 3)
    x, constants = draw.away_from_zero(3), draw.normal(2)
    # Output 1 is a line, output 2 knows one entry only, output 3 none, and two more have nothing to do with x.
    bends[0] = slopes[1, :2] = bends[1, :2] = slopes[2] = bends[2] = 0
    function = student.later.kit.and_constants(student.later.kit.curves(slopes, bends), constants)
    expected = torch.cat([slopes + 2 * bends * x, torch.zeros(2, 3)])
    assert_close(student.gradients.jacobian(function, x), expected)


@criterion("gradients.jacobian", "asks autograd, not differences of values", weight=1)
def test_jacobian_by_autograd(student, draw):
    function, x, slopes = curves(student, draw, 3, 4, offset=FAR)
    assert_close(student.gradients.jacobian(function, x), slopes)


@criterion("gradients.jacobian", "leaves x as it was: values, requires_grad and .grad", weight=2)
def test_jacobian_leaves_x(student, draw):
    function, x, slopes = curves(student, draw, 3, 5)
    grad = draw.away_from_zero(5)
    plain = student.keep(x)
    assert_close(student.gradients.jacobian(function, plain), slopes)
    stays(student, plain, x, None, requires_grad=False)
    for before in (None, grad):
        leaf = kept(student, x, before)
        for _ in range(2):
            assert_close(student.gradients.jacobian(function, leaf), slopes)
        stays(student, leaf, x, before)
