"""A local AWS with nothing on it: quickly started, for what needs no deployed template."""

from collections.abc import Iterator

import pytest

from local.ministack import REGION
from local.stack import Stack


@pytest.fixture(scope="session")
def aws() -> Iterator[Stack]:
    """It has a bucket `code`."""
    stack = Stack()
    stack.aws.start()
    try:
        stack.client("s3").create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
        yield stack
    finally:
        stack.__exit__(None, None, None)
