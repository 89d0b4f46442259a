"""Posting to a provider that is not AWS, once: whatever the client cannot know is Uncertain."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from channels.outcomes import Uncertain
from kernel import table

_LONGEST = 100_000
"""Bytes of an answer: a provider's is a few hundred."""
_TOO_MANY, _SERVERS_FAULT = 429, 500


@dataclass(frozen=True)
class Answer:
    """What a provider said, as far as it is a JSON object."""

    status: int
    document: Mapping[str, Any]


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=15), retries=False)


def post_json(url: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Answer:
    """Post a JSON object. Raises Uncertain, or Transient for what never arrived or may be asked again."""
    return _post(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    """Post a form; raises the same."""
    return _post(url, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded", **headers})


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    try:
        answer = _pool().request("POST", url, body=body, headers=headers, redirect=False, preload_content=False)
        with answer:
            text = answer.read(_LONGEST)
    except (NewConnectionError, ConnectTimeoutError, SSLError) as error:
        raise table.Transient("not reached") from error
    except (HTTPError, OSError) as error:
        raise Uncertain from error
    if answer.status == _TOO_MANY:
        raise table.Transient("asked too often")
    if answer.status >= _SERVERS_FAULT:
        raise Uncertain(str(answer.status))
    return Answer(answer.status, _document(text))


def _document(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
