"""What comes of it over time: opportunities opened, won and lost, and leads that became more (M2)."""

from collections import defaultdict
from collections.abc import Sequence

from counts.model import Count
from reports.asked import Asked, Counts, Setting, setting
from reports.figures import Label, Point, Report, Series, Texts, added, share

type _Lists = Sequence[tuple[str, ...]]


def opportunities(asked: Asked) -> Report:
    """Opened, won and lost, each on its own day, and how many of those that were decided were won."""
    found = setting(asked, "this_year")
    sums = _sums(found, found.happened("opportunities", held=True))
    say, spans = asked.text, [(one.first, one.last) for one in found.span.buckets]
    route = found.route("/v1/opportunities")
    opened = [route.where(opened_from=first, opened_to=last) for first, last in spans]
    ends = {
        outcome: [route.where(outcome=outcome, closed_from=first, closed_to=last) for first, last in spans]
        for outcome in ("won", "lost")
    }  # fmt: skip
    counted = [
        _count(found, sums, "opened", say(("Mở mới", "Opened")), say(_OPENED), opened),
        _count(found, sums, "won", say(("Thắng", "Won")), say(_WON), ends["won"], "#2e7d32"),
        _count(found, sums, "lost", say(("Thua", "Lost")), say(_LOST), ends["lost"], "#c62828"),
    ]
    won, lost = counted[1].values, counted[2].values
    decided = [added([one, other]) for one, other in zip(won, lost, strict=True)]
    ended = [(*one, *other) for one, other in zip(ends["won"], ends["lost"], strict=True)]
    rates = [
        _rate("won_rate", say(("Tỷ lệ thắng", "Won rate")), say(_WON_RATE), won, decided, ended),
        _worth(found, sums, "won", "won_value", say(("Giá trị thắng", "Value won")), say(_WON_VALUE), ends["won"]),
        _worth(found, sums, "lost", "lost_value", say(("Giá trị thua", "Value lost")), say(_LOST_VALUE), ends["lost"]),
    ]
    return found.report(
        name="won-lost", title=say(("Thắng và thua theo thời gian", "Won and lost over time")), about=say(_CLOSED),
        look="bar", across=say(("Thời gian", "Time")), labels=_labels(found), series=(*counted, *rates),
        period=found.period,
    )  # fmt: skip


def leads(asked: Asked) -> Report:
    """Of the leads that were made then: how many have become customers, and opportunities, since."""
    found = setting(asked, "this_year")
    sums = _sums(found, found.happened("leads", held=False))
    say, spans = asked.text, [(one.first, one.last) for one in found.span.buckets]
    customers, leads = found.route("/v1/customers"), found.route("/v1/leads")
    became = [customers.where(created_from=first, created_to=last) for first, last in spans]
    made = [
        (*leads.where(created_from=first, created_to=last), *one)
        for (first, last), one in zip(spans, became, strict=True)
    ]
    counted = [
        _count(found, sums, "made", say(("Tiềm năng mới", "New leads")), say(_MADE), made),
        _count(found, sums, "customer", say(("Thành khách hàng", "Became customers")), say(_BECAME), became),
        _count(
            found, sums, "opportunity", say(("Thành cơ hội", "Became opportunities")), say(_PURSUED), [()] * len(spans)
        ),
    ]
    rates = [
        _rate(
            "customer_rate",
            say(("Tỷ lệ thành khách hàng", "Lead to customer")),
            say(_OF_MADE),
            counted[1].values,
            counted[0].values,
            made,
        ),
        _rate(
            "opportunity_rate",
            say(("Tỷ lệ thành cơ hội", "Lead to opportunity")),
            say(_OF_MADE),
            counted[2].values,
            counted[0].values,
            made,
        ),
    ]
    return found.report(
        name="conversion", title=say(("Chuyển đổi khách hàng tiềm năng", "Conversion of leads")), about=say(_COHORT),
        look="bar", across=say(("Ngày tạo", "Made")), labels=_labels(found), series=(*counted, *rates),
        period=found.period,
    )  # fmt: skip


_OPENED: Texts = ("Số cơ hội có ngày mở trong kỳ", "Opportunities by the day on which they were opened")
_WON: Texts = ("Số cơ hội thắng trong kỳ", "Opportunities by the day on which they were won")
_LOST: Texts = ("Số cơ hội thua trong kỳ", "Opportunities by the day on which they were lost")
_WON_RATE: Texts = ("Thắng trên tổng số thắng và thua", "Won, of those that were won or lost")
_WON_VALUE: Texts = ("Giá trị kỳ vọng của các cơ hội thắng", "What was expected of those that were won")
_LOST_VALUE: Texts = ("Giá trị kỳ vọng của các cơ hội thua", "What was expected of those that were lost")
_CLOSED: Texts = (
    "Mỗi cơ hội được tính vào ngày mở, và vào ngày thắng hoặc thua; mở lại thì không còn được tính là thắng hay thua.",
    "An opportunity counts on the day of its opening, and on that of its end; taken up again, it has none.",
)
_MADE: Texts = ("Số khách hàng tiềm năng tạo trong kỳ", "Leads by the day on which they were made")
_BECAME: Texts = ("Trong số đó, nay là khách hàng", "Of these, how many are customers by now")
_PURSUED: Texts = ("Trong số đó, nay đã thành cơ hội", "Of these, how many have become an opportunity by now")
_OF_MADE: Texts = ("Trên số tạo trong cùng kỳ", "Of those that were made in the same time")
_COHORT: Texts = (
    "Theo ngày tạo: các khách hàng tiềm năng tạo trong kỳ đến nay đã thành gì.",
    "By the day of their making: what has become by now of the leads of each time.",
)


def _sums(found: Setting, counts: Counts) -> defaultdict[tuple[str, str], Count]:
    """By cell, without what says more of it, and bucket."""
    sums: defaultdict[tuple[str, str], Count] = defaultdict(lambda: Count(0, 0))
    for (day, cell), one in counts.items():
        where = cell.partition("#")[0], found.span.key(day)
        sums[where] = Count(sums[where].number + one.number, sums[where].value + one.value)
    return sums


def _labels(found: Setting) -> tuple[Label, ...]:
    return tuple(Label(one.key, one.label(found.asked.language)) for one in found.span.buckets)


def _count(
    found: Setting, sums: defaultdict[tuple[str, str], Count], cell: str, label: str, counts: str, lists: _Lists,
    colour: str | None = None,
) -> Series:  # fmt: skip
    numbers = [sums[cell, one.key].number for one in found.span.buckets]
    points = tuple(Point(*one) for one in zip(numbers, lists, strict=True))
    return Series(cell, label, counts, "records", points, sum(numbers), colour=colour)


def _worth(
    found: Setting, sums: defaultdict[tuple[str, str], Count], cell: str, name: str, label: str, counts: str,
    lists: _Lists,
) -> Series:  # fmt: skip
    values = [sums[cell, one.key].value for one in found.span.buckets]
    points = tuple(Point(*one) for one in zip(values, lists, strict=True))
    return Series(name, label, counts, "money", points, added(values), drawn=False)


def _rate(
    name: str, label: str, counts: str, parts: Sequence[object], wholes: Sequence[object], lists: _Lists
) -> Series:  # fmt: skip
    """Behind a share is what it is a share of."""
    pairs = [(_number(part), _number(whole)) for part, whole in zip(parts, wholes, strict=True)]
    points = tuple(Point(share(*pair), behind) for pair, behind in zip(pairs, lists, strict=True))
    total = share(sum(part for part, _ in pairs), sum(whole for _, whole in pairs))
    return Series(name, label, counts, "percent", points, total)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int) else 0
