"""A transcript to scale: coding parts thick, other exons thin, arrows along the strand."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, YValue

HEIGHT = 46

# Arrows along the introns, and the room (in shares of the gene) that an exon's number needs.
_N_ARROWS = 28
_LABEL_ROOM = 0.02


def exon_parts(
    exons: pl.DataFrame, cds_start_pos: int | None, cds_end_pos: int | None
) -> pl.DataFrame:
    """Return one row per coding or non-coding part of an exon, in order of position.

    Columns: exon_number, start_pos, end_pos (both included), is_coding. All parts of a transcript
    without a coding region (None) are non-coding.

    >>> exons = pl.DataFrame({"exon_number": [1], "start_pos": [100], "end_pos": [200]})
    >>> exon_parts(exons, 150, 300).rows()
    [(1, 100, 149, False), (1, 150, 200, True)]
    """
    parts = []
    for number, start, end in exons.select("exon_number", "start_pos", "end_pos").iter_rows():
        if cds_start_pos is None or cds_end_pos is None:
            parts.append((number, start, end, False))
            continue
        low, high = max(start, cds_start_pos), min(end, cds_end_pos)
        if low > high:
            parts.append((number, start, end, False))
            continue
        parts += [(number, start, low - 1, False)] if start < low else []
        parts += [(number, low, high, True)]
        parts += [(number, high + 1, end, False)] if high < end else []
    schema = {
        "exon_number": pl.Int32,
        "start_pos": pl.Int64,
        "end_pos": pl.Int64,
        "is_coding": pl.Boolean,
    }
    return pl.DataFrame(parts, schema=schema, orient="row").sort("start_pos")


def track(
    parts: pl.DataFrame, extent: tuple[int, int], strand: str, x: alt.X, look: Look
) -> Drawing:
    """Return the drawing of one transcript over the extent of its gene.

    parts
        As of `exon_parts`; with no rows the gene is drawn as a bare line.
    x
        The position encoding that the panels above and below share, on the field pos.
    """
    middle = YValue(HEIGHT / 2 - 5)
    start, end = extent
    line = (
        alt.Chart(pl.DataFrame({"pos": [start], "until": [end]}))
        .mark_rule(color=look.muted, strokeWidth=1, clip=True)
        .encode(x=x, x2="until:Q", y=middle)
    )
    step = (end - start) / (_N_ARROWS + 1)
    at = [start + round(step * number) for number in range(1, _N_ARROWS + 1)]
    arrows = (
        alt.Chart(pl.DataFrame({"pos": at}))
        .mark_text(
            text="›" if strand == "+" else "‹", color=look.muted, fontSize=14, clip=True, dy=-1
        )
        .encode(x=x, y=middle)
    )
    layers = [line, arrows, _boxes(parts, False, 8, x, look), _boxes(parts, True, 20, x, look)]
    return alt.layer(*layers, _numbers(parts, end - start, x, look)).properties(height=HEIGHT)


def _boxes(parts: pl.DataFrame, is_coding: bool, thick: int, x: alt.X, look: Look) -> Drawing:
    # The base at end_pos belongs to the exon, so its box ends where the next base begins.
    rows = parts.filter(pl.col("is_coding") == is_coding).select(
        "exon_number",
        pl.col("start_pos").alias("pos"),
        (pl.col("end_pos") + 1).alias("until"),
        pl.format("{}–{}", "start_pos", "end_pos").alias("place"),
    )
    kind = "coding" if is_coding else "not coding"
    return (
        alt.Chart(rows)
        .mark_bar(
            color=look.ink, opacity=1 if is_coding else 0.75, height=thick, clip=True,
            minBandSize=1, stroke=look.ink, strokeWidth=0.8,
        )
        .encode(
            x=x,
            x2="until:Q",
            y=YValue(HEIGHT / 2 - 5),
            tooltip=[
                alt.Tooltip("exon_number:Q", title=f"exon ({kind})"),
                alt.Tooltip("place:N", title="position"),
            ],
        )
    )  # fmt: skip


def _numbers(parts: pl.DataFrame, length: int, x: alt.X, look: Look) -> Drawing:
    centres = (
        parts.group_by("exon_number")
        .agg(((pl.col("start_pos").min() + pl.col("end_pos").max()) // 2).alias("pos"))
        .sort("pos")
    )
    kept, last = [], float("-inf")
    for number, pos in centres.iter_rows():
        if pos - last >= _LABEL_ROOM * length:
            kept.append((number, pos))
            last = pos
    frame = pl.DataFrame(kept, schema={"exon_number": pl.Int32, "pos": pl.Int64}, orient="row")
    return (
        alt.Chart(frame)
        .mark_text(color=look.muted, fontSize=11, baseline="bottom", clip=True)
        .encode(x=x, y=YValue(HEIGHT), text="exon_number:Q")
    )
