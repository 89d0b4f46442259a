"""Keeping print templates, and printing records through them."""

from customers.model import load
from kernel import chronicle, clock, files, ids, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Language, Problem, invalid
from kernel.refusal import Refused
from kernel.table import Range
from printing import confined, model, record, rules
from printing.model import TemplateItem
from printing.rules import PrintTemplate
from printing.schemas import (
    Print,
    RenderOrder,
    TemplateCreate,
    TemplatePage,
    TemplatePatch,
    TemplateRead,
    TemplateView,
    Upload,
)


def create(viewer: Viewer, body: TemplateCreate) -> TemplateView:
    """A template that is awaited."""
    require_admin(viewer)
    if model.count(viewer.tenant) >= rules.MOST:
        raise Problem("too_many_templates", limit=rules.MOST)
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    template = PrintTemplate.model_validate({**body.model_dump(), "id": ids.new(now), **stamps})
    view = _view(viewer, template, 1)
    commit(view, model.creating(viewer.tenant, template))
    return view


def complete(viewer: Viewer, template_id: str) -> TemplateView:
    """Look at what was uploaded and try it on an empty record; keep it, or throw it away and say why."""
    require_admin(viewer)
    item = _load(viewer, template_id)
    template = item.value
    if template.state == "ready":
        view = _view(viewer, template, item.version)
        commit(view)
        return view
    waiting = keys.waiting_file(viewer.tenant, template.id)
    came = files.arrived(waiting, rules.LARGEST)
    if came is None:
        raise Problem("nothing_uploaded")
    try:
        used = _tried(template, came.content)
    except Refused as refused:
        files.remove(waiting)
        raise _told(refused) from None
    return _keep(viewer, item, came, used)


def _tried(template: PrintTemplate, content: bytes) -> list[str]:
    """The fields that a template names, which can be rendered."""
    if len(content) != template.size:
        raise Refused("size_differs", size=str(template.size))
    _, used = confined.render(template.kind, content, {})
    return used


def _keep(viewer: Viewer, item: TemplateItem, came: files.Arrived, used: list[str]) -> TemplateView:
    kept = keys.template_file(viewer.tenant, item.value.id, came.sha256)
    files.keep(kept, came.content, came.content_type)
    stamps = {"updated_at": clock.now(), "updated_by": viewer.employee}
    found = {"state": "ready", "sha256": came.sha256, "fields": tuple(used)}
    ready = item.value.model_copy(update={**found, **stamps})
    view = _view(viewer, ready, item.version + 1)
    try:
        commit(view, *model.replacing(item, ready))
    except Problem:
        now = model.find(viewer.tenant, item.value.id)
        if now is None or now.value.sha256 not in {None, came.sha256}:
            files.remove(kept)  # somebody else decided meanwhile
        raise
    return view


def read(viewer: Viewer, template_id: str) -> TemplateRead:
    """One template, and a link to its file."""
    item = _load(viewer, template_id)
    template, url = item.value, None
    if template.sha256 is not None:
        key = keys.template_file(viewer.tenant, template.id, template.sha256)
        url = files.link(key, f"{template.name}.{template.kind}")
    return TemplateRead(**_view(viewer, template, item.version).model_dump(), url=url)


def templates(viewer: Viewer, query: PageQuery) -> TemplatePage:
    """The company's templates, newest first."""
    where = Range(keys.print_templates(viewer.tenant), prefix=keys.PRINT_TEMPLATE, newest_first=True)
    rows, after = listed(viewer, "print templates", where, query)
    views = (TemplateView(**item.value.model_dump(), version=item.version) for item in model.present(rows))
    return TemplatePage(items=tuple(views), next_cursor=after)


def change(viewer: Viewer, template_id: str, body: TemplatePatch, if_match: int | None) -> TemplateView:
    """Another name or note; another file is another template."""
    require_admin(viewer)
    item = _load(viewer, template_id)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    if changes.get("name", "") is None:
        raise invalid("/name", "missing")
    stamps = {"updated_at": clock.now(), "updated_by": viewer.employee}
    template = item.value.model_copy(update={**changes, **stamps})
    view = _view(viewer, template, item.version + 1)
    commit(view, *model.replacing(item, template))
    return view


def remove(viewer: Viewer, template_id: str, if_match: int | None) -> None:
    """Take a template away; what was printed stays as long as it would."""
    require_admin(viewer)
    item = _load(viewer, template_id)
    require_version(if_match, item.version)
    table.write(*model.removing(item, viewer.employee))


def told(viewer: Viewer, template_id: str, query: PageQuery) -> HistoryPage:
    """What became of a template, also of one that is gone (admin)."""
    require_admin(viewer)
    where = keys.print_templates(viewer.tenant), keys.print_template(template_id)
    page = chronicle.page(viewer, "print template", *where, query)
    if not page.items:
        _load(viewer, template_id)
    return page


def render(viewer: Viewer, template_id: str, body: RenderOrder, language: Language) -> Print:
    """One record through a template, and a link to what came of it."""
    template = _load(viewer, template_id).value
    customer = load(viewer, body.customer)
    if template.sha256 is None:
        raise Problem("wrong_state", state=template.state, needed="ready")
    stored = files.arrived(keys.template_file(viewer.tenant, template.id, template.sha256), rules.LARGEST)
    if stored is None or stored.sha256 != template.sha256:
        raise Problem("document_damaged", document=template.name)
    try:
        made, _ = confined.render(template.kind, stored.content, record.values(viewer, customer, language))
    except Refused as refused:
        raise _told(refused) from None
    now = clock.now()
    printed, name = ids.new(now), f"{template.name} {customer.value.code}.{template.kind}"
    key = keys.print_file(viewer.tenant, printed)
    files.keep(key, made, rules.TYPES[template.kind])
    view = Print(
        id=printed, template=template.id, customer=customer.value.id, name=name, size=len(made),
        url=files.link(key, name), created_at=now,
    )  # fmt: skip
    commit(view)
    return view


def _told(refused: Refused) -> Problem:
    return invalid("/template", refused.code, **refused.values)


def _load(viewer: Viewer, template_id: str) -> TemplateItem:
    item = model.find(viewer.tenant, template_id)
    if item is None:
        raise Problem("not_found")
    return item


def _view(viewer: Viewer, template: PrintTemplate, version: int) -> TemplateView:
    upload = None
    if template.state == "waiting" and viewer.role == "admin":
        form = files.form(keys.waiting_file(viewer.tenant, template.id), rules.TYPES[template.kind], template.size)
        upload = Upload(url=form.url, fields=form.fields)
    return TemplateView(**template.model_dump(), upload=upload, version=version)
