"""Rows as lists show them: apart from the records' other schemas, for more than lists of records show them."""

from customers.rules import Card
from kernel.fields import Code, Colour, Frozen, Names


class StageLook(Frozen):
    """What a stage is called, and its colour."""

    name: Names
    colour: Colour | None


class CardView(Card):
    """A list row."""

    stage_look: StageLook | None = None
    """Of its `stage`; null without one, or if the catalogue has it no more."""
    score: int
    stars: int
    tier: Code | None = None
