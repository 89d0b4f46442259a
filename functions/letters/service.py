"""Templates of mails: read, worded anew, given back, looked at, and tried out on oneself."""

from dataclasses import replace

from kernel import chronicle, clock, ids, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import FieldError, Language, Problem
from kernel.table import Range
from letters import model, showing
from letters.defaults import DEFAULTS
from letters.messages import shown
from letters.model import MailTemplateItem
from letters.rules import Template, Wording
from letters.schemas import (
    MailTemplateCreate,
    MailTemplatePage,
    MailTemplateSave,
    MailTemplateView,
    MessageView,
    Preview,
    PreviewOrder,
    TestOrder,
    WordingFields,
)
from outbox import model as outbox
from outbox.rules import Message


def templates(viewer: Viewer, query: PageQuery) -> MailTemplatePage:
    """What there is to say."""
    first = [] if query.cursor else _of_purposes(viewer.tenant)
    where = Range(keys.mail_templates(viewer.tenant), prefix=keys.MAIL_TEMPLATE)
    rows, after = listed(viewer, "mail templates", where, query)
    items = [*first, *map(MailTemplateItem.of, rows)]
    return MailTemplatePage(items=tuple(map(showing.row, items)), next_cursor=after)


def _of_purposes(tenant: str) -> list[MailTemplateItem]:
    places = {code: model.place(tenant, code) for code in DEFAULTS}
    found = table.get_many(places.values())
    own = {code: model.own(tenant, code) for code in places}
    return [
        MailTemplateItem.of(found[place]) if place in found else item
        for code, place in places.items() if (item := own[code])
    ]  # fmt: skip


def read(viewer: Viewer, code: str) -> MailTemplateView:
    """One template."""
    return showing.view(_load(viewer, code))


def create(viewer: Viewer, body: MailTemplateCreate) -> MailTemplateView:
    """A template of the company's own, for campaigns or messages."""
    require_admin(viewer)
    if body.code in DEFAULTS:
        raise Problem("code_taken", code=body.code)
    made = _worded(Template(code=body.code, purpose=body.purpose), body)
    version, writes = model.creating(viewer.tenant, made, viewer.employee)
    view = showing.view(MailTemplateItem(value=made, version=version))
    commit(view, *writes)
    return view


def save(viewer: Viewer, code: str, body: MailTemplateSave, if_match: int | None) -> MailTemplateView:
    """Other words for a template."""
    require_admin(viewer)
    before = _load(viewer, code)
    require_version(if_match, before.version)
    after = _worded(Template(code=code, purpose=before.value.purpose), body)
    if after == before.value:
        return showing.view(before)
    version, writes = model.saving(before, after, viewer.employee)
    view = showing.view(MailTemplateItem(value=after, version=version))
    commit(view, *writes)
    return view


def remove(viewer: Viewer, code: str, if_match: int | None) -> None:
    """Take a template away; one of a purpose is the product's own again."""
    require_admin(viewer)
    item = _load(viewer, code)
    require_version(if_match, item.version)
    if item.version:
        table.write(*model.removing(item, viewer.employee))


def told(viewer: Viewer, code: str, query: PageQuery) -> HistoryPage:
    """What became of a template, also of one that is gone."""
    require_admin(viewer)
    page = chronicle.page(viewer, "mail template", *model.place(viewer.tenant, code), query)
    if not page.items:
        _load(viewer, code)
    return page


def preview(viewer: Viewer, code: str, body: PreviewOrder) -> Preview:
    """What a template makes of a record, or of somebody made up."""
    require_admin(viewer)
    template = _load(viewer, code).value
    if body.wording is not None:
        _require_sound(template.purpose, {"wording": body.wording}, body.language or "vi")
        wording = _wording(body.wording)
        template = replace(template, vi=wording, en=wording)
    view = showing.preview(viewer, template, body.language, body.customer)
    commit(view)
    return view


def test(viewer: Viewer, code: str, body: TestOrder) -> MessageView:
    """Send a template's mail to oneself."""
    require_admin(viewer)
    _load(viewer, code)
    known = showing.surroundings(viewer, code, body.language, body.customer)
    now = clock.now()
    variables = {"language": known.language} | ({"customer": body.customer} if body.customer else {})
    message = Message(
        id=f"test-{ids.new(now)}", kind="test", about=code, variables=variables, by=viewer.employee, created_at=now
    )
    view = shown(message, 1)
    commit(view, *outbox.entering(viewer.tenant, message))
    return view


def _worded(template: Template, body: MailTemplateSave) -> Template:
    """A template with these words. 422 naming each part and line that cannot be used."""
    said = {name: wording for name in ("vi", "en") if (wording := getattr(body, name)) is not None}
    if not said:
        raise Problem("invalid_request", errors=[FieldError("/vi", "missing")])
    _require_sound(template.purpose, said)
    vi, en = (_wording(fields) if fields else None for fields in (body.vi, body.en))
    return replace(template, name=body.name, vi=vi, en=en)


def _require_sound(purpose: str, said: dict[str, WordingFields], language: Language | None = None) -> None:
    from letters.rendering import check  # noqa: PLC0415 - Jinja is for who words something, not for who reads

    errors = []
    for name, fields in said.items():
        spoken: Language = language or ("en" if name == "en" else "vi")
        found = check(purpose, _wording(fields), spoken)
        errors += [FieldError(f"/{name}/{part}", wrong.code, tuple(wrong.values.items())) for part, wrong in found]
    if errors:
        raise Problem("invalid_request", errors=errors)


def _wording(fields: WordingFields) -> Wording:
    return Wording(**fields.model_dump())


def _load(viewer: Viewer, code: str) -> MailTemplateItem:
    item = model.find(viewer.tenant, code)
    if item is None:
        raise Problem("not_found")
    return item
