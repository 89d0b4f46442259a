"""Whether a workbook is safe to read: nothing in it swells, pretends, hides a program or calls for something outside.

A reader makes room for all that lies between a sheet's first cell and its last, and follows what parts claim. So all
of it is looked at first, in small pieces, without believing a word.
"""

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from imports import limits
from imports.limits import Refused
from kernel import zips

_CHUNK, _LONGEST_TAG = 1 << 20, 2 << 20
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Excel 97 begins, and one that is locked with a password."""
_MAIN = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_SHEET_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PROGRAM = re.compile(r"vbaproject|macrosheets|activex|\.bin$", re.IGNORECASE)
_HARMLESS = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"\s*<\?xml[^<>]*?encoding\s*=\s*[\"']([^\"']+)")
_UTF_8 = frozenset({b"utf-8", b"us-ascii", b"ascii"})

_TAG = rb"<(?:[A-Za-z_][\w.-]*:)?"
_PLACE = rb"\br\s*=\s*[\"']([A-Za-z]{1,9})(\d{1,19})[\"']"
_NOT_EMPTY = rb"(?<!/)>(?!\s*</)"
"""How the tag of a cell ends that holds something: `<c r="A1" s="1"/>` and `<c r="A1" s="1"></c>` only have a look."""
_CELL = re.compile(_TAG + rb"c(?=[\s/>])[^<>]*" + _NOT_EMPTY)
_PLACED = re.compile(_TAG + rb"c\s(?:[^<>]*?\s)?" + _PLACE + rb"[^<>]*" + _NOT_EMPTY)
_WRONG = re.compile(_TAG + rb"c\s(?=[^<>]*?\bt\s*=\s*[\"']e[\"'])(?:[^<>]*?\s)?" + _PLACE + rb"[^<>]*" + _NOT_EMPTY)
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_ANYWHERE = re.compile(_PLACE)
_ROW = re.compile(_TAG + rb"row(?=[\s/>])")
_NUMBERED = re.compile(_TAG + rb"row\s[^<>]*?\br\s*=\s*[\"'](\d{1,19})[\"']")
_TANGLED = re.compile(rb"<[^<>]*<")
"""A tag in a tag: no XML, but there are readers that take it for some."""
_MOST_WRONG = 1_000


@dataclass
class Seen:
    """What the cells of a part that are not empty say of themselves."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    wrong: set[tuple[int, int]] = field(default_factory=set)
    """(row, column) of cells that show an error such as #N/A, from 1: a reader takes them for empty."""
    unplaced: int = 0
    """Cells of a row, up to here, that do not say where they are: each is beside the one before it."""


def checked(content: bytes) -> dict[str, Seen]:
    """What the parts of a workbook hold, by their names. Raises Refused."""
    if content.startswith(_OLD_OR_LOCKED):
        raise Refused("file_old_or_locked")
    package = zips.opened(content)
    if package is None:
        raise Refused("file_unreadable")
    entries = [one for one in package.infolist() if not one.is_dir()]
    names = {one.filename for one in entries}
    if len(entries) > limits.ENTRIES:
        raise Refused("file_too_many_parts", most=limits.ENTRIES)
    if len({name.lower() for name in names}) < len(entries):
        raise Refused("file_unreadable")
    if sum(one.file_size for one in entries) > limits.UNPACKED:
        raise Refused("file_unpacks_too_large", most=limits.UNPACKED >> 20)
    if any(_PROGRAM.search(name) and not _HARMLESS.search(name) for name in names):
        raise Refused("file_has_macros")
    if not {_MAIN, _TYPES} <= names or _SHEET_MAIN not in b"".join(_pieces(package, package.getinfo(_TYPES))):
        raise Refused("file_not_a_workbook")
    return {one.filename: _seen(_pieces(package, one)) for one in entries}


def _pieces(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, unpacked piece by piece, and no more of it than it says there is."""
    if entry.file_size > limits.SMALL and entry.file_size > limits.RATIO * max(entry.compress_size, 1):
        raise Refused("file_unpacks_too_large", most=limits.UNPACKED >> 20)
    if entry.flag_bits & 1:
        raise Refused("file_old_or_locked")
    doubted, total = copy.copy(entry), 0
    doubted.file_size = limits.UNPACKED  # else no more than it claims is unpacked here, and all of it by the reader
    try:
        with package.open(doubted) as part:
            while piece := part.read(_CHUNK):
                total += len(piece)
                if total > entry.file_size:
                    raise Refused("file_unreadable")
                yield piece
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise Refused("file_unreadable") from error


def _seen(pieces: Iterator[bytes]) -> Seen:
    """What one part holds. A piece is cut two tags before its end: none is seen in halves, or without the next."""
    seen, left, first = Seen(), b"", True
    for piece in pieces:
        if first and not _is_xml(piece):
            return seen  # a picture: nobody reads it
        first, text = False, left + piece
        cut = max(text.rfind(b"<", 0, max(text.rfind(b"<"), 0)), 0)
        if len(text) - cut > _LONGEST_TAG:
            raise Refused("file_unreadable")
        _look(seen, text[:cut])
        left = text[cut:]
    _look(seen, left)
    return seen


def _is_xml(piece: bytes) -> bool:
    start = piece.removeprefix(b"\xef\xbb\xbf")
    encoding = _ENCODING.match(start)
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"} or (b"\0" in start[:64] and b"<" in start[:64]):
        raise Refused("file_entities")
    if encoding and encoding[1].lower() not in _UTF_8:
        raise Refused("file_entities")
    return start.lstrip().startswith(b"<")


def _look(seen: Seen, text: bytes) -> None:
    if b"<!" in text and _DECLARED.search(text):
        raise Refused("file_entities")
    if _TANGLED.search(text):
        raise Refused("file_unreadable")
    filled, placed = len(_CELL.findall(text)), _PLACED.findall(text)
    seen.cells += filled
    _extend(seen, placed)
    if filled > len(placed):
        _count(seen, text)
    for letters, row in _WRONG.findall(text) if _ERROR.search(text) else ():
        if len(seen.wrong) < _MOST_WRONG:
            seen.wrong.add((int(row), _number(letters)))
    if max(seen.rows, 1) * max(seen.columns, 1) > limits.CELLS or seen.cells > limits.CELLS:
        raise Refused("file_too_many_cells", most=limits.CELLS)


def _extend(seen: Seen, placed: list[tuple[bytes, bytes]]) -> None:
    seen.columns = max([seen.columns, *(_number(letters) for letters in {letters for letters, _ in placed})])
    seen.rows = max([seen.rows, *(int(row) for row in {row for _, row in placed})])


def _count(seen: Seen, text: bytes) -> None:
    """Some cells do not say where they are, or say it in an odd place: then the worst is believed."""
    _extend(seen, _ANYWHERE.findall(text))
    runs = [len(_CELL.findall(row)) for row in _ROW.split(text)]
    seen.unplaced += runs[0]
    longest = max([seen.unplaced, *runs[1:]])
    seen.unplaced = runs[-1] if len(runs) > 1 else seen.unplaced
    seen.columns = max(seen.columns, longest)
    seen.rows = max([seen.rows, seen.rows + len(runs) - 1, *map(int, _NUMBERED.findall(text))])


def _number(letters: bytes) -> int:
    """A=1, Z=26, AA=27."""
    total = 0
    for letter in letters.upper():
        total = total * 26 + letter - 64
    return total
