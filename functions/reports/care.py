"""Who did what: activities by employee and type, made, completed and overdue (M2)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from catalogs.names import names_of_entries
from identity.viewers import names_of_employees
from kernel.spans import today
from reports.asked import Asked, Setting, setting
from reports.figures import Label, Point, Report, Series, Texts

type _Sums = Mapping[tuple[str, str, str], int]
"""(created, completed or due; assignee; type) -> how many."""

_WHAT: tuple[tuple[str, Texts, Texts, str | None], ...] = (
    ("created", ("Tạo mới", "Made"), ("Số hoạt động tạo trong kỳ", "Activities by the day of their making"), None),
    ("completed", ("Hoàn thành", "Completed"), (
        "Số hoạt động hoàn thành trong kỳ", "Activities by the day on which they were completed"), "#2e7d32"),
    ("due", ("Quá hạn", "Overdue"), (
        "Còn mở, có hạn trong kỳ và trước hôm nay", "Still open, with a deadline in the time before today"), "#c62828"),
)  # fmt: skip
_ABOUT: Texts = (
    "Theo người thực hiện hiện nay của mỗi hoạt động.", "By who is to do each activity now.",
)  # fmt: skip


def activities(asked: Asked) -> Report:
    """Each employee with what they were to do; by type besides."""
    found = setting(asked, "this_month")
    sums = _sums(found)
    people, types = names_of_employees(found.tenant), names_of_entries(found.tenant, "activity-types", asked.language)
    there = {who for (_, who, _), number in sums.items() if number}
    labels = tuple(
        Label(one, people.get(one, one)) for one in sorted(there, key=lambda one: (people.get(one, one), one))
    )
    used = sorted({kind for (_, _, kind), number in sums.items() if number}, key=lambda one: types.get(one, one))
    series = [_series(found, sums, labels, what, None, "") for what in range(len(_WHAT))]
    series += [
        _series(found, sums, labels, what, kind, types.get(kind, kind)) for kind in used for what in range(len(_WHAT))
    ]
    return found.report(
        name="activities", title=asked.text(("Hoạt động theo nhân viên", "Activities by employee")),
        about=asked.text(_ABOUT), look="bar", across=asked.text(("Nhân viên", "Employee")), labels=labels,
        series=tuple(series), period=found.period,
    )  # fmt: skip


def _sums(found: Setting) -> _Sums:
    now = today(found.at, ZoneInfo(found.zone))
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for (day, cell), one in found.happened("activities", held=True).items():
        what, who, kind = cell.split("#", 2)
        if what != "due" or day < now:
            sums[what, who, kind] += one.number
    return sums


def _series(
    found: Setting, sums: _Sums, labels: tuple[Label, ...], place: int, kind: str | None, name: str
) -> Series:  # fmt: skip
    what, label, counts, colour = _WHAT[place]
    numbers = [
        sum(number for (one, who, of), number in sums.items() if (one, who) == (what, label.key) and kind in {None, of})
        for label in labels
    ]
    points = tuple(
        Point(number, _lists(found, what, label.key, kind)) for number, label in zip(numbers, labels, strict=True)
    )
    said = found.asked.text(label)
    return Series(
        what if kind is None else f"{what}:{kind}", said if kind is None else f"{name} – {said}",
        found.asked.text(counts), "records", points, sum(numbers), drawn=kind is None, colour=colour,
    )  # fmt: skip


def _lists(found: Setting, what: str, who: str, kind: str | None) -> tuple[str, ...]:
    """Moments as the list takes them; what is overdue is open, and had its deadline before today began."""
    zone = ZoneInfo(found.zone)
    last = found.span.last
    if what == "due":
        last = min(last, today(found.at, zone) - timedelta(days=1))
    field = "deadline" if what == "due" else what
    ends = {
        f"{field}_from": _midnight(found.span.first, zone),
        f"{field}_to": _midnight(last + timedelta(days=1), zone),
    }
    opened = {"open": "true"} if what == "due" else {}
    return found.route("/v1/activities", assignee=who, **opened).where(type=kind, **ends)


def _midnight(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
