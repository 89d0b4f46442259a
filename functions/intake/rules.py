"""The keys with which a company's email providers sign what they report. Pure, and without validators."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

type Source = Literal["generic", "sendgrid", "mailgun", "postmark", "zalo"]
SOURCES: tuple[Source, ...] = ("generic", "sendgrid", "mailgun", "postmark", "zalo")
OF_THE_PROVIDER: frozenset[Source] = frozenset({"sendgrid", "mailgun", "zalo"})
"""Their keys are made by the provider, and entered here; those of the others are made here, and entered there."""
LIVE = 2
"""So many keys of a source hold at a time: the one in use, and the next."""
_HINT = 4


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key: sealed, with its last characters to tell it from the other."""

    id: str
    sealed: str
    hint: str
    created_at: str
    created_by: str


@dataclass(frozen=True, kw_only=True)
class Keys:
    """All live keys of a source."""

    source: Source
    keys: tuple[Key, ...] = ()

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:  # noqa: ARG002 - as a model has it
        """As a table's value."""
        return {"source": self.source, "keys": [asdict(one) for one in self.keys]}

    @classmethod
    def model_validate(cls, stored: Mapping[str, Any]) -> "Keys":
        """From the table, where only we write it."""
        return cls(source=stored["source"], keys=tuple(Key(**one) for one in stored["keys"]))

    def told(self) -> dict[str, Any]:
        """What the history tells of them."""
        return {"keys": [f"{one.id} …{one.hint}" for one in self.keys]}


def hint(secret: str) -> str:
    """The end of a secret."""
    return secret[-_HINT:]


def with_one(keys: Keys, key: Key) -> Keys | None:
    """With another key; None where two hold already."""
    return replace(keys, keys=(*keys.keys, key)) if len(keys.keys) < LIVE else None


def without(keys: Keys, key_id: str) -> Keys | None:
    """Without a key; None where there is none of that id."""
    left = tuple(one for one in keys.keys if one.id != key_id)
    return replace(keys, keys=left) if len(left) < len(keys.keys) else None
