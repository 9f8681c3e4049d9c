"""A chart with what belongs to it: the finding above, the caption and the actions below."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st
from polars import selectors

from straits import queries, sql_names
from straits.charts import files, legend, rooms, stage, stage_page, vega
from straits.charts.legend import Key
from straits.charts.look import LIGHT, Look
from straits.exports import excel_workbooks, row_streams, slides
from straits.exports.file_names import file_name
from straits.exports.slides import Slide
from straits.exports.visible_text import visible
from straits.store import Drawn
from straits.store.query import sql_files
from straits.ui.address import links
from straits.ui.figures import drawn_aside, methods, open_in_sql, pin_dialog, pinned_figure
from straits.ui.figures.methods import Method
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape, paragraph

_HERE = Path(__file__).parent

# A mark as a letter, for lines of text.
_SIGNS = {**pair_picker.SIGNS, legend.BAR: "▬", legend.LINE: "─", legend.TICK: "┃"}
_HOLLOW = {"●": "○", "■": "□", "▬": "▭"}

# The numbers in formats, all of which say of themselves what they are of.
TABLES: tuple[tuple[str, str, str, Callable[..., Iterator[bytes]]], ...] = (
    ("CSV", "csv", "text/csv", row_streams.csv),
    ("Excel", "xlsx", excel_workbooks.MEDIA_TYPE, excel_workbooks.workbook),
    ("Parquet", "parquet", "application/vnd.apache.parquet", row_streams.parquet),
)
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

# Columns that are there for the drawing alone: looks, places, and numbers written as words.
_DRAWN = (
    "bar", "category_order", "colour", "counts", "figure", "interval", "is_chosen", "percent",
    "place", "plain_label", "row", "row_label", "said", "shape", "start", "why",
)  # fmt: skip
# Chances, which are never 0.
_CHANCES = r"^(p|q|hwe_p)(_low|_high|_bonferroni|_minimum|_self_reported|_inferred)?$"


def _no_keys(_: Look) -> Sequence[Key]:
    return ()


@dataclass(frozen=True)
class Figure:
    """A chart and its words.

    build
        Draws the chart in a Look; files are always drawn on the light ground.
    rows
        What is shown, for the CSV.
    file_parts
        What the names of its files are made of.
    query
        The file of sql/queries that counts what is shown.
    method
        How its numbers were made, as far as its page knows.
    keys
        What its colours and shapes stand for, where the chart does not say so itself.
    build_alone
        Draws it for a file, where the page has a part of it beside the chart; None: as `build`.
    statement
        SQL that is shown in the place of `query`, where no file holds it as it was asked.
    counted
        What counts the same on the page SQL; None where nothing there does.
    """

    title: str
    caption: str
    build: Callable[[Look], Any]
    rows: pl.DataFrame
    file_parts: tuple[str, ...]
    query: str
    method: Method
    keys: Callable[[Look], Sequence[Key]] = _no_keys
    build_alone: Callable[[Look], Any] | None = None
    statement: str = ""
    counted: open_in_sql.Counted | None = None

    def numbers(self) -> pl.DataFrame:
        """Return the numbers, without what is there for the drawing alone.

        A p or q too small for a number is the smallest that is written.
        """
        chances = selectors.matches(_CHANCES) & selectors.float()
        return self.rows.drop(_DRAWN, strict=False).with_columns(
            chances.clip(lower_bound=queries.comparison.SMALLEST_P)
        )

    def about(self, visit: Visit) -> dict[str, str]:
        """Return what its files say of it, by key, in the order to write it.

        As tables do: release, who is compared and whose relatives count; then finding, caption and
        methods. docs/tables.md describes the keys.
        """
        method, store = self.method, visit.store
        sides = {name.lower(): side for name, side in method.sides if name in ("A", "B")}
        told = methods.facts(method, self.rows, visit)
        return {
            **queries.groups.of_release(store, "numbers of a figure"),
            **{
                key: value
                for name, side in sides.items()
                for key, value in queries.groups.of_side(name, side, method.sample_set).items()
            },
            **({} if sides or not told.groups else {"groups": "; ".join(told.groups)}),
            **queries.groups.of_sample_set(store, method.sample_set),
            **method.given(),
            "finding": self.title,
            "caption": self.caption,
            "methods": methods.paragraph(told),
        }

    def on(self, look: Look) -> Drawn:
        """Return the figure as it stands alone on a ground, with its data, to be kept."""
        drawn = (self.build_alone or self.build)(look)
        spec = vega.legible(drawn if isinstance(drawn, dict) else vega.of_altair(drawn))
        keys = ((key.label, key.colour, key.shape, key.is_hollow) for key in self.keys(look))
        return Drawn(vega.written(spec), tuple(keys))

    def file(self, write: files.Format) -> bytes:
        """Return the figure as a file that stands alone."""
        drawn = (self.build_alone or self.build)(LIGHT)
        return write(drawn, files.Words(self.title, self.caption, self.keys(LIGHT)))

    def slide(self, foot: str, address: str) -> Slide:
        """Return the figure as a slide, its caption and its address in the notes."""
        spec = vega.read(self.on(LIGHT).spec)
        laid_out = stage.laid_out(spec, self.keys(LIGHT), LIGHT)
        drawn = stage_page.png(laid_out, slides.ratio(has_sentence=False))
        notes = f"{self.caption}\n\n{address}"
        return Slide(self.title, drawn, self.title, foot, notes)


def draw(figure: Figure, visit: Visit, name: str, params: Mapping[str, str] | None = None) -> None:
    """Draw the finding, the chart and its foot under one another.

    params
        As of `foot`.
    """
    with whole(name):
        title(figure, visit, name)
        chart(figure, visit)
        foot(figure, visit, name, params)


@contextmanager
def whole(name: str) -> Iterator[None]:
    """Hold what belongs to a figure, which is what its full screen shows."""
    with st.container(key=f"whole-{name}"):
        yield


def title(figure: Figure, visit: Visit, name: str) -> None:
    """Draw the finding, and below it what colours and shapes stand for."""
    paragraph(f"chart-title-{name}", escape(figure.title))
    legend_of(figure.keys(visit.look), name)


def legend_of(keys: Sequence[Key], name: str) -> None:
    """Draw what colours and shapes stand for in one line; nothing where all is said in a chart."""
    if keys:
        paragraph(f"legend-{name}", " &emsp; ".join(map(_in_words, keys)))


def _in_words(key: Key) -> str:
    sign = _SIGNS.get(key.shape, "●")
    sign = _HOLLOW.get(sign, sign) if key.is_hollow else sign
    return f':color[{sign}]{{foreground="{key.colour}"}} {escape(key.label)}'


def chart(figure: Figure, visit: Visit, **selectable: Any) -> None:
    """Draw the chart; where something can be picked in it, a pick reruns the block around it.

    selectable
        key, on_select and selection_mode of a chart in which something can be picked.
    """
    if drawn_aside.is_on():
        return
    drawn = figure.build(visit.look)
    spec = vega.legible(drawn if isinstance(drawn, dict) else vega.of_altair(drawn))
    alt = visible(figure.title)
    room = f"room-{'-'.join(figure.file_parts)}"
    # What stands below the chart stays where it is while the browser draws.
    with st.container(key=room, height=rooms.height(spec), border=False):
        st.vega_lite_chart(None, spec, width="stretch", theme=None, alt=alt, **selectable)


def foot(figure: Figure, visit: Visit, name: str, params: Mapping[str, str] | None = None) -> None:
    """Draw the caption and the actions; params as of `actions`."""
    caption(figure, visit, name)
    actions(figure, visit, name, params)


def caption(figure: Figure, visit: Visit, name: str) -> None:
    """Draw the caption alone."""
    paragraph(f"caption-{name}", escape(_as_it_leaves(figure, visit).caption))


def actions(
    figure: Figure, visit: Visit, name: str, params: Mapping[str, str] | None = None
) -> None:
    """Draw the row of actions: the numbers, the picture, the address, the whole screen.

    params
        What the address of the view says besides what it says now.
    """
    figure = _as_it_leaves(figure, visit)
    pinned = partial(pinned_figure.view_of, figure, visit, name, params or {})
    if drawn_aside.is_taken(name, pinned):
        return
    with st.container(key=f"actions-{name}", horizontal=True, vertical_alignment="center"):
        for label, ending, mime, write in TABLES:
            made = partial(table, figure, visit, write)
            _download(label, ending, mime, made, figure, name)
        _download("PNG", "png", "image/png", lambda: figure.file(files.png), figure, name)
        _download("SVG", "svg", "image/svg+xml", lambda: figure.file(files.svg), figure, name)
        _download("PDF", "pdf", "application/pdf", lambda: figure.file(files.pdf), figure, name)
        address = links.full(visit.store.release_id, params or {})
        # Which page is open is known while it is drawn, and not when a file is made.
        below = pinned_figure.foot_here(visit)
        _download("PPTX", "pptx", _PPTX, lambda: _slide(figure, below, address), figure, name)
        with st.popover("Methods", type="tertiary"):
            st.markdown("How these numbers were made, to paste into a text.")
            st.code(figure.about(visit)["methods"], language=None, wrap_lines=True)
        with st.popover("SQL", type="tertiary"):
            _sql(figure, visit)
        with st.popover("Copy link", type="tertiary"):
            st.markdown("The address of this page, with A, B, the settings and the release in it.")
            st.code(address, language=None, wrap_lines=True)
        pin_dialog.button(pinned, name)
        st.html(_HERE / "full_screen.html", width="content")


def table(figure: Figure, visit: Visit, write: Callable[..., Iterator[bytes]]) -> bytes:
    """Return the numbers of a figure in a format that says of itself what it is of."""
    return b"".join(write(figure.about(visit), [figure.numbers()]))


def _slide(figure: Figure, below: str, address: str) -> bytes:
    return slides.pptx([figure.slide(below, address)], figure.title)


def _sql(figure: Figure, visit: Visit) -> None:
    if figure.statement:
        st.markdown("What counts this:")
        open_in_sql.draw(visit, figure.counted)
        st.code(figure.statement, language="sql", height=380)
        return
    path = sql_files.query_path(figure.query)
    named = path.relative_to(sql_names.FOLDER.parent).as_posix()
    file = sql_files.read_sql_file(path)
    st.markdown(f"What counts this, `{named}`:")
    st.code(file.text, language="sql", height=380)
    open_in_sql.draw(visit, figure.counted)


def _as_it_leaves(figure: Figure, visit: Visit) -> Figure:
    """Return the figure, which says in all that leaves whose counts it is made of.

    Of a partner, of which bundle they are; and if its people are invented.
    """
    whose = [f"{name}: {side.provenance}" for name, side in figure.method.sides if side.provenance]
    if whose and "provenance" not in figure.rows.columns:
        rows = figure.rows.with_columns(provenance=pl.lit("; ".join(whose)))
        figure = replace(figure, rows=rows)
    if not visit.store.study.is_synthetic:
        return figure
    rows = figure.rows.with_columns(pl.lit("synthetic").alias("data"))
    return replace(figure, caption=f"{figure.caption} Synthetic people.", rows=rows)


def _download(
    label: str, ending: str, mime: str, make: Callable[[], bytes], figure: Figure, name: str
) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file_name("straits", *figure.file_parts, ending=ending),
        mime=mime,
        key=f"{ending}-{name}",
        on_click="ignore",
        type="tertiary",
    )
