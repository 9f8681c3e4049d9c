"""What every figure of a phenotype says alike: how its caption ends, and what counts it in SQL."""

from typing import Any

import polars as pl

from straits import queries
from straits.ui.figures import captions, open_in_sql
from straits.ui.figures.methods import Method
from straits.ui.figures.open_in_sql import Counted
from straits.ui.frame.page_frame import Visit
from straits.ui.phenotypes.phenotype_rows import Settings

# The statistics of a share of people.
OF_SHARES = ("prevalence", "prevalence_interval", "prevalence_exact")


def study(visit: Visit, grouping_label: str) -> str:
    """Return whom a figure is about and the release, as every caption ends."""
    facts = visit.store.study
    kept = captions.relatives(facts.relatedness, queries.study.default_sample_set(visit.store))
    return (
        f"Each person counts once; {kept}. Groups by {grouping_label.lower()}. {facts.name}, "
        f"release {visit.store.release_id}."
    )


def partners(visit: Visit, chosen: Settings, rows: pl.DataFrame) -> str:
    """Say whose the rows of partners are, and how exact; empty where there is none.

    rows
        site_id and group_id among them.
    """
    told = queries.groups.partner_groups(visit.store).select(
        "site_id", "call_set_id", "grouping", "group_id"
    )
    groupings = list(queries.groups.beside(visit.store, chosen.grouping))
    shown = told.filter(pl.col("grouping").is_in(groupings)).join(
        rows.select("site_id", "group_id").unique(), on=["site_id", "group_id"], how="semi"
    )
    return queries.groups.of_cells(
        visit.store, shown.select("call_set_id", "grouping", "group_id").iter_rows()
    )


def counted(
    visit: Visit, name: str, phenotype: dict[str, Any], chosen: Settings, **values: object
) -> Counted | None:
    """Return the statement of a figure of a phenotype; None where cohorts stand beside the groups.

    name
        Of a file of sql/charts.
    """
    if chosen.cohorts:
        return None
    return open_in_sql.of_chart(
        visit, name, phenotype_id=phenotype["phenotype_id"], grouping=chosen.grouping,
        sample_set=queries.study.default_sample_set(visit.store), **values,
    )  # fmt: skip


def method(visit: Visit, chosen: Settings, *steps: str, statistics: tuple[str, ...] = ()) -> Method:
    """Return how a figure of a phenotype was made: of people, each counted once."""
    spelt = queries.groups.words(visit.store).sentence
    cohorts = (
        f"Beside the groups stands {side.label}: {spelt(queries.cohorts.tree_of(side))}."
        for side in chosen.cohorts
    )
    return Method(
        queries.study.default_sample_set(visit.store),
        grouping=chosen.grouping,
        steps=("Each person counts once.", *cohorts, *steps),
        statistics=statistics,
        of_genotypes=False,
    )
