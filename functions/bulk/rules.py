"""What can be done to many leads and customers at once: parameters, and pure decisions on one record."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from catalogs.rules import Kind as Catalog
from customers.named import OF_PARTNERS, SEVERAL, SINGLE
from customers.rules import Customer
from customers.sharing import Share, Transfer
from kernel.fields import Code, Frozen, Prose, Unique
from kernel.problems import invalid

type Mode = Literal["move", "add", "remove"]

MOST_GROUPS, MOST_LABELS = 30, 20
"""As a record may have."""


class Stage(Frozen):
    """To a chosen stage (C6)."""

    kind: Literal["stage"]
    stage: Code


class NextStage(Frozen):
    """Each to the stage after its own, in the catalogue's order (C6)."""

    kind: Literal["next_stage"]


class Groups(Frozen):
    """Ticked groups: `move` puts them in place of those of the same dimension (C11)."""

    kind: Literal["groups"]
    mode: Mode
    groups: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_GROUPS), Unique]


class Labels(Frozen):
    """Ticked labels: `move` puts them in place of all others (C11)."""

    kind: Literal["labels"]
    mode: Mode
    labels: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_LABELS), Unique]


class ShareMany(Share):
    """Each with the same colleagues and departments, or taken from them (A5)."""

    kind: Literal["share"]


class TransferMany(Transfer):
    """To new owners; several take turns in the order given (A6)."""

    kind: Literal["transfer"]


class Lose(Frozen):
    """Mark each lead as lost (C5)."""

    kind: Literal["lost"]
    reason: Code
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Reopen(Frozen):
    """Take each lost lead up again (C5)."""

    kind: Literal["reopen"]


class Delete(Frozen):
    """Put each in the trash, with all that is attached to it; that this is meant has to be said (C2)."""

    kind: Literal["delete"]
    confirmed: Literal[True]


class Recover(Frozen):
    """Take each out of the trash (C2)."""

    kind: Literal["recover"]


def grouped(customer: Customer, action: Groups, dimensions: Mapping[str, str | None]) -> Customer:
    """With the ticked groups added, removed, or in place of those of their dimensions."""
    ticked = {dimensions.get(code) for code in action.groups}
    replaced = {code for code in customer.groups if code in dimensions and dimensions[code] in ticked}
    groups = _mixed(customer.groups, action.groups, action.mode, replaced)
    if len(groups) > MOST_GROUPS:
        raise invalid("/groups", "too_many", max_length=MOST_GROUPS)
    return customer.model_copy(update={"groups": groups})


def labelled(customer: Customer, action: Labels) -> Customer:
    """With the ticked labels added, removed, or in place of all others."""
    labels = _mixed(customer.labels, action.labels, action.mode, customer.labels)
    if len(labels) > MOST_LABELS:
        raise invalid("/labels", "too_many", max_length=MOST_LABELS)
    return customer.model_copy(update={"labels": labels})


def _mixed(now: Sequence[str], ticked: Sequence[str], mode: Mode, replaced: Collection[str]) -> tuple[str, ...]:
    """What stays keeps its order; what is new comes last."""
    if mode == "remove":
        return tuple(code for code in now if code not in ticked)
    kept = [code for code in now if mode == "add" or code in ticked or code not in replaced]
    return (*kept, *(code for code in ticked if code not in kept))


def without(customer: Customer, kind: Catalog, code: str, instead: str | None, asked: Collection[str]) -> Customer:
    """Naming another entry instead of this one, or none; answers stay to what is `asked` for the other request type."""
    partner = OF_PARTNERS if customer.relationship == "partner" else {}
    changes: dict[str, object] = {
        field: instead
        for field, of in SINGLE.items()
        if partner.get(field, of) == kind and getattr(customer, field) == code
    }
    for field, of in SEVERAL.items():
        codes = getattr(customer, field)
        if partner.get(field, of) == kind and code in codes:
            others = (instead if one == code else one for one in codes)
            changes[field] = tuple(one for one in dict.fromkeys(others) if one is not None)
    request = customer.requirement
    if kind == "request-types" and request is not None and request.type == code:
        answers = {name: answer for name, answer in request.answers.items() if name in asked}
        changes["requirement"] = request.model_copy(update={"type": instead, "answers": answers})
    return customer.model_copy(update=changes)
