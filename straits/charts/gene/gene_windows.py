"""How far A and B have drifted apart along a gene: Fst by window, and A's branch over it."""

import polars as pl

from straits.charts import vega
from straits.charts.gene.ruler import Ruler
from straits.charts.look import Look
from straits.charts.vega import Spec

HEIGHT = 44

# A track of nothing but noise is not stretched to look like a signal.
_LEAST_TOP = 0.05


def windows(fst: pl.DataFrame, branch: pl.DataFrame | None) -> pl.DataFrame:
    """Return one row per window with what the track draws and says.

    fst
        start_pos, end_pos, n_alleles, fst.
    branch
        The same windows with pbs; None without an outgroup.

    >>> rows = pl.DataFrame({"start_pos": [1, 11], "end_pos": [10, 20], "n_alleles": [3, 0],
    ...     "fst": [0.25, None]})
    >>> windows(rows, None).select("said", "range").rows()
    [('0.250 over 3 variants', '1–10')]
    """
    rows = fst.with_columns(pl.lit(None, pl.Float64).alias("pbs"))
    if branch is not None:
        rows = rows.with_columns(branch["pbs"])
    rows = rows.filter(pl.col("fst").is_not_null() | pl.col("pbs").is_not_null())
    words = [
        ("–" if value is None else f"{value:.3f}") + f" over {n:,} variant{'s' * (n != 1)}"
        for value, n in rows.select("fst", "n_alleles").iter_rows()
    ]
    spans = [f"{low:,}–{high:,}" for low, high in rows.select("start_pos", "end_pos").iter_rows()]
    branches = ["–" if value is None else f"{value:.3f}" for value in rows["pbs"]]
    return rows.with_columns(
        pl.Series("said", words, pl.String),
        pl.Series("range", spans, pl.String),
        pl.Series("pbs_said", branches, pl.String),
    )


def track(
    rows: pl.DataFrame, ruler: Ruler, x: Spec, look: Look
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return Fst of each window as a column from 0, and PBS of A as a line over it, if any.

    rows
        As of `windows`.
    """
    placed = ruler.placed(
        rows.with_columns((pl.col("end_pos") + 1).alias("until")), x="start_pos", x2="until"
    )
    values = [value for name in ("fst", "pbs") for value in placed[name].drop_nulls()]
    top = max([*values, _LEAST_TOP]) * 1.1
    low = min([*values, 0.0]) * 1.1
    mark_at = float(f"{top * 0.85:.0e}")
    axis = {"title": "Fst", "values": [0, mark_at], "format": ".2~f"}
    scale = {"domain": [low, top], "nice": False}
    y = vega.field("fst", axis=axis, scale=scale)
    branch = vega.field("pbs", axis=axis, scale=scale)
    column = {"type": "rect", "color": look.muted, "opacity": 0.35, "clip": True}
    line = {"type": "rule", "color": look.accent, "strokeWidth": 2, "clip": True}
    floor = {"type": "rule", "color": look.muted, "strokeWidth": 0.8, "clip": True}
    tip = {"said": "Fst of A and B", "range": "window"}
    ends = {"x": x, "x2": {"field": "x2"}}
    layers = [
        vega.layer("windows", column, **ends, y=y, y2={"datum": 0}, tooltip=vega.tooltip(**tip)),
        vega.layer(
            "branches", line, **ends, y=branch,
            tooltip=vega.tooltip(pbs_said="PBS of A", range="window"),
        ),
        vega.layer("extent", floor, **ends, y={"datum": 0}),
    ]  # fmt: skip
    kept = ["x", "x2", "fst", "pbs", "said", "pbs_said", "range"]
    return {"height": HEIGHT, "layer": layers}, {
        "windows": placed.filter(pl.col("fst").is_not_null()).select(kept),
        "branches": placed.filter(pl.col("pbs").is_not_null()).select(kept),
    }
