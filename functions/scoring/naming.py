"""What rules name of a company's own lists: entries of its catalogues, its people and its departments. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from customers.named import OF_PARTNERS, SEVERAL, SINGLE
from scoring.rules import FieldRule, Rule

EMPLOYEES, DEPARTMENTS = "employees", "departments"
_PEOPLE = {"owner": EMPLOYEES, "department": DEPARTMENTS}
_SAYS = {
    "group": ("group", "groups"), "activity": ("activity", "activity-types"),
    "opportunity_stage": ("stage", "opportunity-stages"),
}  # fmt: skip
"""The field of a kind of rule that names an entry, and of which catalogue. The campaigns of mails are in none."""


class Named(NamedTuple):
    """What a rule names, and where: one of these lists has it, if any."""

    path: str
    lists: tuple[str, ...]
    code: str


def named(rules: Iterable[Rule]) -> Iterator[Named]:
    """Everything that rules name."""
    for place, rule in enumerate(rules):
        if isinstance(rule, FieldRule):
            lists = _of_field(rule.field)
            for number, value in enumerate(rule.values if lists else ()):
                yield Named(f"/rules/{place}/values/{number}", lists, value)
        elif rule.kind in _SAYS:
            field, catalogue = _SAYS[rule.kind]
            yield Named(f"/rules/{place}/{field}", _with_partners(field, catalogue), getattr(rule, field))


def renamed(rule: Rule, catalogue: str, code: str, instead: str) -> Rule:
    """The rule, naming another entry of a catalogue; each value once, as ever."""
    if isinstance(rule, FieldRule):
        if catalogue not in _of_field(rule.field) or code not in rule.values:
            return rule
        values = dict.fromkeys(instead if one == code else one for one in rule.values)
        return rule.model_copy(update={"values": tuple(values)})
    if rule.kind not in _SAYS:
        return rule
    field, of = _SAYS[rule.kind]
    names_it = catalogue in _with_partners(field, of) and getattr(rule, field) == code
    return rule.model_copy(update={field: instead}) if names_it else rule


def _of_field(field: str) -> tuple[str, ...]:
    """The lists that a profile field's values are of; none: it has no list, or the product's own."""
    if field in _PEOPLE:
        return (_PEOPLE[field],)
    catalogue = SINGLE.get(field) or SEVERAL.get(field)
    return _with_partners(field, catalogue) if catalogue else ()


def _with_partners(field: str, catalogue: str) -> tuple[str, ...]:
    """A partner's entries are of another catalogue, and rules are for partners as well."""
    partners = OF_PARTNERS.get("groups" if field == "group" else field)
    return (catalogue, partners) if partners else (catalogue,)
