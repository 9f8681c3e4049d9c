"""What charts with one row per group share: the names on the left, the figures on the right."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, bold, fitted, row_names, visible_colours


def named(labels: Sequence[str], chosen: Sequence[bool], look: Look) -> alt.Axis:
    """Return an axis that writes the labels at 0.5, 1.5 and so on; A and B stand in bold.

    chosen
        Whether each row is A or B.
    """
    return row_names(
        labels, look, "floor(datum.value)", grid=False, labelLimit=190, labelPadding=8,
        values=[row + 0.5 for row in range(len(labels))],
        labelFontWeight=bold([row + 0.5 for row, is_chosen in enumerate(chosen) if is_chosen]),
    )  # fmt: skip


def at(field: str, n_rows: int, axis: alt.Axis | None) -> alt.Y:
    """Return the vertical place of a field that counts rows from the top; axis None draws none."""
    return alt.Y(field, axis=axis, scale=alt.Scale(domain=[n_rows, 0], nice=False, zero=False))


def seen(rows: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the rows with `row`, their number, and colours that can be seen on the ground."""
    return rows.with_row_index("row").with_columns(
        (pl.col("row") + 0.5).alias("middle"),
        visible_colours(rows, look),
    )


def figures(rows: pl.DataFrame, y: alt.Y, field: str, look: Look) -> Drawing:
    """Return a layer with a text of each row, right of the chart."""
    text = alt.Chart(rows).mark_text(align="left", dx=10, color=look.muted)
    return text.encode(y=y, x=XValue("width"), text=alt.Text(f"{field}:N"))


def drawn(layers: Sequence[Drawing], height: int, look: Look) -> Drawing:
    """Return layers as one chart; to fit it to the page leaves the figures their room."""
    return fitted(alt.layer(*layers), height, look, right=6, left=0, top=12, bottom=5)
