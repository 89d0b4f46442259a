"""Phone numbers: one spelling for all that people write, and the spellings that somebody may look for.

Only `e164` needs the library of numbering plans, and loads it when first called: streams never do.
"""

import re
from collections.abc import Iterable

REGION = "VN"
"""The country of a number that names none."""
_OLD = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58",
    "199": "59",
}  # fmt: skip
"""Vietnamese mobile prefixes of eleven-digit numbers, and what each has been since 15 September 2018.

MobiFone, VinaPhone, Viettel, Vietnamobile, Gmobile: numbering plan of the Ministry of Information and Communications.
"""
_NEW = {new: old for old, new in _OLD.items()}
_VIETNAMESE = re.compile(r"\+84(\d+)")
_OLD_MOBILE = re.compile(r"\+84(\d{3})(\d{7})")
_MOBILE = re.compile(r"0(\d\d)(\d{7})")
_WITHOUT_ZERO = re.compile(r"(?:84)?([35789]\d{8})|84(\d{10})")
_USUAL = re.compile(r"(?:\+84|0)(?:3[2-9]|5[689]|7[06-9]|8[1-8]|9[0-8])\d{7}", re.ASCII)
"""Vietnamese mobile phones, as the numbering plan has them that the library has: nearly all that is ever written."""
_PARTED = re.compile(r"(?:\+84|0)(?:[ .-]?\d){9}", re.ASCII)
_PARTS = re.compile(r"[ .-]")
_ABROAD = 11
"""Digits of a number dialled with 00; what is shorter and begins so is a code that somebody counts up."""
_NOT_DIGITS = re.compile(r"\D")


def digits(text: str) -> str:
    """Its digits, whatever script they are in."""
    return "".join(str(int(c)) for c in _NOT_DIGITS.sub("", text))


def e164(text: str, region: str = REGION) -> str:
    """A number as +84912345678, old prefixes as they are now; what is no number of any country: its digits."""
    if region == REGION and _PARTED.fullmatch(text) and _USUAL.fullmatch(usual := _PARTS.sub("", text)):
        return f"+84{usual[-9:]}"
    import phonenumbers  # noqa: PLC0415 - a tenth of a second, and few requests need it

    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return digits(text)
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    old = _OLD_MOBILE.fullmatch(written)
    if old and old[1] in _OLD:
        return f"+84{_OLD[old[1]]}{old[2]}"
    return written if phonenumbers.is_valid_number(parsed) else digits(text)


def dialled(phones: Iterable[str]) -> tuple[str, ...]:
    """The numbers as search and duplicates compare them."""
    return tuple(dict.fromkeys(map(e164, phones)))


def spellings(number: str) -> tuple[str, ...]:
    """How a number is dialled, from `e164`'s form: 0912345678; the second one with its prefix before 2018."""
    at_home = _VIETNAMESE.fullmatch(number)
    usual = f"0{at_home[1]}" if at_home else digits(number)
    mobile = _MOBILE.fullmatch(usual)
    old = _NEW.get(mobile[1]) if mobile else None
    return (usual, f"0{old}{mobile[2]}") if mobile and old else (usual,)


def beginning(text: str) -> str:
    """What the dialled spelling of a number begins with, when only its beginning may have been typed."""
    typed = text.strip().lstrip("(")
    row = digits(typed)
    if typed.startswith(("+84", "0084")):
        return "0" + row.removeprefix("00").removeprefix("84").removeprefix("0")
    if row.startswith("00") and len(row) >= _ABROAD:
        return row.removeprefix("00")
    bare = _WITHOUT_ZERO.fullmatch(row)
    return f"0{bare[1] or bare[2]}" if bare and not typed.startswith("+") else row
