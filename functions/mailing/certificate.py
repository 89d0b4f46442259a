import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

# cryptography.x509 reads all this too, but costs 0.14 of a cold start's floor where RSA alone costs 0.02. No chain is
# checked: the bytes come from a host that TLS authenticated. The signature itself is verified by cryptography.

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*")
_RSA = bytes.fromhex("06092a864886f70d0101010500")  # the algorithm rsaEncryption, parameters NULL (RFC 8017, A.1)
_INTEGER, _BIT_STRING, _UTC_TIME, _GENERALIZED_TIME, _SEQUENCE, _VERSION = 0x02, 0x03, 0x17, 0x18, 0x30, 0xA0
_TIMES = {
    _UTC_TIME: re.compile(rb"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z"),
    _GENERALIZED_TIME: re.compile(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z"),
}
_BITS = range(2048, 4097)  # weaker is refused, stronger is not worth the reader's time

type Element = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a signature needs of an X.509 certificate: an RSA key and when it may be used."""

    key: RSAPublicKey
    begins: datetime
    ends: datetime


def read(pem: bytes) -> Certificate:
    """The one certificate in a PEM file (RFC 5280, 4.1); raises ValueError for all that is not exactly one with RSA."""
    armour = _PEM.fullmatch(pem)
    if armour is None:
        raise ValueError("not one PEM certificate")
    signed, *_ = _children(_only(base64.b64decode(b"".join(armour[1].split()), validate=True), _SEQUENCE))
    fields = list(_children(_content(signed, _SEQUENCE)))
    if fields and fields[0][0] == _VERSION:
        del fields[0]
    try:
        _serial, _algorithm, _issuer, validity, _subject, key, *_extensions = fields
        begins, ends = _children(_content(validity, _SEQUENCE))
    except ValueError:
        raise ValueError("fields of a certificate are missing") from None
    return Certificate(_key(key), _time(begins), _time(ends))


def _key(info: Element) -> RSAPublicKey:
    algorithm, bits = _children(_content(info, _SEQUENCE))
    if _content(algorithm, _SEQUENCE) != _RSA:
        raise ValueError("not an RSA key")
    unused, *_ = content = _content(bits, _BIT_STRING)
    if unused:
        raise ValueError("key of a broken length")
    modulus, exponent = (_integer(number) for number in _children(_only(content[1:], _SEQUENCE)))
    if modulus.bit_length() not in _BITS:
        raise ValueError(f"RSA key of {modulus.bit_length()} bits")
    return RSAPublicNumbers(exponent, modulus).public_key()


def _integer(element: Element) -> int:
    number = int.from_bytes(_content(element, _INTEGER), signed=True)
    if number <= 0:
        raise ValueError("not a positive number")
    return number


def _time(element: Element) -> datetime:
    tag, content = element
    parts = _TIMES[tag].fullmatch(content) if tag in _TIMES else None
    if parts is None:
        raise ValueError("not a time")
    year, month, day, hour, minute, second = map(int, parts.groups())
    century = 0 if tag == _GENERALIZED_TIME else 1900 if year >= 50 else 2000  # noqa: PLR2004 - RFC 5280, 4.1.2.5.1
    return datetime(century + year, month, day, hour, minute, second, tzinfo=UTC)


def _content(element: Element, tag: int) -> bytes:
    if element[0] != tag:
        raise ValueError(f"tag {element[0]:#04x} where {tag:#04x} belongs")
    return element[1]


def _only(der: bytes, tag: int) -> bytes:
    (element,) = _children(der)
    return _content(element, tag)


def _children(der: bytes) -> Iterator[Element]:
    """The elements that lie one after another in `der`, to its very end."""
    at = 0
    while at < len(der):
        start, length = _extent(der, at)
        if start + length > len(der):
            raise ValueError("cut short")
        yield der[at], der[start : start + length]
        at = start + length


def _extent(der: bytes, at: int) -> tuple[int, int]:
    """(where the content starts, its length) of the element at `at`; two length bytes do for 16 KB."""
    head = der[at + 1 : at + 4]
    if head and head[0] < 0x80:  # noqa: PLR2004 - short form
        return at + 2, head[0]
    if len(head) > 1 and head[0] == 0x81:  # noqa: PLR2004 - one length byte
        return at + 3, head[1]
    if len(head) > 2 and head[0] == 0x82:  # noqa: PLR2004 - two length bytes
        return at + 4, int.from_bytes(head[1:])
    raise ValueError("length is not DER, or beyond 64 KB")
