"""A and B at one allele on both bases: what people say of themselves, and their genotypes."""

import polars as pl
import streamlit as st

from straits import queries
from straits.errors import QueryError
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.filters import basis_switch
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_bases
from straits.ui.variant import contrast_table
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, variant: queries.allele.Variant, sample_set: str) -> None:
    """Draw both differences and who moved; nothing where A and B have one basis alone."""
    both = basis_switch.both_bases(visit)
    if both is None:
        return
    st.header("As people say, and by inferred ancestry", anchor=False)
    try:
        if least := basis_switch.pick_least(visit):
            both = basis_switch.both_bases(visit, least)
    except QueryError as error:
        messages.nothing(str(error))
        return
    if both is None:
        return
    contrasts = [
        queries.allele.contrast(visit.store, variant, *pair, sample_set)
        for pair in (both.first, both.second)
    ]
    named = variant.rsid or findings.short(variant.variant_id)
    paragraph("bases", escape(of_bases.of_variant(named, contrasts[0], contrasts[1])))
    pairs = zip(("self-reported", "inferred"), (both.first, both.second), contrasts, strict=True)
    rows = [
        {
            "basis": words,
            "pair": " less ".join(side.label for side in pair),
            "counts_a": _counts(told.ac_a, told.an_a),
            "counts_b": _counts(told.ac_b, told.an_b),
            "difference": told.difference,
            "interval": contrast_table.interval(told.difference_low, told.difference_high),
            "p": numbers.p_value(told.p),
        }
        for words, pair, told in pairs
    ]
    columns = {
        "basis": text("Basis", width=110),
        "pair": text("A less B", width=300),
        **contrast_table.columns(),
    }  # fmt: skip
    tables.draw(pl.DataFrame(rows), columns, "A and B on both bases")
    moved = " ".join(basis_switch.people_moved(visit, both))
    paragraph("caption-bases", escape(moved))


def _counts(ac: int | None, an: int | None) -> str:
    return findings.counts(ac, an) if ac is not None and an else numbers.MISSING
