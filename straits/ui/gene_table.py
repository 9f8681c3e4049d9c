"""The alleles of a gene as a table: AF as small bars per group, AC/AN and carriers per 1,000."""

from typing import Any

import polars as pl
import streamlit as st

from straits.ui import glossary, numbers, picks
from straits.ui.frame import Visit

HEIGHT = 420


def with_carriers(
    rows: pl.DataFrame, per_group: pl.DataFrame, ids: tuple[str, str]
) -> pl.DataFrame:
    """Return the alleles with carriers_a and carriers_b, carriers per 1,000 people of A and B."""
    for side, population_id in zip("ab", ids, strict=True):
        carriers = per_group.filter(pl.col("population_id") == population_id).select(
            "variant_id", pl.col("carriers_per_1000").alias(f"carriers_{side}")
        )
        rows = rows.join(carriers, on="variant_id", how="left", maintain_order="left")
    return rows


def draw(rows: pl.DataFrame, per_group: pl.DataFrame, visit: Visit, key: str, scope: str) -> None:
    """Draw the alleles in order of the difference; one row can be selected."""
    ids = (visit.a.population_id, visit.b.population_id)
    with_all = with_carriers(rows, per_group, ids)
    carriers = glossary.meaning("carriers")
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns: dict[str, Any] = {
        "name": text("Variant", width=130),
        "place": text("Position", alignment="right", width=110),
        "change": text("Change", width=90),
        "difference": number(
            "A − B", format="%+.3f", width=68, help=glossary.meaning("difference")
        ),
    }
    for side, (colour, _) in zip("ab", visit.marks, strict=True):
        upper = side.upper()
        columns |= {
            f"af_{side}": st.column_config.ProgressColumn(
                f"AF in {upper}", format="%.3f", min_value=0, max_value=1, color=colour, width=110,
                help=glossary.meaning("af"),
            ),
            f"counts_{side}": text(f"AC/AN {upper}", alignment="right", width=92),
            f"interval_{side}": text(f"95 % {upper}", alignment="right", width=108),
            f"carriers_{side}": number(
                f"Carriers/1,000 {upper}", format="%.1f", width=112, help=carriers
            ),
        }  # fmt: skip
    shown = with_all.with_columns(
        pl.col("pos").map_elements(lambda pos: f"{pos:,}", return_dtype=pl.String).alias("place"),
        pl.format("{} > {}", _cut("ref"), _cut("alt")).alias("change"),
    )
    st.dataframe(
        shown.select(list(columns)),
        height=HEIGHT,
        hide_index=True,
        row_height=28,
        placeholder=numbers.MISSING,
        key=key,
        on_select=picks.from_table(scope, key, shown),
        selection_mode="single-row",
        column_config=columns,
        alt="The alleles of the gene, the most different first",
    )


def _cut(column: str) -> pl.Expr:
    text = pl.col(column)
    short = pl.concat_str(text.str.slice(0, 6), pl.lit("…"))
    return pl.when(text.str.len_chars() > 8).then(short).otherwise(text)
