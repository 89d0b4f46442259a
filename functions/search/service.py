"""Search: from what somebody typed to a page of cards that are theirs to see."""

from customers.stages import looks
from kernel import cursor
from kernel.access import Viewer
from kernel.problems import invalid
from search import model
from search.entries import paired
from search.planning import plan
from search.reading import Place, finds, place
from search.schemas import FindPage, FindView, SearchQuery


def search(viewer: Viewer, query: SearchQuery) -> FindPage:
    """A page of finds; 422 for a query without anything to look for."""
    books = model.books(viewer)
    asked = plan(query.q, pairs=all(map(paired, books)))
    if asked is None:
        raise invalid("/q", "nothing_to_find")
    name = f"search {query.q} {query.tier}"
    at = place(cursor.open_(viewer, name, query.cursor)) if query.cursor is not None else Place(None)
    found, going = finds(asked, books, model.reader(viewer.tenant, asked), query.limit, at)
    cards = model.cards(viewer.tenant, found)
    known = looks(viewer.tenant, (card.get("stage") for _, card in cards))
    items = [
        FindView.model_validate({**card, "matched": one.what, "stage_look": known.get(card.get("stage") or "")})
        for one, card in cards if not query.tier or card.get("tier") in query.tier
    ]  # fmt: skip
    return FindPage(items=tuple(items), next_cursor=cursor.seal(viewer, name, going.written()) if going else None)
