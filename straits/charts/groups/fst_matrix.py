"""Fst between every two groups as a matrix, with the tree that joins the closest first below it."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, finished, row_names

# Of a row of the matrix and of the tree, where there is room for it, and of all together.
_ROW, _LEAF = 34, 26
_HIGHEST = 400
# Letters that stand side by side above the columns of a narrow page; more of them are tilted.
_LETTERS = 40
_TILTED = 130  # pixels of a tilted label


def fst_matrix(
    pairs: pl.DataFrame, labels: list[str], branches: pl.DataFrame, look: Look
) -> Drawing:
    """Return the matrix in the order of the tree's leaves, and the tree below it.

    Both take the width that there is, on a phone too.

    pairs
        row and column (places in that order, from 0) and fst; null on the diagonal.
    labels
        Of the groups, in that order.
    branches
        Lines of the tree: x, x2 (distances) and y, y2 (places), as of `tree_lines`.
    """
    panels = [_matrix(pairs, labels, look)]
    if branches.height:
        panels.append(_tree(branches, labels, look))
    chart = alt.vconcat(*panels, spacing=18).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 0, "right": 12, "top": 4, "bottom": 6},
    )
    return finished(chart, look)


def _matrix(pairs: pl.DataFrame, labels: list[str], look: Look) -> Drawing:
    k = len(labels)
    height = min(_ROW, _HIGHEST // max(k, 1))
    is_tilted = sum(map(len, labels)) > _LETTERS
    plain = alt.Scale(paddingInner=0, paddingOuter=0)
    y = alt.Y("row:O", scale=plain, axis=row_names(labels, look, labelLimit=150, labelPadding=8))
    above = row_names(
        labels, look, orient="top", labelAngle=-35 if is_tilted else 0,
        labelAlign="left" if is_tilted else "center", labelLimit=_TILTED if is_tilted else 170,
    )  # fmt: skip
    x = alt.X("column:O", scale=plain, axis=above)
    known = pairs.filter(pl.col("fst").is_not_null())
    highest = max(1e-6, *(float(value) for value in known["fst"]))
    shade = alt.Scale(domain=[0, highest], range=[look.ground, look.accent], interpolate="lab")
    dark = f"datum.fst > {(0.72 if look.is_dark else 0.55) * highest}"
    # The empty diagonal has its rows and columns, too.
    whole = alt.Chart(pairs).mark_rect(opacity=0).encode(x=x, y=y)
    cells = alt.Chart(known).encode(x=x, y=y)
    rect = cells.mark_rect(stroke=look.ground, strokeWidth=2).encode(
        color=alt.Color("fst:Q", scale=shade, legend=None)
    )
    text = cells.mark_text(fontSize=11).encode(
        text=alt.Text("fst:Q", format=".3f"),
        color=alt.condition(dark, alt.value(look.ground), alt.value(look.ink)),
    )
    return alt.layer(whole, rect, text).properties(height=height * k)


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


def _tree(branches: pl.DataFrame, labels: list[str], look: Look) -> Drawing:
    k = len(labels)
    most = max(1e-6, *(float(value) for value in branches["x2"]))
    axis = alt.Axis(title="Fst at which branches join", tickCount=4, grid=False, format=".3~f")
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(domain=[0, most * 1.05], nice=False))
    leaves = row_names(
        labels, look, "floor(datum.value)", grid=False, labelLimit=150, labelPadding=8,
        values=[place + 0.5 for place in range(k)],
    )  # fmt: skip
    y = alt.Y("y:Q", axis=leaves, scale=alt.Scale(domain=[k, 0], nice=False, zero=False))
    rule = alt.Chart(branches).mark_rule(color=look.muted, strokeWidth=1.4)
    lines = rule.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"))
    return lines.properties(height=min(_LEAF, _HIGHEST // max(k, 1)) * k)
