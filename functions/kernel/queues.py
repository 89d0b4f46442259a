"""Orders to workers, each in the name of a company: none waits behind what another has ordered (docs/adr/0023).

A standard queue of SQS takes the message group for whom a message belongs to, and hands out those first whose company
does not keep the workers busy already.
"""

from kernel import aws, config, keys


def order(queue: str, tenant: str | None, body: str, delay: int = 0) -> None:
    """Put an order into a queue, for some seconds later; of no company where several may be meant."""
    aws.sqs().send_message(
        QueueUrl=config.queue_url(queue), MessageBody=body, MessageGroupId=tenant or keys.NOBODY, DelaySeconds=delay
    )
