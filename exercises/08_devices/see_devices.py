"""Draw what moves where, with the functions of your own devices.py: ``python see_devices.py [--out FOLDER]``.

It runs on any machine; where there is no GPU, the device ``meta`` stands for the other place. What needs an exercise
that is not started is left out and named; the exit status is then 1.
"""

import argparse
import contextlib
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import devices
import matplotlib as mpl
import torch
from matplotlib.figure import Figure
from torch import nn

# Colors that color-blind readers can tell apart; words and dashes tell the same.
BLUE, ORANGE, BLACK = "#0072B2", "#E69F00", "#000000"
PALE = {True: "#F6D58A", False: "#BFDDEF"}
CPU = torch.device("cpu")
SIZES = (16, 32, 64, 128, 256, 512, 1024)
ENOUGH = 0.1  # seconds of timing a size
MOMENTS = ("before", "optimizer\nis built", "model\nis called", "criterion\nis called", "afterwards")


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        exercise = traceback.extract_tb(error.__traceback__)[-1].name
        if not hasattr(devices, exercise):
            raise
        waiting.setdefault(exercise, []).append(what)


def elsewhere() -> torch.device:
    """Return a device that is not the CPU: the one you pick, or ``meta`` where there is no other."""
    device = devices.pick_device()
    return torch.device("meta") if device == CPU else device


def tell_device() -> None:
    """Print what this machine has, and what is picked."""
    print(f"PyTorch {torch.__version__}, CUDA: {torch.cuda.is_available()}, MPS: {torch.backends.mps.is_available()}")
    print(f"pick_device() gives {devices.pick_device()}")


def seconds(size: int, device: torch.device) -> float:
    """Return the shortest time that a product of two square matrices takes, of at least ten tries."""
    one, other = torch.rand(size, size, device=device), torch.rand(size, size, device=device)
    (one @ other)[0, 0].item()  # the first time is for getting ready
    times: list[float] = []
    while len(times) < 10 or sum(times) < ENOUGH:
        start = time.perf_counter()
        (one @ other)[0, 0].item()  # a GPU answers before it has finished; asking for a number waits for it
        times.append(time.perf_counter() - start)
    return min(times)


def draw_products(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw how long a matrix product takes on the CPU and on the device that is picked, by size."""
    axes = figure.subplots()
    with part("the picked device's line in products.png", waiting):
        picked = devices.pick_device()
        for device, color, style in ((CPU, BLUE, "o-"), (picked, ORANGE, "s--")):
            if device == CPU and axes.lines:
                axes.text(0.97, 0.05, "this machine has no other device", transform=axes.transAxes, ha="right")
                continue
            print(f"timing matrix products on {device} ...", flush=True)
            times = [1000 * seconds(size, device) for size in SIZES]
            axes.loglog(SIZES, times, style, color=color, linewidth=2, label=str(device))
            print(f"  {SIZES[0]} x {SIZES[0]}: {times[0]:.3f} ms; {SIZES[-1]} x {SIZES[-1]}: {times[-1]:.1f} ms")
        axes.set_xticks(SIZES, [str(size) for size in SIZES], minor=False)
        axes.minorticks_off()
        axes.legend()
    axes.set(title="A product of two square matrices", xlabel="rows and columns", ylabel="milliseconds")


def lines_of(batch: object, depth: int = 0, name: str = "") -> Iterator[tuple[int, str, torch.device | None]]:
    """Go through a batch; give depth and text of every entry, and for a tensor its device."""
    if isinstance(batch, torch.Tensor):
        yield depth, f"{name}tensor {tuple(batch.shape)} on {batch.device}", batch.device
    elif isinstance(batch, list | tuple | dict):
        yield depth, f"{name}{type(batch).__name__}", None
        for key, entry in batch.items() if isinstance(batch, dict) else enumerate(batch):
            yield from lines_of(entry, depth + 1, f"{key!r}: " if isinstance(batch, dict) else "")
    else:
        yield depth, f"{name}{batch!r}", None


def draw_batch(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw a nested batch before and after its move, as two lists with indents."""
    images, labels = torch.rand(4, 3, 8, 8), torch.arange(4)
    batch = {"images": images, "labels": [labels, {"weights": torch.rand(4)}], "file": "cats.zip", "size": (4, labels)}
    with part("batch.png", waiting):
        device = elsewhere()
        moved = devices.to_device(batch, device)
        panels = figure.subplots(1, 2)
        titles = "the batch", f"to_device(batch, {device.type})"
        for axes, each, title in zip(panels, (batch, moved), titles, strict=True):
            rows = list(lines_of(each))
            for row, (depth, text, place) in enumerate(rows):
                box = None if place is None else {"facecolor": PALE[place != CPU], "edgecolor": "none", "pad": 2.5}
                axes.text(0.02 + 0.09 * depth, -row, text, va="center", family="monospace", fontsize=8.5, bbox=box)
            axes.set(xlim=(0, 1), ylim=(-len(rows), 1), title=title)
            axes.axis("off")


class Watched(nn.Linear):
    """A model that notes where it and its inputs are when it is called."""

    def __init__(self, seen: dict[tuple[str, str], str]) -> None:
        super().__init__(2, 1)
        self.seen = seen

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Note, and predict."""
        self.seen.update(
            {("parameters", MOMENTS[2]): self.weight.device.type, ("inputs", MOMENTS[2]): inputs.device.type}
        )
        return super().forward(inputs)


class Number(nn.Module):
    """A criterion that notes where it meets predictions and targets; its loss is a number wherever they are."""

    def __init__(self, seen: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self.seen = seen

    def forward(self, predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Note, and return a loss of 1."""
        self.seen.update(
            {("predictions", MOMENTS[3]): predictions.device.type, ("targets", MOMENTS[3]): targets.device.type}
        )
        return torch.ones((), requires_grad=True)


def places(device: torch.device) -> dict[tuple[str, str], str]:
    """Train for one epoch and return where each thing was at each moment."""
    seen: dict[tuple[str, str], str] = {}
    model, inputs, targets = Watched(seen), torch.rand(8, 2), torch.rand(8, 1)

    def factory(parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        parameters = list(parameters)
        seen["parameters", MOMENTS[1]] = parameters[0].device.type
        return torch.optim.SGD(parameters, lr=0.1)

    def look(moment: str) -> None:
        for name, tensor in (("parameters", model.weight), ("inputs", inputs), ("targets", targets)):
            seen[name, moment] = tensor.device.type

    look(MOMENTS[0])
    devices.fit_on_device(model, Number(seen), factory, inputs, targets, 1, device)
    look(MOMENTS[4])
    return seen


def draw_places(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw where parameters, data and predictions are during a training, moment by moment."""
    with part("places.png", waiting):
        device = elsewhere()
        seen = places(device)
        axes = figure.subplots()
        things = ("parameters", "inputs", "targets", "predictions")
        for row, thing in enumerate(things):
            for column, moment in enumerate(MOMENTS):
                if place := seen.get((thing, moment)):
                    axes.barh(row, 0.94, left=column, height=0.8, color=PALE[place != "cpu"])
                    axes.text(column + 0.47, row, place, ha="center", va="center")
        axes.set_yticks(range(len(things)), things)
        axes.set_xticks([column + 0.47 for column in range(len(MOMENTS))], MOMENTS)
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.tick_params(length=0)
        title = f"Where things are in fit_on_device(..., {device.type})"
        axes.set(title=title, xlim=(-0.06, len(MOMENTS)))


def draw_training(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Train one network from one start, on the CPU and on the picked device, and draw both curves of the loss."""
    axes = figure.subplots()
    with part("training.png", waiting):
        picked = devices.pick_device()
        for device, color, style in ((CPU, BLUE, "-"), (picked, ORANGE, "--")):
            torch.manual_seed(8)
            model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
            x = torch.linspace(-3, 3, 200).reshape(-1, 1)
            adam = partial(torch.optim.Adam, lr=0.01)
            losses = devices.fit_on_device(model, nn.MSELoss(), adam, x, torch.sin(x), 300, device)
            axes.semilogy(losses, style, color=color, linewidth=2, label=str(device))
            place = next(model.parameters()).device
            print(f"the training lives on {place}: the loss falls from {losses[0]:.4f} to {losses[-1]:.5f}")
            if picked == CPU:
                break
        axes.legend()
    axes.set(title="Learning a sine, each time from the same start", xlabel="epoch", ylabel="loss (MSE)")


PICTURES = {
    "products.png": draw_products,
    "batch.png": draw_batch,
    "places.png": draw_places,
    "training.png": draw_training,
}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw what moves where, with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})

    waiting: dict[str, list[str]] = {}
    with part("what this machine has", waiting):
        tell_device()
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(8, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() or axes.texts for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"devices.{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
