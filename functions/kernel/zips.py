"""Zip files from outside, opened without believing them."""

import io
import struct
import zipfile

_DIRECTORY_LIMIT = 1 << 20
"""Bytes of a zip's table of contents that are read: an office file has some kilobytes of it."""
_END = struct.Struct("<4s4H2LH")
_COMMENT_LIMIT = 65_535


def opened(content: bytes) -> zipfile.ZipFile | None:
    """The zip; None when it is broken, or its table of contents too long to be an office file's."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - _COMMENT_LIMIT - _END.size))
    if not content.startswith(b"PK\x03\x04") or end < 0 or len(content) - end < _END.size:
        return None
    if _END.unpack_from(content, end)[5] > _DIRECTORY_LIMIT:
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
