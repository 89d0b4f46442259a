"""Charts over a sheet's cells: openpyxl's own parts, made beforehand with one series each, filled by text."""

import re
from collections.abc import Mapping

from export.cells import TEXT, Kind
from export.naming import escaped, letters, quoted
from export.sheets import Chart, Written

DRAWING, CHART = "xl/drawings/drawing{}.xml", "xl/charts/chart{}.xml"
TITLE, X_TITLE, Y_TITLE = "{title}", "{x}", "{y}"
"""What the blank's titles say."""
ROWS_EACH = 19
"""Rows from the beginning of one chart to that of the next below it."""
_TITLES = re.compile(r"<title>(?:(?!</title>).)*>(\{\w+\})<.*?</title>", re.DOTALL)
_SERIES = re.compile(r"(<ser>.*</ser>)", re.DOTALL)


def chart(blanks: Mapping[str, str], one: Chart, sheet: Written) -> str:
    """The part of a chart over the rows of a sheet, from the second to the last but those left out."""
    values = one.values[:1] if one.kind == "pie" else one.values
    said = {TITLE: one.title, X_TITLE: one.x_title, Y_TITLE: one.y_title}
    text = _TITLES.sub(lambda found: _titled(found, said), blanks[one.kind])
    start, series, end = _SERIES.split(text)
    text = start + "".join(_series(series, number, one, place, sheet) for number, place in enumerate(values)) + end
    text = text.replace(f'formatCode="{TEXT}"', f'formatCode="{escaped(_look(one, sheet), attribute=True)}"')
    if one.across:  # the first is on top, and the numbers are below
        text = text.replace('<barDir val="col"', '<barDir val="bar"')
        text = text.replace('<orientation val="minMax"', '<orientation val="maxMin"', 1)
        text = re.sub(r'(<crossAx val="10"[^>]*>)', r'\1<crosses val="max" />', text)
    if one.stacked:
        text = text.replace('<grouping val="clustered"', '<grouping val="stacked"')
        text = re.sub(r"(<gapWidth [^>]*>)", r'\1<overlap val="100" />', text)
    if one.kind != "pie" and len(values) == 1:
        text = re.sub(r"<legend>.*</legend>", "", text)
    return text


def _look(one: Chart, sheet: Written) -> str:
    """How its numbers look along their axis."""
    return sheet.columns[one.values[0]].look


def _titled(found: re.Match[str], said: Mapping[str, str]) -> str:
    """A title in place of the blank's; without one, no place is kept for it."""
    title = said[found[1]]
    return found[0].replace(found[1], escaped(title)) if title else ""


def _series(blank: str, number: int, one: Chart, place: int, sheet: Written) -> str:
    """A series: its name is its column's header. Labels that are texts are said to be."""
    name, end = escaped(quoted(sheet.name)), max(2, sheet.last - one.leave_out)
    label, value = letters(one.labels + 1), letters(place + 1)
    text = re.sub(r'<(idx|order) val="0"', rf'<\1 val="{number}"', blank)
    text = text.replace("'Sheet'!$B$1", f"{name}!${value}$1")
    text = text.replace("'Sheet'!$A$2:$A$2", f"{name}!${label}$2:${label}${end}")
    text = text.replace("'Sheet'!$B$2:$B$2", f"{name}!${value}$2:${value}${end}")
    if sheet.columns[one.labels].kind is Kind.TEXT:
        return text
    return re.sub(r"<cat><strRef>(.*?)</strRef></cat>", r"<cat><numRef>\1</numRef></cat>", text)


def drawing(blank: str, charts: int, width: int) -> str:
    """Where charts stand on a sheet of so many columns: right of them, one below the other."""
    start, anchor, end = re.split(r"(<oneCellAnchor>.*</oneCellAnchor>)", blank)
    return start + "".join(_anchored(anchor, number, width) for number in range(charts)) + end


def _anchored(anchor: str, number: int, width: int) -> str:
    text = anchor.replace("<col>0</col>", f"<col>{width + 1}</col>")
    text = text.replace("<row>0</row>", f"<row>{1 + number * ROWS_EACH}</row>")
    text = text.replace('id="1" name="Chart 1"', f'id="{number + 1}" name="Chart {number + 1}"')
    return text.replace('r:id="rId1"', f'r:id="rId{number + 1}"')
