"""What is found: the entries of records and the plans of queries together, without a table."""

import random
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import keys
from kernel.text import words
from search.entries import BOUND, entries
from search.planning import WIDE, plan
from search.reading import QUERIES, Place
from search.words import MOST, begins, distinctly, pair, telling
from tests.search.people import BOOK, Index, record

SYLLABLES = ["a", "an", "anh", "á", "y", "ý", "hoa", "hoà", "hoàng", "nguyễn", "ng", "lê", "len", "đông", "ty", "công",
    "cổ", "phần", "thương", "mại", "văn", "phong", "Đ", "ß", "İ", "北京", "h&m", "a1-b2", "x" * 40, "😀"]  # fmt: skip
NAMES = st.lists(st.sampled_from(SYLLABLES) | st.text(min_size=1, max_size=5), min_size=1, max_size=6).map(" ".join)
WORDS = st.text("abc", min_size=1, max_size=3)


@pytest.mark.parametrize("name", ["Nguyễn Hoà", "Nguyễn Hòa", unicodedata.normalize("NFD", "Nguyễn Thị Hoà")])
@pytest.mark.parametrize(
    "query", ["nguyen hoa", "hoa nguyen", "HÒA Nguyễn", "ng ho", "hoà", "  nguyễn\u3000hòa ", "h n"]
)
def test_a_name_is_found_by_any_words_in_any_order_with_any_accents(name: str, query: str):
    assert Index([record(name), record("Trần Lan", 2)]).all(query) == [1]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("dong", "Đông"), ("đông", "Dong"), ("strasse", "Straße"), ("istanbul", "İSTANBUL"), ("北京", "北京株式会社"),
        ("h&m", "H&M"), ("H&M", "H&M Hà Nội"), ("3a-pharma", "3A-Pharma"), ("hoa-binh", "Hoà Bình"), ("68", "Shop 68"),
        ("le", "Lê Ly"), ("nhu y", "Như Ý"), ("ho hoa", "Hồ Hoa"), ("hoa ho", "Hồ Hoa"),
        ("an an", "Bình An"), ("cong ty", "Công ty Hoà Bình"), ("công ty hoà", "Công ty Cổ phần Hoà Bình"),
    ],
)  # fmt: skip
def test_words_are_found_as_people_type_them(query: str, name: str):
    assert Index([record(name), record("Zo Zu", 2)]).all(query) == [1]


def test_the_company_counts_as_the_name_does():
    index = Index([record("Chị Lan", company="Công ty TNHH Xây dựng Hoà Bình"), record("Bình", 2, company="Hoà Phát")])
    assert index.all("lan hoa binh") == [1]
    assert sorted(index.all("hoa binh")) == [1, 2]


def test_a_word_of_its_own_is_wanted_for_each_that_was_typed():
    index = Index([record("Hoàng", 1), record("Hồ Hoàng", 2)])
    assert index.all("ho hoang") == [2]
    assert sorted(index.all("ho")) == [1, 2]


def test_the_telling_words_of_a_long_name_find_it():
    name = "Công ty Cổ phần Đầu tư Xây dựng và Thương mại Dịch vụ Hoà Bình Sông Đà"
    index = Index([record(name), record("Trần Lan", 2)])
    for query in (
        "hoa binh",
        "song da",
        "da hoa",
        "cong ty hoa binh",
        "co phan song da",
        "đầu tư sông",
        "binh dich vu",
    ):
        assert index.all(query) == [1], query


@given(st.lists(NAMES, min_size=1, max_size=4), st.data())
def test_every_indexed_word_finds_by_any_of_its_beginnings_in_any_order(names: list[str], data: st.DataObject):
    book = data.draw(st.sampled_from(["A", "E:1"]))
    index = Index([record(name, number) for number, name in enumerate(names, 1)], (book,))
    number = data.draw(st.integers(1, len(names)))
    indexed = telling(words(names[number - 1]))[:MOST]
    if not indexed:
        return
    chosen = data.draw(st.lists(st.sampled_from(indexed), min_size=1, max_size=4, unique=True))
    typed = [word[: data.draw(st.integers(1, len(word)))] for word in chosen]
    asked = plan(" ".join(typed))
    if asked is not None and (asked.tokens or len(typed) == 1):
        found = index.all(" ".join(typed), data.draw(st.integers(1, 3)))
        assert number in found
        assert len(found) == len(set(found))


@given(st.lists(NAMES, min_size=1, max_size=4), NAMES)
def test_nothing_is_found_that_does_not_have_the_words(names: list[str], query: str):
    index = Index([record(name, number) for number, name in enumerate(names, 1)])
    asked = plan(query)
    if asked is not None and len(asked.tokens) > 1:
        for number in index.all(query):
            assert distinctly(asked.tokens, list(dict.fromkeys(words(names[number - 1]))))


@given(WORDS, WORDS, WORDS, WORDS)
def test_pairs_lie_side_by_side_as_far_as_both_beginnings_go(one: str, other: str, more: str, rest: str):
    if one + more != other + rest:
        assert pair(one + more, other + rest).startswith(begins(one, other))
        assert pair(one, other) == pair(other, one)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=5, unique=True))
def test_each_beginning_takes_a_word_of_its_own(beginnings: list[str], named: list[str]):
    def fits(wanted: list[str], left: list[str]) -> bool:
        return not wanted or any(
            fits(wanted[1:], [w for w in left if w != word]) for word in left if word.startswith(wanted[0])
        )

    assert distinctly(beginnings, named) == fits(beginnings, named)


# --- numbers, codes, addresses --------------------------------------------------------------------
FIELDS: dict[str, Any] = {
    "code": "KH-0012.a", "numbers": ["+84832345678", "+14155550100"], "tax_code": "0101234567-001",
    "emails": ["Lien.He@cong-ty.vn".lower()],
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("KH-0012.a", "code"), ("kh-0012", "code"), ("KH0012A", "code"), ("kh0", "code"),
        ("0832345678", "phone"), ("0832 345 678", "phone"), ("+84 832 345 678", "phone"), ("+84832", "phone"),
        ("0123 234 5678", "phone"), ("0123 234", "phone"), ("01232", "phone"), ("841232345678", "phone"),
        ("832345678", "phone"), ("(083) 234-5678", "phone"), ("+1 415 555", "phone"), ("0012345", None),
        ("0101234567", "tax_code"), ("0101234567-001", "tax_code"), ("01012", "tax_code"),
        ("lien.he@cong-ty.vn", "email"), ("LIEN.HE@CONG", "email"), ("lien.he@other.vn", None),
    ],
)  # fmt: skip
def test_numbers_codes_and_addresses_are_found_by_their_beginnings(query: str, what: str | None):
    index = Index([record("An", **FIELDS), record("Bo", 2)])
    asked = plan(query)
    assert asked is not None
    assert index.all(query) == ([1] if what else [])
    if what:
        (found,), _ = index.page(asked, 5, Place(None))
        assert found.what == what


def test_an_exact_code_comes_first_then_a_phone_then_a_name_that_begins_so_then_the_rest():
    index = Index([
        record("Minh 0912345", 1), record("Cửa hàng", 2, code="0912345"), record("Lan", 3, numbers=["+84912345678"]),
        record("0912345 Tân", 4), record("Tân", 5, tax_code="0912345678"), record("Xuân", 6, code="0912345-B"),
    ])  # fmt: skip
    found = index.all("0912345")
    assert found[:3] == [2, 3, 4]
    assert sorted(found) == [1, 2, 3, 4, 5, 6]


def test_names_that_begin_with_the_query_come_before_those_that_have_it_somewhere():
    names = ["Nguyễn Thị Hoà Bình", "Công ty Hoà Bình", "Hoà Bình", "Bình Hoà", "Hoàng Bình"]
    index = Index([record(name, number) for number, name in enumerate(names, 1)])
    assert set(index.all("hoa binh")[:3]) == {2, 3, 5}
    assert index.all("cong ty ho") == [2]


# --- how much ---------------------------------------------------------------------------------------
@given(NAMES, NAMES, st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_a_record_has_a_bounded_number_of_entries_of_a_bounded_size(
    name: str, company: str, phones: int, emails: int, known: bool
):
    long = f"{name} {'đ' * 90} one two three four five six seven"
    addresses = [f"{'x' * 60}.{place}@{'y' * 60}.vn" for place in range(emails)]
    dialled: Any = {"numbers" if known else "phones": [f"+8483234567{place}" for place in range(phones)]}
    value = record(long, company=company, address="1 Lê Lợi", tax_code="01012-1", emails=addresses, **dialled)
    found = entries("a" * 31, value, ["A", "E:" + "0" * 26])
    heads = [pk.split("#")[2] for pk, _ in found]
    assert max(map(heads.count, heads)) <= BOUND
    for (pk, sk), raw in found.items():
        assert len(sk.encode()) < 1024
        assert len(pk.encode()) < 2048
        assert sum(len(one["S"].encode()) + len(key) for key, one in raw.items()) < 4096
        assert not sk.startswith((keys.PROFILE, keys.CONTRACT, keys.RECEIPT, keys.SIGNAL, keys.FENCE, keys.DERIVED))


def test_a_record_with_very_many_numbers_is_found_by_all_of_them():
    numbers = [f"+8483234567{place}" for place in range(10)]
    emails = [f"x{place}@y.vn" for place in range(10)]
    value = record("một hai ba bốn năm sáu bảy tám", numbers=numbers, emails=emails)
    assert len(entries("acme", value, ["A"])) <= BOUND
    index = Index([value])
    for query in (*numbers, *emails, "một hai", "01232345670"):
        assert index.all(query) == [1], query


def test_a_typical_lead_has_few_entries():
    value = record("Huỳnh Hữu Hoà", numbers=["+84912345678"], emails=["hoa@x.vn"], tax_code="0312345678")
    assert len(entries("acme", value, ["A"])) == 3 + 3 + 1 + 1 + 1 + 1


# --- many -------------------------------------------------------------------------------------------
NGUYEN = 39_000
OTHERS = (
    ["Trần"] * 12 + ["Lê"] * 10 + ["Phạm"] * 7 + ["Hoàng"] * 5 + ["Phan", "Vũ", "Đặng"] * 3 + ["Hồ", "Ngô", "Tô", "Tú"]
)
MIDDLE = ["Văn", "Thị", "Thị", "Văn", "Hữu", "Đức", "Ngọc", "Minh", "Quang", "Thanh", "Thu", "Xuân", "Bảo", "Gia"]
GIVEN = [
    "An", "Anh", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Hoa", "Hoàng", "Hà", "Khánh", "Linh", "Mỹ", "Nhung", "Phượng",
    "Quỳnh", "Trường", "Tuấn", "Tú", "Yến", "Tân", "Tùng",
]  # fmt: skip
FEW = ["Nguyễn Hoè", "Nguyễn Như Ý", "Lê Thị Tường", "Nguyễn Văn Tường", "Tô Ng Tường", "Đỗ Thương Huyền"]
"""Whom somebody looks for; their numbers are 1 to 6."""


@pytest.fixture(scope="module")
def crowd() -> Index:
    """60,000 people, 39,000 of them Nguyễn."""
    chance = random.Random(1)  # noqa: S311 - the same people in every run
    family = ["Nguyễn"] * NGUYEN + [chance.choice(OTHERS) for _ in range(21_000)]
    people = (f"{one} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}" for one in family)
    return Index(record(name, number) for number, name in enumerate([*FEW, *people], 1))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("nguyen hoe", 1), ("ý nguyễn", 2), ("nguyen nhu y", 2), ("le tuong", 3), ("tuong le", 3), ("tuong l", 3),
        ("thi tuong", 3), ("nguyen tuong", 4), ("tuong nguyen", 4), ("tuong n", 4), ("nguyen van tuong", 4),
        ("to tuong", 5), ("do thuong", 6), ("nguyen huyen thuong", None), ("huyen th", 6),
    ],
)  # fmt: skip
def test_one_among_tens_of_thousands_of_nguyen_is_found_at_once(crowd: Index, query: str, number: int | None):
    crowd.read = 0
    found = crowd.first(query)
    assert number in found if number else not found
    assert crowd.read <= QUERIES * WIDE


@pytest.mark.parametrize(
    "query",
    [
        "nguyen hoa", "hoa nguyen", "nguyen an", "an thi nguyen", "nguyen y", "le a", "vu", "an", "n g", "nguyen thi",
        "nguyen thi hoang", "ng", "ng ho", "nguyen van anh", "tran anh", "hoang nguyen", "nguyen", "v n",
    ],
)  # fmt: skip
def test_a_whole_page_of_many_is_found_at_once(crowd: Index, query: str):
    crowd.read = 0
    assert len(crowd.first(query, 20)) == 20
    assert crowd.read <= QUERIES * WIDE


@pytest.fixture(scope="module")
def mine() -> Index:
    """3,000 people of one salesperson's own, in whose book there are no pairs of words."""
    chance = random.Random(2)  # noqa: S311 - the same people in every run
    family = [*["Nguyễn"] * 1200, *(chance.choice(OTHERS) for _ in range(1800))]
    people = (f"{one} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}" for one in family)
    return Index((record(name, number) for number, name in enumerate([*FEW, *people], 1)), ("E:1",))


@pytest.mark.parametrize(
    "query", ["nguyen hoa", "an thi nguyen", "n g", "tuan thi", "nguyen tuong", "nguyen", "le tuong", "hoang thi tuan"]
)
def test_in_ones_own_book_a_page_is_found_at_once_as_well(mine: Index, query: str):
    found = mine.first(query, 20)
    assert len(found) == min(20, sum(distinctly(words(query), named) for named in mine.names.values()))


@pytest.mark.parametrize("query", ["nguyen hoe", "thu hoang", "tuong", "minh my", "ho an", "a an", "le t thu"])
def test_all_pages_together_are_all_that_have_the_words_each_once(crowd: Index, query: str):
    found = crowd.all(query, 7)
    tokens = words(query)
    assert len(found) == len(set(found))
    assert set(found) == {number for number, named in crowd.names.items() if distinctly(tokens, named)}


@given(st.data())
def test_several_books_are_read_as_one(data: st.DataObject):
    books = data.draw(st.sampled_from([("A", "T:1", "T:2"), ("E:1", "D:1", "T:1")]))
    some = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["An", "An Bo", "Bo", "Anh Binh"]), st.sets(st.sampled_from(books))), max_size=30
        )
    )
    records = [record(name, number, books=tuple(held)) for number, (name, held) in enumerate(some, 1)]
    query = data.draw(st.sampled_from(["an", "bo", "a b", "an bo"]))
    together, limit = Index(records, books), data.draw(st.integers(1, 4))
    with_small_windows = together.all(query, limit, size=data.draw(st.integers(1, 5)))
    assert len(with_small_windows) == len(set(with_small_windows))
    held = [value for value in records if value["books"]]
    assert set(with_small_windows) == set(Index([{**value, "books": (BOOK,)} for value in held]).all(query))
