"""Questions about evaluating, saving and loading: models that tell in which state they were called, and files."""

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from autograder.sandbox.kit.tensors import look

Tensor = torch.Tensor


class Probe(nn.Module):
    """A linear model whose outputs tell in which state it was called.

    They are ``inputs @ weights.T + bias``, times a factor: 1, and ``training`` more where the model is in training
    mode, twice ``training`` more where its linear part is, and ``recording`` more where gradients are recorded.
    """

    def __init__(self, parts: dict[str, Any]) -> None:
        super().__init__()
        self.linear = nn.Linear(parts["weights"].shape[1], parts["weights"].shape[0])
        self.become(parts)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs, (N, n_targets)."""
        modes = self.training + 2 * self.linear.training
        told = 1 + self.factors[0] * modes + self.factors[1] * torch.is_grad_enabled()
        outputs: Tensor = self.linear(inputs) * told
        return outputs

    def become(self, parts: dict[str, Any]) -> None:
        """Take over what ``parts`` of another probe has told; what is left out is as in a new model."""
        self.factors = float(parts.get("training", 0)), float(parts.get("recording", 0))
        self.linear.weight.data, self.linear.bias.data = parts["weights"].clone(), parts["bias"].clone()
        gradients, learns = parts.get("gradients", (None, None)), parts.get("learns", (True, True))
        for parameter, gradient, flag in zip(self.parameters(), gradients, learns, strict=True):
            parameter.grad = None if gradient is None else gradient.clone()
            parameter.requires_grad_(flag)
        self.training, self.linear.training = parts.get("modes", (True, True))

    def parts(self) -> dict[str, Any]:
        """Return all that makes this model what it is now."""
        return {
            "weights": self.linear.weight.detach().clone(),
            "bias": self.linear.bias.detach().clone(),
            "training": self.factors[0],
            "recording": self.factors[1],
            "gradients": [parameter.grad for parameter in self.parameters()],
            "learns": [parameter.requires_grad for parameter in self.parameters()],
            "modes": [self.training, self.linear.training],
        }


class ProbeLoss(nn.Module):
    """The mean of ``(predictions - weight * targets) ** 2``, times 1 + ``recording`` where that requires grad."""

    def __init__(self, weight: float, recording: float) -> None:
        super().__init__()
        self.weight, self.recording = weight, recording

    def forward(self, predictions: Tensor, targets: Tensor) -> Tensor:
        """Return the loss, a scalar."""
        loss: Tensor = ((predictions - self.weight * targets) ** 2).mean()
        return loss * (1 + self.recording * loss.requires_grad)


def probe(**parts: Any) -> Probe:
    """Return a model made of ``weights``, ``bias`` and, where given, the other ``Probe.parts``."""
    return Probe(parts)


def probe_loss(*, weight: float = 1.0, recording: float = 0.0) -> ProbeLoss:
    """Return a criterion that tells its arguments apart by ``weight``, and whether a graph was recorded."""
    return ProbeLoss(weight, recording)


def replay(function: Callable[..., Any], parts: dict[str, Any], inputs: Tensor, *, recording: bool) -> list[Any]:
    """Call ``function`` with a probe made of ``parts`` and with ``inputs``, gradients being recorded or not.

    Returns:
        The answer, whether it requires grad, the parts of the probe as the call left it, and whether gradients were
        recorded after it.
    """
    model = Probe(parts)
    with torch.set_grad_enabled(recording):
        answer = function(model, inputs)
        recorded = torch.is_grad_enabled()
    return [answer, isinstance(answer, Tensor) and answer.requires_grad, model.parts(), recorded]


def model_after(
    function: Callable[..., Any], arguments: Sequence[Any], model: nn.Module, inputs: Tensor
) -> dict[str, Any]:
    """Call ``function`` where gradients are recorded, and learn what it left of ``model`` by using that.

    Returns:
        The ``answer`` of the call; ``outputs`` that the model then has for ``inputs``; the ``values`` of its
        parameters, and their ``gradients`` after the backward pass of the sum of the outputs, on top of those that
        there were; and ``look`` of each tensor among the ``arguments``.
    """
    with torch.enable_grad():
        answer = function(*arguments)
        outputs = model(inputs)
        if outputs.requires_grad:
            outputs.sum().backward()
    return {
        "answer": answer,
        "outputs": outputs,
        "values": [parameter.detach().clone() for parameter in model.parameters()],
        "gradients": [parameter.grad for parameter in model.parameters()],
        "arguments": [look(argument) for argument in arguments if isinstance(argument, Tensor)],
    }


def gradients_behind(function: Callable[..., Tensor], arguments: Sequence[Any], model: nn.Module) -> list[Any]:
    """Return what ``function`` gives, and the gradients that a backward pass through that leaves.

    First the gradient of a new leaf that the answer is multiplied with, so it has the answer's values; then those of
    the model's parameters and of the tensors among the arguments, which stay None where the answer has no graph.
    """
    with torch.enable_grad():
        answer = function(*arguments)
        if not isinstance(answer, Tensor):
            raise TypeError(f"a {type(answer).__name__} came back; a tensor is wanted")
    with torch.enable_grad():  # the call may have switched that off
        leaf = torch.ones_like(answer, requires_grad=True)
        # A copy: what inference mode made cannot be saved for a backward pass.
        (leaf * answer.clone()).sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    behind = [*model.parameters(), *(argument for argument in arguments if isinstance(argument, Tensor))]
    return [answer, leaf.grad, *(tensor.grad for tensor in behind)]


def saved(
    function: Callable[..., object], models: Sequence[nn.Module], *, as_text: bool = False, name: str = "model.pt"
) -> list[Any]:
    """Have ``function`` save models, one after another under one path, and return what each file holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        return [_saved(function, model, path, as_text=as_text) for model in models]


def _saved(function: Callable[..., object], model: nn.Module, path: Path, *, as_text: bool) -> Any:
    function(model, str(path) if as_text else path)
    if not path.is_file():
        raise FileNotFoundError("no file is at the path after the call")
    return torch.load(path, weights_only=True)


def loaded(
    function: Callable[..., Any],
    model: nn.Module,
    state: dict[str, Any],
    inputs: Tensor,
    *,
    as_text: bool = False,
    elsewhere: bool = False,
) -> dict[str, Any]:
    """Have ``function`` load a file with ``state`` into ``model``, and learn what came back by using that.

    Args:
        function: takes a model and a path, and returns a model.
        model: what to load into.
        state: what the file holds.
        inputs: for the models to predict.
        as_text: give the path as text.
        elsewhere: the file's tensors lie on a device that this machine does not have.

    Returns:
        ``outputs`` of the model that came back; the ``state`` of the model that was given; the ``gradients`` on its
        parameters after a backward pass through what came back; and ``moved``, the outputs of what came back after 1
        was added to every parameter of the model that was given.
    """
    with tempfile.TemporaryDirectory() as folder, torch.enable_grad():
        path = Path(folder) / "model.pt"
        torch.save(state, path)
        if elsewhere:
            _move_elsewhere(path)
        answer = function(model, str(path) if as_text else path)
        if not isinstance(answer, nn.Module):
            raise TypeError(f"a {type(answer).__name__} came back; the model is wanted")
        found = {name: value.clone() for name, value in model.state_dict().items()}
        model.zero_grad()
        outputs = answer(inputs)
        if outputs.requires_grad:
            outputs.sum().backward()
        for parameter in model.parameters():
            parameter.data += 1
        gradients = [parameter.grad for parameter in model.parameters()]
        return {"outputs": outputs, "state": found, "gradients": gradients, "moved": answer(inputs)}


def _move_elsewhere(path: Path) -> None:
    """Rewrite a file of ``torch.save``: its tensors, on the CPU, become such of the first CUDA device there is not."""
    cpu, there = (
        b"X" + len(name).to_bytes(4, "little") + name.encode() for name in ("cpu", f"cuda:{torch.cuda.device_count()}")
    )
    with zipfile.ZipFile(path) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in records.items():
            archive.writestr(name, data.replace(cpu, there) if name.endswith("/data.pkl") else data)


class _Trap:
    """A tensor that is made by a call when it is read from a file: any call could stand there, this one is harmless."""

    def __init__(self, tensor: Tensor, number: int) -> None:
        self._made_of = tensor, number

    def __reduce__(self) -> tuple[Any, ...]:
        return _spring, self._made_of


_sprung: list[int] = []


def _spring(tensor: Tensor, number: int) -> Tensor:
    _sprung.append(number)
    return tensor


def refused(function: Callable[..., Any], model: nn.Module, state: dict[str, Tensor], number: int) -> dict[str, Any]:
    """Have ``function`` load a file of which one tensor is made by a call: one that keeps ``number``.

    Returns:
        Whether that ``raised``; the numbers ``kept`` since the last time this was asked; and the model's ``state``.
    """
    _sprung.clear()
    first, *others = state.items()
    raised = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.pt"
        torch.save(dict([(first[0], _Trap(first[1], number)), *others]), path)
        try:
            function(model, path)
        except Exception:  # noqa: BLE001 - a file may be refused with any error
            raised = True
    return {"raised": raised, "kept": list(_sprung), "state": model.state_dict()}
