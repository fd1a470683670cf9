"""See chapter 3: pictures drawn by the functions in ``neuron.py``, and what the two seed-7 examples give.

Run ``python exercises/03_neuron/see_neuron.py``. The pictures land in ``pictures/`` in the folder you are in; add
``--out FOLDER`` for another place. What needs an exercise that is not started yet is left out, and said.
"""

import argparse
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import neuron
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

BLUE, ORANGE = "#0072B2", "#D55E00"  # a pair that color-blind eyes tell apart


def draw_sigmoid(axes: Axes) -> None:
    """Draw the sigmoid and its slope."""
    draw_with_slope(axes, neuron.sigmoid, reach=6)
    axes.set_title("sigmoid: every number to one between 0 and 1")


def draw_relu(axes: Axes) -> None:
    """Draw the rectifier and its slope."""
    draw_with_slope(axes, neuron.relu, reach=3)
    axes.set_title("relu: negative numbers to 0, the others as they are")


def draw_with_slope(axes: Axes, function: Callable[[torch.Tensor], torch.Tensor], reach: float) -> None:
    """Draw ``function`` and the slope that autograd finds, from ``-reach`` to ``reach``."""
    x = torch.linspace(-reach, reach, 400, requires_grad=True)  # an even number: 0, a corner of relu, is left out
    y = function(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    axes.plot(x.detach(), y.detach(), color=BLUE, linewidth=2.5, label="value")
    axes.plot(x.detach(), slope, color=ORANGE, linewidth=2.5, linestyle="--", label="slope")
    axes.set(xlabel="x", ylabel="value, slope")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")


def draw_neuron(axes: Axes) -> None:
    """Draw what one neuron makes of every pair of features, and the lines on which its weighted sum is the same."""
    weights, bias = torch.tensor([[2.0, 1.0]]), torch.tensor([[-1.0]])
    first, second, features = pairs()
    draw_output(axes, neuron.single_layer_output(features, weights, bias))
    sums = neuron.weighted_sum(features, weights, bias).view_as(first)
    lines = axes.contour(first, second, sums, levels=[-2, 0, 2], colors="black", linestyles=["--", "-", "--"])
    axes.clabel(lines, fmt="sum %d", fontsize=12)
    axes.set_title("One neuron, weights 2 and 1, bias -1")


def draw_two_layers(axes: Axes) -> None:
    """Draw what two layers make of every pair of features, and the lines on which their output is the same.

    The first hidden neuron looks at the first feature only, the second at the second; the output asks for both.
    """
    hidden_weights, hidden_bias = torch.tensor([[3.0, 0.0], [0.0, 3.0]]), torch.zeros(1, 2)
    output_weights, output_bias = torch.tensor([[6.0], [6.0]]), torch.tensor([[-10.0]])
    first, second, features = pairs()
    outputs = neuron.two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias)
    draw_output(axes, outputs)
    lines = axes.contour(first, second, outputs.view_as(first), levels=[0.1, 0.5, 0.8], colors="black")
    axes.clabel(lines, fmt="%.1f", fontsize=12)
    axes.axvline(0, color=ORANGE, linestyle=":", linewidth=2.5)
    axes.axhline(0, color=ORANGE, linestyle=":", linewidth=2.5)
    axes.text(0.1, -2.85, "hidden 1 gives 0.5", color="black", rotation=90, fontsize=12)
    axes.text(-2.85, 0.1, "hidden 2 gives 0.5", color="black", fontsize=12)
    axes.set_title("Two layers: the border bends")


def pairs() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return a grid of first features, one of second features, and all their pairs, one in a row."""
    steps = torch.linspace(-3, 3, 121)
    first, second = torch.meshgrid(steps, steps, indexing="xy")
    return first, second, torch.stack([first.flatten(), second.flatten()], dim=1)


def draw_output(axes: Axes, outputs: torch.Tensor) -> None:
    """Color the plane of the two features by the output, from 0 to 1."""
    first, second, _ = pairs()
    levels = torch.linspace(0, 1, 21)
    # A top color for 1.5 keeps the output 1 light enough for black lines.
    colors = axes.contourf(first, second, outputs.view_as(first), levels=levels, cmap="Blues", vmin=0, vmax=1.5)
    axes.figure.colorbar(colors, ax=axes, label="output", ticks=[0, 0.5, 1])
    axes.set(xlabel="first feature", ylabel="second feature", aspect="equal")


def say_neuron() -> None:
    """Print the output of one neuron whose features, weights and bias come from seed 7."""
    torch.manual_seed(7)
    features = torch.randn(1, 5)
    weights = torch.randn_like(features)
    bias = torch.randn(1, 1)
    print(f"one neuron, seed 7: {neuron.single_layer_output(features, weights, bias).item():.4f}")


def say_two_layers() -> None:
    """Print the output of two layers whose features, weights and biases come from seed 7, in this order."""
    torch.manual_seed(7)
    features = torch.randn(1, 3)
    hidden_weights, output_weights = torch.randn(3, 2), torch.randn(2, 1)
    hidden_bias, output_bias = torch.randn(1, 2), torch.randn(1, 1)
    output = neuron.two_layer_output(features, hidden_weights, hidden_bias, output_weights, output_bias)
    print(f"two layers, seed 7: {output.item():.4f}")


def save(draw: Callable[[Axes], None], path: Path) -> None:
    """Write the picture that ``draw`` makes to ``path``, and print the path."""
    figure = Figure(figsize=(6, 4.5), dpi=150, layout="constrained")  # a Figure without pyplot needs no screen
    axes = figure.add_subplot()
    axes.xaxis.label.set_fontsize(12)
    axes.yaxis.label.set_fontsize(12)
    draw(axes)
    figure.savefig(path)
    print(path)


def main() -> int:
    """Draw and say all that can be; return 1 when an exercise that is not started yet was in the way, otherwise 0."""
    parser = argparse.ArgumentParser(description="Draw pictures with the functions in neuron.py.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), metavar="FOLDER", help="where the pictures go")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    steps: dict[str, Callable[[], None]] = {
        "The picture of the sigmoid": lambda: save(draw_sigmoid, folder / "sigmoid.png"),
        "The picture of relu": lambda: save(draw_relu, folder / "relu.png"),
        "The picture of one neuron": lambda: save(draw_neuron, folder / "one_neuron.png"),
        "The picture of two layers": lambda: save(draw_two_layers, folder / "two_layers.png"),
        "The seed-7 neuron": say_neuron,
        "The seed-7 network": say_two_layers,
    }
    status = 0
    for name, step in steps.items():
        try:
            step()
        except NotImplementedError as error:
            exercise = traceback.extract_tb(error.__traceback__)[-1].name  # the function that raised it
            print(f"{name} needs neuron.{exercise}, which is not started yet.")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
