"""Voucher books: /v1/voucher-books."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from vouchers import service
from vouchers.schemas import BookCreate, BookPage, BookPatch, BookView

app = web.App(identify)


@app.route("GET", "/v1/voucher-books")
def list_voucher_books(viewer: Viewer, query: PageQuery) -> BookPage:
    """List the voucher books and the number that comes next in each."""
    return service.books(viewer, query)


@app.route("POST", "/v1/voucher-books", 201)
def create_voucher_book(viewer: Viewer, body: BookCreate) -> BookView:
    """Open a voucher book (admin)."""
    return service.create(viewer, body)


@app.route("GET", "/v1/voucher-books/<book>")
def read_voucher_book(viewer: Viewer, book: str) -> BookView:
    """Read a voucher book."""
    return service.read(viewer, book)


@app.route("PATCH", "/v1/voucher-books/<book>")
def change_voucher_book(viewer: Viewer, book: str, body: BookPatch, if_match: IfMatch) -> BookView:
    """Change or close a voucher book (admin)."""
    return service.change(viewer, book, body, if_match)


@app.route("GET", "/v1/voucher-books/<book>/history")
def list_voucher_book_history(viewer: Viewer, book: str, query: PageQuery) -> HistoryPage:
    """List the changes of a voucher book, newest first (admin)."""
    return service.told(viewer, book, query)


handler = app
