"""What is established of the alleles of a gene, in words, and those outside its bounds."""

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.address import links
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape

# Functions that carriers are counted of, as the address has them; not what is normal or not known.
FUNCTIONS = {
    "no_function": "known to have no function",
    "decreased": "known to have decreased function",
    "increased": "known to have increased function",
}


def functions_in(rows: pl.DataFrame) -> list[str]:
    """Return those of FUNCTIONS that alleles have.

    rows
        function_class among them.
    """
    known = set(rows["function_class"])
    return [name for name in FUNCTIONS if name in known]


def names_with(rows: pl.DataFrame, function: str) -> str:
    """Return the first of the named alleles of each allele that has a function, joined.

    rows
        allele_index, named_alleles, function_class.

    >>> names_with(pl.DataFrame({"allele_index": [1, 2, 2], "named_alleles": ["*2", "*3, *5", "*3"],
    ...     "function_class": ["no_function"] * 3}), "no_function")
    '*2, *3'
    """
    chosen = rows.filter(pl.col("function_class") == function).unique(
        "allele_index", maintain_order=True
    )
    firsts = chosen["named_alleles"].str.split(", ").list.first()
    return ", ".join(firsts.unique(maintain_order=True))


def in_words() -> pl.Expr:
    """Write the named alleles of an allele and what they do; null where none needs it."""
    function = pl.coalesce(pl.col("function"), pl.lit("function not agreed on"))
    return pl.format("{}: {}", "named_alleles", function)


def outside(visit: Visit, gene: queries.gene.Gene) -> None:
    """Draw links to named alleles that lie outside the gene, so that nobody misses them here."""
    rows = queries.gene.named_outside_gene(visit.store, gene_id=gene.gene_id)
    if rows.is_empty():
        return
    st.markdown("Named alleles outside the gene's bounds, which are in no figure here:")
    with st.container(key="links-outside", horizontal=True):
        for row in rows.iter_rows(named=True):
            known = f"{row['named_alleles']}: {row['function'] or 'function not agreed on'}"
            name = row["rsid"] or row["variant_id"]
            links.link(
                f"{escape(name)} :gray[{escape(known)}]", "variant", {"v": row["variant_id"]}
            )
