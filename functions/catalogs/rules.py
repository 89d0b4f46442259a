"""Catalogues: lists of choices that an administrator keeps. A kind is a line of data here, not code (B1)."""

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from kernel.fields import Code, Colour, Frozen, Names

type Kind = Literal[
    "stages", "opportunity-stages", "sources", "partner-sources", "dimensions", "groups", "partner-groups",
    "contact-statuses", "sizes", "sectors", "types", "opportunity-types", "lost-reasons", "activity-types", "labels",
    "campaigns", "teams", "request-types", "warranty-kinds", "card-kinds",
]  # fmt: skip
type AttributeName = Literal["colour", "dimension", "probability", "outcome", "follow_up"]
type Outcome = Literal["open", "won", "lost"]

LAST = 9999
"""The greatest order that an entry may have."""
LARGEST = 500
"""Entries that a catalogue may have; a list of choices is read whole, to be in its order."""


class KindRules(NamedTuple):
    """What a catalogue is called, and what its entries have besides code, name, order and active."""

    vi: str
    en: str
    required: tuple[AttributeName, ...] = ()
    optional: tuple[AttributeName, ...] = ()


KINDS: dict[Kind, KindRules] = {
    "stages": KindRules("Giai đoạn tiềm năng", "Lead stages", ("colour",)),
    "opportunity-stages": KindRules(
        "Giai đoạn cơ hội", "Opportunity stages", ("colour", "probability", "outcome"), ("follow_up",)
    ),
    "sources": KindRules("Nguồn khách hàng", "Sources"),
    "partner-sources": KindRules("Nguồn đối tác", "Partner sources"),
    "dimensions": KindRules("Tiêu chí phân nhóm", "Dimensions of groups"),
    "groups": KindRules("Nhóm khách hàng", "Groups", ("dimension",)),
    "partner-groups": KindRules("Nhóm đối tác", "Partner groups"),
    "contact-statuses": KindRules("Tình trạng liên hệ", "Contact statuses", (), ("colour",)),
    "sizes": KindRules("Quy mô tổ chức", "Organisation sizes"),
    "sectors": KindRules("Lĩnh vực kinh doanh", "Business sectors"),
    "types": KindRules("Loại khách hàng", "Customer types"),
    "opportunity-types": KindRules("Loại cơ hội", "Opportunity types"),
    "lost-reasons": KindRules("Lý do thất bại", "Lost reasons"),
    "activity-types": KindRules("Loại hoạt động", "Activity types"),
    "labels": KindRules("Nhãn", "Labels", ("colour",)),
    "campaigns": KindRules("Chiến dịch marketing", "Marketing campaigns"),
    "teams": KindRules("Đội bán hàng", "Sales teams"),
    "request-types": KindRules("Loại yêu cầu", "Request types"),
    "warranty-kinds": KindRules("Loại bảo hành", "Warranty kinds"),
    "card-kinds": KindRules("Loại thẻ", "Card kinds"),
}


class Entry(Frozen):
    """One choice of a catalogue; which of the attributes it has, KINDS says."""

    code: Code
    name: Names
    order: Annotated[int, Field(ge=0, le=LAST)] = 0
    active: bool = True
    colour: Colour | None = None
    dimension: Code | None = None
    probability: Annotated[int, Field(ge=0, le=100)] | None = None
    outcome: Outcome | None = None
    follow_up: bool | None = None


ATTRIBUTES: tuple[AttributeName, ...] = ("colour", "dimension", "probability", "outcome", "follow_up")


def misfit(kind: Kind, entry: Entry) -> list[tuple[AttributeName, str]]:
    """(field, error code) of each attribute of its kind that an entry lacks, and of each that is another kind's."""
    rules = KINDS[kind]
    given = {name for name in ATTRIBUTES if getattr(entry, name) is not None}
    lacking = [(name, "missing") for name in rules.required if name not in given]
    foreign = given.difference(rules.required, rules.optional)
    return lacking + [(name, "unknown_field") for name in ATTRIBUTES if name in foreign]


class Retirement(Frozen):
    """An entry that goes when no record names it any more, and what becomes of those that do (B3, B4)."""

    kind: Kind
    code: Code
    version: int
    """At which it was put out of use: who takes it up again in the meantime keeps it."""
    replace_with: Code | None = None
    customers: Literal["keep", "delete"] | None = None


def at_the_end(entries: Iterable[Entry]) -> int:
    """The order of an entry that comes after all of these."""
    return min(LAST, max((entry.order for entry in entries), default=0) + 1)


def place(entry: Entry) -> str:
    """Where an entry stands in its list: by its order, and by code where that is the same."""
    return f"{entry.order:04d}#{entry.code}"
