"""From what was handed in to clean, named source files: folders, archives and single files; LMS exports of them.

Nothing of a parcel is written to the disk, no link is followed, and what is wrong with one becomes a message to its
learner: a parcel never stops a cohort.
"""

import io
import itertools
import os
import re
import stat
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from autograder.errors import UsageError
from autograder.submissions.archives import MAX_FILE, File, ParcelError, read_archive, within_limit
from autograder.submissions.names import ARCHIVES, is_decorated, owner, shown, split_name

MAX_FILES: Final = 200
MAX_TOTAL: Final = 16 * 2**20  # bytes

_NOT_THE_LEARNERS = {"__MACOSX", "__pycache__", ".git", ".ipynb_checkpoints", ".venv", "venv", "site-packages"}
_UNKNOWN = {".ipynb", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz", ".tbz", ".txz", ".pdf", ".docx", ".odt", ".pyc"}
_NOT_ANSWERS = re.compile(r"(test_.*|see_.*|conftest|setup)")
_DEFINITION = re.compile(rb"^(?:def|class)\s+(\w+)", re.MULTILINE)
_CHAPTER = re.compile(r"\d\d_[a-z_]+")

Modules: TypeAlias = Mapping[str, Collection[str]]
"""The course's modules, each with the names of its exercises."""


@dataclass
class Submission:
    """One learner's submission.

    Attributes:
        learner: the learner's id, fit for a file name.
        sources: the content of each Python file by module name.
        messages: what the learner should know about the parcel.
        readable: whether it holds at least one module of the course.
    """

    learner: str
    sources: dict[str, bytes] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    readable: bool = False


def read_submissions(path: Path, modules: Modules) -> list[Submission]:
    """Read a cohort, or one submission, in the order of the learners' ids.

    Args:
        path: a folder with one entry a learner, an LMS export, that export zipped, or one submission.
        modules: the course's modules.

    Raises:
        UsageError: the path does not exist, is of no kind that can be read, or holds no submission.
    """
    if path.is_dir() and not _is_one_submission(path, modules):
        entries = [(entry.name, _files_of(entry)) for entry in sorted(path.iterdir()) if _is_parcel(entry)]
        entries += [(entry.name, _unknown(entry.name)) for entry in sorted(path.iterdir()) if _is_unknown_parcel(entry)]
        return _read_entries(entries, modules, path)
    if path.is_file() and (export := _export_entries(path)):
        return _read_entries(export, modules, path)
    return [read_submission(path, modules)]


def read_submission(path: Path, modules: Modules) -> Submission:
    """Read one submission: a folder, an archive or a Python file. What is wrong with it stands in its messages.

    Raises:
        UsageError: the path does not exist or is of no kind that can be read.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    target = path.resolve()
    if not _has_kind(target):
        raise UsageError(f"{path} is no submission: a folder, {', '.join(ARCHIVES)} or .py is")
    learner, file = split_name(target.name)
    return _read(learner, [(file or target.name, _files_of(target))], modules)


def _read_entries(entries: Iterable[tuple[str, Iterator[File]]], modules: Modules, path: Path) -> list[Submission]:
    """Read named entries; those that an LMS split up are put together again."""
    parcels: dict[str, list[tuple[str, Iterator[File]]]] = {}
    learners: dict[str, str] = {}
    for name, files in entries:
        learner, file = split_name(name)
        if owner(name) not in learners:
            if learner in parcels:  # two learners may have one name, or ids not differ where names do
                learner = next(other for n in itertools.count(2) if (other := f"{learner}-{n}") not in parcels)
            learners[owner(name)] = learner
        parcels.setdefault(learners[owner(name)], []).append((file or name, files))
    if not parcels:
        raise UsageError(f"{path} holds no submission: no folder, {', '.join(ARCHIVES)} or .py")
    return [_read(learner, parcels[learner], modules) for learner in sorted(parcels)]


def _read(learner: str, parcels: Iterable[tuple[str, Iterator[File]]], modules: Modules) -> Submission:
    """Choose the modules among a learner's files: of several with one name, the one nearest to the top."""
    submission = Submission(learner)
    found: dict[str, list[tuple[PurePosixPath, bytes]]] = {}
    for name, files in parcels:
        try:
            for path, data in files:
                _sort_in(found, path if path.parts else _name_of(name, data, modules), data, submission)
        except ParcelError as error:
            submission.messages.append(str(error))
        except OSError as error:
            submission.messages.append(f"{name} could not be read: {error.strerror}")
    for module, candidates in sorted(found.items()):
        candidates.sort(key=lambda candidate: (len(candidate[0].parts), str(candidate[0])))
        submission.sources[module] = candidates[0][1]
        if module in modules and len({data for _, data in candidates}) > 1:
            submission.messages.append(f"there are {len(candidates)} files {module}.py; {candidates[0][0]} was graded")
    submission.readable = any(module in modules for module in submission.sources)
    if not submission.readable:
        wanted = ", ".join(f"{module}.py" for module in modules)
        submission.messages.append(f"none of the files asked for was found: {wanted}")
    submission.messages = [shown(message) for message in submission.messages]  # they hold names of the learner's making
    return submission


def _name_of(entry: str, data: bytes | None, modules: Modules) -> PurePosixPath:
    """Name a file that was handed in alone: by its entry or, where that is the learner's name, by what it defines."""
    path = PurePosixPath(entry)
    if path.stem in modules or data is None:
        return path
    defined = {match.decode(errors="replace") for match in _DEFINITION.findall(data)}
    best = max(modules, key=lambda module: len(defined.intersection(modules[module])))
    return PurePosixPath(f"{best}.py") if defined.intersection(modules[best]) else path


def _sort_in(
    found: dict[str, list[tuple[PurePosixPath, bytes]]], path: PurePosixPath, data: bytes | None, submission: Submission
) -> None:
    name = path.stem
    if path.suffix != ".py" or not name.isidentifier() or _NOT_ANSWERS.fullmatch(name):
        return
    if _is_dropping(path):
        return
    if data is None:
        submission.messages.append(f"{path.name} is longer than {MAX_FILE} bytes and was not read")
        return
    size = len(data) + sum(len(other) for entries in found.values() for _, other in entries)
    if size > MAX_TOTAL or sum(map(len, found.values())) >= MAX_FILES:
        raise ParcelError(f"it holds more than {MAX_FILES} Python files or {MAX_TOTAL} bytes; the rest was not read")
    found.setdefault(name, []).append((path, data))


def _is_dropping(path: PurePosixPath) -> bool:
    """Tell whether a file is one that a Mac or a tool left behind."""
    return bool(_NOT_THE_LEARNERS.intersection(path.parts[:-1])) or any(part.startswith("._") for part in path.parts)


def _is_parcel(path: Path) -> bool:
    return not path.name.startswith((".", "__MACOSX")) and not path.is_symlink() and _has_kind(path)


def _is_unknown_parcel(path: Path) -> bool:
    """Tell whether an entry is what somebody may have handed in, but of a kind that is not read."""
    return path.suffix.lower() in _UNKNOWN and not path.name.startswith(".") and path.is_file() and not _has_kind(path)


def _unknown(name: str) -> Iterator[File]:
    yield from _refuse(f"{name} is of a kind that is not read; hand in a folder, {', '.join(ARCHIVES)} or a .py file")


def _refuse(message: str) -> Iterator[File]:
    raise ParcelError(message)


def _has_kind(path: Path) -> bool:
    return path.is_dir() or (path.is_file() and path.name.lower().endswith((*ARCHIVES, ".py")))


def _is_one_submission(path: Path, modules: Modules) -> bool:
    """Tell a folder that is one submission from one that holds submissions: it has modules, or chapters, at its top.

    Raises:
        UsageError: it has, and archives or folders with modules beside them: grading it as either would be a guess.
    """
    entries = [entry for entry in sorted(path.iterdir()) if _is_parcel(entry)]
    own = [
        entry
        for entry in entries
        if (entry.is_file() and entry.suffix == ".py" and entry.stem in modules)
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
    return folder.is_dir() and any((folder / f"{module}.py").is_file() for module in modules)


def _files_of(path: Path) -> Iterator[File]:
    if path.is_dir():
        return _walk(path)
    return _file(path)


def _file(path: Path) -> Iterator[File]:
    if path.name.lower().endswith(ARCHIVES):
        with path.open("rb") as file:
            yield from read_archive(path.name, file, (".py",))
    else:
        yield PurePosixPath(), within_limit(_read_regular(path))


def _walk(folder: Path) -> Iterator[File]:
    """Yield the Python files below a folder, nearest first, and those in archives at its top (Moodle puts such there).

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
            if stat.S_ISDIR(mode) and path.name not in _NOT_THE_LEARNERS:
                waiting.extend(sorted(path.iterdir()))
            elif not stat.S_ISREG(mode) or _is_dropping(inside):
                continue  # a link, a device, a pipe; a folder of no interest
            elif path.suffix == ".py":
                yield inside, within_limit(_read_regular(path))
            elif len(inside.parts) == 1 and path.name.lower().endswith(ARCHIVES):
                yield from _file(path)
        except (OSError, ParcelError) as error:
            fault = fault or error
    if fault is not None:
        raise fault


def _read_regular(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ParcelError(f"{path.name} is no regular file")
        return file.read(MAX_FILE + 1)


def _export_entries(path: Path) -> list[tuple[str, Iterator[File]]]:
    """Return the entries of a zipped LMS export by name; empty where the archive is no export."""
    if not path.name.lower().endswith(".zip"):
        return []
    entries: dict[str, list[File]] = {}
    try:
        with path.open("rb") as file:
            for inside, data in read_archive(path.name, file, (".py", *ARCHIVES)):
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
    return [(name, _unpacked(name, files)) for name, files in entries.items()]


def _unpacked(name: str, files: Iterable[File]) -> Iterator[File]:
    fault: ParcelError | None = None
    for path, data in files:
        inner = path.name or name
        if not inner.lower().endswith(ARCHIVES):
            yield path, data
        elif data is None:
            fault = fault or ParcelError(f"{inner} is longer than {MAX_FILE} bytes and was not read")
        else:
            try:
                yield from read_archive(inner, io.BytesIO(data), (".py",))
            except ParcelError as error:
                fault = fault or error
    if fault is not None:
        raise fault
