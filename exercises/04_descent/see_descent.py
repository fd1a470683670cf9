"""Draw gradient descent with the functions of your own descent.py: ``python see_descent.py [--out FOLDER]``.

What needs an exercise that is not started is left out and named; the exit status is then 1.
"""

import argparse
import contextlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import descent
import matplotlib as mpl
import torch
from matplotlib.figure import Figure

# Colors that color-blind readers can tell apart; dashes and markers tell the same.
BLUE, RED, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"
DASHES = (":", "-.", "--", "-")
SEED = 29


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        exercise = traceback.extract_tb(error.__traceback__)[-1].name
        waiting.setdefault(exercise, []).append(what)


def train(
    inputs: torch.Tensor, targets: torch.Tensor, epochs: int, lr: float
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    """Train from the same start at every call, and return the parameters without their graph."""
    weights, bias, losses = descent.train_linear(inputs, targets, epochs, lr, torch.Generator().manual_seed(SEED))
    return weights.detach(), bias.detach(), losses


def line_data() -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs (8, 1) and two targets (8, 2) that lie exactly on y = 2x + 1 and y = 0.5 - 1.5x."""
    x = torch.arange(-1.0, 3.0, 0.5).reshape(-1, 1)
    return x, line_truth(x)


def line_truth(x: torch.Tensor) -> torch.Tensor:
    """Return both targets for inputs (N, 1)."""
    return torch.cat([2 * x + 1, 0.5 - 1.5 * x], dim=1)


def four_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the lesson's four points on y = 2x + 1."""
    x = torch.tensor([[-1.0], [0.0], [1.0], [2.0]])
    return x, 2 * x + 1


def tell_line() -> None:
    """Train a line from scratch and print what came out."""
    inputs, targets = line_data()
    unseen = torch.tensor([[-4.0], [0.3], [10.0]])
    start, _, _ = train(inputs, targets, 0, 0.2)
    weights, bias, losses = train(inputs, targets, 400, 0.2)
    outputs = descent.linear(inputs, weights, bias)
    loss = descent.mse(outputs, targets).item()
    print("A line from scratch: 8 samples, 1 input, 2 targets, 400 epochs, lr=0.2")
    for target in range(2):
        first, last = start[target, 0].item(), weights[target, 0].item()
        print(f"  target {target + 1}: weight {first:.3f} at the start, {last:.3f} at the end; bias {bias[target]:.3f}")
    print(f"  loss {losses[0]:.3f} at the start, {loss:.1e} at the end; under 1e-6: {yes(loss < 1e-6)}")
    for name, got, want in (
        ("the training inputs", outputs, targets),
        ("the unseen inputs -4, 0.3 and 10", descent.linear(unseen, weights, bias), line_truth(unseen)),
    ):
        gap = (got - want).abs().max().item()
        print(f"  on {name}, outputs are off by {gap:.1e} at most; right to 3 decimals: {yes(gap < 0.0005)}")


def yes(fact: bool) -> str:
    """Return a truth value in a word."""
    return "yes" if fact else "no"


def draw_loss(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss of every epoch, on a logarithmic scale."""
    axes = figure.subplots()
    with part("the loss curve", waiting):
        axes.semilogy(train(*line_data(), 400, 0.2)[2], color=BLUE, linewidth=2)
        axes.axhline(1e-6, color=BLACK, linestyle="--")
        axes.text(400, 2e-6, "one in a million", ha="right")
        axes.text(400, 1e-12, "float32 gets no closer", ha="right")
    axes.set(title="A line from scratch: the loss before each update", xlabel="epoch", ylabel="loss (MSE)")


def draw_lines(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the data of both targets, and the model's lines after several numbers of epochs."""
    inputs, targets = line_data()
    panels = figure.subplots(1, 2)
    for target, axes in enumerate(panels):
        axes.plot(inputs, targets[:, target], "o", color=BLACK, label="data", zorder=3)
        axes.set(title=f"target {target + 1}", xlabel="input", ylabel="target" if target == 0 else "")
    with part("the lines through the data", waiting):
        for epochs, color, dash in zip((0, 2, 8, 400), (BLACK, ORANGE, BLUE, RED), DASHES, strict=True):
            weights, bias, _ = train(inputs, targets, epochs, 0.2)
            outputs = descent.linear(inputs, weights, bias)
            for target, axes in enumerate(panels):
                axes.plot(inputs, outputs[:, target], dash, color=color, linewidth=2, label=str(epochs))
    entries = panels[0].get_legend_handles_labels()
    title = "the data, and the lines after so many epochs"
    figure.legend(*entries, title=title, loc="outside lower center", ncols=5, columnspacing=1.2)


def draw_path(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss of every weight and bias as a map, one step from many places, and the path of a training."""
    inputs, targets = four_points()
    axes = figure.subplots()
    with part("the map of the loss", waiting):
        across, up = torch.linspace(-1.25, 4.25, 56), torch.linspace(-2.0, 3.5, 56)
        heights = [
            [descent.mse(descent.linear(inputs, w.reshape(1, 1), b.reshape(1)), targets).item() for w in across]
            for b in up
        ]
        lines = axes.contour(across, up, heights, levels=[0.1, 0.5, 2, 5, 10, 20], colors="#777777", linewidths=1)
        axes.clabel(lines, fontsize=11, fmt="%g")
        axes.text(4.2, -1.9, "gray lines: equal loss", color="#555555", ha="right")
    with part("the arrows on the map", waiting):
        for w in torch.arange(-1.0, 4.1, 1.0):
            for b in torch.arange(-1.5, 3.1, 0.9):
                slopes = descent.mse_gradients(inputs, targets, w.reshape(1, 1), b.reshape(1))
                step = [-0.05 * slope.item() for slope in slopes]
                axes.quiver(w, b, *step, color=BLUE, angles="xy", scale_units="xy", scale=1, width=0.005)
    with part("the path on the map", waiting):
        places = [train(inputs, targets, epochs, 0.05)[:2] for epochs in range(61)]
        path = [(weights.item(), bias.item()) for weights, bias in places]
        axes.plot(*zip(*path, strict=True), "o-", color=RED, markersize=4)
        axes.annotate("start", path[0], (8, -14), textcoords="offset points", color=RED)
    axes.plot(2, 1, "*", color=BLACK, markersize=14)
    axes.set(title="Downhill: every arrow and every dot is a step, lr=0.05", xlabel="weight", ylabel="bias")


def draw_rates(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss curves of three learning rates on the lesson's four points."""
    axes = figure.subplots()
    with part("the three learning rates", waiting):
        for lr, says, color, dash in (
            (0.6, "too large, it climbs", RED, "--"),
            (0.01, "small, it crawls", BLACK, ":"),
            (0.2, "it arrives", BLUE, "-"),
        ):
            _, _, losses = train(*four_points(), 31, lr)
            axes.semilogy(losses, dash, color=color, linewidth=2.5, label=f"lr={lr}: {says}")
        axes.legend()
    axes.set(title="Three learning rates, one start", xlabel="epoch", ylabel="loss (MSE)")


PICTURES = {"loss.png": draw_loss, "lines.png": draw_lines, "path.png": draw_path, "rates.png": draw_rates}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw gradient descent with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})

    waiting: dict[str, list[str]] = {}
    with part("the line from scratch", waiting):
        tell_line()
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(6, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"descent.{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
