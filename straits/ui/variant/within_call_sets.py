"""A and B at one allele within every call set that counted both, and over these call sets."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.explain import explain_panel, pair_offers
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.variant import contrast_table
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, variant: queries.allele.Variant, sample_set: str) -> None:
    """Draw what the call sets say together, and one row per call set that counted both."""
    strata = queries.comparison.stratified_difference(
        visit.store, variant, visit.a, visit.b, sample_set
    )
    st.header("A and B within each call set", anchor=False)
    paragraph("within", escape(in_words(strata)))
    if strata.rows.is_empty():
        return
    columns = {
        "call_set_name": text("Call set", width=170),
        "site_name": text("Site", width=120),
        **contrast_table.columns(),
        "test": text("Test", width=190, help=glossary.meaning("difference_test")),
    }  # fmt: skip
    tables.draw(_written(strata.rows), columns, "A and B within each call set")
    explain_panel.draw("within", lambda: pair_offers.of_strata(strata, visit.names))
    paragraph(
        "caption-within",
        "Laboratories are not compared with each other here, so that no difference between them "
        "can pass for one between A and B. An odds ratio is that of A to B." + _whose(strata),
    )


def _whose(strata: queries.comparison.Strata) -> str:
    """Say which groups of partners stand for A and B; nothing where none does."""
    labels = [strata.rows[f"label_{side}"].unique(maintain_order=True).to_list() for side in "ab"]
    if max(map(len, labels)) < 2:
        return ""
    a, b = (escape(" and ".join(filter(None, each))) for each in labels)
    return f" Of partners the groups of the same ancestry are counted: as A {a}, as B {b}."


def in_words(strata: queries.comparison.Strata) -> str:
    """Say what the call sets that counted both tell of the difference, each by itself."""
    if strata.n_strata == 0:
        return (
            "No call set counted copies of both A and B, so what differs between them cannot be "
            "told from what differs between laboratories."
        )
    if strata.n_strata == 1:
        told = strata.rows.filter((pl.col("an_a") > 0) & (pl.col("an_b") > 0))
        return (
            f"Only {told['call_set_name'][0]} counted copies of both A and B: whether another "
            "laboratory would find the same is not known."
        )
    counted = f"{strata.n_strata} call sets counted both."
    if strata.n_in_range:
        ranged = numbers.plural(strata.n_in_range, "call set")
        counted += f" Of {ranged} a count is known only as a range."
        if strata.p is None:
            return f"{counted} So many counts are possible that nothing is said over them."
    if strata.p is None:
        return f"{counted} All of their copies are alike, so none of them tells of a difference."
    p = _span(strata.p, strata.p_most, numbers.p_value)
    shared = f"p {p}, {strata.test}"
    if strata.odds_ratio is not None:
        ends = [numbers.ratio(end) for end in (strata.odds_ratio_low, strata.odds_ratio_high)]
        span = f" (95 % {' to '.join(ends)})" if numbers.MISSING not in ends else ""
        ratio = _span(strata.odds_ratio, strata.odds_ratio_most, numbers.ratio)
        shared = f"odds ratio {ratio}{span}; {shared}"
    if strata.p_same is None:
        return f"{counted} Within them: {shared}. Fewer than two of them can tell an odds ratio."
    same = f"p {_span(strata.p_same, strata.p_same_most, numbers.p_value)}, {strata.test_same}"
    # A sign only where every count that is possible gives one.
    if max(strata.p_same, strata.p_same_most or 0) < queries.comparison.ALPHA:
        return (
            f"{counted} They do not tell of one odds ratio ({same}), so the one over them should "
            f"not be read: {shared}."
        )
    return f"{counted} Within them: {shared}. No sign that they differ in it ({same})."


def _span(least: float | None, most: float | None, written: Callable[[float | None], str]) -> str:
    return written(least) if most is None else numbers.ends(least, most, written)


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    written = []
    for row in rows.iter_rows(named=True):
        ranged = row["p_low"] is not None and row["p"] is None
        written.append(
            {
                "counts_a": _counts(row, "a"),
                "counts_b": _counts(row, "b"),
                "interval": contrast_table.interval(row["difference_low"], row["difference_high"]),
                "p": _span(row["p_low"], row["p_high"], numbers.p_value)
                if ranged
                else numbers.p_value(row["p"]),
            }
        )
    texts = dict.fromkeys(("counts_a", "counts_b", "interval", "p"), pl.String)
    return rows.drop("p").hstack(pl.DataFrame(written, schema=texts))


def _counts(row: dict[str, Any], side: str) -> str:
    low, high = row[f"ac_low_{side}"], row[f"ac_high_{side}"]
    if low is None:
        return findings.counts(row[f"ac_{side}"], row[f"an_{side}"])
    return f"{numbers.ends(low, high, numbers.count)}/{numbers.count(row[f'an_{side}'])}"
