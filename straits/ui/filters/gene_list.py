"""A list of genes to look within: pasted or read from a file, kept in the address, named in words.

The address holds the names as they were given, so that a link says of each what became of it.
"""

import streamlit as st

from straits import queries
from straits.ui.address import url_state
from straits.ui.address.address_values import AND
from straits.ui.filters import pasted_list
from straits.ui.filters.asked_settings import GENES, listed_genes
from straits.ui.filters.pasted_list import written
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph


def pick() -> None:
    """Draw the button behind which a list is pasted or read from a file."""
    names = listed_genes(url_state.all_of_it())
    sent = pasted_list.pick(
        "Gene list" if not names else numbers.plural(len(names), "name"),
        "Genes",
        "Symbols, aliases or Ensembl ids, with commas, spaces or new lines between them; at most "
        f"{queries.comparison.MOST_NAMES:,}.",
        "Look within these genes",
        ["txt", "csv", "tsv", "list"],
        1,
        "\n".join(names),
    )
    if sent is not None:
        text = sent if isinstance(sent, str) else sent.decode("utf-8", errors="replace")
        _keep(queries.comparison.names_in(text), names)


def told(genes: queries.comparison.GeneList) -> None:
    """Draw the list as something that a click takes away, and what its names did not say."""
    n_genes = numbers.plural(len(genes.gene_ids), "gene")
    label = f"{n_genes}: {written(genes.gene_symbols)}" if genes.gene_ids else n_genes
    pasted_list.told(escape(label), GENES)
    remarks = _renamed(genes) + _several(genes) + _unknown(genes)
    if remarks:
        paragraph("caption-genes", escape(" ".join(remarks)))


def _keep(names: tuple[str, ...], before: tuple[str, ...]) -> None:
    if len(names) > queries.comparison.MOST_NAMES:
        st.info(
            f"The list has {len(names):,} names; at most {queries.comparison.MOST_NAMES:,} are "
            "looked at together. Split it."
        )
        return
    if names != before:
        url_state.put({GENES: AND.join(names) or None})
        st.rerun()


def _renamed(genes: queries.comparison.GeneList) -> list[str]:
    if not genes.renamed:
        return []
    pairs = tuple(f"{name} is {symbol}" for name, symbol in genes.renamed)
    return [f"Known by another name: {written(pairs)}."]


def _several(genes: queries.comparison.GeneList) -> list[str]:
    if not genes.several:
        return []
    pairs = tuple(f"{name} ({' or '.join(symbols[:4])})" for name, symbols in genes.several)
    return [f"Left out, as more than one gene has the name: {written(pairs)}."]


def _unknown(genes: queries.comparison.GeneList) -> list[str]:
    if not genes.unknown:
        return []
    pairs = tuple(
        f"{name} ({' or '.join(like)}?)" if like else name for name, like in genes.unknown
    )
    return [f"No gene of this release: {written(pairs)}."]
