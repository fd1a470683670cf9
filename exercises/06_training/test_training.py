"""The visible tests of chapter 6. Their numbers are small, so that you can check each of them by hand."""

import contextlib
from collections.abc import Iterator

import pytest
import torch
import training
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@contextlib.contextmanager
def explaining(call: str, usually: str) -> Iterator[None]:
    """Add to an error that ``call`` raises what such an error usually means."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{call} raised this error. {usually}")
        raise


def near(got: object, want: object) -> bool:
    """Tell whether two tensors, or two lists of floats, are the same up to rounding."""
    one, other = torch.as_tensor(got), torch.as_tensor(want)
    return one.shape == other.shape and torch.allclose(one, other.to(one.dtype), rtol=1e-4, atol=1e-5)


def check(call: str, got: object, want: object, usually: str, *known: tuple[object, str]) -> None:
    """Fail unless ``got`` is the float, or list of floats, ``want``; ``known`` says what some wrong answers mean."""
    __tracebackhide__ = True
    if isinstance(want, list):
        assert isinstance(got, list), f"{call}: {got!r}; a list was wanted. {usually}"
    for number in got if isinstance(got, list) else [got]:
        assert isinstance(number, float), f"{call}: {number!r} is {type(number)}; a Python float was wanted. {usually}"
    meaning = next((text for value, text in known if near(got, value)), usually)
    rounded = [round(number, 4) for number in got] if isinstance(got, list) else round(got, 4)
    assert near(got, want), f"{call}: {rounded}; {want} was wanted. {meaning}"


def check_line(
    call: str, model: nn.Linear, want: tuple[float, float], usually: str, *known: tuple[object, str]
) -> None:
    """Fail unless the model's weight and bias are ``want``."""
    __tracebackhide__ = True
    got = [model.weight.item(), model.bias.item()]
    check(f"(weight, bias) after {call}", got, list(want), usually, *((list(pair), text) for pair, text in known))


def four_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the lesson's inputs and targets: four points on the line y = 2x + 1."""
    return torch.tensor([[-1.0], [0.0], [1.0], [2.0]]), torch.tensor([[-1.0], [1.0], [3.0], [5.0]])


def line(momentum: float = 0.0) -> tuple[nn.Linear, nn.MSELoss, torch.optim.SGD]:
    """Return a model with the weight 1 and the bias 0, the mean squared error, and SGD with lr=0.1."""
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.fill_(1.0)
        model.bias.fill_(0.0)
    return model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum)


def lopsided(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return a loss that is another one when predictions and targets change places."""
    return ((predictions - 2 * targets) ** 2).mean()


class Doubling(nn.Module):
    """Predicts weight times input, twice as much in training mode: a stand-in for layers such as dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the predictions for inputs (N, 1)."""
        return (2 if self.training else 1) * self.weight * inputs


class Table(nn.Module):
    """Predicts what is in its one parameter, whatever the inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.zeros(4, 1))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the parameter itself, seen through a view."""
        return self.rows[: len(inputs)]


# make_optimizer


def moved(optimizer: torch.optim.Optimizer, parameter: torch.Tensor, steps: int) -> list[float]:
    """Return where an optimizer takes a parameter whose gradient is always 2."""
    places = []
    for _ in range(steps):
        parameter.grad = torch.tensor(2.0)
        optimizer.step()
        places.append(parameter.item())
    return places


def test_make_optimizer_gives_sgd() -> None:
    """With lr=0.1 and a gradient of 2, SGD takes 1 to 0.8 and then to 0.6."""
    parameter = nn.Parameter(torch.tensor(1.0))
    optimizer = training.make_optimizer("sgd", [parameter], 0.1)
    call = 'make_optimizer("sgd", [parameter], lr=0.1)'
    assert isinstance(optimizer, torch.optim.SGD), f"{call} gave {type(optimizer)}; torch.optim.SGD was wanted."
    check(
        f"the parameter after each of two steps of {call}",
        moved(optimizer, parameter, 2),
        [0.8, 0.6],
        "Each step should take off lr times the gradient.",
        ([0.998, 0.996], "The learning rate is not used: this is the default, 0.001."),
    )


def test_make_optimizer_hands_the_momentum_to_sgd() -> None:
    """With momentum=0.5, the second step is longer by half of the first: 0.2, then 0.3."""
    parameter = nn.Parameter(torch.tensor(1.0))
    optimizer = training.make_optimizer("sgd", [parameter], 0.1, momentum=0.5)
    check(
        'the parameter after each of two steps of make_optimizer("sgd", [parameter], 0.1, momentum=0.5)',
        moved(optimizer, parameter, 2),
        [0.8, 0.5],
        "The first step is 0.1 * 2, the second 0.1 * (2 + 0.5 * 2).",
        ([0.8, 0.6], "The momentum is not used."),
    )


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_make_optimizer_gives_adam_without_momentum(momentum: float) -> None:
    """Adam's steps are about lr long, whatever the gradient, and momentum changes nothing."""
    parameter = nn.Parameter(torch.tensor(1.0))
    call = f'make_optimizer("adam", [parameter], lr=0.1, momentum={momentum})'
    with explaining(call, "Adam takes no argument called momentum."):
        optimizer = training.make_optimizer("adam", [parameter], 0.1, momentum)
    assert isinstance(optimizer, torch.optim.Adam), f"{call} gave {type(optimizer)}; torch.optim.Adam was wanted."
    usually = "With a constant gradient, each step is lr long. Are all other settings PyTorch's defaults?"
    check(f"the parameter after each of two steps of {call}", moved(optimizer, parameter, 2), [0.9, 0.8], usually)
    betas = optimizer.defaults["betas"]
    assert betas == (0.9, 0.999), f"{call}: betas are {betas}; the default (0.9, 0.999) was wanted."


@pytest.mark.parametrize("name", ["SGD", "Sgd", "ADAM", "Adam"])
def test_make_optimizer_takes_capitals(name: str) -> None:
    """The name may be in upper case, in lower case, or mixed."""
    call = f'make_optimizer("{name}", parameters, 0.1)'
    with explaining(call, "Bring the name into lower case before you compare it."):
        optimizer = training.make_optimizer(name, [nn.Parameter(torch.tensor(1.0))], 0.1)
    wanted = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[name.lower()]
    assert isinstance(optimizer, wanted), f"{call} gave {type(optimizer)}; {wanted} was wanted."


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_make_optimizer_takes_a_generator(name: str) -> None:
    """model.parameters() is a generator; weight and bias both arrive in the optimizer."""
    call = f'make_optimizer("{name}", model.parameters(), 0.1)'
    with explaining(call, "A generator can be gone through only once; was it used up before the optimizer got it?"):
        optimizer = training.make_optimizer(name, nn.Linear(3, 2).parameters(), 0.1)
    arrived = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    assert len(arrived) == 2, f"{call}: {len(arrived)} parameters arrived in the optimizer; 2 were wanted."


@pytest.mark.parametrize("name", ["rmsprop", "adamw", "sgdm", ""])
def test_make_optimizer_refuses_other_names(name: str) -> None:
    """Any other name raises ValueError, one that begins like a good name too."""
    call = f'make_optimizer("{name}", parameters, 0.1)'
    wanted = "ValueError was wanted: only the whole names sgd and adam are good."
    with explaining(call, wanted), contextlib.suppress(ValueError):
        got = training.make_optimizer(name, [nn.Parameter(torch.tensor(1.0))], 0.1)
        pytest.fail(f"{call} gave {got!r}. {wanted}")


def test_make_optimizer_says_which_names_are_good() -> None:
    """The error's message holds sgd and adam, so that whoever mistyped can mend it."""
    call = 'make_optimizer("rmsprop", parameters, 0.1)'
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is looked at below
        training.make_optimizer("rmsprop", [nn.Parameter(torch.tensor(1.0))], 0.1)
    for good in ("sgd", "adam"):
        text = f"{call} raised ValueError({str(caught.value)!r}); a message that holds {good} was wanted."
        assert good in str(caught.value).lower(), text


# train_step


def test_train_step_returns_the_loss_before_the_update() -> None:
    """With the weight 1 and the bias 0, the four points have the loss 3.5."""
    model, criterion, optimizer = line()
    inputs, targets = four_points()
    call = "train_step(model, criterion, optimizer, inputs, targets)"
    with explaining(call, "Were the predictions made while PyTorch recorded? backward() needs that."):
        loss = training.train_step(model, criterion, optimizer, inputs, targets)
    check(
        call,
        loss,
        3.5,
        "It is the mean of the squares of the errors 0, -1, -2, -3. The method item() of a tensor gives its number.",
        (1.45, "This is the loss after the update."),
        (8.5, "Predictions and targets differ in shape, and were broadcast: each prediction met every target."),
        (1.87083, "This is the root of it."),
        (14.0, "This is a sum; the mean was wanted, as the criterion gives it."),
    )


def test_train_step_moves_the_parameters_once() -> None:
    """The gradients are -4 and -3, so lr=0.1 takes the weight to 1.4 and the bias to 0.3."""
    model, criterion, optimizer = line()
    training.train_step(model, criterion, optimizer, *four_points())
    check_line(
        "train_step(model, criterion, optimizer, inputs, targets)",
        model,
        (1.4, 0.3),
        "Gradients first, then one step of the optimizer that is given.",
        (
            (1.0, 0.0),
            "Nothing moved: is there a backward() and after it a step(), both with parentheses, and no reset?",
        ),
        ((1.04, 0.03), "The step is ten times too short: is it an optimizer of your own that moves?"),
        ((0.9, 0.3), "Predictions and targets differ in shape, and were broadcast."),
    )


def test_train_step_forgets_the_gradients_of_the_step_before() -> None:
    """Three steps give the losses 3.5, 1.45 and 0.60875 and lead to 1.805 and 0.635."""
    model, criterion, optimizer = line()
    losses = [training.train_step(model, criterion, optimizer, *four_points()) for _ in range(3)]
    check(
        "the losses of three calls of train_step",
        losses,
        [3.5, 1.45, 0.60875],
        "Each call makes one update, with its own gradients.",
        ([3.5, 1.45, 0.03375], "The gradients add up: they are not reset."),
        ([3.5, 3.5, 3.5], "The loss stays: is the step taken?"),
    )
    check_line(
        "three calls of train_step",
        model,
        (1.805, 0.635),
        "Each call makes one update, with its own gradients.",
        ((2.705, 1.335), "The gradients add up: they are not reset."),
    )


def test_train_step_forgets_what_others_left_in_grad() -> None:
    """Gradients of 100 from before the call do not count: the weight is 1.4 and the bias 0.3."""
    model, criterion, optimizer = line()
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 100.0)
    training.train_step(model, criterion, optimizer, *four_points())
    check_line(
        "train_step(...) with .grad full of 100 before it",
        model,
        (1.4, 0.3),
        "Reset the gradients before backward().",
        ((-8.6, -9.7), "What was in .grad before was used too: reset before backward()."),
    )


def test_train_step_hands_the_predictions_over_first() -> None:
    """The mean of (prediction - 2 * target)**2 is 23.5; with the arguments swapped it would be 1."""
    model, _, optimizer = line()
    loss = training.train_step(model, lopsided, optimizer, *four_points())
    check(
        "train_step(model, criterion, ...) for a criterion of (prediction - 2 * target)**2",
        loss,
        23.5,
        "Ask the criterion that is given: criterion(predictions, targets).",
        (1.0, "The criterion got the targets first."),
        (3.5, "This is the mean squared error, which is not what this criterion computes."),
    )


def test_train_step_stays_in_training_mode() -> None:
    """A model in training mode, which doubles there: the prediction for 1 is 2, the loss against 5 is 9."""
    model = Doubling()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    inputs, targets = torch.tensor([[1.0]]), torch.tensor([[5.0]])
    losses = [training.train_step(model, nn.MSELoss(), optimizer, inputs, targets) for _ in range(2)]
    # The slope is 2 * (2 - 5) * 2 = -12, so the weight becomes 2.2, the prediction 4.4, the loss 0.36.
    usually = "Was the model switched to evaluation mode?"
    check("the losses of two steps of a model in training mode", losses, [9.0, 0.36], usually)


def test_train_step_leaves_the_data_alone() -> None:
    """Inputs and targets keep their values, and their .grad, even if they require grad."""
    inputs, targets = (data.requires_grad_() for data in four_points())
    training.train_step(*line(), inputs, targets)
    data_are_as_before("train_step(...)", inputs, targets)


def data_are_as_before(call: str, inputs: torch.Tensor, targets: torch.Tensor) -> None:
    """Fail unless these are the four points, which require grad and have none."""
    __tracebackhide__ = True
    for name, got, want in zip(("inputs", "targets"), (inputs, targets), four_points(), strict=True):
        assert torch.equal(got, want), f"after {call}, the {name} have other values."
        assert got.grad is None, f"after {call}, {name}.grad is not None any more: backward() reached the data."
        assert got.requires_grad, f"{name}.requires_grad is False after {call}; it was True before."


# fit: it and the two below build on train_step. If its tests fail too, mend it first.


def test_fit_lists_the_losses() -> None:
    """Five epochs on the four points give 3.5, 1.45, 0.60875, 0.26144 and 0.11651."""
    model, criterion, optimizer = line()
    check(
        "fit(model, criterion, optimizer, inputs, targets, epochs=5)",
        training.fit(model, criterion, optimizer, *four_points(), 5),
        [3.5, 1.45, 0.60875, 0.26144, 0.11651],
        "One full-batch step an epoch, and the loss before each of them.",
        ([3.5], "The list ends after the first epoch: does the return stand inside the loop?"),
        ([3.5, 1.45, 0.60875, 0.26144], "An epoch is missing."),
        ([3.5, 1.45, 0.60875, 0.26144, 0.11651, 0.05302], "This is an epoch too many."),
        ([3.5, 4.95, 5.55875, 5.82019, 5.93669], "Each is the sum of all losses so far."),
        ([1.45, 0.60875, 0.26144, 0.11651, 0.05302], "Each is taken after its update; before it was wanted."),
        ([3.5, 3.5, 3.5, 3.5, 3.5], "The loss stays: is there a step in every epoch?"),
    )


def test_fit_moves_the_line() -> None:
    """Three epochs lead to the weight 1.805 and the bias 0.635."""
    model, criterion, optimizer = line()
    training.fit(model, criterion, optimizer, *four_points(), 3)
    check_line(
        "fit(model, criterion, optimizer, inputs, targets, epochs=3)",
        model,
        (1.805, 0.635),
        "Three epochs make three updates, each with its own gradients.",
        ((1.9, 0.7275), "This is one update too many."),
        ((1.65, 0.5), "This is one update too few."),
        ((2.705, 1.335), "The gradients add up: they are not reset in every epoch."),
        ((1.0, 0.0), "Nothing moved."),
    )


def test_fit_uses_the_optimizer_and_what_it_remembers() -> None:
    """With momentum, one epoch and then two give the same as three at once: 3.5, 1.45, 0.05075."""
    model, criterion, optimizer = line(momentum=0.9)
    first = training.fit(model, criterion, optimizer, *four_points(), 1)
    then = training.fit(model, criterion, optimizer, *four_points(), 2)
    usually = "The momentum is kept in the optimizer that is given; go on with that one."
    check("fit(..., epochs=1) and then fit(..., epochs=2), with momentum", first + then, [3.5, 1.45, 0.05075], usually)


def test_fit_without_epochs_changes_nothing() -> None:
    """With epochs=0 the list is empty and the model stays."""
    model, criterion, optimizer = line()
    call = "fit(..., epochs=0)"
    losses = training.fit(model, criterion, optimizer, *four_points(), 0)
    assert losses == [], f"{call} gave {losses!r}; an empty list was wanted."
    check_line(call, model, (1.0, 0.0), "No epochs, no update.")


@pytest.mark.parametrize("came_in", ["training", "evaluation"])
def test_fit_trains_in_training_mode(came_in: str) -> None:
    """A model that doubles in training mode: the losses are 9 and 0.36, in whatever mode it came."""
    model = Doubling().train(came_in == "training")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    check(
        f"fit(model, ..., epochs=2) for a model that comes in {came_in} mode",
        training.fit(model, nn.MSELoss(), optimizer, torch.tensor([[1.0]]), torch.tensor([[5.0]]), 2),
        [9.0, 0.36],
        "Put the model into training mode before the first epoch.",
        ([16.0, 10.24], "The model was in evaluation mode; model.train() switches."),
    )


def test_fit_leaves_the_data_alone() -> None:
    """Inputs and targets keep their values, and their .grad, even if they require grad."""
    inputs, targets = (data.requires_grad_() for data in four_points())
    training.fit(*line(), inputs, targets, 3)
    data_are_as_before("fit(...)", inputs, targets)


# fit_with_history


def history(model: nn.Module, *arguments: object) -> tuple[list[float], list[torch.Tensor]]:
    """Return what fit_with_history gives, or fail if it is not two lists, the second one of tensors."""
    __tracebackhide__ = True
    call = "fit_with_history(...)"
    with explaining(call, "For epochs=0 there is nothing to stack or to look at."):
        got = training.fit_with_history(model, *arguments)
    assert isinstance(got, tuple | list) and len(got) == 2, f"{call}: {got!r}; a tuple of two lists was wanted."
    for part, name in zip(got, ("first", "second"), strict=True):
        assert isinstance(part, list), f"{call}: the {name} entry is {part!r}; a list was wanted."
    for number in got[0]:
        assert isinstance(number, float), f"{call}: {number!r} among the losses; Python floats were wanted."
    for prediction in got[1]:
        assert isinstance(prediction, torch.Tensor), f"{call}: {prediction!r} among the predictions; it is no tensor."
    return got[0], got[1]


def test_fit_with_history_trains_as_fit_does() -> None:
    """Three epochs give the losses 3.5, 1.45, 0.60875 and lead to the weight 1.805 and the bias 0.635."""
    model, criterion, optimizer = line()
    losses, _ = history(model, criterion, optimizer, *four_points(), 3)
    call = "fit_with_history(model, criterion, optimizer, inputs, targets, epochs=3)"
    check(f"{call}: losses", losses, [3.5, 1.45, 0.60875], "They are those that fit gives.")
    check_line(call, model, (1.805, 0.635), "One update an epoch, no more and no less.")


def test_fit_with_history_keeps_what_the_model_said_before_each_update() -> None:
    """The first prediction is that of the weight 1 and the bias 0, the second that of 1.4 and 0.3."""
    _, predictions = history(*line(), *four_points(), 2)
    call = "fit_with_history(..., epochs=2): predictions"
    assert len(predictions) == 2, f"{call}: {len(predictions)} entries; one for every epoch was wanted."
    wanted = torch.tensor([[-1.0], [0.0], [1.0], [2.0]]), torch.tensor([[-1.1], [0.3], [1.7], [3.1]])
    late = "This is what the model says after the update, or the last one in every entry; before it was wanted."
    for number, (got, want, after) in enumerate(zip(predictions, wanted, (wanted[1], None), strict=True), start=1):
        shape = tuple(got.shape)
        assert shape == (4, 1), f"{call}: entry {number} has shape {shape}; (4, 1) was wanted, as the model gives it."
        meaning = late if after is not None and near(got, after) else "It is model(inputs), before the step."
        assert near(got, want), f"{call}: entry {number} is {got.flatten()}; {want.flatten()} was wanted. {meaning}"


def test_fit_with_history_gives_predictions_without_a_graph() -> None:
    """None of them requires grad."""
    _, predictions = history(*line(), *four_points(), 2)
    for number, prediction in enumerate(predictions, start=1):
        text = f"prediction {number} of fit_with_history(...) requires grad; detach it from the graph."
        assert not prediction.requires_grad, text


def test_fit_with_history_gives_every_prediction_memory_of_its_own() -> None:
    """A model that returns its own parameter: the history keeps the old values, and writing into it changes nothing."""
    model = Table()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    _, predictions = history(model, nn.MSELoss(), optimizer, *four_points(), 2)
    start = f"the first prediction of a model that starts at zeros is {predictions[0].flatten()}"
    assert not predictions[0].any(), f"{start}; the update changed it. detach() alone shares the model's memory."
    # Each update goes half of the way to the targets.
    reached = model.rows.detach().clone()
    with torch.inference_mode():  # where anything may be written into
        predictions[0].fill_(100.0)
    assert near(predictions[1], four_points()[1] / 2), "writing into the first prediction changed the second."
    assert torch.equal(model.rows, reached), "writing into a prediction changed the model's parameter."


def test_fit_with_history_without_epochs_gives_two_empty_lists() -> None:
    """With epochs=0 both lists are empty and the model stays."""
    model, criterion, optimizer = line()
    losses, predictions = history(model, criterion, optimizer, *four_points(), 0)
    got = f"fit_with_history(..., epochs=0) gave {losses!r} and {predictions!r}; two empty lists were wanted."
    assert losses == [] and predictions == [], got
    check_line("fit_with_history(..., epochs=0)", model, (1.0, 0.0), "No epochs, no update.")


@pytest.mark.parametrize("came_in", ["training", "evaluation"])
def test_fit_with_history_trains_in_training_mode(came_in: str) -> None:
    """A model that doubles in training mode: the losses are 9 and 0.36, in whatever mode it came."""
    model = Doubling().train(came_in == "training")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses, _ = history(model, nn.MSELoss(), optimizer, torch.tensor([[1.0]]), torch.tensor([[5.0]]), 2)
    call = f"fit_with_history(model, ..., epochs=2) for a model that comes in {came_in} mode: losses"
    check(call, losses, [9.0, 0.36], "Put the model into training mode before every step.")


def test_fit_with_history_leaves_the_data_alone() -> None:
    """Inputs and targets keep their values, and their .grad, even if they require grad."""
    inputs, targets = (data.requires_grad_() for data in four_points())
    training.fit_with_history(*line(), inputs, targets, 3)
    data_are_as_before("fit_with_history(...)", inputs, targets)


# fit_minibatches


def batches(size: int, seed: int | None = None) -> DataLoader[tuple[torch.Tensor, ...]]:
    """Return a loader of the four points, in their order, or shuffled from a seed."""
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return DataLoader(TensorDataset(*four_points()), size, shuffle=seed is not None, generator=generator)


def test_fit_minibatches_weighs_a_batch_by_its_samples() -> None:
    """Batches of three and one have the losses 1.66667 and 6.41778, so the mean over the samples is 2.85444."""
    check(
        "fit_minibatches(model, criterion, optimizer, loader, epochs=1) for batches of 3 and 1",
        training.fit_minibatches(*line(), batches(3), 1),
        [2.85444],
        "Work it out: (3 * 1.66667 + 1 * 6.41778) / 4.",
        ([4.04222], "Both batches count alike here, though one has three samples and the other has one."),
        ([6.06333], "The last batch counts as if it were full."),
        ([6.41778], "This is the loss of the last batch alone."),
        ([1.66667], "This is the loss of the first batch alone."),
        ([8.08444], "This is the sum of the two; the mean was wanted."),
        ([1.66667, 6.41778], "This is an entry for every batch; one for every epoch was wanted."),
        ([5.16667], "The second batch does not see the update of the first: each batch makes one."),
        ([0.07538], "This is measured after the epoch; take the losses that the steps return."),
    )


def test_fit_minibatches_makes_one_update_a_batch() -> None:
    """One epoch in batches of three and one leads to the weight 2.14667 and the bias 0.70667."""
    model, criterion, optimizer = line()
    training.fit_minibatches(model, criterion, optimizer, batches(3), 1)
    check_line(
        "fit_minibatches(model, criterion, optimizer, loader, epochs=1) for batches of 3 and 1",
        model,
        (2.14667, 0.70667),
        "Two batches, two updates.",
        ((1.13333, 0.2), "Only the first batch made an update."),
        ((1.4, 0.3), "This is one update for all four samples."),
    )


def test_fit_minibatches_gives_an_entry_for_every_epoch() -> None:
    """Two epochs in batches of two give 3.255 and 0.32915."""
    check(
        "fit_minibatches(model, criterion, optimizer, loader, epochs=2) for batches of 2",
        training.fit_minibatches(*line(), batches(2), 2),
        [3.255, 0.32915],
        "In every epoch: all batches once, and then one entry.",
        ([3.255], "There is one entry for two epochs: does the return stand inside the loop?"),
        ([0.5, 6.01, 0.10625, 0.55206], "This is an entry for every batch."),
        ([6.01, 0.55206], "This is the loss of the last batch of each epoch."),
        ([3.255, 3.58415], "The sum goes on from the epoch before; start it afresh."),
        ([6.51, 0.65831], "This is the sum over the batches; the mean was wanted."),
    )


def test_fit_minibatches_takes_new_batches_every_epoch() -> None:
    """A loader that shuffles gives other batches in every epoch: what it gave is what is learned from."""
    seen = []

    def noting(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        seen.append(targets.flatten().tolist())
        return nn.functional.mse_loss(predictions, targets)

    model, _, optimizer = line()
    training.fit_minibatches(model, noting, optimizer, batches(2, seed=3), 3)
    loader = batches(2, seed=3)
    wanted = [targets.flatten().tolist() for _ in range(3) for _, targets in loader]
    usually = "Go through the loader once in every epoch, from the start, and keep no batches for the next."
    text = f"fit_minibatches(..., loader, epochs=3) with a loader that shuffles: the criterion met {seen}; "
    assert seen == wanted, f"{text}{wanted} was wanted, as the loader gives them. {usually}"


def test_fit_minibatches_without_epochs_changes_nothing() -> None:
    """With epochs=0 the list is empty and the model stays."""
    model, criterion, optimizer = line()
    call = "fit_minibatches(..., epochs=0)"
    losses = training.fit_minibatches(model, criterion, optimizer, batches(3), 0)
    assert losses == [], f"{call} gave {losses!r}; an empty list was wanted."
    check_line(call, model, (1.0, 0.0), "No epochs, no update.")


@pytest.mark.parametrize("came_in", ["training", "evaluation"])
def test_fit_minibatches_trains_in_training_mode(came_in: str) -> None:
    """A model that doubles in training mode: the losses are 9 and 0.36, in whatever mode it came."""
    model = Doubling().train(came_in == "training")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(TensorDataset(torch.tensor([[1.0]]), torch.tensor([[5.0]])))
    losses = training.fit_minibatches(model, nn.MSELoss(), optimizer, loader, 2)
    call = f"fit_minibatches(model, ..., epochs=2) for a model that comes in {came_in} mode"
    check(call, losses, [9.0, 0.36], "Put the model into training mode before every epoch.")
