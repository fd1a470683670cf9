"""Known wrong answers of chapter 9, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import torch
from experiments import standardize
from matplotlib.animation import FuncAnimation
from torch import nn

from autograder.course.answers import mistake


@mistake(
    "experiments.standardize",
    "takes-the-sample-deviation",
    loses="everything",
    says="Your standard deviation is a little too large: std divides by N - 1 unless it is told otherwise. For one "
    "row that is 0 / 0, and NaN comes out; ask for the population standard deviation.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(dim=0), values.std(dim=0)
    return (values - mean) / torch.where(std == 0, 1, std), mean, std


@mistake(
    "experiments.standardize",
    "scales-all-columns-as-one",
    loses="everything",
    says="You take one mean and one standard deviation of all entries together. Each column has its own: print the "
    "shape of your mean for a table of five columns.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(), values.std(correction=0)
    return (values - mean) / (std + 1e-8), mean, std


@mistake(
    "experiments.standardize",
    "scales-the-rows",
    loses="everything",
    says="You scale each row by itself, so a house's area is compared with its own price. Samples stand in rows, "
    "and it is the columns that need one scale: which dimension has to disappear?",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(dim=1, keepdim=True), values.std(dim=1, correction=0, keepdim=True)
    return (values - mean) / (std + 1e-8), mean, std


@mistake(
    "experiments.standardize",
    "divides-zero-by-zero",
    loses=[
        "makes zeros of a constant column, whose deviation is 0",
        "works for one row, one column, and tensors that are views",
    ],
    says="Where all values of a column are equal, you divide 0 by 0, and that is NaN. Try it with a column of "
    "threes, or with a single row.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(dim=0), values.std(dim=0, correction=0)
    return (values - mean) / std, mean, std


@mistake(
    "experiments.standardize",
    "returns-the-mended-deviation",
    loses=[
        "makes zeros of a constant column, whose deviation is 0",
        "works for one row, one column, and tensors that are views",
    ],
    says="The zeros are right, but you also return the deviation that you divided by in place of the true one. "
    "That of a constant column is 0, and the caller should hear so.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(dim=0), values.std(dim=0, correction=0)
    std = torch.where(std == 0, 1, std)
    return (values - mean) / std, mean, std


@mistake(
    "experiments.standardize",
    "forgets-to-subtract-the-mean",
    loses=[
        "scales every column to mean 0 and standard deviation 1",
        "makes zeros of a constant column, whose deviation is 0",
        "works for one row, one column, and tensors that are views",
        "leaves its argument as it is, even where it requires grad",
    ],
    says="Your columns have the right spread, but they are not centred: print scaled.mean(dim=0), which should be "
    "0. The mean is subtracted before the division.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(dim=0), values.std(dim=0, correction=0)
    return values / (std + 1e-8), mean, std


@mistake(
    "experiments.standardize",
    "divides-by-the-variance",
    loses="everything",
    says="You divide by the mean of the squared distances, which is the variance. Its square root is the standard "
    "deviation: print scaled.std(dim=0, correction=0), which should be 1.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, variance = values.mean(dim=0), values.var(dim=0, correction=0)
    return (values - mean) / (variance + 1e-8), mean, variance


@mistake(
    "experiments.standardize",
    "squeezes-between-zero-and-one",
    loses=[
        "scales every column to mean 0 and standard deviation 1",
        "makes zeros of a constant column, whose deviation is 0",
        "works for one row, one column, and tensors that are views",
        "leaves its argument as it is, even where it requires grad",
    ],
    says="Your columns run from 0 to 1: that is min-max scaling, another way to the same end. Here mean 0 and "
    "standard deviation 1 are asked for.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    low, high = values.min(dim=0).values, values.max(dim=0).values
    return (values - low) / (high - low + 1e-8), values.mean(dim=0), values.std(dim=0, correction=0)


@mistake(
    "experiments.standardize",
    "adds-too-much-to-the-deviation",
    loses=[
        "scales every column to mean 0 and standard deviation 1",
        "makes zeros of a constant column, whose deviation is 0",
        "works for one row, one column, and tensors that are views",
        "leaves its argument as it is, even where it requires grad",
    ],
    says="To be safe from dividing by 0 you add a number to the deviation that can be seen in the result: the "
    "spread of your columns is not quite 1. A much smaller one is enough.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    mean, std = values.mean(dim=0), values.std(dim=0, correction=0)
    return (values - mean) / (std + 0.01), mean, std


@mistake(
    "experiments.standardize",
    "returns-only-what-is-scaled",
    loses="everything",
    says="You return the scaled values alone. Whoever wants to scale a new house in the same way needs the mean "
    "and the std as well: three things are asked for.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = values.detach()
    return (values - values.mean(dim=0)) / (values.std(dim=0, correction=0) + 1e-8)


@mistake(
    "experiments.standardize",
    "scales-in-place",
    loses=[
        "leaves its argument as it is, even where it requires grad",
    ],
    says="After the call, the caller's own table is scaled: operators such as -= write into the tensor that you "
    "were given. Compute a new one.",
    read="exercises/09_experiments/README.md#one-scale-for-all",
)
def standardize(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    mean, std = values.detach().mean(dim=0), values.detach().std(dim=0, correction=0)
    with torch.no_grad():
        values -= mean
        values /= torch.where(std == 0, 1, std)
    return values, mean, std


@mistake(
    "experiments.fit_house_prices",
    "trains-on-raw-areas",
    loses="everything",
    says="You train on areas in the thousands, and only a tiny learning rate survives that. The slope gets there, "
    "the bias hardly moves from its start, and small houses come out far too cheap: ask for the price of a "
    "very small one.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-7)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(living_area.detach()), price.detach()).backward()
        optimizer.step()
    return lambda new_areas: model(new_areas).detach()


@mistake(
    "experiments.fit_house_prices",
    "lets-the-loss-explode",
    loses="everything",
    says="With raw areas in the thousands, this learning rate makes every step overshoot, until the weights are "
    "NaN. Print the loss of the first five epochs.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(50):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(living_area.detach()), price.detach()).backward()
        optimizer.step()
    return lambda new_areas: model(new_areas).detach()


@mistake(
    "experiments.fit_house_prices",
    "returns-standardized-prices",
    loses="everything",
    says="Your predictions are small numbers around 0: they are standardized prices. What was done to the prices "
    "before training has to be undone after predicting.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    return lambda new_areas: model((new_areas - area_mean) / area_std).detach()


@mistake(
    "experiments.fit_house_prices",
    "forgets-to-scale-new-areas",
    loses="everything",
    says="The model has learnt from standardized areas, and your function gives it raw ones: an area of 2000 is "
    "then two thousand standard deviations away. Scale new areas as the data were scaled.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    return lambda new_areas: model(new_areas).detach() * price_std + price_mean


@mistake(
    "experiments.fit_house_prices",
    "scales-new-areas-by-their-own-mean",
    loses="everything",
    says="You standardize the new areas with their own mean and deviation, so a house's price depends on which "
    "others are asked for with it, and a single house always costs the mean. Use those of the data.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    return lambda new_areas: model(standardize(new_areas)[0]).detach() * price_std + price_mean


@mistake(
    "experiments.fit_house_prices",
    "adds-before-it-multiplies",
    loses="everything",
    says="You add the mean price before you multiply by the deviation. Going back means undoing the last step "
    "first: scaling was minus the mean, then divided by the deviation.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    return lambda new_areas: (model((new_areas - area_mean) / area_std).detach() + price_mean) * price_std


@mistake(
    "experiments.fit_house_prices",
    "leaves-out-the-bias",
    loses="everything",
    says="Your line goes through zero: a house without any area costs nothing. The data do not lie on such a line; "
    "the model needs a bias.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    slope = (living_area * price).sum() / (living_area**2).sum()
    return lambda new_areas: new_areas * slope.detach()


@mistake(
    "experiments.fit_house_prices",
    "stops-too-early",
    loses="everything",
    says="You stop training long before the line has arrived: the loss is still falling. Print it now and then, "
    "and go on until it stays where it is.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), price.detach()).backward()
        optimizer.step()
    return lambda new_areas: model((new_areas - area_mean) / area_std).detach()


@mistake(
    "experiments.fit_house_prices",
    "trains-against-a-flat-tensor",
    loses="everything",
    says="The predictions have the shape (N, 1) and your prices (N,), so the loss compares every prediction with "
    "every price, and the best answer to that is the mean: your line is flat. PyTorch prints a warning about "
    "it.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices.flatten()).backward()
        optimizer.step()

    return lambda new_areas: model((new_areas - area_mean) / area_std).detach() * price_std + price_mean


@mistake(
    "experiments.fit_house_prices",
    "returns-the-line-not-a-function",
    loses="everything",
    says="You return slope and intercept. The caller wants something to call with new areas: define a function "
    "inside yours, and return that, without calling it.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    table = torch.cat([living_area.detach(), torch.ones_like(living_area)], dim=1)
    return torch.linalg.lstsq(table, price.detach()).solution


@mistake(
    "experiments.fit_house_prices",
    "gives-a-flat-tensor",
    loses="everything",
    says="The prices are right, but they come as (M,). Areas (M, 1) were given, and prices (M, 1) are asked for: "
    "print the shape of both.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    return lambda new_areas: (model((new_areas - area_mean) / area_std).detach() * price_std + price_mean).flatten()


@mistake(
    "experiments.fit_house_prices",
    "keeps-the-line-in-a-global",
    loses=[
        "makes a predictor of its own at every call",
    ],
    says="Your predictor looks up a global variable when it is called, and the next call of fit_house_prices has "
    "overwritten that: all predictors then predict alike. Keep what belongs to one predictor in local "
    "variables.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    areas, area_mean, area_std = standardize(living_area.detach())
    prices, price_mean, price_std = standardize(price.detach())

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    global fitted
    fitted = model, area_mean, area_std, price_mean, price_std

    def predict(new_areas: torch.Tensor) -> torch.Tensor:
        model, area_mean, area_std, price_mean, price_std = fitted
        return model((new_areas - area_mean) / area_std).detach() * price_std + price_mean

    return predict


@mistake(
    "experiments.fit_house_prices",
    "scales-the-data-in-place",
    loses=[
        "leaves its arguments as they are, even where they require grad",
    ],
    says="After the call, the caller's areas are standardized: an in-place operator wrote into them. Give the "
    "scaled areas a tensor of their own.",
    read="exercises/09_experiments/README.md#the-price-of-a-house",
)
def fit_house_prices(living_area: torch.Tensor, price: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    data = living_area.detach(), price.detach()
    (area_mean, area_std), (price_mean, price_std) = (standardize(part)[1:] for part in data)
    areas = data[0].sub_(area_mean).div_(area_std)
    prices = (data[1] - price_mean) / price_std

    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(areas), prices).backward()
        optimizer.step()

    return lambda new_areas: model((new_areas - area_mean) / area_std).detach() * price_std + price_mean


@mistake(
    "experiments.learning_rate_sweep",
    "starts-every-rate-elsewhere",
    loses=[
        "starts every rate from the same weights of the factory",
    ],
    says="Each of your models starts from other weights, so a rate may win because its start was lucky. Call your "
    "function with the same tiny rate three times, as 1e-9, 2e-9 and 3e-9: the losses should agree.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    inputs, targets = inputs.detach(), targets.detach()

    final_losses = {}
    for rate in learning_rates:
        model = model_factory()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "trains-one-model-on-and-on",
    loses=[
        "trains with every rate, by SGD on the mean squared error",
        "starts every rate from the same weights of the factory",
        "gives a dict of Python floats in the order of the rates",
        "reports a loss that is not finite as inf",
        "works for one epoch, one rate and one sample",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="You make one model and train it with one rate after the other: each rate starts where the one before it "
    "ended. Turn the order of the rates round, and your losses change.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    inputs, targets = inputs.detach(), targets.detach()
    model = model_factory()
    final_losses = {}
    for rate in learning_rates:
        pass
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "keeps-a-state-that-moves",
    loses=[
        "trains with every rate, by SGD on the mean squared error",
        "starts every rate from the same weights of the factory",
        "gives a dict of Python floats in the order of the rates",
        "reports a loss that is not finite as inf",
        "works for one epoch, one rate and one sample",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="A state_dict does not hold copies but the very tensors of the model. Training that model changes what "
    "you saved, and nothing is there to go back to.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import math

    inputs, targets = inputs.detach(), targets.detach()
    model = model_factory()
    start = model.state_dict()
    final_losses = {}
    for rate in learning_rates:
        model.load_state_dict(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "reports-nan",
    loses=[
        "reports a loss that is not finite as inf",
    ],
    says="Where training blows up, you report NaN, which is neither smaller nor larger than anything: sorting the "
    "rates or looking for the best one then goes wrong. Such a loss counts as inf.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item()
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "reports-the-first-loss",
    loses="everything",
    says="You report the loss of the first epoch, which is the same for every rate. What counts is where each of "
    "them ended.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model, first = copy.deepcopy(start), nn.functional.mse_loss(start(inputs), targets).item()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = first
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "never-takes-the-step",
    loses="everything",
    says="Your losses are the same for all rates: gradients are computed, but nothing moves the weights. A step of "
    "the optimizer is missing.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "adds-up-the-gradients",
    loses=[
        "trains with every rate, by SGD on the mean squared error",
        "starts every rate from the same weights of the factory",
        "gives a dict of Python floats in the order of the rates",
        "reports a loss that is not finite as inf",
        "works for one epoch, one rate and one sample",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="From the second epoch on, your steps follow the sum of all gradients so far: they are never reset. Reset "
    "them in every epoch.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "trains-with-adam",
    loses=[
        "trains with every rate, by SGD on the mean squared error",
        "starts every rate from the same weights of the factory",
        "gives a dict of Python floats in the order of the rates",
        "reports a loss that is not finite as inf",
        "works for one epoch, one rate and one sample",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="You train with Adam, which makes steps of another length from the same learning rate. Plain SGD is asked "
    "for.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.Adam(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "uses-one-rate-for-all",
    loses=[
        "trains with every rate, by SGD on the mean squared error",
        "starts every rate from the same weights of the factory",
        "gives a dict of Python floats in the order of the rates",
        "reports a loss that is not finite as inf",
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="All your models are trained with the first learning rate, whatever the key says. Is the variable of your "
    "loop handed to the optimizer?",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rates[0])
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "sums-the-squares",
    loses="everything",
    says="Your losses are those of the sum of the squared errors, and the steps are as many times too long. The "
    "mean is asked for.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets, reduction="sum")
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "keeps-tensors",
    loses="everything",
    says="Your dictionary holds tensors; Python floats are asked for. A loss that is kept as a tensor also keeps "
    "its whole graph in memory.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss if torch.isfinite(loss) else torch.tensor(math.inf)
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "sorts-the-rates",
    loses=[
        "gives a dict of Python floats in the order of the rates",
    ],
    says="Your dictionary begins with the smallest rate. The rates should come in the order in which they were given.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in sorted(learning_rates):
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "returns-a-list",
    loses="everything",
    says="You return a list of losses, and nobody can see which rate each belongs to. A dictionary with the rates "
    "as its keys is asked for.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = []
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses.append(loss.item() if math.isfinite(loss.item()) else math.inf)
    return final_losses


@mistake(
    "experiments.learning_rate_sweep",
    "returns-only-the-best",
    loses="everything",
    says="You return the best rate alone. The whole comparison is asked for: every rate with its loss.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    inputs, targets = inputs.detach(), targets.detach()
    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    best = min(final_losses, key=final_losses.get)
    return {best: final_losses[best]}


@mistake(
    "experiments.learning_rate_sweep",
    "leaves-gradients-on-the-data",
    loses=[
        "leaves inputs and targets as they are, even where they require grad",
    ],
    says="If the inputs or the targets require grad, your backward() fills their .grad as well. Train on the data "
    "without their history.",
    read="exercises/09_experiments/README.md#which-learning-rate",
)
def learning_rate_sweep(
    model_factory: Callable[[], nn.Module],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    learning_rates: Sequence[float],
    epochs: int,
) -> dict[float, float]:
    import copy
    import math

    start = model_factory()
    final_losses = {}
    for rate in learning_rates:
        model = copy.deepcopy(start)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
        final_losses[rate] = loss.item() if math.isfinite(loss.item()) else math.inf
    return final_losses


@mistake(
    "experiments.plot_losses",
    "draws-on-the-figure-that-is-there",
    loses=[
        "returns the axes of a new figure at every call",
    ],
    says="You draw on whatever figure is the current one, so the second training's line lands in the picture of "
    "the first. Ask matplotlib for a new figure.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    plt.plot(range(1, len(losses) + 1), losses)
    plt.title("The loss during training")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    return plt.gca()


@mistake(
    "experiments.plot_losses",
    "counts-epochs-from-zero",
    loses=[
        "shows one line, the losses against the epochs from 1 up",
    ],
    says="Your first loss stands over 0: with one list alone, plot counts from there. Give it the epochs as well; "
    "the first is 1.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.plot(losses)
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.plot_losses",
    "returns-the-figure",
    loses="everything",
    says="You return the figure, the whole sheet. Title, labels and line belong to the axes on it, and those are "
    "asked for.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    figure, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return figure


@mistake(
    "experiments.plot_losses",
    "returns-what-plot-gave",
    loses="everything",
    says="You return what plot gave you, a list with the line. The axes are asked for.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes.plot(range(1, len(losses) + 1), losses)


@mistake(
    "experiments.plot_losses",
    "returns-nothing",
    loses="everything",
    says="Your function draws and returns nothing, so the caller gets None. Showing a figure does not hand it "
    "over: return the axes.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    plt.show()


@mistake(
    "experiments.plot_losses",
    "has-no-title",
    loses=[
        "has a title and a label on both axes",
    ],
    says="The line is right, but the picture has no title. Somebody who finds it next week should know what it shows.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set(xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.plot_losses",
    "labels-one-axis",
    loses=[
        "has a title and a label on both axes",
    ],
    says="One of the axes has no label. Numbers without a name tell little: label both.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set(title="The loss during training", xlabel="epoch")
    return axes


@mistake(
    "experiments.plot_losses",
    "swaps-the-axes",
    loses="everything",
    says="Epochs and losses have changed places: the first argument of plot goes along the horizontal axis.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.plot(losses, range(1, len(losses) + 1))
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.plot_losses",
    "draws-points-without-a-line",
    loses="everything",
    says="There are points on your axes, and no line: scatter draws each loss by itself. A line shows how they "
    "follow one another.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    axes.scatter(range(1, len(losses) + 1), losses)
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.plot_losses",
    "draws-a-line-for-every-step",
    loses=[
        "returns the axes of a new figure at every call",
        "has a title and a label on both axes",
        "shows one line, the losses against the epochs from 1 up",
        "leaves the losses as they are",
    ],
    says="You call plot once for each pair of losses, and every call draws a line of its own. One call with all "
    "epochs and all losses makes one line.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    _, axes = plt.subplots()
    for epoch in range(1, len(losses)):
        axes.plot([epoch, epoch + 1], losses[epoch - 1 : epoch + 1])
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.plot_losses",
    "sorts-the-losses",
    loses="everything",
    says="Your line only ever falls: the losses were sorted before they were drawn. A loss that rises in between "
    "is worth seeing.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    losses.sort(reverse=True)
    _, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.plot_losses",
    "changes-the-list",
    loses=[
        "leaves the losses as they are",
    ],
    says="After the call, the caller's list is longer than before: you put something into it. Make a list of your "
    "own for that.",
    read="exercises/09_experiments/README.md#a-picture-of-the-losses",
)
def plot_losses(losses: Sequence[float]) -> plt.Axes:
    losses.insert(0, losses[0])
    _, axes = plt.subplots()
    axes.plot(range(1, len(losses)), losses[1:])
    axes.set(title="The loss during training", xlabel="epoch", ylabel="loss")
    return axes


@mistake(
    "experiments.animate_training",
    "clears-the-axes",
    loses=[
        "does not clear the axes between frames",
    ],
    says="You clear the axes in every frame and draw all of it anew. It looks right and is slow, and the axes jump "
    "as their limits are worked out again. Draw the data once, and change only the line.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()

    def show(frame: int) -> list[plt.Line2D]:
        axes.clear()
        axes.scatter(x, y)
        return axes.plot(x[order], predictions[frame].detach().flatten()[order])

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "draws-over-unsorted-x",
    loses=[
        "shows each prediction as one line over sorted x",
        "takes (N,) and (N, 1), mixed, and a single prediction",
    ],
    says="The line runs back and forth across the picture: plot joins the points in the order they come in, and x "
    "is not sorted. Find the order that sorts x.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x, predictions[0].detach().flatten())

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten())
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "sorts-x-and-forgets-the-predictions",
    loses=[
        "shows each prediction as one line over sorted x",
        "takes (N,) and (N, 1), mixed, and a single prediction",
    ],
    says="Your x is sorted, but the predictions are still in the order of the unsorted x, so each is drawn over "
    "another point. One order has to serve for both.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].detach().flatten())

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten())
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "sorts-the-predictions-by-themselves",
    loses=[
        "shows each prediction as one line over sorted x",
        "takes (N,) and (N, 1), mixed, and a single prediction",
    ],
    says="You sort the predictions by their size, so your line always rises. They have to be put in the order that "
    "sorts x, whatever their values.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].detach().flatten().sort().values)

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten().sort().values)
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "adds-a-line-in-every-frame",
    loses=[
        "shows each prediction as one line over sorted x",
        "takes (N,) and (N, 1), mixed, and a single prediction",
    ],
    says="Every frame adds a line to those before it, and in the end all epochs lie over each other. Draw the line "
    "once, keep it, and give it new values.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)

    def show(frame: int) -> list[plt.Line2D]:
        return axes.plot(x[order], predictions[frame].detach().flatten()[order])

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "draws-the-data-again-in-every-frame",
    loses=[
        "draws the data once, with Axes.scatter",
    ],
    says="Every frame draws all the data once more on top of the last time. Draw them once, before the film starts.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()

    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order])
    axes.scatter(x, y)

    def show(frame: int) -> list[plt.Line2D]:
        axes.scatter(x, y)
        line.set_ydata(predictions[frame].detach().flatten()[order])
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "leaves-out-the-last-frame",
    loses=[
        "has exactly one frame for every prediction",
        "takes (N,) and (N, 1), mixed, and a single prediction",
    ],
    says="Your film ends one frame too soon, and the last prediction, the best of them, is never shown. Count the "
    "frames for two predictions.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten()[order])
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions) - 1)


@mistake(
    "experiments.animate_training",
    "shows-one-prediction-for-ever",
    loses="everything",
    says="All frames show the same prediction: the function that draws a frame does not use the number it is given.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[-1].detach().flatten()[order])
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "says-nothing-of-the-frames",
    loses="everything",
    says="You did not tell FuncAnimation how many frames there are, so it counts on past the last prediction. Give "
    "it frames=.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten()[order])
        return [line]

    return FuncAnimation(figure, show, cache_frame_data=False)


@mistake(
    "experiments.animate_training",
    "plots-the-data",
    loses=[
        "shows each prediction as one line over sorted x",
        "draws the data once, with Axes.scatter",
        "does not clear the axes between frames",
        "takes (N,) and (N, 1), mixed, and a single prediction",
    ],
    says="The data are drawn with plot, as a second line that has only markers. Axes.scatter is asked for; it "
    "makes an object of its own kind.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.plot(x, y, "o")
    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten()[order])
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "returns-the-figure",
    loses="everything",
    says="You return the figure. The animation is lost then, and nothing will ever move: return what FuncAnimation "
    "gives you.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].detach().flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].detach().flatten()[order])
        return [line]

    animation = FuncAnimation(figure, show, frames=len(predictions))
    animation.pause()
    return figure


@mistake(
    "experiments.animate_training",
    "makes-an-artist-animation",
    loses="everything",
    says="You return an ArtistAnimation, which keeps a drawing for every frame. A FuncAnimation is asked for: one "
    "drawing, and a function that changes it.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    from matplotlib.animation import ArtistAnimation

    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    lines = [axes.plot(x[order], each.detach().flatten()[order], color="red") for each in predictions]
    return ArtistAnimation(figure, lines)


@mistake(
    "experiments.animate_training",
    "forgets-the-history",
    loses=[
        "leaves its arguments as they are, even where they require grad",
    ],
    says="A tensor that requires grad cannot be drawn: matplotlib asks for its numbers, and PyTorch refuses. "
    "Detach what you were given first.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    x, y = x.flatten(), y.flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], predictions[0].flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(predictions[frame].flatten()[order])
        return [line]

    return FuncAnimation(figure, show, frames=len(predictions))


@mistake(
    "experiments.animate_training",
    "takes-the-predictions-away",
    loses=[
        "leaves its arguments as they are, even where they require grad",
    ],
    says="After the call, the caller's list has lost its first prediction: pop takes things out of the list "
    "itself. Look at an entry with square brackets.",
    read="exercises/09_experiments/README.md#a-film-of-the-training",
)
def animate_training(x: torch.Tensor, y: torch.Tensor, predictions: Sequence[torch.Tensor]) -> FuncAnimation:
    shown = list(predictions)
    predictions.pop(0)
    x, y = x.detach().flatten(), y.detach().flatten()
    order = x.argsort()
    figure, axes = plt.subplots()
    axes.scatter(x, y)
    (line,) = axes.plot(x[order], shown[0].detach().flatten()[order])

    def show(frame: int) -> list[plt.Line2D]:
        line.set_ydata(shown[frame].detach().flatten()[order])
        return [line]

    return FuncAnimation(figure, show, frames=len(shown))
