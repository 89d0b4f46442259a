"""Documents of a lead or customer: files in our storage, and links to outside drives (D4)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Frozen, Line, Link, Prose, Ulid

LARGEST = 25 * 1024 * 1024
"""Bytes that a file may have."""
MOST = 200
"""Documents that one record may have, those on their way included."""

type Type = Literal[
    "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
    "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/rtf",
    "text/csv", "text/plain", "application/zip",
]  # fmt: skip
"""What may be uploaded; nothing that a browser or system runs."""

ENDINGS: dict[Type, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/tiff": (".tif", ".tiff"),
    "image/heic": (".heic",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.ms-powerpoint": (".ppt",),
    "application/rtf": (".rtf",),
    "text/csv": (".csv",),
    "text/plain": (".txt",),
    "application/zip": (".zip",),
}
"""How the names of each type's files end, so that a file opens as what it was looked at as."""

type State = Literal["waiting", "ready"]


class Document(Frozen):
    """A file or a link that belongs to a record."""

    id: Ulid
    customer: Ulid
    name: Annotated[Line, Field(max_length=200)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    state: State
    link: Link | None = None
    type: Type | None = None
    size: int | None = None
    sha256: str | None = None
    dossiers: tuple[Ulid, ...] = ()
    """The signing dossiers, sent or signed, that this file is in: it stays as long as there is one."""
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


def ending_fits(name: str, kind: Type) -> bool:
    """Whether a file of this type may have this name."""
    return name.lower().endswith(ENDINGS[kind])
