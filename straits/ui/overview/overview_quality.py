"""How complete and how plausible the genotypes of each call set are."""

import math

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.phenotypes import phenotype_values
from straits.ui.figures import figure, open_in_sql
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import group_sizes
from straits.ui.words import glossary
from straits.ui.words.markdown import escape, paragraph

_METRICS = {"call_rate": "Call rate", "heterozygosity": "Heterozygosity", "ti_tv": "Ti/Tv"}
_COLOUR = "#6B7280"
# Shares that differ by less are one: an axis of such would reach beyond 1.
_ALIKE = 1e-5


def draw(visit: Visit) -> None:
    """Draw call rate, heterozygosity and Ti/Tv of people, one row per call set."""
    bins = queries.study.sample_metric_bins(visit.store)
    if bins.is_empty():
        st.info("No call set has autosomal genotypes to be judged by.")
        return
    for column, (metric, label) in zip(
        st.columns(len(_METRICS), gap="medium"), _METRICS.items(), strict=True
    ):
        part = bins.filter(pl.col("metric") == metric)
        if part.height:
            with column:
                _metric(visit, metric, label, part)


def _metric(visit: Visit, metric: str, label: str, bins: pl.DataFrame) -> None:
    call_sets = [
        {
            "call_set_id": name,
            "row_label": part["call_set_name"][0],
            "n_people": part["n_people"].sum(),
            "lower_quartile": queries.phenotypes.quantile_of_bins(part, 0.25),
            "median": queries.phenotypes.quantile_of_bins(part, 0.5),
            "upper_quartile": queries.phenotypes.quantile_of_bins(part, 0.75),
            "said": f"n {part['n_people'].sum():,}",
        }
        for (name,), part in bins.group_by("call_set_id", maintain_order=True)
    ]
    rows = pl.DataFrame(call_sets).with_columns(
        pl.lit(_COLOUR).alias("colour"), pl.lit(False).alias("is_chosen"), pl.lit("").alias("why")
    )
    placed = bins.join(
        rows.with_row_index("row").select("row", "call_set_id"), on="call_set_id"
    ).with_columns(pl.col("n_people").alias("n"))
    medians = ", ".join(
        f"{row['median']:.3f} in {group_sizes.named(row['row_label'], row['n_people'])}"
        for row in rows.iter_rows(named=True)
    )
    title = f"{label}: {medians if rows.height <= 3 else 'by call set'}"
    low, high = bins["low"].min(), bins["high"].max()
    if math.isclose(low, high, rel_tol=_ALIKE):  # type: ignore[arg-type]
        paragraph(f"chart-title-{metric}", escape(title))
        paragraph(f"caption-{metric}", f"{glossary.meaning(metric)} It is the same in everybody.")
        return
    drawn = Figure(
        title=title,
        caption=f"{glossary.meaning(metric)} {visit.store.study.name}, release "
        f"{visit.store.release_id}.",
        build=lambda look: phenotype_values.distributions(rows, placed, "", look),
        rows=bins.select("call_set_name", "metric", "low", "high", "n_people"),
        file_parts=("quality", metric),
        query="sample_metric_bins",
        method=Method("all", steps=(glossary.meaning(metric),)),
        counted=open_in_sql.of_chart(visit, "quality_of_call_sets", metric=metric),
    )
    at = f"quality-{metric}"
    figure.draw(drawn, visit, at)
