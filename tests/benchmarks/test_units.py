"""The examples are those of AWS's developer guide, where it has some."""

import pytest

from benchmarks import units
from benchmarks.units import Index

KB = 1024
NEWEST = Index("newest", ("feed", "sk"))


def of_size(size: int, **more: str) -> units.Item:
    item = {"sk": {"S": "1"}, **{name: {"S": value} for name, value in more.items()}}
    return {**item, "d": {"S": "x" * (size - units.item_size(item) - 1)}}


def test_an_item_is_as_big_as_its_attributes_names_and_values():
    assert units.item_size({"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}}) == 23


def test_text_counts_in_utf8():
    assert units.item_size({"tên": {"S": "Hoà"}}) == len("tên".encode()) + len("Hoà".encode()) == 8


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 1), ("7", 2), ("27", 2), ("123", 3), ("1200", 2), ("0.05", 2), ("12.50", 3), ("-27", 3), ("1E3", 2)],
)
def test_a_number_has_a_byte_for_two_significant_digits_and_one_more(text: str, size: int):
    assert units.number_size(text) == size


def test_lists_and_maps_have_three_bytes_of_overhead_and_one_for_each_element():
    assert units.item_size({"l": {"L": []}}) == units.item_size({"m": {"M": {}}}) == 4
    assert units.item_size({"l": {"L": [{"S": "ab"}, {"BOOL": True}]}}) == 1 + 3 + (2 + 1) + (1 + 1)
    assert units.item_size({"m": {"M": {"k": {"NULL": True}}}}) == 1 + 3 + (1 + 1 + 1)


def test_binary_values_and_sets_count_by_their_bytes():
    assert units.item_size({"b": {"B": "aGVsbG8="}}) == units.item_size({"b": {"B": b"hello"}}) == 6
    assert units.item_size({"s": {"SS": ["ab", "c"]}}) == 4


@pytest.mark.parametrize(("size", "read"), [(0, 1), (3500, 1), (4 * KB, 1), (8 * KB, 2), (10 * KB, 3)])
def test_a_read_is_rounded_up_to_4_kb_and_an_eventually_consistent_one_is_half(size: int, read: int):
    assert units.read_units(size, consistent=True) == read
    assert units.read_units(size, consistent=False) == read / 2


def test_a_batch_rounds_every_item_up_by_itself():
    assert units.get_units([of_size(1536), of_size(6656)], consistent=True) == 3


def test_a_query_rounds_the_sum_up():
    assert units.query_units([of_size(64)] * 1500, consistent=True) == 24
    assert units.query_units([of_size(41779)], consistent=True) == 11
    assert units.query_units([], consistent=False) == 0.5


def test_nothing_found_costs_as_much_as_the_smallest_item():
    assert units.get_units([None], consistent=False) == 0.5


def test_a_write_is_rounded_up_to_1_kb_and_a_transaction_doubles_it():
    assert units.write_units(None, of_size(512), [], transaction=False) == 1
    assert units.write_units(None, of_size(1536), [], transaction=False) == 2
    assert units.write_units(None, of_size(512), [], transaction=True) == 2


def test_a_write_costs_by_the_larger_of_both_images():
    assert units.write_units(of_size(3 * KB), of_size(100), [], transaction=False) == 3
    assert units.write_units(of_size(3 * KB), None, [], transaction=False) == 3


def test_a_refused_write_costs_by_the_item_that_is_there():
    assert units.refused_units(of_size(300 * KB), transaction=False) == 300
    assert units.refused_units(None, transaction=False) == 1


def test_an_index_entry_is_written_when_it_appears_and_when_it_goes():
    card, plain = of_size(500, feed="a"), of_size(500)
    assert units.write_units(None, card, [NEWEST], transaction=False) == 2
    assert units.write_units(plain, card, [NEWEST], transaction=False) == 2
    assert units.write_units(card, plain, [NEWEST], transaction=False) == 2
    assert units.write_units(None, plain, [NEWEST], transaction=False) == 1


def test_an_index_entry_whose_key_changes_is_deleted_and_put_again():
    old, new = of_size(2 * KB, feed="a"), of_size(KB, feed="b")
    assert units.write_units(old, new, [NEWEST], transaction=False) == 2 + (2 + 1)


def test_an_index_entry_that_stays_the_same_costs_nothing():
    card = of_size(500, feed="a")
    assert units.write_units(card, card, [NEWEST], transaction=False) == 1
    assert units.write_units(card, {**card, "d": {"S": "y"}}, [NEWEST], transaction=False) == 2


def test_a_transaction_does_not_double_index_entries():
    assert units.write_units(None, of_size(500, feed="a"), [NEWEST], transaction=True) == 3


def test_an_index_that_projects_little_costs_nothing_when_other_attributes_change():
    by_name = Index("by_name", ("pk", "by_name"), frozenset({"owner"}))
    old = of_size(1500, pk="a", by_name="x", owner="o")
    assert units.write_units(None, old, [by_name], transaction=False) == 2 + 1
    assert units.write_units(old, {**old, "d": {"S": "y"}}, [by_name], transaction=False) == 2
    assert units.write_units(old, {**old, "owner": {"S": "p"}}, [by_name], transaction=False) == 2 + 1
