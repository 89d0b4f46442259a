"""What our mails say, as a company words it. Plain: the worker that sends them has no validators."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kernel.problems import Language

LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_HTML = 200, 8_000, 30_000
"""Characters of a wording: both languages of a template are one item, of at most 400 KB."""

type Row = Mapping[str, str]
type Value = str | Sequence[str] | Sequence[Row]
type Variables = Mapping[str, Value]


@dataclass(frozen=True)
class Wording:
    """What a template says in one language, with placeholders. Without `html` its text is shown as HTML too."""

    subject: str
    text: str
    html: str | None = None


@dataclass(frozen=True, kw_only=True)
class Template:
    """A mail to be, in one or both languages; its purpose says what can be named in it."""

    code: str
    purpose: str
    name: str | None = None
    vi: Wording | None = None
    en: Wording | None = None

    def wording(self, language: Language) -> Wording:
        """What it says in this language, or in the one that it has."""
        wanted, other = (self.en, self.vi) if language == "en" else (self.vi, self.en)
        found = wanted or other
        if found is None:
            raise ValueError("a template has a wording")
        return found

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """As a table's value, and as a history tells of it; absent parts are left out either way."""
        fields = asdict(self)
        return _there(fields) if exclude_none else fields

    @classmethod
    def model_validate(cls, stored: Mapping[str, Any]) -> "Template":
        """From the table, where only we write it."""
        wordings = {name: Wording(**stored[name]) for name in ("vi", "en") if stored.get(name)}
        return cls(**{**stored, **wordings})


@dataclass(frozen=True)
class Letter:
    """What a template says once everything in it is known: to one recipient, whoever that is."""

    subject: str
    text: str
    html: str


def _there(fields: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _there(one) if isinstance(one, dict) else one for name, one in fields.items()}
    return {name: value for name, value in plain.items() if value is not None}
