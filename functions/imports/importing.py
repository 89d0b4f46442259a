"""Carrying out a plan, chunk after chunk, and taking it back."""

from imports.reading import Heard
from imports.rules import Changed, Import, Stepped


def step(tenant: str, value: Import, heard: Heard) -> Stepped | Changed:
    """Import chunk `value.chunk` of the plan; before the first one, look whether all that it rests on still holds."""
    raise NotImplementedError


def undo_step(tenant: str, value: Import, heard: Heard) -> Stepped:
    """Take back what chunk `value.chunk` has done."""
    raise NotImplementedError
