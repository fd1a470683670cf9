"""Chapter 9: experiments. Data are brought to one scale, learning rates compared, and training is made visible.

Samples stand in rows, N of them, and all tensors are float32. Every argument is, after the call, what it was before
(its values, its ``requires_grad`` and its ``.grad``), and may require grad; what you return need not be differentiable.
"""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn


def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Bring every column to mean 0 and standard deviation 1; return the tuple ``(scaled, mean, std)``.

    Shapes: ``values`` and ``scaled`` (N, n); ``mean`` and ``std`` (n,) or (1, n), the true ones of the columns of
    ``values``. Each column is scaled by itself: ``(values - mean) / std``, where ``std`` is the population standard
    deviation: the root of the mean squared distance from the mean, over N and not N - 1 (``correction=0``). A column
    whose values are all the same, which a single row makes of every column, becomes zeros, not NaN; its ``std`` is 0.
    Dividing by ``std + 1e-8`` is fine.
    """
    values = values.detach()
    mean = values.mean(dim=0)
    std = values.std(dim=0, correction=0)
    return (values - mean) / torch.where(std == 0, 1, std), mean, std


def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    """Learn how prices follow from living areas; return a function that predicts prices.

    Shapes: ``living_area`` (N, 1) in square feet, ``price`` (N, 1) in thousand dollars. The prices scatter by about 40
    thousand dollars around a straight line that need not go through zero. What you return is called with raw areas
    (M, 1) in square feet, for any M from 1 up, and gives prices (M, 1) in thousand dollars, float32: for areas between
    the smallest and the largest of ``living_area``, within 5 % of the least-squares line through the data. A network,
    gradient descent and a formula are all fine, if they take less than 5 seconds. A second call makes a second
    predictor, and the first one still predicts as before.
    """
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    def predict(new_areas: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            return model((new_areas - area_mean) / area_std) * price_std + price_mean

    return predict


def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    """Train a fresh model with every learning rate, all from the same start; return ``{rate: final loss}``.

    ``model_factory()`` makes a new model, whose initial weights come from torch's global generator. Every rate must
    start from the same ones: copy those of one model, or seed torch before each call. Training is ``epochs`` (at least
    1) full-batch steps of plain SGD on the mean squared error of ``model(inputs)`` and ``targets``.

    The keys are the rates, in the order given. The final loss is a Python float: that of the last epoch, before its
    update, or that of the trained model after it, whichever you like, but the same for all rates. One that is not a
    finite number (``inf`` or NaN) is reported as ``inf``.
    """
    inputs, targets = inputs.detach(), targets.detach()
    start = {name: weights.clone() for name, weights in model_factory().state_dict().items()}
    final_losses = {}
    for rate in learning_rates:
        model = model_factory()
        model.load_state_dict(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if loss.isfinite() else float("inf")
    return final_losses


def plot_losses(losses: Sequence[float]) -> plt.Axes:
    """Draw the losses of a training on a new figure; return the matplotlib ``Axes``.

    ``losses`` holds a float for each epoch. The axes hold one line, and no other: the losses against the epochs
    1, 2, ..., N. They have a title, and a label on both axes. Every call makes a figure of its own; nothing is drawn on
    one that exists already.
    """
    _, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    """Return a ``matplotlib.animation.FuncAnimation`` that shows how a fit comes closer to its data.

    ``x``, ``y`` and each entry of ``predictions`` are (N,) or (N, 1), and may be mixed; ``x`` need not be sorted. Entry
    i of ``predictions`` is what the model gave for ``x`` in epoch i. On a new figure, the data are drawn once, with
    ``Axes.scatter``. The animation has exactly one frame for each entry of ``predictions``. Frame i shows entry i as
    the only line, its points in the order of growing x. The axes are not cleared between frames: the points of the
    scatter stay where they are, and only the line changes.
    """
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y, s=10, color="gray", label="data")
    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order], label="fit")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten()[order])
        axes.set_title(f"prediction {frame + 1} of {len(predictions)}")
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))
