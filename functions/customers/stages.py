"""What stages look like beside the records that are in them (C6): read for a whole answer at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalogs.rules import Entry
from customers.cards import CardView, StageLook
from kernel import keys, table
from kernel.values import Raw, decode, decode_item


def look(tenant: str, stage: str | None) -> StageLook | None:
    """How one stage is shown; None without one, or for one that is not in the catalogue any more."""
    return looks(tenant, [stage]).get(stage or "")


def looks(tenant: str, stages: Iterable[str | None]) -> dict[str, StageLook]:
    """How stages are shown: one call for all of them, and none without any."""
    codes = {(keys.catalog(tenant), keys.entry("stages", stage)): stage for stage in stages if stage}
    found = table.get_many(codes)
    return {codes[key]: _look(decode(raw["value"])) for key, raw in found.items()}


def look_of(entry: Entry) -> StageLook:
    """How a stage is shown that was read already."""
    return StageLook(name=entry.name, colour=entry.colour)


def _look(value: Mapping[str, Any]) -> StageLook:
    return StageLook.model_validate({"name": value["name"], "colour": value.get("colour")})


def card_views(tenant: str, raws: Iterable[Raw]) -> list[CardView]:
    """Cards as lists show them, each with the look of its stage."""
    plain = [plain_card(raw) for raw in raws]
    known = looks(tenant, (one.get("stage") for one in plain))
    return [card_view(one, known) for one in plain]


def card_view(plain: Mapping[str, Any], known: Mapping[str, StageLook]) -> CardView:
    """A card's fields as lists show them."""
    return CardView.model_validate({**plain, "stage_look": known.get(plain.get("stage") or "")})


def plain_card(raw: Raw) -> dict[str, Any]:
    """A card's fields, with what was derived of the record."""
    item = decode_item(raw)
    return {**item["value"], **{name: item.get(name) for name in ("score", "stars", "tier")}}
