"""What a kind of export is asked for: by whom, as they are now, and in whose words, days and money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from catalogs.names import names_of_entries
from export.cells import FORMATS, Kind
from export.rules import Selection
from identity.currencies import decimals
from identity.viewers import names_of_employees
from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.table import Range
from kernel.values import decode

type Names = Mapping[str, str]

CURRENCY = "VND"
"""Of a company that has set none."""


@dataclass(frozen=True)
class Asked:
    """A request as it is worked at; what it needs to know of the company is read once, when it is needed."""

    viewer: Viewer
    request: Selection
    at: datetime
    """When it was asked: "today" is that day."""
    language: Literal["vi", "en"]

    @property
    def tenant(self) -> str:
        """Whose records these are."""
        return self.viewer.tenant

    def say(self, pair: tuple[str, str]) -> str:
        """One of the two, in vi and en, that the reader reads."""
        return pair[self.language == "en"]

    @cached_property
    def _settings(self) -> Mapping[str, Any]:
        item = table.read((keys.settings(self.tenant), keys.GENERAL))
        return decode(item["value"]) if item else {}

    @cached_property
    def zone(self) -> ZoneInfo:
        """Whose days and hours the file has."""
        return ZoneInfo(self._settings.get("time_zone", clock.HOME))

    @cached_property
    def money(self) -> str:
        """The number format of amounts: as many decimals as the company's currency has, and what it is called."""
        currency = self._settings.get("currency", CURRENCY)
        digits = decimals(currency)
        return f'{FORMATS[Kind.MONEY]}{"." if digits else ""}{"0" * digits} "{currency}"'

    @cached_property
    def people(self) -> Names:
        """The names of employees."""
        return names_of_employees(self.tenant)

    @cached_property
    def tiers(self) -> Names:
        """The names of tiers, read as they are stored: the tiers' own model brings validators."""
        ladder = table.read((keys.settings(self.tenant), keys.LADDER))
        tiers = decode(ladder["value"]).get("tiers", []) if ladder else []
        return {tier["id"]: tier["name"][self.language] for tier in tiers}

    @cached_property
    def departments(self) -> Names:
        """The names of departments."""
        found = (decode(row["value"]) for row in table.every(Range(keys.departments(self.tenant), below=keys.DERIVED)))
        return {one["id"]: one["name"] for one in found if "name" in one}

    def entries(self, catalog: str) -> Names:
        """The names of a catalogue's entries."""
        return names_of_entries(self.tenant, catalog, self.language)

    def local(self, moment: str) -> datetime:
        """A stored moment as the company's clocks show it."""
        return datetime.fromisoformat(moment).astimezone(self.zone).replace(tzinfo=None)
