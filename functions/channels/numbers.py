"""Which of a record's numbers gets text messages. Only numbers from abroad need the library of numbering plans."""

import re
from collections.abc import Iterable

_VIETNAMESE = "+84"
_MOBILE = re.compile(r"\+84[35789]\d{8}")
"""Mobile numbers of Vietnam since 2018: nine digits that begin so; 2 begins those of landlines."""


def mobile(numbers: Iterable[str]) -> str | None:
    """The first number, of those in E.164, that is or may be a mobile one; a landline gets no text messages."""
    return next((one for one in numbers if _is_mobile(one)), None)


def _is_mobile(number: str) -> bool:
    if number.startswith(_VIETNAMESE):
        return _MOBILE.fullmatch(number) is not None
    return number.startswith("+") and _abroad(number)


def _abroad(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - a tenth of a second, and few numbers need it

    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
    return kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
