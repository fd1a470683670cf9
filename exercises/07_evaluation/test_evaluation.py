"""The visible tests of chapter 7. Their numbers are small, so that you can check each of them by hand."""

import contextlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import evaluation
import pytest
import torch
from torch import nn


@pytest.fixture(autouse=True)
def _recording() -> Iterator[None]:
    """Every test starts with gradients recorded, whatever the test before it left behind."""
    with torch.enable_grad():
        yield


@contextlib.contextmanager
def explaining(call: str, usually: str) -> Iterator[None]:
    """Add to an error that ``call`` raises what such an error usually means."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{call} raised this error. {usually}")
        raise


def check(call: str, got: object, want: object, usually: str, *known: tuple[object, str]) -> None:
    """Fail unless ``got`` is the tensor ``want``; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    wanted = torch.as_tensor(want)
    kind = "Is there a return?" if got is None else f"Its type is {type(got).__name__}."
    assert isinstance(got, torch.Tensor), f"{call}: {got!r}; a tensor was wanted. {kind}"
    shapes = f"shape {tuple(got.shape)} and {got.dtype}; shape {tuple(wanted.shape)} and {wanted.dtype}"
    assert (got.shape, got.dtype) == (wanted.shape, wanted.dtype), f"{call}: {shapes} was wanted. {usually}"
    meaning = next((text for value, text in known if torch.equal(got, torch.as_tensor(value))), usually)
    assert torch.allclose(got, wanted), f"{call}: {got.tolist()}; {wanted.tolist()} was wanted. {meaning}"


def seeded(seed: int) -> torch.Generator:
    """Return a new source of random numbers; two with the same seed give the same numbers."""
    return torch.Generator().manual_seed(seed)


# split


def table(rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs 0, 1, 2, ... in rows of one, and the targets 100, 101, 102, ... for them."""
    inputs = torch.arange(float(rows)).reshape(-1, 1)
    return inputs, 100 + inputs


def four_parts(call: str, got: object) -> tuple[torch.Tensor, ...]:
    """Return the four parts of a split, or fail if they are not four tensors."""
    __tracebackhide__ = True
    tensors = isinstance(got, tuple | list) and all(isinstance(part, torch.Tensor) for part in got)
    assert tensors, f"{call} gave {got!r}; a tuple of four tensors was wanted."
    assert len(got) == 4, f"{call} gave {len(got)} things; a tuple of four tensors was wanted."
    return tuple(got)


def drawn(rows: int, fraction: float, generator: torch.Generator | None = None) -> tuple[float, ...]:
    """Return the test rows that one split draws, in rising order."""
    call = f"split(inputs, targets, {fraction}) for {rows} rows"
    return tuple(sorted(four_parts(call, evaluation.split(*table(rows), fraction, generator))[2].flatten().tolist()))


def test_split_puts_every_row_into_one_part() -> None:
    """Of the rows 0 to 9, each is in the train part or in the test part, and none is in both."""
    call = "split(inputs, targets, 0.3) for the rows 0, 1, ..., 9"
    train, _, test, _ = four_parts(call, evaluation.split(*table(10), 0.3))
    found = sorted([*train.flatten().tolist(), *test.flatten().tolist()])
    assert max(found) < 100, f"{call}: the third part holds targets. The order is: train, train, test, test."
    usually = "One random order of the numbers 0 to 9, cut in two, has every row exactly once."
    assert found == list(range(10)), f"{call}: the train and test inputs together are {found}. {usually}"


def test_split_keeps_inputs_and_targets_together() -> None:
    """The target of every row is its input plus 100, before and after."""
    call = "split(inputs, targets, 0.3) where every target is its input plus 100"
    train_inputs, train_targets, test_inputs, test_targets = four_parts(call, evaluation.split(*table(10), 0.3))
    for name, inputs, targets in (("train", train_inputs, train_targets), ("test", test_inputs, test_targets)):
        usually = "Inputs and targets must be indexed with the same row numbers; is the order of the four parts right?"
        check(f"{call}: {name}_targets for {name}_inputs {inputs.flatten().tolist()}", targets, inputs + 100, usually)


@pytest.mark.parametrize(
    ("rows", "fraction", "wanted"),
    [(10, 0.3, 3), (10, 0.27, 3), (10, 0.33, 3), (10, 0.25, 2), (14, 0.25, 4), (5, 0.5, 2), (3, 0.1, 0), (9, 0.9, 8)],
)
def test_split_rounds_the_number_of_test_rows(rows: int, fraction: float, wanted: int) -> None:
    """There are round(N * test_fraction) test rows; for 3 rows and 0.1 that is none, and the shape is (0, 1)."""
    call = f"split(inputs, targets, {fraction}) for {rows} rows"
    train, _, test, _ = four_parts(call, evaluation.split(*table(rows), fraction))
    usually = f"N * test_fraction is {rows * fraction:.4g}, and Python's round() makes {wanted} of it."
    if len(test) == rows - wanted != wanted:
        usually = "Train and test parts have changed places."
    sizes = f"train_inputs {tuple(train.shape)} and test_inputs {tuple(test.shape)}"
    assert (train.shape, test.shape) == ((rows - wanted, 1), (wanted, 1)), (
        f"{call} gave {sizes}; {(rows - wanted, 1)} and {(wanted, 1)} were wanted. {usually}"
    )


def test_split_draws_the_test_rows_at_random() -> None:
    """Over 60 splits of 5 rows, every row is a test row now and then, beside every other."""
    choices = [drawn(5, 0.4) for _ in range(60)]
    seen = sorted(set(choices))
    often = [sum(row in choice for choice in choices) for row in range(5)]
    got = f"60 times split(inputs, targets, 0.4) for 5 rows: rows 0 to 4 were test rows {often} times"
    assert min(often) >= 3, f"{got}; about 24 times each was wanted. Is there a random draw, and no seed set inside?"
    usually = "Is every row drawn for itself, not a block of neighbors?"
    assert len(seen) >= 8, f"{got}, but always as one of {seen}; there are ten ways to choose two of five. {usually}"


def test_split_follows_the_generator() -> None:
    """Generators of one seed give one split, and a generator moves on from split to split."""
    torch.manual_seed(1)
    generator = seeded(7)
    first, second = drawn(20, 0.5, generator), drawn(20, 0.5, generator)
    torch.manual_seed(2)
    again = drawn(20, 0.5, seeded(7))
    got = "split(inputs, targets, 0.5, generator)"
    assert first == again, f"{got} gave different test rows for one seed. Does the random draw use the generator?"
    assert first != second, f"{got} gave the same test rows twice. Draw from the generator; do not set its seed."


def test_split_without_generator_uses_the_global_one() -> None:
    """torch.manual_seed decides the split, and the next call gives another one."""
    torch.manual_seed(3)
    first, second = drawn(20, 0.5), drawn(20, 0.5)
    torch.manual_seed(3)
    again = drawn(20, 0.5)
    got = "split(inputs, targets, 0.5) without a generator"
    assert first != second, f"{got} gave the same test rows twice. Is there a random draw, and no seed set inside?"
    assert first == again, f"{got} differs after the same torch.manual_seed: it draws from somewhere else."


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.5, 1.5])
def test_split_refuses_a_fraction_that_is_none(fraction: float) -> None:
    """Fractions of 0 and 1, and all outside, raise ValueError."""
    call = f"split(inputs, targets, {fraction})"
    wanted = "ValueError was wanted: only fractions above 0 and below 1 are allowed. Check that before anything else."
    with explaining(call, wanted), contextlib.suppress(ValueError):
        got = evaluation.split(*table(4), fraction)
        pytest.fail(f"{call} gave {got!r}. {wanted}")


def test_split_keeps_shapes_and_leaves_its_arguments_alone() -> None:
    """Inputs (6, 2, 3) and whole-number targets (6,) are as before, and the parts have their shapes and dtypes."""
    inputs, targets = torch.arange(36.0).reshape(6, 2, 3), torch.arange(6)
    call = "split(inputs, targets, 0.5) for inputs (6, 2, 3) and int64 targets (6,)"
    parts = four_parts(call, evaluation.split(inputs, targets, 0.5))
    check(f"inputs after {call}", inputs, torch.arange(36.0).reshape(6, 2, 3), "Index; do not assign into them.")
    check(f"targets after {call}", targets, torch.arange(6), "Index; do not assign into them.")
    found = [(tuple(part.shape), part.dtype) for part in parts]
    wanted = [((3, 2, 3), torch.float32), ((3,), torch.int64)] * 2
    assert found == wanted, f"{call} gave {found}; {wanted} was wanted. A row keeps its shape and dtype."


# predict


def line_with_dropout(*, training: bool = True) -> nn.Sequential:
    """Return a model of y = 2x + 1 with a dropout that, in training mode, drops everything: then it gives zeros."""
    line = nn.Linear(1, 1)
    line.load_state_dict({"weight": torch.tensor([[2.0]]), "bias": torch.tensor([1.0])})
    return nn.Sequential(line, nn.Dropout(1.0)).train(training)


def parameters(model: nn.Module) -> list[float]:
    """Return the values of the two parameters."""
    return [parameter.item() for parameter in model.parameters()]


def gradients(model: nn.Module) -> list[float | None]:
    """Return the gradients of the two parameters."""
    return [None if parameter.grad is None else parameter.grad.item() for parameter in model.parameters()]


def modes(model: nn.Module) -> list[bool]:
    """Return ``training`` of a model and of each of its parts."""
    return [part.training for part in model.modules()]


POINTS = torch.tensor([[0.0], [1.0], [3.0]])


def test_predict_works_in_evaluation_mode() -> None:
    """A model of y = 2x + 1 gives 1, 3, 7 for 0, 1, 3, also when it comes in training mode."""
    for training in (False, True):
        call = f"predict(model, inputs) of a model with dropout and training={training}"
        got = evaluation.predict(line_with_dropout(training=training), POINTS)
        zeros = (
            [[0.0], [0.0], [0.0]],
            "The dropout was at work: the model was not in evaluation mode, in all its parts.",
        )
        usually = "The outputs are what the model itself gives, in evaluation mode."
        check(call, got, [[1.0], [3.0], [7.0]], usually, zeros)


def test_predict_gives_outputs_without_a_graph() -> None:
    """The outputs do not require grad, and have no grad_fn."""
    got = evaluation.predict(line_with_dropout(training=False), POINTS)
    asked = getattr(got, "requires_grad", None)
    usually = "The computation was recorded. Does torch.no_grad() stand behind a with, and the model's call inside?"
    assert asked is False, f"predict(model, inputs).requires_grad is {asked}; False was wanted. {usually}"


@pytest.mark.parametrize("training", [True, False])
def test_predict_leaves_the_mode_as_it_was(training: bool) -> None:
    """A model in training mode stays in training mode, one in evaluation mode in that, with all its parts."""
    model = line_with_dropout(training=training)
    got = evaluation.predict(model, POINTS)
    after = (
        f"predict(model, inputs) of a model with training={training}: the flags of it and its parts are {modes(model)}"
    )
    usually = (
        "Note model.training first, and at the end give it to the method of the model that sets the mode everywhere."
    )
    assert modes(model) == [training] * 3, f"{after}; all {training} was wanted. {usually}"
    check("predict(model, inputs)", got, [[1.0], [3.0], [7.0]], "The mode is as it was because it never changed.")


def test_predict_leaves_gradients_and_recording_alone() -> None:
    """The gradients stay 0.5, the parameters still require grad, and PyTorch records as before."""
    model, inputs = line_with_dropout(), POINTS.clone().requires_grad_()
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    evaluation.predict(model, inputs)
    off = "torch.is_grad_enabled() is False after predict(...). Switch recording off for one block, not for good."
    assert torch.is_grad_enabled(), off
    found = gradients(model)
    assert found == [0.5, 0.5], f"the gradients after predict(model, inputs) are {found}; 0.5 and 0.5 were wanted."
    frozen = "a parameter does not require grad after predict(model, inputs): the model could never learn again."
    assert all(parameter.requires_grad for parameter in model.parameters()), frozen
    assert inputs.requires_grad, "the inputs required grad before predict(model, inputs), and no longer do."


def test_predict_keeps_the_shape_of_one_sample() -> None:
    """For the single input 3, shape (1, 1), the output is 7 in shape (1, 1)."""
    got = evaluation.predict(line_with_dropout(), torch.tensor([[3.0]]))
    usually = "Give back what the model gives; squeeze() and the like take dimensions away."
    zero = ([[0.0]], "The dropout was at work: the model was not in evaluation mode.")
    check("predict(model, inputs) for the input (3) of shape (1, 1)", got, [[7.0]], usually, zero)


# evaluate


TARGETS = torch.tensor([[1.0], [1.0], [3.0]])


def number(call: str, got: object, want: float, usually: str, *known: tuple[float, str]) -> None:
    """Fail unless ``got`` is the Python float ``want``; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    assert isinstance(got, float), f"{call}: {got!r}; a Python float was wanted. The method item() gives one."
    meaning = next((text for value, text in known if got == pytest.approx(value, rel=1e-4)), usually)
    assert got == pytest.approx(want, rel=1e-4), f"{call}: {got}; {want} was wanted. {meaning}"


@pytest.mark.parametrize("training", [True, False])
def test_evaluate_gives_the_loss_in_evaluation_mode(training: bool) -> None:
    """Outputs 1, 3, 7 for the targets 1, 1, 3: (0 + 4 + 16) / 3 = 6.66667."""
    number(
        f"evaluate(model, nn.MSELoss(), inputs, targets) of a model with training={training}",
        evaluation.evaluate(line_with_dropout(training=training), nn.MSELoss(), POINTS, TARGETS),
        6.66667,
        "The criterion has the predictions for all rows, and the targets.",
        (3.66667, "The dropout was at work: the model was not in evaluation mode."),
        (20.0, "The criterion averages already; this is three times as much."),
        (16.0, "This is the loss of the last row alone."),
    )


def test_evaluate_uses_the_criterion_that_it_is_given() -> None:
    """For the criterion mean(predictions - 2 * targets), outputs 1, 3, 7 and targets 1, 1, 3 give 0.33333."""

    def criterion(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return (predictions - 2 * targets).mean()

    number(
        "evaluate(model, criterion, inputs, targets) with a criterion of our own",
        evaluation.evaluate(line_with_dropout(training=False), criterion, POINTS, TARGETS),
        0.33333,
        "Call the criterion that is passed, with predictions and targets.",
        (-5.66667, "The targets came first; the criterion wants the predictions first."),
        (6.66667, "This is the mean squared error, which nobody asked for."),
    )


def test_evaluate_computes_with_gradients_disabled() -> None:
    """While the model computes, torch.is_grad_enabled() is False."""
    model = line_with_dropout(training=False)
    seen = []
    model.register_forward_hook(lambda *_: seen.append(torch.is_grad_enabled()))
    evaluation.evaluate(model, nn.MSELoss(), POINTS, TARGETS)
    assert seen, "evaluate(model, criterion, inputs, targets) never called the model."
    usually = "The computation was recorded for a backward pass that never comes. Look up torch.no_grad."
    assert not any(seen), f"while the model computed, torch.is_grad_enabled() was True. {usually}"


@pytest.mark.parametrize("training", [True, False])
def test_evaluate_leaves_the_mode_as_it_was(training: bool) -> None:
    """A model in training mode stays in training mode, one in evaluation mode in that, with all its parts."""
    model = line_with_dropout(training=training)
    evaluation.evaluate(model, nn.MSELoss(), POINTS, TARGETS)
    after = f"evaluate(...) of a model with training={training}: the flags of it and its parts are {modes(model)}"
    usually = "Your predict may do that already; if not, note model.training first and set it again at the end."
    assert modes(model) == [training] * 3, f"{after}; all {training} was wanted. {usually}"


def test_evaluate_leaves_gradients_and_recording_alone() -> None:
    """The gradients stay 0.5, the parameters stay 2 and 1, and PyTorch records as before."""
    model = line_with_dropout()
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    evaluation.evaluate(model, nn.MSELoss(), POINTS, TARGETS)
    off = "torch.is_grad_enabled() is False after evaluate(...). Switch recording off for one block, not for good."
    assert torch.is_grad_enabled(), off
    found = gradients(model)
    usually = "Neither backward() nor zero_grad() belongs here."
    assert found == [0.5, 0.5], f"the gradients after evaluate(...) are {found}; 0.5 and 0.5 were wanted. {usually}"
    assert parameters(model) == [2.0, 1.0], f"the parameters after evaluate(...) are {parameters(model)}, not 2 and 1."


# save_model


def normalized_line() -> nn.Sequential:
    """Return a model with a normalization layer, whose running statistics are no parameters."""
    model = nn.Sequential(nn.Linear(1, 2), nn.BatchNorm1d(2))
    for value, tensor in enumerate(model.state_dict().values(), start=1):
        tensor.fill_(value)
    return model


def content(call: str, path: Path) -> dict[str, list[float]]:
    """Return what a file holds, name by name, or fail if it holds no state_dict."""
    __tracebackhide__ = True
    assert path.is_file(), f"{call}: there is no file {path.name} afterwards. The path is the file's whole name."
    try:
        found = torch.load(path, weights_only=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, the file is no state_dict
        pytest.fail(f"{call}: the file cannot be read as tensors. Save the state_dict, not the model.\n{error}")
    tensors = isinstance(found, dict) and all(isinstance(value, torch.Tensor) for value in found.values())
    assert tensors, f"{call}: the file holds {found!r}; the state_dict itself was wanted, tensors by name."
    return {name: value.tolist() for name, value in found.items()}


def test_save_model_writes_the_whole_state_dict(tmp_path: Path) -> None:
    """The file holds every entry of the state_dict, those of the normalization layer too, and nothing else."""
    model = normalized_line()
    evaluation.save_model(model, tmp_path / "model.pt")
    got = content("save_model(model, path)", tmp_path / "model.pt")
    want = {name: value.tolist() for name, value in model.state_dict().items()}
    usually = "model.state_dict() has all of them; parameters() lacks the running statistics."
    assert got.keys() == want.keys(), f"the file holds {list(got)}; {list(want)} was wanted. {usually}"
    assert got == want, f"the file holds {got}; {want} was wanted."


def test_save_model_keeps_every_digit(tmp_path: Path) -> None:
    """1 / 3 comes back as the very same float32 number."""
    model = nn.Linear(1, 1)
    model.load_state_dict({"weight": torch.tensor([[1 / 3]]), "bias": torch.tensor([1 / 7])})
    evaluation.save_model(model, tmp_path / "model.pt")
    got = content("save_model(model, path)", tmp_path / "model.pt")
    want = {name: value.tolist() for name, value in model.state_dict().items()}
    assert got == want, f"the file holds {got}; {want} was wanted, to the last digit: save the tensors as they are."


@pytest.mark.parametrize("kind", [str, Path])
def test_save_model_takes_text_and_paths(kind: type, tmp_path: Path) -> None:
    """The path may be text or a Path, and its last part is the whole name, without an ending too."""
    path = tmp_path / "weights"
    call = f"save_model(model, path) for a path of type {kind.__name__}"
    with explaining(call, "torch.save takes text and Paths as they are; strings have no methods like open()."):
        evaluation.save_model(nn.Linear(1, 1), kind(path))
    assert content(call, path).keys() == {"weight", "bias"}, f"{call}: the file does not hold weight and bias."


def test_save_model_replaces_an_older_file(tmp_path: Path) -> None:
    """Saved twice under one name, the file holds what was saved last."""
    model = nn.Linear(1, 1)
    for value in (1.0, 2.0):
        nn.init.constant_(model.bias, value)
        evaluation.save_model(model, tmp_path / "model.pt")
    got = content("save_model(model, path), twice", tmp_path / "model.pt").get("bias")
    assert got == [2.0], f"saved with a bias of 1 and then of 2, the file holds {got}; the older file must be replaced."


@pytest.mark.parametrize("training", [True, False])
def test_save_model_leaves_the_model_alone(training: bool, tmp_path: Path) -> None:
    """Mode and gradients are after saving what they were before."""
    model = line_with_dropout(training=training)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    evaluation.save_model(model, tmp_path / "model.pt")
    usually = "Neither mode nor gradients are in the file, so nothing needs to be done to them."
    assert modes(model) == [training] * 3, f"training was {training}, and is {modes(model)} after saving. {usually}"
    assert gradients(model) == [0.5, 0.5], f"the gradients after saving are {gradients(model)}, not 0.5. {usually}"


# load_model


def saved_line(path: Path) -> Path:
    """Write the file of y = 2x + 1 and return its path."""
    torch.save(line_with_dropout().state_dict(), path)
    return path


def fresh_line(*, training: bool = True) -> nn.Sequential:
    """Return a model like the saved one, with other values."""
    return nn.Sequential(nn.Linear(1, 1), nn.Dropout(1.0)).train(training)


@pytest.mark.parametrize("kind", [str, Path])
def test_load_model_loads_into_the_model(kind: type, tmp_path: Path) -> None:
    """The model that was passed in has the values 2 and 1 afterwards, and it is what comes back."""
    model, path = fresh_line(), saved_line(tmp_path / "model.pt")
    call = f"load_model(model, path) for a path of type {kind.__name__}"
    got = evaluation.load_model(model, kind(path))
    values = [round(value, 4) for value in parameters(model)]
    usually = "The dictionary from the file must go into this model, not into a copy: look up load_state_dict."
    assert values == [2.0, 1.0], f"{call}: the model's parameters are {values}; 2 and 1 were wanted. {usually}"
    usually = "load_state_dict returns a report, not the model." if got is not None else "Is there a return?"
    assert got is model, f"{call} gave {got!r}; the model itself was wanted. {usually}"


def test_load_model_loads_the_running_statistics_too(tmp_path: Path) -> None:
    """A model with a normalization layer has every entry of the file afterwards, those that are no parameters too."""
    saved, model = normalized_line(), nn.Sequential(nn.Linear(1, 2), nn.BatchNorm1d(2))
    torch.save(saved.state_dict(), tmp_path / "model.pt")
    evaluation.load_model(model, tmp_path / "model.pt")
    got, want = ({name: value.tolist() for name, value in each.state_dict().items()} for each in (model, saved))
    usually = "Give the whole dictionary to the model."
    assert got == want, f"after load_model(model, path) the model holds {got}; {want} was wanted. {usually}"


@pytest.mark.parametrize("training", [True, False])
def test_load_model_gives_a_model_in_evaluation_mode(training: bool, tmp_path: Path) -> None:
    """Whatever the mode before, the loaded model and all its parts are in evaluation mode."""
    model = fresh_line(training=training)
    got = evaluation.load_model(model, saved_line(tmp_path / "model.pt"))
    assert isinstance(got, nn.Module), f"load_model(model, path) gave {got!r}; the model was wanted."
    usually = "A file holds no mode: switch to evaluation before you return the model."
    assert modes(got) == [False] * 3, f"after load_model(model, path), training is {modes(got)}. {usually}"


class Surprise:
    """Something that makes a folder when it is read from a file: any other call could stand in its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, ...]:
        """Tell the reader of the file what to call: here something harmless."""
        return os.mkdir, (str(self.folder),)


def test_load_model_refuses_what_is_more_than_tensors(tmp_path: Path) -> None:
    """A file that asks for a call is refused with an error, and the call is not made."""
    path, folder = tmp_path / "model.pt", tmp_path / "surprise"
    torch.save({**line_with_dropout().state_dict(), "2.weight": Surprise(folder)}, path)
    call = "load_model(model, path) for a file that asks for a folder to be made"
    refused = False
    try:
        evaluation.load_model(fresh_line(), path)
    except NotImplementedError:
        raise
    except Exception:  # noqa: BLE001 - any error refuses
        refused = True
    assert not folder.exists(), f"{call} made it: the file was executed. Look up weights_only; it must never be False."
    assert refused, f"{call} went through without an error. Do not catch the error: it is the refusal."


def test_load_model_loads_what_was_saved_on_another_device(tmp_path: Path) -> None:
    """A file whose tensors are said to be on a GPU that is not here is loaded all the same."""
    path = saved_line(tmp_path / "model.pt")
    pretend_gpu(path)
    model = fresh_line()
    with explaining("load_model(model, path) for a file from a GPU", "torch.load has an argument map_location."):
        evaluation.load_model(model, path)
    values = [round(value, 4) for value in parameters(model)]
    assert values == [2.0, 1.0], f"load_model(...) for a file from a GPU: the parameters are {values}, not 2 and 1."


def pretend_gpu(path: Path) -> None:
    """Change the device in a file of torch.save, a zip archive, from the CPU to the first GPU that there is not."""
    names = "cpu", f"cuda:{torch.cuda.device_count()}"
    here, there = (b"X" + len(name).to_bytes(4, "little") + name.encode() for name in names)
    with zipfile.ZipFile(path) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in records.items():
            archive.writestr(name, data.replace(here, there) if name.endswith("/data.pkl") else data)


def test_load_model_leaves_the_model_able_to_learn(tmp_path: Path) -> None:
    """The parameters require grad after loading, as they did before."""
    model = fresh_line()
    evaluation.load_model(model, saved_line(tmp_path / "model.pt"))
    asked = [parameter.requires_grad for parameter in model.parameters()]
    usually = "Evaluation mode and gradients have nothing to do with each other."
    assert all(asked), f"after load_model(model, path), requires_grad is {asked}; True was wanted. {usually}"
