"""A phenotype as the sites sent it: their units, their codes, their numbers."""

from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.phenotypes import phenotype_values
from straits.ui.figures import figure, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.tables import count, number, text
from straits.ui.frame.page_frame import Visit
from straits.ui.phenotypes import phenotype_words as words
from straits.ui.phenotypes.phenotype_rows import Settings

_COLOUR = "#6B7280"


def draw(visit: Visit, phenotype: dict[str, Any], chosen: Settings) -> None:
    """Draw the codes and units of each site, and the numbers as they were written."""
    name = phenotype["phenotype_id"]
    rows = queries.phenotypes.phenotype_as_sent(
        visit.store, phenotype_id=name, grouping=chosen.grouping
    )
    if rows.is_empty():
        st.info("No unit or code is shared by enough people to be shown.")
        return
    left, right = st.columns([0.5, 0.5], gap="medium")
    with left:
        _table(rows, phenotype)
    bins = queries.phenotypes.phenotype_sent_bins(
        visit.store, phenotype_id=name, grouping=chosen.grouping
    )
    with right:
        for (unit,), part in bins.group_by("original_unit", maintain_order=True):
            _numbers(visit, phenotype, str(unit or "no unit"), part, chosen)


def _table(rows: pl.DataFrame, phenotype: dict[str, Any]) -> None:
    columns: dict[str, Any] = {
        "site_name": text("Site"),
        "source_table": text("Source table"),
        "original_code": text("Code"),
        "n_people": count("People"),
        "n_rows": count("Rows"),
    }
    if phenotype["kind"] == "continuous":
        columns["original_unit"] = text("Unit")
        columns["mean_original"] = number("Mean as sent", format="%.4g")
        columns["mean"] = number(f"Mean in {phenotype['unit'] or 'its unit'}", format="%.4g")
    tables.draw(rows, columns, height=tables.height(rows.height, 420))
    st.caption("A person with several codes or units is in several rows.")


def _numbers(
    visit: Visit, phenotype: dict[str, Any], unit: str, bins: pl.DataFrame, chosen: Settings
) -> None:
    sites = bins.group_by("site_id", "site_name", maintain_order=True).agg(pl.col("n_rows").sum())
    rows = sites.with_columns(
        pl.col("site_name").alias("row_label"),
        pl.lit(_COLOUR).alias("colour"),
        pl.lit(False).alias("is_chosen"),
        *(
            pl.lit(None, pl.Float64).alias(name)
            for name in ("lower_quartile", "median", "upper_quartile")
        ),
        pl.format("{} rows", "n_rows").alias("said"),
        pl.lit("").alias("why"),
    )
    numbered = rows.with_row_index("row").select("row", "site_id")
    outlined = bins.join(numbered, on="site_id").with_columns(pl.col("n_rows").alias("n"))
    drawn = Figure(
        title=f"{phenotype['label']} as sent in {unit}",
        caption="Rows, not people; nothing is converted. "
        + words.study(visit, chosen.grouping_label),
        build=lambda look: phenotype_values.distributions(rows, outlined, unit, look),
        rows=bins,
        file_parts=("as-sent", phenotype["phenotype_id"], unit),
        query="phenotype_sent_bins",
        method=words.method(visit, chosen, "Rows as sent, not people; nothing is converted."),
        counted=words.counted(visit, "phenotype_as_written", phenotype, chosen, unit=_sent(bins)),
    )
    at = f"sent-{unit}"
    figure.draw(drawn, visit, at)


def _sent(bins: pl.DataFrame) -> str:
    """Return the unit of bins as the site wrote it; a site that wrote none has an empty one."""
    return str(bins["original_unit"][0] or "")
