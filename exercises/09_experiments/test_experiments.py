"""The visible tests of chapter 9. Their numbers are small, so that you can check each of them by hand."""

import contextlib
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import experiments
import matplotlib as mpl
import matplotlib.pyplot as plt
import torch
from matplotlib.animation import AbstractMovieWriter, FuncAnimation
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from torch import nn

mpl.use("agg")  # pictures are made, and no window opens


@contextlib.contextmanager
def explaining(call: str, usually: str) -> Iterator[None]:
    """Add to an error that ``call`` raises what such an error usually means, and close all figures afterwards."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{call} raised this error. {usually}")
        raise
    finally:
        plt.close("all")


def same(got: torch.Tensor, want: torch.Tensor) -> bool:
    """Tell whether two tensors have one shape, one dtype and, up to rounding, the same values."""
    return got.shape == want.shape and got.dtype == want.dtype and torch.allclose(got, want, rtol=1e-4, atol=1e-5)


def check(call: str, got: object, want: object, usually: str, *known: tuple[object, str]) -> None:
    """Fail unless ``got`` is the float32 tensor ``want``; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    wanted = torch.as_tensor(want)
    kind = "Is there a return?" if got is None else f"Its type is {type(got).__name__}."
    assert isinstance(got, torch.Tensor), f"{call}: {got!r}; a tensor was wanted. {kind}"
    meaning = next((text for value, text in known if same(got, torch.as_tensor(value))), usually)
    sizes = f"shape {tuple(got.shape)}; shape {tuple(wanted.shape)}"
    assert got.shape == wanted.shape, f"{call}: a tensor of {sizes} was wanted. {meaning}"
    assert got.dtype == torch.float32, f"{call}: a tensor of {got.dtype}; torch.float32 was wanted."
    assert same(got, wanted), f"{call}: {rounded(got)}; {rounded(wanted)} was wanted. {meaning}"


def rounded(tensor: torch.Tensor) -> object:
    """Return the values as plain numbers with few digits, for a message."""
    return tensor.detach().double().round(decimals=4).tolist()


def untouched(call: str, name: str, got: torch.Tensor, want: torch.Tensor) -> None:
    """Fail unless a tensor that requires grad is still what it was before the call."""
    __tracebackhide__ = True
    check(f"{name} after {call}", got, want, "An in-place operation wrote into the caller's tensor.")
    assert got.requires_grad, f"{name}.requires_grad is False after {call}; it was True before."
    assert got.grad is None, f"{name}.grad is not None any more after {call}: a backward pass reached the data."


# standardize


def scaled(call: str, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return scaled, mean and std; the last two as one row without the dimension of the samples."""
    __tracebackhide__ = True
    with explaining(call, "Which dimension do the samples stand in? That is the one to average over."):
        got = experiments.standardize(values)
    assert isinstance(got, tuple | list), f"{call} gave {got!r}; the tuple (scaled, mean, std) was wanted."
    assert len(got) == 3, f"{call} gave {len(got)} things; the tuple (scaled, mean, std) was wanted."
    for part, name in zip(got, ("scaled", "mean", "std"), strict=True):
        assert isinstance(part, torch.Tensor), f"{call}: {name} is {part!r}; a tensor was wanted."
    columns = values.shape[1]
    for part, name in ((got[1], "mean"), (got[2], "std")):
        shape = tuple(part.shape)
        wanted = f"{(columns,)} or {(1, columns)} was wanted: one number for each column."
        assert shape in ((columns,), (1, columns)), f"{call}: {name} has shape {shape}; {wanted}"
    return got[0], got[1].flatten(), got[2].flatten()


def test_standardize_scales_a_column() -> None:
    """10, 20, 30 have the mean 20 and the deviation 8.165: the root of (100 + 0 + 100) / 3."""
    call = "standardize(values) for the column 10, 20, 30"
    check(
        f"{call}: scaled",
        scaled(call, torch.tensor([[10.0], [20.0], [30.0]]))[0],
        [[-1.22474], [0.0], [1.22474]],
        "Subtract the mean, 20, and divide by the standard deviation, 8.165.",
        ([[-1.0], [0.0], [1.0]], "The deviation is 10 here: it divides by N - 1; correction=0 makes it divide by N."),
        ([[1.22474], [2.44949], [3.67423]], "The mean is not subtracted."),
        ([[0.0], [0.5], [1.0]], "This is scaled to [0, 1]; mean 0 and deviation 1 were wanted."),
        ([[-0.15], [0.0], [0.15]], "This is divided by the variance, 66.67; its root was wanted."),
    )


def test_standardize_returns_mean_and_deviation() -> None:
    """The columns 10, 20, 30 and 1, 1, 4 have the means 20 and 2, and the deviations 8.165 and 1.4142."""
    call = "standardize(values) for the columns 10, 20, 30 and 1, 1, 4"
    _, mean, std = scaled(call, torch.tensor([[10.0, 1.0], [20.0, 1.0], [30.0, 4.0]]))
    check(f"{call}: mean", mean, [20.0, 2.0], "It is the true mean of each column, and comes second.")
    check(
        f"{call}: std",
        std,
        [8.16497, 1.41421],
        "It is the population standard deviation of each column, and comes third.",
        ([10.0, 1.73205], "It divides by N - 1; correction=0 makes it divide by N."),
        ([66.66667, 2.0], "This is the variance; its root was wanted."),
    )


def test_standardize_takes_each_column_by_itself() -> None:
    """A column a hundred times larger comes out the same."""
    call = "standardize(values) for the columns 1, 2, 3 and 100, 200, 300"
    check(
        f"{call}: scaled",
        scaled(call, torch.tensor([[1.0, 100.0], [2.0, 200.0], [3.0, 300.0]]))[0],
        [[-1.22474, -1.22474], [0.0, 0.0], [1.22474, 1.22474]],
        "Both columns have the same form. Is mean and deviation taken along the samples, dim=0?",
    )


def test_standardize_makes_zeros_of_a_constant_column() -> None:
    """The column 5, 5, 5 becomes zeros, and its deviation is 0."""
    call = "standardize(values) for the columns 5, 5, 5 and 1, 2, 3"
    result, mean, std = scaled(call, torch.tensor([[5.0, 1.0], [5.0, 2.0], [5.0, 3.0]]))
    assert not result.isnan().any(), f"{call}: scaled holds NaN. It comes from dividing 0 by 0."
    wanted = [[0.0, -1.22474], [0.0, 0.0], [0.0, 1.22474]]
    check(f"{call}: scaled", result, wanted, "Nothing is left of 5 after its mean is subtracted.")
    check(f"{call}: mean", mean, [5.0, 2.0], "It is the true mean of each column.")
    usually = "The true deviation of a constant column is 0, whatever you divided by."
    check(f"{call}: std", std, [0.0, 0.81650], usually)


def test_standardize_makes_zeros_of_a_single_row() -> None:
    """One row of 3 and 4 becomes 0 and 0."""
    call = "standardize(values) for the single row 3, 4"
    result, _, std = scaled(call, torch.tensor([[3.0, 4.0]]))
    assert not result.isnan().any(), f"{call}: scaled holds NaN: it divides by N - 1, which is 0, or 0 by 0."
    check(f"{call}: scaled", result, [[0.0, 0.0]], "Each value is its own mean.")
    check(f"{call}: std", std, [0.0, 0.0], "A single value has no spread.")


def test_standardize_gives_mean_zero_and_deviation_one() -> None:
    """Whatever the columns were, that is what they have afterwards."""
    call = "standardize(values) for four houses with area and price"
    result, *_ = scaled(call, torch.tensor([[850.0, 150.0], [1200.0, 200.0], [1700.0, 280.0], [2400.0, 400.0]]))
    check(f"{call}: the means of scaled", result.mean(dim=0), [0.0, 0.0], "Is the mean subtracted, column by column?")
    deviation = ((result - result.mean(dim=0)) ** 2).mean(dim=0).sqrt()
    check(f"{call}: the deviations of scaled", deviation, [1.0, 1.0], "Is it divided by the deviation, over N?")


def test_standardize_leaves_its_argument_alone() -> None:
    """The caller's values stay, even where they require grad."""
    values = torch.tensor([[10.0], [20.0]], requires_grad=True)
    with explaining("standardize(values)", "The values require grad here; detach() gives them without their history."):
        experiments.standardize(values)
    untouched("standardize(values)", "values", values, torch.tensor([[10.0], [20.0]]))


# fit_house_prices: it builds on standardize. If that one's tests fail too, mend it first.


def ten_houses() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the lesson's areas in square feet and prices in thousand dollars."""
    areas = [850.0, 900.0, 1200.0, 1500.0, 1700.0, 1850.0, 2100.0, 2200.0, 2300.0, 2400.0]
    prices = [150.0, 160.0, 200.0, 240.0, 280.0, 300.0, 340.0, 360.0, 380.0, 400.0]
    return torch.tensor(areas)[:, None], torch.tensor(prices)[:, None]


def dear_houses() -> tuple[torch.Tensor, torch.Tensor]:
    """Return 40 houses around price = 200 + 0.1 * area, 40 thousand dollars above it and below it in turns.

    Two neighbours above and two below, so that the least-squares line is that very line.
    """
    areas = torch.linspace(500, 3500, 40)[:, None]
    above = torch.tensor([40.0, -40.0, -40.0, 40.0]).repeat(10)[:, None]
    return areas, 200 + 0.1 * areas + above


def fitted(call: str, areas: torch.Tensor, prices: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return what the learner's code gives, which must be something to call."""
    __tracebackhide__ = True
    with explaining(call, "Print the shapes of all that you compute, and the loss."):
        predict = experiments.fit_house_prices(areas, prices)
    assert callable(predict), f"{call} gave {predict!r}; a function to call with areas was wanted."
    return predict


def check_prices(
    call: str, predict: Callable[[torch.Tensor], torch.Tensor], areas: list[float], want: list[float]
) -> None:
    """Fail unless prices are within 5 % of those wanted."""
    __tracebackhide__ = True
    asked = torch.tensor(areas)[:, None]
    with explaining(f"{call}, called with areas {tuple(asked.shape)}", "It gets raw areas (M, 1), in square feet."):
        got = predict(asked)
    asking = f"{call}: the prices for {areas}"
    assert isinstance(got, torch.Tensor), f"{asking} are {got!r}; a tensor was wanted."
    shapes = f"{tuple(got.shape)}; {tuple(asked.shape)} was wanted, a row for every house."
    assert got.shape == asked.shape, f"{asking} have shape {shapes}"
    assert got.dtype == torch.float32, f"{asking} are {got.dtype}; torch.float32 was wanted."
    prices = got.detach().flatten().tolist()
    shown = [round(price, 1) for price in prices]
    usually = "Small numbers around 0 are standardized prices; equal ones a flat line; all too large or small: scaling."
    close = all(abs(price - right) <= 0.05 * right for price, right in zip(prices, want, strict=True))
    assert close, f"{asking} are {shown}; within 5 % of {want} was wanted. {usually}"


def test_fit_house_prices_predicts_the_lessons_house() -> None:
    """The least-squares line of the ten houses says 328.6 thousand dollars for 2000 square feet."""
    call = "fit_house_prices(living_area, price) for the ten houses"
    check_prices(call, fitted(call, *ten_houses()), [2000.0, 1000.0], [328.58, 169.98])


def test_fit_house_prices_finds_a_line_that_does_not_go_through_zero() -> None:
    """Around price = 200 + 0.1 * area, small houses cost 260 and not 100."""
    call = "fit_house_prices(living_area, price) for houses around 200 + 0.1 * area"
    check_prices(call, fitted(call, *dear_houses()), [600.0, 2000.0, 3400.0], [260.0, 400.0, 540.0])


def test_fit_house_prices_predicts_one_house_alone() -> None:
    """The price of a house does not depend on what else is asked for."""
    call = "fit_house_prices(living_area, price) for houses around 200 + 0.1 * area"
    predict = fitted(call, *dear_houses())
    check_prices(call, predict, [700.0], [270.0])
    check_prices(call, predict, [3000.0], [500.0])
    check_prices(call, predict, [700.0, 800.0, 900.0], [270.0, 280.0, 290.0])


def test_fit_house_prices_makes_a_new_predictor_at_every_call() -> None:
    """The first predictor still predicts its own prices after the second was made."""
    areas, prices = dear_houses()
    call = "fit_house_prices(living_area, price)"
    first, second = fitted(call, areas, prices), fitted(call, areas, prices + 300)
    check_prices(f"a second {call}, for prices 300 higher", second, [2000.0], [700.0])
    check_prices(f"the first {call}, asked after the second was made", first, [2000.0], [400.0])


def test_fit_house_prices_leaves_its_arguments_alone() -> None:
    """Areas and prices stay as they are, even where they require grad."""
    areas, prices = (part.requires_grad_() for part in dear_houses())
    call = "fit_house_prices(living_area, price)"
    fitted(call, areas, prices)
    for name, got, want in (("living_area", areas, dear_houses()[0]), ("price", prices, dear_houses()[1])):
        untouched(call, name, got, want)


# learning_rate_sweep


def two_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return two points on y = 2x + 1: an epoch with the rate r leaves (1 - 2r)^2 of the loss."""
    return torch.tensor([[-1.0], [1.0]]), torch.tensor([[-1.0], [3.0]])


def from_zero() -> nn.Module:
    """Return a new model whose weight and bias are 0; its loss on the two points is (1 + 9) / 2 = 5."""
    model = nn.Linear(1, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


def at_random() -> nn.Module:
    """Return a new model with random weights."""
    return nn.Linear(1, 1)


def swept(call: str, factory: Callable[[], nn.Module], rates: list[float], epochs: int) -> dict[float, float]:
    """Return the learner's final losses, which must be a dict from the rates to Python floats."""
    __tracebackhide__ = True
    with explaining(call, "Follow the first rate by hand: a model, an optimizer, the loop of chapter 6."):
        got = experiments.learning_rate_sweep(factory, *two_points(), rates, epochs)
    assert isinstance(got, dict), f"{call} gave {got!r}; a dict with the rates as keys was wanted."
    assert sorted(got) == sorted(rates), f"{call} has the keys {list(got)}; {rates} was wanted."
    for rate, loss in got.items():
        assert isinstance(loss, float), f"{call}: the loss for {rate} is {loss!r}; a Python float was wanted."
    return got


def check_losses(call: str, got: dict[float, float], start: float, epochs: int, usually: str) -> None:
    """Fail unless all losses are those before the last update, or all are those after it."""
    __tracebackhide__ = True
    before, after = ({rate: start * (1 - 2 * rate) ** (2 * steps) for rate in got} for steps in (epochs - 1, epochs))
    right = any(
        all(math.isclose(got[rate], wanted[rate], rel_tol=1e-4, abs_tol=1e-6) for rate in got)
        for wanted in (before, after)
    )
    assert right, f"{call} gave {got}; {after}, or before the last update {before}, was wanted. {usually}"


def test_learning_rate_sweep_trains_with_every_rate() -> None:
    """On the two points, from 0, the loss is 5; three epochs of 0.1 leave 0.64 of it three times."""
    rates = [0.1, 0.25, 0.01]
    call = f"learning_rate_sweep(factory, inputs, targets, {rates}, epochs=3)"
    usually = "Each rate: a fresh model, SGD with this rate, zero_grad, backward, step; the mean squared error."
    check_losses(call, swept(call, from_zero, rates, 3), 5.0, 3, usually)


def test_learning_rate_sweep_starts_every_rate_at_the_same_place() -> None:
    """With rates too small to move anything, all losses are that of the one start."""
    rates = [1e-9, 2e-9, 3e-9, 0.25]
    call = f"learning_rate_sweep(factory, inputs, targets, {rates}, epochs=2)"
    got = swept(call, at_random, rates, 2)
    alike = all(math.isclose(got[rate], got[1e-9], rel_tol=1e-4) for rate in (2e-9, 3e-9))
    usually = "The factory gives other weights at each call, and training changes those of a model that is used again."
    assert alike, f"{call} gave {got}; the first three move next to nothing and should agree. {usually}"
    check_losses(call, got, got[1e-9], 2, usually)


def test_learning_rate_sweep_keeps_the_order_of_the_rates() -> None:
    """The keys come as the rates were given."""
    rates = [0.2, 0.01, 0.3, 0.1]
    call = f"learning_rate_sweep(factory, inputs, targets, {rates}, epochs=2)"
    got = list(swept(call, from_zero, rates, 2))
    assert got == rates, f"{call} has its keys in the order {got}; that of the rates was wanted."


def test_learning_rate_sweep_reports_inf_where_training_blows_up() -> None:
    """A rate of 1e30 ends in NaN, which is reported as inf; 2.0 makes the loss grow, but it is still a number."""
    rates = [1e30, 0.1, 2.0]
    call = f"learning_rate_sweep(factory, inputs, targets, {rates}, epochs=8)"
    got = swept(call, from_zero, rates, 8)
    assert got[1e30] == math.inf, f"{call}: the loss for 1e30 is {got[1e30]}; inf was wanted. Ask math.isfinite."
    del got[1e30]
    check_losses(call, got, 5.0, 8, "Only what is not a finite number becomes inf.")


def test_learning_rate_sweep_leaves_the_data_alone() -> None:
    """Inputs and targets stay as they are, even where they require grad."""
    inputs, targets = (part.requires_grad_() for part in two_points())
    call = "learning_rate_sweep(factory, inputs, targets, [0.1], epochs=2)"
    with explaining(call, "The data require grad here; detach() gives them without their history."):
        experiments.learning_rate_sweep(from_zero, inputs, targets, [0.1], 2)
    for name, got, want in (("inputs", inputs, two_points()[0]), ("targets", targets, two_points()[1])):
        untouched(call, name, got, want)


# plot_losses


LOSSES = [4.0, 1.5, 2.0, 0.5]
"""The third is larger than the second, as it happens in training."""


def drawn(*many: list[float]) -> list[Axes]:
    """Return what the learner's code makes of each list of losses; all must be Axes."""
    __tracebackhide__ = True
    made = []
    for losses in many:
        call = f"plot_losses({losses})"
        try:
            axes = experiments.plot_losses(losses)
        except Exception as error:
            error.add_note(f"{call} raised this error.")
            raise
        usually = "plt.subplots() gives the figure and the axes; return the axes."
        assert isinstance(axes, Axes), f"{call} gave {axes!r}; an Axes was wanted. {usually}"
        made.append(axes)
    plt.close("all")
    return made


def test_plot_losses_draws_the_losses_against_the_epochs() -> None:
    """Four losses stand over the epochs 1, 2, 3, 4, on one line."""
    (axes,) = drawn(list(LOSSES))
    call, lines = f"plot_losses({LOSSES})", axes.get_lines()
    assert len(lines) == 1, f"{call} drew {len(lines)} lines; one was wanted. scatter draws none, each plot one."
    across, up = ([float(value) for value in each] for each in lines[0].get_data(orig=False))
    assert up == LOSSES, f"{call}: the line has the heights {up}; the losses were wanted, in their order."
    assert across == [1.0, 2.0, 3.0, 4.0], f"{call}: the line runs over {across}; the epochs 1, 2, 3, 4 were wanted."


def test_plot_losses_has_a_title_and_labels() -> None:
    """Title and both labels are there, whatever they say."""
    (axes,) = drawn(list(LOSSES))
    titles = [axes.get_title(place) for place in ("left", "center", "right")]
    assert isinstance(axes.figure, Figure)
    for name, text in (
        ("title", "".join([*titles, axes.figure.get_suptitle()])),
        ("label on the horizontal axis", axes.get_xlabel()),
        ("label on the vertical axis", axes.get_ylabel()),
    ):
        assert text.strip(), f"plot_losses({LOSSES}): the axes have no {name}. Say in a word or two what is shown."


def test_plot_losses_makes_a_new_figure_at_every_call() -> None:
    """Two calls make two figures, with one line each."""
    first, second = drawn(list(LOSSES), [3.0, 2.0])
    usually = "Something was drawn on a figure that was there before; plt.subplots() makes a new one."
    assert first.figure is not second.figure, f"two calls of plot_losses drew on one figure. {usually}"
    counts = len(first.get_lines()), len(second.get_lines())
    assert counts == (1, 1), f"after two calls of plot_losses, their axes hold {counts} lines; 1 and 1 were wanted."


def test_plot_losses_takes_a_single_epoch() -> None:
    """One loss is a line of one point, over 1."""
    (axes,) = drawn([2.5])
    lines = axes.get_lines()
    assert len(lines) == 1, f"plot_losses([2.5]) drew {len(lines)} lines; one was wanted, with one point."
    point = [float(each[0]) for each in lines[0].get_data(orig=False)]
    assert point == [1.0, 2.5], f"plot_losses([2.5]) drew the point {point}; [1.0, 2.5] was wanted."


def test_plot_losses_leaves_the_list_alone() -> None:
    """The caller's list is what it was."""
    losses = list(LOSSES)
    drawn(losses)
    assert losses == LOSSES, f"after plot_losses({LOSSES}), the list is {losses}: it was changed."


# animate_training


class Reader(AbstractMovieWriter):
    """Takes the place of a file: notes what is on the axes in every frame."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[tuple[list[tuple[list[float], list[float]]], list[Any]]] = []

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        """Remember the figure."""
        self.fig, self.outfile, self.dpi = fig, str(outfile), dpi or fig.dpi

    def grab_frame(self, **_options: object) -> None:
        """Note the x and y values of the lines, and the scatters."""
        lines = [line.get_data(orig=False) for axes in self.fig.axes for line in axes.get_lines()]
        scatters = [each for axes in self.fig.axes for each in axes.collections if isinstance(each, PathCollection)]
        read = [([float(x) for x in xs], [float(y) for y in ys]) for xs, ys in lines if len(xs)]
        self.frames.append((read, scatters))

    def finish(self) -> None:
        """Nothing is left to do."""


CALL = "animate_training(x, y, predictions)"
X, Y = [2.0, 0.0, 1.0], [5.0, 1.0, 3.0]
PREDICTIONS = [[3.0, 0.0, -1.0], [4.0, 0.5, 1.5], [5.0, 1.0, 3.0], [6.0, 2.0, 3.5]]


def watched(x: torch.Tensor, y: torch.Tensor, predictions: list[torch.Tensor]) -> list[Any]:
    """Return what each frame shows: its lines, as pairs of lists of numbers, and its scatters."""
    __tracebackhide__ = True
    usually = (
        "Tensors that require grad are detached before they are drawn; a frame's number is that of its prediction."
    )
    with explaining(CALL, usually):
        animation = experiments.animate_training(x, y, predictions)
        assert isinstance(animation, FuncAnimation), f"{CALL} gave {animation!r}; a FuncAnimation was wanted."
        reader = Reader()
        animation.save("no file", writer=reader)
    return reader.frames


def film() -> list[Any]:
    """Return the frames of the film about three points and four predictions."""
    __tracebackhide__ = True
    return watched(torch.tensor(X), torch.tensor(Y), [torch.tensor(each) for each in PREDICTIONS])


def check_lines(frames: list[Any], predictions: list[list[float]]) -> None:
    """Fail unless every frame has one line, over 0, 1, 2, with the prediction in that order."""
    __tracebackhide__ = True
    for number, ((lines, _), (last, first, middle)) in enumerate(zip(frames, predictions, strict=False)):
        usually = "The line is drawn once, and gets new values in every frame."
        assert len(lines) == 1, f"{CALL}: frame {number} has {len(lines)} lines; one was wanted. {usually}"
        across, up = lines[0]
        usually = "x is [2, 0, 1]: one order sorts it, and the same order is needed for the prediction."
        assert across == [0.0, 1.0, 2.0], f"{CALL}: the line runs over {across}; [0, 1, 2] was wanted. {usually}"
        wanted = [first, middle, last]
        assert up == wanted, f"{CALL}: frame {number} shows the heights {up}; {wanted} was wanted. {usually}"


def test_animate_training_has_a_frame_for_every_prediction() -> None:
    """Four predictions make four frames."""
    count = len(film())
    assert count == 4, f"{CALL} has {count} frames for 4 predictions. Say frames=len(predictions)."


def test_animate_training_draws_each_prediction_over_sorted_x() -> None:
    """With x at 2, 0, 1, the line runs over 0, 1, 2, and each prediction is put in that order."""
    check_lines(film(), PREDICTIONS)


def test_animate_training_draws_the_data_once() -> None:
    """There is one scatter with the three points, in the last frame too."""
    scatters = film()[-1][1]
    usually = "Axes.scatter is called once, before the first frame; plot makes lines."
    assert len(scatters) == 1, f"{CALL}: the last frame has {len(scatters)} scatters; one was wanted. {usually}"
    points = sorted([float(x), float(y)] for x, y in scatters[0].get_offsets())
    assert points == [[0.0, 1.0], [1.0, 3.0], [2.0, 5.0]], (
        f"{CALL}: the points are {points}; those of the data were wanted."
    )


def test_animate_training_does_not_clear_the_axes() -> None:
    """The scatter of the first frame is the scatter of all."""
    kept = [scatters for _, scatters in film()]
    assert kept[0], f"{CALL}: there is no scatter in the first frame."
    usually = "Do not clear the axes; change the values of the line."
    same_one = all(kept[0][0] in scatters for scatters in kept)
    assert same_one, f"{CALL}: the scatter of the first frame is gone later. {usually}"


def test_animate_training_takes_columns() -> None:
    """Shapes (N,) and (N, 1) may be mixed."""
    predictions = [torch.tensor(PREDICTIONS[0]), *(torch.tensor(each)[:, None] for each in PREDICTIONS[1:])]
    check_lines(watched(torch.tensor(X)[:, None], torch.tensor(Y), predictions), PREDICTIONS)


def test_animate_training_leaves_its_arguments_alone() -> None:
    """Data and predictions stay as they are, even where they require grad."""
    x, y = torch.tensor(X, requires_grad=True), torch.tensor(Y, requires_grad=True)
    predictions = [torch.tensor(each, requires_grad=True) for each in PREDICTIONS]
    check_lines(watched(x, y, predictions), PREDICTIONS)
    untouched(CALL, "x", x, torch.tensor(X))
    untouched(CALL, "y", y, torch.tensor(Y))
    assert len(predictions) == 4, f"after {CALL}, the list has {len(predictions)} predictions; there were 4."
    untouched(CALL, "a prediction", predictions[0], torch.tensor(PREDICTIONS[0]))
