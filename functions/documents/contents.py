"""Whether bytes are what their type says, as far as their first and characteristic ones tell. Pure."""

from collections.abc import Callable

from documents.rules import Type
from kernel import zips

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_IN_TEXT = frozenset("\t\n\r\f")
_DEL = 0x7F


def fits(content: bytes, kind: Type) -> bool:
    """Whether content of this type may look so."""
    return _LOOKS[kind](content)


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}


def _text(content: bytes) -> bool:
    """Text in UTF-8, in UTF-16 that says so, or in a one-byte encoding: without control characters, so no program."""
    if content.startswith(_UTF16):
        try:
            return all(_printable(ord(c)) for c in content.decode("utf-16"))
        except UnicodeDecodeError:
            return False
    return all(_printable(byte) for byte in set(content))


def _printable(code: int) -> bool:
    return (code >= ord(" ") and code != _DEL) or chr(code) in _IN_TEXT


def _ole(*streams: str) -> Callable[[bytes], bool]:
    """An old office file: a compound file in which there is a stream of this name. An installer is one too."""
    names = [stream.encode("utf-16-le") for stream in streams]
    return lambda content: content.startswith(_OLE) and any(name in content for name in names)


def _office(part: str) -> Callable[[bytes], bool]:
    """An office file of today: a zip with this part and the list of its types, and without a program."""

    def look(content: bytes) -> bool:
        names = names_in(content)
        return {"[Content_Types].xml", part} <= names and not any("vbaproject" in name.lower() for name in names)

    return look


def _open_document(kind: str) -> Callable[[bytes], bool]:
    """An OpenDocument file begins with an entry, stored as it is, that names its type."""
    return lambda content: content[30 : 38 + len(kind)] == b"mimetype" + kind.encode() and bool(names_in(content))


def names_in(content: bytes) -> frozenset[str]:
    """The names in a zip's table of contents; none when it cannot be an office file."""
    opened = zips.opened(content)
    return frozenset(opened.namelist()) if opened else frozenset()


_OXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_LOOKS: dict[str, Callable[[bytes], bool]] = {
    "application/pdf": lambda content: content[:16].lstrip().startswith(b"%PDF-"),
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/gif": _begins(b"GIF87a", b"GIF89a"),
    "image/webp": _webp,
    "image/tiff": _begins(b"II*\x00", b"MM\x00*"),
    "image/heic": _heic,
    f"{_OXML}wordprocessingml.document": _office("word/document.xml"),
    f"{_OXML}spreadsheetml.sheet": _office("xl/workbook.xml"),
    f"{_OXML}presentationml.presentation": _office("ppt/presentation.xml"),
    f"{_ODF}text": _open_document(f"{_ODF}text"),
    f"{_ODF}spreadsheet": _open_document(f"{_ODF}spreadsheet"),
    "application/msword": _ole("WordDocument"),
    "application/vnd.ms-excel": _ole("Workbook", "Book"),
    "application/vnd.ms-powerpoint": _ole("PowerPoint Document"),
    "application/rtf": _begins(b"{\\rtf"),
    "text/csv": _text,
    "text/plain": _text,
    "application/zip": _begins(b"PK\x03\x04", b"PK\x05\x06"),
}
