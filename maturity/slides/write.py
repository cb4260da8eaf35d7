"""Writing a described deck as .pptx: real titles, native charts, and no text larger than its place."""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt
from xlsxwriter import Workbook  # python-pptx needs it for the cells behind a chart

from maturity.palette import DARK_INK, RAMP, ink
from maturity.slides.slide import Chart, Deck, Lines, Slide, Table
from maturity.wording import fixed, tidy

FONT = "Arial"
WIDTH, HEIGHT = 13.333, 7.5  # inches: 16 to 9
MARGIN = 0.6
ACROSS = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT = 0.45, 1.15
BODY_TOP, BODY_HEIGHT = 1.7, 4.95
FOOT_TOP, FOOT_HEIGHT = 6.75, 0.55
WORDS_ACROSS = 4.6
"""Of the sentences beside a chart."""
TITLE_SIZES, BODY_SIZES, CELL_SIZES = (30, 26, 22, 18, 16, 14), (20, 18, 16, 14, 12), (14, 12, 11, 10, 9)
SMALL = 11
MOST_MOMENTS = 12
"""Named below a chart of lines: more would run into each other."""
LETTER = 0.56
"""Width of an average letter, in sizes of the font. Arial's is about 0.5; fonts that stand in for it are wider."""
BOLD = 1.12
"""How much wider bold letters are."""
LINE = 1.22
GREY = "#505a5f"


class _Words(CategoryWorkbookWriter):
    """Writes the cells behind a chart; words stay words, whatever they begin with."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
        # python-pptx opens the same without the last two, and “=1+1” would be a formula.
        plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        workbook = Workbook(xlsx_file, plain)
        yield workbook, workbook.add_worksheet()
        workbook.close()


class _Data(CategoryChartData):
    @property
    def _workbook_writer(self) -> CategoryWorkbookWriter:
        return _Words(self)  # type: ignore[no-untyped-call]


def presentation(deck: Deck) -> bytes:
    """The bytes of a .pptx file. What nobody sees in a text, such as control characters, becomes a space."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    made.core_properties.title = tidy(deck.title)
    made.core_properties.author = "Data-maturity dashboard"
    made.core_properties.language = deck.language
    made.core_properties.subject = tidy(deck.foot)
    opening, inside = made.slide_layouts[0], made.slide_layouts[1]
    for layout in list(made.slide_layouts):
        if layout not in (opening, inside):
            made.slide_layouts.remove(layout)
    _open(made.slides.add_slide(opening), deck)
    for number, slide in enumerate(deck.slides, start=2):
        _inside(made.slides.add_slide(inside), slide, deck, number)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _open(page: Any, deck: Deck) -> None:
    _place(page.shapes.title, MARGIN, 1.3, ACROSS, 1.9)
    _say(page.shapes.title, [deck.title], (44, 38, 32, 26, 20), bold=True, language=deck.language)
    _place(page.placeholders[1], MARGIN, 3.4, ACROSS, 3.1)
    _say(page.placeholders[1], deck.facts, BODY_SIZES, language=deck.language)
    _mark(page, deck)


def _inside(page: Any, slide: Slide, deck: Deck, number: int) -> None:
    title, body = page.shapes.title, page.placeholders[1]
    _place(title, MARGIN, TITLE_TOP, ACROSS, TITLE_HEIGHT)
    _say(title, [slide.title], TITLE_SIZES, bold=True, language=deck.language)
    match slide.shows:
        case Chart():
            _place(body, MARGIN, BODY_TOP, WORDS_ACROSS, BODY_HEIGHT)
            _chart(page, slide.shows, deck.language)
        case Lines():
            _place(body, MARGIN, BODY_TOP, WORDS_ACROSS, BODY_HEIGHT)
            _lines(page, slide.shows, deck.language)
        case Table():
            above = _above_table(slide)
            _place(body, MARGIN, BODY_TOP, ACROSS, above)
            _table(page, slide.shows, deck.language, BODY_TOP + above + 0.1)
        case None:
            _place(body, MARGIN, BODY_TOP, ACROSS, BODY_HEIGHT)
    if _say(body, slide.sentences, BODY_SIZES, bullets=True, language=deck.language, whole=True):
        page.notes_slide.notes_text_frame.text = "\n".join([slide.title, *slide.sentences])
    foot = f"{slide.source} {deck.foot}"
    _small(page, "Source", foot, MARGIN, FOOT_TOP, ACROSS - 1.2, PP_ALIGN.LEFT, deck.language)
    _small(page, "Number", f"{number}", WIDTH - MARGIN - 1, FOOT_TOP, 1, PP_ALIGN.RIGHT, deck.language)
    _mark(page, deck)


def _above_table(slide: Slide) -> float:
    """Inches for the sentences above a table: what they take in small letters, as far as the table can spare it."""
    lines = sum(lines_taken(each, ACROSS - 0.5, BODY_SIZES[-1]) + 0.5 for each in slide.sentences)
    return min(2.0, max(1.0, lines * BODY_SIZES[-1] * LINE / 72 + 0.15))


def _mark(page: Any, deck: Deck) -> None:
    _small(page, "Classification", deck.marking, MARGIN, 0.1, ACROSS, PP_ALIGN.CENTER, deck.language)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(each) for each in (left, top, width, height))


def lines_taken(words: str, across: float, size: float) -> int:
    """How many lines words take in a place so many inches wide, reckoned on the safe side."""
    room = across * 72 / (size * LETTER)
    taken, left = 1, room
    for word in words.split(" "):
        width = sum(_letter(letter) for letter in word)
        if width > left and left < room:
            taken, left = taken + 1, room
        if width > room:  # a word longer than a line is broken
            taken += math.ceil(width / room) - 1
            width %= room
        left -= width + 0.6
    return taken


def _letter(letter: str) -> float:
    """The width of a letter, an average one being 1."""
    if ord(letter) > 0x2E7F:
        return 2.0  # ideographs and pictures are as wide as they are high
    return 1.3 if letter.isupper() or letter in "mw%÷×" else 1.0


def fitted(
    paragraphs: Sequence[str], across: float, down: float, sizes: Sequence[float], space: float = 0.0
) -> tuple[list[str], float]:
    """The paragraphs, and the largest of the sizes at which they fit; at the smallest, cut until they do.

    `across` and `down` are inches; `space` is between paragraphs, in lines.
    """
    said = [tidy(each) for each in paragraphs]

    def high(size: float, words: Sequence[str]) -> float:
        taken = sum(lines_taken(each, across, size) for each in words) + space * len(words)
        return taken * size * LINE / 72

    for size in sizes:
        if high(size, said) <= down:
            return said, size
    while high(sizes[-1], said) > down:
        longest = max(range(len(said)), key=lambda place: len(said[place]))
        if len(said) > 1 and len(said[longest]) < 40:
            said.pop()
            continue
        if len(said[longest]) < 2:
            break  # there is no place for anything
        least = 10 if len(said) > 1 else 1
        said[longest] = said[longest].rstrip("…")[: -max(least, len(said[longest]) // 20)].rstrip() + "…"
    return said, sizes[-1]


REST = "The rest of this slide's sentences are in its notes."


def whole_ones(
    paragraphs: Sequence[str], across: float, down: float, sizes: Sequence[float], space: float
) -> list[str]:
    """All of the paragraphs, or the first of them that fit whole at the smallest size, and where the rest is."""
    said = list(paragraphs)
    while len(said) > 1:
        shown = said if len(said) == len(paragraphs) else [*said, REST]
        if fitted(shown, across, down, sizes, space)[0] == [tidy(each) for each in shown]:
            return shown
        said.pop()
    return said


def _say(
    shape: Any,
    paragraphs: Sequence[str],
    sizes: Sequence[float],
    *,
    language: str,
    bold: bool = False,
    bullets: bool = False,
    whole: bool = False,
) -> bool:
    """Write them, as large as fits; `whole`: rather leave the last out than cut one. Whether anything is left out."""
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP if not bold else MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Inches(0.05)
    across = (Emu(shape.width).inches - 0.1 - (0.4 if bullets else 0)) / (BOLD if bold else 1)
    down, space = Emu(shape.height).inches - 0.1, 0.0 if bold else 0.5
    shown = whole_ones(paragraphs, across, down, sizes, space) if whole else paragraphs
    said, size = fitted(shown, across, down, sizes, space)
    for place, words in enumerate(said):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_before = Pt(0)
        paragraph.space_after = Pt(0 if bold else size * 0.4)
        properties = paragraph._p.get_or_add_pPr()
        if bullets:
            properties.set("marL", str(Inches(0.3)))
            properties.set("indent", str(-Inches(0.3)))
        else:
            properties.set("marL", "0")
            properties.set("indent", "0")
        _run(paragraph, words, size, language, bold=bold)
    return said != [tidy(each) for each in paragraphs]


def _run(
    paragraph: Any, words: str, size: float, language: str, *, bold: bool = False, colour: str = DARK_INK
) -> None:
    run = paragraph.add_run()
    run.text = words
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    run.font.color.rgb = _rgb(colour)
    run._r.get_or_add_rPr().set("lang", language)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())  # type: ignore[no-any-return, no-untyped-call]


def _small(
    page: Any, name: str, words: str, left: float, top: float, across: float, side: Any, language: str
) -> None:
    high = 0.3 if top < 1 else FOOT_HEIGHT
    box = page.shapes.add_textbox(Inches(left), Inches(top), Inches(across), Inches(high))
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    (said,), size = fitted([words], across, high, (SMALL,))
    frame.paragraphs[0].alignment = side
    _run(frame.paragraphs[0], said, size, language, colour=GREY)


def _drawn(
    page: Any,
    shows: Chart | Lines,
    kind: XL_CHART_TYPE,
    categories: Sequence[str],
    figure: str,
    language: str,
) -> Any:
    """A native chart beside the sentences, with a title, a description, and a legend where it needs one."""
    data: Any = _Data(number_format=figure)  # type: ignore[no-untyped-call]
    data.categories = [_short(label, 60) for label in categories]
    for series in shows.series:
        data.add_series(_short(series.name, 60), series.values)
    left = MARGIN + WORDS_ACROSS + 0.25
    frame = page.shapes.add_chart(
        kind, Inches(left), Inches(BODY_TOP), Inches(WIDTH - MARGIN - left), Inches(BODY_HEIGHT), data
    )
    frame.name = "Chart"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", tidy(f"{shows.title}. {shows.says}"))
    drawn = frame.chart
    drawn.font.name, drawn.font.size = FONT, Pt(12)
    drawn.has_title = True
    drawn.chart_title.text_frame.text = shows.title
    title = drawn.chart_title.text_frame.paragraphs[0].runs[0]
    title.font.size, title.font.bold = Pt(14), True
    title._r.get_or_add_rPr().set("lang", language)
    drawn.has_legend = len(shows.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    figures = drawn.value_axis
    drawn.category_axis.has_major_gridlines = figures.has_major_gridlines = False
    figures.minimum_scale = 0
    if shows.highest is not None:
        figures.maximum_scale = shows.highest
    figures.major_tick_mark = XL_TICK_MARK.NONE
    figures.format.line.fill.background()
    figures.has_title = True
    figures.axis_title.text_frame.text = shows.axis
    figures.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    return drawn


def _chart(page: Any, chart: Chart, language: str) -> None:
    figure = "0" if chart.whole else "0.0"
    drawn = _drawn(page, chart, XL_CHART_TYPE.BAR_CLUSTERED, chart.categories, figure, language)
    drawn.category_axis.reverse_order = True  # the first at the top
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE  # every bar carries its figure
    plot = drawn.plots[0]
    bars = len(chart.categories) * len(chart.series)
    plot.gap_width, plot.overlap = 45, -5
    for series, described in zip(plot.series, chart.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(described.colour)
        series.invert_if_negative = False
        labels = series.data_labels
        labels.show_value = True
        labels.number_format = figure
        labels.number_format_is_linked = False
        labels.font.size, labels.font.name = Pt(12 if bars <= 15 else 10), FONT
        labels.font.color.rgb = _rgb(DARK_INK)
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _lines(page: Any, lines: Lines, language: str) -> None:
    drawn = _drawn(page, lines, XL_CHART_TYPE.LINE, lines.moments, "0.0", language)
    drawn.value_axis.tick_labels.number_format = "0"
    drawn.value_axis.tick_labels.number_format_is_linked = False
    named = math.ceil(len(lines.moments) / MOST_MOMENTS)  # every so many moments have their name
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = OxmlElement(name)
        skip.set("val", str(named))
        drawn.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    drawn.category_axis.tick_labels.font.size = Pt(11)
    for number, (series, described) in enumerate(zip(drawn.plots[0].series, lines.series, strict=True)):
        series.smooth = False
        series.format.line.color.rgb = _rgb(described.colour)
        series.format.line.width = Pt(2.25 if number else 3.5)
        if number:
            series.format.line.dash_style = MSO_LINE.DASH if number == 1 else MSO_LINE.ROUND_DOT
        for place in (0, len(lines.moments) - 1):
            value, main = described.values[place], lines.series[0].values[place]
            near = (
                number and main is not None and value is not None and abs(value - main) < lines.highest / 20
            )
            if value is not None and not near:
                label = series.points[place].data_label
                label.has_text_frame = True
                label.text_frame.text = fixed(value)
                label.text_frame.paragraphs[0].runs[0].font.size = Pt(11)
                label.position = XL_LABEL_POSITION.RIGHT if place else _beside(described.values, main)


def _beside(values: Sequence[float | None], main: float | None) -> XL_LABEL_POSITION:
    """Where the first figure of a line stands clear of the strong one, and of its own where that rises."""
    first, second = (value or 0.0 for value in values[:2])
    below = first < main if main is not None and first != main else second > first
    return XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE


def _short(label: str, most: int) -> str:
    """A label of at most so many characters, cut in its middle: long names often begin alike."""
    kept = tidy(label)
    if len(kept) <= most:
        return kept
    tail = most // 3
    return f"{kept[: most - tail - 1].rstrip()}…{kept[-tail:].lstrip()}"


def _table(page: Any, table: Table, language: str, top: float) -> None:
    down = BODY_TOP + BODY_HEIGHT - 0.05 - top
    head = 0.45
    each = min((down - head) / len(table.rows), 0.75)
    shape = page.shapes.add_table(
        len(table.rows) + 1, len(table.headings), Inches(MARGIN), Inches(top), Inches(ACROSS), Inches(down)
    )
    shape.name = "Table"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", tidy(table.says))
    made = shape.table
    made.first_row, made.horz_banding = True, False
    for column, share in zip(made.columns, table.widths, strict=True):
        column.width = Inches(ACROSS * share)
    rooms = [ACROSS * share - 0.25 for share in table.widths]
    smallest = min(  # one size for all rows
        fitted([words], room, each - 0.08, CELL_SIZES)[1]
        for row in table.rows
        for words, room in zip(row, rooms, strict=True)
    )
    for number, row in enumerate([table.headings, *table.rows]):
        made.rows[number].height = Inches(each if number else head)
        for cell, words, room in zip(made.rows[number].cells, row, rooms, strict=True):
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            (said,), size = (
                fitted([words], room, each - 0.08, (smallest,))
                if number
                else fitted([words], room / BOLD, head - 0.08, CELL_SIZES)
            )
            _run(
                cell.text_frame.paragraphs[0],
                said,
                size,
                language,
                bold=number == 0,
                colour=ink(RAMP[4]) if number == 0 else DARK_INK,
            )
            cell.fill.solid()
            shade = RAMP[4] if number == 0 else "#ffffff" if number % 2 else "#f3f2f1"
            cell.fill.fore_color.rgb = _rgb(shade)
