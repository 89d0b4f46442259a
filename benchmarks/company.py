"""A company in a table of moto, its real handlers, and a meter on the client that they share."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import boto3
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

from benchmarks.meter import Bill, Meter
from kernel import clock, config, ids, keys, table
from local import sns
from tests import account  # noqa: F401 - moto knows no quota of SES without it
from tests.intake.taken import at_once
from tests.quicker import expressions, values
from tests.quicker import table as tables
from tests.world import ENVIRONMENT, WORKERS, Answer, Person, World, create_table

for part in (expressions, values, tables):  # moto copies a whole table for each transaction; what is counted stays
    part.hasten()

LINK = "https://www.example.com/bao-gia?id=7&utm_source=mail"
TABLE = ENVIRONMENT["TABLE_NAME"]
RULES = [
    {"kind": "email_opened", "id": "opened", "points": 2, "name": {"vi": "Mở email", "en": "Opened an email"}},
    {"kind": "email_clicked", "id": "clicked", "points": 5, "name": {"vi": "Bấm liên kết", "en": "Clicked a link"}},
    *(
        {"kind": "group", "id": f"group-{code}", "points": 5, "group": code,
         "name": {"vi": f"Thuộc nhóm {code}", "en": f"In the group {code}"}}
        for code in ("vip", "north", "central", "south")
    ),
    *(
        {"kind": "field", "id": f"{name}-{value}", "points": 5, "field": name, "values": [value],
         "name": {"vi": f"Hồ sơ có {name} là {value}", "en": f"The profile's {name} is {value}"}}
        for name, values in {
            "source": ("website", "referral", "exhibition", "phone"),
            "sector": ("water", "power", "food", "other"),
            "stage": ("contacted", "interested", "negotiating", "won"),
        }.items()
        for value in values
    ),
]  # fmt: skip
"""18 rules, none with a cap: so every event changes the score, which is the dearest case."""


@dataclass
class Company:
    """Everybody needed, and what counts what they do."""

    world: World
    meter: Meter
    admin: Person
    mail: sns.Sender
    opened: int = field(default=0)

    def bill(self, *steps: Any) -> Bill:  # noqa: ANN401 - any callable
        """What these steps cost together."""
        with self.meter.counting() as calls:
            for step in steps:
                step()
        return Bill(calls)

    def call(self, method: str, path: str, body: Any = None, *, by: Person | None = None, **query: Any) -> Answer:  # noqa: ANN401 - JSON
        """A request that has to succeed."""
        answer = self.world.call(method, path, body, by=by or self.admin, **query)
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.raw}")
        return answer

    def event(self, customer: str, kind: str = "open", message: str | None = None, at: datetime | None = None) -> None:
        """An event of Amazon SES is read from its body; a new message each time unless named."""
        self.opened += 1
        message = message or f"bao-gia-{self.opened:06d}"
        tenant, to, at = self.admin.tenant, "lien.he@congty.com.vn", at or datetime.now(UTC)
        if kind == "open":
            body = sns.open_event(tenant=tenant, customer=customer, message=message, to=to, at=at)
        else:
            body = sns.click_event(tenant=tenant, customer=customer, message=message, to=to, at=at, link=LINK)
        at_once(sns.encode(self.mail.notification(body)))

    def post(self, customer: str) -> Answer:
        """A signed notification arrives at the webhook."""
        event = sns.open_event(
            tenant=self.admin.tenant, customer=customer, message="m", to="a@x.vn", at=datetime.now(UTC)
        )
        return self.world.call("POST", "/v1/webhooks/ses", raw=sns.encode(self.mail.notification(event)))


@contextmanager
def company() -> Iterator[Company]:
    """A company with its rules published, and nobody to disturb it."""
    os.environ.update(ENVIRONMENT)
    mail = sns.new(ENVIRONMENT["SES_TOPIC_ARNS"])
    with mock_aws(), patch("mailing.sns.download", lambda _url, mirror=None: mail.pem):  # noqa: ARG005 - its shape
        stream = create_table(boto3.client("dynamodb"), TABLE)
        queues = {name: boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in WORKERS}
        region: Any = {"LocationConstraint": ENVIRONMENT["AWS_REGION"]}
        boto3.client("s3").create_bucket(Bucket=ENVIRONMENT["BUCKET_NAME"], CreateBucketConfiguration=region)
        pool = boto3.client("cognito-idp").create_user_pool(
            PoolName="people",
            Schema=[{"Name": n, "AttributeDataType": "String", "Mutable": True} for n in ("tenant", "employee")],
        )
        os.environ |= {f"{name}_QUEUE_URL": url for name, url in queues.items()}
        os.environ["USER_POOL_ID"] = pool["UserPool"]["Id"]
        for remembered in (config.queue_url, config.user_pool_id):
            remembered.cache_clear()
        world = World(stream, queues)
        meter = Meter(table.connection().connection.client, boto3.client("dynamodb"), TABLE)
        made = Company(world, meter, world.company(), mail)
        made.call("PUT", "/v1/scoring/rulebook", {"rules": RULES, "thresholds": [0, 20, 40, 60, 80]})
        world.pump()
        yield made


def lay(*items: Mapping[str, Any], told: bool = True) -> None:
    """Put items straight into moto's table, as its own API would; the stream tells of them if `told`."""
    backend = dynamodb_backends["123456789012"][ENVIRONMENT["AWS_REGION"]].tables[TABLE]
    shard = backend.stream_shard
    backend.stream_shard = shard if told else None
    try:
        for item in items:
            backend.put_item(dict(item))
    finally:
        backend.stream_shard = shard


def raw(write: table.Write) -> dict[str, Any]:
    """The item that a write would put."""
    item: dict[str, Any] = write.arguments["Item"]
    return item


def fresh() -> str:
    """An id made now."""
    return ids.new(clock.now())


def collection(person: Person, customer: str) -> str:
    """Where all of a customer lies."""
    return keys.customer(person.tenant, customer)
