"""Visible tests in a notebook: the text below this docstring is a cell of each, since gradkit need not be installed.

It needs IPython and pytest alone. A cell ``%%tests neuron`` holds what all tests of a chapter share, and a cell
``%%tests neuron.sigmoid`` the tests of one exercise, which it runs on what the notebook has defined so far. Learners'
cells share these names: so there are few, and what a learner may well call something (``signal``) is imported inside.
"""

from typing import Any, ClassVar


class VisibleTestsFailed(Exception):
    """Some tests fail; the message says which and why, and is all that the notebook shows."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class VisibleTests:
    """The magic ``%%tests``, and the plugin by which pytest tells it what became of every test."""

    seconds = 10  # what a test may take
    said: ClassVar[dict[str, str]] = {}  # of exercises whose tests fail

    @classmethod
    def require(cls, exercise: str) -> None:
        """Say again what the tests of an exercise said, if they fail: ``nbgrader validate`` reads graded cells only.

        Raises:
            VisibleTestsFailed: they fail.
        """
        if exercise in cls.said:
            raise VisibleTestsFailed(cls.said[exercise])

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._shared: dict[str, str] = {}  # what the tests of a chapter share, by its module
        self._passed: list[str] = []
        self._failed: dict[str, str] = {}

    def __call__(self, line: str, cell: str) -> None:
        """Run the tests in a cell, or keep what they share.

        Raises:
            VisibleTestsFailed: some fail, or cannot be run.
        """
        import os

        name = line.strip()
        module, _, exercise = name.partition(".")
        self.said.pop(name, None)
        if not exercise:
            self._shared[module] = cell
        elif os.environ.get("NBGRADER_EXECUTION") == "autograde":
            return  # the hidden tests decide there
        elif module not in self._shared:
            raise VisibleTestsFailed(f"Run the cell that begins with %%tests {module} first; it is near the top.")
        else:
            self._run(module, f"{self._shared[module]}\n\n{cell}")
            self._tell(name)

    def _run(self, module: str, tests: str) -> None:
        import os
        import sys
        import tempfile
        import types

        import pytest

        answers = types.ModuleType(module)
        vars(answers).update(self._shell.user_ns)
        off = ("terminal", "cacheprovider", "faulthandler", "logging", "warnings", "unraisableexception")
        self._passed, self._failed = [], {}
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, module, answers)
            patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            path = os.path.join(folder, f"test_{module}.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(tests)
            without = (part for plugin in off for part in ("-p", f"no:{plugin}"))
            sys.modules.pop(f"test_{module}", None)  # the tests of another exercise: pytest would run them again
            options = "-c", os.devnull, f"--rootdir={folder}", "--import-mode=importlib"
            status = pytest.main([path, *options, *without], plugins=[self])
        if status not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            self._failed.setdefault("The tests could not run", f"pytest says {status!r}")

    def _tell(self, exercise: str) -> None:
        count = len(self._passed) + len(self._failed)
        if self._failed:
            messages = [f"{name}: {message}" for name, message in self._failed.items()]
            self.said[exercise] = "\n\n".join([f"{len(messages)} of {count} tests of {exercise} fail.", *messages])
            self.require(exercise)
        print(f"All {count} tests of {exercise} pass.")

    def pytest_pyfunc_call(self, pyfuncitem: Any) -> bool:
        """Run a test, and no longer than it may take."""
        import signal

        def stop(*_: object) -> None:
            raise TimeoutError(f"It had not come back after {self.seconds} seconds. Is there a loop that never ends?")

        has_timer = hasattr(signal, "setitimer")
        if has_timer:
            before = signal.signal(signal.SIGALRM, stop)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
        finally:
            if has_timer:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, before)
        return True

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """Keep what a test said."""
        if call.excinfo is not None:
            self._failed[item.name] = self._message(call.excinfo.value)
        elif call.when == "call":
            self._passed.append(item.name)

    def pytest_collectreport(self, report: Any) -> None:
        """Keep what kept all tests from running."""
        if report.failed:
            self._failed["The tests could not run"] = str(report.longrepr)

    def _message(self, error: BaseException) -> str:
        import traceback

        text = str(error).partition("\nassert ")[0]
        if isinstance(error, (AssertionError, NotImplementedError, TimeoutError)) or type(error).__name__ == "Failed":
            return text
        lines = [frame for frame in traceback.extract_tb(error.__traceback__) if "ipykernel" in frame.filename]
        where = f"\n    {lines[-1].line}  (in {lines[-1].name})" if lines else ""
        notes = "".join(f"\n{note}" for note in getattr(error, "__notes__", ()))
        return f"it stopped with {type(error).__name__}: {text}{where}{notes}"


if __name__ == "__main__":  # as in a notebook; its cells become a module where they are graded
    get_ipython().register_magic_function(VisibleTests(get_ipython()), "cell", "tests")  # type: ignore[name-defined]  # noqa: F821
