"""Every error that gradkit raises on purpose, and whose fault each one is.

GradkitError
├── UsageError              the command, a path, a course file: whoever called can mend it      exit 2
│   └── IsolationMissing    this machine cannot isolate learners' code as asked                 exit 2
├── EngineError             ours: the submission stays ungraded and is tried again              exit 3
│   └── SuiteError          a hidden test broke on its own account, not on a wrong answer       exit 3
└── LearnerError            the submission's doing: it becomes a verdict, never an exit code
    ├── Missing             no such module, or no such name in it
    ├── Raised              the learner's code raised
    ├── TimedOut            it used up a time limit
    ├── Died                its process ended
    └── BadAnswer           what it sent is not an answer
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Final

INTERRUPTED: Final = 130
"""The exit status of a command that was asked to end, as a shell gives it after Ctrl-C."""


class GradkitError(Exception):
    """Anything that gradkit raises on purpose."""

    exit_code = 3


class UsageError(GradkitError):
    """The caller can mend this; the message says what, where and how."""

    exit_code = 2


class IsolationMissing(UsageError):
    """This machine lacks what the asked isolation needs; the message says what."""


class EngineError(GradkitError):
    """A fault of gradkit or of the machine. Never a zero for a learner."""


class SuiteError(EngineError):
    """A hidden test raised something that no answer of a learner should make it raise."""


class LearnerError(GradkitError):
    """The submission's doing. ``str`` is fit for the learner's eyes."""


class Missing(LearnerError):
    """The submission has no such module, or the module has no such name."""


class TimedOut(LearnerError):
    """A time limit ran out while the learner's code was at work."""


class Died(LearnerError):
    """The learner's process ended: ``os._exit``, a segmentation fault, the memory limit."""


class BadAnswer(LearnerError):
    """The worker sent something that is no answer: a broken frame, or a reply to another question."""


@dataclass(frozen=True)
class Place:
    """A line of the learner's code: file name, line number (from 1) and the function it stands in."""

    file: str
    line: int
    function: str


@dataclass(eq=False)
class Raised(LearnerError):
    """The learner's code raised.

    Attributes:
        kind: name of the exception's class, for example ``"RuntimeError"``.
        bases: names of the built-in classes it descends from, itself included.
        text: the exception's message, cut to a sane length.
        places: the learner's own lines that were active, outermost first; frames of libraries are left out.
    """

    kind: str
    bases: tuple[str, ...]
    text: str
    places: tuple[Place, ...] = field(default=())

    def __str__(self) -> str:
        """Name the exception, its message and the learner's own line."""
        where = f" at {self.places[-1].file}, line {self.places[-1].line}" if self.places else ""
        return f"{self.kind}{where}: {self.text}" if self.text else f"{self.kind}{where}"


@cache
def _raised_class(base: type[Exception]) -> type[Raised]:
    return type(f"Raised{base.__name__}", (Raised, base), {"__doc__": f"The learner's code raised a {base.__name__}."})


def raised(kind: str, bases: tuple[str, ...], text: str, places: tuple[Place, ...]) -> Raised:
    """Build the error for what the learner's code raised.

    Where that descends from ``ValueError`` or ``NotImplementedError``, so does the error: a hidden test may say
    ``pytest.raises(ValueError)`` as any test does.
    """
    for base in (ValueError, NotImplementedError):
        if base.__name__ in bases:
            return _raised_class(base)(kind, bases, text, places)
    return Raised(kind, bases, text, places)
