"""The queue that a purge goes through, step by step."""

from kernel import aws, config


def send(message: str) -> None:
    """Queue a step, a trash.purging.Step as JSON."""
    aws.sqs().send_message(QueueUrl=config.queue_url("PURGE"), MessageBody=message)
