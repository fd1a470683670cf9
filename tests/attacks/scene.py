"""A cohort's run: attacks and honest learners in turns, a course with canaries in it, and what is left afterwards."""

import csv
import html
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from corpus import ROOT, Attack
from golden import CARRIED, ENDLESS, GOLDEN, MANY, SAMPLES, SEED
from processes import survivors

UNFIT: Final = {"robin-locke", *ENDLESS, *MANY, *CARRIED}
"""Samples that are graded nowhere here: one is an attack, and the others take seconds."""
WHOLE: Final = "amara-okafor"
"""The sample that answers every chapter right; it takes seconds, and follows the last attack of each cohort only."""
ESCAPED: Final = "gradkit-escaped"
"""What every file that an attack tries to leave outside is called, among other things."""

_PLACES: Final = ("/tmp", "/dev/shm", "/var/tmp", "/", "/home", "/root", "/run", "/run/lock", "/dev/mqueue")
_DEPTH: Final = 4
_BUSY: Final = 2
"""Cohorts at a time that keep a processor busy."""
_SLOW: Final = {"root": 1, "ordinary": 3}
"""Cohorts of the attacks that wait more than they work; those that wait longest are graded as one user only."""


@dataclass(frozen=True)
class Turn:
    """An attack in a cohort, and the honest submission that follows it in the same slot."""

    attack: Attack
    learner: str
    next: str
    sample: str


@dataclass
class Ran:
    """What a user's run left behind.

    Attributes:
        turns: by the name of the attack.
        results: by learner, over all cohorts.
        files: what was written for each learner: its result, its feedback, and that as a page.
        rows: the learners' rows of ``grades.csv``.
        heard: what each command said, and the grades it wrote.
        exits: exit status of each command.
        alone: the results of the honest samples, graded where no attack was.
        canaries: the planted secrets, by the place they were planted in.
        changed: what is not as it was, in the course, the home, the submissions and around them.
        escaped: files that an attack has left on the machine.
        survivors: command lines of processes that were not there before.
        seconds: wall time of it all.
    """

    turns: dict[str, Turn] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)
    exits: dict[str, int] = field(default_factory=dict)
    alone: dict[str, dict[str, Any]] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    escaped: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(attacks: Sequence[Attack], folders: Mapping[str, Path]) -> dict[str, Ran]:
    """Grade attacks and honest samples with the real command, as several users at the same time.

    Args:
        attacks: what to grade.
        folders: an empty folder for each user.
    """
    runs = {user: Ran() for user in folders}
    scenes = {user: Scene(user, folders[user], ran) for user, ran in runs.items()}
    for scene in scenes.values():
        scene.set(attacks, _BUSY // len(scenes))
    strays = _strays()
    start = time.monotonic()
    # Those that wait more than they work need no processor of their own.
    with survivors() as left, ThreadPoolExecutor(sum(_SLOW.values())) as waiting, ThreadPoolExecutor(_BUSY) as working:
        futures = [
            (waiting if group.startswith("slow") else working).submit(scene.grade, group)
            for scene in scenes.values()
            for group in scene.groups
        ]
        for future in futures:
            future.result()
    seconds = time.monotonic() - start
    escaped = sorted(_strays() - strays)
    for user, ran in runs.items():
        scenes[user].collect()
        ran.escaped, ran.survivors, ran.seconds = escaped, left, seconds
    return runs


class Scene:
    """Where one user grades: a copy of the course with canaries in it, a home, and cohorts."""

    def __init__(self, user: str, folder: Path, ran: Ran) -> None:
        self.groups: list[str] = []
        self._user = user
        self._ran = ran
        self._place, self._out = folder / "scene", folder / "out"
        self._cohorts, self._course, self._home = (self._place / name for name in ("cohorts", "course", "home"))
        self._before: dict[str, tuple[int, ...]] = {}

    def set(self, attacks: Iterable[Attack], busy: int) -> None:
        """Copy the course, plant the canaries and hand everything in, what is busy in so many cohorts."""
        for made in (self._out, self._home, self._cohorts, self._place / "cwd"):
            made.mkdir(parents=True)
        self._plant()
        mine = [attack for attack in attacks if self._user in attack.users and not attack.why_not_here()]
        samples = cycle(sorted({path.stem for path in GOLDEN.glob("*.json")} - UNFIT - {WHOLE}))
        # Each cohort has a slot to start, which costs seconds: there are no more than keep the processors busy.
        for kind, parts in (("slow", _SLOW[self._user]), ("busy", busy)):
            members = [attack for attack in mine if attack.slow == (kind == "slow")]
            for part in range(parts):
                if some := members[part::parts]:
                    self.groups.append(f"{kind}{part}")
                    _hand_in(self._cohorts / self.groups[-1], some, samples, self._ran)
        self.groups.append("alone")
        _hand_in_alone(self._cohorts / "alone")
        self._before = _listing(self._place)

    def grade(self, group: str) -> None:
        """Run the command on one cohort."""
        command = [str(Path(sys.executable).parent / "gradkit"), "grade", str(self._cohorts / group)]
        command += ["--out", str(self._out / group), "--course", str(self._course), "--seed", str(SEED), "--jobs", "1"]
        if self._user == "ordinary" and os.geteuid() == 0:
            command = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--", *command]
        note = self._ran.canaries["environment"]
        environment = os.environ | {"HOME": str(self._home), "PYTHONDONTWRITEBYTECODE": "1", "GRADKIT_NOTE": note}
        done = subprocess.run(command, cwd=self._place / "cwd", env=environment, capture_output=True, check=False)
        self._ran.exits[group] = done.returncode
        self._ran.heard[group] = (done.stdout + done.stderr).decode(errors="replace")

    def collect(self) -> None:
        """Read what was written, and see what has changed."""
        ran, after = self._ran, _listing(self._place)
        ran.changed = [name for name in self._before | after if self._before.get(name) != after.get(name)]
        for group in self.groups:
            _collect(self._out / group, ran)
        alone = (self._out / "alone" / "results").glob("*.json")
        ran.alone = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in alone}

    def _plant(self) -> None:
        canaries = self._ran.canaries

        def canary(place: str) -> str:
            return canaries.setdefault(place, f"canary-{secrets.token_hex(16)}")

        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "solutions", self._course / "solutions", ignore=ignored)
        shutil.copytree(ROOT / "tests" / "hidden", self._course / "tests" / "hidden", ignore=ignored)
        for path in sorted((self._course / "tests" / "hidden").glob("*.py")):
            # The comment lies on the disk; the constant in the memory of whoever has collected the suite.
            _append(path, f'\n# {canary("hidden " + path.name)}\nNOTE = "{canary("a constant of " + path.name)}"\n')
        for path in sorted((self._course / "solutions").rglob("*.py")):
            _append(path, f"\n# {canary(path.parent.name + '/' + path.name)}\n")
        for place in (self._home / "notes.txt", self._place / "exam.txt", self._place / "cwd" / "draft.txt"):
            place.write_text(canary(place.name), encoding="utf-8")
        canary("environment")
        canary("sibling")


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _hand_in(cohort: Path, attacks: Sequence[Attack], samples: Iterator[str], ran: Ran) -> None:
    """Hand in a sibling with a secret, then attacks and honest samples in turns, in the order of their ids."""
    cohort.mkdir()
    sibling = cohort / "_0-sibling"  # the slot has graded it, and its file lies there, when the attacks come
    sibling.mkdir()
    shutil.copy(SAMPLES / WHOLE / "neuron.py", sibling)
    _append(sibling / "neuron.py", f'\n# {ran.canaries["sibling"]}\nNOTE = "{ran.canaries["sibling"]}"\n')
    for number, attack in enumerate(attacks, 1):
        entry = attack.entry or f"a{number:03}-{attack.name.partition('/')[2].replace('_', '-')}"
        learner = attack.learner or entry
        attack.put(cohort, entry)
        sample = WHOLE if number == len(attacks) else next(samples)
        following = f"{learner[:45]}-next-{sample}"
        _copy_sample(sample, cohort, following)
        ran.turns[attack.name] = Turn(attack, learner, following, sample)


def _hand_in_alone(cohort: Path) -> None:
    cohort.mkdir()
    for path in sorted(GOLDEN.glob("*.json")):
        if path.stem not in UNFIT:
            _copy_sample(path.stem, cohort, path.stem)


def _copy_sample(sample: str, cohort: Path, name: str) -> None:
    (source,) = SAMPLES.glob(f"{sample}*")
    target = cohort / (name + source.name.removeprefix(sample))
    (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)


def _collect(out: Path, ran: Ran) -> None:
    for path in (out / "results").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        ran.results[path.stem] = json.loads(text)
        feedback = (out / "feedback" / f"{path.stem}.md").read_text(encoding="utf-8")
        page = html.unescape((out / "feedback" / f"{path.stem}.html").read_text(encoding="utf-8"))
        ran.files[path.stem] = text, feedback, page
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        ran.rows |= {row[0]: row for row in csv.reader(file)}
    ran.heard[out.name] += "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in sorted(out.rglob("*")) if path.is_file()
    )


def _listing(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return what tells whether anything below a folder was made, changed or taken away."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            status = os.lstat(os.path.join(place, name))  # noqa: PTH118 - names are the attacks', and any bytes
            found[os.path.join(place, name)] = (status.st_mode, status.st_size, status.st_mtime_ns)  # noqa: PTH118
    return found


def _strays() -> set[str]:
    """Return every file below the usual places that bears the mark of an attack."""
    found: set[str] = set()
    waiting = [(place, 0 if place == "/" else _DEPTH) for place in _PLACES]
    while waiting:
        place, depth = waiting.pop()
        with suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if ESCAPED in entry.name:
                    found.add(entry.path)
                if depth and not entry.is_symlink() and entry.is_dir() and entry.name != "proc":
                    waiting.append((entry.path, depth - 1))
    return found
