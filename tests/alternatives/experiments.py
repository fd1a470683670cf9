"""Right answers of chapter 9, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import torch
from experiments import standardize
from matplotlib.animation import FuncAnimation
from torch import nn

from autograder.course.answers import alternative


@alternative("experiments.standardize", "with-a-tiny-number-added")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    std, mean = torch.std_mean(values, dim=0, correction=0, keepdim=True)
    return (values - mean) / (std + 1e-8), mean, std


@alternative("experiments.standardize", "from-the-formula")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    mean = values.sum(0) / len(values)
    distance = values - mean
    std = (distance**2).mean(0).sqrt()
    return torch.nan_to_num(distance / std), mean, std


@alternative("experiments.standardize", "by-numpy")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    array = values.detach().numpy()
    mean, std = array.mean(axis=0), array.std(axis=0)
    scaled = (array - mean) / (std + (std == 0))
    return torch.from_numpy(scaled), torch.from_numpy(mean), torch.from_numpy(std)


@alternative("experiments.standardize", "column-by-column")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    scaled = torch.zeros(values.shape)
    mean, std = torch.zeros(values.shape[1]), torch.zeros(values.shape[1])
    for i in range(values.shape[1]):
        column = values[:, i].detach()
        mean[i] = column.mean()
        std[i] = column.std(unbiased=False)
        if std[i] > 0:
            scaled[:, i] = (column - mean[i]) / std[i]
    return scaled, mean, std


@alternative("experiments.standardize", "mean-of-squares-less-square-of-mean")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    exact = values.double()
    mean = exact.mean(dim=0)
    std = (exact.pow(2).mean(dim=0) - mean**2).clamp(min=0).sqrt()
    scaled = (exact - mean) / std.clamp(min=1e-8)
    return scaled.float(), mean.float(), std.float()


@alternative("experiments.standardize", "in-plain-numbers-as-a-list")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    import math

    rows = values.tolist()
    columns = list(zip(*rows))
    means = [sum(column) / len(column) for column in columns]
    stds = [math.sqrt(sum((v - m) ** 2 for v in c) / len(c)) for c, m in zip(columns, means)]
    scaled = [[(v - m) / s if s else 0.0 for v, m, s in zip(row, means, stds)] for row in rows]
    return [torch.tensor(scaled), torch.tensor(means), torch.tensor(stds)]


@alternative("experiments.standardize", "from-the-sample-deviation")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    import math

    n = len(values)
    mean = values.mean(dim=0, keepdim=True)
    std = values.std(dim=0, keepdim=True) * math.sqrt((n - 1) / n) if n > 1 else torch.zeros_like(mean)
    scaled = torch.where(std > 0, (values - mean) / std, torch.zeros_like(values))
    return scaled, mean, std


@alternative("experiments.fit_house_prices", "least-squares")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    table = torch.cat([living_area, torch.ones_like(living_area)], dim=1).detach()
    slope, intercept = torch.linalg.lstsq(table, price.detach()).solution
    return lambda areas: areas * slope + intercept


@alternative("experiments.fit_house_prices", "slope-from-covariance")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    scaled, mean, std = standardize(living_area.detach())
    slope = (scaled * price.detach()).mean()
    level = price.detach().mean()

    def predict(areas: torch.Tensor) -> torch.Tensor:
        return level + slope * (areas - mean) / std

    return predict


@alternative("experiments.fit_house_prices", "by-hand-prices-as-they-are")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, mean, std = standardize(living_area)
    x, y = x.detach(), price.detach()
    w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    for _ in range(300):
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.02 * w.grad
            b -= 0.02 * b.grad
        w.grad = b.grad = None
    return lambda areas: ((areas - mean) / std) @ w + b


@alternative("experiments.fit_house_prices", "as-a-module-by-adam")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    class Predictor(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(1, 1)
            _, self.area_mean, self.area_std = standardize(living_area.detach())
            _, self.price_mean, self.price_std = standardize(price.detach())

        def forward(self, areas: torch.Tensor) -> torch.Tensor:
            return self.linear((areas - self.area_mean) / self.area_std) * self.price_std + self.price_mean

    model = Predictor()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(200):
        optimizer.zero_grad()
        loss = (((model(living_area.detach()) - price.detach()) / model.price_std) ** 2).mean()
        loss.backward()
        optimizer.step()
    return model.eval()


@alternative("experiments.fit_house_prices", "both-columns-at-once")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    scaled, mean, std = standardize(torch.cat([living_area, price], dim=1).detach())
    mean, std = mean.flatten().tolist(), std.flatten().tolist()
    x, y = scaled[:, :1], scaled[:, 1:]
    weight = 0.0
    for _ in range(60):
        weight -= 0.2 * (x * (weight * x - y)).mean().item()
    return lambda areas: weight * (areas - mean[0]) / std[0] * std[1] + mean[1]


@alternative("experiments.fit_house_prices", "by-numpy-polyfit")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    import numpy as np

    line = np.polynomial.Polynomial.fit(living_area.detach().numpy()[:, 0], price.detach().numpy()[:, 0], 1)
    return lambda areas: torch.tensor(line(areas.numpy()), dtype=torch.float32)


@alternative("experiments.fit_house_prices", "a-network")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, x_mean, x_std = standardize(living_area.detach())
    y, y_mean, y_std = standardize(price.detach())
    model = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(300):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    @torch.no_grad()
    def predict(areas: torch.Tensor) -> torch.Tensor:
        return y_mean + y_std * model((areas - x_mean) / x_std)

    return predict


@alternative("experiments.fit_house_prices", "minibatches-of-thousands-of-square-feet")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, prices = living_area.detach() / 1000, price.detach() / 100
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.04, momentum=0.9)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.99)
    for _ in range(300):
        for x, y in zip(areas.split(150), prices.split(150)):
            optimizer.zero_grad()
            nn.MSELoss()(model(x), y).backward()
            optimizer.step()
        schedule.step()
    return lambda new: 100 * model(new / 1000)


@alternative("experiments.learning_rate_sweep", "seeds-before-each-call")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    x, y = inputs.detach(), targets.detach()
    result = {}
    for lr in learning_rates:
        torch.manual_seed(42)
        model = model_factory()
        criterion = nn.MSELoss()
        optimizer = torch.optim.SGD(model.parameters(), lr)
        losses = []
        for _ in range(epochs):
            loss = criterion(model(x), y)
            losses.append(loss.item())
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        result[lr] = losses[-1] if math.isfinite(losses[-1]) else float("inf")
    return result


@alternative("experiments.learning_rate_sweep", "loads-a-copied-state-and-evaluates-at-the-end")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    x, y = inputs.detach(), targets.detach()
    model = model_factory()
    start = copy.deepcopy(model.state_dict())

    def train(lr: float) -> float:
        model.load_state_dict(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(epochs):
            optimizer.zero_grad(set_to_none=False)
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            final = nn.functional.mse_loss(model(x), y).item()
        model.train()
        return final if final < math.inf else math.inf

    return {lr: train(lr) for lr in learning_rates}


@alternative("experiments.learning_rate_sweep", "updates-by-hand")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    seed = torch.initial_seed()
    losses = []
    for rate in learning_rates:
        torch.manual_seed(seed)
        network = model_factory()
        parameters = list(network.parameters())
        for _ in range(epochs):
            loss = ((network(inputs.detach()) - targets.detach()) ** 2).mean()
            for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.data -= rate * slope
        losses.append(((network(inputs.detach()) - targets.detach()) ** 2).mean())
    final = torch.stack(losses).detach()
    final[~final.isfinite()] = torch.inf
    return dict(zip(learning_rates, final.tolist()))


@alternative("experiments.learning_rate_sweep", "stops-when-all-is-lost")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = [p.detach().clone() for p in model_factory().parameters()]
    result = dict.fromkeys(learning_rates, 0.0)
    for rate in result:
        model = model_factory()
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), start):
                parameter.copy_(value)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, foreach=False)
        for _ in range(epochs):
            loss = nn.MSELoss()(model(inputs), targets)
            result[rate] = loss.item()
            if not torch.isfinite(loss):
                result[rate] = math.inf
                break
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return result


@alternative("experiments.learning_rate_sweep", "as-a-function-of-the-parameters")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    model = model_factory()
    x, y = inputs.detach(), targets.detach()

    def loss_at(parameters: dict[str, torch.Tensor]) -> torch.Tensor:
        return nn.functional.mse_loss(torch.func.functional_call(model, parameters, (x,)), y)

    final = {}
    for rate in learning_rates:
        parameters = {name: p.detach() for name, p in model.named_parameters()}
        for _ in range(epochs):
            slopes, last = torch.func.grad_and_value(loss_at)(parameters)
            parameters = {name: p - rate * slopes[name] for name, p in parameters.items()}
        final[rate] = torch.nan_to_num(last, nan=math.inf, posinf=math.inf).item()
    return final


@alternative("experiments.learning_rate_sweep", "restores-the-generator")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    inputs, targets = inputs.detach().clone(), targets.detach().clone()
    models = []
    for _ in learning_rates:
        with torch.random.fork_rng(devices=[]):
            models.append(model_factory())
    optimizers = [torch.optim.SGD(m.parameters(), lr=lr) for m, lr in zip(models, learning_rates)]
    for _ in range(epochs):
        losses = []
        for model, optimizer in zip(models, optimizers):
            optimizer.zero_grad()
            losses.append(nn.functional.mse_loss(model(inputs), targets))
            losses[-1].backward()
            optimizer.step()
    values = [float(loss) for loss in losses]
    return {lr: math.inf if math.isnan(value) else value for lr, value in zip(learning_rates, values)}


@alternative("experiments.plot_losses", "by-pyplot-alone")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    plt.figure()
    plt.plot([i + 1 for i in range(len(losses))], losses, "r-o", label="loss")
    plt.title("Training loss")
    plt.xlabel("epoch")
    plt.ylabel("MSE")
    plt.legend()
    return plt.gca()


@alternative("experiments.plot_losses", "without-pyplot")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    axes.plot(torch.arange(1, len(losses) + 1), torch.tensor(losses))
    axes.set_title("Loss", loc="left")
    axes.set_xlabel("epochs")
    axes.set_ylabel("loss")
    return axes


@alternative("experiments.plot_losses", "on-a-logarithmic-scale-and-shown")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    figure, axes = plt.subplots(figsize=(4, 3), layout="constrained")
    axes.semilogy(list(range(1, 1 + len(losses))), list(losses))
    axes.set(xlabel="epoch", ylabel="loss (log)", title="Losses")
    axes.grid()
    figure.tight_layout()
    plt.show()
    return axes


@alternative("experiments.plot_losses", "with-limits-and-whole-ticks")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    _, axes = plt.subplots()
    x = np.arange(len(losses)) + 1.0
    axes.plot(x, np.array(losses), drawstyle="steps-post")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0.5, len(losses) + 0.5)
    axes.set_title("How the loss fell")
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    plt.close(axes.figure)
    return axes


@alternative("experiments.plot_losses", "as-a-line-object")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    from matplotlib.lines import Line2D

    axes = plt.figure().add_axes((0.15, 0.15, 0.8, 0.75))
    epochs, heights = zip(*enumerate(losses, start=1))
    axes.add_line(Line2D(epochs, heights, color="green"))
    axes.autoscale_view()
    axes.set(title="loss", xlabel="epoch", ylabel="loss")
    return axes


@alternative("experiments.plot_losses", "titled-by-the-figure")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    figure, grid = plt.subplots(1, 1, squeeze=False)
    grid[0, 0].plot(range(1, len(losses) + 1), losses, marker=".")
    figure.suptitle("Loss of every epoch")
    grid[0, 0].set_xlabel("epoch")
    grid[0, 0].set_ylabel("loss")
    return grid[0, 0]


@alternative("experiments.animate_training", "with-an-empty-line-and-limits")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    xs, order = x.detach().reshape(-1).sort()
    fits = torch.stack([each.detach().reshape(-1)[order] for each in predictions])
    fig, ax = plt.subplots()
    ax.scatter(xs, y.detach().reshape(-1)[order])
    (line,) = ax.plot([], [], "r-")
    ax.set_xlim(xs.min() - 1, xs.max() + 1)
    ax.set_ylim(fits.min() - 1, fits.max() + 1)

    def update(i: int):
        line.set_data(xs, fits[i])
        ax.set_title(f"epoch {i}")

    return FuncAnimation(fig, update, frames=len(fits), interval=50, repeat=False)


@alternative("experiments.animate_training", "blitted-with-an-init-function")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    import math

    x, y = x.detach().squeeze(), y.detach().squeeze()
    order = torch.argsort(x)
    figure, axes = plt.subplots()
    points = axes.scatter(x, y, c="black")
    line = axes.plot(x[order], torch.zeros(len(x)))[0]

    def start():
        line.set_ydata(torch.full((len(x),), math.nan))
        return points, line

    def step(number: int):
        line.set_ydata(predictions[number].detach().squeeze()[order])
        return points, line

    return FuncAnimation(figure, step, init_func=start, frames=range(len(predictions)), blit=True)


@alternative("experiments.animate_training", "frames-are-the-predictions")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    pairs = sorted((value, number) for number, value in enumerate(x.detach().flatten().tolist()))
    order = [number for _, number in pairs]
    figure = plt.figure()
    axes = figure.add_subplot(111)
    axes.scatter(x.detach(), y.detach(), alpha=0.5)
    (line,) = axes.plot([value for value, _ in pairs], [0.0] * len(pairs))

    def draw(prediction: torch.Tensor, line: plt.Line2D) -> None:
        flat = prediction.detach().flatten().tolist()
        line.set_ydata([flat[number] for number in order])
        axes.relim()
        axes.autoscale_view()

    return FuncAnimation(figure, draw, frames=list(predictions), fargs=(line,))


@alternative("experiments.animate_training", "frames-from-a-generator")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    order = x.detach().view(-1).argsort().numpy()
    across = x.detach().numpy().ravel()[order]
    figure, axes = plt.subplots()
    (line,) = axes.plot(across, predictions[0].detach().numpy().ravel()[order])
    axes.scatter(x.detach().numpy(), y.detach().numpy().ravel())

    def fits():
        for number, prediction in enumerate(predictions):
            yield number, prediction.detach().numpy().ravel()[order]

    def draw(frame) -> None:
        line.set_ydata(frame[1])
        line.set_label(f"epoch {frame[0]}")

    return FuncAnimation(figure, draw, frames=fits, save_count=len(predictions), cache_frame_data=False)


@alternative("experiments.animate_training", "without-pyplot-by-numpy")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    import numpy as np
    from matplotlib.figure import Figure

    table = np.stack([each.detach().numpy().flatten() for each in (x, y, *predictions)])
    table = table[:, np.argsort(table[0])]
    axes = Figure().subplots()
    axes.scatter(table[0], table[1])
    line = axes.plot(table[0], table[2], lw=3)[0]
    title = axes.set_title("")

    def draw(i: int):
        line.set_data(table[0], table[2 + i])
        title.set_text(f"{i}")
        return line, title

    return FuncAnimation(axes.figure, draw, len(predictions))


@alternative("experiments.animate_training", "puts-a-new-line-in-the-place-of-the-old")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x = x.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y.detach().flatten())

    def draw(frame: int):
        for line in list(axes.lines):
            line.remove()
        return axes.plot(x[order], predictions[frame].detach().flatten()[order], color="red")

    animation = FuncAnimation(figure, draw, frames=len(predictions))
    plt.close(figure)
    return animation
