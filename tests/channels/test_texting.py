import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.numbers import mobile
from channels.texting import LONGEST, MOST_SEGMENTS, Measured, measured, unaccented


@pytest.mark.parametrize(
    ("text", "as_sent"),
    [
        ("", Measured("GSM-7", 0, 1)),
        ("a" * 160, Measured("GSM-7", 160, 1)),
        ("a" * 161, Measured("GSM-7", 161, 2)),
        ("a" * 306, Measured("GSM-7", 306, 2)),
        ("a" * 307, Measured("GSM-7", 307, 3)),
        ("Chao Hoà, è é ì ò ù", Measured("GSM-7", 19, 1)),
        ("€" * 80, Measured("GSM-7", 160, 1)),
        ("a" * 152 + "€" + "a" * 7, Measured("GSM-7", 161, 2)),
        ("a" * 152 + "€" + "a" * 152, Measured("GSM-7", 306, 3)),
        ("Đ" + "a" * 69, Measured("UCS-2", 70, 1)),
        ("Đ" + "a" * 70, Measured("UCS-2", 71, 2)),
        ("Kính chào quý khách", Measured("UCS-2", 19, 1)),
        ("😀" * 35, Measured("UCS-2", 70, 1)),
        ("a" * 66 + "😀" + "a" * 66, Measured("UCS-2", 134, 3)),
    ],
)
def test_vietnamese_text_takes_more_segments_than_what_the_network_s_alphabet_has(text: str, as_sent: Measured):
    assert measured(text) == as_sent


def test_without_its_marks_a_text_is_in_the_alphabet_and_reads_as_people_type_it():
    assert unaccented("Đặt lịch hẹn lúc 9h, ưu đãi 20%") == "Dat lich hen luc 9h, uu dai 20%"
    assert measured(unaccented("Kính chào Nguyễn Thị Phượng " * 5)).alphabet == "GSM-7"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_segments_are_neither_more_nor_fewer_than_their_rooms_allow(text: str):
    found = measured(text)
    alone, each = (160, 153) if found.alphabet == "GSM-7" else (70, 67)
    assert (found.segments == 1) == (found.length <= alone)
    if found.segments > 1:
        assert -(-found.length // each) <= found.segments <= -(-found.length // (each - 1))


def test_what_has_as_many_segments_as_allowed_is_not_too_long_for_sns():
    assert measured("a" * 1530).segments == measured("Đ" * 670).segments == MOST_SEGMENTS
    assert 2 * 670 < 1530 < LONGEST


@pytest.mark.parametrize(
    ("numbers", "texted"),
    [
        ([], None),
        (["+84912345678"], "+84912345678"),
        (["+842838123456", "+84351234567"], "+84351234567"),
        (["+842838123456"], None),
        (["0912"], None),
        (["+16502530000"], "+16502530000"),
        (["+442079460000"], None),
        (["+447911123456"], "+447911123456"),
    ],
)
def test_a_landline_and_what_is_no_number_get_no_text_message(numbers: list[str], texted: str | None):
    assert mobile(numbers) == texted
