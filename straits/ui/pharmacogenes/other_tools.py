"""What other tools say of a gene, beside what is called here and marked as theirs."""

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, asked: Asked) -> None:
    """Draw the phenotypes that the study's tables of other tools give; nothing where none do."""
    rows = queries.pharmacogenes.of_tools(
        visit.store, gene_symbol=asked.gene, grouping=asked.grouping, sample_set=visit.sample_set
    )
    if rows.is_empty():
        return
    st.header("As other tools call it", anchor=False)
    named = ", ".join(rows["tool"].unique(maintain_order=True))
    paragraph("pgx-tools", escape(f"{named}: theirs, taken over as the study names it, unchecked."))
    told = rows.filter(pl.col("n_with").is_not_null()).with_columns(
        (100 * pl.col("n_with") / pl.col("n_called")).alias("percent"),
        pl.format("{} · {}", "group_label", "call_set_name").alias("row_label"),
    )
    if told.height:
        columns = {
            "tool": text("Called by"), "row_label": text("Group"), "phenotype": text("Phenotype"),
            "percent": st.column_config.NumberColumn("%", format="%.1f"),
            "n_with": count("People"), "n_called": count("In its table"), "n_people": count("Of"),
        }  # fmt: skip
        tables.draw(told, columns, "Other tools", height=tables.height(told.height, 420))
    if told.height < rows.height:
        least = privacy.fewest(visit.store.profile)
        paragraph(
            "pgx-tools-withheld",
            escape(
                f"Withheld by the profile: groups in which fewer than {least} people have one of "
                "the phenotypes, and genes that are called here too."
            ),
        )
    unknown = queries.pharmacogenes.tables_of_tools(visit.store).filter(pl.col("n_unknown") > 0)
    for tool, n_unknown in unknown.select("tool", "n_unknown").iter_rows():
        people = numbers.plural(n_unknown, "person", "people")
        left = escape(f"{people} of the table of {tool} are in no sample sheet, and left out.")
        paragraph(f"pgx-tools-unknown-{tool}", left)
