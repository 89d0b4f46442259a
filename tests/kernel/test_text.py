import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.text import WORD, compact, fold, sortable, words

NAMES = st.text() | st.text(
    st.sampled_from("ạảãàáâậầấẩẫăắằặẳẵđĐƯỨỪỬ Hhoa-.İıßøŁ北京アァ한😀👩‍🚀\u0301\u0300\u0345\ud800ﬁ①Ⅷ")
)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Nguyễn Hoà", ["nguyen", "hoa"]),
        ("Nguyễn Hòa", ["nguyen", "hoa"]),
        ("ĐÔNG Á", ["dong", "a"]),
        ("\u00d0\u1eb7ng \u0189\u00f4ng \u00f0\u1ecf", ["dang", "dong", "do"]),
        ("Thuý/Thúy", ["thuy", "thuy"]),
        ("H&M  (Việt-Nam)", ["h", "m", "viet", "nam"]),
        ("İstanbul ıspanak ISPANAK", ["istanbul", "ispanak", "ispanak"]),
        ("Straße STRASSE Łódź Søren", ["strasse", "strasse", "lodz", "soren"]),
        ("ﬁne ０９１２ Ⅷ", ["fine", "0912", "viii"]),
        ("北京 株式会社", ["北京", "株式会社"]),
        ("😀👩‍🚀", []),
        ("a_b\u0000c\ud800d", ["a", "b", "c", "d"]),
        ("", []),
    ],
)
def test_words_are_what_people_type_when_they_look_for_them(written: str, found: list[str]):
    assert words(written) == found


@given(NAMES)
def test_composed_and_decomposed_text_is_the_same(text: str):
    assert len({tuple(words(unicodedata.normalize(form, text))) for form in ("NFC", "NFD")} | {tuple(words(text))}) == 1


@given(NAMES)
def test_folding_again_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)
    assert words(" ".join(words(text))) == words(text)
    assert words(fold(text)) == words(text)


@given(NAMES)
def test_words_hold_letters_and_digits_only_and_are_bounded(text: str):
    assert all(word.isalnum() and len(word) <= WORD for word in words(text))
    assert compact(text).isalnum() or not compact(text)
    assert len(sortable(text).encode()) <= 256


def test_names_are_in_the_order_of_their_letters_whatever_their_accents():
    names = ["Đỗ Yến", "An", "Ánh", "Dung", "Đức", "ân cần", "E"]
    assert sorted(names, key=sortable) == ["An", "ân cần", "Ánh", "Đỗ Yến", "Đức", "Dung", "E"]


def test_codes_are_compared_without_punctuation_and_case():
    assert compact("L-7K2m.9") == compact("l7k2M9") == "l7k2m9"


@given(st.text())
def test_letters_are_folded_one_by_one_as_a_text_is_as_a_whole(text: str):
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in flat if not unicodedata.category(c).startswith("M"))
    assert fold(text) == "".join(fold(c) for c in text)
    assert fold(text) == (text.lower() if text.isascii() else bare.translate(str.maketrans("đðɖıłø", "dddilo")))
