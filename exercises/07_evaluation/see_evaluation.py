"""Draw evaluation with the functions of your own evaluation.py: ``python see_evaluation.py [--out FOLDER]``.

What needs an exercise that is not started is left out and named; the exit status is then 1. One experiment trains a
network of your own, with ``models.sequential_network`` of chapter 5 and ``training.fit`` of chapter 6.
"""

import argparse
import contextlib
import sys
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import evaluation
import matplotlib as mpl
import torch
from matplotlib.figure import Figure
from torch import nn

# Colors that color-blind readers can tell apart; dashes and markers tell the same.
BLUE, RED, GRAY, BLACK = "#0072B2", "#D55E00", "#777777", "#000000"
SEED = 29
FEW, EPOCHS, EVERY = 40, 1000, 10


@contextlib.contextmanager
def part(what: str, waiting: dict[str, list[str]]) -> Iterator[None]:
    """Run one part of the program; where an exercise is not started, leave the part out and note which."""
    try:
        yield
    except NotImplementedError as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        waiting.setdefault(f"{Path(place.filename).stem}.{place.name}", []).append(what)
    except ModuleNotFoundError as error:
        waiting.setdefault(f"{error.name}.py", []).append(what)


def yours(chapter: str) -> ModuleType:
    """Return the module of another chapter, ``05_models`` for example, from the folder beside this one."""
    folder = Path(__file__).resolve().parents[1] / chapter
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return import_module(chapter.partition("_")[2])


def seeded() -> torch.Generator:
    """Return a source of random numbers that gives the same ones at every call of this program."""
    return torch.Generator().manual_seed(SEED)


def review_cards() -> tuple[torch.Tensor, torch.Tensor]:
    """Return 240 made-up vocabulary cards, eight numbers each, and how well each was remembered."""
    generator = seeded()
    cards = torch.randn(240, 8, generator=generator)
    remembered = cards[:, :1] - 0.5 * cards[:, 1:2] + torch.sin(2 * cards[:, 2:3]) + 0.5 * cards[:, 3:4] * cards[:, 4:5]
    return cards, remembered + 0.05 * torch.randn(240, 1, generator=generator)


def tell_review_cards(folder: Path) -> None:
    """Train a network on review cards, save it, load it into a new one, and print what came out."""
    models, training = yours("05_models"), yours("06_training")
    train_inputs, train_targets, test_inputs, test_targets = evaluation.split(*review_cards(), 0.25, seeded())
    torch.manual_seed(SEED)
    model, criterion = models.sequential_network(), nn.MSELoss()
    optimizer = training.make_optimizer("adam", model.parameters(), 0.01)
    losses = training.fit(model, criterion, optimizer, train_inputs, train_targets, 400)
    evaluation.save_model(model, folder / "review_cards.pt")
    loaded = evaluation.load_model(models.sequential_network(), folder / "review_cards.pt")
    train_loss = evaluation.evaluate(loaded, criterion, train_inputs, train_targets)
    test_loss = evaluation.evaluate(loaded, criterion, test_inputs, test_targets)
    outputs = evaluation.predict(loaded, test_inputs)
    same = torch.equal(outputs, evaluation.predict(model, test_inputs))
    factor = losses[0] / train_loss
    print("Review cards: 8 numbers a card, 180 to train and 60 to test, 400 epochs, Adam, lr=0.01")
    print(
        f"  training loss {losses[0]:.3f} at the start, {train_loss:.4f} at the end; 10 times less: {yes(factor >= 10)}"
    )
    print(f"  loss of the loaded model on the test cards: {test_loss:.4f}")
    print(f"  the loaded model predicts the same bits: {yes(same)}")
    print(f"  its predictions have no graph: {yes(not outputs.requires_grad)}")


def yes(fact: bool) -> str:
    """Return a truth value in a word."""
    return "yes" if fact else "no"


def noisy_wave() -> tuple[torch.Tensor, torch.Tensor]:
    """Return 60 points (x, y), shapes (60, 1), around a wave, with much noise."""
    generator = seeded()
    x = torch.rand(60, 1, generator=generator) * 20 - 10
    return x, torch.sin(0.4 * x) + 0.5 * torch.randn(60, 1, generator=generator)


def few_to_train() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return these points split by you: 15 to train, which a large network can learn by heart, and 45 to test."""
    return evaluation.split(*noisy_wave(), 0.75, seeded())


def large_network(dropout: float = 0.0) -> nn.Sequential:
    """Return a network with far more parameters than there are points, from the same start at every call."""
    torch.manual_seed(SEED)
    hidden = nn.Linear(64, 64), nn.Tanh(), nn.Dropout(dropout)
    return nn.Sequential(nn.Linear(1, 64), nn.Tanh(), *hidden, nn.Linear(64, 1))


def train(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor, epochs: int) -> Iterator[int]:
    """Train, and give the number of the epoch before each update."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for epoch in range(epochs):
        yield epoch
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step()


def draw_split(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw which rows are test rows, for several splits of the same twelve rows."""
    axes = figure.subplots()
    with part("the picture of the splits", waiting):
        rows, generator = torch.arange(12.0).reshape(-1, 1), seeded()
        for number in range(1, 9):
            train_rows, _, test_rows, _ = evaluation.split(rows, rows, 0.25, generator)
            axes.plot(train_rows, torch.full_like(train_rows, number), "o", color=GRAY, markersize=9)
            axes.plot(test_rows, torch.full_like(test_rows, number), "s", color=RED, markersize=11)
        axes.plot([], [], "o", color=GRAY, label="train")
        axes.plot([], [], "s", color=RED, label="test")
        figure.legend(loc="outside lower center", ncols=2)
    title = "Eight splits of twelve rows, test_fraction=0.25"
    axes.set(title=title, xlabel="row", ylabel="split", xticks=range(12), yticks=range(1, 9))


def draw_overfitting(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the loss on train rows against the loss on test rows, and where the test loss is least."""
    axes = figure.subplots()
    with part("the picture of overfitting", waiting):
        train_inputs, train_targets, test_inputs, test_targets = few_to_train()
        model, criterion = large_network(), nn.MSELoss()
        train_losses, test_losses = [], []
        for epoch in train(model, train_inputs, train_targets, EPOCHS):
            if epoch % EVERY == 0:
                train_losses.append(evaluation.evaluate(model, criterion, train_inputs, train_targets))
                test_losses.append(evaluation.evaluate(model, criterion, test_inputs, test_targets))
        epochs = range(0, EPOCHS, EVERY)
        best = min(range(len(epochs)), key=test_losses.__getitem__)
        axes.plot(epochs, test_losses, "-", color=RED, linewidth=2, label="on the test rows")
        axes.plot(epochs, train_losses, "--", color=BLUE, linewidth=2, label="on the train rows")
        axes.plot(epochs[best], test_losses[best], "v", color=BLACK, markersize=9, label="least test loss")
        figure.legend(loc="outside lower center", ncols=3, columnspacing=1.2, handletextpad=0.5)
        print(
            f"Overfitting: after {epochs[best]} epochs the test loss is least, {test_losses[best]:.3f}; after {EPOCHS}"
        )
        print(f"  it is {test_losses[-1]:.3f}, and the train loss has fallen from {train_losses[best]:.3f} on", end="")
        print(f" to {train_losses[-1]:.3f}")
    axes.set(title="Overfitting: better only on what it has seen", xlabel="epoch", ylabel="loss (MSE)")


def draw_fits(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw the points, and what the network predicts between them after few and after many epochs."""
    axes = figure.subplots()
    with part("the picture of the fits", waiting):
        train_inputs, train_targets, test_inputs, test_targets = few_to_train()
        across = torch.linspace(-10, 10, 400).reshape(-1, 1)
        curves = []
        for epochs in (FEW, EPOCHS):
            model = large_network()
            for _ in train(model, train_inputs, train_targets, epochs):
                pass
            curves.append(evaluation.predict(model, across))
        axes.plot(across, curves[0], "-", color=BLUE, linewidth=2, label=f"after {FEW} epochs")
        axes.plot(across, curves[1], "--", color=RED, linewidth=2, label=f"after {EPOCHS} epochs")
        axes.plot(train_inputs, train_targets, "o", color=BLACK, label="train rows")
        axes.plot(test_inputs, test_targets, "s", color=GRAY, markerfacecolor="none", label="test rows")
        figure.legend(loc="outside lower center", ncols=2)
    axes.set(title="Learned, and learned by heart", xlabel="x", ylabel="y")


def draw_modes(figure: Figure, waiting: dict[str, list[str]]) -> None:
    """Draw what one network with dropout gives in training mode, several times, and in evaluation mode."""
    axes = figure.subplots()
    with part("the picture of the two modes", waiting):
        model, across = large_network(dropout=0.3), torch.linspace(-10, 10, 200).reshape(-1, 1)
        for _ in train(model, *noisy_wave(), 300):
            pass
        outputs = evaluation.predict(model, across)
        model.train()
        for number in range(12):
            label = "in training mode, 12 times" if number == 0 else None
            axes.plot(across, model(across).detach(), color=GRAY, linewidth=0.8, alpha=0.7, label=label)
        axes.plot(across, outputs, color=RED, linewidth=2.5, label="your predict, every time")
        figure.legend(loc="outside lower center", ncols=2)
    axes.set(title="One model with dropout, in its two modes", xlabel="x", ylabel="output")


PICTURES = {
    "split.png": draw_split,
    "overfitting.png": draw_overfitting,
    "fits.png": draw_fits,
    "modes.png": draw_modes,
}


def main() -> int:
    """Print the facts, write the pictures, name what is missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw evaluation with your own functions.")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)  # networks as small as these lose time by sharing the work
    mpl.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.grid": True, "grid.alpha": 0.3})

    waiting: dict[str, list[str]] = {}
    with part("the review cards", waiting):
        tell_review_cards(folder)
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(6, 4.2), dpi=150, layout="constrained")
        draw(figure, waiting)
        if any(axes.has_data() for axes in figure.axes):
            figure.savefig(folder / name)
            print(folder / name, flush=True)
    for exercise, parts in waiting.items():
        print(f"{exercise} is not started yet; it is needed for {', '.join(parts)}.")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
