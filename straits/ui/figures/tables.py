"""Tables as every page draws them, and what those of alleles write: names, AC/AN and intervals."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits.exports.visible_text import visible_rows
from straits.ui.words import findings, numbers

# Pixels of a row, and of what a table has besides.
ROW, _FRAME = 28, 38

# Rows of a table that is drawn in full.
MOST_IN_FULL = 24

# What a column holds: words, a number, a whole number from 0.
text, number = st.column_config.TextColumn, st.column_config.NumberColumn
count = partial(number, format="%,d")


def draw(
    rows: pl.DataFrame, columns: Mapping[str, Any], alt: str | None = None, **more: Any
) -> None:
    """Draw the columns that are configured, in their order; a dash is where a value is missing.

    more
        As st.dataframe takes it.
    """
    st.dataframe(
        visible_rows(rows.select(list(columns))),
        hide_index=True,
        row_height=ROW,
        column_config=columns,
        placeholder=numbers.MISSING,
        alt=alt,
        **more,
    )


def draw_filled(
    rows: pl.DataFrame, columns: Mapping[str, Any], alt: str, most_rows: int = MOST_IN_FULL
) -> None:
    """Draw those of the columns in which any row says something.

    As high as some rows at most; how many more there are to scroll to stands below.
    """
    has_some = [name for name in columns if (rows[name].cast(pl.String).fill_null("") != "").any()]
    shown = {name: columns[name] for name in has_some}
    draw(rows, shown, alt, height=height(rows.height, height(most_rows)))
    say_more(rows.height, most_rows)


def say_more(n_rows: int, n_in_view: int) -> None:
    """Draw how many rows of a table a reader has to scroll to; nothing where all are in view."""
    if n_rows > n_in_view:
        st.caption(f"{numbers.plural(n_rows, 'row')}; scroll in the table for those below.")


def height(n_rows: int, most: int | None = None) -> int:
    """Return the height of a table in pixels: as many as its rows need, or the most it may have."""
    needed = ROW * n_rows + _FRAME
    return needed if most is None else min(needed, most)


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a comparison with what charts and tables write of them.

    Added: name, gene, and per side counts_a, counts_b (AC/AN) and interval_a, interval_b.
    """
    written = [
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
    return rows.hstack(pl.DataFrame(written, schema=schema))


def interval(low: float | None, high: float | None) -> str:
    """Return the ends of an interval; a dash where there is none.

    >>> interval(0.0, 0.00087), interval(None, None)
    ('0–0.00087', '–')
    """
    if low is None or high is None:
        return numbers.MISSING
    return f"{numbers.frequency(low)}–{numbers.frequency(high)}"
