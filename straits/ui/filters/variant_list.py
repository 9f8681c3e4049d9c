"""A list of variants to look at: pasted or read from a file, kept in the address, told in words.

The address holds each entry in its short form, so that a link says what became of it.
"""

import streamlit as st

from straits import queries
from straits.errors import QueryError
from straits.ui.address import url_state
from straits.ui.address.address_values import AND
from straits.ui.filters import pasted_list
from straits.ui.filters.asked_settings import VARIANTS
from straits.ui.filters.pasted_list import written
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# What an address may hold of names besides all else that a request says.
_MOST_CHARACTERS = 30_000
_LARGEST_FILE = 20 * 2**20  # bytes, inflated


def pick() -> None:
    """Draw the button behind which a list is pasted or read from a file."""
    here = url_state.get(VARIANTS) or ""
    n_here = len(here.split(AND)) if here else 0
    sent = pasted_list.pick(
        "Variant list" if not here else numbers.plural(n_here, "entry", "entries"),
        "Variants",
        "rsIDs, alleles (`chr10-94781859-G-A`) or regions (`chr10:94762681-94855547`), with "
        "commas, blanks or new lines between them; or a VCF or BED file. At most "
        f"{queries.lists.MOST_VARIANTS:,} here; `python -m straits differences --variants "
        "FILE` takes any number.",
        "Look at these variants",
        ["txt", "csv", "tsv", "list", "vcf", "bed", "gz"],
        2,
        here.replace(AND, "\n"),
    )
    if sent is not None:
        try:
            text = sent
            if isinstance(text, bytes):
                text = queries.lists.decoded(text, _LARGEST_FILE)
            _keep(queries.lists.variants_in(text), here)
        except QueryError as error:
            st.info(escape(str(error)))


def told(variants: queries.lists.VariantList) -> None:
    """Draw the list as something that a click takes away, and what of it is not here."""
    n_here = numbers.plural(variants.n_alleles, "variant")
    listed = numbers.plural(len(variants.names), "entry", "entries")
    pasted_list.told(escape(f"{n_here} of a list of {listed}: {written(variants.names)}"), VARIANTS)
    remarks = []
    if variants.unknown:
        n_unknown = numbers.count(len(variants.unknown))
        remarks.append(f"Not in this release, {n_unknown}: {written(variants.unknown)}.")
    if variants.unreadable:
        n_unreadable = numbers.count(len(variants.unreadable))
        remarks.append(
            f"No rsID, allele or region, {n_unreadable}: {written(variants.unreadable)}."
        )
    if remarks:
        paragraph("caption-variants", escape(" ".join(remarks)))


def _keep(listed: queries.lists.WrittenVariants, before: str) -> None:
    """Write the list to the address; what cannot be read stays in it, so that it is told."""
    names = (*listed.names, *(AND.join(name.split()) for name in listed.unreadable))
    text = AND.join(names)
    if len(names) > queries.lists.MOST_VARIANTS or len(text) > _MOST_CHARACTERS:
        st.info(
            f"The list has {numbers.plural(len(names), 'entry', 'entries')}; the page looks at "
            f"{queries.lists.MOST_VARIANTS:,} at most, which its address holds. Name genes or "
            "regions instead, or use `python -m straits differences --variants FILE`."
        )
        return
    if text != before:
        url_state.put({VARIANTS: text or None})
        st.rerun()
