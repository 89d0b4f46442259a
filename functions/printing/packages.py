"""Whether an office file is safe to work on: nothing in it runs, fetches, swells or pretends."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from kernel import zips
from kernel.refusal import Refused
from printing.fields import Kind

type Parts = dict[str, bytes]
type Tree = Any  # lxml ships no types

ENTRIES = 500
PART, WHOLE = 8 << 20, 40 << 20
"""Bytes that a part, and all parts together, may have unpacked."""
RATIO, SMALL = 200, 100_000
"""How many times smaller a part may be packed, if it is not small anyway: Office reaches some 30."""

_MAIN: dict[Kind, tuple[str, str]] = {
    "docx": ("/word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("/xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
_XML = (".xml", ".rels", ".vml")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf")
_PRINTER = re.compile(r"xl/printerSettings/[\w.-]+\.bin")
_PROGRAM = re.compile(r"vbaproject|macro|activex|oleobject|embeddings|customui|webextension|externallink|connections")
_RELATIONS = frozenset({
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles", "settings",
    "webSettings", "fontTable", "font", "theme", "themeOverride", "numbering", "header", "footer", "image", "footnotes",
    "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "hyperlink", "customXml",
    "customXmlProps", "stylesWithEffects", "glossaryDocument", "chart", "chartUserShapes", "chartStyle",
    "chartColorStyle", "worksheet", "sharedStrings", "calcChain", "drawing", "vmlDrawing", "printerSettings", "table",
    "sheetMetadata", "threadedComment", "person",
})  # fmt: skip
"""What parts may have to do with each other; not here are programs, embedded objects and data from elsewhere."""
_LINKS = frozenset({"https", "http", "mailto", "tel"})
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_VML = "{urn:schemas-microsoft-com:vml}"
_CONTENT_TYPES = "[Content_Types].xml"


def parts(content: bytes, kind: Kind) -> Parts:
    """Every part by its name, unpacked. Raises Refused."""
    package = zips.opened(content)
    if package is None:
        raise Refused("template_unreadable", kind=kind)
    entries = package.infolist()
    if len(entries) > ENTRIES or sum(one.file_size for one in entries) > WHOLE:
        raise Refused("template_too_large")
    if len({one.filename.lower() for one in entries}) < len(entries):
        raise Refused("template_unreadable", kind=kind)
    found = {one.filename: _unpacked(package, one, kind) for one in entries if not one.is_dir()}
    for name, part in found.items():
        _check_name(name)
        if name.lower().endswith(_XML) or name == _CONTENT_TYPES:
            _check_xml(name, part)
    _check_kind(found, kind)
    return found


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: Kind) -> bytes:
    swollen = entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1)
    if entry.file_size > PART or swollen:
        raise Refused("template_too_large")
    if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused("template_unreadable", kind=kind)
    try:
        return package.read(entry)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Refused("template_unreadable", kind=kind) from error


def _check_name(name: str) -> None:
    low = name.lower()
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or not name.isprintable():
        raise Refused("template_program", part=_told(name))
    if _PROGRAM.search(low) or not (low.endswith((*_XML, *_PICTURES)) or _PRINTER.fullmatch(name)):
        raise Refused("template_program", part=_told(name))


def _check_xml(name: str, part: bytes) -> None:
    encoding = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
    if part[:2] in {b"\xff\xfe", b"\xfe\xff"} or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise Refused("template_entities", part=_told(name))
    if _DECLARED.search(part) or b"\0" in part:
        raise Refused("template_entities", part=_told(name))
    root = parsed(name, part)
    if name.lower().endswith(".rels"):
        _check_relations(name, root)
    for element in root.iter(f"{_VML}*"):
        for attribute, value in element.items():
            if attribute in {"src", "href"} and (":" in value or "\\\\" in value):
                raise Refused("template_outside", part=_told(name))


def parsed(name: str, part: bytes) -> Tree:
    """A part as a tree: nothing is fetched, nothing expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("template_damaged", part=_told(name)) from error


def _check_relations(name: str, root: Tree) -> None:
    for relation in root.iter("{*}Relationship"):
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        if kind not in _RELATIONS:
            raise Refused("template_program", part=_told(f"{name}: {kind}"))
        outside = relation.get("TargetMode") == "External"
        if outside and (kind != "hyperlink" or _scheme(target) not in _LINKS):
            raise Refused("template_outside", part=_told(f"{name}: {kind}"))
        if not outside and (":" in target or "\\" in target):
            raise Refused("template_outside", part=_told(f"{name}: {kind}"))


def _scheme(target: str) -> str:
    try:
        return urlsplit(target).scheme
    except ValueError:
        return ""


def _check_kind(found: Parts, kind: Kind) -> None:
    """What the file says that it is: a document or workbook, not one with macros and not a template of Office."""
    main, wanted = _MAIN[kind]
    if _CONTENT_TYPES not in found or main[1:] not in found:
        raise Refused("template_unreadable", kind=kind)
    types = list(_content_types(found[_CONTENT_TYPES]))
    if ("", "") in types or any(_PROGRAM.search(one.lower()) for _, one in types):
        raise Refused("template_program", part=_CONTENT_TYPES)
    if [one for part, one in types if part == main] != [f"application/vnd.openxmlformats-officedocument.{wanted}"]:
        raise Refused("template_unreadable", kind=kind)


def _content_types(part: bytes) -> Iterator[tuple[str, str]]:
    for element in parsed(_CONTENT_TYPES, part).iter("{*}Override", "{*}Default"):
        yield element.get("PartName", element.get("Extension", "")), element.get("ContentType", "")


def _told(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:120]
