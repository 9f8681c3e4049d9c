"""The genes that have variants, for a reader who has named none: searched, paged, each a link."""

from functools import partial

import polars as pl
import streamlit as st

from straits import queries
from straits.store import Store
from straits.ui.address import links, url_state
from straits.ui.words import numbers
from straits.ui.words.markdown import escape

# Genes of one page of the list.
PER_PAGE = 60
_ORDERS = {"name": "By name", "most": "Most variants first"}


def draw(store: Store) -> None:
    """Draw a page of the genes that have variants, or why there is none."""
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        typed = url_state.text(
            "Search the genes with variants", "q", placeholder="symbol, other name or words",
            max_chars=100, width=320,
        )  # fmt: skip
        order = url_state.segments("Order", list(_ORDERS), "order", lambda name: _ORDERS[name])
    asked = partial(
        queries.gene.genes_with_alleles,
        store,
        text=typed,
        by_number=order == "most",
        n_wanted=PER_PAGE,
    )
    n_genes = next(iter(asked(n_before=0)["n_genes"]), 0)
    if not n_genes:
        st.info(_none(typed))
        return
    told, place = st.container(), st.container()
    number = url_state.page_number("page", -(-n_genes // PER_PAGE))
    genes = asked(n_before=(number - 1) * PER_PAGE)
    first = (number - 1) * PER_PAGE + 1
    shown = "" if n_genes <= PER_PAGE else f"{first:,} to {first + genes.height - 1:,} of "
    told.markdown(f"{shown}{numbers.plural(n_genes, 'gene')} with variants:")
    with place:
        gene_links(genes, "genes")


def gene_links(genes: pl.DataFrame, key: str) -> None:
    """Draw each gene as a link, with the number of its variants.

    genes
        gene_symbol and n_alleles among the columns.
    """
    with st.container(key=f"links-{key}", horizontal=True):
        for row in genes.iter_rows(named=True):
            n_alleles = numbers.plural(row["n_alleles"], "variant")
            label = f"**{escape(row['gene_symbol'])}** :gray[{n_alleles}]"
            links.link(label, "gene", {"g": row["gene_symbol"]})


def _none(typed: str) -> str:
    if typed:
        return f"No gene that has variants is called or described like “{escape(typed)}”."
    return (
        "The study has no gene models of the places of its variants, so no gene can be opened. "
        "Those that come with Straits are of GRCh38; for another build name a GTF under genes: in "
        "the study file and ingest it again. Variants and regions can be opened as ever."
    )
