from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kernel.facts import NOTHING, Fact, Facts
from kernel.values import decode, encode

KINDS = ("open", "group", "revenue")
# 13 digits and 4 decimals: sums of a few stay within what Decimal adds exactly.
AMOUNTS = st.decimals(-(10**13), 10**13, places=4, allow_nan=False).map(lambda d: Decimal(int(d * 10**4)) / 10**4)
COUNTS = st.integers(-5, 5) | AMOUNTS
FACTS = st.builds(
    lambda counts: Facts({Fact(*name): count for name, count in counts.items()}),
    st.dictionaries(st.tuples(st.sampled_from(KINDS), st.sampled_from(["", "vip", "a:b", "ữ"])), COUNTS, max_size=6),
)


@given(FACTS, FACTS, FACTS)
def test_facts_are_a_commutative_group(a: Facts, b: Facts, c: Facts):
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + NOTHING == a == NOTHING + a
    assert a - a == NOTHING == -a + a
    assert a - b == a + -b
    assert NOTHING - (NOTHING - a) == a


@given(FACTS, FACTS)
def test_what_is_added_and_taken_back_leaves_no_trace(a: Facts, b: Facts):
    assert a + b - b == a
    assert hash(a + b - b) == hash(a)
    assert (a + b - b).stored() == a.stored()


@given(FACTS)
def test_facts_are_restored_from_the_table_as_they_were(facts: Facts):
    assert Facts.restored(facts.stored()) == facts
    assert Facts.restored(decode(encode(facts.stored()))) == facts


@given(FACTS)
def test_a_fact_counted_zero_times_is_not_there(facts: Facts):
    assert all(count for _, count in facts.items())
    assert bool(facts) == (facts != NOTHING)


def test_counts_are_asked_by_kind_and_key():
    facts = Facts({Fact("group", "vip"): 1, Fact("group", "north"): 1, Fact("open"): 3})
    assert facts.of("open") == 3
    assert facts.of("open", "vip") == facts.of("click") == 0
    assert facts.keys_of("group") == ["north", "vip"]


def test_only_names_a_key_that_is_the_only_one():
    assert Facts({Fact("owner", "a"): 1}).only("owner") == "a"
    assert Facts({Fact("owner", "a"): 1, Fact("owner", "b"): 1}).only("owner") is None
    assert NOTHING.only("owner") is None


def test_a_key_may_contain_what_parts_kind_from_key():
    facts = Facts({Fact("group", "a:b:c"): 1})
    assert Facts.restored(facts.stored()).keys_of("group") == ["a:b:c"]


def test_facts_show_no_content_where_they_are_printed():
    assert repr(Facts({Fact("owner", "somebody"): 1})) == "Facts(1)"
