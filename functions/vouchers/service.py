"""Keeping voucher books. How a document gets its number is in vouchers.numbering."""

from dataclasses import replace
from datetime import date

from kernel import chronicle, history, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, invalid
from kernel.table import Write
from vouchers import model, rules
from vouchers.model import BookItem
from vouchers.numbering import today
from vouchers.rules import Book, Count
from vouchers.schemas import BookCreate, BookPage, BookPatch, BookView


def books(viewer: Viewer, query: PageQuery) -> BookPage:
    """All books, closed ones too."""
    day = today(viewer.tenant)
    items, after = listed(viewer, "voucher books", model.books(viewer.tenant), query)
    return BookPage(items=tuple(_shown(BookItem.of(raw), day) for raw in items), next_cursor=after)


def read(viewer: Viewer, code: str) -> BookView:
    """One book."""
    return _shown(_load(viewer, code), today(viewer.tenant))


def told(viewer: Viewer, code: str, query: PageQuery) -> HistoryPage:
    """What became of a book (admin). The numbers that were taken are on their documents."""
    require_admin(viewer)
    item = _load(viewer, code)
    return chronicle.page(viewer, "voucher book", item.pk, item.sk, query)


def create(viewer: Viewer, body: BookCreate) -> BookView:
    """Open a book."""
    require_admin(viewer)
    book = Book.model_validate(body.model_dump(exclude={"next"}))
    _require_sound(book)
    day = today(viewer.tenant)
    count = Count(rules.period(book, day), body.next)
    view = _view(book, count, 1, day)
    taken = Problem("code_taken", code=book.code)
    told = _telling(viewer, book.code, 1, None, body.model_dump())
    writes = [model.adding(viewer.tenant, book, count, taken), *told, *_defaults(viewer, None, book)]
    commit(view, *writes)
    return view


def change(viewer: Viewer, code: str, body: BookPatch, if_match: int | None) -> BookView:
    """Change a book; numbers that are given stay as they are."""
    require_admin(viewer)
    item = _load(viewer, code)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name not in {"prefix", "suffix"}]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    upcoming = changes.pop("next", None)
    book = Book.model_validate(item.value.model_dump() | changes)
    _require_sound(book)
    day = today(viewer.tenant)
    count = _counted(item, book, day, upcoming)
    view = _view(book, count or item.used, item.version + 1, day)
    old, new = ({**value.model_dump(), "next": at.next} for value, at in (
        (item.value, item.used), (book, count or item.used)
    ))  # fmt: skip
    told = _telling(viewer, code, view.version, old, new)
    commit(view, model.changing(item, book, count), *told, *_defaults(viewer, item.value, book))
    return view


def _counted(item: BookItem, after: Book, day: date, upcoming: int | None) -> Count | None:
    """Where the book goes on, if the change says so: at the number given, or in another kind of period."""
    if upcoming is None and after.reset == item.value.reset:
        return None
    count = rules.due(item.value, item.used, day)
    if upcoming is not None and upcoming <= count.last:
        raise invalid("/next", "used_already", limit=count.last)
    return replace(count, period=rules.period(after, day), next=upcoming or count.next)


def _defaults(viewer: Viewer, before: Book | None, after: Book) -> list[Write]:
    """What else to write for a kind to have one default: the book that was it is it no longer."""
    was = before is not None and before.default
    if after.default == was:
        return []
    if not after.default:
        return [model.without_default(viewer.tenant, after.kind, after.code)]
    code = model.default(viewer.tenant, after.kind)
    writes = [model.making_default(viewer.tenant, after.kind, after.code, code)]
    other = model.find(viewer.tenant, code) if code else None
    if other is not None:
        plain = other.value.model_copy(update={"default": False})
        version, old, new = other.version + 1, other.value.model_dump(), plain.model_dump()
        writes += [model.changing(other, plain), *_telling(viewer, other.value.code, version, old, new)]
    return writes


def _telling(
    viewer: Viewer, code: str, version: int, before: dict[str, object] | None, after: dict[str, object]
) -> list[Write]:
    pk, subject = keys.vouchers(viewer.tenant), keys.voucher_book(code)
    return history.telling(pk, subject, version, viewer.employee, before, after)


def _require_sound(book: Book) -> None:
    errors = list(rules.mistakes(book))
    if errors:
        raise Problem("invalid_request", errors=errors)


def _load(viewer: Viewer, code: str) -> BookItem:
    item = model.find(viewer.tenant, code)
    if item is None:
        raise Problem("not_found")
    return item


def _shown(item: BookItem, day: date) -> BookView:
    return _view(item.value, item.used, item.version, day)


def _view(book: Book, stored: Count, version: int, day: date) -> BookView:
    count = rules.due(book, stored, day)
    try:
        preview = rules.number(book, count, day)
    except Problem:
        preview = None
    return BookView(**book.model_dump(), next=count.next, preview=preview, version=version)
