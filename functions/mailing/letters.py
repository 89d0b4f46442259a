"""A letter: what our own people are told by email, in lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from channels.contents import Mail


@dataclass(frozen=True)
class Line:
    """A line of a letter: what it is about, what it says, and where that leads."""

    label: str
    text: str
    link: str | None = None


def letter(to: str, subject: str, opening: str, lines: Iterable[Line]) -> Mail:
    """A mail as plain text and as HTML that says the same; what stands in it is text and nothing else."""
    told = list(lines)
    text = "\n".join([opening, "", *(f"{line.label}: {line.text}" for line in told), ""])
    items = "".join(f"<li>{escape(line.label)}: {_linked(line)}</li>" for line in told)
    return Mail(to, _one_line(subject), text, f"<p>{escape(opening)}</p><ul>{items}</ul>")


def _linked(line: Line) -> str:
    text = escape(line.text)
    return f'<a href="{escape(line.link)}">{text}</a>' if line.link else text


def _one_line(text: str) -> str:
    """Nothing in a subject begins another header."""
    return " ".join(text.split())
