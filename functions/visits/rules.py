"""What the GA4 Measurement Protocol says of visits: pure, and nothing but Refused is ever raised.

https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference and …/sending-events: a body of less
than 130 kB with one client and up to 25 events; a time of the event's own wins over the body's, and that over the
moment of the request; nothing is dated back further than 72 hours. docs/web.md says what we make of it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from kernel.problems import FieldError
from visits.clients import client_of
from visits.paths import path_of
from visits.shown import Told

SOURCE = "ga4"
"""What such a body is called among all that come in."""
BODY_LIMIT = 130_000
"""Bytes; a body has to be smaller."""
MOST_EVENTS = 25
BACK = timedelta(hours=72)
AHEAD = timedelta(hours=1)
"""An event further in the future is absurd, whatever the clocks say."""
LONGEST_ENGAGED = 86_400_000
"""Milliseconds of one event: a day. GA4 sends what has passed since the event before."""
LONGEST_CLIENT, LONGEST_USER, LONGEST_SESSION, LONGEST_NAME = 100, 256, 100, 40
KNOWN = frozenset({"page_view", "user_engagement", "session_start", "first_visit", "scroll", "click", "form_submit"})

_DIGITS = re.compile(r"[0-9]{1,20}(?:\.0{1,6})?")
_UNREADABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_TOO_LARGE_TO_BE_A_TIME = 4_102_444_800_000_000  # the year 2100


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """A body that can never be kept: `code` names the problem, `errors` say where."""

    def __init__(self, code: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(code)
        self.code, self.errors = code, tuple(errors)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one body says of one visit."""

    id: str
    client: str
    user: str | None
    told: Told


@dataclass(frozen=True, slots=True)
class Body:
    """What a body says: of which visits, and how many events of which names say nothing of any."""

    visits: tuple[Visit, ...]
    noted: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    at: datetime
    micros: int | None
    session: str | None
    path: str | None
    engaged: int


@dataclass
class _Reader:
    """Reads fields, and gathers what is wrong with them."""

    first: datetime
    last: datetime
    errors: list[FieldError] = field(default_factory=list)

    def wrong(self, path: str, code: str, **values: object) -> None:
        self.errors.append(FieldError(path, code, tuple(values.items())))

    def text(self, value: object, path: str, longest: int, *, needed: bool = False) -> str | None:
        """A text of one line, or a whole number for it; None if there is none."""
        if value is None or value == "":
            if needed:
                self.wrong(path, "missing")
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.wrong(path, "text")
        elif len(value) > longest:
            self.wrong(path, "too_long", max_length=longest)
        elif _UNREADABLE.search(value):
            self.wrong(path, "control_characters")
        else:
            return value
        return None

    def whole(self, value: object, path: str) -> int | None:
        """A whole number, be it written as text; None if there is none."""
        if value is None:
            return None
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            return int(value.partition(".")[0])
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and value == value // 1:
            return int(value)
        self.wrong(path, "integer")
        return None

    def map(self, value: object, path: str) -> Mapping[str, object]:
        """An object; one that is missing is empty."""
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        self.wrong(path, "object")
        return {}


def read(body: bytes, now: datetime, slack: timedelta = timedelta(0)) -> Body:
    """The visits in a body that came at this moment; raises Refused for what can never be kept.

    `slack`: by how much more an event may lie back, for who reads again what was let in a moment before it was kept.
    """
    root, reader = _document(body), _Reader(now - BACK - slack, now + AHEAD)
    client = reader.text(root.get("client_id"), "/client_id", LONGEST_CLIENT, needed=True)
    user = reader.text(root.get("user_id"), "/user_id", LONGEST_USER)
    at = _moment(reader, root.get("timestamp_micros"), "/timestamp_micros")
    events = list(_events(reader, root.get("events"), at, now))
    if reader.errors or client is None:
        raise Refused("invalid_request", reader.errors)
    return _gathered(client_of(client), user, events, now)


def _document(body: bytes) -> Mapping[str, object]:
    if len(body) >= BODY_LIMIT:
        raise Refused("body_too_large")
    try:
        root = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("invalid_json") from None
    if not isinstance(root, dict):
        raise Refused("invalid_json")
    return root


def _no_constant(_name: str) -> object:
    raise ValueError  # NaN and Infinity: Python reads them, JSON has none


def _events(reader: _Reader, value: object, at: int | None, now: datetime) -> Iterator[_Event]:
    if not isinstance(value, list):
        reader.wrong("/events", "missing" if value is None else "list")
        return
    if not value:
        reader.wrong("/events", "too_few", min_length=1)
    if len(value) > MOST_EVENTS:
        reader.wrong("/events", "too_many", max_length=MOST_EVENTS)
        return
    for place, one in enumerate(value):
        if isinstance(one, dict):
            yield _event(reader, one, f"/events/{place}", at, now)
        else:
            reader.wrong(f"/events/{place}", "object")


def _event(reader: _Reader, one: Mapping[str, object], path: str, at: int | None, now: datetime) -> _Event:
    params = reader.map(one.get("params"), f"{path}/params")
    own = _moment(reader, one.get("timestamp_micros"), f"{path}/timestamp_micros")
    micros = at if own is None else own
    return _Event(
        name=reader.text(one.get("name"), f"{path}/name", LONGEST_NAME, needed=True) or "",
        at=now if micros is None else _instant(micros),
        micros=micros,
        session=_session(reader, params, f"{path}/params/session_id"),
        path=path_of(params.get("page_location")),
        engaged=_engaged(reader, params.get("engagement_time_msec"), f"{path}/params/engagement_time_msec"),
    )


def _moment(reader: _Reader, value: object, path: str) -> int | None:
    """Microseconds since 1970, of a moment that may be."""
    micros = reader.whole(value, path)
    if micros is None:
        return None
    if micros > _TOO_LARGE_TO_BE_A_TIME or _instant(micros) > reader.last:
        reader.wrong(path, "in_future")
    elif _instant(micros) < reader.first:
        reader.wrong(path, "too_long_ago", hours=72)
    else:
        return micros
    return None


def _instant(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _session(reader: _Reader, params: Mapping[str, object], path: str) -> str | None:
    """A session's id: a text, or as often a number."""
    value = params.get("session_id", params.get("ga_session_id"))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = reader.whole(value, path)
    return reader.text(value, path, LONGEST_SESSION)


def _engaged(reader: _Reader, value: object, path: str) -> int:
    msec = reader.whole(value, path) or 0
    if msec > LONGEST_ENGAGED:
        reader.wrong(path, "too_large", limit=LONGEST_ENGAGED)
    return msec


def _gathered(client: str, user: str | None, events: Sequence[_Event], now: datetime) -> Body:
    visits: dict[str, Told] = {}
    noted: dict[str, int] = {}
    for event, digest in _told_apart(events):
        if event.path is None and event.engaged == 0:
            name = event.name if event.name in KNOWN else "other"
            noted[name] = noted.get(name, 0) + 1
            continue
        place = _visit_id(client, event)
        visits[place] = _told(event, digest, now).joined(visits.get(place))
    return Body(tuple(Visit(place, client, user, told) for place, told in visits.items()), noted)


def _told(event: _Event, digest: str, now: datetime) -> Told:
    parts = {digest: event.engaged} if event.engaged else {}
    return Told.of(event.at, now, event.path, parts)


def _visit_id(client: str, event: _Event) -> str:
    """Of the client and its session; without a session a visit is what the client does on a day of UTC."""
    session = f"s{event.session}" if event.session else f"d{event.at.date().isoformat()}"
    return sha256(f"{client}\n{session}".encode()).hexdigest()[:24]


def _told_apart(events: Sequence[_Event]) -> Iterator[tuple[_Event, str]]:
    """Each with what makes it the same again: all that it says, and of those that say the same, which it is."""
    seen: dict[str, int] = {}
    for event in events:
        said = "\n".join([event.name, str(event.micros), event.path or "", str(event.engaged)])
        seen[said] = seen.get(said, 0) + 1
        yield event, sha256(f"{said}\n{seen[said]}".encode()).hexdigest()[:12]
