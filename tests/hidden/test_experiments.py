"""Chapter 9, graded: expected values come from formulas here, or from a training of our own."""

import math
from functools import partial
from itertools import pairwise

import pytest
import torch

from autograder.grading.suite import assert_close, check_tensor, criterion, either, entries

# standardize


def right_standardize(values):
    values = values.double()
    mean, std = values.mean(dim=0), values.std(dim=0, correction=0)
    return [part.float() for part in ((values - mean) / torch.where(std == 0, 1, std), mean, std)]


def columns(draw, samples):
    """Return five columns of very different sizes."""
    scale, shift = torch.tensor([1.0, 300.0, 0.7, 20.0, 1000.0]), torch.tensor([0.0, 600.0, -1.0, 5.0, -1500.0])
    return draw.away_from_zero(samples, 5) * scale + shift


def checked(answer, shape):
    """Return scaled, mean and std of an answer, having checked their shapes; mean and std as (n,)."""
    scaled, *statistics = entries(answer, 3)
    check_tensor(scaled, shape, what="the first entry")
    for statistic, what in zip(statistics, ("the second entry", "the third entry"), strict=True):
        row = isinstance(statistic, torch.Tensor) and tuple(statistic.shape) == (1, shape[1])
        check_tensor(statistic, (1, shape[1]) if row else (shape[1],), what=what)
    return [scaled, *(statistic.flatten() for statistic in statistics)]


@criterion("experiments.standardize", "scales every column to mean 0 and standard deviation 1", weight=3)
def test_standardize(student, draw):
    values = columns(draw, 7)
    scaled, _, _ = checked(student.experiments.standardize(values), (7, 5))
    assert_close(scaled, right_standardize(values)[0], what="the first entry")


@criterion("experiments.standardize", "gives the mean and the standard deviation of every column", weight=2)
def test_standardize_statistics(student, draw):
    values = columns(draw, 6)
    _, *statistics = checked(student.experiments.standardize(values), (6, 5))
    for statistic, right, what in zip(statistics, right_standardize(values)[1:], ("mean", "std"), strict=True):
        # One at a time: the rounding that a large one may have is too much for a small one.
        assert_close(list(statistic), list(right), what=f"the {what}")


@criterion("experiments.standardize", "makes zeros of a constant column, whose deviation is 0", weight=2)
def test_standardize_constant(student, draw):
    values = draw.normal(8, 3)
    values[:, 1] = draw.integer(2, 10)  # the mean of such whole numbers is exact
    answer = checked(student.experiments.standardize(values), (8, 3))
    assert_close(answer, right_standardize(values))


@criterion("experiments.standardize", "works for one row, one column, and tensors that are views", weight=1)
def test_standardize_shapes(student, draw):
    cases = [draw.away_from_zero(*shape) for shape in ((1, 4), (6, 1), (1, 1), (3, 3))]
    sent = [*cases[:-1], student.keep(cases[-1], strided=True)]
    answers = student.each(student.experiments.standardize, [[values] for values in sent])
    for answer, values in zip(entries(answers, len(cases)), cases, strict=True):
        assert_close(checked(answer, values.shape), right_standardize(values))


@criterion("experiments.standardize", "leaves its argument as it is, even where it requires grad", weight=1)
def test_standardize_argument(student, draw):
    values = columns(draw, 5)
    kept = student.keep(values, requires_grad=True)
    scaled, _, _ = checked(student.experiments.standardize(kept), (5, 5))
    assert_close(scaled, right_standardize(values)[0], what="the first entry")
    unchanged(student, kept, values)


def unchanged(student, kept, value, what="the argument"):
    """Hold a leaf that requires grad against what it was before the call."""
    after = student.kit.look(kept)
    assert_close(after["value"], value, rtol=0, atol=0, what=f"{what} after the call")
    assert after["requires_grad"], f"{what} does not require grad any more after the call"
    assert after["grad"] is None, f"{what} has a gradient after the call"


# fit_house_prices


class Houses:
    """Areas and prices around a line that clearly does not go through zero, and where to ask for prices.

    There are enough of them for a network to stay near the line, and not so many that ``torch.linalg.lstsq``, which
    neglects singular values below N times the rounding of float32, neglects the intercept of raw areas.
    """

    def __init__(self, draw, number, smallest, largest, intercept, slope):
        self.areas = draw.uniform(smallest, largest, number, 1)
        self.prices = intercept + slope * self.areas + 40 * draw.normal(number, 1)
        # The first two are far from the mean, and most are small: a line that is flat, goes through zero, or has the
        # new areas scaled by their own mean is clearly wrong there.
        self.asked = 1.15 * smallest + (0.95 * largest - 1.15 * smallest) * draw.uniform(0.0, 1.0, 9, 1) ** 3
        self.asked[:2] = torch.tensor([[1.15 * smallest], [0.95 * largest]])

    def line(self, areas):
        """Return the prices on the least-squares line."""
        table = torch.cat([self.areas, torch.ones_like(self.areas)], dim=1).double()
        solution = torch.linalg.lstsq(table, self.prices.double()).solution
        return (solution[0] * areas.double() + solution[1]).float()

    def judge(self, predict, areas=None):
        """Hold a predictor of the learner's against the line."""
        areas = self.asked if areas is None else areas
        assert_close(predict(areas), self.line(areas), rtol=0.05, atol=0, what="what the function predicts")


@pytest.fixture
def houses(draw):
    return Houses(draw, 600, 700, 3300, 250, 0.15)


def fitted(student, houses, judge, *, learn=False):
    """Judge what the learner's code makes of the data, with its own ``standardize`` or with a right one.

    Args:
        student: the learner's code.
        houses: the data.
        judge: called with the predictor and with what was sent.
        learn: whether the data require grad.
    """
    data = houses.areas, houses.prices
    known = [*data, torch.cat(data, dim=1), torch.cat(data[::-1], dim=1)]
    answers = [(values, right_standardize(values)) for values in known]
    fit = student.experiments.fit_house_prices

    def attempt(call):
        sent = [student.keep(part, requires_grad=True) for part in data] if learn else data
        predict = call(*sent)
        assert callable(predict), "what came back cannot be called; a function is wanted"
        judge(predict, *sent)

    either(
        lambda: attempt(fit),
        lambda: attempt(partial(student.kit.with_answers, fit, "standardize", answers=answers)),
    )


@criterion("experiments.fit_house_prices", "predicts a price for one area as for many, each from its own", weight=2)
@pytest.mark.timeout(10)
def test_fit_house_prices_shapes(student, houses):
    def judge(predict, *_):
        for areas in (houses.asked[:1], houses.asked[1:2], houses.areas):
            houses.judge(predict, areas.clamp(800, 3100))
        strided = student.keep(houses.asked, strided=True)
        assert_close(predict(strided), houses.line(houses.asked), rtol=0.05, atol=0, what="what the function predicts")

    fitted(student, houses, judge)


@criterion("experiments.fit_house_prices", "predicts within 5 % of the least-squares line, in under 5 s", weight=4)
@pytest.mark.timeout(5)
def test_fit_house_prices(student, houses):
    fitted(student, houses, lambda predict, *_: houses.judge(predict))


@criterion("experiments.fit_house_prices", "finds the line of other data, too", weight=1)
@pytest.mark.timeout(5)
def test_fit_house_prices_other_data(student, draw):
    # The line rises so slowly that most of what the prices differ by is scatter: a line whose slope is the ratio of the
    # two deviations, which nothing was learnt for, is too steep, and the mean price is wrong for a small house.
    estates = Houses(draw, 400, 1000, 4500, 365, 0.03)

    def judge(predict, *_):
        estates.judge(predict, estates.asked[:1])
        estates.judge(predict)

    fitted(student, estates, judge)


@criterion("experiments.fit_house_prices", "makes a predictor of its own at every call", weight=1)
@pytest.mark.timeout(10)
def test_fit_house_prices_twice(student, draw, houses):
    others = Houses(draw, 600, 700, 3300, 500, 0.05)

    def judge(first, second):
        houses.judge(first)
        others.judge(second)
        houses.judge(first)

    fitted(student, houses, lambda first, *_: fitted(student, others, lambda second, *_: judge(first, second)))


@criterion("experiments.fit_house_prices", "leaves its arguments as they are, even where they require grad", weight=1)
@pytest.mark.timeout(5)
def test_fit_house_prices_arguments(student, houses):
    def judge(predict, areas, prices):
        houses.judge(predict)
        unchanged(student, areas, houses.areas, "living_area")
        unchanged(student, prices, houses.prices, "price")

    fitted(student, houses, judge, learn=True)


# learning_rate_sweep


def final_losses(weights, inputs, targets, rate, epochs):
    """Return the loss before the last update and the one after it, of linear layers with tanh between them."""
    leaves = [each.clone().requires_grad_() for each in weights]

    def loss():
        outputs = inputs
        for number, (weight, bias) in enumerate(zip(leaves[::2], leaves[1::2], strict=True)):
            outputs = (outputs.tanh() if number else outputs) @ weight.T + bias
        return ((outputs - targets) ** 2).mean()

    for _ in range(epochs):
        last = loss()
        with torch.no_grad():
            for leaf, slope in zip(leaves, torch.autograd.grad(last, leaves), strict=True):
                leaf.sub_(rate * slope)
    return [each.item() if math.isfinite(each) else math.inf for each in (last.detach(), loss().detach())]


def swept(answer, rates, *, in_order=True):
    """Return the final losses of an answer, which must have the right rates for its keys."""
    assert isinstance(answer, dict), "what came back is no dict"
    assert all(type(rate) is float for rate in answer), "a key of what came back is no learning rate"
    assert set(answer) == set(rates), "the keys of what came back are not the learning rates"
    assert not in_order or list(answer) == rates, "the keys are not in the order of the learning rates"
    return [answer[rate] for rate in rates]


def held_against(got, wanted):
    """Hold final losses against the right ones: all of those before the last update, or all of those after it."""
    before, after = ([pair[which] for pair in wanted] for which in (0, 1))
    what = "the list of final losses"
    either(lambda: assert_close(got, after, what=what), lambda: assert_close(got, before, what=what))


class Sweep:
    """A network's sizes and initial weights, data for it, and how to train it with which rates."""

    def __init__(self, draw, sizes, samples, rates, epochs):
        self.weights = [0.7 * draw.normal(*shape) for i, o in pairwise(sizes) for shape in ((o, i), (o,))]
        self.sizes, self.rates, self.epochs = sizes, rates, epochs
        self.inputs, self.targets = draw.normal(samples, sizes[0]), 1 + draw.normal(samples, sizes[-1])

    def ask(self, student, inputs=None, targets=None):
        """Return what the learner's code makes of it."""
        return student.experiments.learning_rate_sweep(
            student.later.kit.model_factory(self.sizes, self.weights),
            self.inputs if inputs is None else inputs,
            self.targets if targets is None else targets,
            self.rates,
            self.epochs,
        )

    def wanted(self):
        return [final_losses(self.weights, self.inputs, self.targets, rate, self.epochs) for rate in self.rates]


@criterion("experiments.learning_rate_sweep", "trains with every rate, by SGD on the mean squared error", weight=3)
def test_learning_rate_sweep(student, draw):
    for sweep in (
        Sweep(draw, [3, 5, 2], 7, [0.1, 0.01, 0.2], 4),
        Sweep(draw, [2, 1], 5, [0.02, 0.15], 6),
    ):
        held_against(swept(sweep.ask(student), sweep.rates, in_order=False), sweep.wanted())


@criterion("experiments.learning_rate_sweep", "starts every rate from the same weights of the factory", weight=3)
def test_learning_rate_sweep_start(student, draw):
    # Inputs with mean 0, variance 1 and no correlation: each step takes the weights (1 - 2 lr) of the way to the best.
    samples, epochs = 8, 3
    table, _ = torch.linalg.qr(torch.cat([torch.ones(samples, 1), draw.normal(samples, 3)], dim=1).double())
    inputs, targets = (table[:, 1:] * samples**0.5).float(), 2 + draw.normal(samples, 1)
    least = (targets - table @ (table.T @ targets.double())).square().mean().item()
    rates = [1e-9, 0.2, 2e-9, 0.05, 3e-9]  # the tiny ones tell where the training started
    factory = student.later.kit.model_factory([3, 1])
    answer = student.experiments.learning_rate_sweep(factory, inputs, targets, rates, epochs)
    got = swept(answer, rates, in_order=False)
    assert all(isinstance(loss, float) for loss in got), "a final loss is no Python float"
    start = got[0]
    # Weights that a factory gives are small, but not zero.
    zeros = targets.square().mean().item()
    assert abs(start - zeros) > 1e-4 * zeros, "the models did not start from the factory's weights"
    wanted = [
        [least + (1 - 2 * rate) ** (2 * steps) * (start - least) for steps in (epochs - 1, epochs)] for rate in rates
    ]
    held_against(got, wanted)


@criterion("experiments.learning_rate_sweep", "gives a dict of Python floats in the order of the rates", weight=1)
def test_learning_rate_sweep_order(student, draw):
    sweep = Sweep(draw, [2, 1], 6, [0.1, 0.2, 0.001, 0.03], 3)
    held_against(swept(sweep.ask(student), sweep.rates), sweep.wanted())


@criterion("experiments.learning_rate_sweep", "reports a loss that is not finite as inf", weight=2)
def test_learning_rate_sweep_diverges(student, draw):
    # At 1e30, everything overflows at once, and weights of NaN are what is left; at 1.0 the loss grows, and is finite.
    sweep = Sweep(draw, [2, 1], 6, [1e30, 0.01, 1.0], 12)
    held_against(swept(sweep.ask(student), sweep.rates, in_order=False), sweep.wanted())


@criterion("experiments.learning_rate_sweep", "works for one epoch, one rate and one sample", weight=1)
def test_learning_rate_sweep_small(student, draw):
    for sweep in (Sweep(draw, [2, 2], 1, [0.05, 0.2], 1), Sweep(draw, [1, 3, 1], 4, [0.1], 3)):
        held_against(swept(sweep.ask(student), sweep.rates, in_order=False), sweep.wanted())


@criterion("experiments.learning_rate_sweep", "leaves inputs and targets as they are, even where they require grad")
def test_learning_rate_sweep_arguments(student, draw):
    sweep = Sweep(draw, [3, 2], 5, [0.1, 0.02], 3)
    inputs, targets = (student.keep(part, requires_grad=True) for part in (sweep.inputs, sweep.targets))
    held_against(swept(sweep.ask(student, inputs, targets), sweep.rates, in_order=False), sweep.wanted())
    unchanged(student, inputs, sweep.inputs, "inputs")
    unchanged(student, targets, sweep.targets, "targets")


# plot_losses


def falling(draw, epochs):
    """Return losses that fall, mostly; the second, where there is one, is the largest, so they are in no order."""
    losses = [loss / (epoch + 1) for epoch, loss in enumerate(draw.uniform(0.5, 2.0, epochs).tolist())]
    if epochs > 1:
        losses[1] = 1.5 * max(losses)
    return losses


def plotted(student, *many):
    """Return what the axes show that the learner's code makes of each list of losses, having checked their lines."""
    drawn = entries(
        student.kit.plotted(student.experiments.plot_losses, *([list(losses)] for losses in many)), len(many)
    )
    for facts, losses in zip(drawn, many, strict=True):
        assert facts["is_axes"], f"what came back is of the type {facts['kind']}; an Axes is wanted"
        lines = facts["lines"]
        assert lines, "there is no line on the axes"
        assert_close(lines[0][1], torch.tensor(losses).double(), what="the height of the line")
    return drawn


@criterion("experiments.plot_losses", "returns the axes of a new figure at every call", weight=2)
def test_plot_losses(student, draw):
    drawn = plotted(student, falling(draw, 6), falling(draw, 1))
    assert [facts["figure"] for facts in drawn] == [0, 1], "two calls drew on one figure"


@criterion("experiments.plot_losses", "shows one line, the losses against the epochs from 1 up", weight=2)
def test_plot_losses_line(student, draw):
    (facts,) = plotted(student, falling(draw, 7))
    assert len(facts["lines"]) == 1, f"there are {len(facts['lines'])} lines on the axes; one is wanted"
    assert_close(facts["lines"][0][0], torch.arange(1, 8).double(), what="where the line runs, left to right,")


@criterion("experiments.plot_losses", "has a title and a label on both axes")
def test_plot_losses_words(student, draw):
    (facts,) = plotted(student, falling(draw, 4))
    for name in ("title", "xlabel", "ylabel"):
        assert facts[name] is True, f"the {name} is empty"


@criterion("experiments.plot_losses", "leaves the losses as they are")
def test_plot_losses_arguments(student, draw):
    losses = falling(draw, 5)
    (facts,) = plotted(student, losses)
    assert facts["arguments"] == [losses], "the list of losses was changed"


# animate_training


class Film:
    """Data whose x are not sorted, and predictions for them."""

    def __init__(self, draw, samples, frames):
        order = torch.rand(samples, generator=torch.Generator().manual_seed(draw.integer(0, 1000))).argsort()
        self.x = (torch.arange(samples) + draw.uniform(0.0, 0.5, samples))[order]
        if samples > 1 and order.tolist() == sorted(order.tolist()):
            self.x = self.x.flip(0)
        self.y = draw.normal(samples)
        self.predictions = [draw.normal(samples) for _ in range(frames)]

    def ask(self, student, *arguments):
        """Return the frames of the learner's film, having checked that each shows its prediction, in any order."""
        sent = arguments or (self.x, self.y, list(self.predictions))
        facts = student.kit.animated(student.experiments.animate_training, list(sent))
        assert facts["is_animation"], f"what came back is of the type {facts['kind']}; a FuncAnimation is wanted"
        frames = facts["frames"]
        assert frames, "the animation has no frames"
        for frame, prediction in zip(frames, self.predictions, strict=False):
            assert frame["lines"], "there is a frame without a line"
            heights = frame["lines"][-1][2]
            check_tensor(heights, prediction.shape, torch.float64, what="the height of the line in a frame")
            assert_close(
                heights.sort().values, prediction.double().sort().values, what="the sorted heights of the line"
            )
        return frames, facts["arguments"]

    def check_lines(self, frames):
        """Hold the one line of every frame against prediction and x, in the order of growing x."""
        order = self.x.argsort()
        for frame, prediction in zip(frames, self.predictions, strict=False):
            assert len(frame["lines"]) == 1, f"a frame has {len(frame['lines'])} lines; one is wanted"
            _, across, up = frame["lines"][0]
            assert_close(across, self.x[order].double(), what="where the line runs, left to right,")
            assert_close(up, prediction[order].double(), what="the height of the line in a frame")

    def check_scatter(self, frame):
        """Hold the one scatter of a frame against the data, whose order is free."""
        assert len(frame["scatters"]) == 1, f"there are {len(frame['scatters'])} scatters on the axes; one is wanted"
        _, across, up = frame["scatters"][0]
        check_tensor(across, self.x.shape, torch.float64, what="the points of the scatter")
        check_tensor(up, self.x.shape, torch.float64, what="the points of the scatter")
        found, order = across.argsort(), self.x.argsort()
        assert_close(across[found], self.x[order].double(), what="where the points are, left to right,")
        assert_close(up[found], self.y[order].double(), what="the height of the points")


@pytest.fixture
def film(draw):
    return Film(draw, 6, 4)


@criterion("experiments.animate_training", "has exactly one frame for every prediction", weight=2)
def test_animate_training(student, film):
    frames, _ = film.ask(student)
    wanted = len(film.predictions)
    assert len(frames) == wanted, f"the animation has {len(frames)} frames for {wanted} predictions"


@criterion("experiments.animate_training", "shows each prediction as one line over sorted x", weight=3)
def test_animate_training_line(student, film):
    frames, _ = film.ask(student)
    film.check_lines(frames)


@criterion("experiments.animate_training", "draws the data once, with Axes.scatter", weight=2)
def test_animate_training_scatter(student, film):
    frames, _ = film.ask(student)
    film.check_scatter(frames[-1])


@criterion("experiments.animate_training", "does not clear the axes between frames", weight=2)
def test_animate_training_keeps(student, film):
    frames, _ = film.ask(student)
    stay = set.intersection(*({number for number, *_ in frame["scatters"]} for frame in frames))
    assert stay, "no scatter of the first frame is still there in the last"


@criterion("experiments.animate_training", "takes (N,) and (N, 1), mixed, and a single prediction")
def test_animate_training_shapes(student, draw, film):
    column = film.x[:, None], film.y, [film.predictions[0], *(each[:, None] for each in film.predictions[1:])]
    frames, _ = film.ask(student, *column)
    film.check_lines(frames)
    single = Film(draw, 5, 1)
    frames, _ = single.ask(student, single.x, single.y[:, None], [single.predictions[0][:, None]])
    single.check_lines(frames)


@criterion("experiments.animate_training", "leaves its arguments as they are, even where they require grad")
def test_animate_training_arguments(student, film):
    x, y, *predictions = (student.keep(part, requires_grad=True) for part in (film.x, film.y, *film.predictions))
    _, after = film.ask(student, x, y, predictions)
    unchanged(student, x, film.x, "x")
    unchanged(student, y, film.y, "y")
    assert_close(entries(after, 3)[2], film.predictions, rtol=0, atol=0, what="predictions after the call")
    unchanged(student, predictions[0], film.predictions[0], "a prediction")
