"""What is attached to leads and customers: /v1/contacts, /v1/cards, /v1/warranties, /v1/links."""

from attached import linking, service
from attached.schemas import (
    AttachedQuery,
    CardCreate,
    CardPatch,
    ContactCreate,
    ContactPage,
    ContactPatch,
    ContactView,
    LinkCreate,
    LinkPage,
    LinkPatch,
    LinkView,
    MembershipPage,
    MembershipView,
    WarrantyCreate,
    WarrantyPage,
    WarrantyPatch,
    WarrantyView,
)
from attached.service import CARDS, CONTACTS, LINKS, WARRANTIES
from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify, sees)


@app.route("GET", "/v1/contacts")
def list_contacts(viewer: Viewer, query: AttachedQuery) -> ContactPage:
    """List contacts, newest first: a record's, or all that the caller sees."""
    items, after = service.page(viewer, CONTACTS, query)
    return ContactPage(items=items, next_cursor=after)


@app.route("POST", "/v1/contacts", 201)
def create_contact(viewer: Viewer, body: ContactCreate) -> ContactView:
    """Add a contact to a record."""
    return service.create(viewer, CONTACTS, body.customer, body.model_dump())


@app.route("GET", "/v1/contacts/<contact_id>")
def read_contact(viewer: Viewer, contact_id: str) -> ContactView:
    """Read a contact."""
    return service.read(viewer, CONTACTS, contact_id)


@app.route("PATCH", "/v1/contacts/<contact_id>")
def change_contact(viewer: Viewer, contact_id: str, body: ContactPatch, if_match: IfMatch) -> ContactView:
    """Change a contact."""
    return service.change(viewer, CONTACTS, contact_id, body, if_match)


@app.route("DELETE", "/v1/contacts/<contact_id>", 204)
def delete_contact(viewer: Viewer, contact_id: str, if_match: IfMatch) -> None:
    """Take a contact away from its record."""
    service.remove(viewer, CONTACTS, contact_id, if_match)


@app.route("GET", "/v1/contacts/<contact_id>/history")
def list_contact_history(viewer: Viewer, contact_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a contact, newest first."""
    return service.told(viewer, CONTACTS, contact_id, query)


@app.route("GET", "/v1/cards")
def list_cards(viewer: Viewer, query: AttachedQuery) -> MembershipPage:
    """List membership cards, newest first: a record's, or all that the caller sees."""
    items, after = service.page(viewer, CARDS, query)
    return MembershipPage(items=items, next_cursor=after)


@app.route("POST", "/v1/cards", 201)
def create_card(viewer: Viewer, body: CardCreate) -> MembershipView:
    """Add a membership card to a record."""
    return service.create(viewer, CARDS, body.customer, body.model_dump())


@app.route("GET", "/v1/cards/<card_id>")
def read_card(viewer: Viewer, card_id: str) -> MembershipView:
    """Read a membership card."""
    return service.read(viewer, CARDS, card_id)


@app.route("PATCH", "/v1/cards/<card_id>")
def change_card(viewer: Viewer, card_id: str, body: CardPatch, if_match: IfMatch) -> MembershipView:
    """Change a membership card."""
    return service.change(viewer, CARDS, card_id, body, if_match)


@app.route("DELETE", "/v1/cards/<card_id>", 204)
def delete_card(viewer: Viewer, card_id: str, if_match: IfMatch) -> None:
    """Take a membership card away from its record."""
    service.remove(viewer, CARDS, card_id, if_match)


@app.route("GET", "/v1/cards/<card_id>/history")
def list_card_history(viewer: Viewer, card_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a membership card, newest first."""
    return service.told(viewer, CARDS, card_id, query)


@app.route("GET", "/v1/warranties")
def list_warranties(viewer: Viewer, query: AttachedQuery) -> WarrantyPage:
    """List warranties, newest first: a record's, or all that the caller sees."""
    items, after = service.page(viewer, WARRANTIES, query)
    return WarrantyPage(items=items, next_cursor=after)


@app.route("POST", "/v1/warranties", 201)
def create_warranty(viewer: Viewer, body: WarrantyCreate) -> WarrantyView:
    """Add a warranty to a record."""
    return service.create(viewer, WARRANTIES, body.customer, body.model_dump())


@app.route("GET", "/v1/warranties/<warranty_id>")
def read_warranty(viewer: Viewer, warranty_id: str) -> WarrantyView:
    """Read a warranty."""
    return service.read(viewer, WARRANTIES, warranty_id)


@app.route("PATCH", "/v1/warranties/<warranty_id>")
def change_warranty(viewer: Viewer, warranty_id: str, body: WarrantyPatch, if_match: IfMatch) -> WarrantyView:
    """Change a warranty."""
    return service.change(viewer, WARRANTIES, warranty_id, body, if_match)


@app.route("DELETE", "/v1/warranties/<warranty_id>", 204)
def delete_warranty(viewer: Viewer, warranty_id: str, if_match: IfMatch) -> None:
    """Take a warranty away from its record."""
    service.remove(viewer, WARRANTIES, warranty_id, if_match)


@app.route("GET", "/v1/warranties/<warranty_id>/history")
def list_warranty_history(viewer: Viewer, warranty_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a warranty, newest first."""
    return service.told(viewer, WARRANTIES, warranty_id, query)


@app.route("GET", "/v1/links")
def list_links(viewer: Viewer, query: AttachedQuery) -> LinkPage:
    """List links to outside objects, newest first: a record's, or all that the caller sees."""
    items, after = service.page(viewer, LINKS, query)
    return LinkPage(items=items, next_cursor=after)


@app.route("POST", "/v1/links", 201)
def create_link(viewer: Viewer, body: LinkCreate) -> LinkView:
    """Add a link to an outside object to a record."""
    return linking.link(viewer, body)


@app.route("GET", "/v1/links/<link_id>")
def read_link(viewer: Viewer, link_id: str) -> LinkView:
    """Read a link to an outside object."""
    return service.read(viewer, LINKS, link_id)


@app.route("PATCH", "/v1/links/<link_id>")
def change_link(viewer: Viewer, link_id: str, body: LinkPatch, if_match: IfMatch) -> LinkView:
    """Change a link to an outside object."""
    return service.change(viewer, LINKS, link_id, body, if_match)


@app.route("DELETE", "/v1/links/<link_id>", 204)
def delete_link(viewer: Viewer, link_id: str, if_match: IfMatch) -> None:
    """Take a link to an outside object away from its record."""
    service.remove(viewer, LINKS, link_id, if_match)


@app.route("GET", "/v1/links/<link_id>/history")
def list_link_history(viewer: Viewer, link_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a link to an outside object, newest first."""
    return service.told(viewer, LINKS, link_id, query)


handler = app
