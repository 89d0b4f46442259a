"""A world as it was at one moment, made so again as often as wanted: what every test begins with is built once."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from kernel import keys
from tests.world import ENVIRONMENT, WORKERS, Person, World, backend, client, create_table


@dataclass(frozen=True)
class Kept:
    """What moto holds of it, and what the environment says where that is."""

    environment: Mapping[str, str]
    stream: str
    heard: int
    admin: Person | None
    tables: Mapping[str, Any]
    buckets: Mapping[str, Any]
    pools: Mapping[str, Any]
    queues: Mapping[str, Any]
    identities: Mapping[str, Any]

    def again(self, patch: pytest.MonkeyPatch) -> World:
        """The world, where moto is as empty as when it begins."""
        for name, value in self.environment.items():
            patch.setenv(name, value)
        backend("dynamodb").tables = copy.deepcopy(self.tables)
        backend("s3", "aws").buckets = copy.deepcopy(self.buckets)
        s3_backends.bucket_accounts |= dict.fromkeys(self.buckets, ("aws", DEFAULT_ACCOUNT_ID))
        backend("cognito-idp").user_pools = copy.deepcopy(self.pools)
        backend("ses").email_identities = dict(self.identities)
        for queue in self.queues.values():  # they have locks, which nobody can copy
            queue._messages.clear()
            queue._pending_messages.clear()
            queue.deleted_messages.clear()
        backend("sqs").queues = dict(self.queues)
        return World(self.stream, {name: self.environment[f"{name}_QUEUE_URL"] for name in WORKERS}, self.heard)


@cache
def kept(*, founded: bool) -> Kept:
    """An empty table, bucket, queues and user pool; founded, with the company `acme`, its streams run dry."""
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        environment = _built()
        for name, value in environment.items():
            patch.setenv(name, value)
        stream = create_table(client("dynamodb"), ENVIRONMENT["TABLE_NAME"])
        world = World(stream, {name: environment[f"{name}_QUEUE_URL"] for name in WORKERS})
        admin = world.company() if founded else None
        world.pump()
        return Kept(
            environment, stream, world.heard, admin, copy.deepcopy(backend("dynamodb").tables),
            copy.deepcopy(backend("s3", "aws").buckets), copy.deepcopy(backend("cognito-idp").user_pools),
            dict(backend("sqs").queues), dict(backend("ses").email_identities),
        )  # fmt: skip


def tell_of_bodies() -> None:
    """Have the bucket tell a queue of bodies that came, as the template has it."""
    arn = client("sqs").get_queue_attributes(
        QueueUrl=client("sqs").get_queue_url(QueueName="INTAKE")["QueueUrl"], AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"]
    rules = [{"Name": "prefix", "Value": keys.RAW}]
    told = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
    client("s3").put_bucket_notification_configuration(
        Bucket=ENVIRONMENT["BUCKET_NAME"], NotificationConfiguration={"QueueConfigurations": [told]}
    )


def _built() -> dict[str, str]:
    """All that is no table; returns what the environment says of it."""
    region: Any = {"LocationConstraint": ENVIRONMENT["AWS_REGION"]}
    client("s3").create_bucket(Bucket=ENVIRONMENT["BUCKET_NAME"], CreateBucketConfiguration=region)
    client("sesv2").create_email_identity(EmailIdentity=ENVIRONMENT["MAIL_FROM"].rpartition("@")[2].rstrip(">"))
    queues = {f"{name}_QUEUE_URL": client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in WORKERS}
    tell_of_bodies()
    attributes: Any = [
        {"Name": name, "AttributeDataType": "String", "Mutable": True} for name in ("tenant", "employee")
    ]
    pool = client("cognito-idp").create_user_pool(PoolName="people", Schema=attributes)
    return queues | {"USER_POOL_ID": pool["UserPool"]["Id"]}
