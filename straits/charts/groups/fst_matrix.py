"""Fst between every two groups as a matrix, with the tree that joins the closest first."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, fitted

# Of a cell, where there is room for it, and of all cells together.
_ROW, _COLUMN = 44, 74
_WIDEST, _HIGHEST = 560, 400
# Names above columns narrower than this are tilted.
_NARROW = 60


def fst_matrix(
    pairs: pl.DataFrame, labels: list[str], branches: pl.DataFrame, look: Look
) -> Drawing:
    """Return the matrix in the order of the tree's leaves, and the tree to the right of it.

    pairs
        row and column (places in that order, from 0) and fst; null on the diagonal.
    labels
        Of the groups, in that order.
    branches
        Lines of the tree: x, x2 (distances) and y, y2 (places), as of `tree_lines`.
    """
    k = len(labels)
    width, height = min(_COLUMN, _WIDEST // max(k, 1)), min(_ROW, _HIGHEST // max(k, 1))
    cells = pairs.with_columns(
        (pl.col("column") + 1).alias("right"), (pl.col("row") + 1).alias("below")
    )
    rows = alt.Scale(domain=[0, k], range=[0, height * k], nice=False)
    columns = alt.Scale(domain=[0, k], range=[0, width * k], nice=False)
    y = alt.Y("row:Q", scale=rows, axis=None)
    x = alt.X("column:Q", scale=columns, axis=None)
    middle = cells.with_columns(pl.col("row") + 0.5, pl.col("column") + 0.5)
    known = cells.filter(pl.col("fst").is_not_null())
    highest = max(1e-6, *(float(value) for value in known["fst"]))
    colour = alt.Color(
        "fst:Q",
        scale=alt.Scale(domain=[0, highest], range=[look.ground, look.accent], interpolate="lab"),
        legend=None,
    )
    rect = (
        alt.Chart(known)
        .mark_rect(stroke=look.ground, strokeWidth=2)
        .encode(x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("below:Q"), color=colour)
    )
    text = (
        alt.Chart(middle.filter(pl.col("fst").is_not_null()))
        .mark_text()
        .encode(
            x=x,
            y=y,
            text=alt.Text("fst:Q", format=".3f"),
            color=alt.condition(
                f"datum.fst > {(0.72 if look.is_dark else 0.55) * highest}",
                alt.value(look.ground),
                alt.value(look.ink),
            ),
        )
    )
    matrix = alt.layer(rect, text, *_names(labels, columns, rows, width, look))
    layers: list[Drawing] = [matrix]
    if branches.height:
        layers.append(_tree(branches, rows, width * k + 40, look))
    chart = alt.layer(*layers).resolve_scale(x="independent", y="shared")
    return fitted(chart, height * k, look, left=4, right=12, top=4, bottom=6)


def tree_lines(merges: list[tuple[float, float, float]], order: list[int]) -> pl.DataFrame:
    """Return the lines of a tree: x, x2 (distances from the leaves) and y, y2 (places from above).

    merges
        The two branches joined and the distance at which, in order, as of
        popgen.tree.average_linkage.
    order
        The leaves from the top down.

    >>> tree_lines([(0, 1, 0.2)], [1, 0])["x2"].to_list()
    [0.2, 0.2, 0.2]
    """
    k = len(order)
    ends = {leaf: (order.index(leaf) + 0.5, 0.0) for leaf in range(k)}
    lines = []
    for number, (first, second, distance) in enumerate(merges):
        (y1, x1), (y2, x2) = ends[int(first)], ends[int(second)]
        lines += [(x1, distance, y1, y1), (x2, distance, y2, y2), (distance, distance, y1, y2)]
        ends[k + number] = ((y1 + y2) / 2, distance)
    return pl.DataFrame(
        lines, schema=dict.fromkeys(("x", "x2", "y", "y2"), pl.Float64), orient="row"
    )


def _names(
    labels: list[str], columns: alt.Scale, rows: alt.Scale, width: int, look: Look
) -> list[Drawing]:
    frame = pl.DataFrame(
        {
            "label": labels,
            "row": [place + 0.5 for place in range(len(labels))],
            "column": [place + 0.5 for place in range(len(labels))],
            "zero": [0.0] * len(labels),
        }
    )
    y, x = alt.Y("row:Q", scale=rows, axis=None), alt.X("column:Q", scale=columns, axis=None)
    left = alt.Chart(frame).mark_text(align="right", dx=-10, color=look.ink, limit=164)
    if width < _NARROW:
        above = alt.Chart(frame).mark_text(
            angle=325, align="left", dx=4, dy=-8, color=look.ink, limit=120
        )
    else:
        above = alt.Chart(frame).mark_text(dy=-12, color=look.ink, limit=width - 6)
    return [
        left.encode(x=alt.X("zero:Q", scale=columns, axis=None), y=y, text=alt.Text("label:N")),
        above.encode(x=x, y=alt.Y("zero:Q", scale=rows, axis=None), text=alt.Text("label:N")),
    ]


def _tree(branches: pl.DataFrame, rows: alt.Scale, left: int, look: Look) -> Drawing:
    most = max(1e-6, *(float(value) for value in branches["x2"]))
    axis = alt.Axis(title="Fst at which branches join", tickCount=4, grid=False, format=".3~f")
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(domain=[0, most * 1.05], rangeMin=left, nice=False))
    y = alt.Y("y:Q", scale=rows, axis=None)
    rule = alt.Chart(branches).mark_rule(color=look.muted, strokeWidth=1.4)
    return rule.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"))
