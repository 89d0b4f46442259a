"""Keeping streams and forms, and their keys; each change is told of (A8)."""

from collections.abc import Iterable
from typing import Any

from catalogs.model import require
from customers.rules import choices
from customers.schemas import LeadCreate
from identity.model import employee
from kernel import clock, history, ids, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write
from sites import keyring, model, rules
from sites.model import FormItem, StreamItem
from sites.rules import Form, FormFields, Key, Stream
from sites.schemas import (
    FormCreate,
    FormMade,
    FormPage,
    FormPatch,
    FormView,
    KeyMade,
    NewKey,
    StreamCreate,
    StreamMade,
    StreamPage,
    StreamPatch,
    StreamView,
    keys_of,
)

_COUNTED = ("taken", "noted", "trapped", "unintroduced")
_MAY_BE_EMPTY = frozenset({"consent", "honeypot", "activity_type"})


def streams(viewer: Viewer) -> StreamPage:
    """All of the company."""
    require_admin(viewer)
    return StreamPage(items=tuple(_stream(item.value, item.version) for item in model.streams(viewer.tenant)))


def forms(viewer: Viewer) -> FormPage:
    """All of the company."""
    require_admin(viewer)
    return FormPage(items=tuple(_form(viewer.tenant, item.value, item.version) for item in model.forms(viewer.tenant)))


def read_stream(viewer: Viewer, code: str) -> StreamView:
    """One stream."""
    item = _load_stream(viewer, code)
    return _stream(item.value, item.version)


def read_form(viewer: Viewer, code: str) -> FormView:
    """One form."""
    item = _load_form(viewer, code)
    return _form(viewer.tenant, item.value, item.version)


def add_stream(viewer: Viewer, body: StreamCreate) -> StreamMade:
    """A new stream, with a key."""
    require_admin(viewer)
    _require_room(len(model.streams(viewer.tenant)))
    key, secret = _fresh(viewer, viewer.tenant)
    stream = Stream(code=body.code, name=body.name, keys=(key,))
    version = _first_version(viewer, keys.stream(body.code))
    view = StreamMade(**_stream(stream, version).model_dump(), secret=secret)
    _save(viewer, view, None, stream, version)
    return view


def add_form(viewer: Viewer, body: FormCreate) -> FormMade:
    """A new form, with a key."""
    require_admin(viewer)
    _require_room(len(model.forms(viewer.tenant)))
    _require_fits(viewer, body)
    key, secret = _fresh(viewer, viewer.tenant, body.code)
    form = Form(**dict(body), keys=(key,))
    version = _first_version(viewer, keys.web_form(body.code))
    view = FormMade(**_form(viewer.tenant, form, version).model_dump(), secret=secret)
    _save(viewer, view, None, form, version)
    return view


def change_stream(viewer: Viewer, code: str, body: StreamPatch, if_match: int | None) -> StreamView:
    """Another name, or whether it takes anything."""
    item = _load_stream(viewer, code)
    require_version(if_match, item.version)
    after = Stream.model_validate(item.value.model_dump() | _changes(body, frozenset()))
    view = _stream(after, item.version + 1)
    _save(viewer, view, item, after, item.version + 1)
    return view


def change_form(viewer: Viewer, code: str, body: FormPatch, if_match: int | None) -> FormView:
    """What a form asks, and what becomes of it, from now on."""
    item = _load_form(viewer, code)
    require_version(if_match, item.version)
    after = Form.model_validate(item.value.model_dump() | _changes(body, _MAY_BE_EMPTY))
    _require_fits(viewer, after)
    view = _form(viewer.tenant, after, item.version + 1)
    _save(viewer, view, item, after, item.version + 1)
    return view


def remove_stream(viewer: Viewer, code: str, if_match: int | None) -> None:
    """Take a stream away, with its keys; what came by it stays."""
    _remove(viewer, _load_stream(viewer, code), if_match)


def remove_form(viewer: Viewer, code: str, if_match: int | None) -> None:
    """Take a form away, with its keys; what came by it stays."""
    _remove(viewer, _load_form(viewer, code), if_match)


def add_stream_key(viewer: Viewer, code: str) -> KeyMade:
    """Another key of a stream, beside the one that is good."""
    return _add_key(viewer, _load_stream(viewer, code), viewer.tenant)


def add_form_key(viewer: Viewer, code: str) -> KeyMade:
    """Another key of a form, beside the one that is good."""
    return _add_key(viewer, _load_form(viewer, code), viewer.tenant, code)


def retire_stream_key(viewer: Viewer, code: str, key_id: str, if_match: int | None) -> None:
    """A key of a stream is good no more."""
    _retire(viewer, _load_stream(viewer, code), key_id, if_match)


def retire_form_key(viewer: Viewer, code: str, key_id: str, if_match: int | None) -> None:
    """A key of a form is good no more."""
    _retire(viewer, _load_form(viewer, code), key_id, if_match)


def _add_key(viewer: Viewer, item: StreamItem | FormItem, *place: str) -> KeyMade:
    key, secret = _fresh(viewer, *place)
    after = item.value.model_copy(update={"keys": rules.added(item.value.keys, key)})
    view = KeyMade(secret=secret, keys=keys_of(after), version=item.version + 1)
    _save(viewer, view, item, after, item.version + 1)
    return view


def _retire(viewer: Viewer, item: StreamItem | FormItem, key_id: str, if_match: int | None) -> None:
    require_version(if_match, item.version)
    after = item.value.model_copy(update={"keys": rules.retired(item.value.keys, key_id, clock.now())})
    if after != item.value:
        _save(viewer, StreamPage(items=()), item, after, item.version + 1)


def _fresh(viewer: Viewer, *place: str) -> tuple[Key, NewKey]:
    secret, now = keyring.new(*place), clock.now()
    key = Key(id=ids.new(now), digest=keyring.digest(secret), created_at=now, created_by=viewer.employee)
    return key, NewKey(id=key.id, key=secret)


def _changes(body: StreamPatch | FormPatch, may_be_empty: Iterable[str]) -> dict[str, Any]:
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name not in may_be_empty]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    return {
        name: value.model_dump() if hasattr(value, "model_dump") else value for name, value in changes.items()
    }  # fmt: skip


def _require_fits(viewer: Viewer, form: FormFields) -> None:
    """422 for what a form cannot be: its own fields, whom it names as owner, and what its defaults name."""
    errors = rules.misfits(form)
    owner = employee(viewer.tenant, form.defaults.owner)
    if owner is None or not owner.value.active:
        errors.append(FieldError("/defaults/owner", "no_such_employee"))
    if errors:
        raise Problem("invalid_request", errors=errors)
    lead = LeadCreate(name="-", **form.defaults.model_dump(exclude={"owner"}, exclude_none=True))
    named = [(f"/defaults{path}", kind, code) for path, kind, code in choices(lead, "lead")]
    if form.activity_type is not None:
        named.append(("/activity_type", "activity-types", form.activity_type))
    require(viewer.tenant, named)


def _require_room(number: int) -> None:
    if number >= rules.MOST_SITES:
        raise Problem("too_many_sites", limit=rules.MOST_SITES)


def _first_version(viewer: Viewer, sk: str) -> int:
    """Of one that was there before, and is made again, the history goes on."""
    return model.last_version(viewer.tenant, sk) + 1


def _save(viewer: Viewer, view: Any, before: StreamItem | FormItem | None, after: Stream | Form, version: int) -> None:  # noqa: ANN401 - any answer
    kept = view
    if isinstance(view, StreamMade | FormMade | KeyMade):
        kept = view.model_copy(update={"secret": view.secret.model_copy(update={"key": None})})
    commit(kept, model.putting(viewer.tenant, after, before, version), *_telling(viewer, before, after, version))


def _remove(viewer: Viewer, item: StreamItem | FormItem, if_match: int | None) -> None:
    require_version(if_match, item.version)
    told = _telling(viewer, item, None, item.version + 1)
    commit(StreamPage(items=()), model.removing(item), *told)


def _telling(
    viewer: Viewer, before: StreamItem | FormItem | None, after: Stream | Form | None, version: int
) -> list[Write]:  # fmt: skip
    """Keys are told of by their ids: never a digest."""
    some = after or (before.value if before else None)
    assert some is not None  # noqa: S101 - one of them there is
    sk = keys.stream(some.code) if isinstance(some, Stream) else keys.web_form(some.code)
    old, new = (_plain(one) for one in (before.value if before else None, after))
    return history.telling(keys.sites(viewer.tenant), sk, version, viewer.employee, old, new)


def _plain(value: Stream | Form | None) -> dict[str, Any] | None:
    if value is None:
        return None
    shown = [{"id": one.id, "retired_at": one.retired_at} for one in value.keys]
    return {**value.model_dump(exclude={"keys"}), "keys": shown}


def _load_stream(viewer: Viewer, code: str) -> StreamItem:
    require_admin(viewer)
    item = model.stream(viewer.tenant, code, consistent=True)
    if item is None:
        raise Problem("not_found")
    return item


def _load_form(viewer: Viewer, code: str) -> FormItem:
    require_admin(viewer)
    item = model.form(viewer.tenant, code, consistent=True)
    if item is None:
        raise Problem("not_found")
    return item


def _stream(value: Stream, version: int) -> StreamView:
    return StreamView(**value.model_dump(exclude={"keys"}), keys=keys_of(value), version=version)


def _form(tenant: str, value: Form, version: int) -> FormView:
    came = model.received(tenant, value.code)
    counts = {name: getattr(came, name) or 0 if came else 0 for name in _COUNTED}
    shown = value.model_dump(exclude={"keys"})
    return FormView.model_validate({**shown, **counts, "keys": keys_of(value), "version": version})
