"""What is hoped for: open opportunities by stage, with their value and the value times its probability (M2)."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from attached.held import stage_of
from attached.kinds import OPPORTUNITIES
from catalogs.names import entries_of
from counts import teams
from counts.model import of_book
from kernel import keys
from kernel.facts import Number
from reports.asked import Asked, setting
from reports.figures import Label, Point, Report, Series, Unit, added


def stages(asked: Asked) -> Report:
    """As it is now, in one book of a board: of who only sees their own, what they hold."""
    found = setting(asked, "today")
    found = replace(found, scope="mine") if found.scope == "seen" else found
    book = {
        "mine": keys.held(asked.viewer.employee), "department": keys.members(asked.viewer.department),
        "all": keys.EVERYBODY,
    }.get(found.scope)  # fmt: skip
    name = OPPORTUNITIES.name
    columns = of_book(found.tenant, name, book) if book else teams.stand(found.tenant, name, found.departments)
    sums: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for column, one in columns.items():
        stage, probability = stage_of(column)
        value = Decimal(one.value)
        more = Decimal(one.number), value, value * probability / 100
        sums[stage] = [known + new for known, new in zip(sums[stage], more, strict=True)]
    known = entries_of(found.tenant, "opportunity-stages")
    open_ = [one for one in known if one.get("outcome", "open") == "open" and (one["active"] or one["code"] in sums)]
    labels = tuple(Label(one["code"], one["name"][asked.language], one.get("colour")) for one in open_)
    route = found.route("/v1/opportunities", outcome="open")
    say = asked.text

    def series(place: int, name: str, label: tuple[str, str], counts: tuple[str, str], unit: Unit) -> Series:
        values = [sums[one.key][place] for one in labels]
        plain: list[Number] = [int(one) if unit == "records" else one for one in values]
        points = tuple(Point(value, route.where(stage=one.key)) for value, one in zip(plain, labels, strict=True))
        return Series(name, say(label), say(counts), unit, points, added(plain), drawn=unit == "money")

    return found.report(
        name="pipeline", title=say(("Phễu cơ hội theo giai đoạn", "Pipeline by stage")),
        about=say(("Các cơ hội đang mở, như hiện nay.", "Opportunities that are open, as they are now.")),
        look="bar", across=say(("Giai đoạn", "Stage")), labels=labels, series=(
            series(0, "count", ("Số cơ hội", "Opportunities"), ("Số cơ hội đang mở", "How many are open"), "records"),
            series(1, "value", ("Giá trị", "Value"), ("Tổng giá trị kỳ vọng", "What is expected of them"), "money"),
            series(2, "weighted", ("Giá trị theo xác suất", "Weighted value"), (
                "Mỗi giá trị nhân với xác suất của nó", "Each value times its own probability"), "money"),
        ),
    )  # fmt: skip
