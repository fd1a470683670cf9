"""Text from a learner is data wherever it is shown: a terminal, or a program that reads the file, must not obey it."""

import re

_UNSHOWABLE = "\N{REPLACEMENT CHARACTER}"


def shown(text: str) -> str:
    """Return a text with a mark in place of every character that cannot be shown, or encoded, on a line."""
    return "".join(character if character.isprintable() else _UNSHOWABLE for character in text)


def shown_lines(text: str) -> str:
    """Return a text of several lines likewise; the ends of lines become plain, and tabs stay."""
    text = text.replace("\r\n", "\n")
    return "".join(character if character.isprintable() or character in "\n\t" else _UNSHOWABLE for character in text)


def fenced(text: str) -> str:
    """Return a text as a block of Markdown that nothing in it can close."""
    text = shown_lines(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *text.splitlines(), fence])
