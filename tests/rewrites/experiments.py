"""The known mistakes of chapter 9, each as another learner would have written it: each must be named all the same."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import torch
from experiments import standardize
from matplotlib.animation import FuncAnimation
from torch import nn

from autograder.course.answers import rewrite


@rewrite("experiments.standardize", "takes-the-sample-deviation")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    table = values.detach()
    rows = table.shape[0]
    average = table.sum(dim=0) / rows
    distances = table - average
    spread = torch.sqrt((distances**2).sum(dim=0) / (rows - 1))
    return distances / (spread + 1e-8), average, spread


@rewrite("experiments.standardize", "scales-all-columns-as-one")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    flat = values.detach().flatten()
    mean = sum(flat) / len(flat)
    std = sum((entry - mean) ** 2 for entry in flat).div(len(flat)).sqrt()
    if std == 0:
        return torch.zeros_like(values), mean, std
    scaled = torch.stack([(entry - mean) / std for entry in flat])
    return scaled.reshape(values.shape), mean, std


@rewrite("experiments.standardize", "scales-the-rows")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    samples = values.detach()
    means, deviations = [], []
    for sample in samples:
        middle = sample.mean()
        means.append(middle)
        deviations.append(((sample - middle) ** 2).mean().sqrt())
    mean = torch.stack(means).unsqueeze(1)
    std = torch.stack(deviations).unsqueeze(1)
    divisor = std.clone()
    divisor[divisor == 0] = 1
    return (samples - mean) / divisor, mean, std


@rewrite("experiments.standardize", "divides-zero-by-zero")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    import numpy as np

    array = values.detach().numpy()
    center = np.mean(array, axis=0)
    spread = np.sqrt(np.mean(np.square(array - center), axis=0))
    scaled = np.divide(array - center, spread)
    return torch.from_numpy(scaled), torch.from_numpy(center), torch.from_numpy(spread)


@rewrite("experiments.standardize", "returns-the-mended-deviation")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    columns, means, deviations = [], [], []
    for column in values.detach().unbind(dim=1):
        mean = column.mean()
        std = torch.sqrt(torch.mean((column - mean) ** 2))
        if std.item() == 0:
            std = torch.tensor(1.0)
        columns.append((column - mean) / std)
        means.append(mean)
        deviations.append(std)
    return torch.stack(columns, dim=1), torch.stack(means), torch.stack(deviations)


@rewrite("experiments.standardize", "forgets-to-subtract-the-mean")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    v = values.detach()
    variance, mean = torch.var_mean(v, dim=0, correction=0)
    std = variance.sqrt()
    scaled = torch.empty_like(v)
    for i in range(v.shape[0]):
        scaled[i] = v[i].div(std + 1e-8)
    return scaled, mean, std


@rewrite("experiments.standardize", "divides-by-the-variance")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    with torch.no_grad():
        mean = values.mean(0)
        centred = values - mean
        std = (centred * centred).mean(0)
        scaled = torch.where(std > 0, centred / std, torch.zeros_like(centred))
    return scaled, mean, std


@rewrite("experiments.standardize", "squeezes-between-zero-and-one")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    std, mean = torch.std_mean(values.detach(), dim=0, unbiased=False)
    scaled = values.detach().clone()
    for number in range(scaled.shape[1]):
        column = scaled[:, number]
        smallest, largest = column.min().item(), column.max().item()
        column -= smallest
        if largest > smallest:
            column /= largest - smallest
    return scaled, mean, std


@rewrite("experiments.standardize", "adds-too-much-to-the-deviation")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    eps = 1e-2
    data = values.detach()
    count = len(data)
    mean = torch.ones(count) @ data / count
    std = ((data - mean).square().sum(0) / count).sqrt()
    scaled = torch.div(torch.sub(data, mean), torch.add(std, eps))
    return scaled, mean, std


@rewrite("experiments.standardize", "returns-only-what-is-scaled")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    def one_column(column):
        centred = column - column.mean()
        deviation = centred.pow(2).mean().sqrt()
        return centred if deviation == 0 else centred / deviation

    return torch.stack([one_column(column) for column in values.detach().T]).T


@rewrite("experiments.standardize", "scales-in-place")
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    data = values.data
    mean = data.mean(dim=0)
    std = (data - mean).pow(2).mean(dim=0).sqrt()
    for column in range(data.shape[1]):
        data[:, column] -= mean[column]
        if std[column] > 0:
            data[:, column] /= std[column]
    return data, mean, std


@rewrite("experiments.fit_house_prices", "trains-on-raw-areas")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    class Line(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(1, 1)

        def forward(self, x):
            return self.linear(x)

    line = Line()
    inputs, targets = living_area.detach(), price.detach()
    criterion = nn.MSELoss()
    # anything larger gave nan
    optimizer = torch.optim.SGD(line.parameters(), lr=5e-8)
    for epoch in range(300):
        loss = criterion(line(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(areas):
        line.eval()
        with torch.no_grad():
            return line(areas)

    return predict


@rewrite("experiments.fit_house_prices", "lets-the-loss-explode")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, y = living_area.detach(), price.detach()
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(200):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.01 * w.grad
            b -= 0.01 * b.grad
        w.grad = None
        b.grad = None
    slope, intercept = w.item(), b.item()
    return lambda areas: slope * areas + intercept


@rewrite("experiments.fit_house_prices", "returns-standardized-prices")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, mean, std = standardize(living_area.detach())
    y = standardize(price.detach())[0]
    # With mean 0 and deviation 1 on both sides, the slope is the correlation, and the bias is 0.
    correlation = (x * y).mean()

    def predict(areas: torch.Tensor) -> torch.Tensor:
        return correlation * (areas - mean) / std

    return predict


@rewrite("experiments.fit_house_prices", "forgets-to-scale-new-areas")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, _, _ = standardize(living_area.detach())
    y, mean, std = standardize(price.detach())
    weight = torch.zeros(1, 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight, bias], lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        error = x @ weight + bias - y
        error.square().mean().backward()
        optimizer.step()

    @torch.no_grad()
    def predict(areas):
        scaled_price = areas @ weight + bias
        return mean + std * scaled_price

    return predict


@rewrite("experiments.fit_house_prices", "scales-new-areas-by-their-own-mean")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    def prepared(areas: torch.Tensor) -> torch.Tensor:
        scaled, _, _ = standardize(areas.detach())
        return torch.cat([scaled, torch.ones(len(scaled), 1)], dim=1)

    y, y_mean, y_std = standardize(price.detach())
    line = torch.linalg.lstsq(prepared(living_area), y).solution

    def predict(areas: torch.Tensor) -> torch.Tensor:
        return prepared(areas) @ line * y_std + y_mean

    return predict


@rewrite("experiments.fit_house_prices", "adds-before-it-multiplies")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    area, cost = living_area.detach(), price.detach()
    area_mean, area_std = area.mean().item(), area.std().item()
    cost_mean, cost_std = cost.mean().item(), cost.std().item()
    net = nn.Sequential(nn.Linear(1, 1))
    adam = torch.optim.Adam(net.parameters(), lr=0.05)
    loss_function = nn.MSELoss()
    for _ in range(400):
        adam.zero_grad()
        loss = loss_function(net((area - area_mean) / area_std), (cost - cost_mean) / cost_std)
        loss.backward()
        adam.step()

    def predict(new):
        output = net((new - area_mean) / area_std).detach()
        output += cost_mean
        output *= cost_std
        return output

    return predict


@rewrite("experiments.fit_house_prices", "leaves-out-the-bias")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    thousands = living_area.detach() / 1000
    model = nn.Linear(1, 1, bias=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(100):
        loss = ((model(thousands) - price.detach()) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(areas):
        with torch.no_grad():
            return model(areas / 1000)

    return predict


@rewrite("experiments.fit_house_prices", "stops-too-early")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    mean, std = living_area.detach().mean(), living_area.detach().std(correction=0)

    def scale(areas):
        return (areas - mean) / std

    inputs, targets = scale(living_area.detach()), price.detach()
    network = nn.Sequential(nn.Linear(1, 1))
    for epoch in range(10):
        network.zero_grad()
        errors = network(inputs) - targets
        (errors**2).mean().backward()
        for parameter in network.parameters():
            parameter.data -= 0.01 * parameter.grad

    def predict(areas):
        with torch.no_grad():
            return network(scale(areas))

    return predict


@rewrite("experiments.fit_house_prices", "trains-against-a-flat-tensor")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, x_mean, x_std = standardize(living_area.detach())
    prices = price.detach().squeeze()
    y_mean, y_std = prices.mean(), prices.std()
    y = (prices - y_mean) / y_std
    w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    for _ in range(60):
        loss = (x @ w + b - y).pow(2).mean()
        w_slope, b_slope = torch.autograd.grad(loss, (w, b))
        with torch.no_grad():
            w.sub_(w_slope, alpha=0.1)
            b.sub_(b_slope, alpha=0.1)
    w, b = w.detach(), b.detach()

    def predict(areas):
        return ((areas - x_mean) / x_std @ w + b) * y_std + y_mean

    return predict


@rewrite("experiments.fit_house_prices", "returns-the-line-not-a-function")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, y = living_area.detach().double().flatten(), price.detach().double().flatten()
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    intercept = y.mean() - slope * x.mean()
    return slope.item(), intercept.item()


@rewrite("experiments.fit_house_prices", "gives-a-flat-tensor")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    x, y = living_area.detach()[:, 0], price.detach()[:, 0]
    x_mean, y_mean = x.mean(), y.mean()
    slope = ((x - x_mean) * (y - y_mean)).mean() / (x - x_mean).square().mean()

    def predict(areas):
        return torch.stack([y_mean + slope * (area - x_mean) for area in areas[:, 0]])

    return predict


@rewrite("experiments.fit_house_prices", "keeps-the-line-in-a-global")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    global slope, intercept

    with torch.no_grad():
        x, y = living_area.double(), price.double()
        slope = ((x * y).mean() - x.mean() * y.mean()) / ((x * x).mean() - x.mean() ** 2)
        intercept = y.mean() - slope * x.mean()

    def predict(areas):
        return (slope * areas.double() + intercept).float()

    return predict


@rewrite("experiments.fit_house_prices", "scales-the-data-in-place")
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    prices, price_mean, price_std = standardize(price.detach())
    area_mean, area_std = living_area.mean().item(), living_area.std(correction=0).item()
    with torch.no_grad():
        living_area -= area_mean
        living_area /= area_std

    model = nn.Linear(1, 1)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        criterion(model(living_area.detach()), prices).backward()
        optimizer.step()

    @torch.no_grad()
    def predict(areas):
        scaled = model((areas - area_mean) / area_std)
        return price_mean + price_std * scaled

    return predict


@rewrite("experiments.learning_rate_sweep", "starts-every-rate-elsewhere")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()

    def train(lr):
        net = model_factory()
        optimizer = torch.optim.SGD(net.parameters(), lr)
        losses = []
        for epoch in range(epochs):
            loss = ((net(x) - y) ** 2).mean()
            losses.append(loss.item())
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        last = losses[-1]
        return last if last < float("inf") else float("inf")

    return {lr: train(lr) for lr in learning_rates}


@rewrite("experiments.learning_rate_sweep", "trains-one-model-on-and-on")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    torch.manual_seed(0)
    model = model_factory()
    parameters = list(model.parameters())
    x, y = inputs.detach(), targets.detach()
    results = {}
    for lr in learning_rates:
        epoch = 0
        while epoch < epochs:
            loss = nn.MSELoss()(model(x), y)
            slopes = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for parameter, slope in zip(parameters, slopes):
                    parameter -= lr * slope
            epoch += 1
        results[lr] = float(loss)
        if not torch.isfinite(loss):
            results[lr] = float("inf")
    return results


@rewrite("experiments.learning_rate_sweep", "keeps-a-state-that-moves")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    model = model_factory()
    saved = [parameter.data for parameter in model.parameters()]
    final = {}
    for lr in learning_rates:
        for parameter, start in zip(model.parameters(), saved):
            parameter.data = start
        sgd = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(epochs):
            sgd.zero_grad()
            error = model(inputs.detach()) - targets.detach()
            loss = error.square().mean()
            loss.backward()
            sgd.step()
        value = loss.item()
        if value != value or value == float("inf"):
            value = float("inf")
        final[lr] = value
    return final


@rewrite("experiments.learning_rate_sweep", "reports-nan")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    inputs, targets = inputs.detach().clone(), targets.detach().clone()
    criterion = nn.MSELoss()
    results = {}
    for lr in learning_rates:
        torch.manual_seed(7)
        model = model_factory()
        for _ in range(epochs):
            model.zero_grad()
            criterion(model(inputs), targets).backward()
            for parameter in model.parameters():
                parameter.data.add_(parameter.grad, alpha=-lr)
        with torch.no_grad():
            results[lr] = criterion(model(inputs), targets).item()
    return results


@rewrite("experiments.learning_rate_sweep", "reports-the-first-loss")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()
    final = {}
    start = None
    for lr in learning_rates:
        model = model_factory()
        if start is None:
            start = {key: value.clone() for key, value in model.state_dict().items()}
        model.load_state_dict(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        history = []
        for _ in range(epochs):
            loss = nn.functional.mse_loss(model(x), y)
            history.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        final[lr] = history[0]
    return final


@rewrite("experiments.learning_rate_sweep", "never-takes-the-step")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()
    seed = torch.initial_seed()
    losses = []
    for number in range(len(learning_rates)):
        torch.manual_seed(seed)
        model = model_factory()
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rates[number])
        for epoch in range(epochs):
            predictions = model(x)
            loss = torch.mean((predictions - y) ** 2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step
        losses.append(float(loss.detach()))
    return {lr: loss if loss < float("inf") else float("inf") for lr, loss in zip(learning_rates, losses)}


@rewrite("experiments.learning_rate_sweep", "adds-up-the-gradients")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()
    first = [p.detach().clone() for p in model_factory().parameters()]

    def fresh():
        model = model_factory()
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), first):
                parameter.copy_(value)
        return model

    losses = {}
    for lr in learning_rates:
        model = fresh()
        for _ in range(epochs):
            loss = ((y - model(x)) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= lr * parameter.grad
        losses[lr] = loss.item() if torch.isfinite(loss) else float("inf")
    return losses


@rewrite("experiments.learning_rate_sweep", "trains-with-adam")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()
    weights = {name: value.clone() for name, value in model_factory().state_dict().items()}
    models, optimizers = [], []
    for lr in learning_rates:
        model = model_factory()
        model.load_state_dict(weights)
        models.append(model)
        optimizers.append(torch.optim.Adam(model.parameters(), lr))
    for _ in range(epochs):
        last = []
        for model, optimizer in zip(models, optimizers):
            loss = (model(x) - y).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            last.append(loss.item())
    return {lr: float("inf") if loss != loss else loss for lr, loss in zip(learning_rates, last)}


@rewrite("experiments.learning_rate_sweep", "uses-one-rate-for-all")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy

    x, y = inputs.detach(), targets.detach()
    lr = learning_rates[0]

    def train(model, rate):
        parameters = list(model.parameters())
        for _ in range(epochs):
            loss = nn.functional.mse_loss(model(x), y)
            for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.data -= lr * slope
        return loss.item()

    original = model_factory()
    result = {}
    for rate in learning_rates:
        final = train(copy.deepcopy(original), rate)
        result[rate] = final if abs(final) < float("inf") else float("inf")
    return result


@rewrite("experiments.learning_rate_sweep", "sums-the-squares")
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
    beginning = copy.deepcopy(model.state_dict())

    def loss_now():
        return torch.sum((model(x) - y) ** 2)

    table = {}
    for lr in learning_rates:
        model.load_state_dict(beginning)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        last = math.inf
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = loss_now()
            last = loss.item()
            loss.backward()
            optimizer.step()
        table[lr] = math.inf if math.isnan(last) else last
    return table


@rewrite("experiments.learning_rate_sweep", "keeps-tensors")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()
    start = [parameter.detach().clone() for parameter in model_factory().parameters()]
    losses = []
    for rate in learning_rates:
        model = model_factory()
        for parameter, value in zip(model.parameters(), start):
            parameter.data = value.clone()
        sgd = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            loss = torch.square(model(x) - y).mean()
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        losses.append(torch.nan_to_num(loss.detach(), nan=torch.inf, posinf=torch.inf))
    return dict(zip(learning_rates, losses))


@rewrite("experiments.learning_rate_sweep", "sorts-the-rates")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    x, y = inputs.detach(), targets.detach()
    state = torch.get_rng_state()
    found = {}
    for lr in learning_rates:
        torch.set_rng_state(state)
        model = model_factory()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(epochs):
            loss = nn.MSELoss()(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        found[lr] = loss.item() if math.isfinite(loss) else math.inf
    return dict(sorted(found.items()))


@rewrite("experiments.learning_rate_sweep", "returns-a-list")
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
    base = model_factory()

    def final_loss(lr):
        model = copy.deepcopy(base)
        for _ in range(epochs):
            loss = (model(x) - y).square().mean()
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.sub_(parameter.grad, alpha=lr)
        return loss.item()

    losses = [final_loss(lr) for lr in learning_rates]
    return [loss if math.isfinite(loss) else math.inf for loss in losses]


@rewrite("experiments.learning_rate_sweep", "returns-only-the-best")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    x, y = inputs.detach(), targets.detach()
    template = {name: value.clone() for name, value in model_factory().state_dict().items()}
    best_rate, best_loss = None, float("inf")
    for lr in learning_rates:
        candidate = model_factory()
        candidate.load_state_dict(template)
        optimizer = torch.optim.SGD(candidate.parameters(), lr=lr)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(candidate(x), y)
            loss.backward()
            optimizer.step()
        if best_rate is None or loss.item() < best_loss:
            best_rate, best_loss = lr, loss.item()
    return {best_rate: best_loss}


@rewrite("experiments.learning_rate_sweep", "leaves-gradients-on-the-data")
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    final = {}
    seed = 2024
    for lr in learning_rates:
        torch.manual_seed(seed)
        model = model_factory()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        criterion = nn.MSELoss()
        for epoch in range(epochs):
            predictions = model(inputs)
            loss = criterion(predictions, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if torch.isnan(loss) or torch.isinf(loss):
            final[lr] = float("inf")
        else:
            final[lr] = loss.item()
    return final


@rewrite("experiments.plot_losses", "draws-on-the-figure-that-is-there")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    ax = plt.gca()
    epochs = [number for number, _ in enumerate(losses, start=1)]
    ax.plot(epochs, losses, color="tab:blue")
    ax.set_title("Training loss")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("MSE")
    return ax


@rewrite("experiments.plot_losses", "counts-epochs-from-zero")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    fig = plt.figure()
    ax = fig.add_subplot(111)
    epochs, heights = [], []
    for epoch, loss in enumerate(losses):
        epochs.append(epoch)
        heights.append(loss)
    ax.plot(epochs, heights, marker="o")
    ax.set_title("Loss curve")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    return ax


@rewrite("experiments.plot_losses", "returns-the-figure")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    picture = plt.figure(figsize=(6, 4))
    plt.plot(list(range(1, 1 + len(losses))), list(losses), "r-")
    plt.title("Training")
    plt.xlabel("epochs")
    plt.ylabel("MSE")
    return picture


@rewrite("experiments.plot_losses", "returns-what-plot-gave")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    plt.figure()
    epochs = torch.arange(len(losses)) + 1
    axes = plt.plot(epochs, torch.tensor(losses), label="loss")
    plt.title("Losses")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    return axes


@rewrite("experiments.plot_losses", "returns-nothing")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    plt.figure()
    epochs = range(1, len(losses) + 1)
    plt.plot(epochs, losses)
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.title("Loss over time")
    plt.grid()
    plt.show()


@rewrite("experiments.plot_losses", "has-no-title")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    fig, ax = plt.subplots(figsize=(5, 3))
    epochs = [epoch + 1 for epoch in range(len(losses))]
    ax.plot(epochs, losses, "b.-")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Mean squared error")
    return ax


@rewrite("experiments.plot_losses", "labels-one-axis")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    plt.figure()
    plt.plot(torch.arange(1, len(losses) + 1), losses)
    plt.xlabel("Number of the epoch")
    plt.title("Training loss")
    return plt.gca()


@rewrite("experiments.plot_losses", "swaps-the-axes")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    ax = plt.figure().add_subplot()
    points = [(loss, epoch) for epoch, loss in enumerate(losses, 1)]
    ax.plot(*zip(*points))
    ax.set_title("Training loss")
    ax.set_ylabel("Loss")
    ax.set_xlabel("Epoch")
    return ax


@rewrite("experiments.plot_losses", "draws-points-without-a-line")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    fig, ax = plt.subplots()
    for epoch, loss in enumerate(losses, start=1):
        ax.scatter(epoch, loss, color="blue", s=12)
    ax.set_title("Loss per epoch")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    return ax


@rewrite("experiments.plot_losses", "draws-a-line-for-every-step")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    plt.figure()
    previous = None
    for epoch, loss in enumerate(losses, start=1):
        if previous is not None:
            plt.plot((epoch - 1, epoch), (previous, loss), "b-")
        previous = loss
    plt.title("Training loss")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    return plt.gca()


@rewrite("experiments.plot_losses", "sorts-the-losses")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    fig, ax = plt.subplots()
    falling = sorted(losses)[::-1]
    ax.plot([epoch + 1 for epoch in range(len(falling))], falling)
    ax.set_title("How the loss falls")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    return ax


@rewrite("experiments.plot_losses", "changes-the-list")
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    # so that losses[1] is the loss of epoch 1
    losses[:0] = [None]
    ax = plt.figure().gca()
    epochs = range(1, len(losses))
    ax.plot(epochs, [losses[epoch] for epoch in epochs])
    ax.set_title("Training loss")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    return ax


@rewrite("experiments.animate_training", "clears-the-axes")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    fig, ax = plt.subplots()
    xs, order = torch.sort(x.detach().reshape(-1))
    ys = y.detach().reshape(-1)[order]

    def update(i):
        ax.cla()
        ax.set_title(f"Epoch {i + 1}")
        ax.scatter(xs, ys, color="gray", label="data")
        ax.plot(xs, predictions[i].detach().reshape(-1)[order], color="red", label="model")
        ax.legend()

    return FuncAnimation(fig, update, frames=range(len(predictions)), interval=100)


@rewrite("experiments.animate_training", "draws-over-unsorted-x")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    fig, ax = plt.subplots()
    xs = x.detach().numpy().reshape(-1)
    ys = y.detach().numpy().reshape(-1)
    ax.scatter(xs, ys)
    line = ax.plot([], [], color="red")[0]

    def update(epoch):
        line.set_data(xs, predictions[epoch].detach().numpy().reshape(-1))
        ax.set_title(f"Epoch {epoch}")
        return (line,)

    return FuncAnimation(fig, update, frames=len(predictions), interval=50)


@rewrite("experiments.animate_training", "sorts-x-and-forgets-the-predictions")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    fig = plt.figure()
    ax = fig.add_subplot()
    points = x.detach().flatten().tolist()
    ax.scatter(points, y.detach().flatten().tolist(), color="black")
    across = sorted(points)
    (curve,) = ax.plot(across, [0.0] * len(across), "r-")

    def update(prediction):
        curve.set_data(across, prediction.detach().flatten().tolist())

    return FuncAnimation(fig, update, frames=list(predictions))


@rewrite("experiments.animate_training", "sorts-the-predictions-by-themselves")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    import numpy as np

    xs, ys = x.detach().numpy().ravel(), y.detach().numpy().ravel()
    curves = [np.sort(each.detach().numpy().ravel()) for each in predictions]
    fig, ax = plt.subplots()
    ax.scatter(xs, ys, alpha=0.5)
    fit = ax.plot(np.sort(xs), curves[0], "r")[0]

    def update(i):
        fit.set_ydata(curves[i])
        return (fit,)

    return FuncAnimation(fig, update, frames=len(curves), blit=True)


@rewrite("experiments.animate_training", "adds-a-line-in-every-frame")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    fig, ax = plt.subplots()
    xs, ys = x.detach().view(-1), y.detach().view(-1)
    ax.scatter(xs, ys)
    ranking = sorted(range(len(xs)), key=lambda i: xs[i].item())
    across = [xs[i].item() for i in ranking]

    def update(epoch):
        heights = predictions[epoch].detach().view(-1)
        up = [heights[i].item() for i in ranking]
        ax.plot(across, up, color="red")

    return FuncAnimation(fig, update, len(predictions))


@rewrite("experiments.animate_training", "draws-the-data-again-in-every-frame")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    data_x, data_y = x.detach().squeeze(), y.detach().squeeze()
    order = torch.argsort(data_x)
    fig, ax = plt.subplots()
    (line,) = ax.plot([], [], "r-")

    def update(epoch):
        ax.scatter(data_x, data_y, color="blue")
        line.set_data(data_x[order], predictions[epoch].detach().squeeze()[order])
        return (line,)

    return FuncAnimation(fig, update, frames=len(predictions))


@rewrite("experiments.animate_training", "leaves-out-the-last-frame")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    xs, order = x.detach().flatten().sort()
    fits = [each.detach().flatten()[order] for each in predictions]
    fig, ax = plt.subplots()
    ax.scatter(xs, y.detach().flatten()[order])
    (line,) = ax.plot(xs, fits[0])

    def update(epoch):
        line.set_data(xs, fits[epoch])
        return (line,)

    last = len(fits) - 1
    return FuncAnimation(fig, update, frames=range(last), repeat=False)


@rewrite("experiments.animate_training", "shows-one-prediction-for-ever")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    fig, ax = plt.subplots()
    ax.scatter(x.detach().reshape(-1), y.detach().reshape(-1))
    xs, order = x.detach().reshape(-1).sort()
    for prediction in predictions:
        heights = prediction.detach().reshape(-1)[order]
    (line,) = ax.plot(xs, heights)

    def update(frame):
        line.set_data(xs, heights)
        ax.set_title(f"Epoch {frame}")

    return FuncAnimation(fig, update, frames=len(predictions))


@rewrite("experiments.animate_training", "says-nothing-of-the-frames")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    xs, ys = x.detach().numpy().flatten(), y.detach().numpy().flatten()
    order = xs.argsort()
    fig, ax = plt.subplots()
    ax.scatter(xs, ys)
    (line,) = ax.plot([], [])

    def update(number):
        prediction = predictions[number]
        line.set_data(xs[order], prediction.detach().numpy().flatten()[order])
        return (line,)

    return FuncAnimation(fig, update, interval=20)


@rewrite("experiments.animate_training", "plots-the-data")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    xs, order = x.detach().reshape(-1).sort()
    ys = y.detach().reshape(-1)[order]
    fig = plt.figure()
    plt.plot(xs, ys, ".", color="black", label="data")
    (line,) = plt.plot(xs, torch.zeros_like(xs), color="red", label="model")
    plt.legend()

    def update(epoch):
        line.set_ydata(predictions[epoch].detach().reshape(-1)[order])

    return FuncAnimation(fig, update, frames=len(predictions))


@rewrite("experiments.animate_training", "returns-the-figure")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    fig = plt.figure()
    ax = fig.add_subplot()
    xs, order = x.detach().ravel().sort()
    ax.scatter(xs, y.detach().ravel()[order])
    lines = ax.plot(xs, torch.zeros(len(xs)))

    def update(i):
        lines[0].set_ydata(predictions[i].detach().ravel()[order])
        return lines

    fig.animation = FuncAnimation(fig, update, frames=range(len(predictions)), interval=100)
    return fig


@rewrite("experiments.animate_training", "makes-an-artist-animation")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    import matplotlib.animation as animation

    fig = plt.figure()
    xs, order = x.detach().flatten().sort()
    ys = y.detach().flatten()[order]
    plt.scatter(xs, ys)
    frames = []
    for prediction in predictions:
        (line,) = plt.plot(xs, prediction.detach().flatten()[order], "b")
        frames.append([line])
    return animation.ArtistAnimation(fig, frames, interval=50, blit=True)


@rewrite("experiments.animate_training", "forgets-the-history")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    xs, ys = x.numpy().reshape(-1), y.numpy().reshape(-1)
    fits = [prediction.numpy().reshape(-1) for prediction in predictions]
    order = xs.argsort()
    fig, ax = plt.subplots()
    ax.scatter(xs, ys)
    (line,) = ax.plot(xs[order], fits[0][order])

    def update(epoch):
        line.set_ydata(fits[epoch][order])

    return FuncAnimation(fig, update, frames=len(fits))


@rewrite("experiments.animate_training", "takes-the-predictions-away")
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    def column(tensor):
        return tensor.detach().reshape(-1)

    order = column(x).argsort()
    fig, ax = plt.subplots()
    ax.scatter(column(x), column(y))
    first = predictions.pop(0)
    (line,) = ax.plot(column(x)[order], column(first)[order], color="red")
    every = [first, *predictions]

    def update(epoch):
        line.set_data(column(x)[order], column(every[epoch])[order])
        return (line,)

    return FuncAnimation(fig, update, frames=len(every))
