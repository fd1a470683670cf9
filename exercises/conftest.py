"""The plugin behind ``pytest exercises/``; learners need not read it, and it needs nothing but pytest.

A chapter that nobody has touched is not even imported: all of its tests are "not started". Of the others, a failure is
told from the learner's side (``telling.py``), and at the end stands how far they are (``standing.py``). What is asked
for with pytest's own options comes as pytest makes it.
"""

import gc
import importlib
import importlib.util
import inspect
import shutil
import signal
import sys
import textwrap
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest._code import Traceback

EXERCISES = Path(__file__).parent
sys.path[:0] = [str(EXERCISES), *(str(chapter) for chapter in sorted(EXERCISES.glob("[0-9][0-9]_*")))]

import telling  # noqa: E402 - it lies beside this file, and so does the next
from standing import (  # noqa: E402
    CELLS,
    CHAPTERS,
    COURSE,
    IMPORT,
    Exercise,
    Standing,
    Told,
    exercise_of,
    line_of,
    shown,
    test_names,
)

SECONDS = 10
"""What a test may take; the longest needs less than one."""

IMPORT_SECONDS = 30
"""What the import of a learner's file may take: that of matplotlib, once on a machine, is part of chapter 9's."""

STANDING = pytest.StashKey[Standing]()
COLORS = {"passed": {"green": True}, "to fix": {"red": True}, "not started": {"yellow": True}, "skipped": {}}
LAST_LINES = 20  # of what the learner's code printed


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option for other programs."""
    group = parser.getgroup("gradkit")
    group.addoption("--standing", metavar="FILE", type=Path, help="write what every exercise's tests said as JSON")


@pytest.hookimpl(trylast=True)  # when there is a reporter
def pytest_configure(config: pytest.Config) -> None:
    """Go on with the other chapters where one cannot be imported, and take from pytest what we tell in its place."""
    config.option.continue_on_collection_errors = True
    config.stash[STANDING] = Standing()
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        config.pluginmanager.register(Screen(config, reporter))


# --- what is collected -----------------------------------------------------------------------------------------------


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Leave a chapter's tests to pytest only where its module was edited and can be imported."""
    chapter = CHAPTERS.get(module_path.parent.name)
    if chapter is None or module_path != EXERCISES / chapter["folder"] / f"test_{chapter['module']}.py":
        return None
    module = chapter["module"]
    source = module_path.with_name(f"{module}.py")
    if not CELLS and _is_untouched(source):
        return Untouched.from_parent(parent, path=module_path)
    try:
        _import(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the file does is the learner's to hear
        broken = Unimportable.from_parent(parent, path=module_path)
        broken.message, line = telling.not_importable(source, error)
        for entry in chapter["exercises"]:
            told = Told(entry["id"], IMPORT, "the file can be imported", "to fix", broken.message, str(source), line)
            parent.config.stash[STANDING].add(told)
        return broken
    return None


def _is_untouched(source: Path) -> bool:
    try:
        return bool(source.read_text(encoding="utf-8") == COURSE["stubs"][source.stem])
    except (OSError, UnicodeDecodeError):
        return False  # importing it will say why


def _import(module: str) -> None:
    """Import a module, and wait for it no longer than a file of definitions can take.

    No bytecode of it is kept: Python takes that for fresh if two edits fall into one second.
    """
    _import_torch()
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        with _at_most(IMPORT_SECONDS):
            importlib.import_module(module)
    finally:
        sys.dont_write_bytecode = before


def _import_torch() -> None:
    """Import torch, which takes its time, and would a second more if Python went through all of it for garbage."""
    if "torch" in sys.modules:
        return
    gc.disable()
    try:
        importlib.import_module("torch")
        gc.freeze()
    finally:
        gc.enable()


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Raise a ``TimeoutError`` in the block when its time is up, where the system can do that; Windows cannot."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"it had not come back after {seconds} seconds. Is there a loop that never ends?")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Untouched(pytest.File):
    """The tests of a chapter whose module is still as it was handed out."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for every test; none of them needs the chapter's module, or torch."""
        for name in test_names(self.path):
            yield NotStarted.from_parent(self, name=name)


class NotStarted(pytest.Item):
    """A test of an exercise that nobody has begun."""

    def runtest(self) -> None:
        """Fail as the stub would."""
        name = exercise_of(self.path.parent.name, self.name).partition(".")[2]
        raise NotImplementedError(f"{name} is not started yet")

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the test is."""
        return self.path, 0, self.name


class Unimportable(pytest.File):
    """The tests of a chapter whose module cannot be imported."""

    message: str

    def collect(self) -> Iterator[pytest.Item]:
        """Say why there are none."""
        raise self.CollectError(self.message)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every test a time limit, where pytest-timeout is there to hold it."""
    if any(config.pluginmanager.hasplugin(name) for name in ("timeout", "pytest_timeout")):
        for item in items:
            if isinstance(item, pytest.Function) and item.path.is_relative_to(EXERCISES):
                item.add_marker(pytest.mark.timeout(SECONDS))


# --- what a test says ------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Do not wait again for an exercise that has run out of time: its other tests would do so, too."""
    exercise = exercise_of(item.path.parent.name, item.name)
    if exercise and (late := item.config.stash[STANDING].late(exercise)):
        pytest.skip(f"not run: {late} did not come back")
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what a test says beside the report, and in the traceback's place unless that was asked for."""
    exercise = exercise_of(item.path.parent.name, item.name)
    if not exercise or (call.when != "call" and call.excinfo is None):
        return (yield)
    told = _told(item, call, exercise)
    if told.message and (told.state == "not started" or item.config.option.tbstyle == "auto"):
        item.repr_failure = lambda excinfo: told.message  # type: ignore[assignment,method-assign,misc] # noqa: ARG005
    elif call.excinfo is not None and not item.config.option.fulltrace:
        call.excinfo.traceback = _from_the_learners(call.excinfo.traceback)
    report = yield
    state = "skipped" if report.skipped else told.state
    report.told = {**asdict(told), "state": state, "output": report.capstdout}  # type: ignore[attr-defined]
    return report


def _from_the_learners(entries: "Traceback") -> "Traceback":
    """Return a traceback from the first line in a file of the learner's; all of it where there is none."""
    first = (number for number, entry in enumerate(entries) if telling.is_the_learners(Path(entry.path)))
    return entries[next(first, 0) :]


def _told(item: pytest.Item, call: pytest.CallInfo[None], exercise: str) -> Told:
    """Return what a test said; without a message where there is only what pytest can say."""
    title = (inspect.getdoc(item.obj) or "") if isinstance(item, pytest.Function) else ""
    module, _, name = exercise.partition(".")
    source = item.path.with_name(f"{module}.py")
    if call.excinfo is None:
        return Told(exercise, item.name, title, "passed")
    error = call.excinfo.value
    frames = telling.learners(telling.frames_of(error))
    line = telling.line_in(name, frames)
    if isinstance(item, NotStarted):
        line = line_of(source, name)
        return Told(exercise, item.name, title, "not started", f"{error}: {shown(source, line)}", str(source), line)
    if stub := telling.not_started(error, frames):
        needs = "" if stub == name else stub
        message = f"{error}: {shown(source, line)}"
        return Told(exercise, item.name, title, "not started", message, str(source), line, needs=needs)
    late = isinstance(error, pytest.fail.Exception) and str(error.msg).startswith("Timeout")
    message = telling.timed_out(frames, SECONDS) if late else _message(error, frames, module, name)
    return Told(exercise, item.name, title, "to fix", message, str(source), line, late=late)


def _message(error: BaseException, frames: telling.Frames, module: str, name: str) -> str:
    if isinstance(error, AssertionError) and not frames:
        return telling.own_message(error)
    if isinstance(error, pytest.fail.Exception):
        return str(error.msg)
    if isinstance(error, AttributeError) and error.obj is sys.modules.get(module) and error.name == name:
        return telling.missing(module, name)
    return telling.raised(error, frames, name if frames else f"The test of {name}")


# --- what stands on the screen ---------------------------------------------------------------------------------------


class Screen:
    """What is written at the end of a run, or for other programs."""

    def __init__(self, config: pytest.Config, reporter: pytest.TerminalReporter) -> None:
        self._config = config
        self._reporter = reporter
        self._standing = config.stash[STANDING]
        self._width = shutil.get_terminal_size().columns
        self._tells_failures = config.option.tbstyle == "auto"
        if config.option.verbose == 0:
            reporter.showfspath = False  # the files stand in the table
        if config.option.reportchars == "fE":  # pytest's default: nobody asked for its list, and we have our own
            reporter.reportchars = ""

    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
        """Call a test of a stub "not started" and not "failed"; it fails all the same."""
        if getattr(report, "told", {}).get("state") == "not started":
            return "not started", "", ("NOT STARTED", COLORS["not started"])
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test said; the report of one that ran in another process has come here as plain data."""
        if told := getattr(report, "told", None):
            self._standing.add(Told(**told))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> Generator[None]:
        """Write the table, the bar and the one thing to do next, below all that pytest writes."""
        if self._tells_failures:
            self._config.option.tbstyle = "no"
        yield
        if path := self._config.option.standing:
            path.write_text(self._standing.as_json(), encoding="utf-8")
        finished = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
        if finished and self._standing.exercises and self._config.option.verbose >= -1:
            self._write_standing()

    def pytest_terminal_summary(self) -> None:
        """Tell the first failure in full, and of the others a line each."""
        failures = self._standing.failures
        if not self._tells_failures or not failures:
            return
        self._write_failure(failures[0])
        if failures[1:]:
            self._reporter.write_sep("-", "also to fix")
        for told in failures[1:]:
            self._reporter.write_line(_cut(f"{_subject(told)}: {told.message or told.test}", self._width))

    def _write_failure(self, told: Told) -> None:
        self._reporter.write_sep("=", f"to fix first: {_subject(told)}", red=True, bold=True)
        title = "" if told.test == IMPORT else f"{told.test}: {told.title}\n\n"
        self._reporter.write_line(_wrapped(f"{title}{told.message}", self._width))
        if told.output:
            self._reporter.write_sep("-", "your code printed")
            self._reporter.write_line("\n".join(told.output.splitlines()[-LAST_LINES:]))

    def _write_standing(self) -> None:
        if self._config.option.verbose >= 0:
            self._reporter.write_line("")
            for chapter, exercise in self._standing.rows():
                self._reporter.write(f"{chapter:<20} {exercise.name:<24} ")
                state = f"{exercise.state:<12}" if exercise.note else exercise.state
                self._reporter.write(state, **COLORS[exercise.state])
                self._reporter.write(f"{exercise.note}\n")
        self._reporter.write_line("")
        self._reporter.write_line(self._standing.bar())
        for line in _next(self._standing.next, self._standing.exercises):
            self._reporter.write_line(line)


def _subject(told: Told) -> str:
    """Return what a test is about: an exercise, or a file that cannot be imported."""
    return Path(told.file).name if told.test == IMPORT else told.exercise


def _next(exercise: Exercise | None, exercises: list[Exercise]) -> list[str]:
    """Return the one thing to do next."""
    if exercise is None and any(each.note for each in exercises):
        return ["What was run passes. Next: run the other tests, too."]
    if exercise is None:
        see = exercises[-1].folder / f"see_{exercises[-1].module}.py"
        return ["All of it passes." + ("" if CELLS else f" See what you have built: python {shown(see)}")]
    verb = "mend" if exercise.state == "to fix" else "write"
    if CELLS:
        return [f"Next: {verb} {exercise.name} in its cell. A hint: %hint {exercise.name}"]
    if exercise.is_broken:
        return [f"Next: mend {shown(exercise.file, exercise.line)}"]
    stuck = f", gradkit hint {exercise.name}" if importlib.util.find_spec("autograder") else ""
    return [
        f"Next: {verb} {exercise.name} in {shown(exercise.file, exercise.line)}",
        f"      To read: {shown(exercise.lesson)}{stuck}",
    ]


def _cut(text: str, width: int) -> str:
    """Return the first line of a text, or what fits of it."""
    line = text.partition("\n")[0]
    return line if len(line) <= width else f"{line[: width - 4]} ..."


def _wrapped(text: str, width: int) -> str:
    """Return a text in lines that fit; code, which is indented, stays as it is."""
    lines = text.splitlines()
    return "\n".join(line if line.startswith(" ") else textwrap.fill(line, width) for line in lines)
