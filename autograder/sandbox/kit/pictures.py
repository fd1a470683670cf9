"""Questions about what matplotlib has drawn. It is imported when the first of them is asked.

Objects are read through the library's own classes: what an axes or a line says of itself may be the learner's method.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch

if TYPE_CHECKING:
    from matplotlib.animation import AbstractMovieWriter
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Drawn: TypeAlias = tuple[int, torch.Tensor, torch.Tensor]
"""The number of a line or a scatter, and its x and y values."""


def plotted(function: Callable[..., Any], *calls: Sequence[Any]) -> list[dict[str, Any]]:
    """Make several calls of ``function``, each of which should return an ``Axes``, and tell what they show in the end.

    Returns:
        For each call: ``kind``, the name of the type that came back; ``is_axes``; ``arguments``, as the call left them;
        and of an axes ``lines``, a list of x and y values; whether it has a ``title``, an ``xlabel`` and a ``ylabel``,
        whose words are free; and ``figure``, the number of the first call whose axes are on the same figure.
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415 - when asked for

    try:
        made = [function(*arguments) for arguments in calls]
        known: list[object] = []
        return [
            {**_axes_facts(axes, known), "arguments": list(arguments)}
            for axes, arguments in zip(made, calls, strict=True)
        ]
    finally:
        plt.close("all")


def animated(function: Callable[..., Any], arguments: Sequence[Any]) -> dict[str, Any]:
    """Call ``function``, which should return a ``FuncAnimation``, and walk through its frames without drawing them.

    Returns:
        ``kind``, the name of the type that came back; ``is_animation``; ``arguments``, as call and walk left them; and
        ``frames``. Of each frame, there are ``lines`` and ``scatters``: a list of (number, x values, y values) of all
        that is on its axes, in the order drawn. A number stands for one object throughout the frames.
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415 - when asked for
    from matplotlib.animation import FuncAnimation  # noqa: PLC0415 - likewise

    try:
        animation = function(*arguments)
        is_animation = issubclass(type(animation), FuncAnimation)
        frames: list[dict[str, Any]] = []
        if is_animation:
            FuncAnimation.save(animation, "frames", writer=_reader(frames))
        kind = type(animation).__name__
        return {"kind": kind, "is_animation": is_animation, "frames": frames, "arguments": list(arguments)}
    finally:
        plt.close("all")


def _axes_facts(axes: Any, figures: list[object]) -> dict[str, Any]:
    """Tell what an axes shows; ``figures`` are those that were met before."""
    from matplotlib.axes import Axes  # noqa: PLC0415 - when asked for

    if not issubclass(type(axes), Axes):
        return {"kind": type(axes).__name__, "is_axes": False}
    titles = [Axes.get_title(axes, place) for place in ("left", "center", "right")]
    return {
        "kind": type(axes).__name__,
        "is_axes": True,
        "lines": [values for _, *values in _lines(axes, [])],
        "title": bool("".join([*titles, axes.figure.get_suptitle()]).strip()),
        "xlabel": bool(Axes.get_xlabel(axes).strip()),
        "ylabel": bool(Axes.get_ylabel(axes).strip()),
        "figure": _number(axes.figure, figures),
    }


def _reader(frames: list[dict[str, Any]]) -> "AbstractMovieWriter":
    """Return a writer that notes what each frame shows in place of drawing it."""
    from matplotlib.animation import AbstractMovieWriter  # noqa: PLC0415 - when asked for
    from matplotlib.backend_bases import FigureCanvasBase  # noqa: PLC0415 - likewise

    class Reader(AbstractMovieWriter):
        def setup(self, fig: "Figure", outfile: str | Path, dpi: float | None = None) -> None:
            self.fig, self.outfile, self.dpi = fig, outfile, dpi or fig.dpi
            self.known: list[object] = []
            FigureCanvasBase(fig)  # becomes the figure's canvas: the one that draws nothing

        def grab_frame(self, **_options: Any) -> None:
            shown = self.fig.axes
            frames.append(
                {
                    "lines": [line for axes in shown for line in _lines(axes, self.known)],
                    "scatters": [scatter for axes in shown for scatter in _scatters(axes, self.known)],
                }
            )

        def finish(self) -> None:
            pass

    return Reader()


def _lines(axes: "Axes", known: list[object]) -> list[Drawn]:
    """Return number and data of every line; one without any data cannot be seen, and is left out."""
    from matplotlib.axes import Axes  # noqa: PLC0415 - when asked for
    from matplotlib.lines import Line2D  # noqa: PLC0415 - likewise

    found = []
    for line in Axes.get_lines(axes):
        if issubclass(type(line), Line2D):
            x, y = map(_values, Line2D.get_data(line, orig=False))
            found += [(_number(line, known), x, y)] if x.numel() else []
    return found


def _scatters(axes: "Axes", known: list[object]) -> list[Drawn]:
    """Return number and data of everything drawn by ``Axes.scatter``."""
    from matplotlib.collections import PathCollection  # noqa: PLC0415 - when asked for

    found = []
    for scatter in axes.collections:
        if issubclass(type(scatter), PathCollection):
            points = _values(PathCollection.get_offsets(scatter)).reshape(-1, 2)
            found.append((_number(scatter, known), points[:, 0], points[:, 1]))
    return found


def _values(data: Any) -> torch.Tensor:
    """Return what matplotlib holds as a float64 tensor; what is masked is NaN."""
    return torch.tensor(np.ma.filled(np.ma.asarray(data, dtype=float), np.nan))


def _number(thing: object, known: list[object]) -> int:
    """Return the place of an object among those known, by identity; a new one becomes the last."""
    for number, other in enumerate(known):
        if other is thing:
            return number
    known.append(thing)
    return len(known) - 1
