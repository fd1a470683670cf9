"""Draw what your own models compute before any training: ``python see_models.py [--out FOLDER]``.

What needs an exercise that is not started is left out and named; the exit status is then 1.
"""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import models
import torch
from matplotlib.figure import Figure
from torch import nn

# Colors that color-blind readers can tell apart; dashes tell the same.
BLUE, RED, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"
NOT_STARTED = " is not started yet"


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        if not str(error).endswith(NOT_STARTED):  # PyTorch raises it too, where a model has no forward
            raise
        waiting.setdefault(str(error).removesuffix(NOT_STARTED), []).append(what)


def filled(model: nn.Module, *values: list) -> nn.Module:
    """Put numbers into a model's parameters, each where its shape fits, and return the model."""
    by_shape = {torch.tensor(value).shape: torch.tensor(value) for value in values}
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(by_shape[parameter.shape])
    return model


def numbers(tensor: torch.Tensor) -> str:
    """Return the entries of a tensor in words."""
    return ", ".join(f"{entry:.4g}" for entry in tensor.flatten().tolist())


def tell_perceptron() -> None:
    """Print the output of chapter 3's neuron."""
    torch.manual_seed(7)
    features = torch.randn(1, 5)
    weights, bias = torch.randn_like(features), torch.randn(1, 1)
    neuron = filled(models.Perceptron(5), weights.tolist(), bias.flatten().tolist())
    print(f"The neuron of chapter 3 as a Perceptron(5): {neuron(features).item():.4f}")


def tell_line() -> None:
    """Print what a line gives for chapter 4's four points."""
    x = torch.tensor([[-1.0], [0.0], [1.0], [2.0]])
    line = filled(models.LinearRegression(1, 1), [[2.0]], [1.0])
    print(f"The line y = 2x + 1 as a LinearRegression(1, 1): {numbers(line(x))} for x = {numbers(x)}")


def tell_parabola() -> None:
    """Print what a parabola gives for the same inputs: a linear model of powers."""
    x = torch.tensor([-1.0, 0.0, 1.0, 2.0])
    outputs = parabola()(models.polynomial_features(x, 2))
    print(f"The parabola y = 3x^2 + 2x + 1 as a LinearRegression(2, 1) of powers: {numbers(outputs)} for the same x")


def parabola() -> nn.Module:
    """Return y = 3x^2 + 2x + 1 as a linear model of x and x^2."""
    return filled(models.LinearRegression(2, 1), [[2.0, 3.0]], [1.0])


def tell_parameters(name: str, make: Callable[[], nn.Module]) -> None:
    """Print the shapes of a model's parameters, and how many numbers they hold."""
    parameters = list(make().parameters())
    shapes = " ".join(str(tuple(each.shape)) for each in parameters)
    print(f"  {name}: {sum(each.numel() for each in parameters)} numbers in {shapes}")


PARAMETERS: dict[str, Callable[[], nn.Module]] = {
    "Perceptron(5)": lambda: models.Perceptron(5),
    "LinearRegression(1, 1)": lambda: models.LinearRegression(1, 1),
    "sequential_network()": models.sequential_network,
    "GeneralFit(1, 1)": lambda: models.GeneralFit(1, 1),
}


def tell(waiting: dict[str, list[str]]) -> None:
    """Print the facts."""
    for what, say in (
        ("the neuron of chapter 3", tell_perceptron),
        ("the line of chapter 4", tell_line),
        ("the parabola", tell_parabola),
    ):
        with part(what, waiting):
            say()
    print("The parameters of new models:")
    for name, make in PARAMETERS.items():
        with part(f"the parameters of {name}", waiting):
            tell_parameters(name, make)


def draw_powers(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the columns of polynomial features, and a parabola as their weighted sum."""
    x = torch.linspace(-1.5, 1.5, 121)
    left, right = figure.subplots(1, 2)
    with part("the powers", waiting):
        columns = models.polynomial_features(x, 4).T
        for power, (column, color, dash) in enumerate(
            zip(columns, (BLACK, ORANGE, BLUE, RED), ("-", "--", "-.", ":"), strict=True), start=1
        ):
            left.plot(x, column, dash, color=color, linewidth=2, label=f"$x^{power}$" if power > 1 else "$x$")
        left.legend()
    left.set(title="the columns for degree 4", xlabel="x")
    with part("the parabola of two powers", waiting), torch.no_grad():
        features = models.polynomial_features(x, 2)
        right.plot(x, 2 * features[:, 0], "-", color=BLACK, label="2 times $x$")
        right.plot(x, 3 * features[:, 1], "--", color=ORANGE, label="3 times $x^2$")
        right.plot(x, parabola()(features), color=BLUE, linewidth=3, label="their sum, plus 1")
        right.legend()
    right.set(title="$2x + 3x^2 + 1$ by LinearRegression", xlabel="x")


def draw_perceptron(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the output of perceptrons with one input: the weight makes it steep, the bias moves it."""
    x = torch.linspace(-6, 6, 241).reshape(-1, 1)
    panels = figure.subplots(1, 2, sharey=True)
    cases = (
        ("the weight, with bias 0", [(0.5, 0.0), (1.0, 0.0), (4.0, 0.0), (-1.0, 0.0)], 0),
        ("the bias, with weight 1", [(1.0, -3.0), (1.0, 0.0), (1.0, 3.0)], 1),
    )
    for axes, (title, pairs, shown) in zip(panels, cases, strict=True):
        with part(f"the perceptron's curves for {title}", waiting), torch.no_grad():
            for pair, color, dash in zip(pairs, (BLACK, ORANGE, BLUE, RED), ("-", "--", "-.", ":"), strict=False):
                model = filled(models.Perceptron(1), [[pair[0]]], [pair[1]])
                axes.plot(x, model(x), dash, color=color, linewidth=2, label=f"{pair[shown]:g}")
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=4, handlelength=1.8, columnspacing=1)
        axes.set(title=title, xlabel="input")
    panels[0].set_ylabel("output of Perceptron(1)")


def draw_starts(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw what several new models give for one input, untrained: lines, and lines that bend."""
    torch.manual_seed(5)
    x = torch.linspace(-4, 4, 401).reshape(-1, 1)
    left, right = figure.subplots(1, 2)
    with part("new lines", waiting), torch.no_grad():
        for _ in range(8):
            left.plot(x, models.LinearRegression(1, 1)(x), color=BLACK, alpha=0.7)
    left.set(title="8 new LinearRegression(1, 1)", xlabel="input", ylabel="output, before any training")
    with part("new networks that bend", waiting), torch.no_grad():
        for _ in range(8):
            right.plot(x, models.GeneralFit(1, 1)(x), color=BLUE, alpha=0.7)
    right.set(title="8 new GeneralFit(1, 1)", xlabel="input")


def draw_network(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the numbers of one sample on their way through the layers of a new sequential network."""
    torch.manual_seed(2)
    axes = figure.subplots()
    with part("the way through the network", waiting), torch.no_grad():
        network = models.sequential_network()
        values = 2 * torch.randn(1, 8)
        steps = [("input", values)]
        for layer in network:
            values = layer(values)
            steps.append((type(layer).__name__, values))
        for column, (_, values) in enumerate(steps):
            half = values.numel() / 2
            place = (column - 0.4, column + 0.4, half, -half)
            axes.imshow(values.T.tolist(), cmap="RdBu", vmin=-6, vmax=6, extent=place, aspect="auto")
            for row, value in enumerate(values.flatten().tolist()):
                axes.text(column, row + 0.5 - half, f"{value:.2f}", ha="center", va="center", fontsize=9)
        names = [f"{name}\n{step.numel()}" for name, step in steps]
        axes.set_xticks(range(len(steps)), names)
        axes.set(xlim=(-0.6, len(steps) - 0.4), ylim=(8.4, -8.4))
    axes.set(title="One sample on its way through a new sequential_network()", yticks=[])
    axes.grid(visible=False)


PICTURES = {
    "powers.png": draw_powers,
    "perceptron.png": draw_perceptron,
    "starts.png": draw_starts,
    "network.png": draw_network,
}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw what your own models compute.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})

    waiting: dict[str, list[str]] = {}
    tell(waiting)
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(7.2, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"models.{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
