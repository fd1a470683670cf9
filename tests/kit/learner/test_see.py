"""``gradkit see``: a chapter's pictures, drawn by its script, on one page that is opened."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.catalogue import Course
from autograder.learner.pictures import Drawn, write_page

ROOT = Path(__file__).parents[3]

DRAWS = """\
import argparse
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--out", type=Path)
folder = parser.parse_args().out
for name in ("two_layers.png", "a film & more.gif"):
    (folder / name).write_bytes(b"a picture")
    print("drew", name)
"""
"""A script that is as quick as its pictures are poor."""


@pytest.fixture
def folder(tmp_path):
    """A learner's folder, in which chapter 3 draws its pictures at once."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    script(tmp_path).write_text(DRAWS, "utf-8")
    return tmp_path


def script(folder: Path) -> Path:
    return folder / "exercises" / "03_neuron" / "see_neuron.py"


def shown(page: Path) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', page.read_text("utf-8"))


def test_a_solved_chapter_is_drawn_on_one_page(gradkit, tmp_path):
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "exercises" / "03_neuron" / "neuron.py").write_text(Course(ROOT).reference("neuron"), "utf-8")
    ran = gradkit("see", "neuron", "--no-open", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    page = tmp_path / "pictures" / "03_neuron" / "index.html"
    assert shown(page) == ["sigmoid.png", "relu.png", "one_neuron.png", "two_layers.png"]
    assert all((page.parent / name).is_file() for name in shown(page))
    assert str(Path("pictures", "03_neuron", "index.html")) in ran.stdout


def test_what_the_script_says_comes_through_and_captions_are_the_files_names(gradkit, folder):
    ran = gradkit("see", "3", "--out", "drawn", "--no-open", cwd=folder)
    assert ran.returncode == 0
    assert ran.stdout.startswith("drew two_layers.png\ndrew a film & more.gif\n2 pictures are in ")
    page = folder / "drawn" / "03_neuron" / "index.html"
    assert shown(page) == ["two_layers.png", "a%20film%20%26%20more.gif"]
    text = page.read_text("utf-8")
    assert "<figcaption>Two layers</figcaption>" in text
    assert "<figcaption>A film &amp; more</figcaption>" in text


def test_the_exit_status_is_the_scripts_and_what_could_be_drawn_is_shown(gradkit, folder):
    script(folder).write_text(f"{DRAWS}raise SystemExit('neuron.relu is not started yet')\n", "utf-8")
    ran = gradkit("see", "03_neuron", "--no-open", cwd=folder)
    assert ran.returncode == 1
    assert "neuron.relu is not started yet" in ran.stderr
    assert len(shown(folder / "pictures" / "03_neuron" / "index.html")) == 2
    assert ran.stdout.endswith("To see what is still to do: pytest exercises/03_neuron\n")


def test_without_a_picture_there_is_no_page(gradkit, folder):
    script(folder).write_text("print('nothing yet')\n", "utf-8")
    ran = gradkit("see", "3", cwd=folder)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "nothing yet\n", "")
    assert not (folder / "pictures" / "03_neuron" / "index.html").exists()


def test_only_what_was_drawn_now_is_shown(tmp_path):
    for name in ("old.png", "again.png"):
        (tmp_path / name).write_bytes(b"then")
    drawn = Drawn(tmp_path)
    assert drawn.pictures == []
    (tmp_path / "again.png").write_bytes(b"drawn afresh")
    (tmp_path / "new.svg").write_bytes(b"new")
    (tmp_path / "notes.txt").write_bytes(b"no picture")
    assert sorted(path.name for path in drawn.pictures) == ["again.png", "new.svg"]


def test_the_page_is_for_phones_and_for_the_dark_too(tmp_path):
    text = write_page(tmp_path, "One <neuron>", [tmp_path / "loss_lr0.01.png"]).read_text("utf-8")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert "color-scheme: light dark" in text
    assert 'alt="Loss lr0.01"' in text
    assert "<title>One &lt;neuron&gt;</title>" in text


@pytest.mark.skipif(sys.platform == "win32", reason="the variable BROWSER holds no command with arguments there")
def test_the_page_is_opened_in_the_browser(gradkit, folder, monkeypatch):
    browser = folder / "browser.py"
    browser.write_text("import sys\nfrom pathlib import Path\nPath('opened').write_text(sys.argv[1])\n", "utf-8")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {browser} %s")
    ran = gradkit("see", "3", cwd=folder)
    assert ran.returncode == 0
    page = folder / "pictures" / "03_neuron" / "index.html"
    assert (folder / "opened").read_text("utf-8") == page.resolve().as_uri()
    assert "open it yourself" not in ran.stdout


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen there")
def test_where_nothing_can_be_opened_it_says_where_the_page_is(gradkit, folder, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    ran = gradkit("see", "3", cwd=folder)
    assert ran.returncode == 0
    assert "pictures/03_neuron/index.html; no browser could be opened here, so open it yourself" in ran.stdout


@pytest.mark.parametrize("out", ["a_file", os.path.join("a_file", "below")])  # noqa: PTH118 - an argument, not a path
def test_a_folder_that_cannot_be_written_is_a_usage_error(gradkit, folder, out):
    (folder / "a_file").touch()
    ran = gradkit("see", "3", "--out", out, cwd=folder)
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"gradkit: --out {out} cannot be written: ")


def test_a_chapter_or_script_that_is_not_there_is_a_usage_error(gradkit, folder):
    ran = gradkit("see", "33", cwd=folder)
    assert ran.returncode == 2
    assert "there is no chapter 33" in ran.stderr
    script(folder).unlink()
    ran = gradkit("see", "3", cwd=folder)
    assert ran.returncode == 2
    assert "see_neuron.py is not there" in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="an interrupt cannot be sent to one process there")
def test_an_interrupt_ends_the_script_too_and_without_a_traceback(folder):
    script(folder).write_text("import time\nprint('begun')\ntime.sleep(600)\n", "utf-8")
    command = [str(Path(sys.executable).with_name("gradkit")), "see", "3", "--no-open"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "begun\n"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)  # to the end of what the script holds open
    assert (running.returncode, out, err) == (130, "", "")
