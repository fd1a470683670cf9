"""Draw slopes with the functions of your own gradients.py: ``python see_gradients.py [--out FOLDER]``.

What needs an exercise that is not started is left out and named; the exit status is then 1.
"""

import argparse
import contextlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import gradients
import matplotlib as mpl
import torch
from matplotlib.figure import Figure

# Colors that color-blind readers can tell apart; dashes and markers tell the same.
BLUE, RED, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        exercise = traceback.extract_tb(error.__traceback__)[-1].name
        waiting.setdefault(exercise, []).append(what)


def mean_of_squares(x: torch.Tensor) -> torch.Tensor:
    """Return the function whose gradient chain_rule gives."""
    return torch.mean(3 * (x + 2) ** 2)


def hill(x: torch.Tensor) -> torch.Tensor:
    """Return a curve with a summit and a valley."""
    return x**3 / 3 - x


def landscape(place: torch.Tensor) -> torch.Tensor:
    """Return the height at the place (across, up): a bowl with a slanted dent."""
    across, up = place
    return 0.4 * across**2 + up**2 + torch.sin(2 * across + up)


def waves(x: torch.Tensor) -> torch.Tensor:
    """Return a scalar whose slopes are 3 cos(3x)."""
    return torch.sin(3 * x).sum()


def smoothed(x: torch.Tensor) -> torch.Tensor:
    """Return the mean of each three neighbours: 10 inputs make 8 outputs."""
    return x.unfold(0, 3, 1).mean(dim=1)


def softmax(x: torch.Tensor) -> torch.Tensor:
    """Return shares that add up to 1, the larger the entry, the larger the share."""
    return torch.softmax(x, dim=0)


def tell_three_ways() -> None:
    """Print one gradient, found in three ways."""
    x = torch.tensor([0.0, 2.0])
    ways = {
        "chain_rule": gradients.chain_rule(x),
        "gradient": gradients.gradient(mean_of_squares, x),
        "numerical_gradient": gradients.numerical_gradient(mean_of_squares, x),
    }
    print("The gradient of mean(3 * (x + 2)**2) at (0, 2), in three ways:")
    for way, slopes in ways.items():
        first, second = slopes.tolist()
        print(f"  {way:18}  {first:9.5f}  {second:9.5f}")
    by_hand, exact, numerical = ways.values()
    agree = torch.allclose(by_hand, exact, rtol=1e-5) and torch.allclose(numerical, exact, rtol=0.02)
    print(f"  the first two agree to rounding, the third within 2 %: {'yes' if agree else 'no'}")


def draw_tangents(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw a curve, and at some of its points the line with the slope that gradient gives."""
    axes = figure.subplots()
    x = torch.linspace(-2.3, 2.3, 200)
    axes.plot(x, hill(x), color=BLACK, linewidth=2)
    with part("the tangents", waiting):
        for place in torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0]):
            slope = gradients.gradient(hill, place).item()
            height = hill(place).item()
            reach = 0.6 / (1 + slope**2) ** 0.5
            ends = [place - reach, place + reach]
            axes.plot(ends, [height - reach * slope, height + reach * slope], color=RED, linewidth=2.5)
            axes.plot(place, height, "o", color=RED)
            axes.annotate(f"{slope:g}", (place, height), (12, 7), textcoords="offset points", color=RED)
    axes.set(title="Tangents of x³/3 - x, and their slopes", xlabel="x", ylabel="value")


def draw_errors(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw how far differences of values are off, for steps of all sizes."""
    axes = figure.subplots()
    x = torch.linspace(-1.0, 1.0, 7)
    exact = 3 * torch.cos(3 * x)
    steps = torch.logspace(-6, 0, 25).tolist()
    with part("the errors of numerical_gradient", waiting):
        central = [(gradients.numerical_gradient(waves, x, eps) - exact).abs().max().item() for eps in steps]
        axes.loglog(steps, central, "o-", color=BLUE, label="numerical_gradient, float32")
        best = min(zip(central, steps, strict=True))
        print(f"numerical_gradient is best for eps near {best[1]:.0e}: it is then off by {best[0]:.0e}")
    one_sided = [((torch.sin(3 * (x + eps)) - torch.sin(3 * x)) / eps - exact).abs().max().item() for eps in steps]
    axes.loglog(steps, one_sided, "s:", color=ORANGE, label="a step to the right only")
    axes.axvline(1e-3, color=BLACK, linestyle="--", linewidth=1)
    axes.text(8e-4, 2, "eps=1e-3", ha="right")
    axes.text(1.5e-6, 1.5e-4, "too small:\nrounding", va="top")
    axes.text(0.9, 1.5e-4, "too large:\nthe curve bends", ha="right", va="top")
    axes.legend(loc="upper center", fontsize=10, bbox_to_anchor=(0.5, -0.16), ncols=2)
    axes.set(title="How far differences are off", xlabel="eps", ylabel="largest error of a slope")


def draw_map(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw a landscape as a map, and the gradient at many of its places as arrows."""
    axes = figure.subplots()
    across, up = torch.linspace(-3.0, 3.0, 80), torch.linspace(-2.0, 2.0, 60)
    places = torch.meshgrid(across, up, indexing="xy")
    lines = axes.contour(*places, landscape(torch.stack(places)), levels=14, colors="#777777", linewidths=1)
    axes.clabel(lines, lines.levels[::2], fontsize=10, fmt="%g")
    with part("the arrows on the map", waiting):
        for left in torch.arange(-2.5, 2.6, 0.625):
            for low in torch.arange(-1.6, 1.7, 0.64):
                place = torch.stack([left, low])
                arrow = 0.12 * gradients.gradient(landscape, place)
                axes.quiver(*place, *arrow, color=BLUE, angles="xy", scale_units="xy", scale=1, width=0.005)
    axes.set(title="Arrows: the gradient, straight uphill", xlabel="x[0]", ylabel="x[1]", aspect="equal")


def draw_jacobians(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw two Jacobians as tables of colored squares."""
    panels = figure.subplots(1, 2)
    x = torch.tensor([0.5, -1.0, 1.5, 0.0, 2.0, -0.5, 1.0, -1.5, 0.8, 0.3])
    with part("the Jacobians", waiting):
        for axes, function, title in zip(
            panels, (smoothed, softmax), ("mean of three neighbours", "softmax"), strict=True
        ):
            slopes = gradients.jacobian(function, x).detach()
            shown = axes.imshow(slopes, cmap="PuOr", vmin=-0.35, vmax=0.35, aspect="auto")
            axes.set(title=f"{title}\n{len(slopes)} outputs, {len(x)} inputs", xlabel="input j", ylabel="output i")
            axes.set(xticks=range(0, len(x), 3), yticks=range(0, len(slopes), 3))
            axes.grid(visible=False)
        figure.colorbar(shown, ax=panels, location="bottom", label="slope of output i along input j")


PICTURES = {
    "tangents.png": draw_tangents,
    "errors.png": draw_errors,
    "map.png": draw_map,
    "jacobians.png": draw_jacobians,
}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw slopes with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})

    waiting: dict[str, list[str]] = {}
    with part("one gradient in three ways", waiting):
        tell_three_ways()
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(6, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"gradients.{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
