"""The bundle that learners get of a course: what is in it, and how it comes to stand in a folder."""

import posixpath
import re
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from autograder.course.archive import unzipped, zipped
from autograder.course.catalogue import Chapter, Course
from autograder.course.handout import FILE, Handout
from autograder.errors import UsageError

NAME: Final = "gradkit-course"
"""The folder of the bundle; the zip file beside it bears the same name."""

_EXERCISES: Final = "exercises"
_OURS: Final = b"made by gradkit release"
_CACHES: Final = {"__pycache__", ".pytest_cache"}  # whoever tries a bundle leaves them in it
_CODE_OR_LINK: Final = re.compile(r"```.*?```|`[^`\n]*`|!?\[(?P<text>[^]\n]*)\]\((?P<target>[^)\s]*)\)", re.DOTALL)

_PYPROJECT: Final = """\
[tool.pytest.ini_options]
minversion = "8.2"
testpaths = ["exercises"]
addopts = "-p no:anyio"  # watchfiles brings this plugin, which takes longer to import than the tests need
"""

_README: Final = """\
# A first course in PyTorch

You write functions, and tests say at once whether they are right, and what is wrong if they are not. It needs Python
3.11, 3.12 or 3.13.

## Begin

In this folder, make a virtual environment and enter it. On Windows:

```sh
py -m venv .venv
.venv\\Scripts\\activate
```

On macOS and Linux:

```sh
python3 -m venv .venv
. .venv/bin/activate
```

On Linux only, get the small build of PyTorch first; the usual one brings gigabytes that only NVIDIA's cards use:

```sh
pip install torch --index-url https://download.pytorch.org/whl/cpu
```

Then, everywhere, these two:

```sh
pip install {wheel}
pytest exercises/
```

The first takes a few minutes. The second runs all tests; "not started" is where you are now. Begin with
[{first}]({first}).

## Go on

| command | what it does |
| --- | --- |
| `gradkit watch` | runs the tests of what you save, as you save it |
| `gradkit hint {exercise}` | gives a hint for an exercise, and one hint more each time |
| `gradkit progress` | shows how far you are |
| `gradkit see {number}` | draws pictures of chapter {number} with your own functions, and opens them |
| `gradkit reset {exercise}` | puts an exercise back as it was; what you wrote is kept beside it |
| `gradkit check` | gives points for the visible tests, on a page like the one that you get from your instructor |
| `gradkit submit` | packs what you wrote into `submission.zip`, for handing in |

| chapter | exercises | points |
| --- | --- | --- |
{chapters}
"""


def bundle(course: Course, handout: Handout, wheel: tuple[str, bytes]) -> dict[str, bytes]:
    """Return the files of the bundle by name, the same bytes for one course on every machine.

    Args:
        course: where lessons, visible tests and pictures are read.
        handout: what is handed out of it.
        wheel: the name and the content of gradkit's own.

    Raises:
        UsageError: a file is missing.
    """
    files = exercises(course, handout) | {
        "LICENSE": _text(course.root / "LICENSE"),
        "README.md": _readme(handout.chapters, wheel[0]).encode(),
        "pyproject.toml": _PYPROJECT.encode(),
        wheel[0]: wheel[1],
    }
    for chapter in handout.chapters:
        lesson = _in_exercises(chapter.folder, "README.md")
        text = files[lesson].decode()
        files |= _pictures(course.root, lesson, text)
        files[lesson] = without_dangling_links(text, lesson, files).encode()
    return files


def exercises(course: Course, handout: Handout) -> dict[str, bytes]:
    """Return the files of the bundle in ``exercises/`` by name, but for pictures.

    Files are found by the names that a chapter's have, so nothing goes along that merely lies there. Stubs come from
    the references, whatever was written into those in ``exercises/``.

    Raises:
        UsageError: a file is missing.
    """
    files = {_in_exercises(path.name): _text(path) for path in sorted((course.root / _EXERCISES).glob("*.py"))}
    for chapter in handout.chapters:
        for name in ("README.md", f"test_{chapter.module}.py", f"see_{chapter.module}.py"):
            files[_in_exercises(chapter.folder, name)] = _text(course.root / _EXERCISES / chapter.folder / name)
        files[_in_exercises(chapter.folder, f"{chapter.module}.py")] = handout.stubs[chapter.module].encode()
    return {**files, _in_exercises(FILE): handout.text.encode()}


def write_bundle(files: Mapping[str, bytes], out: Path) -> tuple[Path, Path]:
    """Write a bundle as a folder and as a zip file, in the place of an earlier one, and return where they are.

    Raises:
        UsageError: the folder ``out`` cannot be written, or somebody's work stands where the bundle is to go.
    """
    folder, archive = out / NAME, out / f"{NAME}.zip"
    try:
        if strange := _not_ours(folder, archive):
            raise UsageError(f"{strange} is not as gradkit release wrote it; move it away, or name another --out")
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=out, prefix=".gradkit-") as scratch:
            fresh = Path(scratch, "fresh")
            _write(files, fresh)
            _write({archive.name: zipped({f"{NAME}/{name}": files[name] for name in files}, _OURS)}, Path(scratch))
            if folder.exists():
                folder.rename(Path(scratch, "old"))
            fresh.rename(folder)
            Path(scratch, archive.name).replace(archive)
    except OSError as error:
        raise UsageError(f"--out {out} cannot be written ({error.filename}: {error.strerror})") from error
    return folder, archive


def without_dangling_links(text: str, name: str, files: Collection[str]) -> str:
    """Return a lesson in which links to files that are not handed out are plain words.

    Args:
        text: the lesson's.
        name: of the lesson in the bundle.
        files: the names of all files in the bundle.
    """

    def kept(found: re.Match[str]) -> str:
        target = _target(found, name)
        leads_somewhere = target is None or target in files or any(file.startswith(f"{target}/") for file in files)
        return found[0] if leads_somewhere else found["text"]

    return _CODE_OR_LINK.sub(kept, text)


def _pictures(root: Path, lesson: str, text: str) -> dict[str, bytes]:
    """Return the pictures that a lesson shows, by their names in the bundle; they stand in its chapter's folder."""
    targets = {_target(found, lesson) for found in _CODE_OR_LINK.finditer(text) if found[0].startswith("!")} - {None}
    inside = {name for name in targets if name and PurePosixPath(name).is_relative_to(posixpath.dirname(lesson))}
    return {name: (root / name).read_bytes() for name in sorted(inside) if (root / name).is_file()}


def _target(found: re.Match[str], name: str) -> str | None:
    """Return the path in the bundle that a link leads to; None where it is code, the web, or the same page."""
    path = (found["target"] or "").partition("#")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path and ":" not in path else None


def _in_exercises(*parts: str) -> str:
    return "/".join((_EXERCISES, *parts))


def _text(path: Path) -> bytes:
    """Return a text file with plain ends of lines, however it was checked out."""
    try:
        return path.read_text(encoding="utf-8").encode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}. The bundle is not whole without it.") from error


def _readme(chapters: Collection[Chapter], wheel: str) -> str:
    lessons = [_in_exercises(chapter.folder, "README.md") for chapter in chapters]
    points = [sum(exercise.points for exercise in chapter.exercises) for chapter in chapters]
    rows = [
        f"| [{chapter.title}]({lesson}) | {len(chapter.exercises)} | {worth:g} |"
        for chapter, lesson, worth in zip(chapters, lessons, points, strict=True)
    ]
    exercise = next(each.name for chapter in chapters for each in chapter.exercises)
    number = int(next(iter(chapters)).folder[:2])
    return _README.format(wheel=wheel, first=lessons[0], number=number, exercise=exercise, chapters="\n".join(rows))


def _not_ours(folder: Path, archive: Path) -> Path | None:
    """Return something in the bundle's place that is no bundle, or was changed since: somebody's work, it may be."""
    made: dict[str, bytes] = {}
    if archive.exists():
        content = archive.read_bytes()
        if not content.endswith(_OURS):
            return archive
        made = unzipped(content)
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent)
        if path.is_file() and not _CACHES.intersection(name.parts) and path.read_bytes() != made.get(name.as_posix()):
            return path
    return None


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files with the modes that everybody can read, whatever the umask."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
