"""moto's items and attribute values: compared as they are, and copied, measured and made with less ado."""

from typing import Any

from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict

_cast: Any = DynamoType.cast_value.fget  # type: ignore[attr-defined]
_size: Any = DynamoType.size
_LARGEST = 405_000
"""As moto has it."""


def _value(self: DynamoType) -> Any:
    """What it is for Python; all keys are texts, and most is compared with keys."""
    return self.value if self.type == "S" else _cast(self)


def _is(self: DynamoType, other: DynamoType) -> bool:
    if self.type != other.type:
        return False
    return bool(self.value == other.value) if self.type == "S" else bool(_cast(self) == _cast(other))


def _is_not(self: DynamoType, other: DynamoType) -> bool:
    return not _is(self, other)


def _comes_before(self: DynamoType, other: DynamoType) -> bool:
    return bool(_value(self) < _value(other))


def _hash(self: DynamoType) -> int:
    return hash((self.type, _value(self)))


def _bytes(self: DynamoType) -> int:
    match self.type:
        case "S":
            return len(self.value.encode())
        case "M":
            return sum(len(name.encode()) + _bytes(value) for name, value in self.value.items())
        case "L":
            return sum(map(_bytes, self.value))
    return int(_size(self))


def _copied(self: DynamoType, _memo: object = None) -> DynamoType:
    """Nothing in it is there twice, so there is no need to remember what was copied."""
    made = DynamoType.__new__(DynamoType)
    made.type, value = self.type, self.value
    if self.type == "M":
        value = {name: _copied(one) for name, one in value.items()}
    elif self.type == "L":
        value = [_copied(one) for one in value]
    elif self.type in {"SS", "NS", "BS"}:
        value = list(value)
    made.value = value
    return made


def _item_copied(self: Item, _memo: object) -> Any:
    """Its keys never change."""
    made: Any = Item.__new__(Item)
    made.hash_key, made.range_key = self.hash_key, self.range_key
    made.attrs = LimitedSizeDict()
    dict.update(made.attrs, {name: _copied(value) for name, value in self.attrs.items()})
    return made


def _item_made(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """Measured once; moto measures all of it anew with each attribute."""
    self.hash_key, self.range_key, self.attrs = hash_key, range_key, LimitedSizeDict()
    dict.update(self.attrs, {name: DynamoType(value) for name, value in attrs.items()})
    if self.size() > _LARGEST:
        raise ItemSizeTooLarge


def hasten() -> None:
    faster: dict[str, Any] = {
        "cast_value": property(_value), "__eq__": _is, "__ne__": _is_not, "__lt__": _comes_before, "__hash__": _hash,
        "__deepcopy__": _copied, "size": _bytes,
    }  # fmt: skip
    for name, function in faster.items():
        setattr(DynamoType, name, function)
    for name, function in {"__deepcopy__": _item_copied, "__init__": _item_made}.items():
        setattr(Item, name, function)
