"""The named alleles of a gene by group, beside what CPIC publishes of populations."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.address import links, url_state
from straits.ui.explain import explain_panel, range_offers
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import range_words, table_file
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words.markdown import escape, paragraph

_FIRST = ("European", "East Asian", "Central/South Asian")


def draw(visit: Visit, asked: Asked, call_sets: Sequence[str]) -> None:
    """Draw the share of each allele by group, with the published ones that are chosen.

    call_sets
        Those that count.
    """
    rows = queries.pharmacogenes.alleles(
        visit.store, asked.gene, asked.grouping, visit.sample_set, ("group",), call_sets
    )
    if rows.is_empty():
        return
    said = f"Alleles of {asked.gene}: share of the chromosomes of those who are covered, in %"
    paragraph("pgx-alleles", escape(said))
    rows = rows.with_columns(range_words.percents("").alias("share"))
    wide = rows.pivot("group_label", index=["allele", "function"], values="share")
    groups = [name for name in wide.columns if name not in ("allele", "function")]
    # An allele that nobody of a group may have has no row of its own.
    shown = rows.filter(pl.col("n_certain").is_not_null())["group_label"].unique().to_list()
    wide = wide.with_columns(pl.col(name).fill_null("0") for name in groups if name in shown)
    wide, beside = _with_published(visit, asked, wide)
    columns = {
        "allele": text("Allele"), "function": text("Function"),
        **{name: text(name, alignment="right") for name in groups},
        **{name: text(f"CPIC: {name}", alignment="right") for name in beside},
    }  # fmt: skip
    tables.draw(wide, columns, "Alleles by group", height=tables.height(wide.height, 420))
    table_file.draw(visit, rows, asked.gene, "alleles")
    explain_panel.draw("pgx-alleles", lambda: range_offers.of_alleles(rows))
    if beside:
        paragraph(
            "pgx-published",
            "CPIC: published studies of a population, put together; theirs is *1 by what is left "
            "over, with all that nobody looked for, such as *38 of CYP2C19.".replace("*", "\\*"),
        )
    _to_variants(asked, wide)


def _with_published(
    visit: Visit, asked: Asked, wide: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Draw the choice of populations, and add a column of each; none for a gene without."""
    published = queries.pharmacogenes.published(visit.store, gene_symbol=asked.gene)
    populations = published["population"].unique(maintain_order=True).to_list()
    if not populations:
        return wide, ()
    first = [name for name in _FIRST if name in populations]
    chosen = url_state.several("Published beside them", populations, "published", default=first)
    if not chosen:
        return wide, ()
    theirs = (
        published.filter(pl.col("population").is_in(chosen))
        .with_columns((pl.col("frequency") * 100).round(1).cast(pl.String).alias("share"))
        .pivot("population", index="allele", values="share")
    )
    there = tuple(name for name in chosen if name in theirs.columns)
    joined = wide.join(theirs, on="allele", how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null("–") for name in there), there


def _to_variants(asked: Asked, wide: pl.DataFrame) -> None:
    """Draw a link to the changes of each allele but the gene's first, which needs none."""
    stars = [name for name in wide["allele"] if name.startswith("*")][1:]
    if not stars:
        return
    with st.container(key="pgx-allele-links", horizontal=True, vertical_alignment="center"):
        st.markdown(f"The changes by group of {escape(asked.gene)}", width="content")
        for star in stars:
            links.link(escape(star), "variant", {"v": f"{asked.gene}{star}"})
