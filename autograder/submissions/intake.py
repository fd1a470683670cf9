"""From what was handed in to clean, named source files: folders, archives and single files; LMS exports of them.

Nothing of a parcel is written to the disk, no link is followed, and what is wrong with one becomes a message to its
learner: a parcel never stops a cohort.
"""

import errno
import functools
import io
import itertools
import os
import re
import stat
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, TypeAlias

from autograder.errors import UsageError
from autograder.submissions.archives import File, ParcelError, limit_of, read_archive, within_limit
from autograder.submissions.names import ARCHIVES, SOURCES, is_decorated, owner, split_name
from autograder.submissions.notebooks import read_notebook
from autograder.submissions.text import shown

MAX_FILES: Final = 200
MAX_TOTAL: Final = 16 * 2**20  # bytes
MAX_NOTEBOOKS: Final = 10
MAX_MODULE_NAME: Final = 100  # characters

NOT_THE_LEARNERS: Final = {"__MACOSX", "__pycache__", ".git", ".ipynb_checkpoints", ".venv", "venv", "site-packages"}
"""Folders that tools make, and nobody hands in on purpose."""

_UNKNOWN = {".rar", ".7z", ".tar", ".gz", ".bz2", ".xz", ".tbz", ".txz", ".pdf", ".docx", ".odt", ".pyc"}
_KINDS = f"{', '.join((*ARCHIVES, *SOURCES[:-1]))} or {SOURCES[-1]}"
_NOT_ANSWERS = re.compile(r"(test_.*|see_.*|conftest|setup)")
_DEFINITION = re.compile(rb"^(?:def|class)\s+(\w+)", re.MULTILINE)
_THE_LEARNERS_DOING = {errno.ENAMETOOLONG, errno.ELOOP}
_CHAPTER = re.compile(r"\d\d_[a-z_]+")

Modules: TypeAlias = Mapping[str, Collection[str]]
"""The course's modules, each with the names of its exercises."""


class Parcel(NamedTuple):
    """Something that was handed in.

    Attributes:
        name: of the folder or file.
        files: opens it and gives its files; it may be called again.
        path: where it lies; None within an export that is zipped.
    """

    name: str
    files: Callable[[], Iterator[File]]
    path: Path | None = None


@dataclass
class Submission:
    """One learner's submission.

    Attributes:
        learner: the learner's id, fit for a file name.
        sources: the source of each module by its name.
        messages: what the learner should know about the parcel.
        places: the path, within the parcel, of the file that each module was read from.
        readable: whether it holds at least one module of the course.
        fault: why it was not read in full, where that is not the learner's doing; such a submission is not graded.
    """

    learner: str
    sources: dict[str, bytes] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    readable: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Entry:
    """What one learner handed in: found, and not read yet.

    Attributes:
        learner: the learner's id, fit for a file name.
        parcels: what there is of it; an LMS may have split it up.
        modules: the course's modules.
        suffix: what a file asked for ends with, in messages.
    """

    learner: str
    parcels: tuple[Parcel, ...]
    modules: Modules
    suffix: str = SOURCES[0]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where its parcels lie."""
        return tuple(parcel.path for parcel in self.parcels if parcel.path is not None)

    def read(self) -> Submission:
        """Read it; the submission's messages say what is wrong with it."""
        submission = Submission(self.learner)
        choice = _Choice(self.modules, submission)
        for name, files, _ in self.parcels:
            try:
                for path, data in files():
                    choice.add(path if path.parts else PurePosixPath(name), data, is_alone=not path.parts)
            except ParcelError as error:
                submission.messages.append(str(error))
            except OSError as error:
                submission.messages.append(f"{name} could not be read: {error.strerror}")
                if error.errno not in _THE_LEARNERS_DOING:
                    submission.fault = f"{name} could not be read: {error}"
        choice.choose()
        submission.readable = any(module in self.modules for module in submission.sources)
        if not submission.readable:
            wanted = ", ".join(f"{module}{self.suffix}" for module in self.modules)
            submission.messages.append(f"none of the files asked for was found: {wanted}")
        submission.messages = [shown(message) for message in submission.messages]  # they hold names learners made up
        return submission


def find_submissions(path: Path, modules: Modules) -> list[Entry]:
    """Find the submissions of a cohort, or the one, in the order of the learners' ids.

    Args:
        path: a folder with one entry a learner, an LMS export, that export zipped, or one submission.
        modules: the course's modules.

    Raises:
        UsageError: the path does not exist, is of no kind that can be read, or holds no submission.
    """
    if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"{path} cannot be read: {os.strerror(errno.EACCES)}")
    if path.is_dir() and not _is_one_submission(path, modules):
        found = find_cohort(path, modules)
    elif path.is_file() and (export := _parcels_of_export(path)):
        found = _by_learner(export, modules)
    else:
        found = [_one(path, modules)]
    if not found:
        raise UsageError(f"{path} holds no submission: no folder, {_KINDS}")
    return found


def find_cohort(folder: Path, modules: Modules) -> list[Entry]:
    """Find the submissions in a folder with one entry a learner, in the order of the learners' ids; there may be none.

    Raises:
        OSError: the folder cannot be read.
    """
    inside = sorted(folder.iterdir())
    parcels = [_parcel(entry.name, entry) for entry in inside if _is_parcel(entry)]
    parcels += [
        Parcel(entry.name, functools.partial(_unknown, entry.name), entry) for entry in inside if _is_unknown(entry)
    ]
    return _by_learner(parcels, modules)


def read_submission(path: Path, modules: Modules) -> Submission:
    """Read one submission: a folder, an archive, a Python file or a notebook; its messages say what is wrong with it.

    Raises:
        UsageError: the path does not exist or is of no kind that can be read.
    """
    return _one(path, modules).read()


def _one(path: Path, modules: Modules) -> Entry:
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    target = path.resolve()
    if not _has_kind(target):
        raise UsageError(f"{path} is no submission: a folder, {_KINDS} is")
    learner, file = split_name(target.name)
    return Entry(learner, (_parcel(file or target.name, target),), modules)


def _by_learner(parcels: Iterable[Parcel], modules: Modules) -> list[Entry]:
    """Sort parcels by learner; those that an LMS split up are put together again."""
    handed_in: dict[str, list[Parcel]] = {}
    learners: dict[str, str] = {}
    for parcel in parcels:
        learner, file = split_name(parcel.name)
        if owner(parcel.name) not in learners:
            if learner in handed_in:  # two learners may have one name, or ids not differ where names do
                learner = next(other for n in itertools.count(2) if (other := f"{learner}-{n}") not in handed_in)
            learners[owner(parcel.name)] = learner
        handed_in.setdefault(learners[owner(parcel.name)], []).append(parcel._replace(name=file or parcel.name))
    return [Entry(learner, tuple(handed_in[learner]), modules) for learner in sorted(handed_in)]


class _Candidate(NamedTuple):
    """A source that may be a module; the least of several is taken."""

    rank: int  # a file of the module's name goes before a notebook of that name, and that before another notebook
    depth: int
    path: str
    source: bytes


@dataclass
class _Limits:
    """What may still be read of a learner's files."""

    files: int = MAX_FILES
    size: int = MAX_TOTAL

    def take(self, size: int) -> bool:
        """Count a file, and tell whether it may be read."""
        self.files -= 1
        self.size -= size
        return self.files >= 0 and self.size >= 0


class _Choice:
    """Chooses the modules among a learner's files: of several with one name, the one nearest to the top."""

    def __init__(self, modules: Modules, submission: Submission) -> None:
        self._modules = modules
        self._submission = submission
        self._found: dict[str, list[_Candidate]] = {}
        self._idle: list[str] = []
        self._notebooks = 0
        self._asked_for = _Limits()  # apart, so that no heap of other files buries an answer
        self._helpers = _Limits()

    def add(self, path: PurePosixPath, data: bytes | None, *, is_alone: bool) -> None:
        """Take up a file; one that was handed in alone may bear any name.

        Raises:
            ParcelError: that is one notebook too many.
        """
        is_notebook = path.suffix.lower() == ".ipynb"
        if _is_dropping(path) or not (is_notebook or is_alone or may_be_imported(path)):
            return
        if data is None:
            self._submission.messages.append(_too_long(path))
        elif is_notebook:
            self._add_notebook(path, data)
        else:
            name = path.stem if path.stem in self._modules or not is_alone else self._named_by(data) or path.stem
            if may_be_imported(PurePosixPath(f"{name}.py")):
                self._keep({name}, 0, path, data)

    def _add_notebook(self, path: PurePosixPath, data: bytes) -> None:
        """Take up a notebook: as the module whose name it bears or, with another name, as each whose exercises it has.

        It is a module of its own under no other name: ``import`` does not find a notebook where the learner works.
        """
        self._notebooks += 1
        if self._notebooks > MAX_NOTEBOOKS:
            raise ParcelError(f"it holds more than {MAX_NOTEBOOKS} notebooks; the rest was not read")
        try:
            notebook = read_notebook(path.name, data)
        except ParcelError as error:
            self._submission.messages.append(str(error))  # the other files are none the worse
            return
        is_named = path.stem in self._modules
        names = {path.stem} if is_named else self._with_exercises(notebook.defined)
        if names:
            self._submission.messages.extend(notebook.messages)
            self._keep(names, 1 if is_named else 2, path, notebook.source)
        else:
            self._idle.append(f"{path.name} defines nothing that was asked for")

    def _keep(self, names: Collection[str], rank: int, path: PurePosixPath, source: bytes) -> None:
        """Keep a source; of those that were not asked for, only as many as somebody's own helpers may be."""
        limits = self._asked_for if not self._modules.keys().isdisjoint(names) else self._helpers
        if not limits.take(len(source)):
            too_many = (
                f"it holds more than {MAX_FILES} Python files or {MAX_TOTAL} bytes of them; the rest was not read"
            )
            if too_many not in self._submission.messages:
                self._submission.messages.append(too_many)
            return
        for name in names:
            self._found.setdefault(name, []).append(_Candidate(rank, len(path.parts), str(path), source))

    def _with_exercises(self, defined: Collection[str]) -> set[str]:
        return {module for module, exercises in self._modules.items() if set(exercises).intersection(defined)}

    def _named_by(self, data: bytes) -> str:
        """Return the module of which a file defines the most exercises, "" where it defines none."""
        defined = {match.decode(errors="replace") for match in _DEFINITION.findall(data)}
        return max(
            self._with_exercises(defined),
            key=lambda module: len(defined.intersection(self._modules[module])),
            default="",
        )

    def choose(self) -> None:
        """Give the submission its sources."""
        if not self._modules.keys() & self._found.keys():
            self._submission.messages += self._idle
        for module, candidates in sorted(self._found.items()):
            first = min(candidates)
            self._submission.sources[module] = first.source
            self._submission.places[module] = first.path
            if module in self._modules and len({candidate.source for candidate in candidates}) > 1:
                self._submission.messages.append(
                    f"there are {len(candidates)} files {module}.py; {first.path} was graded"
                    if all(candidate.rank == 0 for candidate in candidates)
                    else f"there are {len(candidates)} files for {module}; {first.path} was graded"
                )


def may_be_imported(path: PurePosixPath) -> bool:
    """Tell whether a file, by its name, is a module that a learner's own code may import when it is graded."""
    name = path.stem
    is_name = name.isidentifier() and len(name) <= MAX_MODULE_NAME
    return path.suffix == ".py" and is_name and not _NOT_ANSWERS.fullmatch(name)


def _too_long(path: PurePosixPath) -> str:
    advice = "; clear its outputs and hand it in again" if path.suffix.lower() == ".ipynb" else ""
    return f"{path.name} is longer than {limit_of(path)} bytes and was not read{advice}"


def _is_dropping(path: PurePosixPath) -> bool:
    """Tell whether a file is one that a Mac or a tool left behind."""
    return bool(NOT_THE_LEARNERS.intersection(path.parts[:-1])) or any(part.startswith("._") for part in path.parts)


def _is_parcel(path: Path) -> bool:
    return not path.name.startswith((".", "__MACOSX")) and not path.is_symlink() and _has_kind(path)


def _is_unknown(path: Path) -> bool:
    """Tell whether an entry is what somebody may have handed in, but of a kind that is not read."""
    return path.suffix.lower() in _UNKNOWN and not path.name.startswith(".") and path.is_file() and not _has_kind(path)


def _unknown(name: str) -> Iterator[File]:
    yield from _refuse(f"{name} is of a kind that is not read; hand in a folder, {_KINDS}")


def _refuse(message: str) -> Iterator[File]:
    raise ParcelError(message)


def _has_kind(path: Path) -> bool:
    return path.is_dir() or (path.is_file() and path.name.lower().endswith((*ARCHIVES, *SOURCES)))


def _is_one_submission(path: Path, modules: Modules) -> bool:
    """Tell a folder that is one submission from one that holds submissions: it has modules, or chapters, at its top.

    Raises:
        UsageError: it has, and archives or folders with modules beside them: grading it as either would be a guess.
    """
    entries = [entry for entry in sorted(path.iterdir()) if _is_parcel(entry)]
    own = [
        entry
        for entry in entries
        if (entry.is_file() and entry.suffix in SOURCES and entry.stem in modules)
        or (entry.is_dir() and _CHAPTER.fullmatch(entry.name))
    ]
    others = [
        entry
        for entry in entries
        if entry not in own and (entry.name.lower().endswith(ARCHIVES) or _holds_modules(entry, modules))
    ]
    if own and others:
        raise UsageError(
            f"{path} holds {own[0].name}, as one submission does, and {others[0].name}, as a cohort does. Put each "
            "learner's files into a folder of their own, or name one submission"
        )
    return bool(own)


def _holds_modules(folder: Path, modules: Modules) -> bool:
    files = (folder / f"{module}{suffix}" for module in modules for suffix in SOURCES)
    return folder.is_dir() and any(os.path.isfile(file) for file in files)  # noqa: PTH113 - is_file raises where one may not look


def _parcel(name: str, path: Path) -> Parcel:
    return Parcel(name, functools.partial(walk if path.is_dir() else _file, path), path)


def _file(path: Path) -> Iterator[File]:
    if path.name.lower().endswith(ARCHIVES):
        with path.open("rb") as file:
            yield from read_archive(path.name, file, SOURCES)
    else:
        yield PurePosixPath(), within_limit(path, read_regular(path))


def walk(folder: Path) -> Iterator[File]:
    """Yield the sources below a folder, nearest first, and those in archives at its top (Moodle puts such there).

    Raises:
        OSError, ParcelError: something could not be read; all that could was yielded before.
    """
    fault: OSError | ParcelError | None = None
    waiting = deque(sorted(folder.iterdir()))
    while waiting:
        path = waiting.popleft()
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        try:
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode) and path.name not in NOT_THE_LEARNERS:
                waiting.extend(sorted(path.iterdir()))
            elif not stat.S_ISREG(mode) or _is_dropping(inside):
                continue  # a link, a device, a pipe; a folder of no interest
            elif path.suffix in SOURCES:
                yield inside, within_limit(path, read_regular(path))
            elif len(inside.parts) == 1 and path.name.lower().endswith(ARCHIVES):
                yield from _file(path)
        except (OSError, ParcelError) as error:
            fault = fault or error
    if fault is not None:
        raise fault


def read_regular(path: Path) -> bytes:
    """Return the content of a regular file, or a byte more than may be read of it.

    Raises:
        OSError: it cannot be opened; a link cannot.
        ParcelError: it is a device, a pipe or a folder.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ParcelError(f"{path.name} is no regular file")
        return file.read(limit_of(path) + 1)


def _parcels_of_export(path: Path) -> list[Parcel]:
    """Return what a zipped LMS export holds; nothing where the archive is no export."""
    if not path.name.lower().endswith(".zip"):
        return []
    entries: dict[str, list[File]] = {}
    try:
        with path.open("rb") as file:
            for inside, data in read_archive(path.name, file, (*SOURCES, *ARCHIVES)):
                if _is_dropping(inside):
                    continue
                parts = (
                    inside.parts[1:] if len(inside.parts) > 1 and not is_decorated(inside.parts[0]) else inside.parts
                )
                if is_decorated(parts[0]):
                    entries.setdefault(parts[0], []).append((PurePosixPath(*parts[1:]), data))
    except (OSError, ParcelError) as error:
        if entries:
            raise UsageError(f"{path} cannot be read: {error}. Unpack it, and name the folder") from error
        return []  # read as one submission, it says what is wrong
    return [Parcel(name, functools.partial(_unpacked, name, files)) for name, files in entries.items()]


def _unpacked(name: str, files: Iterable[File]) -> Iterator[File]:
    fault: ParcelError | None = None
    for path, data in files:
        inner = path.name or name
        if not inner.lower().endswith(ARCHIVES):
            yield path, data
        elif data is None:
            fault = fault or ParcelError(_too_long(PurePosixPath(inner)))
        else:
            try:
                yield from read_archive(inner, io.BytesIO(data), SOURCES)
            except ParcelError as error:
                fault = fault or error
    if fault is not None:
        raise fault
