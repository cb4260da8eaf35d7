"""Charts of a workbook: the program's own, over the cells of its sheets, so that they can be edited and follow them."""

from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrData, StrRef, StrVal
from openpyxl.chart.series import Series as Bars
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import cm_to_EMU

from maturity.workbook.sheets import Chart
from maturity.workbook.style import LINE, pictured

WIDTH, LEAST, PER_LABEL, MOST = 25.0, 9.0, 1.0, 14.0  # cm
LINES_A_CHART = int(MOST / 2.54 * 72 / LINE) + 2
"""Lines of the sheet from the top of one chart to the top of the next."""


class Described(OneCellAnchor):
    """Where a chart stands, with its name and what it shows in words, which openpyxl has no place for."""

    __elements__ = OneCellAnchor.__elements__
    __attrs__ = OneCellAnchor.__attrs__

    def __init__(self, name: str = "", says: str = "", **rest: Any) -> None:
        self.name, self.says = name, says
        super().__init__(**rest)

    def to_tree(self, *args: Any, **rest: Any) -> Any:
        frame: Any = self.graphicFrame
        properties = frame.nvGraphicFramePr.cNvPr
        properties.title, properties.descr = self.name, self.says
        return super().to_tree(*args, **rest)


def drawn(chart: Chart, *, line: int) -> Any:
    """The chart as lying bars, its top left corner in column A of that line (from 1)."""
    bars: Any = BarChart()  # its published types do not know what it takes
    bars.type = "bar"
    bars.grouping = "stacked" if chart.stacked else "clustered"
    bars.overlap = 100 if chart.stacked else 0
    bars.gapWidth = 60
    bars.title = Title(
        tx=Text(strRef=_words(chart.title_at, [chart.title])),
        txPr=_type(1400, bold=True),
        overlay=False,
    )
    for number, each in enumerate(chart.series):
        series = Bars(
            idx=number,
            order=number,
            tx=SeriesLabel(v=pictured(each.name)),
            cat=AxDataSource(strRef=StrRef(f=chart.labels)),
            val=NumDataSource(numRef=NumRef(f=each.values)),
            spPr=GraphicalProperties(
                solidFill=_hex(each.colour), ln=LineProperties(solidFill="0B0C0C", w=6350)
            ),
            invertIfNegative=False,
        )
        bars.series.append(series)
    bars.x_axis.scaling.orientation = "maxMin"  # the first label on top, as in the table
    bars.x_axis.delete = bars.y_axis.delete = False
    bars.x_axis.tickLblSkip = 1
    bars.y_axis.title = _title(chart.axis)
    bars.x_axis.tickLblPos = "low"  # beside the chart, where bars lie on both sides of nothing
    bars.y_axis.scaling.min = chart.lowest
    bars.y_axis.scaling.max = chart.highest
    bars.y_axis.crosses = "max"  # below the bars, as the labels run from the top
    bars.y_axis.number_format, bars.y_axis.numFmt.sourceLinked = chart.figures, False
    bars.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    for axis in (bars.x_axis, bars.y_axis):
        axis.txPr = _type(1000)
    if len(chart.series) > 1:
        bars.legend.position = "b"
    else:
        bars.legend = None
    tall = min(
        max(LEAST, 4 + PER_LABEL * chart.count * (1 if chart.stacked else len(chart.series)) ** 0.5), MOST
    )
    bars.width, bars.height = WIDTH, tall
    bars.anchor = Described(
        name=chart.title,
        says=chart.says,
        _from=AnchorMarker(col=0, row=line - 1),
        ext=XDRPositiveSize2D(_emu(WIDTH), _emu(tall)),
    )
    return bars


def _words(at: str, cached: list[str]) -> StrRef:
    points = [StrVal(idx=number, v=pictured(words)) for number, words in enumerate(cached)]
    return StrRef(f=at, strCache=StrData(ptCount=len(points), pt=points))


def _type(size: int, *, bold: bool = False) -> RichText:
    of = CharacterProperties(sz=size, b=bold, solidFill="0B0C0C")
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=of), endParaRPr=of)])


def _title(words: str) -> Title:
    run = RegularTextRun(t=words, rPr=CharacterProperties(sz=1000, solidFill="0B0C0C"))
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)


def _emu(centimetres: float) -> int:
    return int(cm_to_EMU(centimetres))  # type: ignore[no-untyped-call]


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper()
