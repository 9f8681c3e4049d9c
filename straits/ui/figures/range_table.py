"""Alleles whose count is known, or told, only as a range: AC, AF and p, from least to most."""

from typing import Any

import polars as pl
import streamlit as st

from straits import privacy, queries
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings, glossary, numbers
from straits.ui.words.markdown import paragraph

MOST_ROWS = 500
_HEIGHT = 330


def draw(
    visit: Visit, filters: queries.allele.Filters, totals: queries.comparison.DifferenceTotals
) -> None:
    """Draw one row per allele that a comparison leaves out so, in genome order; nothing for none.

    filters, totals
        Of the comparison.
    """
    if not totals.n_censored:
        return
    rows = queries.comparison.censored_differences(
        visit.store, visit.a, visit.b, filters, MOST_ROWS
    )
    st.header("Counts known as ranges", anchor=False)
    n_all = numbers.plural(totals.n_censored, "variant")
    listed = ""
    if rows.height < totals.n_censored:
        first = f" of the first {MOST_ROWS:,}" if totals.n_censored > MOST_ROWS else ""
        listed = f"; the {rows.height:,}{first} that the filters keep are listed"
    paragraph(
        "caption-ranges",
        f"Of {n_all} no more is said of AC than a range{listed}: {_why(visit)}. They are not "
        "ranked, and stand in no figure above. p is from the least to the most of all counts "
        "that are possible.",
    )
    if rows.is_empty():
        return
    shown = pl.DataFrame([_words(row) for row in rows.iter_rows(named=True)])
    columns = {
        "name": text("Variant", width=140),
        "consequence": text("Predicted", width=140, help=glossary.meaning("consequence")),
        "ac_a": text("AC/AN A", alignment="right", width=110, help=glossary.meaning("ac")),
        "af_a": text("AF A", alignment="right", width=130, help=glossary.meaning("af")),
        "ac_b": text("AC/AN B", alignment="right", width=110, help=glossary.meaning("ac")),
        "af_b": text("AF B", alignment="right", width=130, help=glossary.meaning("af")),
        "p": text("p", alignment="right", width=130, help=glossary.meaning("difference_test")),
        "test": text("Test", width=180),
    }
    tables.draw(
        shown, columns, "Alleles whose count is known as a range",
        height=tables.height(shown.height, _HEIGHT),
    )  # fmt: skip


def _why(visit: Visit) -> str:
    """Return who says no more, and where."""
    reasons = []
    pair = (visit.a, visit.b)
    if any(side.is_panel and not side.provenance for side in pair):
        reasons.append("an external panel publishes it so")
    if any(side.provenance for side in pair):
        reasons.append("a partner tells it so")
    least = privacy.fewest_alleles(visit.store.profile)
    if least and "cohort" in (visit.a.grouping, visit.b.grouping):
        reasons.append(f"of a cohort fewer than {least} copies, or other copies, are not told")
    return "; ".join(reasons)


def _words(row: dict[str, Any]) -> dict[str, str]:
    words = {
        "name": findings.name(row),
        "consequence": str(row["consequence"] or "").replace("_", " "),
        "p": numbers.ends(row["p_low"], row["p_high"], numbers.p_value),
        "test": str(row["test"] or "the range is too wide"),
    }
    for side in "ab":
        low, high, an = (row[f"{name}_{side}"] for name in ("ac_low", "ac_high", "an"))
        words[f"ac_{side}"] = f"{numbers.ends(low, high, numbers.count)}/{numbers.count(an)}"
        words[f"af_{side}"] = numbers.ends(low / an, high / an, numbers.frequency)
    return words
