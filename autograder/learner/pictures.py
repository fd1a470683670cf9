"""A chapter's pictures: which ones its script has just drawn, and a page that shows them."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

import jinja2

from autograder.learner.files import write_whole

PAGE: Final = "index.html"
"""The page's name, in the folder of the pictures."""

_KINDS = {".png", ".gif", ".svg"}

_TEMPLATE = jinja2.Template(
    """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: light-dark(#1a1a1a, #e8e8e8); background: light-dark(#f7f7f5, #16181b); }
h1 { font-size: 1.4rem; margin: 0 0 0.25rem; }
p { margin: 0 0 1rem; color: light-dark(#555, #aaa); }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)); }
figure { margin: 0; padding: 0.5rem; border-radius: 0.5rem; background: #fff; color: #1a1a1a; }
figcaption { font-weight: 600; }
img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p>Drawn with your own functions. Choose a picture to see it alone and larger.</p>
<main>
{% for address, caption in pictures %}
<figure>
<figcaption>{{ caption }}</figcaption>
<a href="{{ address }}"><img src="{{ address }}" alt="{{ caption }}"></a>
</figure>
{% endfor %}
</main>
</body>
</html>
""",
    autoescape=True,
    trim_blocks=True,
    keep_trailing_newline=True,
)


class Drawn:
    """The pictures in a folder that are new, or drawn afresh, since this was made.

    Raises:
        OSError: the folder cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = _states(folder)

    @property
    def pictures(self) -> list[Path]:
        """The pictures, in the order in which they were drawn."""
        now = _states(self._folder)
        return sorted((path for path in now if now[path] != self._before.get(path)), key=lambda path: (now[path], path))


def write_page(folder: Path, title: str, pictures: list[Path]) -> Path:
    """Write a page that shows pictures of a folder, each under its name, and return where it is.

    Raises:
        UsageError: it cannot be written.
    """
    shown = [(quote(picture.name), _caption(picture)) for picture in pictures]
    page = folder / PAGE
    write_whole(page, _TEMPLATE.render(title=title, pictures=shown).encode())
    return page


def _states(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return when each picture was written, and its size."""
    states = {path: path.stat() for path in folder.iterdir() if path.suffix.lower() in _KINDS}
    return {path: (state.st_mtime_ns, state.st_size) for path, state in states.items()}


def _caption(picture: Path) -> str:
    words = picture.stem.replace("_", " ")
    return words[:1].upper() + words[1:]
