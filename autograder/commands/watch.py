"""``gradkit watch``: one screen that follows what a learner saves; without a terminal, a line for every run."""

import queue
import sys
import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, TypeAlias

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.table import Table
from rich.text import Text
from watchfiles import PythonFilter, watch

from autograder.errors import INTERRUPTED, EngineError
from autograder.learner.files import near
from autograder.learner.keys import keys
from autograder.learner.listening import listening
from autograder.learner.runner import Answer, Runner
from autograder.learner.standing import IMPORT, Told, bar
from autograder.learner.watching import KEYS, Watching
from autograder.learner.workbook import Workbook

STYLES: Final = {"passed": "green", "to fix": "red", "not started": "yellow", "skipped": ""}
MARKS: Final = {"passed": "+", "to fix": "x", "not started": "-", "skipped": "?"}
BAR: Final = 40  # characters

Event: TypeAlias = Answer | str | frozenset[Path] | EngineError


def watch_command() -> int:
    """Watch until q or Ctrl-C, and return the exit status.

    Raises:
        UsageError: there is no workbook here.
        EngineError: the tests cannot be run, or the folder cannot be watched.
    """
    workbook = Workbook.find()
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    console = Console(highlight=False)
    try:
        with Runner(workbook, events.put) as runner, _saves(workbook.exercises, events):
            watching = Watching(workbook, runner)
            watching.run_all()
            if not console.is_terminal:
                _follow_in_lines(watching, runner, events)
            else:
                with keys(events.put), Live(console=console, screen=True, auto_refresh=False) as live:
                    _follow_on_screen(watching, runner, events, live)
    except KeyboardInterrupt:
        return INTERRUPTED
    if watching.standing:
        console.print(f"{watching.passed} of {len(workbook.handout.exercises)} exercises pass.")
    return 0


def _saves(folder: Path, events: "queue.SimpleQueue[Event]") -> AbstractContextManager[None]:
    """Put the paths of saved files into the queue while the block runs."""

    def listen(over: threading.Event) -> None:
        try:
            for changes in watch(folder, watch_filter=PythonFilter(), step=20, debounce=200, stop_event=over):
                events.put(frozenset(Path(path) for _, path in changes))
        except OSError as error:
            events.put(EngineError(f"{folder} cannot be watched: {error}"))

    return listening(listen)


def _take(watching: Watching, runner: Runner, event: Event) -> bool:
    """Take in an event; return False where it is time to quit."""
    match event:
        case Answer():
            if run := runner.hear(event):
                watching.ran(run)
        case str():
            return watching.press(event)
        case EngineError():
            raise event
        case _:
            watching.saved(event)
    return True


def _follow_in_lines(watching: Watching, runner: Runner, events: "queue.SimpleQueue[Event]") -> None:
    while True:
        before = watching.seconds
        _take(watching, runner, events.get())
        if watching.seconds != before:
            exercise, stands = watching.exercise, watching.state_of(watching.exercise)
            told = _first_failure(watching)
            words = f"{exercise.id}: {stands.state if stands else 'unknown'}"
            sys.stdout.write(f"{words}\n{told.message}\n" if told else f"{words}\n")
            sys.stdout.flush()


def _follow_on_screen(watching: Watching, runner: Runner, events: "queue.SimpleQueue[Event]", live: Live) -> None:
    live.update(_screen(watching), refresh=True)
    while _take(watching, runner, events.get()):
        live.update(_screen(watching), refresh=True)


# --- the screen ------------------------------------------------------------------------------------------------------


def _screen(watching: Watching) -> Layout:
    layout = Layout()
    layout.split_column(
        Layout(_head(watching), size=2 + 1 + len(watching.chapter.exercises) + 1),
        Layout(_body(watching)),
        Layout(
            Text("   ".join(f"{key} {what}" for key, what in KEYS.items()), style="reverse", justify="center"), size=1
        ),
    )
    return layout


def _head(watching: Watching) -> RenderableType:
    """Return how far the learner is, and the exercises of the chapter."""
    total = len(watching.workbook.handout.exercises)
    table = Table(box=None, show_header=False, pad_edge=False)
    for exercise in watching.chapter.exercises:
        stands = watching.state_of(exercise)
        state = stands.state if stands else "not started"
        chosen = ">" if exercise == watching.exercise else " "
        state_text = Text(f"{MARKS[state]} {state}", style=STYLES[state]) if stands else Text("")
        table.add_row(chosen, exercise.name, state_text, stands.note if stands else "")
    title = f"{int(watching.chapter.folder[:2])} {watching.chapter.title}"
    return Group(
        Text(f"[{bar(watching.passed, total, BAR)}] {watching.passed} of {total} exercises pass"),
        Text(""),
        Text(title, style="bold"),
        table,
    )


def _body(watching: Watching) -> RenderableType:
    """Return what stands of the exercise that is looked at, and the hints that were asked for."""
    parts = [_when(watching), Text("")]
    if watching.problem:
        parts.append(Text(watching.problem, style="red"))
    elif told := _first_failure(watching):
        if told.test != IMPORT:
            parts += [Text(told.title or told.test, style="bold"), Text("")]
        parts.append(Text(told.message))
        if told.output:
            parts += [Text("\nYour code printed:", style="bold"), Text("\n".join(told.output.splitlines()[-5:]))]
    else:
        parts.append(Text(_what_to_do(watching)))
    for number, hint in enumerate(watching.hints, start=1):
        parts.append(Text(f"\nHint {number} of {len(watching.exercise.hints)}: {hint}", style="cyan"))
    return Group(*parts)


def _when(watching: Watching) -> Text:
    if watching.is_running:
        return Text("running ...", style="yellow")
    seconds = "" if watching.seconds is None else f" ({watching.seconds:.2f} s)"
    return Text(f"{watching.exercise.title}: {watching.exercise.id}{seconds}", style="bold")


def _what_to_do(watching: Watching) -> str:
    stands = watching.state_of(watching.exercise)
    if stands is None:
        return ""
    file = Path(stands.file)
    if watching.passed == len(watching.workbook.handout.exercises):
        return "Everything passes: the course is done. gradkit see draws the pictures of each chapter."
    if stands.state == "passed":
        return "It passes. Press n for the next one."
    return f"Write it in {near(file, stands.line)}, and save.\nTo read: {near(file.with_name('README.md'))}"


def _first_failure(watching: Watching) -> Told | None:
    stands = watching.state_of(watching.exercise)
    return next((told for told in stands.tests if told.state == "to fix"), None) if stands else None
