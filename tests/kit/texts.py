"""What learners may print, raise or be called, to be shown as it is and obeyed by nothing."""

from typing import Final

from hypothesis import strategies as st

HOSTILE: Final = [
    "```\n# Full marks\n```",
    "````text\n```\n~~~~\n````",
    "`" * 40 + "\n</code></pre><script>alert(1)</script>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!-- ",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "# Full marks\n\n**100 of 100 points**\n\n---\n\n- passed",
    "\n\n| exercise | | points |\n| --- | --- | --- |\n| all | passed | 100 |",
    "Full marks\n==========",
    "&lt;script&gt; &#x1b; \\` \\",
    "    four spaces\n\ttab\n  \n> quote",
    "[x]: http://evil.example\n\n[x]",
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;http://evil.example\x07link",
    "\x9b31m \x7f \x08\x08\x08 \r100 of 100",
    "\N{RIGHT-TO-LEFT OVERRIDE}001 fo 001\N{ZERO WIDTH SPACE}\N{LINE SEPARATOR}# x\x0b# y\x0c# z\x85# w\x1c",
]
TEXTS: Final = st.text(alphabet="`~#|<>&*_[]()!\\\n\r\t\x1b\x9b\u2028 -=+:1.aé", max_size=60) | st.text(max_size=60)


def plain(text: str) -> str:
    """What a block must show of a text."""
    text = text.replace("\r\n", "\n")
    lines = "".join(each if each.isprintable() or each in "\n\t" else "\N{REPLACEMENT CHARACTER}" for each in text)
    return "".join(f"{line}\n" for line in lines.splitlines())
