"""Guides whose commands need no deployed stack: they are run against a world that answers over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guides.pages import blocks
from tests.guides.serving import STANDING_IN, serving
from tests.guides.shell import follow
from tests.world import Person, World


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where commands are run: as in the repository, `./leadstream` is there."""
    stand_in = tmp_path / "leadstream"
    stand_in.write_text(STANDING_IN)
    stand_in.chmod(0o755)
    return tmp_path


@pytest.fixture
def signed_in(world: World, admin: Person) -> Iterator[dict[str, str]]:
    """What a shell needs to know to be the administrator."""
    with serving(world, {"of-an": admin, "of-minh": admin}) as address:
        yield {"GUIDE_API": f"{address}/v1", "GUIDE_TOKEN": "of-an"}


def test_lists_are_read_as_the_guide_reads_them(signed_in: dict[str, str], place: Path):
    follow(blocks("docs/paging.md", "sh", "text"), place, signed_in)


def test_what_the_readme_asks_is_answered_as_it_shows(
    signed_in: dict[str, str], place: Path, world: World, admin: Person
):
    (place / ".local").mkdir()
    (place / ".local" / "token").write_text("of-minh")
    email = "mua-hang-59641017@khach.example"
    body = {"name": "Nhà máy giấy Bãi Bằng", "source": "website", "groups": ["north"], "emails": [email]}
    for revenue in ("600000000", None):
        made = world.call("POST", "/v1/leads", {**body, "stage": "new", "expected_revenue": revenue}, by=admin)
        assert made.status == 201, made.raw
    world.pump()
    found = [one for one in blocks("README.md", "sh", "json") if "make run" not in one.content]
    follow(found, place, signed_in)
