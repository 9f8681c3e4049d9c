"""How an allele came to be in the store: each call set's record, and what was done to it."""

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.figures import tables
from straits.ui.figures.tables import number, text
from straits.ui.words import glossary

# What the files of a call set say of an allele.
_ABSENCES = {
    "observed": "seen in the files",
    "reference": "looked at, nobody carries it",
    "not_callable": "not looked at, outside the callable regions",
    "not_in_call_set": "unknown: no record, and no callable regions are known",
}


def draw(variant: queries.allele.Variant, rows: pl.DataFrame) -> None:
    """Draw one row per call set: seen or absent and why, the record as written, and the rules.

    rows
        As of queries.allele.variant_records.
    """
    st.header("How it came to be in the store", anchor=False)
    shown = rows.with_columns(
        pl.col("absence").replace_strict(_ABSENCES, default=pl.first()).alias("state"),
        *_record(variant),
        # The rule called none sets no call aside.
        pl.col("genotype_rule").replace("none", "all"),
    )
    columns = {
        "call_set_name": text("Call set", width=130),
        "state": text("State", width=180, help=glossary.meaning("absence")),
        "record": text("Record as written", width=160),
        "change": text("Brought to one spelling", width=190),
        "filter": text("FILTER", width=62, help=glossary.meaning("filter")),
        "quality": number("QUAL", format="%.0f", width=56),
        "assay": text("Assay", width=80),
        "genotype_rule": text("Calls kept", width=210),
        "source_file": text("File", width=150),
    }
    tables.draw(shown, columns, "What each call set says of the allele")


def _record(variant: queries.allele.Variant) -> tuple[pl.Expr, pl.Expr]:
    """Return the record as its file has it, and how it became this allele, both null if absent.

    source_ref and source_alts are null where they are ref and alt.
    """
    pos, ref = pl.col("source_pos"), pl.col("source_ref").fill_null(variant.ref)
    alts = pl.col("source_alts").fill_null(variant.alt)
    is_split = alts.str.contains(",", literal=True)
    is_moved = (pos != variant.pos) | (ref != variant.ref)
    record = pl.format("{} {}>{}", pos, _cut(ref), _cut(alts))
    change = (
        pl.when(is_split & is_moved)
        .then(pl.format("alternate {} split off, trimmed", "alt_index"))
        .when(is_split)
        .then(pl.format("alternate {} split off", "alt_index"))
        .when(is_moved)
        .then(pl.lit("trimmed and moved to the left"))
        .otherwise(pl.lit("as it was"))
    )
    return record.alias("record"), pl.when(pos.is_not_null()).then(change).alias("change")


def _cut(text: pl.Expr) -> pl.Expr:
    short = pl.concat_str(text.str.slice(0, 8), pl.lit("…"))
    return pl.when(text.str.len_chars() > 12).then(short).otherwise(text)
