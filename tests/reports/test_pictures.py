"""Pictures say in words what they show, and hold nothing that runs or comes from elsewhere."""

import re
from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import svg, words
from reports.figures import Label, Look, Point, Report, Series, Unit
from reports.marks import HEIGHT, WIDTH

_SVG = "{http://www.w3.org/2000/svg}"
LOOKS: list[Look] = ["bar", "stacked", "line", "pie"]
VALUES = st.none() | st.integers(0, 10**12) | st.decimals(0, 10**15, places=4)


def read(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own, and without entities


def made(
    look: Look, values: Sequence[Sequence[int | Decimal | None]], names: list[str], unit: Unit = "records"
) -> Report:
    labels = tuple(Label(str(place), name) for place, name in enumerate(names))
    series = tuple(
        Series(str(place), f"S{place}", "-", unit if place else "records", tuple(map(Point, some)), 1)
        for place, some in enumerate(values)
    )
    return Report("a", "A & <B>", "About it.", look, "X", labels, series, "VND")


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(LOOKS), st.lists(st.text(max_size=60), min_size=1, max_size=40), st.data())
def test_any_report_is_a_picture_that_stands_alone(look: Look, names: list[str], data: st.DataObject):
    row = st.lists(VALUES, min_size=len(names), max_size=len(names))
    values = data.draw(st.lists(row, min_size=1, max_size=4))
    text = svg.picture(made(look, values, names, data.draw(st.sampled_from(["records", "money", "percent"]))), "vi")
    root = read(text)
    assert (root.tag, root.get("role"), root.get("aria-labelledby")) == (f"{_SVG}svg", "img", "title description")
    assert {root[0].get("id"), root[1].get("id")} == {"title", "description"}
    assert root[1].text
    assert not re.search(r"<script|<image|<foreignObject|href|url\(|@import| on\w+=|nan|inf\b", text)
    for bar in root.iter(f"{_SVG}rect"):
        x, y, width, height = (float(bar.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= WIDTH + 1
        assert 0 <= y <= y + height <= HEIGHT + 1


def test_who_does_not_see_it_hears_its_figures():
    text = svg.picture(made("pie", [[3, 1]], ["Giá", "Đối thủ"]), "vi")
    assert "Giá 3; Đối thủ 1" in read(text)[1].text  # type: ignore[operator]
    assert "Giá: 3 (75.0%)" in text


def test_a_reason_that_is_all_there_is_is_a_whole_ring():
    text = svg.picture(made("pie", [[3]], ["Giá"]), "en")
    assert len(re.findall(r"<path d=\"(M[^\"]+Z) (M[^\"]+Z)\"", text)) == 1


def test_control_characters_do_not_spoil_a_picture():
    read(svg.picture(made("bar", [[1]], ["a\x00b\x0b<]]>\ufffe"]), "en"))


@pytest.mark.parametrize(("value", "vi", "en"), [
    (Decimal("1234567.80"), "1.234.567,8 VND", "1,234,567.8 VND"), (0, "0 VND", "0 VND"), (None, "–", "–"),
])  # fmt: skip
def test_numbers_are_written_as_each_language_does(value: Decimal | None, vi: str, en: str):
    assert (words.figure(value, "money", "VND", "vi"), words.figure(value, "money", "VND", "en")) == (vi, en)


def test_an_axis_has_room_for_large_amounts():
    assert [words.short(Decimal(10) ** n, "money", "vi") for n in (3, 6, 10, 13)] == [
        "1.000", "1 triệu", "10 tỷ", "10 nghìn tỷ",
    ]  # fmt: skip
