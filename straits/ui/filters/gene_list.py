"""A list of genes to look within: pasted or read from a file, kept in the address, named in words.

The address holds the names as they were given, so that a link says of each what became of it.
"""

import streamlit as st

from straits import queries
from straits.store import Store
from straits.ui.address import url_state
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# What the address calls it.
NAME = "genes"
# Symbols and names that are written out before the rest is counted.
_WRITTEN_OUT = 8
_LARGEST_FILE = 100_000  # bytes; a thousand names are far smaller


def chosen(store: Store) -> queries.comparison.GeneList | None:
    """Return the genes of the list in the address; None where there is no list."""
    names = _names()
    return queries.comparison.gene_list(store, names) if names else None


def pick() -> None:
    """Draw the button behind which a list is pasted or read from a file."""
    names = _names()
    with st.popover("Gene list" if not names else numbers.plural(len(names), "name")):
        st.markdown(
            "Symbols, aliases or Ensembl ids, with commas, spaces or new lines between them; at "
            f"most {queries.comparison.MOST_NAMES:,}."
        )
        # A new list makes new widgets, which then say what the address says.
        scope = hash(names)
        with st.form(url_state.key("gene-list", scope), border=False):
            typed = st.text_area(
                "Genes", "\n".join(names), height=160, key=url_state.key("gene-names", scope)
            )
            file = st.file_uploader(
                "or a text file of names", type=["txt", "csv", "tsv", "list"],
                key=url_state.key("gene-file", scope), max_upload_size=1,
            )  # fmt: skip
            is_sent = st.form_submit_button("Look within these genes")
        if is_sent:
            text = typed
            if file is not None:
                text = file.read(_LARGEST_FILE).decode("utf-8", errors="replace")
            _keep(queries.comparison.names_in(text), names)


def told(genes: queries.comparison.GeneList) -> None:
    """Draw the list as something that a click takes away, and what its names did not say."""
    with st.container(key="settings-genes", horizontal=True, vertical_alignment="center"):
        n_genes = numbers.plural(len(genes.gene_ids), "gene")
        label = f"{n_genes}: {written(genes.gene_symbols)}" if genes.gene_ids else n_genes
        if st.button(
            f"{escape(label)} :material/close:", key="without-genes", help="Take the list away"
        ):
            url_state.put({NAME: None})
            st.rerun()
    remarks = _renamed(genes) + _several(genes) + _unknown(genes)
    if remarks:
        paragraph("caption-genes", escape(" ".join(remarks)))


def written(names: tuple[str, ...]) -> str:
    """Return the first names, and how many more there are.

    >>> written(("A", "B")), written(tuple("ABCDEFGHIJ"))
    ('A, B', 'A, B, C, D, E, F, G, H and 2 more')
    """
    shown = ", ".join(names[:_WRITTEN_OUT])
    n_more = len(names) - _WRITTEN_OUT
    return f"{shown} and {n_more:,} more" if n_more > 0 else shown


def _names() -> tuple[str, ...]:
    return queries.comparison.names_in(url_state.get(NAME) or "")[: queries.comparison.MOST_NAMES]


def _keep(names: tuple[str, ...], before: tuple[str, ...]) -> None:
    if len(names) > queries.comparison.MOST_NAMES:
        st.info(
            f"The list has {len(names):,} names; at most {queries.comparison.MOST_NAMES:,} are "
            "looked at together. Split it."
        )
        return
    if names != before:
        url_state.put({NAME: url_state.AND.join(names) or None})
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
