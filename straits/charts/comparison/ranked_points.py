"""The alleles of a ranking as points over all alleles; a click on one picks it."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look


def ranked_points(
    points: pl.DataFrame,
    place: tuple[alt.X, alt.Y],
    names: tuple[str, str],
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    size: int = 42,
    opacity: float = 0.85,
) -> Drawing:
    """Return a point per allele, in the look of the side that has more; a click is `pick`.

    points
        variant_id, name, gene, difference, counts_a, counts_b, p, q and p_bonferroni, and what the
        place needs; at most 500 keep a change of filter quick.
    names, marks
        Of A and B: what tooltips call them, and colour and shape.
    """
    pick = alt.selection_point(name="pick", fields=["variant_id"], nearest=False)
    colours, shapes = (
        alt.Scale(domain=["a", "b"], range=list(worn)) for worn in zip(*marks, strict=True)
    )
    # q, or Bonferroni's p where there is no q.
    has_q = "q" in points.columns and points["q"].null_count() < points.height
    worth = ("q:Q", "q") if has_q else ("p_bonferroni:Q", "p × n")
    return (
        alt.Chart(points)
        .transform_calculate(side="datum.difference >= 0 ? 'a' : 'b'")
        .mark_point(filled=True, size=size, stroke=look.ground, strokeWidth=0.6, cursor="pointer")
        .encode(
            *place,
            color=alt.Color("side:N", scale=colours),
            shape=alt.Shape("side:N", scale=shapes),
            opacity=alt.condition(pick, alt.value(opacity), alt.value(0.25)),
            tooltip=[
                alt.Tooltip("name:N", title="variant"),
                alt.Tooltip("gene:N", title="gene"),
                alt.Tooltip("counts_a:N", title=names[0]),
                alt.Tooltip("counts_b:N", title=names[1]),
                alt.Tooltip("difference:Q", title="difference", format="+.3~g"),
                alt.Tooltip("p:Q", title="p", format=".2g"),
                alt.Tooltip(worth[0], title=worth[1], format=".2g"),
            ],
        )
        .add_params(pick)
    )


def ring(points: pl.DataFrame, picked: str, place: tuple[alt.X, alt.Y], look: Look) -> Drawing:
    """Return the ring around the point of the variant_id that is picked."""
    rows = points.filter(pl.col("variant_id") == picked)
    mark = alt.Chart(rows).mark_point(filled=False, size=190, color=look.ink, strokeWidth=1.6)
    return mark.encode(*place)
