"""The queue that a recalculation goes through, step by step."""

from kernel import aws, config
from tiers.schemas import Page


def send(page: Page) -> None:
    """Queue a step."""
    aws.sqs().send_message(QueueUrl=config.queue_url("TIER"), MessageBody=page.model_dump_json())
