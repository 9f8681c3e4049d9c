"""The phenotypes of a pharmacogene in every group, as certain and possible shares."""

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.pharmacogenes import ranged_bars
from straits.ui.explain import explain_panel, range_offers
from straits.ui.figures import captions, figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import count, text
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import (
    by_sex,
    people_links,
    phenotype_finding,
    phenotype_pair,
    range_words,
    whole_call_sets,
)
from straits.ui.pharmacogenes.pharmacogene_choice import RESEARCH, Asked
from straits.ui.pharmacogenes.phenotype_pair import WITHHELD
from straits.ui.pharmacogenes.whole_call_sets import PARTIAL
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

_HOW = (
    "people of whom a phenotype is certain whatever their calls leave open, on to those of whom it "
    "is possible. The line reaches from Wilson's lower 95 % limit of the one to the upper limit of "
    "the other."
)


def draw(visit: Visit, asked: Asked) -> tuple[str, ...]:
    """Draw the finding, the bars, their numbers, and A beside B; return the call sets that count.

    The tables below count them too.
    """
    store = visit.store
    rows = waiting.answer(
        store, "pharmacogene", queries.pharmacogenes.phenotypes,
        store, asked.gene, asked.grouping, visit.sample_set,
    )  # fmt: skip
    if rows.is_empty():
        st.info("Nobody of these groups has genotypes in this release. Choose other groups.")
        return ()
    known = rows.filter(pl.col("n_covered").is_not_null())
    if known.height and known["n_covered"].max() == 0:
        paragraph("finding", escape(f"No call set covers any position of {asked.gene}."))
        return ()
    partial = whole_call_sets.partial(visit, asked)
    rows = rows.with_columns(
        _label(rows, partial),
        pl.col("call_set_id").is_in(list(partial)).alias("is_partial"),
        range_words.people().alias("said"),
        range_words.percents().alias("percents"),
        range_words.per_thousand().alias("per_1000"),
        range_words.one_in().alias("one_in"),
    )
    paragraph("finding", escape(phenotype_finding.finding(asked.gene, rows, partial)))
    counting = rows.filter(
        pl.col("call_set_id").is_in(whole_call_sets.counted(visit, asked, partial))
    )
    drawn = Figure(
        title=phenotype_finding.headline(asked.gene, counting),
        caption=(
            f"{_caption(asked, rows, visit.sample_set, partial)} "
            f"{_added_up(counting, partial)} {captions.of_release(visit)}"
        ),
        build=lambda look: ranged_bars.ranged_bars(_with_headings(rows), look),
        build_alone=lambda look: ranged_bars.ranged_bars(
            _with_headings(rows), look, is_beside=True
        ),
        keys=lambda look: ranged_bars.keys(look, has_partial=bool(partial)),
        rows=rows.drop("row_label", "percents", "per_1000", "one_in", "is_partial", "is_standard"),
        file_parts=("pharmacogene", asked.gene),
        query="pgx_phenotypes_by_group",
        method=Method(
            visit.sample_set,
            grouping=asked.grouping,
            steps=(f"Shown are {_HOW}", RESEARCH),
            statistics=("prevalence_interval", "prevalence_exact"),
            is_withheld=pl.col("n_certain").is_null(),
        ),
        counted=open_in_sql.of_chart(
            visit,
            "pharmacogene_phenotypes",
            gene_symbol=asked.gene,
            grouping=asked.grouping,
            sample_set=visit.sample_set,
        ),
    )
    figure.draw(drawn, visit, "pharmacogene")
    if why := phenotype_finding.why_open(rows, partial):
        paragraph("pgx-why-open", escape(why))
    columns: dict[str, Any] = {
        "row_label": text("Group"),
        "phenotype": text("Phenotype"),
        "percents": text("Certain to possible", alignment="right"),
        "per_1000": text("Per 1,000", alignment="right"),
        "one_in": text("One in", alignment="right"),
        "n_certain": count("Certain"),
        "n_open": count("Not known"),
        "n_possible": count("Possible"),
        "n_covered": count("Covered"),
        "n_people": count("People"),
    }
    with st.expander("The numbers behind the chart"):
        tables.draw(rows, columns, "Phenotypes by group", height=tables.height(rows.height, 420))
    explain_panel.draw("pharmacogene", lambda: range_offers.of_phenotypes(rows))
    by_sex.draw(visit, asked)
    people_links.draw(visit, asked, rows)
    call_sets = whole_call_sets.choose(visit, asked, partial)
    phenotype_pair.draw(visit, asked, rows, call_sets)
    return call_sets


def _label(rows: pl.DataFrame, partial: Collection[str]) -> pl.Expr:
    """Name a row by its group, and by its call set where there are several of a group.

    Those of a call set that does not cover all positions are marked.
    """
    several = rows.select("group_id", "call_set_id").unique().height > rows["group_id"].n_unique()
    name = pl.col("group_label")
    name = name + " · " + pl.col("call_set_name") if several else name
    is_partial = pl.col("call_set_id").is_in(list(partial))
    return pl.when(is_partial).then(name + PARTIAL).otherwise(name).alias("row_label")


def _with_headings(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows below the name of each phenotype that somebody may have, or is withheld."""
    columns = [
        "row_label", "is_chosen", "is_partial", "low", "high", "low_from", "high_to", "said", "why",
    ]  # fmt: skip
    parts = []
    for phenotype in rows["phenotype"].unique(maintain_order=True):
        of_it = rows.filter(phenotype=phenotype)
        is_there = (of_it["n_possible"].is_null() | (of_it["n_possible"] > 0)).any()
        if not is_there:
            continue
        heading = pl.DataFrame(
            {"row_label": [phenotype], "is_chosen": [True], "is_partial": [False]}
        )
        # What is certain can be shown where what is possible is withheld.
        shown = of_it.with_columns(
            pl.col("high").fill_null(pl.col("low")),
            pl.col("high_to").fill_null(pl.col("low")),
            pl.lit(False).alias("is_chosen"),
            pl.when(pl.col("n_certain").is_null())
            .then(pl.lit(WITHHELD))
            .when(pl.col("n_covered") == 0)
            .then(pl.lit("not covered"))
            .otherwise(pl.lit(""))
            .alias("why"),
        )
        parts += [heading, shown]
    joined = pl.concat(parts, how="diagonal") if parts else rows.head(0)
    return joined.with_columns(pl.col("why").fill_null(""), pl.col("said").fill_null("")).select(
        columns
    )


def _added_up(counting: pl.DataFrame, partial: Mapping[str, str]) -> str:
    """Say which call sets the headline adds up."""
    is_whole = partial and counting.filter("is_partial").is_empty()
    which = " that cover the gene whole" if is_whole else ""
    return f"The headline adds up the call sets of a group{which}."


def _caption(asked: Asked, rows: pl.DataFrame, sample_set: str, partial: Mapping[str, str]) -> str:
    by_cell = rows.unique(["call_set_id", "group_id"]).filter(pl.col("n_covered").is_not_null())
    left = int((by_cell["n_people"] - by_cell["n_covered"]).sum())
    who = "relatives left out" if sample_set == "unrelated" else "relatives among them"
    marked = ""
    if partial:
        covered = ", ".join(partial.values())
        marked = (
            f"{PARTIAL.strip()}: its call set covers a part of the positions ({covered}), so that "
            "what is not known of its people is grey. "
        )
    return (
        f"Full and pale: {_HOW} Of people of whom a position of {asked.gene} is known, {who}; "
        f"{numbers.count(left)} others are not covered. {marked}Not named: a combination of "
        f"changes without a name. {RESEARCH}"
    )
