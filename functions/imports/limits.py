"""How much a file may be, and why one is refused. Plain: whoever reads a file needs no validators and no table."""

BYTES = 50 << 20
"""Of the file as it is uploaded."""
UNPACKED = 300 << 20
"""Bytes of all parts of a workbook: 100,000 rows of 15 columns have 105 MB."""
RATIO, SMALL = 300, 1 << 20
"""How many times smaller a part may be packed, if it is not small anyway: rows that are all alike reach some 100."""
ENTRIES = 1_000
"""Parts of a workbook."""
SHEETS = 50
ROWS = 200_000
"""Of a sheet."""
COLUMNS = 256
CELLS = 6_000_000
"""Of a sheet, from its first row and column to its last: a reader makes room for all of them."""
CHARACTERS = 32_767
"""Of a cell: what Excel takes."""


class Refused(Exception):  # noqa: N818 - an expected outcome, told to who uploaded the file
    """A file that is not read; `code` is a message of kernel.messages."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
