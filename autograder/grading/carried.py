"""An error counts once: what follows correctly from a learner's own earlier answer is right.

``follows(question)`` puts one question to the learner's code and to the reference, and compares. Where they differ, the
question is put to the reference again with the learner's own earlier answers in the places of its own: one that
``single_layer_output`` gets by applying a wrong ``sigmoid`` correctly is then what is expected.

That must not pay a blank. Where the earlier answer is so wrong that it cannot tell right from wrong any more (a
constant, a copy of its input), a wrong later answer would pass too. So nothing is accepted where an earlier answer gave
back what it was given, or one number everywhere. And the exercise's known mistakes are built on the learner's earlier
answers: where half of those that the reference's own earlier answers show give the very value that is to be accepted,
it is not. (That one of them does is no sign: a loss of the wrong size may never fall under the threshold at which one
mistake stops.) A mistake that does without the earlier answer says nothing about it, and is left out.

Code can remember what was called before, so all this is asked in further workers as well, in which the later exercise
was never called, in an order that nobody can foresee, and among decoys: the earlier answer alone, called with other
numbers of the same shapes. What it answers may not depend on what it met first.

Only exercises that have lost points are carried: what was right has no error to carry forward.
"""

import contextlib
import functools
import itertools
import math
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any, Final

import torch

from autograder.course.catalogue import Exercise
from autograder.errors import BadAnswer, Died, LearnerError, TimedOut
from autograder.grading.compare import Comparison, WrongAnswerError, assert_close
from autograder.grading.student import LocalStudent, Student

ROUNDS: Final = 3
"""How often an earlier answer is put to the test, each time in a fresh worker and another order."""

_random: Final = secrets.SystemRandom()

DECOYS: Final = 8
"""How many calls with other numbers an earlier answer gets in each round: in pairs, the numbers and their negatives."""

MAX_CALLS: Final = 256
"""How many calls of an earlier answer are remembered, to make decoys of."""

MAX_GROWTH: Final = 64
"""How many times as many entries as its arguments an earlier answer may have: it meets them again by broadcasting."""

Modules = Callable[[], dict[str, ModuleType]]
"""Gives fresh modules, by name."""

Question = Callable[[Any], Any]
"""Something asked of a student, the learner's code or another: ``lambda it: it.neuron.sigmoid(x)``."""

Stand = Callable[[Student], Callable[..., Any]]
"""Makes a function of this process that answers as the learner's function does."""

_Ask = Callable[..., tuple[Any, list["_Watched"]]]
"""``Follows._ask`` for one question and one choice of the learner's own earlier answers."""

_Decoys = Callable[[], Iterator[Callable[[Student], bool]]]
"""``Follows._decoys`` for the calls that one question led to."""

Form = Callable[[ModuleType], Callable[..., Any]]
"""Makes an answer to the exercise from a module's other functions: another right way to build on them."""


class Follows:
    """The comparison of one criterion, bound to its exercise.

    Args:
        student: the learner's code.
        fresh: gives the same code in a worker of its own, where nothing was asked yet.
        exercise: what the criterion is about.
        carries: those exercises it builds on in which the learner has lost points: only an error is carried forward.
        reference: gives fresh modules of the reference, by name.
        mistakes: gives the known mistakes of the exercise, each as what gives fresh modules with it in place.
        telling: what is known, and is added to, of the criterion's questions by their number: the mistakes that the
            reference's own earlier answers show. It is the same for the whole cohort.
    """

    def __init__(
        self,
        student: Student,
        fresh: Callable[[], AbstractContextManager[Student]],
        exercise: Exercise,
        carries: tuple[str, ...],
        reference: Modules,
        mistakes: Callable[[], Sequence[Modules]],
        telling: dict[int, list[Modules]],
    ) -> None:
        self._student = student
        self._fresh = fresh
        self._exercise = exercise
        self._carries = carries
        self._reference = reference
        self._mistakes = mistakes
        self._telling = telling
        self._number = 0  # of the question

    def __call__(
        self,
        question: Question,
        *,
        compare: Comparison = assert_close,
        given: Iterable[str] = (),
        stands: Mapping[str, Stand] | None = None,
        forms: Iterable[Form] = (),
    ) -> Any:
        """Put a question to the learner's code and hold the answer against what is right, or follows.

        Args:
            question: what to ask.
            compare: raises ``WrongAnswerError`` where the answer may not pass for the expected one.
            given: earlier exercises whose answer is the learner's to choose (random numbers, say), by name: the
                learner's own stand in the reference from the start, where they work.
            stands: how the learner's own answer to an earlier exercise is called, where passing its arguments and
                returning its value is not enough.
            forms: other right ways to build on the earlier exercises than the reference's.

        Returns:
            The learner's answer.

        Raises:
            WrongAnswerError: it is neither right nor does it follow.
        """
        stands = stands or {}
        self._number += 1
        expected = self._expected(question, given, stands)
        before = self._student.calls
        answer = question(self._student)
        made = self._student.calls - before
        call = self._student.last_call if made <= 1 else f"{self._exercise.name}, called {made} times"
        try:
            compare(answer, expected)
        except WrongAnswerError:
            trace = self._student.trace.copy()
            if not self._follows(question, answer, compare, stands, [None, *forms]):
                self._student.last_call, self._student.trace = call, trace  # the calls since then were ours
                raise
        return answer

    def _expected(self, question: Question, given: Iterable[str], stands: Mapping[str, Stand]) -> Any:
        own = [self._id(name) for name in given]
        if own:
            try:
                value, _ = self._ask(self._student, question, self._reference(), own, stands)
            except _UNUSABLE:
                pass
            else:
                if _finite(value):  # from a start of NaN everything would be NaN
                    return value
        return self._ask(self._student, question, self._reference(), (), stands)[0]

    def _follows(
        self,
        question: Question,
        answer: Any,
        compare: Comparison,
        stands: Mapping[str, Stand],
        forms: Iterable[Form | None],
    ) -> bool:
        for form, own in itertools.product(forms, _subsets(self._carries)):
            try:
                value, used = self._ask(self._student, question, self._reference(), own, stands, form)
                if not (all(stand.called for stand in used) and _finite(value) and _passes(compare, answer, value)):
                    continue
                if any(stand.blank for stand in used):
                    return False
                ask = functools.partial(self._ask, question=question, own=own, stands=stands)
                calls = [(exercise, *call) for exercise, stand in zip(own, used, strict=True) for call in stand.calls]
                decoys = functools.partial(self._decoys, [call for call in calls if any(map(_real, call[1]))], stands)
                return self._tells(ask, decoys, compare, value, form)
            except _UNUSABLE:
                continue
        return False

    def _tells(self, ask: "_Ask", decoys: "_Decoys", compare: Comparison, value: Any, form: Form | None) -> bool:
        """Tell right from wrong: what shows with the reference's earlier answers must show with the learner's too.

        Fresh workers are asked, in which the later exercise was never called: earlier answers that wait for it give
        themselves away. In every round the question and a share of those with a mistake in them come in any order,
        somewhere among the decoys, so that an earlier answer cannot know which call counts: one that answers what it
        meets first in another way than the rest must be lucky in every round.
        """
        hidden: list[bool] = []
        alike: list[bool] = []

        def again(student: Student) -> bool:
            return _passes(compare, ask(student, modules=self._reference(), form=form)[0], value)

        def mistaken(student: Student, modules: Modules) -> bool:
            if 2 * hidden.count(False) <= len(telling):  # else most of them show, whatever the others do
                hidden.extend(_passes(compare, wrong, value) for wrong in self._wrong(ask, student, modules()))
            return 2 * hidden.count(True) < len(telling)

        def decoyed(student: Student, decoy: Callable[[Student], bool]) -> bool:
            alike.append(decoy(student))
            return True

        telling = _random.sample(shown := self._shown(ask, compare), len(shown))
        for number in range(ROUNDS):
            questions: list[Callable[[Student], bool]] = [
                again,
                *(functools.partial(mistaken, modules=modules) for modules in telling[number::ROUNDS]),
            ]
            _random.shuffle(questions)
            turns: list[Callable[[Student], bool]] = [functools.partial(decoyed, decoy=decoy) for decoy in decoys()]
            place = _random.randint(0, len(turns))
            turns[place:place] = questions
            with self._fresh() as student:
                try:
                    if not all(turn(student) for turn in turns):
                        return False
                except (TimedOut, Died, BadAnswer):
                    return False  # the worker is lost, and with it the means to tell
        return 2 * sum(hidden) < len(hidden) and 2 * sum(alike) <= len(alike)

    def _shown(self, ask: "_Ask", compare: Comparison) -> list[Modules]:
        """Return those mistakes that this question shows with the reference's own earlier answers."""
        if self._number not in self._telling:
            right, _ = ask(self._student, modules=self._reference(), own=())
            telling = []
            for modules in self._mistakes():
                with contextlib.suppress(*_UNUSABLE):
                    wrong, _ = ask(self._student, modules=modules(), own=())
                    if not _passes(compare, wrong, right):
                        telling.append(modules)
            self._telling[self._number] = telling
        return self._telling[self._number]

    def _wrong(self, ask: "_Ask", student: Student, on_top: dict[str, ModuleType]) -> list[Any]:
        """Return what a mistake makes of the learner's earlier answers; nothing where that says nothing about them."""
        try:
            wrong, used = ask(student, modules=on_top)
        except (TimedOut, Died, BadAnswer):
            raise
        except _UNUSABLE:
            return []
        return [wrong] if all(stand.called for stand in used) else []

    def _decoys(
        self, calls: list[tuple[str, tuple[Any, ...], Any]], stands: Mapping[str, Stand]
    ) -> Iterator[Callable[[Student], bool]]:
        """Make decoys of calls of earlier answers; each tells whether the answer stayed what it was in that call."""

        def alike(student: Student, exercise: str, arguments: tuple[Any, ...], value: Any) -> bool:
            try:
                return _passes(assert_close, self._stand(student, exercise, stands)(*arguments), value)
            except (TimedOut, Died, BadAnswer):
                raise
            except _UNUSABLE:
                return False

        for exercise, arguments, value in _random.choices(calls, k=DECOYS // 2) if calls else ():
            others = [torch.randn_like(each) * (each.abs().max() + 1) if _real(each) else each for each in arguments]
            for sign in (1, -1):
                turned = tuple(sign * each if _real(each) else each for each in others)
                yield functools.partial(alike, exercise=exercise, arguments=turned, value=value)

    def _ask(
        self,
        student: Student,
        question: Question,
        modules: dict[str, ModuleType],
        own: Iterable[str],
        stands: Mapping[str, Stand],
        form: Form | None = None,
    ) -> tuple[Any, list["_Watched"]]:
        """Put the question to ``modules``, the student's own answers to the exercises ``own`` in their places."""
        used = []
        for exercise in own:
            module, _, name = exercise.partition(".")
            used.append(_Watched(self._stand(student, exercise, stands)))
            setattr(modules[module], name, used[-1])
        if form is not None:
            answered = modules[self._exercise.module]
            setattr(answered, self._exercise.name, form(answered))
        return question(LocalStudent(modules)), used

    @staticmethod
    def _stand(student: Student, exercise: str, stands: Mapping[str, Stand]) -> Callable[..., Any]:
        module, _, name = exercise.partition(".")
        return stands[name](student) if name in stands else _stand(student, module, name)

    def _id(self, name: str) -> str:
        return name if "." in name else f"{self._exercise.module}.{name}"


_UNUSABLE = (
    *(LearnerError, WrongAnswerError, RuntimeError, TypeError, ValueError, AttributeError),
    *(LookupError, ArithmeticError, MemoryError),
)
"""What an earlier answer that is not usable makes the reference raise: whatever a wrong shape or type leads to."""


class _Watched:
    """A learner's earlier answer in its place, watched: was it called, and did it tell its arguments apart?

    Attributes:
        calls: the arguments and the value of the first calls.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.calls: list[tuple[tuple[Any, ...], Any]] = []
        self._function = function
        self._copied: list[bool] = []
        self._entries: list[torch.Tensor] = []

    @property
    def called(self) -> bool:
        return bool(self._copied)

    @property
    def blank(self) -> bool:
        """Whether it gave back what it was given, or one and the same number everywhere."""
        entries = torch.cat(self._entries) if self._entries else torch.empty(0)
        return all(self._copied) or (entries.numel() > 1 and bool((entries == entries[0]).all()))

    def __call__(self, *arguments: Any) -> Any:
        value = self._function(*arguments)
        if len(self.calls) < MAX_CALLS:
            self.calls.append((tuple(map(_copy, arguments)), _copy(value)))
        if isinstance(value, torch.Tensor):
            size = sum(argument.numel() for argument in arguments if isinstance(argument, torch.Tensor))
            if value.numel() > MAX_GROWTH * max(size, MAX_GROWTH):
                raise WrongAnswerError("an earlier answer of a size that nothing should be built on")
            self._entries.append(value.detach().flatten())
        elif isinstance(value, float):
            self._entries.append(torch.tensor([value]))
        self._copied.append(any(_same_tensor(value, argument) for argument in arguments))
        return value


def _real(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_floating_point() and value.numel() > 0


def _copy(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


def _finite(value: Any) -> bool:
    """Tell whether a value holds no NaN and no infinity, at any depth."""
    if isinstance(value, torch.Tensor):
        return bool(torch.isfinite(value).all())
    if isinstance(value, list | tuple):
        return all(map(_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _same_tensor(one: Any, other: Any) -> bool:
    return isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor) and torch.equal(one, other)


def _passes(compare: Comparison, answer: Any, expected: Any) -> bool:
    try:
        compare(answer, expected)
    except WrongAnswerError:
        return False
    return True


def _subsets(exercises: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Return every non-empty subset, small ones first."""
    for size in range(1, len(exercises) + 1):
        yield from itertools.combinations(exercises, size)


class _Through(torch.autograd.Function):
    """A call of the learner's function that gradients pass through: backward asks the learner's side for them."""

    @staticmethod
    def forward(ctx: Any, student: Student, function: Any, *arguments: torch.Tensor) -> torch.Tensor:
        ctx.student, ctx.function = student, function
        ctx.save_for_backward(*arguments)
        value = function(*arguments)
        if not isinstance(value, torch.Tensor):
            raise TypeError("the earlier answer is no tensor")
        return value.detach()

    @staticmethod
    def backward(ctx: Any, output_gradient: torch.Tensor) -> Any:
        _, *gradients = ctx.student.kit.gradients(ctx.function, list(ctx.saved_tensors), output_gradient)
        return (None, None, *gradients)


def _stand(student: Student, module: str, name: str) -> Callable[..., Any]:
    """Return a function of this process that answers as the learner's does, and can be differentiated."""
    function = getattr(getattr(student, module), name)

    def answer(*arguments: Any) -> Any:
        if arguments and all(isinstance(argument, torch.Tensor) for argument in arguments):
            value = function(*(argument.detach() for argument in arguments))
            if isinstance(value, torch.Tensor) and any(argument.requires_grad for argument in arguments):
                return _Through.apply(student, function, *arguments)  # type: ignore[no-untyped-call]  # torch leaves it untyped
            return value
        return function(*(_theirs(student, argument) for argument in arguments))

    return answer


def _theirs(student: Student, argument: Any) -> Any:
    """Return what stands for an argument on the learner's side: a generator starts there from the same seed."""
    if isinstance(argument, torch.Generator):
        return student.later.kit.generator(argument.initial_seed())
    return argument
