"""All that AWS holds of a world, kept as it is at one moment and as often as wanted made so again."""

import copy
from typing import Any

from channels import tokens
from intake import keyring
from mailing import sns
from scoring import folding
from tests.world import World, backend


class Moment:
    """Tables with their streams, files, logins, queues, secrets, and what was sent."""

    def __init__(self, world: World) -> None:
        self._world, self._heard = world, world.heard
        self.told = len(world.table.stream_shard.items)
        """Records of the stream that came before."""
        self._tables = copy.deepcopy(backend("dynamodb").tables)
        self._files = copy.deepcopy(backend("s3", "aws").buckets)
        self._people = copy.deepcopy(backend("cognito-idp").user_pools)
        self._secrets = copy.deepcopy(dict(backend("secretsmanager").secrets))
        self._waiting = {name: _copied(queue) for name, queue in backend("sqs").queues.items()}
        self._mails = list(backend("ses").sent_messages)
        self._texts = dict(backend("sns").sms_messages)

    def again(self) -> None:
        """Another process comes, too: it remembers nothing."""
        self._world.heard = self._heard
        self._world.history.clear()
        backend("dynamodb").tables = copy.deepcopy(self._tables)
        backend("s3", "aws").buckets = copy.deepcopy(self._files)
        backend("cognito-idp").user_pools = copy.deepcopy(self._people)
        _fill(backend("secretsmanager").secrets, copy.deepcopy(self._secrets))
        for name, messages in self._waiting.items():
            queue = backend("sqs").queues[name]
            queue._messages[:] = [copy.copy(one) for one in messages]
            queue._pending_messages.clear()
            queue.deleted_messages.clear()
        backend("ses").sent_messages[:] = self._mails
        _fill(backend("sns").sms_messages, self._texts)
        forget()


def forget() -> None:
    """What a process keeps between two invocations."""
    keyring.forget()
    tokens._kept.clear()
    folding._books.clear()
    sns._certificates.clear()


def _copied(queue: Any) -> list[Any]:
    return [copy.copy(one) for one in queue._messages]


def _fill(kept: dict[Any, Any], values: dict[Any, Any]) -> None:
    kept.clear()
    kept.update(values)
