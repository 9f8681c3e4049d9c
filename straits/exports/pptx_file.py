"""Slides as a PPTX of 16:9 that PowerPoint, Keynote and Impress open."""

import io
import math
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Emu, Inches, Pt

from straits.exports.slides import (
    FOOT,
    HEADLINE,
    HEIGHT,
    MARGIN,
    PICTURE,
    SENTENCE,
    WIDTH,
    EditableChart,
    Series,
    Slide,
)
from straits.exports.visible_text import visible

_INK, _MUTED, _FAINT, _ACCENT = "1B1F24", "5B6470", "D9DEE3", "0B5CAD"
_colour: Any = RGBColor.from_string  # no types of its own
# A headline longer than this is set smaller, so that it stays within two lines.
_LONG = 90
_BLANK_LAYOUT = 5  # "Title Only" of the default template
# More numbers than this would stand over one another.
_MOST_NUMBERS = 24
_MANY_ROWS = 16
# The line above bars that says what their colours stand for, in inches.
_KEYS = 0.4
# The share of the axis that a number takes up within a bar.
_ROOM = 0.12
_ChartData: Any = CategoryChartData  # no types of its own
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_TYPES = {"bars": XL_CHART_TYPE.BAR_CLUSTERED, "lines": XL_CHART_TYPE.LINE_MARKERS}


def written(slides: Sequence[Slide], title: str) -> bytes:
    """Return the slides as bytes of a file: see straits.exports.slides.pptx."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = visible(title)
    deck.core_properties.author = "Straits"
    for slide in slides:
        _add(deck, slide)
    told = io.BytesIO()
    deck.save(told)
    return told.getvalue()


def _add(deck: Any, slide: Slide) -> None:
    added = deck.slides.add_slide(deck.slide_layouts[_BLANK_LAYOUT])
    headline = added.shapes.title
    headline.left, headline.top = Inches(MARGIN), Inches(MARGIN)
    headline.width, headline.height = Inches(PICTURE[0]), Inches(HEADLINE)
    frame = headline.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    _write(frame, slide.headline, Pt(30 if len(slide.headline) <= _LONG else 24), _INK)
    room = PICTURE[1] - (SENTENCE if slide.sentence else 0)
    if isinstance(slide.picture, EditableChart):
        _chart(added, slide.picture, slide.alt, room)
    elif slide.picture is not None:
        picture = added.shapes.add_picture(
            io.BytesIO(slide.picture), Inches(MARGIN), Inches(MARGIN + HEADLINE + 0.1)
        )
        _fit(picture, room)
        picture._element.nvPicPr.cNvPr.set("descr", visible(slide.alt))  # noqa: SLF001 - no public way
    if slide.sentence:
        _line(added, slide.sentence, HEIGHT - MARGIN - FOOT - SENTENCE, SENTENCE, Pt(18), _INK)
    _line(added, slide.foot, HEIGHT - MARGIN - FOOT, FOOT, Pt(12), _MUTED)
    added.notes_slide.notes_text_frame.text = visible(slide.notes)


def _line(added: Any, text: str, top: float, height: float, size: Pt, colour: str) -> None:
    box = added.shapes.add_textbox(Inches(MARGIN), Inches(top), Inches(PICTURE[0]), Inches(height))
    box.text_frame.word_wrap = True
    _write(box.text_frame, text, size, colour)


def _write(frame: Any, text: str, size: Pt, colour: str) -> None:
    frame.text = visible(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = size, _colour(colour)


def _fit(picture: Any, room: float) -> None:
    """Make a picture as large as its place allows, in the middle of it."""
    width, height = Inches(PICTURE[0]), Inches(room)
    scale = min(width / picture.width, height / picture.height)
    picture.width = Emu(round(picture.width * scale))
    picture.height = Emu(round(picture.height * scale))
    picture.left = Emu(Inches(MARGIN) + (width - picture.width) // 2)


def _chart(added: Any, told: EditableChart, alt: str, room: float) -> None:
    """Add a chart whose workbook holds its categories and numbers, and nothing else."""
    data: Any = _ChartData(number_format="General")
    data.categories = [visible(name) for name in told.categories]
    for series in told.series:
        data.add_series(visible(series.name), series.values)
    top = MARGIN + HEADLINE + 0.1
    # The order in which programs list bars from the top is not always that of the bars.
    is_listed = told.kind == "bars" and 1 < len(told.series) == len(told.colours)
    names = [series.name for series in told.series]
    keys = told.keys or (tuple(zip(names, told.colours, strict=True)) if is_listed else ())
    if keys:
        _keys(added, keys, top)
        top, room = top + _KEYS, room - _KEYS
    if told.said:
        _line(added, told.said, top, _KEYS, Pt(16), _INK)
        top, room = top + _KEYS, room - _KEYS
    place = (Inches(MARGIN), Inches(top), Inches(PICTURE[0]), Inches(room))
    framed = added.shapes.add_chart(_TYPES[told.kind], *place, data)
    framed._element.nvGraphicFramePr.cNvPr.set("descr", visible(alt))  # noqa: SLF001 - no public way
    chart = framed.chart
    n_rows = len(told.categories) * (len(told.series) if told.kind == "bars" else 1)
    letters = Pt(14 if n_rows <= _MANY_ROWS else 10)
    chart.font.size, chart.font.color.rgb = letters, _colour(_INK)
    chart.has_title = False
    chart.has_legend = len(told.series) > 1 and not is_listed
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    has_intervals = any(series.low for series in told.series)
    chart.value_axis.has_major_gridlines = has_intervals
    if has_intervals:
        chart.value_axis.major_gridlines.format.line.color.rgb = _colour(_FAINT)
    if told.axis:
        chart.value_axis.has_title = True
        _write(chart.value_axis.axis_title.text_frame, told.axis, letters, _INK)
    _all_names(chart.category_axis)
    end: float | None = None
    if told.kind == "bars":
        chart.category_axis.reverse_order = True  # the first row at the top
        chart.plots[0].gap_width = 400 if n_rows == 1 else 60 if n_rows <= _MANY_ROWS else 30
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        if told.is_centred or _least(told.series) >= 0:
            end = _end(_most(told.series))
            # A bar tells by its length.
            chart.value_axis.minimum_scale = -end if told.is_centred else 0
            chart.value_axis.maximum_scale = end
            if told.is_centred:
                chart.value_axis.major_unit = end / 2  # so that 0 is exactly 0
                chart.value_axis.tick_labels.number_format = "+0.0##;-0.0##;0"
                chart.value_axis.tick_labels.number_format_is_linked = False
    for at, series in enumerate(told.series):
        drawn = chart.plots[0].series[at]
        colours = told.colours or (_ACCENT,) * (len(told.series) == 1)
        if at < len(colours):
            _colour_of(drawn, told.kind, colours[at].removeprefix("#"))
        if series.low:
            _intervals(drawn, series)
        if end is not None and n_rows <= _MOST_NUMBERS:
            letters = Pt(12 if n_rows <= _MANY_ROWS else 9)
            _numbers(drawn, series, end, letters, is_signed=told.is_centred)


def _keys(added: Any, keys: Sequence[tuple[str, str]], top: float) -> None:
    """Write what colours stand for above a chart, in the order of its bars from the top."""
    box = added.shapes.add_textbox(Inches(MARGIN), Inches(top), Inches(PICTURE[0]), Inches(_KEYS))
    box.text_frame.word_wrap = True
    (paragraph,) = box.text_frame.paragraphs
    paragraph.alignment = PP_ALIGN.LEFT
    for label, colour in keys:
        for text, ink in (("■ ", colour.removeprefix("#")), (f"{visible(label)}    ", _INK)):
            run = paragraph.add_run()
            run.text, run.font.size, run.font.color.rgb = text, Pt(14), _colour(ink)


def _all_names(axis: Any) -> None:
    """Name every category, which python-pptx has no way for (ISO 29500, 21.2.2.208)."""
    skip = parse_xml(f'<c:tickLblSkip xmlns:c="{_CHART}" val="1"/>')
    element = axis._element  # noqa: SLF001 - no public way
    element.find(f"{{{_CHART}}}noMultiLvlLbl").addprevious(skip)


def _most(series: Sequence[Series]) -> float:
    """Return how far bars or their intervals reach from 0; 1 where there is none."""
    reached = [
        abs(value) for one in series for value in (*one.values, *one.low, *one.high) if value
    ]
    return max(reached, default=1.0)


def _least(series: Sequence[Series]) -> float:
    return min((value for one in series for value in one.values if value), default=0.0)


def _end(most: float) -> float:
    """Return the end of an axis from 0: a round number that no interval goes beyond.

    >>> _end(0.263), _end(0.98), _end(1200)
    (0.3, 1.0, 2000.0)
    """
    unit = 10.0 ** math.floor(math.log10(most))
    return float(f"{unit * math.ceil(round(most / unit, 9)):.9g}")


def _colour_of(drawn: Any, kind: str, colour: str) -> None:
    if kind == "bars":
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _colour(colour)
    else:
        drawn.format.line.color.rgb = _colour(colour)


def _numbers(drawn: Any, series: Series, end: float, size: Pt, *, is_signed: bool) -> None:
    """Write the numbers of a series: within bars that have room for it, else behind them.

    end
        Where the axis ends.
    """
    are_whole = all(value is None or value.is_integer() for value in series.values)
    labels = drawn.data_labels
    labels.number_format = "+0.000;-0.000;0" if is_signed else "#,##0" if are_whole else "0.000"
    labels.number_format_is_linked = False
    labels.show_value = True
    labels.font.size, labels.position = size, XL_LABEL_POSITION.OUTSIDE_END
    for at, value in enumerate(series.values):
        if value is not None and abs(value) >= _ROOM * end:
            label = drawn.points[at].data_label
            label.position = XL_LABEL_POSITION.INSIDE_BASE
            label.font.size, label.font.bold = size, True
            label.font.color.rgb = _colour("FFFFFF")


def _intervals(drawn: Any, series: Series) -> None:
    """Add the intervals of a series, which python-pptx has no way for (ISO 29500, 21.2.2.55)."""
    rows = list(zip(series.values, series.low, series.high, strict=True))
    plus = _sizes([_apart(value, high) for value, _, high in rows])
    minus = _sizes([_apart(low, value) for value, low, _ in rows])
    bars = parse_xml(
        f'<c:errBars xmlns:c="{_CHART}"><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{plus}</c:plus><c:minus>{minus}</c:minus></c:errBars>'
    )
    element = drawn._element  # noqa: SLF001 - no public way
    element.find(f"{{{_CHART}}}cat").addprevious(bars)


def _sizes(sizes: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{size!r}</c:v></c:pt>'
        for at, size in enumerate(sizes)
        if size is not None
    )
    return (
        f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(sizes)}"/>{points}'
        "</c:numLit>"
    )


def _apart(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else max(high - low, 0.0)
