"""From the queue to signals: each body once, a part at a time, again after a reader was mended; nothing lost (J4)."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import intake.job
from intake import keyring, queue, raw, replaying, service
from kernel import clock, keys, table
from local.sns import open_event
from mailing import keeping, rules
from tests.intake import providers
from tests.intake.providers import key_of
from tests.intake.taken import read
from tests.mailing.postbox import SENDER
from tests.world import ENVIRONMENT, Person, World, client

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
TOPIC = ENVIRONMENT["SES_TOPIC_ARNS"]


@pytest.fixture(autouse=True)
def _nobody_is_known() -> None:
    keyring.forget()


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "Hoà", "emails": ["hoa@x.vn"]}, by=staff)["id"])


def opened(number: int, lead: str | None = None, **more: Any) -> dict[str, Any]:
    at = {"at": clock.stamp(AT), "message": f"m{number}"}
    return {"type": "opened", **at, **({"customer": lead} if lead else {"email": "hoa@x.vn"}), **more}


def signals(world: World) -> list[str]:
    return sorted(item["sk"]["S"] for item in world.items() if item["sk"]["S"].startswith(keys.SIGNAL))


def handed(body: Any) -> None:
    intake.job.handler({"Records": [{"messageId": "1", "body": json.dumps(body)}]}, None)


def test_what_sns_puts_into_the_queue_is_kept_and_read_as_what_it_posts_is(world: World, lead: str):
    event = open_event(tenant="acme", customer=lead, message="m1", to="hoa@x.vn", at=AT)
    notification = SENDER.notification(event)
    handed(notification)
    handed(notification)
    assert read(world) == {"new": 1}
    assert signals(world) == ["SIGNAL#open#m1"]


def test_what_another_topic_puts_into_the_queue_is_passed_over(world: World, lead: str):
    event = open_event(tenant="acme", customer=lead, message="m1", to="hoa@x.vn", at=AT)
    handed(SENDER.notification(event) | {"TopicArn": f"{TOPIC}-2"})
    handed({"Service": "Amazon S3", "Event": "s3:TestEvent"})
    assert read(world) == {}


def test_a_body_of_many_events_is_read_a_part_at_a_time(world: World, admin: Person, lead: str):
    secret = key_of(world, admin, "generic")
    events = [opened(number % 450, lead) for number in range(460)]
    assert providers.generic(secret, events).post(world).status == 202
    steps: list[int] = []
    while found := world.work():
        steps.append(found)
    assert len(steps) == 3
    assert len(signals(world)) == 450


def test_one_event_that_fails_is_set_aside_and_the_others_count(
    world: World, admin: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    secret, keep = key_of(world, admin, "generic"), keeping.keep

    def failing(tenant: str, found: Any, signal: Any, now: datetime) -> bool:
        return 1 // 0 > 0 if signal.message == "m1" else keep(tenant, found, signal, now)

    monkeypatch.setattr(keeping, "keep", failing)
    providers.generic(secret, [opened(number, lead) for number in range(3)]).post(world)
    assert read(world) == {"new": 2, "malformed": 1}
    (aside,) = world.call("GET", "/v1/webhooks/unmatched", by=admin)["items"]
    assert aside["reason"] == "fault ZeroDivisionError"


def test_what_may_pass_brings_the_body_back(world: World, admin: Person, lead: str, monkeypatch: pytest.MonkeyPatch):
    providers.generic(key_of(world, admin, "generic"), [opened(number, lead) for number in range(3)]).post(world)
    (told,) = client("sqs").receive_message(QueueUrl=world.queues["INTAKE"])["Messages"]
    with monkeypatch.context() as broken:
        broken.setattr("kernel.table._write_once", lambda *_: (_ for _ in ()).throw(table.Transient("throttled")))
        with pytest.raises(table.Transient):
            handed(json.loads(told["Body"]))
    handed(json.loads(told["Body"]))
    assert len(signals(world)) == 3


def test_a_mended_reader_reads_again_what_it_could_not_and_nothing_counts_twice(
    world: World, admin: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    secret, own = key_of(world, admin, "generic"), rules.link_of
    events = [opened(1, lead), opened(2, lead) | {"type": "clicked", "link": "app://offer"}]
    providers.generic(secret, events).post(world)
    assert read(world) == {"new": 1, "malformed": 1}
    monkeypatch.setattr(rules, "link_of", lambda link: link if "app://" in str(link) else own(link))
    today = f"{clock.now():%Y-%m-%d}"
    body = {"source": "generic", "since": f"{clock.now() - timedelta(days=2):%Y-%m-%d}", "until": today}
    assert world.call("POST", "/v1/webhooks/replays", body, by=admin).status == 202
    world.pump()
    assert len(signals(world)) == 2
    assert world.call("GET", "/v1/webhooks/unmatched", by=admin)["items"] == []
    assert world.call("POST", "/v1/webhooks/replays", body, by=admin).status == 202
    world.pump()
    assert len(signals(world)) == 2


def test_an_operator_has_what_ses_told_read_again_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch):
    for number in range(5):
        raw.keep(raw.Place(None, "ses", AT, str(number).encode()), b"{}")
    read(world)
    monkeypatch.setattr(replaying, "AT_ONCE", 2)
    given: list[str] = []
    orders = queue.orders

    def noting(kind: queue.Order, many: Iterable[Mapping[str, Any]]) -> None:
        some = list(many)
        given.extend(one["key"] for one in some)
        orders(kind, some)

    monkeypatch.setattr(queue, "orders", noting)
    day = f"{AT:%Y-%m-%d}"
    intake.job.handler({"replay": {"tenant": "_", "source": "ses", "day": day, "until": day}}, None)
    world.pump()
    assert len(given) == len(set(given)) == 5


@pytest.mark.parametrize(("since", "until", "code"), [(-40, 0, "not_kept"), (0, -1, "before_since")])
def test_a_period_that_cannot_be_read_again_is_refused(since: int, until: int, code: str, world: World, admin: Person):
    days = [f"{clock.now() + timedelta(days=offset):%Y-%m-%d}" for offset in (since, until)]
    body = {"source": "generic", "since": days[0], "until": days[1]}
    answer = world.call("POST", "/v1/webhooks/replays", body, by=admin)
    assert (answer.status, answer["errors"][0]["code"]) == (422, code)


def test_a_body_that_is_gone_by_now_is_passed_over(world: World):
    assert service.read("raw/acme/generic/2026-01-01/0") == {}
    assert world.items() == []
