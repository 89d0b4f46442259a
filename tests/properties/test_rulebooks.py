"""What holds of every rulebook, with rules of every kind, and of every customer's items."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.facts import NOTHING, Facts
from scoring.points import Book, compiled, evaluate
from scoring.rules import Rulebook, ready
from tests.properties.effort import examples
from tests.soak.lives import BEGIN, rulebook, thing

TODAY = BEGIN.toordinal()
SEEDS = st.integers(0, 2**32)


def drawn(seed: int) -> tuple[list[Facts], Book]:
    """What each of some items says, as a rulebook sees it."""
    random = Random(seed)  # noqa: S311 - hypothesis chooses the seed
    book = compiled(ready(Rulebook.model_validate(rulebook(random))))
    items = [one for _ in range(12) for one in thing(random, "acme#C#1", 1) if one.item and one.item.get("kind", "-")]
    return [book.lens.observe(one.sk, one.item) for one in items if one.item and {"kind", "value"} & {*one.item}], book


@given(SEEDS, SEEDS)
@settings(max_examples=examples(60))
def test_facts_are_a_group_so_that_a_merge_is_a_sum_and_an_undo_its_inverse(one: int, other: int):
    (parts, _), (more, _) = drawn(one), drawn(other)
    a, b = sum(parts, NOTHING), sum(more, NOTHING)
    assert a + NOTHING == a
    assert a - a == NOTHING
    assert a + b == b + a == sum([*more, *parts], NOTHING)
    assert (a + b) - b == a
    assert (a + b) + a == a + (b + a)
    assert Facts.restored(a.stored()) == a


@given(SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=examples(100))
def test_in_any_order_the_contributions_are_the_same_add_up_and_keep_to_their_caps(seed: int, order: Random):
    parts, book = drawn(seed)
    score = evaluate(sum(parts, NOTHING), book, TODAY)
    order.shuffle(parts)
    assert evaluate(sum(parts, NOTHING), book, TODAY) == score
    assert sum(one.points for one in score.contributions) == score.total
    caps = {rule.id: rule.cap for rule in book.rules}
    assert all(abs(one.points) <= (caps[one.rule] or abs(one.points)) for one in score.contributions)


@given(SEEDS)
@settings(max_examples=examples(100))
def test_until_the_day_of_the_next_change_nothing_changes_whatever_the_rules(seed: int):
    parts, book = drawn(seed)
    facts = sum(parts, NOTHING)
    score = evaluate(facts, book, TODAY)
    last = TODAY + 60 if score.changes_on is None else score.changes_on - 1
    for day in range(TODAY, min(last, TODAY + 60) + 1):
        assert evaluate(facts, book, day) == score
    if score.changes_on is not None:
        assert score.changes_on > TODAY
