"""The reports that there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports import business, care, losses, outcomes, pipeline, standing
from reports.asked import Asked
from reports.figures import Report, Texts


@dataclass(frozen=True)
class Kind:
    """One of them."""

    make: Callable[[Asked], Report]
    title: Texts
    asks: tuple[str, ...] = ("from", "to", "preset", "by", "scope", "department")
    """What it may be asked for with."""


REPORTS: Mapping[str, Kind] = {
    "lost-opportunities": Kind(losses.opportunities, ("Lý do mất cơ hội", "Why opportunities were lost")),
    "lost-leads": Kind(losses.leads, ("Lý do mất khách hàng tiềm năng", "Why leads were lost")),
    "pipeline": Kind(pipeline.stages, ("Phễu cơ hội theo giai đoạn", "Pipeline by stage"), ("scope", "department")),
    "won-lost": Kind(outcomes.opportunities, ("Thắng và thua theo thời gian", "Won and lost over time")),
    "conversion": Kind(outcomes.leads, ("Chuyển đổi khách hàng tiềm năng", "Conversion of leads")),
    "activities": Kind(
        care.activities,
        ("Hoạt động theo nhân viên", "Activities by employee"),
        ("from", "to", "preset", "scope", "department"),
    ),
    "stars": Kind(standing.stars, ("Phân bố theo sao", "Leads and customers by stars"), ("scope", "department")),
    "scores": Kind(standing.scores, ("Phân bố theo điểm", "Leads and customers by score"), ("scope", "department")),
    "tiers": Kind(standing.tiers, ("Phân bố theo hạng", "Leads and customers by tier"), ("scope", "department")),
    "business": Kind(business.situation, ("Tình hình kinh doanh", "Business situation")),
}
