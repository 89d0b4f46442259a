"""How a chart is made by openpyxl: what export.charts fills by text has to be the same."""

from openpyxl.chart import BarChart, LineChart, PieChart
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumFmt, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.title import Title
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from export.cells import Kind
from export.charts import ROWS_EACH
from export.sheets import Chart, Written

_WIDTH, _HEIGHT = 18, 9  # centimetres


def add(frame: Worksheet, chart: Chart, number: int, sheet: Written) -> None:
    """Put a chart beside the sheet's columns, as the `number`-th from 0."""
    made = _pie() if chart.kind == "pie" else _with_axes(chart, sheet)
    made.title, made.roundedCorners, made.width, made.height = chart.title or None, False, _WIDTH, _HEIGHT
    _apart(made.title)
    values = chart.values[:1] if chart.kind == "pie" else chart.values
    for place, value in enumerate(values):
        made.series.append(_series(chart, place, value, sheet))
    if made.legend is not None:
        made.legend.position, made.legend.overlay = ("r" if chart.kind == "pie" else "b"), False
    if chart.kind != "pie" and len(values) == 1:
        made.legend = None
    frame.add_chart(made, f"{get_column_letter(len(sheet.columns) + 2)}{2 + number * ROWS_EACH}")


def _apart(title: Title | None) -> None:
    """A title stands over what it is the title of, not in it."""
    if title is not None:
        title.overlay = False


def _pie() -> PieChart:
    pie = PieChart()
    pie.dataLabels = DataLabelList(
        showPercent=True, showVal=False, showCatName=False, showSerName=False, showLegendKey=False, showLeaderLines=True
    )
    return pie


def _with_axes(chart: Chart, sheet: Written) -> ChartBase:
    made = BarChart() if chart.kind == "bar" else LineChart()
    if isinstance(made, BarChart):
        made.type, made.gapWidth = ("bar" if chart.across else "col"), 80
        if chart.stacked:
            made.grouping, made.overlap = "stacked", 100
    made.x_axis.delete = made.y_axis.delete = False  # else newer programs show none
    made.x_axis.title, made.y_axis.title = chart.x_title or None, chart.y_title or None
    _apart(made.x_axis.title)
    _apart(made.y_axis.title)
    made.y_axis.numFmt = NumFmt(formatCode=sheet.columns[chart.values[0]].look, sourceLinked=False)
    if chart.across:  # the first is on top, and the numbers are below
        made.x_axis.scaling.orientation, made.y_axis.crosses = "maxMin", "max"
    return made


def _series(chart: Chart, number: int, value: int, sheet: Written) -> Series:
    """Named by its header; labels of texts are texts."""
    name, end = "'{}'".format(sheet.name.replace("'", "''")), max(2, sheet.last - chart.leave_out)
    label, letter = get_column_letter(chart.labels + 1), get_column_letter(value + 1)
    cells = f"{name}!${label}$2:${label}${end}"
    texts = sheet.columns[chart.labels].kind is Kind.TEXT
    series = Series(
        idx=number, order=number, tx=SeriesLabel(strRef=StrRef(f=f"{name}!${letter}$1")),
        cat=AxDataSource(strRef=StrRef(f=cells)) if texts else AxDataSource(numRef=NumRef(f=cells)),
        val=NumDataSource(numRef=NumRef(f=f"{name}!${letter}$2:${letter}${end}")),
    )  # fmt: skip
    if chart.kind == "line":
        series.smooth, series.marker = False, Marker(symbol="circle", size=5)
    return series
