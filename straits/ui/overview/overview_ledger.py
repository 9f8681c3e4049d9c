"""The ledger of harmonisation: what each site sent of phenotypes, and what became of every row."""

from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape

_MOST_CODES = 40


def draw(visit: Visit) -> None:
    """Draw the source tables, the rules that rows broke, and the codes nobody asks for."""
    sources = queries.phenotypes.phenotype_sources(visit.store)
    if sources.is_empty():
        st.info("No site of this study sent phenotypes.")
        return
    broken = queries.phenotypes.set_aside_counts(visit.store)
    n_rows, n_used, n_aside = (
        int(sources[name].sum()) for name in ("n_rows", "n_rows_used", "n_rows_set_aside")
    )
    st.markdown(
        escape(
            f"Of {numbers.plural(n_rows, 'row')} that sites sent, "
            f"{n_used:,} are used ({n_used / max(n_rows, 1):.0%}) and {n_aside:,} broke a rule and "
            "were set aside; the others carry codes that no phenotype asks for."
        )
    )
    _sources(sources)
    left, right = st.columns([0.64, 0.36], gap="medium")
    with left:
        _rules(broken)
    with right:
        _codes(queries.phenotypes.unasked_codes(visit.store))


def _sources(sources: pl.DataFrame) -> None:
    columns: dict[str, Any] = {
        "site_name": text("Site"),
        "source_table": text("Source table"),
        "source_file": text("File"),
        "code_system": text("Codes"),
        "assay": text("How it was recorded", width="medium"),
        "n_rows": count("Rows sent"),
        "used": st.column_config.ProgressColumn(
            "Used", format="%.0f %%", min_value=0, max_value=100, color="gray"
        ),
        "n_rows_used": count("Rows used"),
        "n_rows_set_aside": count("Set aside"),
        "n_rows_not_asked_for": count("Not asked for"),
        "n_rows_not_selected": count("Not selected"),
    }
    used = pl.col("n_rows_used") / pl.max_horizontal("n_rows", pl.lit(1)) * 100
    tables.draw(sources.with_columns(used.alias("used")), columns)


def _rules(broken: pl.DataFrame) -> None:
    st.markdown("**Rules that rows broke**")
    summed = (
        broken.filter(pl.col("n_rows").is_null() | (pl.col("n_rows") > 0))
        .group_by("site_name", "source_table", "explanation", "is_kept", maintain_order=True)
        .agg(
            _known_sum("n_rows").alias("n_rows"),
            pl.col("label").drop_nulls().unique(maintain_order=True),
        )
        .sort("n_rows", descending=True, nulls_last=True, maintain_order=True)
        .with_columns(
            pl.when("is_kept").then(pl.lit("kept, noted")).otherwise(pl.lit("set aside"))
            .alias("outcome"),
            pl.col("label").list.join(", ").alias("phenotypes"),
        )
    )  # fmt: skip
    columns: dict[str, Any] = {
        "site_name": text("Site"),
        "source_table": text("Source table"),
        "explanation": text("Rule", width="large"),
        "outcome": text("Outcome"),
        "n_rows": count("Rows"),
        "phenotypes": text("Phenotypes", width="medium"),
    }
    tables.draw(summed, columns, height=320)
    silent = broken.filter(pl.col("rule") == "matches_something")
    if silent.height:
        unmatched = ", ".join(
            f"{row['label']} in {row['site_name']}" for row in silent.iter_rows(named=True)
        )
        st.caption(f"Mapped, but no row matches: {escape(unmatched)}.")


def _codes(codes: pl.DataFrame) -> None:
    st.markdown("**Codes that no phenotype asks for**")
    columns: dict[str, Any] = {
        "site_name": text("Site"),
        "source_table": text("Source table"),
        "code": text("Code"),
        "n_rows": count("Rows"),
        "n_people": count("People"),
    }
    tables.draw(codes.head(_MOST_CODES), columns, height=320)


def _known_sum(column: str) -> pl.Expr:
    """Return the sum; null where a part of it is withheld."""
    return pl.when(pl.col(column).is_null().any()).then(None).otherwise(pl.col(column).sum())
