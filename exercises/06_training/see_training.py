"""Watch and draw training with the functions of your own training.py: ``python see_training.py [--out FOLDER]``.

What needs an exercise that is not started is left out and named; the exit status is then 1. One part trains the
LinearRegression of your own chapter 5, which is looked for in the folder beside this one.
"""

import argparse
import contextlib
import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import torch
import training
from matplotlib.figure import Figure
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# Colors that color-blind readers can tell apart; dashes and markers tell the same.
BLUE, RED, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"
DASHES = (":", "-.", "--", "-")
SEED = 8

Data = tuple[torch.Tensor, torch.Tensor]
Line = tuple[float, float]


class WaitingError(Exception):
    """Something is not started yet; the message is the exercise's id."""


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except WaitingError as error:
        waiting.setdefault(str(error), []).append(what)
    except NotImplementedError as error:
        exercise = traceback.extract_tb(error.__traceback__)[-1].name
        waiting.setdefault(f"training.{exercise}", []).append(what)


def linear_regression() -> nn.Module:
    """Return a new LinearRegression(1, 1) from the chapter before this one."""
    folder = str(Path(__file__).resolve().parent.parent / "05_models")
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        model: nn.Module = importlib.import_module("models").LinearRegression(1, 1)
        model(torch.zeros(2, 1))
    except (ImportError, AttributeError, NotImplementedError):
        raise WaitingError("models.LinearRegression") from None
    return model


def line_of(model: nn.Module) -> Line:
    """Return slope and intercept of a model with one input and one target."""
    with torch.no_grad():
        at_zero, at_one = model(torch.tensor([[0.0], [1.0]])).flatten().tolist()
    return at_one - at_zero, at_zero


def least_squares(x: torch.Tensor, y: torch.Tensor) -> Line:
    """Return slope and intercept of the line with the smallest mean squared error."""
    columns = torch.cat([x, torch.ones_like(x)], dim=1).double()
    slope, intercept = torch.linalg.lstsq(columns, y.double()).solution.flatten().tolist()
    return slope, intercept


def four_points() -> Data:
    """Return the lesson's four points on y = 2x + 1."""
    x = torch.tensor([[-1.0], [0.0], [1.0], [2.0]])
    return x, 2 * x + 1


def lesson_model() -> nn.Linear:
    """Return the lesson's model: the weight 1 and the bias 0."""
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.fill_(1.0)
        model.bias.fill_(0.0)
    return model


def one_weight_data() -> Data:
    """Return 100 points around y = 2x."""
    generator = torch.Generator().manual_seed(SEED)
    x = torch.randn(100, 1, generator=generator)
    return x, 2 * x + torch.randn(100, 1, generator=generator)


def growing_noise_data() -> Data:
    """Return 10 000 points around y = 2x + 1, the farther off the larger x is."""
    generator = torch.Generator().manual_seed(SEED)
    x = torch.rand(10_000, 1, generator=generator)
    return x, 2 * x + 1 + 0.5 * x * torch.randn(10_000, 1, generator=generator)


def yes(fact: bool) -> str:
    """Return a truth value in a word."""
    return "yes" if fact else "no"


def one_weight(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Train nn.Linear(1, 1) for 1000 steps, compare it with the least-squares line, and draw both."""
    x, y = one_weight_data()
    axes = figure.subplots()
    with part("the one weight", waiting):
        torch.manual_seed(SEED)
        model = nn.Linear(1, 1)
        optimizer = training.make_optimizer("sgd", model.parameters(), 0.01)
        start = line_of(model)
        losses = training.fit(model, nn.MSELoss(), optimizer, x, y, 1000)
        end, best = line_of(model), least_squares(x, y)
        print("One weight: 100 points around y = 2x, nn.Linear(1, 1), SGD with lr=0.01, 1000 steps")
        print(f"  loss {losses[0]:.3f} at the start, {losses[-1]:.3f} at the end, which is the noise")
        print(
            f"  weight {start[0]:.3f} at the start, {end[0]:.3f} at the end; the least-squares line has {best[0]:.3f}"
        )
        print(f"  they agree to 3 decimals: {yes(abs(end[0] - best[0]) < 0.0005)}")
        axes.plot(x, y, "o", color=BLACK, markersize=4, alpha=0.5, label="data")
        ends = torch.tensor([x.min(), x.max()])
        for (slope, intercept), color, dash, name in (
            (start, ORANGE, ":", "before training"),
            (end, BLUE, "-", "after 1000 steps"),
            (best, RED, "--", "least squares"),
        ):
            axes.plot(ends, slope * ends + intercept, dash, color=color, linewidth=2.5, label=name)
        axes.legend()
    axes.set(title="One weight: training arrives at least squares", xlabel="input", ylabel="target")


def regression(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Train a LinearRegression with Adam, showing the loss as it falls, and draw the loss curve and the line."""
    x, y = growing_noise_data()
    left, right = figure.subplots(1, 2)
    with part("the linear regression", waiting):
        torch.manual_seed(SEED)
        model = linear_regression()
        optimizer = training.make_optimizer("adam", model.parameters(), 0.2)
        losses: list[float] = []
        print("Linear regression: 10 000 points around y = 2x + 1, your LinearRegression, Adam with lr=0.2, 100 epochs")
        while len(losses) < 100:
            # A training can go on where it stopped: the model and the optimizer remember all there is.
            losses += training.fit(model, nn.MSELoss(), optimizer, x, y, 10)
            bar = "#" * max(1, round(50 * losses[-1] / losses[0]))
            print(f"  epoch {len(losses):3d}  loss {losses[-1]:7.4f}  {bar}", flush=True)
        slope, intercept = line_of(model)
        near = abs(slope - 2) < 0.05 and abs(intercept - 1) < 0.05
        print(f"  weight {slope:.3f}, bias {intercept:.3f}; near (2, 1): {yes(near)}")
        left.semilogy(range(1, 101), losses, color=BLUE, linewidth=2)
        right.plot(x[::20], y[::20], "o", color=BLACK, markersize=2, alpha=0.5, label="data, every 20th")
        ends = torch.tensor([0.0, 1.0])
        right.plot(ends, slope * ends + intercept, color=RED, linewidth=2.5, label="the trained line")
        right.legend()
    left.set(title="Linear regression: the loss", xlabel="epoch", ylabel="loss (MSE)")
    right.set(title="... and where it led", xlabel="input", ylabel="target")


def history(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw what a model said of the lesson's four points before each of some epochs."""
    x, y = four_points()
    axes = figure.subplots()
    with part("the history", waiting):
        model = lesson_model()
        optimizer = training.make_optimizer("sgd", model.parameters(), 0.1)
        losses, predictions = training.fit_with_history(model, nn.MSELoss(), optimizer, x, y, 21)
        axes.plot(x, y, "o", color=BLACK, markersize=8, label="targets", zorder=3)
        for epoch, color, dash in zip((1, 2, 4, 21), (BLACK, ORANGE, BLUE, RED), DASHES, strict=True):
            label = f"epoch {epoch}: loss {losses[epoch - 1]:.2g}"
            axes.plot(x, predictions[epoch - 1], dash, color=color, linewidth=2.5, label=label)
        axes.legend()
    axes.set(title="What the model said before the update of ...", xlabel="input", ylabel="target, prediction")


def batch_sizes(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss curves of one training with all samples at once, and with smaller and smaller batches."""
    generator = torch.Generator().manual_seed(SEED)
    x = 2 * torch.rand(256, 1, generator=generator) - 1
    y = 2 * x + 1 + 0.3 * torch.randn(256, 1, generator=generator)
    axes = figure.subplots()
    with part("the batches", waiting):
        for size, color, dash in zip((256, 64, 16, 4), (BLACK, ORANGE, BLUE, RED), DASHES, strict=True):
            model = lesson_model()
            optimizer = training.make_optimizer("sgd", model.parameters(), 0.02)
            shuffled = torch.Generator().manual_seed(SEED)
            loader = DataLoader(TensorDataset(x, y), batch_size=size, shuffle=True, generator=shuffled)
            losses = training.fit_minibatches(model, nn.MSELoss(), optimizer, loader, 20)
            axes.semilogy(range(1, 21), losses, dash, color=color, linewidth=2.5, label=f"{size}")
        figure.legend(title="samples in a batch, of 256", loc="outside lower center", ncols=4)
    axes.set(title="One learning rate, batches of several sizes", xlabel="epoch", ylabel="loss (MSE)")
    axes.set_xticks(range(1, 21, 3))


def optimizers(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss curves of three optimizers on a table whose second input is small and counts for much."""
    generator = torch.Generator().manual_seed(SEED)
    inputs = torch.randn(64, 2, generator=generator) * torch.tensor([1.0, 0.2])
    targets = inputs @ torch.tensor([[2.0], [5.0]]) + 1
    axes = figure.subplots()
    with part("the optimizers", waiting):
        for name, momentum, label, color, dash in (
            ("sgd", 0.0, "SGD", BLACK, ":"),
            ("sgd", 0.9, "SGD, momentum=0.9", BLUE, "-"),
            ("adam", 0.0, "Adam", RED, "--"),
        ):
            torch.manual_seed(SEED)
            model = nn.Linear(2, 1)
            optimizer = training.make_optimizer(name, model.parameters(), 0.05, momentum)
            losses = training.fit(model, nn.MSELoss(), optimizer, inputs, targets, 200)
            axes.semilogy(range(1, 201), losses, dash, color=color, linewidth=2.5, label=label)
        axes.legend()
    axes.set(title="Three optimizers, one start, lr=0.05", xlabel="epoch", ylabel="loss (MSE)")


PICTURES = {
    "one_weight.png": one_weight,
    "regression.png": regression,
    "history.png": history,
    "batches.png": batch_sizes,
    "optimizers.png": optimizers,
}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Watch and draw training with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})

    waiting: dict[str, list[str]] = {}
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(8 if draw is regression else 6, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
