"""The visible tests of chapter 8. They need no GPU: a machine is pretended, and ``meta`` stands for another device."""

import contextlib
from collections.abc import Iterator

import devices
import numpy as np
import pytest
import torch
from torch import nn

CPU, META = torch.device("cpu"), torch.device("meta")


@contextlib.contextmanager
def explaining(call: str, usually: str) -> Iterator[None]:
    """Add to an error that ``call`` raises what such an error usually means."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{call} raised this error. {usually}")
        raise


# pick_device


def pretend(monkeypatch: pytest.MonkeyPatch, *, cuda: bool, mps: bool) -> str:
    """Have torch speak of another machine, and return the call in words. What is built is not yet available."""
    for module, name, answer in (
        (torch.cuda, "is_available", cuda),
        (torch.cuda, "device_count", int(cuda)),
        (torch.backends.cuda, "is_built", cuda or not mps),
        (torch.backends.mps, "is_available", mps),
        (torch.backends.mps, "is_built", mps),
    ):
        monkeypatch.setattr(module, name, lambda answer=answer: answer)
    return f"pick_device() on a machine {'with' if cuda else 'without'} CUDA and {'with' if mps else 'without'} MPS"


def check_pick(call: str, want: str, usually: str) -> None:
    """Fail unless pick_device() gives the ``torch.device`` of that name, without an index."""
    __tracebackhide__ = True
    got = devices.pick_device()
    assert not isinstance(got, str), f"{call}: the text {got!r}; a torch.device was wanted. Make one of that name."
    assert isinstance(got, torch.device), f"{call}: {got!r}; a torch.device was wanted. Does every way end in a return?"
    assert got.type == want, f"{call}: {got!r}; the type {want!r} was wanted. {usually}"
    assert got.index is None, f"{call}: {got!r}, one certain card; a device without an index was wanted."


def test_pick_device_takes_cuda_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with CUDA gives torch.device("cuda")."""
    call = pretend(monkeypatch, cuda=True, mps=False)
    check_pick(call, "cuda", "Ask torch.cuda.is_available(), not what is built.")


def test_pick_device_takes_mps_where_that_is_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with MPS and no CUDA gives torch.device("mps")."""
    call = pretend(monkeypatch, cuda=False, mps=True)
    check_pick(call, "mps", "Ask torch.backends.mps.is_available() too, and call both questions: with parentheses.")


def test_pick_device_prefers_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with both gives torch.device("cuda")."""
    call = pretend(monkeypatch, cuda=True, mps=True)
    check_pick(call, "cuda", "The question that is asked first wins; CUDA comes first.")


def test_pick_device_takes_the_cpu_where_there_is_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither gives torch.device("cpu")."""
    call = pretend(monkeypatch, cuda=False, mps=False)
    check_pick(call, "cpu", "Is the question called, with parentheses? A function that is only named counts as true.")


def test_pick_device_asks_at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the machine's answer changes, so does the next call's."""
    for cuda, want in ((False, "cpu"), (True, "cuda"), (False, "cpu")):
        call = pretend(monkeypatch, cuda=cuda, mps=False)
        check_pick(f"{call}, once more", want, "Does it keep the answer of an earlier call? Ask inside the function.")


# to_device


def sample() -> dict[str, object]:
    """Return a new batch that holds tensors in a list, in a tuple and in a dictionary."""
    inputs, labels = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([0, 1])
    return {"pair": (inputs, labels), "more": [labels, {"deep": (inputs,)}], "a": inputs}


def shape(batch: object) -> object:
    """Describe a batch: containers as they are, and where each tensor is."""
    if isinstance(batch, torch.Tensor):
        return f"{str(batch.dtype).removeprefix('torch.')} tensor on {batch.device}"
    if isinstance(batch, dict):
        return [*((key, shape(entry)) for key, entry in batch.items())]  # in their order
    if isinstance(batch, list | tuple):
        return type(batch)(shape(entry) for entry in batch)
    return batch


def test_to_device_gives_a_tensor_on_the_device() -> None:
    """A tensor alone comes back on the device, with its shape and its dtype."""
    for tensor in (torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([3, 5]), torch.tensor([True, False])):
        call = f"to_device(tensor, {META!r}) for a {tensor.dtype} tensor"
        got = devices.to_device(tensor, META)
        assert isinstance(got, torch.Tensor), f"{call}: {got!r}; a tensor was wanted. Is there a return?"
        where = f"{call}: a tensor on {got.device}"
        assert got.device == META, f"{where}; {META} was wanted. The tensor's .to gives another one: return that."
        assert got.dtype == tensor.dtype, f"{call}: a {got.dtype} tensor; the dtype should stay. Name only the device."
        assert got.shape == tensor.shape, f"{call}: shape {tuple(got.shape)}; {tuple(tensor.shape)} was wanted."
        same = devices.to_device(tensor, CPU)
        assert torch.equal(same, tensor), f"to_device(tensor, {CPU!r}): {same!r}; {tensor!r} was wanted."


@pytest.mark.parametrize("kind", [list, tuple, dict])
def test_to_device_opens_lists_tuples_and_dictionaries(kind: type) -> None:
    """The tensors in a container come back on the device, in a container of the same type."""
    tensors = [torch.tensor([1.0]), torch.tensor([2, 3])]
    batch = dict(zip("xy", tensors, strict=True)) if kind is dict else kind(tensors)
    call = f"to_device(batch, {META!r}) for a {kind.__name__} of two tensors"
    got = devices.to_device(batch, META)
    assert type(got) is kind, f"{call}: a {type(got).__name__}; a {kind.__name__} was wanted."
    assert len(got) == 2, f"{call}: {len(got)} entries; 2 were wanted."
    for entry in got.values() if isinstance(got, dict) else got:
        there = isinstance(entry, torch.Tensor) and entry.device == META
        assert there, f"{call}: an entry is {shape(entry)}; a tensor on {META} was wanted."


def test_to_device_goes_down_to_every_depth() -> None:
    """A list in a dictionary in a tuple in a list: the tensor in it moves too."""
    call = "to_device([({'x': [tensor]},)], meta)"
    got = devices.to_device([({"x": [torch.tensor([1.0])]},)], META)
    want = [({"x": [torch.empty(1, device=META)]},)]
    text = f"{call} gave {shape(got)}; {shape(want)} was wanted"
    assert shape(got) == shape(want), f"{text}. What is done to the batch has to be done to every entry, by itself."


def test_to_device_keeps_structure_order_and_types() -> None:
    """Tuples stay tuples, keys keep their order, what is empty stays empty."""
    batch = {"z": (torch.tensor([1.0]), ()), "a": [[], {}], 3: torch.tensor(2)}
    got = devices.to_device(batch, META)
    here = torch.empty(1, device=META)
    want = {"z": (here, ()), "a": [[], {}], 3: here.long()}
    text = f"to_device(batch, meta) gave {shape(got)}; {shape(want)} was wanted, as (key, entry) for a dictionary"
    assert type(got) is dict, f"{text}. A dictionary was wanted."
    assert shape(got) == shape(want), f"{text}. Build each container anew, of its own type and in its own order."


def test_to_device_passes_everything_else_through() -> None:
    """Numbers, text, None and arrays come back as they are, beside a tensor that moves."""
    array = np.array([1.0, 2.0])
    for value in (7, 2.5, True, None, "cat", "", array):
        call = f"to_device([tensor, {value!r}], meta)"
        with explaining(call, "Is text taken apart letter by letter? Open only lists, tuples and dictionaries."):
            moved, got = devices.to_device([torch.tensor([1.0]), value], META)
        same = got is value or (type(got) is type(value) and np.array_equal(got, value))
        assert same, f"{call}: {got!r} in the second place; {value!r} was wanted. Only tensors move."
        assert moved.device == META, f"{call}: the tensor is on {moved.device}; {META} was wanted."


def test_to_device_leaves_objects_with_a_to_of_their_own_alone() -> None:
    """A model in a batch is the same object afterwards, and its parameters are where they were."""
    model = nn.Linear(2, 1)
    call = "to_device([tensor, model], meta)"
    moved, got = devices.to_device([torch.tensor([1.0]), model], META)
    place = model.weight.device
    assert place == CPU, f"{call} moved the model, to {place}: a model is no tensor, even if it has a .to."
    assert got is model, f"{call}: {got!r} in the second place; the very same model was wanted."
    assert moved.device == META, f"{call}: the tensor is on {moved.device}; {META} was wanted."


def test_to_device_leaves_the_batch_as_it_is() -> None:
    """The lists and dictionaries that were given hold the same tensors afterwards."""
    batch = sample()
    got = devices.to_device(batch, META)
    text = f"after to_device(batch, meta), the batch that was given is {shape(batch)}"
    assert shape(batch) == shape(sample()), f"{text}: do not put moved tensors into it, build new containers."
    assert shape(got) != shape(batch), "to_device(batch, meta) gave a batch whose tensors are still on the CPU."


# fit_on_device: it builds on to_device. If the tests of that fail too, mend those first.


def sgd(lr: float, momentum: float = 0.0) -> object:
    """Return an optimizer factory."""
    return lambda parameters: torch.optim.SGD(parameters, lr=lr, momentum=momentum)


def line(weight: float, bias: float) -> nn.Linear:
    """Return the model weight * x + bias."""
    model = nn.Linear(1, 1)
    model.load_state_dict({"weight": torch.tensor([[weight]]), "bias": torch.tensor([bias])})
    return model


def four_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return chapter 4's inputs and targets: four points on the line y = 2x + 1."""
    return torch.tensor([[-1.0], [0.0], [1.0], [2.0]]), torch.tensor([[-1.0], [1.0], [3.0], [5.0]])


def check_losses(call: str, got: object, want: list[float], usually: str, *known: tuple[list[float], str]) -> None:
    """Fail unless ``got`` is a list of these floats; ``known`` pairs wrong answers with what they mean."""
    __tracebackhide__ = True
    assert isinstance(got, list), f"{call}: {got!r}; a list with a loss for every epoch was wanted."
    assert all(isinstance(loss, float) for loss in got), f"{call}: {got!r}; Python floats were wanted, not tensors."
    meaning = next((text for values, text in known if got == pytest.approx(values, rel=1e-4)), usually)
    rounded = [round(loss, 4) for loss in got]
    assert got == pytest.approx(want, rel=1e-4, abs=1e-5), f"{call}: {rounded}; {want} was wanted. {meaning}"


def test_fit_on_device_lists_the_loss_before_every_update() -> None:
    """From the weight 1 and the bias 0, the four points and lr=0.1 give chapter 4's losses: 3.5, 1.45, 0.60875."""
    call = "fit_on_device(model, nn.MSELoss(), factory, inputs, targets, epochs=3, cpu): losses"
    got = devices.fit_on_device(line(1.0, 0.0), nn.MSELoss(), sgd(0.1), *four_points(), 3, CPU)
    check_losses(
        call,
        got,
        [3.5, 1.45, 0.60875],
        "Every epoch: reset, predict, loss, backward, step, once over all samples.",
        ([1.45, 0.60875, 0.2614], "Each is taken after its update; before it was wanted."),
        ([3.5, 3.5, 3.5], "The loss does not change: is the step taken?"),
        ([3.5, 1.45, 0.034], "The gradients add up: they are not reset."),
    )


def test_fit_on_device_trains_the_model_that_it_is_given() -> None:
    """After two epochs on the four points, the weight is 1.65 and the bias 0.5."""
    model = line(1.0, 0.0)
    devices.fit_on_device(model, nn.MSELoss(), sgd(0.1), *four_points(), 2, CPU)
    got = [model.weight.item(), model.bias.item()]
    text = f"after 2 epochs, weight and bias of the model are {[round(value, 4) for value in got]}; 1.65 and 0.5"
    usually = "If they are still 1 and 0, nothing was stepped, or a copy was trained."
    assert got == pytest.approx([1.65, 0.5], rel=1e-4), f"{text} were wanted. {usually}"


def test_fit_on_device_keeps_one_optimizer_for_the_whole_training() -> None:
    """With momentum 0.5, the losses of two points are 4, 1, 0: the second step remembers the first."""
    inputs, targets = torch.tensor([[-1.0], [1.0]]), torch.tensor([[-1.0], [3.0]])
    got = devices.fit_on_device(line(0.0, 1.0), nn.MSELoss(), sgd(0.25, 0.5), inputs, targets, 3, CPU)
    check_losses(
        "fit_on_device(..., epochs=3, cpu) with momentum: losses",
        got,
        [4.0, 1.0, 0.0],
        "One optimizer, built once, was wanted.",
        ([4.0, 1.0, 0.25], "A new optimizer in every epoch has no memory: build it before the loop."),
    )


class Above(nn.Module):
    """A criterion that tells its two arguments apart: the mean of predictions squared minus targets."""

    def forward(self, predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss."""
        return (predictions**2 - targets).mean()


def test_fit_on_device_gives_the_criterion_predictions_first() -> None:
    """For the predictions 1 and 3 and the targets 2 and 4, the loss is ((1 - 2) + (9 - 4)) / 2 = 2."""
    inputs, targets = torch.tensor([[1.0], [3.0]]), torch.tensor([[2.0], [4.0]])
    got = devices.fit_on_device(line(1.0, 0.0), Above(), sgd(0.1), inputs, targets, 1, CPU)
    usually = "The criterion is called with predictions and targets, in this order."
    check_losses("fit_on_device(..., epochs=1, cpu): losses", got, [2.0], usually, ([8.0], f"Swapped. {usually}"))


class Watched(nn.Linear):
    """The model 1x + 0, which notes how and where it is called, and whether somebody moves it away from ``meta``."""

    def __init__(self) -> None:
        super().__init__(1, 1)
        self.seen: dict[str, list[object]] = {name: [] for name in ("training", "model", "inputs")}
        self.left = False

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Note what is there, and predict."""
        self.seen["training"].append(self.training)
        self.seen["model"].append(self.weight.device)
        self.seen["inputs"].append(inputs.device)
        return super().forward(inputs)

    def _apply(self, *arguments: object) -> nn.Module:
        """Do what ``to`` and ``cpu`` ask; from ``meta`` there is no way to a device with numbers."""
        try:
            return super()._apply(*arguments)
        except NotImplementedError:
            self.left = True
            raise


class Number(nn.Module):
    """A criterion that notes where its arguments are, and whose loss is a number wherever they are."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, list[object]] = {"predictions": [], "targets": []}

    def forward(self, predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Note, and return a loss of 1."""
        self.seen["predictions"].append(predictions.device)
        self.seen["targets"].append(targets.device)
        return torch.ones((), requires_grad=True)


def train_on_meta() -> tuple[Watched, dict[str, list[object]]]:
    """Train a watched model on ``meta``; return it with where everything was."""
    model, criterion, parameters = Watched(), Number(), []

    def factory(params: Iterator[nn.Parameter]) -> torch.optim.Optimizer:
        params = list(params)
        parameters.extend(parameter.device for parameter in params)
        return torch.optim.SGD(params, lr=0.1)

    try:
        devices.fit_on_device(model, criterion, factory, *four_points(), 2, META)
    except Exception:
        # Tensors on meta have no numbers, so a training may stop there, but not before the model was called.
        if not model.seen["inputs"]:
            raise
    return model, {**model.seen, **criterion.seen, "optimizer": parameters}


@pytest.mark.parametrize("what", ["model", "inputs", "predictions", "targets"])
def test_fit_on_device_computes_where_it_is_told(what: str) -> None:
    """On meta, the model, its inputs, its predictions and the targets are there when they are used."""
    call = "fit_on_device(model, criterion, factory, inputs, targets, epochs=2, meta)"
    with explaining(call, "A device that is asked for by name is not there on every machine; use the argument."):
        _, places = train_on_meta()
    assert places[what], f"{call}: the {what} were never used; is it the model itself that is trained?"
    usually = "A model's .to moves the model; a tensor's .to gives another tensor, which has to be kept."
    for place in places[what]:
        assert place == META, f"{call}: the {what} were on {place} when they were used; {META} was wanted. {usually}"


def test_fit_on_device_builds_the_optimizer_after_the_move() -> None:
    """The parameters that the factory gets are on the device already."""
    _, places = train_on_meta()
    call = "fit_on_device(..., meta): optimizer_factory"
    assert places["optimizer"], f"{call} was never called with parameters."
    for place in places["optimizer"]:
        assert place == META, f"{call} was called with parameters on {place}. Move the model first, then build it."


def test_fit_on_device_leaves_the_model_there() -> None:
    """After the training the model is on the device, and nobody tried to bring it back."""
    model, _ = train_on_meta()
    call = "after fit_on_device(..., meta)"
    assert model.weight.device == META, f"{call}, the model is on {model.weight.device}; {META} was wanted."
    assert not model.left, f"{call}, somebody tried to move the model on to another device; it should stay there."


def test_fit_on_device_trains_in_training_mode() -> None:
    """A model that comes in evaluation mode is switched before it is called."""
    model = Watched().eval()
    devices.fit_on_device(model, nn.MSELoss(), sgd(0.1), *four_points(), 2, CPU)
    modes = model.seen["training"]
    assert modes, "fit_on_device(model, ...) never called the model that it was given."
    assert all(modes), "fit_on_device(model, ...) called the model in evaluation mode; call model.train() before."
