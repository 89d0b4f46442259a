"""Why things are lost: how many for which reason, of opportunities and of leads (M1)."""

from collections import defaultdict
from collections.abc import Mapping

from catalogs.names import names_of_entries
from counts.model import Count
from customers.places import UNSTAGED
from reports.asked import Asked, Counts, Setting, setting
from reports.figures import Label, Point, Report, Route, Series, Texts, added, share

_LOST = "lost#"
_NOTHING = Count(0, 0)
_REASON: Texts = ("Lý do", "Reason")
_WITHOUT: Texts = ("Không có lý do", "Without a reason")


def opportunities(asked: Asked) -> Report:
    """Of opportunities, by the day of their loss."""
    found = setting(asked, "this_year")
    route = found.route("/v1/opportunities", outcome="lost")
    title = ("Lý do mất cơ hội", "Why opportunities were lost")
    return _report(found, found.happened("opportunities", held=True), "lost-opportunities", title, (route, "closed"))


def leads(asked: Asked) -> Report:
    """Of leads, by the day of their loss; one that was taken up again is not lost."""
    found = setting(asked, "this_year")
    route = found.route("/v1/leads", lost="true")
    title = ("Lý do mất khách hàng tiềm năng", "Why leads were lost")
    return _report(found, found.happened("leads", held=False), "lost-leads", title, (route, "lost"))


def _report(found: Setting, counts: Counts, name: str, title: Texts, lists: tuple[Route, str]) -> Report:
    """A share for each reason; with `by`, each reason over time."""
    known = names_of_entries(found.tenant, "lost-reasons", found.asked.language)
    known[UNSTAGED] = found.asked.text(_WITHOUT)
    lost = {where: one for where, one in counts.items() if where[1].startswith(_LOST)}
    sums = _sums(lost)
    order = sorted(sums, key=lambda code: (-sums[code].number, known.get(code, code)))
    reasons = [Label(code, known.get(code, code)) for code in order if sums[code].number]
    make = _over_time if found.asked.by else _shares
    return make(found, lost, reasons, name, title, lists)


def _sums(counts: Counts) -> Mapping[str, Count]:
    found: defaultdict[str, Count] = defaultdict(lambda: _NOTHING)
    for (_, cell), one in counts.items():
        code = cell.removeprefix(_LOST)
        found[code] = Count(found[code].number + one.number, found[code].value + one.value)
    return found


def _shares(
    found: Setting, counts: Counts, reasons: list[Label], name: str, title: Texts, lists: tuple[Route, str]
) -> Report:  # fmt: skip
    sums, say = _sums(counts), found.asked.text
    route, field = lists
    span = {f"{field}_from": found.span.first, f"{field}_to": found.span.last}
    behind = [route.where(lost_reason=one.key, **span) for one in reasons]
    numbers = [sums[one.key].number for one in reasons]
    values = [sums[one.key].value for one in reasons]
    total = added(numbers)
    lost = Series(
        "lost", say(("Số lượng", "Number")), say(_NUMBER),
        "records", tuple(Point(*one) for one in zip(numbers, behind, strict=True)), total,
    )  # fmt: skip
    shares = Series(
        "share", say(("Tỷ lệ", "Share")), say(("Phần trăm của tất cả bị mất", "Percent of all that were lost")),
        "percent", tuple(Point(share(one, total), lists) for one, lists in zip(numbers, behind, strict=True)),
        share(total, total), drawn=False,
    )  # fmt: skip
    worth = Series(
        "value", say(("Giá trị", "Value")), say(("Giá trị kỳ vọng đã mất", "What was expected of them")),
        "money", tuple(Point(*one) for one in zip(values, behind, strict=True)), added(values), drawn=False,
    )  # fmt: skip
    return found.report(
        name=name, title=say(title), about=say(_ABOUT), look="pie", across=say(_REASON), labels=tuple(reasons),
        series=(lost, shares, worth), period=found.period,
    )  # fmt: skip


_NUMBER: Texts = ("Số bị mất vì lý do này", "How many were lost for this reason")
_ABOUT: Texts = (
    "Đếm theo ngày bị mất; mở lại thì không còn được tính.",
    "Counted on the day of the loss; what was taken up again counts no more.",
)


def _over_time(
    found: Setting, counts: Counts, reasons: list[Label], name: str, title: Texts, lists: tuple[Route, str]
) -> Report:  # fmt: skip
    say, buckets = found.asked.text, found.span.buckets
    route, field = lists
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (day, cell), one in counts.items():
        numbers[cell.removeprefix(_LOST), found.span.key(day)] += one.number
    series = [
        Series(
            reason.key, reason.label, say(_NUMBER), "records",
            tuple(
                Point(numbers[reason.key, one.key], route.where(
                    lost_reason=reason.key, **{f"{field}_from": one.first, f"{field}_to": one.last}))
                for one in buckets
            ),
            sum(numbers[reason.key, one.key] for one in buckets),
        )
        for reason in reasons
    ]  # fmt: skip
    labels = tuple(Label(one.key, one.label(found.asked.language)) for one in buckets)
    return found.report(
        name=name, title=say(title), about=say(_ABOUT), look="stacked", across=say(("Thời gian", "Time")),
        labels=labels, series=tuple(series), period=found.period,
    )  # fmt: skip
