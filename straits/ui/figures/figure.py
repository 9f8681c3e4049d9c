"""A chart with what belongs to it: the finding above, the caption and the actions below."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from straits.charts import files, vega
from straits.charts.look import LIGHT, Look
from straits.store.query import sql_files
from straits.ui.address import links
from straits.ui.figures import export
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape, paragraph


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
    """

    title: str
    caption: str
    build: Callable[[Look], Any]
    rows: pl.DataFrame
    file_parts: tuple[str, ...]
    query: str


def draw(figure: Figure, visit: Visit, name: str, params: Mapping[str, str] | None = None) -> None:
    """Draw the finding, the chart and its foot under one another.

    params
        As of `foot`.
    """
    title(figure, name)
    chart(figure, visit)
    foot(figure, visit, name, params)


def title(figure: Figure, name: str) -> None:
    """Draw the finding."""
    paragraph(f"chart-title-{name}", escape(figure.title))


def chart(figure: Figure, visit: Visit, **selectable: Any) -> None:
    """Draw the chart; where something can be picked in it, a pick reruns the block around it.

    selectable
        key, on_select and selection_mode of a chart in which something can be picked.
    """
    picture(figure.build(visit.look), figure.title, **selectable)


def picture(drawn: Any, alt: str, **selectable: Any) -> None:
    """Draw a chart as it was built, as wide as there is room; `selectable` as of `chart`."""
    spec = drawn if isinstance(drawn, dict) else vega.of_altair(drawn)
    st.vega_lite_chart(None, spec, width="stretch", theme=None, alt=alt, **selectable)


def foot(figure: Figure, visit: Visit, name: str, params: Mapping[str, str] | None = None) -> None:
    """Draw the caption and the row of actions: the numbers, the picture, the address.

    params
        What the address of the view says besides what it says now.
    """
    if visit.store.study.is_synthetic:
        figure = _marked(figure)
    paragraph(f"caption-{name}", escape(figure.caption))
    with st.container(key=f"actions-{name}", horizontal=True, vertical_alignment="center"):
        _download("CSV", "csv", "text/csv", lambda: export.csv(figure.rows), figure, name)
        _download("PNG", "png", "image/png", lambda: _file(figure, files.png), figure, name)
        _download("SVG", "svg", "image/svg+xml", lambda: _file(figure, files.svg), figure, name)
        _download("PDF", "pdf", "application/pdf", lambda: _file(figure, files.pdf), figure, name)
        with st.popover("SQL", type="tertiary"):
            path = sql_files.query_path(figure.query)
            named = path.relative_to(sql_files.FOLDER.parent).as_posix()
            st.markdown(f"What counts this, `{named}`:")
            st.code(sql_files.read_sql_file(path).text, language="sql", height=380)
        with st.popover("Copy link", type="tertiary"):
            st.markdown("The address of this page, with A, B, the settings and the release in it.")
            st.code(
                links.full(visit.store.release_id, params or {}), language=None, wrap_lines=True
            )


def _marked(figure: Figure) -> Figure:
    """Return the figure saying, in all that leaves the dashboard, that its people are invented."""
    return replace(
        figure, caption=f"{figure.caption} Synthetic people.", rows=export.marked(figure.rows)
    )


def _file(figure: Figure, draw: Callable[[Any, str, str], bytes]) -> bytes:
    return draw(figure.build(LIGHT), figure.title, figure.caption)


def _download(
    label: str, ending: str, mime: str, make: Callable[[], bytes], figure: Figure, name: str
) -> None:
    st.download_button(
        label,
        data=make,
        file_name=export.file_name("straits", *figure.file_parts, ending=ending),
        mime=mime,
        key=f"{ending}-{name}",
        on_click="ignore",
        type="tertiary",
    )
