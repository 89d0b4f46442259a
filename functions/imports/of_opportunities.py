"""What becomes of the rows of opportunities: found there by their number, else by their customer and name."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from attached.kinds import OPPORTUNITIES
from imports import known, references
from imports.deciding import Asked, Repeats
from imports.drafting import Draft
from imports.known import Stored
from imports.plans import Planned, Told
from imports.references import References
from kernel import keys
from kernel.text import compact
from vouchers.numbering import today

_AT_ONCE = 8


class Opportunities:
    """Decides row by row."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._repeats = asked, Repeats()
        self._customers = References(asked, OPPORTUNITIES.category)
        self._outcomes = {one.code: one.outcome for one in asked.company.stages}
        self._numbered: Mapping[str, Stored | None] = {}
        self._theirs: Mapping[str, list[Stored]] = {}
        self._today = today(asked.viewer.tenant).isoformat()

    def marks(self, draft: Draft) -> list[str]:
        """Those of its customer."""
        return references.marks(draft)

    def look(self, drafts: Sequence[Draft], there: Mapping[str, tuple[str, ...]]) -> None:
        """The customers, what has these numbers, and of rows without one what their customers have."""
        tenant = self._asked.viewer.tenant
        numbers = {str(one.fields["number"]) for one in drafts if "number" in one.fields}
        self._numbered = known.numbered(tenant, numbers) if numbers else {}
        homes = {one.value["customer"] for one in self._numbered.values() if one}
        self._customers.look(drafts, there, homes)
        wanted = sorted(self._customers.customers([one for one in drafts if "number" not in one.fields]))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = pool.map(partial(known.attached, tenant, prefix=keys.OPPORTUNITY), wanted)
            self._theirs = dict(zip(wanted, found, strict=True))

    def decide(self, draft: Draft) -> Planned:
        """By its number, else by its customer and name."""
        asked, home = self._asked, self._customers.of(draft)
        if isinstance(home, Told):
            return asked.wrong(draft, home)
        marks = self._marks(draft, home)
        earlier = self._repeats.earlier(marks)
        if earlier and (asked.duplicates != "create" or "number" in draft.fields):
            return asked.repeated(draft, "number" if "number" in draft.fields else "name", earlier[0])
        planned = self._decided(draft, home)
        if planned.outcome != "error":
            self._repeats.note(marks, draft.row)
        return planned

    def _marks(self, draft: Draft, home: Stored | None) -> list[str]:
        if number := draft.fields.get("number"):
            return [f"number:{number.upper()}"]
        name = compact(draft.fields.get("name", ""))
        return [f"{home.id}#{name}"] if home and name else []

    def _decided(self, draft: Draft, home: Stored | None) -> Planned:
        asked, number = self._asked, draft.fields.get("number")
        taken = number is not None and number.upper() in self._numbered
        found = [self._numbered[number.upper()]] if taken and number else self._named(draft, home)
        if not found or (asked.duplicates == "create" and not taken):
            return self._made(draft, home)
        told = asked.told(draft, "opportunity_there", "number" if taken else "name")
        one = found[0]
        if asked.duplicates == "create" or one is None or not self._seen(one):
            return asked.wrong(draft, asked.told(draft, "taken", "number", value=str(number)))
        if asked.duplicates == "skip":
            return asked.skipped(draft, told, record=one.id)
        if len(found) > 1:
            said = ", ".join(str(some.value.get("number") or some.value["name"]) for some in found if some)
            return asked.wrong(draft, asked.told(draft, "several_alike", "name", records=said))
        return self._changed(draft, one, home)

    def _named(self, draft: Draft, home: Stored | None) -> list[Stored | None]:
        """What the customer has by this name, of what the caller sees."""
        name = compact(draft.fields.get("name", ""))
        theirs = self._theirs.get(home.id, []) if home and name else []
        return [one for one in theirs if compact(one.value["name"]) == name and self._seen(one)]

    def _made(self, draft: Draft, home: Stored | None) -> Planned:
        asked = self._asked
        if home is None:
            return asked.wrong(draft, *draft.lacks)
        fields = {**draft.fields, "customer": home.id}
        if asked.owner:
            fields.setdefault("owner", asked.owner)
        if fields.get("owner", asked.viewer.employee) not in asked.company.working:
            return asked.wrong(draft, asked.told(draft, "no_such_employee", "owner"))
        stage = draft.fields.get("stage")
        wrong = [*self._dates(draft, {}), *self._closing(draft, self._outcomes.get(stage, "open") if stage else "open")]
        return asked.wrong(draft, *draft.lacks, *wrong) if wrong else asked.made(draft, fields)

    def _changed(self, draft: Draft, one: Stored, home: Stored | None) -> Planned:
        asked, before = self._asked, one.value
        fields = asked.given(draft) | ({"customer": home.id} if home else {})
        wrong = [*self._dates(draft, before), *self._staged(draft, before)]
        if fields.get("owner", before["owner"]) != before["owner"] and not self._hands_on(one):
            wrong.append(asked.told(draft, "not_yours", "owner", record=str(before.get("number") or before["name"])))
        if wrong:
            return asked.wrong(draft, *wrong)
        known_by = {name: value for name, value in fields.items() if name != "number"}
        return asked.changed(draft, one.id, one.version, before, known_by)

    def _dates(self, draft: Draft, before: Mapping[str, str]) -> Iterable[Told]:
        """What is to come is not before what began."""
        opened = draft.fields.get("opened") or before.get("opened") or self._today
        for name in ("expected_close", "expires"):
            day = draft.fields.get(name) or before.get(name)
            if day and day < opened and (name in draft.fields or "opened" in draft.fields):
                yield self._asked.told(draft, "not_before", name, other=opened)

    def _closing(self, draft: Draft, outcome: str) -> Iterable[Told]:
        """Nothing is lost without a reason, and what is not lost has none."""
        asked, given = self._asked, draft.fields
        if outcome == "lost" and "lost_reason" not in given:
            yield Told(code="missing", column=asked.columns.get("lost_reason"), field="lost_reason")
        if outcome != "lost":
            for name in ("lost_reason", "lost_note"):
                if name in given:
                    yield asked.told(draft, "only_lost", name)

    def _staged(self, draft: Draft, before: Mapping[str, str]) -> Iterable[Told]:
        """What is over is opened again first; where it stays, it keeps its reason."""
        stage = draft.fields.get("stage", before["stage"])
        if stage == before["stage"]:
            return self._closing(draft, "open") if before.get("outcome", "open") != "lost" else ()
        if before.get("outcome", "open") != "open":
            return [self._asked.told(draft, "closed_stays", "stage")]
        return self._closing(draft, self._outcomes.get(stage, "open"))

    def _seen(self, one: Stored) -> bool:
        """Whether the caller sees it, for its customer's sake or because it is theirs."""
        viewer, home = self._asked.viewer, self._customers.stored.get(one.value["customer"])
        if home is None or not home.listed:
            return False
        return OPPORTUNITIES.holds(viewer, one.value) or home.seen(viewer, OPPORTUNITIES.category, one.id)

    def _hands_on(self, one: Stored) -> bool:
        viewer, home = self._asked.viewer, self._customers.stored.get(one.value["customer"])
        return OPPORTUNITIES.holds(viewer, one.value) or (home is not None and home.changeable(viewer))
