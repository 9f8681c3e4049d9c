"""The other groups of the grouping beside A and B, in the table of a gene."""

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.look import visible
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, glossary

# What the address and the choice of columns call them.
NAME, LABEL = "groups", "AF in every group"


def others(visit: Visit) -> tuple[queries.groups.Population, ...]:
    """Return the groups of A's grouping that are neither A nor B."""
    return queries.comparison.panel_populations(visit.store, visit.a, visit.b)[2:]


def joined(
    rows: pl.DataFrame, visit: Visit, gene: queries.gene.Gene, filters: queries.allele.Filters
) -> pl.DataFrame:
    """Return rows of alleles with AF and AC/AN of every other group, as `columns` names them.

    rows
        allele_index among them.
    """
    populations = (visit.a, visit.b, *others(visit))
    anything = replace(filters, af_min=0.0, af_max=1.0)
    frequencies = queries.gene.gene_frequencies(visit.store, gene.gene_id, populations, anything)
    for place, group in enumerate(populations[2:]):
        own = frequencies.filter(pl.col("population_id") == group.population_id)
        counts = [
            findings.counts(ac, an) if an else "" for ac, an in own.select("ac", "an").iter_rows()
        ]
        added = own.select(
            "allele_index",
            pl.col("af").alias(f"group_af_{place}"),
            pl.Series(f"group_counts_{place}", counts, pl.String),
        )
        rows = rows.join(added, on="allele_index", how="left", maintain_order="left")
    return rows


def columns(visit: Visit) -> dict[str, Any]:
    """Return the configuration of the columns that `joined` adds."""
    configured: dict[str, Any] = {}
    for place, group in enumerate(others(visit)):
        configured[f"group_af_{place}"] = st.column_config.ProgressColumn(
            f"AF {group.label}", format="%.3f", min_value=0, max_value=1, width=110,
            color=visible(group.colour, visit.look), help=glossary.meaning("af"),
        )  # fmt: skip
        configured[f"group_counts_{place}"] = st.column_config.TextColumn(
            f"AC/AN {group.label}", alignment="right", width=100, help=group.long_label
        )
    return configured
