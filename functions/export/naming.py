"""What Excel calls columns and sheets."""

import re

MAX_NAME = 31
_LETTERS = 26
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ESCAPED = _IN_TEXT | {ord('"'): "&quot;"}
# What XML cannot say: a title or a number format is written as it is, without the escapes that cells know.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def letters(place: int) -> str:
    """What Excel calls the column at a place, from 1: A, Z, AA."""
    name = ""
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def escaped(text: str, *, attribute: bool = False) -> str:
    """As XML has it."""
    return _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", text).translate(_ESCAPED if attribute else _IN_TEXT)


def quoted(name: str) -> str:
    """A sheet's name as a reference has it."""
    return "'{}'".format(name.replace("'", "''"))


def sheet_names(titles: list[tuple[str, int]]) -> list[str]:
    """A name for each (title, which of its sheets), no two the same to Excel, which does not tell cases apart."""
    names: dict[str, str] = {}
    for title, number in titles:
        name, tried = sheet_name(title, number), number
        while name.casefold() in names:
            tried += 1
            name = sheet_name(title, tried)
        names[name.casefold()] = name
    return [*names.values()]


def sheet_name(title: str, number: int = 1) -> str:
    """A name Excel takes: 31 UTF-16 units, nothing forbidden, no quote at an end; "Leads", then "Leads 2"."""
    first = _shortened(title, MAX_NAME)
    if number == 1:
        return first
    suffix = f" {number}"
    name = _shortened(title, MAX_NAME - len(suffix)) + suffix
    return name if name != first else _shortened(title, MAX_NAME - len(suffix) - 1) + suffix


def _shortened(title: str, units: int) -> str:
    clean = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff\[\]:*?/\\]+", " ", title)
    cut = " ".join(clean.split()).strip("' ").encode("utf-16-le")[: 2 * units]
    name = cut.decode("utf-16-le", "ignore").strip("' ")
    return name if name and name.casefold() != "history" else "Sheet"  # "History" is Excel's own
