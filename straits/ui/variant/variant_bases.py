"""A and B at one allele on both bases: what people say of themselves, and their genotypes."""

import polars as pl
import streamlit as st

from straits import queries
from straits.errors import QueryError
from straits.ui.figures import tables
from straits.ui.figures.tables import number, text
from straits.ui.filters import basis_switch
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_bases
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, variant: queries.allele.Variant, sample_set: str) -> None:
    """Draw both differences and who moved; nothing where A and B have one basis alone."""
    if basis_switch.both_bases(visit) is None:
        return
    st.header("As people say, and by inferred ancestry", anchor=False)
    try:
        both = basis_switch.both_bases(visit, basis_switch.pick_least(visit))
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
            "interval": _interval(told),
            "p": numbers.p_value(told.p),
        }
        for words, pair, told in pairs
    ]
    columns = {
        "basis": text("Basis", width=110),
        "pair": text("A less B", width=300),
        "counts_a": text("AC/AN A", alignment="right", width=96, help=glossary.meaning("ac")),
        "counts_b": text("AC/AN B", alignment="right", width=96, help=glossary.meaning("ac")),
        "difference": number(
            "A − B", format="%+.4f", width=76, help=glossary.meaning("difference")
        ),
        "interval": text("95 %", alignment="right", width=150, help=glossary.meaning("newcombe")),
        "p": text("p", alignment="right", width=70, help=glossary.meaning("difference_test")),
    }  # fmt: skip
    tables.draw(pl.DataFrame(rows), columns, "A and B on both bases")
    moved = " ".join(basis_switch.people_moved(visit, both))
    paragraph("caption-bases", escape(moved))


def _counts(ac: int | None, an: int | None) -> str:
    return findings.counts(ac, an) if ac is not None and an else numbers.MISSING


def _interval(told: queries.allele.Contrast) -> str:
    if told.difference_low is None:
        return numbers.MISSING
    return f"{told.difference_low:+.4f} to {told.difference_high:+.4f}"
