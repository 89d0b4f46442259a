"""What becomes of the rows of contacts: each belongs to a customer, whose contacts are compared with it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

from attached.rules import Attached
from imports import known, references
from imports.deciding import Asked, Repeats
from imports.drafting import Draft
from imports.known import Stored
from imports.plans import Planned, Told
from imports.references import References
from kernel import clock, keys
from kernel.phones import dialled
from kernel.text import compact

_AT_ONCE = 8
_MOST = Attached.MOST


class Contacts:
    """Decides row by row."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._repeats = asked, Repeats()
        self._customers = References(asked, "profile")
        self._theirs: dict[str, list[Stored]] = {}
        self._counted: dict[str, int] = {}
        self._latest = (clock.now() + timedelta(days=1)).date().isoformat()

    def marks(self, draft: Draft) -> list[str]:
        """Those of its customer."""
        return references.marks(draft)

    def look(self, drafts: Sequence[Draft], there: Mapping[str, tuple[str, ...]]) -> None:
        """The customers, and the contacts that they have."""
        self._customers.look(drafts, there, set())
        tenant = self._asked.viewer.tenant
        wanted = sorted(self._customers.customers(drafts))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = pool.map(partial(known.attached, tenant, prefix=keys.CONTACT), wanted)
            self._theirs = dict(zip(wanted, found, strict=True))

    def decide(self, draft: Draft) -> Planned:
        """A contact is the same if a phone or an address is, or the name where one of the two can not be reached."""
        asked, home = self._asked, self._customers.of(draft)
        if home is None:
            return asked.wrong(draft, *draft.lacks)
        if isinstance(home, Told):
            return asked.wrong(draft, home)
        if draft.fields.get("birthday", "") > self._latest:
            return asked.wrong(draft, asked.told(draft, "in_future", "birthday"))
        said, looked = _marks(home.id, draft.fields)
        primary = f"{home.id}#primary"
        earlier = self._repeats.earlier(looked)
        if earlier and asked.duplicates != "create":
            return asked.skipped(draft, asked.told(draft, "repeats_row", "name", row=earlier[0]))
        if draft.fields.get("primary") and (before := self._repeats.earlier([primary])):
            return asked.wrong(draft, asked.told(draft, "primary_twice", "primary", row=before[0]))
        planned = self._decided(draft, home)
        if planned.outcome != "error":
            told = said if planned.outcome == "create" else [one for one in said if "#bare#" not in one]
            self._repeats.note([*told, primary] if draft.fields.get("primary") else told, draft.row)
        return planned

    def _decided(self, draft: Draft, home: Stored) -> Planned:
        asked, (_, looked) = self._asked, _marks(home.id, draft.fields)
        found = [
            one for one in self._theirs.get(home.id, ()) if not set(looked).isdisjoint(_marks(home.id, one.value)[0])
        ]
        if not found or asked.duplicates == "create":
            return self._made(draft, home)
        told = asked.told(draft, "contact_there", "name", contact=found[0].value["name"], record=home.value["code"])
        if asked.duplicates == "skip":
            return asked.skipped(draft, told, record=found[0].id)
        if len(found) > 1:
            names = ", ".join(one.value["name"] for one in found[:3])
            return asked.wrong(draft, asked.told(draft, "several_alike", "name", records=names))
        (one,) = found
        if before := self._repeats.earlier([f"id:{one.id}"]):
            return asked.skipped(draft, asked.told(draft, "repeats_row", "name", row=before[0]), record=one.id)
        self._repeats.note([f"id:{one.id}"], draft.row)
        return asked.changed(draft, one.id, one.version, one.value, asked.given(draft))

    def _made(self, draft: Draft, home: Stored) -> Planned:
        asked = self._asked
        count = self._counted.get(home.id, len(self._theirs.get(home.id, ())))
        if count >= _MOST:
            return asked.wrong(draft, asked.told(draft, "too_many_contacts", "customer", limit=_MOST))
        planned = asked.made(draft, {**draft.fields, "customer": home.id})
        if planned.outcome == "create":
            self._counted[home.id] = count + 1
        return planned


def _marks(customer: str, fields: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """(by what a contact is known, by what another one is found to be the same)."""
    numbers = fields.get("numbers") or dialled(fields.get("phones") or ())
    reached = [f"{customer}#{one}" for one in [*numbers, *(fields.get("emails") or ())]]
    name = compact(fields.get("name") or "")
    if not name:
        return reached, reached
    named, bare = f"{customer}#name#{name}", f"{customer}#bare#{name}"
    return ([*reached, named], [*reached, bare]) if reached else ([named, bare], [named])
