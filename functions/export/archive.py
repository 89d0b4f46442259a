"""A zip file that is written from its beginning to its end, laid down between two blocks, and taken up elsewhere.

zipfile cannot be taken up. Each part is followed by its checksum and sizes, as it is where a writer cannot go back.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

_LEVEL = 1  # 100,000 rows of 15 columns: 10 MB; level 6 takes a third more time for 8 MB
_VERSION, _SIZES_FOLLOW, _DEFLATED, _NO_TIME, _NO_DAY = 20, 8, 8, 0, 33
_LOCAL, _SIZES, _CENTRAL, _END = "<4s5H3L2H", "<4s3L", "<4s6H3L5H2L", "<4s4H2LH"
LIMIT = (1 << 32) - (1 << 24)
"""Bytes of an archive: beyond 4 GiB it would need ZIP64, which Excel mistrusts in a streamed file."""


class TooLargeError(Exception):
    """More than an archive holds."""


@dataclass(slots=True)
class Entry:
    """A part of the archive, as far as it is written."""

    name: str
    offset: int
    crc: int = 0
    packed: int = 0
    size: int = 0


class Archive:
    """One zip file being written into `held`, which its owner empties as it pleases."""

    def __init__(self) -> None:
        self.held = bytearray()
        self._entries: list[Entry] = []
        self._written = 0
        self._compressor = _fresh()

    def state(self, *, within: bool) -> list[Any]:
        """What is to be kept so that `taken_up` goes on here; `within` a part, its deflated block ends here.

        A stream of deflated blocks may come from several compressors, if each ends on a byte and looks back no further
        than its own beginning: that is what a full flush is.
        """
        if within:
            self._put(self._compressor.flush(zlib.Z_FULL_FLUSH), packed=True)
        return [self._written, [list(astuple(entry)) for entry in self._entries]]

    @classmethod
    def taken_up(cls, state: Iterable[Any], held: bytes) -> "Archive":
        """The archive as `state` told it, with the last bytes of it held."""
        one = cls()
        one.held += held
        one._written, entries = state
        one._entries = [Entry(*fields) for fields in entries]
        return one

    def begin(self, name: str) -> None:
        """Begin a part."""
        self._entries.append(Entry(name, self._written))
        self._compressor = _fresh()
        told = name.encode("ascii")
        head = (b"PK\3\4", _VERSION, _SIZES_FOLLOW, _DEFLATED, _NO_TIME, _NO_DAY, 0, 0, 0, len(told), 0)
        self._put(struct.pack(_LOCAL, *head) + told)

    def write(self, data: bytes) -> int:
        """Add to the part that was begun; returns its size so far."""
        entry = self._entries[-1]
        entry.crc = zlib.crc32(data, entry.crc)
        entry.size += len(data)
        self._put(self._compressor.compress(data), packed=True)
        return entry.size

    def end(self) -> None:
        """End the part that was begun."""
        entry = self._entries[-1]
        self._put(self._compressor.flush(), packed=True)
        self._put(struct.pack(_SIZES, b"PK\7\x08", entry.crc, entry.packed, entry.size))

    def add(self, name: str, data: bytes) -> None:
        """A whole part."""
        self.begin(name)
        self.write(data)
        self.end()

    def finish(self) -> None:
        """The directory of all parts."""
        start = self._written
        for entry in self._entries:
            told = entry.name.encode("ascii")
            sums = (entry.crc, entry.packed, entry.size, len(told), 0, 0, 0, 0, 0, entry.offset)
            head = (b"PK\1\2", _VERSION, _VERSION, _SIZES_FOLLOW, _DEFLATED, _NO_TIME, _NO_DAY, *sums)
            self._put(struct.pack(_CENTRAL, *head) + told)
        count = len(self._entries)
        self._put(struct.pack(_END, b"PK\5\6", 0, 0, count, count, self._written - start, start, 0))

    def take(self, least: int = 1) -> bytes:
        """What is held, once it is worth it; else nothing."""
        if len(self.held) < least:
            return b""
        taken = bytes(self.held)
        self.held.clear()
        return taken

    def _put(self, data: bytes, *, packed: bool = False) -> None:
        self.held += data
        self._written += len(data)
        if packed:
            self._entries[-1].packed += len(data)
        if self._written > LIMIT:
            raise TooLargeError


def _fresh() -> "zlib._Compress":
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
