"""Groups beside A and B, in the table of a gene and in its file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.look import visible
from straits.ui.address import address_values, url_state
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, glossary

# What the address and the choice of columns call all groups of A's grouping, and those named.
NAME, LABEL = "groups", "AF in every group"
BESIDE = "beside"


def pick(visit: Visit) -> None:
    """Draw the choice of groups beside A and B, of any grouping."""
    offered = _offered(visit)
    url_state.several(
        "Groups beside A and B",
        list(offered),
        BESIDE,
        lambda name: pair_picker.name_in_list(offered[name], visit.sample_set),
        placeholder="none",
        max_selections=queries.comparison.MOST_GROUPS,
        width=360,
    )


def chosen(visit: Visit, columns: Sequence[str]) -> tuple[queries.groups.Population, ...]:
    """Return the groups that the address names, after those of A's grouping if columns name them.

    A and B are none of them.
    """
    offered = _offered(visit)
    named = address_values.some_of(url_state.all_of_it(), BESIDE, list(offered))
    groups = [offered[name] for name in named[: queries.comparison.MOST_GROUPS]]
    if NAME in columns:
        every = queries.comparison.panel_populations(visit.store, visit.a, visit.b, True)
        groups = [*every[2:], *groups]
    return tuple(dict.fromkeys(groups))


def frequencies(
    visit: Visit, gene: queries.gene.Gene, filters: queries.allele.Filters,
    groups: Sequence[queries.groups.Population], per_group: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Return the rows of groups at the alleles that A and B have, as `gene_frequencies` does.

    per_group
        Those of A and B.
    """
    if not groups:
        return per_group.clear()
    # Which alleles there are goes by A and B alone.
    anything = replace(filters, af_min=0.0, af_max=1.0)
    populations = (visit.a, visit.b, *groups)
    rows = queries.gene.gene_frequencies(visit.store, gene.gene_id, populations, anything)
    wanted = [group.population_id for group in groups]
    return rows.filter(pl.col("population_id").is_in(wanted)).join(
        per_group, on="allele_index", how="semi", maintain_order="left"
    )


def joined(
    rows: pl.DataFrame, groups: Sequence[queries.groups.Population], beside: pl.DataFrame
) -> pl.DataFrame:
    """Return rows of alleles with AF and AC/AN of every group, as `columns` names them.

    rows
        allele_index among them.
    beside
        As of `frequencies`.
    """
    for place, group in enumerate(groups):
        own = beside.filter(pl.col("population_id") == group.population_id)
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


def columns(visit: Visit, groups: Sequence[queries.groups.Population]) -> dict[str, Any]:
    """Return the configuration of the columns that `joined` adds."""
    labels = [group.label for group in (visit.a, visit.b, *groups)]
    configured: dict[str, Any] = {}
    for place, group in enumerate(groups):
        name = group.label if labels.count(group.label) == 1 else group.long_label
        configured[f"group_af_{place}"] = st.column_config.ProgressColumn(
            f"AF {name}", format="%.3f", min_value=0, max_value=1, width=110,
            color=visible(group.colour, visit.look), help=glossary.meaning("af"),
        )  # fmt: skip
        configured[f"group_counts_{place}"] = st.column_config.TextColumn(
            f"AC/AN {name}", alignment="right", width=100, help=group.long_label
        )
    return configured


def _offered(visit: Visit) -> dict[str, queries.groups.Population]:
    entries = queries.groups.entries(visit.store)
    groups = (group for entry in entries for group in (entry.lead, *entry.others))
    taken = (visit.a.population_id, visit.b.population_id)
    return {group.population_id: group for group in groups if group.population_id not in taken}
