"""``gradkit submit``: packs a learner's modules for handing in, and says what is unfinished. It runs none of them."""

import sys
from pathlib import Path

from autograder.course.archive import zipped
from autograder.errors import UsageError
from autograder.learner.files import write_whole
from autograder.learner.packing import Packing, pack
from autograder.learner.workbook import Workbook


def submit_command(out: Path) -> int:
    """Pack the modules of the workbook around the current folder, and return the exit status.

    Raises:
        UsageError: there is no workbook, or the archive cannot be written.
    """
    if out.suffix.lower() != ".zip":
        raise UsageError(f"--out {out}: name a file that ends in .zip, for example {out.stem or 'submission'}.zip")
    if out.is_dir():
        raise UsageError(f"--out {out} is a folder; name a file in it")
    book = Workbook.find()
    packing = pack(book)
    archive = zipped(packing.files)
    write_whole(out, archive)
    sys.stdout.write(_report(packing, out, len(archive), len(book.handout.chapters)))
    return 0


def _report(packing: Packing, out: Path, size: int, chapters: int) -> str:
    lines = [f"{name:32}{len(content):>8} bytes" for name, content in sorted(packing.files.items())]
    if packing.warnings:
        lines += ["", "Not finished, or not as it should be:"]
    for name, warnings in sorted(packing.warnings.items()):
        lines += [f"  {name}: {warning}" for warning in warnings]
    modules = {name.partition("/")[0] for name in packing.files if "/" in name}
    lines += [
        "",
        f"{out}: {len(packing.files)} files, {size / 1000:.0f} kB, {len(modules)} of {chapters} chapters",
        "Hand it in, finished or not.",
        "gradkit check shows what the visible tests say.",
    ]
    return "\n".join(lines).lstrip("\n") + "\n"
