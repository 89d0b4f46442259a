import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.phones import _OLD, beginning, digits, e164, spellings

FUNCTIONS = Path(__file__).parents[2] / "functions"
MOBILE = st.sampled_from(["90", "91", "98", "86", "83", "70", "32", "59", "96"])


@pytest.mark.parametrize(
    "written",
    [
        "0912345678", "0912 345 678", "+84912345678", "+84 (0)912.345.678", "(+84) 912-345-678", "84912345678",
        "0084 912 345 678", "912345678", "０９１２３４５６７８", "+84 0912345678",
    ],
)  # fmt: skip
def test_a_number_is_the_same_in_every_spelling(written: str):
    assert e164(written) == "+84912345678"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0120", "070"), ("0121", "079"), ("0122", "077"), ("0126", "076"), ("0128", "078"), ("0123", "083"),
        ("0124", "084"), ("0125", "085"), ("0127", "081"), ("0129", "082"), ("0162", "032"), ("0163", "033"),
        ("0164", "034"), ("0165", "035"), ("0166", "036"), ("0167", "037"), ("0168", "038"), ("0169", "039"),
        ("0186", "056"), ("0188", "058"), ("0199", "059"),
    ],
)  # fmt: skip
def test_an_eleven_digit_mobile_is_what_it_has_been_since_2018(old: str, new: str):
    now = e164(f"{new}1234567")
    assert now == f"+84{new[1:]}1234567"
    assert e164(f"{old} 123 45 67") == e164(f"+84 {old[1:]} 1234567") == e164(f"84{old[1:]}1234567") == now
    assert spellings(now) == (f"{new}1234567", f"{old}1234567")


def test_the_2018_table_is_one_to_one():
    assert len(_OLD) == len(set(_OLD.values())) == 21


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+1 415 555 0100", "+14155550100"),
        ("024 3826 1234", "+842438261234"),
        ("1900 1234", "+8419001234"),
        ("113", "113"),
        ("0912 345", "0912345"),
        ("no number", ""),
        ("123456789012345678901", "123456789012345678901"),
        ("", ""),
    ],
)
def test_other_numbers_are_kept_as_numbers_or_as_their_digits(written: str, kept: str):
    assert e164(written) == kept
    assert e164(kept) == kept


def test_what_is_read_without_the_library_is_what_the_library_says(monkeypatch: pytest.MonkeyPatch):
    numbers = [f"{start}{prefix:03d}4 567.89" for prefix in range(1000) for start in ("0", "+84 ")]
    quick = [e164(number) for number in numbers]
    monkeypatch.setattr("kernel.phones._USUAL", re.compile("nothing"))
    assert quick == [e164(number) for number in numbers]


def test_a_number_of_another_country_is_read_as_dialled_there():
    assert e164("(415) 555-0100", "US") == "+14155550100"
    assert spellings("+14155550100") == ("14155550100",)


@given(st.text())
def test_no_text_is_too_strange(text: str):
    assert e164(e164(text)) == e164(text)
    assert beginning(text).isascii()
    assert digits(text).isascii()


@given(MOBILE, st.from_regex(r"[0-9]{7}", fullmatch=True), st.integers(4, 12), st.sampled_from(["0", "+84", "+84 0"]))
def test_whatever_part_of_a_number_was_typed_its_dialled_spelling_begins_with_it(
    prefix: str, rest: str, length: int, start: str
):
    typed = (start + prefix + rest)[: length + len(start)]
    assert spellings(e164(f"0{prefix}{rest}"))[0].startswith(beginning(typed))


@pytest.mark.parametrize("typed", ["84912345678", "912345678", "(+84) 912 345 678", "0084912345678"])
def test_a_whole_number_is_found_without_its_zero_too(typed: str):
    assert beginning(typed) == "0912345678"


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("0123 456", "0123456"),
        ("841234567890", "01234567890"),
        ("+1 415", "1415"),
        ("001 415 555 01", "141555501"),
        ("00123", "00123"),
        ("84912", "84912"),
    ],
)
def test_a_beginning_is_taken_as_it_was_dialled(typed: str, looked_for: str):
    assert beginning(typed) == looked_for


def test_only_normalising_loads_the_numbering_plans():
    code = "import sys; from kernel import phones; phones.spellings('+84912345678'); phones.beginning('0912')"
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", f"{code}; print('phonenumbers' in sys.modules)"],
        cwd=FUNCTIONS, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
