"""The test of an import: what would become of each row, and why."""

from imports.reading import Heard
from imports.rules import Import, Tested


def test(tenant: str, value: Import, heard: Heard) -> Tested:
    """Make the plan of the test `value.test` and keep it in chunks; nothing of it is remembered until this returns."""
    raise NotImplementedError
