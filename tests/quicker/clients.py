"""Every client is made of the same service models, every user pool of the same key."""

from functools import cache
from typing import Any

import botocore.session
from botocore.client import BaseClient
from botocore.hooks import EventAliaser
from botocore.loaders import create_loader
from botocore.serialize import JSONSerializer
from joserfc.jwk import RSAKey
from moto.core.serialize import BaseJSONSerializer
from moto.utilities.utils import load_resource

_structure = BaseJSONSerializer._serialize_type_structure
_asked: Any = vars(JSONSerializer)["_serialize_type_structure"]
_endpoint: Any = vars(BaseClient)["_resolve_endpoint_ruleset"]
_alias: Any = vars(EventAliaser)["_alias_event_name"]


def _serialize(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """DynamoDB's attribute values are JSON as they are; moto would look each up by twenty names, one after another."""
    if key and shape.name == "AttributeValue" and type(value) is dict and not value.keys() & {"B", "BS"}:
        serialized[key] = value
    else:
        _structure(self, serialized, value, shape, key)


def _ask(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """The same on the way there."""
    if key and shape.name == "AttributeValue" and type(value) is dict and not value.keys() & {"B", "BS"}:
        serialized[key] = value
    else:
        _asked(self, serialized, value, shape, key)


def _same_endpoint(self: Any, model: Any, params: Any, context: Any, **more: Any) -> Any:
    """One client of DynamoDB goes to one place; botocore would find it out anew for each call."""
    if self.meta.service_model.service_name != "dynamodb":
        return _endpoint(self, model, params, context, **more)
    if not hasattr(self, "_goes_to"):
        self._goes_to = _endpoint(self, model, params, context, **more)
    url, headers, properties = self._goes_to
    return url, dict(headers), properties


def hasten() -> None:
    faster: tuple[tuple[Any, str, Any], ...] = (
        (JSONSerializer, "_serialize_type_structure", _ask),
        (BaseClient, "_resolve_endpoint_ruleset", _same_endpoint),
        (EventAliaser, "_alias_event_name", cache(_alias)),
    )
    for where, name, function in faster:
        setattr(where, name, function)
    vars(botocore.session)["create_loader"] = cache(create_loader)
    key = RSAKey.import_key(load_resource("cognitoidp/resources/jwks-private.json"))
    RSAKey.import_key = lambda *_, **__: key  # type: ignore[method-assign]
    BaseJSONSerializer._serialize_type_structure = _serialize  # type: ignore[method-assign]
