"""Tables of alleles: AF as a small bar in the group's colour, with AC/AN and the interval."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from straits.ui import findings, glossary, numbers
from straits.ui.frame import Visit

# Rows drawn at once: 35 pixels each, with the header.
HEIGHT = 452


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a comparison with what charts and tables write of them.

    Added: name, gene, and per side counts_a, counts_b (AC/AN) and interval_a, interval_b.
    """
    said = [
        {
            "name": findings.name(row),
            "gene": (row["gene_symbol"] or "").replace(";", ", "),
            **{f"counts_{s}": findings.counts(row[f"ac_{s}"], row[f"an_{s}"]) for s in "ab"},
            **{f"interval_{s}": interval(row[f"af_low_{s}"], row[f"af_high_{s}"]) for s in "ab"},
        }
        for row in rows.iter_rows(named=True)
    ]
    words = ("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b")
    schema = dict.fromkeys(words, pl.String)
    return rows.hstack(pl.DataFrame(said, schema=schema))


def interval(low: float | None, high: float | None) -> str:
    """Return the ends of an interval; a dash where there is none.

    >>> interval(0.0, 0.00087), interval(None, None)
    ('0–0.00087', '–')
    """
    if low is None or high is None:
        return numbers.MISSING
    return f"{numbers.frequency(low)}–{numbers.frequency(high)}"


def comparison(
    rows: pl.DataFrame, visit: Visit, key: str, on_select: Callable[[], None], with_gene: bool
) -> None:
    """Draw the alleles compared, as of `with_words`; one row can be selected."""
    sides = ["af_a", "counts_a", "af_b", "counts_b", "interval_a", "interval_b"]
    shown = ["name", *(["gene"] if with_gene else []), "difference", *sides, "p"]
    text, config = st.column_config.TextColumn, {}
    for side, (colour, _) in zip("ab", visit.marks, strict=True):
        config[f"af_{side}"] = st.column_config.ProgressColumn(
            f"AF in {side.upper()}", format="%.3f", min_value=0, max_value=1, color=colour,
            width=102, help=glossary.meaning("af"),
        )  # fmt: skip
        config[f"counts_{side}"] = text(
            f"AC/AN {side.upper()}", alignment="right", width=80, help=glossary.meaning("ac")
        )
        config[f"interval_{side}"] = text(
            f"95 % {side.upper()}", alignment="right", width=108, help=glossary.meaning("interval")
        )
    st.dataframe(
        rows.select(shown),
        height=HEIGHT,
        hide_index=True,
        key=key,
        on_select=on_select,
        selection_mode="single-row",
        row_height=28,
        placeholder=numbers.MISSING,
        column_config={
            "name": text("Variant", width=142),
            "gene": text("Gene", width=72),
            "difference": st.column_config.NumberColumn(
                "A − B", format="%+.3f", width=68, help=glossary.meaning("difference")
            ),
            **config,
            "p": st.column_config.NumberColumn(
                "p", format="%.2g", width=80, help=glossary.meaning("fisher")
            ),
        },
        alt="The alleles compared, the most different first",
    )
