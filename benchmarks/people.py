"""Leads as companies in Việt Nam have them: names with accents, emails, phones, groups. The same in every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
)
MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Ngọc", "Minh", "Quang", "Thanh", "Thu", "Xuân", "Bảo", "Gia")
GIVEN = (
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hạnh",
    "Hoà",
    "Khánh",
    "Linh",
    "Mỹ",
    "Nhung",
    "Phượng",
    "Quỳnh",
    "Trường",
)
FORMS = ("Công ty TNHH", "Công ty Cổ phần", "Công ty TNHH MTV", "Nhà máy", "Tổng công ty")
TRADES = ("Cấp nước", "Nhiệt điện", "Thực phẩm", "Dược phẩm", "Xây dựng", "Môi trường", "Thép", "Dệt may")
PLACES = ("Hải Phòng", "Đà Nẵng", "Cần Thơ", "Bình Dương", "Quảng Ninh", "Biên Hoà", "Thái Nguyên", "Vũng Tàu")
BEGAN = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)


def leads(number: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Bodies of POST /v1/leads."""
    chance = random.Random(seed)  # noqa: S311 - the same data in every run
    for place in range(number):
        name = " ".join(chance.choice(part) for part in (FAMILY, MIDDLE, GIVEN))
        company = " ".join(chance.choice(part) for part in (FORMS, TRADES, PLACES))
        yield {
            "name": company if place % 3 else name,
            "kind": "organisation" if place % 3 else "person",
            "company": company,
            "tax_code": f"03{chance.randrange(10**8):08d}",
            "phones": [f"09{chance.randrange(10)} {chance.randrange(1000):03d} {chance.randrange(10000):04d}"],
            "emails": [f"lien.he.{place}@congty{chance.randrange(1000)}.com.vn"],
            "address": f"{chance.randrange(1, 300)} Lê Lợi, phường {chance.randrange(1, 20)}, {chance.choice(PLACES)}",
            "source": chance.choice(("website", "referral", "exhibition", "phone")),
            "sector": chance.choice(("water", "power", "food", "other")),
            "stage": chance.choice(("new", "contacted", "interested")),
            "groups": [chance.choice(("north", "central", "south")), *(["vip"] if place % 10 == 0 else [])],
            "priority": chance.randrange(4),
            "expected_revenue": str(chance.randrange(1, 900) * 1_000_000),
            "description": "Quan tâm đến thiết bị quan trắc nước thải tự động, hẹn gọi lại sau Tết.",
        }


def moments(number: int) -> Iterator[datetime]:
    """One every seven minutes."""
    return (BEGAN + timedelta(minutes=7 * place) for place in range(number))
