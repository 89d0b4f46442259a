"""The queue that a recalculation goes through, step by step."""

from kernel import aws, config


def send(message: str) -> None:
    """Queue a step, a tiers.recalculation.Page as JSON."""
    aws.sqs().send_message(QueueUrl=config.queue_url("TIER"), MessageBody=message)
