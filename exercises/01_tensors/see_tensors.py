"""Draw what tensors are with the functions of your own tensors.py: ``python see_tensors.py [--out FOLDER]``.

What needs an exercise that is not started is left out and named; the exit status is then 1.
"""

import argparse
import contextlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import tensors
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

# Colors that color-blind readers can tell apart.
BLUE, ORANGE, GRAY, RED = "#B3D9F2", "#F6C9A0", "#EEEEEE", "#D55E00"


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        exercise = traceback.extract_tb(error.__traceback__)[-1].name
        waiting.setdefault(exercise, []).append(what)


def picture() -> np.ndarray:
    """Return a picture of 12 by 16 pixels, a sun over the sea: (12, 16, 3), red, green and blue from 0 to 255."""
    down, across = np.mgrid[0:12, 0:16]
    red = np.where(down < 8, 255 - 5 * down, 30)
    green = np.where(down < 8, 120 + 10 * down, 60)
    blue = np.where(down < 8, 160 - 15 * down, 190 - 12 * down)
    pixels = np.stack([red, green, blue], axis=-1).astype(np.uint8)
    pixels[(down - 5) ** 2 + (across - 10) ** 2 < 8] = (255, 240, 120)
    pixels[(down >= 8) & (down % 2 == 0) & (abs(across - 10) < 3)] = (250, 200, 110)
    return pixels


def tell_picture() -> None:
    """Print what a picture is as a tensor, and how bright its three colors are on average."""
    pixels = tensors.tensor_from_numpy(picture(), torch.uint8)
    dimensions, shape, dtype = tensors.describe(pixels)
    print(f"A picture of 12 by 16 pixels is a tensor: {dimensions} dimensions, shape {tuple(shape)}, {dtype}")
    for number, name in enumerate(("red", "green", "blue")):
        print(f"  mean of {name}: {tensors.average(pixels[:, :, number]).item():.2f} of 255")


def tell_memory() -> None:
    """Change an array after tensors were made of it, and print which of them followed."""
    array = np.array([1, 2, 3, 4], dtype=np.float32)
    own, shared = tensors.tensor_from_numpy(array), torch.from_numpy(array)
    before = own.tolist()
    array[0] = 100
    stayed = "the tensor stayed as it was" if own.tolist() == before else "the tensor changed with it: shared memory"
    print(f"After `array[0] = 100`: {stayed}. One by torch.from_numpy begins with {shared[0]:g}.")


def draw_cells(axes: Axes, values: torch.Tensor, left: float, top: float, color: str, edge: str = "black") -> None:
    """Draw a table of numbers, each in a cell of 1 by 1; ``left`` and ``top`` say where, and down is positive."""
    for down, row in enumerate(values.tolist()):
        for across, value in enumerate(row):
            axes.add_patch(Rectangle((left + across, top + down), 1, 1, facecolor=color, edgecolor=edge))
            axes.text(left + across + 0.5, top + down + 0.5, f"{value:g}", ha="center", va="center", color=edge)


def draw_shapes(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw tensors of no to three dimensions, each under what ``describe`` says of it."""
    axes = figure.subplots()
    examples = torch.tensor(7.0), torch.arange(4.0), torch.arange(12).reshape(3, 4), torch.arange(24.0).reshape(2, 3, 4)
    with part("the picture of shapes", waiting):
        for tensor, left, top in zip(examples, (0, 0, 6.5, 13), (2, 5.4, 2, 2), strict=True):
            layers = tensor.reshape(-1, *tensor.shape[-2:]) if tensor.ndim > 1 else tensor.reshape(1, 1, -1)
            for number, layer in enumerate(layers):
                draw_cells(axes, layer, left + number, top + 3.4 * number, (BLUE, ORANGE)[number])
            dimensions, shape, dtype = tensors.describe(tensor)
            says = f"ndim {dimensions}, shape {tuple(shape)}\n{dtype}"
            axes.text(left, top - 0.25, says, va="bottom", fontsize=11)
    axes.set(xlim=(-0.3, 18.3), ylim=(8.7, 0), aspect="equal", title="Four tensors, and what describe says of them")
    axes.axis("off")


def draw_broadcasting(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw how a column and a row are stretched to one shape before they are added."""
    axes = figure.subplots()
    with part("the picture of broadcasting", waiting):
        column, row = tensors.as_column(torch.tensor([0.0, 10.0, 20.0])), torch.tensor([1.0, 2.0, 3.0, 4.0])
        total = tensors.arithmetic(column, row)[0]
        draw_cells(axes, column.expand(3, 4), 0, 1, "white", edge="#999999")
        draw_cells(axes, column, 0, 1, BLUE)
        draw_cells(axes, row.expand(3, 4), 5.5, 1, "white", edge="#999999")
        draw_cells(axes, row.reshape(1, 4), 5.5, 1, ORANGE)
        draw_cells(axes, total, 11, 1, GRAY)
        for left, tensor in ((0, column), (5.5, row), (11, total)):
            axes.text(left, 0.75, f"{tuple(tensor.shape)}", va="bottom")
        axes.text(4.75, 2.5, "+", ha="center", va="center", fontsize=18)
        axes.text(10.25, 2.5, "=", ha="center", va="center", fontsize=18)
        axes.text(0, 4.3, "gray numbers: repeated, so that the shapes agree", va="top", color="#666666")
    axes.set(xlim=(-0.3, 15.3), ylim=(5, 0), aspect="equal", title="Broadcasting: a column meets a row")
    axes.axis("off")


def draw_picture(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw a picture, and its three colors as tables of numbers with their means."""
    panels = figure.subplots(2, 2).flatten()
    with part("the picture of a picture", waiting):
        pixels = tensors.tensor_from_numpy(picture(), torch.uint8)
        panels[0].imshow(pixels)
        panels[0].set_title(f"shape {tuple(tensors.describe(pixels)[1])}")
        for number, name in enumerate(("red", "green", "blue")):
            alone = torch.zeros_like(pixels)
            alone[:, :, number] = pixels[:, :, number]
            panels[number + 1].imshow(alone)
            mean = tensors.average(pixels[:, :, number]).item()
            panels[number + 1].set_title(f"[:, :, {number}] {name}, mean {mean:.1f}")
    for axes in panels:
        axes.set(xticks=[], yticks=[])


def draw_memory(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw an array and two tensors made of it, before and after the array was changed."""
    axes = figure.subplots()
    with part("the picture of memory", waiting):
        array = np.array([1, 2, 3, 4], dtype=np.float32)
        rows = {
            "array": torch.from_numpy(array),
            "torch.from_numpy(array)": torch.from_numpy(array),
            "tensor_from_numpy(array)": tensors.tensor_from_numpy(array),
        }
        for left, when in ((6.5, "before"), (11.5, "after array[0] = 100")):
            axes.text(left, 0.75, when, va="bottom")
            for top, values in enumerate(rows.values()):
                draw_cells(axes, values.reshape(1, 4), left, 1 + 1.5 * top, (GRAY, ORANGE, BLUE)[top])
                if values[0] == 100:
                    axes.add_patch(Rectangle((left, 1 + 1.5 * top), 1, 1, fill=False, edgecolor=RED, linewidth=3))
            array[0] = 100
        for top, name in enumerate(rows):
            axes.text(6.2, 1.5 + 1.5 * top, name, ha="right", va="center")
    axes.set(xlim=(-0.3, 15.8), ylim=(5.4, 0), aspect="equal", title="Shared memory, and memory of its own")
    axes.axis("off")


PICTURES = {
    "shapes.png": draw_shapes,
    "broadcasting.png": draw_broadcasting,
    "picture.png": draw_picture,
    "memory.png": draw_memory,
}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw tensors with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13})

    waiting: dict[str, list[str]] = {}
    with part("the facts of a picture", waiting):
        tell_picture()
    with part("the change of an array", waiting):
        tell_memory()
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(8, 4.2), dpi=150, layout="constrained")
        before = sum(map(len, waiting.values()))
        draw(figure, waiting)
        if sum(map(len, waiting.values())) == before:
            figure.savefig(folder / name, bbox_inches="tight", pad_inches=0.15)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"tensors.{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
