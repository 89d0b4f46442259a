"""What is said of a row, in the caller's language: why, and how to mend it."""

import re
from typing import Any, NamedTuple

from imports.plans import Told
from kernel.messages import FIELD_MESSAGES, PROBLEMS
from kernel.problems import FieldError, Language, Problem

_SENTENCE = re.compile(r"(?<=[^.\d]\.)\s+(?=[A-ZĐ])")
_MEND = {
    "vi": "Hãy sửa ô này trong tệp rồi tải tệp lên lại.",
    "en": "Mend the cell in the file, and upload the file again.",
}
_MEND_ROW = {
    "vi": "Hãy sửa dòng này trong tệp rồi tải tệp lên lại.",
    "en": "Mend the row in the file, and upload the file again.",
}
_NOTHING_TO_MEND = frozenset({"unchanged", "empty_row", "header_again"})


class Said(NamedTuple):
    """Why, and what to do about it ("" if nothing is to be done)."""

    why: str
    mend: str


def told(one: Told, language: Language) -> Said:
    """What is said of a row: a field message is one sentence why, and what follows it says how to mend it."""
    why, *rest = _SENTENCE.split(_message(one, language), maxsplit=1)
    if rest:
        return Said(why, rest[0])
    if one.code in _NOTHING_TO_MEND:
        return Said(why, "")
    return Said(why, (_MEND if one.column else _MEND_ROW)[language])


def _message(one: Told, language: Language) -> str:
    """Of a field, else what the API would have told."""
    if one.code in FIELD_MESSAGES or one.code not in PROBLEMS:
        return FieldError("", one.code, tuple(one.values.items())).message(language)
    values: dict[str, Any] = dict(one.values)
    return str(Problem(one.code, **values).body(language, "")["detail"])
