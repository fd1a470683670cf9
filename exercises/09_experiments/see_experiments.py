"""Run experiments with the functions of your own experiments.py: ``python see_experiments.py [--out FOLDER]``.

Two of them train with your models.py and training.py of chapters 5 and 6. What needs an exercise that is not started is
left out and named; the exit status is then 1.
"""

import argparse
import contextlib
import importlib
import math
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import experiments
import matplotlib as mpl
import torch
from matplotlib import pyplot as plt
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.figure import Figure
from torch import nn

# Colors that color-blind readers can tell apart; dashes and markers tell the same.
BLUE, RED, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"
FRAMES = 16


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        place, _ = list(traceback.walk_tb(error.__traceback__))[-1]
        exercise = f"{Path(place.f_code.co_filename).stem}.{place.f_code.co_qualname.partition('.')[0]}"
        waiting.setdefault(exercise, []).append(what)
    except ModuleNotFoundError as error:
        if error.name not in ("models", "training"):
            raise
        waiting.setdefault(f"{error.name}.py", []).append(what)


def chapter(folder: str, module: str) -> ModuleType:
    """Return your module of another chapter, whose folder lies beside this one."""
    beside = str(Path(__file__).resolve().parents[1] / folder)
    if beside not in sys.path:
        sys.path.insert(0, beside)
    return importlib.import_module(module)


def yes(fact: bool) -> str:
    """Return a truth value in a word."""
    return "yes" if fact else "no"


# Data


def ten_houses() -> tuple[torch.Tensor, torch.Tensor]:
    """Return living areas in square feet and prices in thousand dollars."""
    areas = [850.0, 900.0, 1200.0, 1500.0, 1700.0, 1850.0, 2100.0, 2200.0, 2300.0, 2400.0]
    prices = [150.0, 160.0, 200.0, 240.0, 280.0, 300.0, 340.0, 360.0, 380.0, 400.0]
    return torch.tensor(areas)[:, None], torch.tensor(prices)[:, None]


def polynomial_data() -> tuple[torch.Tensor, torch.Tensor]:
    """Return 1000 points around y = 3x^2 + 2x + 1, not sorted."""
    generator = torch.Generator().manual_seed(3)
    x = torch.rand(1000, 1, generator=generator) * 4 - 2
    return x, 3 * x**2 + 2 * x + 1 + torch.randn(1000, 1, generator=generator)


def wavy_data() -> tuple[torch.Tensor, torch.Tensor]:
    """Return 200 points around a wave, not sorted."""
    generator = torch.Generator().manual_seed(4)
    x = torch.rand(200, 1, generator=generator) * 6 - 3
    return x, torch.sin(1.5 * x) + 0.3 * x + 0.1 * torch.randn(200, 1, generator=generator)


# Second article: house prices


def descend(inputs: torch.Tensor, targets: torch.Tensor, lr: float, epochs: int) -> tuple[nn.Linear, list[list[float]]]:
    """Train a linear model that starts at zero; return it, and loss, weight and bias before every update."""
    model = nn.Linear(1, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    path = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(inputs), targets)
        path.append([loss.item(), model.weight.item(), model.bias.item()])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model, path


def tell_houses() -> None:
    """Print the price that the learner's function and a training on raw areas give for 2000 square feet."""
    areas, prices = ten_houses()
    asked = torch.tensor([[2000.0]])
    least_squares = 328.6
    price = experiments.fit_house_prices(areas, prices)(asked).item()
    raw, _ = descend(areas, prices, 1e-7, 1000)
    print("House prices: ten houses, and a price for 2000 square feet")
    print(f"  yours: {price:.1f} thousand dollars; least squares: {least_squares}", end="; ")
    print(f"right to 1 %: {yes(abs(price - least_squares) < 0.01 * least_squares)}")
    print(f"  on raw areas, lr=1e-7, 1000 epochs: {raw(asked).item():.1f}", end="; ")
    print(f"but its bias is {raw.bias.item():.4f}, and should be 11.4")


def draw_houses(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the houses with both lines, and how the losses fall."""
    areas, prices = ten_houses()
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    with part("the line through the houses", waiting):
        predict = experiments.fit_house_prices(areas, prices)
        across = torch.linspace(0, 2600, 50)[:, None]
        raw, raw_path = descend(areas, prices, 1e-7, 300)
        left.plot(across, predict(across).detach(), color=BLUE, linewidth=2.5, label="yours")
        left.plot(across, raw(across).detach(), color=RED, linestyle="--", linewidth=2.5, label="raw areas, lr=1e-7")
        left.plot(areas, prices, "o", color=BLACK, label="houses")
        left.legend()
        left.set(title="Ten houses", xlabel="living area (square feet)", ylabel="price (1000 dollars)", ylim=(-15, 450))
        scaled = [experiments.standardize(part)[0].detach() for part in (areas, prices)]
        _, scaled_path = descend(*scaled, 0.1, 300)
        spread = prices.var(correction=0).item()  # brings the loss of scaled prices to the same unit
        right.loglog(range(1, 301), [spread * loss for loss, *_ in scaled_path], color=BLUE, linewidth=2.5)
        right.loglog(range(1, 301), [loss for loss, *_ in raw_path], color=RED, linestyle="--", linewidth=2.5)
        right.set(title="The loss", xlabel="epoch", ylabel="MSE (squared 1000 dollars)")


def draw_bowls(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss over weight and bias, and the path down, for areas as they are and for standardized ones."""
    generator = torch.Generator().manual_seed(1)
    area = torch.rand(60, 1, generator=generator) * 2 + 1  # in thousands of square feet: raw ones fit on no map
    price = 2 + area + 0.4 * torch.randn(60, 1, generator=generator)
    with part("the two valleys", waiting):
        scaled = experiments.standardize(area)[0].detach()
        cases = (("areas in 1000 square feet, lr=0.15", area, 0.15), ("standardized areas, lr=0.3", scaled, 0.3))
        for axes, (title, inputs, lr) in zip(figure.subplots(1, 2), cases, strict=True):
            _, path = descend(inputs, price, lr, 15)
            weights, biases = ([step[place] for step in path] for place in (1, 2))
            table = torch.cat([inputs, torch.ones_like(inputs)], dim=1)
            best = torch.linalg.lstsq(table, price).solution.flatten().tolist()
            across, up = torch.linspace(-1, 4, 60), torch.linspace(-1, 6, 60)
            errors = across[None, :, None] * inputs[:, 0] + up[:, None, None] - price[:, 0]
            axes.contour(across, up, (errors**2).mean(dim=-1), levels=[0.3, 1, 2, 4, 8, 16, 32], colors="#777777")
            axes.plot(weights, biases, "o-", color=RED, markersize=4)
            axes.plot(*best, "*", color=BLACK, markersize=14)
            axes.set(title=title, xlabel="weight", ylabel="bias")


# Which learning rate?


def draw_sweep(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the final loss of every learning rate."""
    axes = figure.subplots()
    with part("the learning rates", waiting):
        torch.manual_seed(7)
        rates = [10 ** (power / 3) for power in range(-9, 4)]
        x, y = wavy_data()
        factory = network(1, 16, 1)
        final = experiments.learning_rate_sweep(factory, x, y, rates, 100)
        finite = {rate: loss for rate, loss in final.items() if math.isfinite(loss)}
        best = min(final, key=lambda rate: final[rate])
        axes.loglog(list(finite), list(finite.values()), "o-", color=BLUE, linewidth=2)
        lost = [rate for rate, loss in final.items() if not math.isfinite(loss)]
        axes.plot(lost, [0.9] * len(lost), "x", color=RED, markersize=10, label="inf: it blew up")
        axes.axvline(best, color=BLACK, linestyle=":", label=f"the best: {best:.2g}")
        axes.set_ylim(0.01, 1)
        axes.legend(loc="lower left")
        print(f"Learning rates: of {len(rates)}, {best:.2g} ends lowest, and {len(lost)} blow up", flush=True)
    axes.set(title="The loss after 100 epochs of SGD", xlabel="learning rate", ylabel="final loss (MSE)")


def network(*sizes: int) -> Callable[[], nn.Module]:
    """Return a factory of networks with one hidden layer."""
    inputs, hidden, outputs = sizes
    return lambda: nn.Sequential(nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, outputs))


# Fourth article: films of two trainings


class Film(PillowWriter):
    """Writes a film, and its first, middle and last frame as pictures beside it."""

    def __init__(self, path: Path, frames: int) -> None:
        super().__init__(fps=6)
        self._path = path
        self._stills = {0: "first", frames // 2: "middle", frames - 1: "last"}
        self._next = 0

    def grab_frame(self, **options: object) -> None:
        """Add the figure to the film."""
        super().grab_frame(**options)
        if self._next in self._stills:
            still = self._path.with_name(f"{self._path.name.removesuffix('.gif')}_{self._stills[self._next]}.png")
            self.fig.savefig(still)
            print(still, flush=True)
        self._next += 1


def save_film(animation: FuncAnimation, path: Path, frames: int) -> None:
    """Write a film into a file."""
    animation.save(path, writer=Film(path, frames))
    print(path, flush=True)
    plt.close("all")


def chosen(predictions: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return some of the predictions for the frames of a film: many of the beginning, where most happens."""
    last = len(predictions) - 1
    places = sorted({round(last * (frame / (FRAMES - 1)) ** 2) for frame in range(FRAMES)})
    return [predictions[place] for place in places]


def film_polynomial(folder: Path, waiting: dict[str, list[str]]) -> None:
    """Fit a polynomial with a linear model, print its parameters, and film the training."""
    x, y = polynomial_data()
    with part("the polynomial", waiting):
        models, training = chapter("05_models", "models"), chapter("06_training", "training")
        torch.manual_seed(0)
        model = models.LinearRegression(2, 1)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
        inputs = models.polynomial_features(x, 2).detach()
        _, predictions = training.fit_with_history(model, nn.MSELoss(), optimizer, inputs, y, 400)
        weights = next(each for each in model.parameters() if each.dim() > 1).flatten().tolist()
        bias = next(each for each in model.parameters() if each.dim() == 1).item()
        found = weights[1], weights[0], bias
        near = all(abs(got - true) < 0.2 for got, true in zip(found, (3, 2, 1), strict=True))
        print(f"Polynomial: y = {found[0]:.2f} x^2 + {found[1]:.2f} x + {found[2]:.2f} after 400 epochs", end="; ")
        print(f"near 3, 2, 1: {yes(near)}", flush=True)
        few = chosen(predictions)
        save_film(experiments.animate_training(x, y, few), folder / "polynomial.gif", len(few))


def film_general_fit(folder: Path, waiting: dict[str, list[str]]) -> None:
    """Fit a wave with a network, with a good learning rate and with one far too large; film both."""
    x, y = wavy_data()
    ends = {}
    curves: dict[float, list[float]] = {}
    for lr, name in ((0.01, "general_fit_lr0.01.gif"), (1.0, "general_fit_lr1.gif")):
        with part(f"the general fit, lr={lr:g}", waiting):
            models, training = chapter("05_models", "models"), chapter("06_training", "training")
            torch.manual_seed(0)
            model = models.GeneralFit(1, 1)
            optimizer = torch.optim.Adam(model.parameters(), lr=lr)
            curves[lr], predictions = training.fit_with_history(model, nn.MSELoss(), optimizer, x, y, 200)
            ends[lr] = nn.functional.mse_loss(model(x), y).item()
            few = chosen(predictions)
            save_film(experiments.animate_training(x, y, few), folder / name, len(few))
    if len(ends) == 2:
        print(
            f"General fit: 200 epochs of Adam end at {ends[0.01]:.4f} with lr=0.01 and {ends[1.0]:.4f} with lr=1",
            end="; ",
        )
        print(f"at least 10 times worse: {yes(ends[1.0] >= 10 * ends[0.01])}", flush=True)
    with part("the loss curves", waiting):
        for lr, losses in curves.items():
            axes = experiments.plot_losses(losses)
            axes.set_yscale("log")
            axes.figure.savefig(folder / f"loss_lr{lr:g}.png")
            print(folder / f"loss_lr{lr:g}.png", flush=True)
        plt.close("all")


PICTURES = {"houses.png": draw_houses, "bowls.png": draw_bowls, "sweep.png": draw_sweep}


def main() -> int:
    """Print the facts, write pictures and films, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Run experiments with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")
    torch.set_num_threads(1)  # for data this small, a second thread costs more than it helps
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})
    mpl.rcParams.update(
        {"figure.figsize": (5, 3.6), "figure.dpi": 90, "figure.subplot.left": 0.16, "figure.subplot.bottom": 0.17}
    )

    waiting: dict[str, list[str]] = {}
    with part("the price of a house", waiting):
        tell_houses()
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(9, 4) if name != "sweep.png" else (6, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    film_polynomial(folder, waiting)
    film_general_fit(folder, waiting)
    for exercise, parts in waiting.items():
        print(f"{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
