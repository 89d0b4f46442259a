"""The customer that a row belongs to, by its code, a phone, an email address or its tax code."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from imports import known, leaping
from imports.deciding import Asked
from imports.drafting import Draft
from imports.known import Stored
from imports.plans import Told
from kernel.access import Category
from kernel.phones import e164, spellings
from kernel.text import compact
from search.entries import EMAIL, PHONE, TAX_CODE, Mark, alike, single

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_NUMBER = re.compile(r"\+?[\d\s().-]{8,25}")
_TAX_CODE = re.compile(r"\d{10}(?:-?\d{3})?|\d{12}")
_MOST_TOLD = 3


def marks(draft: Draft) -> list[str]:
    """Where in the index of records a row's customer may be found, if not by a code."""
    return [leaping.written(mark) for mark in _marks(draft.customer or "")]


def _marks(text: str) -> list[Mark]:
    found: list[Mark] = []
    if "@" in text and compact(text):
        found.append(single(compact(text), EMAIL))
    if _NUMBER.fullmatch(text) and (number := e164(text)):
        found.append(single(spellings(number)[0], PHONE))
    if _TAX_CODE.fullmatch(text.strip()):
        found.append(single(compact(text), TAX_CODE))
    return found


class References:
    """The customers of some rows."""

    def __init__(self, asked: Asked, category: Category) -> None:
        self._asked, self._category = asked, category
        self._coded: Mapping[str, str] = {}
        self._there: Mapping[str, tuple[str, ...]] = {}
        self.stored: Mapping[str, Stored] = {}

    def look(self, drafts: Sequence[Draft], there: Mapping[str, tuple[str, ...]], also: set[str]) -> None:
        """Read the records that these rows may belong to, and others besides."""
        tenant = self._asked.viewer.tenant
        codes = {one.customer for one in drafts if one.customer and _CODE.fullmatch(one.customer)}
        self._there = there
        self._coded = known.coded(tenant, codes) if codes else {}
        found = {record for one in drafts for mark in one.marks for record in there.get(mark, ())}
        self.stored = known.records(tenant, {*found, *self._coded.values(), *also})

    def customers(self, drafts: Sequence[Draft]) -> set[str]:
        """The ids of the customers of these rows, of those that have one."""
        found = (self.of(one) for one in drafts)
        return {one.id for one in found if isinstance(one, Stored)}

    def of(self, draft: Draft) -> Stored | Told | None:
        """A row's customer; what to say if there is none that the caller sees, or several. None: it names none."""
        text = draft.customer
        if text is None:
            return None
        coded = self._coded.get(text.upper())
        ids = [coded] if coded else [one for mark in draft.marks for one in self._there.get(mark, ())]
        found = {one.id: one for at in ids if (one := self.stored.get(at)) is not None}
        mine = [one for one in found.values() if self._fits(one, draft, by_code=coded is not None)]
        if len(mine) == 1:
            return mine[0]
        if not mine:
            return self._asked.told(draft, "no_such_customer_row", "customer")
        codes = ", ".join(sorted(one.value["code"] for one in mine)[:_MOST_TOLD])
        return self._asked.told(draft, "several_alike", "customer", records=codes)

    def _fits(self, stored: Stored, draft: Draft, *, by_code: bool) -> bool:
        """Whether it is there and seen, and still what the row calls it."""
        if not stored.listed or not stored.seen(self._asked.viewer, self._category):
            return False
        value: Any = stored.value
        return by_code or not set(draft.marks).isdisjoint(map(leaping.written, alike(value)))
