"""What every test may ask for."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws

from kernel import aws, config, table
from tests.quicker import hasten
from tests.world import ENVIRONMENT, WORKERS, Person, World, create_table

os.environ.update(ENVIRONMENT)
logging.getLogger("botocore").setLevel(logging.WARNING)
THOROUGH = bool(os.environ.get("LEADSTREAM_THOROUGH"))
# CI tries the same examples every time, so that it is red for a change and never by chance; thorough runs explore.
settings.register_profile(
    "default", deadline=None, derandomize=not THOROUGH, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")

hasten()


def forget_environment() -> None:
    """Make the product read its environment anew, as a fresh process does."""
    for cached in (config.table_name, config.bucket_name, config.queue_url, config.user_pool_id, config.ses_topics):
        cached.cache_clear()
    config.cursor_key.cache_clear()
    config.certificate_mirror.cache_clear()
    aws._client.cache_clear()
    table._connection = None


@contextmanager
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An empty table, bucket, queues and user pool."""
    with mock_aws():
        forget_environment()
        stream = create_table(boto3.client("dynamodb"), ENVIRONMENT["TABLE_NAME"])
        region: Any = {"LocationConstraint": "ap-southeast-1"}
        boto3.client("s3").create_bucket(Bucket=ENVIRONMENT["BUCKET_NAME"], CreateBucketConfiguration=region)
        sqs = boto3.client("sqs")
        queues = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in WORKERS}
        for name, url in queues.items():
            monkeypatch.setenv(f"{name}_QUEUE_URL", url)
        attributes: Any = [
            {"Name": name, "AttributeDataType": "String", "Mutable": True} for name in ("tenant", "employee")
        ]
        pool = boto3.client("cognito-idp").create_user_pool(PoolName="people", Schema=attributes)
        monkeypatch.setenv("USER_POOL_ID", pool["UserPool"]["Id"])
        yield World(stream, queues)
        forget_environment()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world of one test's own."""
    with opened(monkeypatch) as made:
        yield made


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    """A world that the tests of a module share: for those that leave nothing behind, or only what is theirs."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as made:
        yield made


@pytest.fixture
def admin(world: World) -> Person:
    """The administrator of the company `acme`, its streams run dry."""
    made = world.company()
    world.pump()
    return made


@pytest.fixture
def staff(world: World, admin: Person) -> Person:
    """A salesperson of the administrator's department."""
    return world.employee(admin.department, "S1")
