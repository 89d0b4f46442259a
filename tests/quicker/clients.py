"""Every client is made of the same service models, every user pool of the same key."""

from functools import cache
from typing import Any

import botocore.session
from botocore.loaders import create_loader
from joserfc.jwk import RSAKey
from moto.core.serialize import BaseJSONSerializer
from moto.utilities.utils import load_resource

_structure = BaseJSONSerializer._serialize_type_structure


def _serialize(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """DynamoDB's attribute values are JSON as they are; moto would look each up by twenty names, one after another."""
    if key and shape.name == "AttributeValue" and type(value) is dict and not value.keys() & {"B", "BS"}:
        serialized[key] = value
    else:
        _structure(self, serialized, value, shape, key)


def hasten() -> None:
    vars(botocore.session)["create_loader"] = cache(create_loader)
    key = RSAKey.import_key(load_resource("cognitoidp/resources/jwks-private.json"))
    RSAKey.import_key = lambda *_, **__: key  # type: ignore[method-assign]
    BaseJSONSerializer._serialize_type_structure = _serialize  # type: ignore[method-assign]
