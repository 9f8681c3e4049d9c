"""From a chart to the page SQL: the statement that counts it, with its values, ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import streamlit as st

from straits import privacy
from straits.ui.address import links, statement_link
from straits.ui.frame.page_frame import Visit

_COUNTS = Path(__file__).with_name("counts_of_alleles.sql")


@dataclass(frozen=True)
class Counted:
    """A statement and the texts of its values."""

    text: str
    values: Mapping[str, str]


def of_alleles(visit: Visit, alleles: pl.Series, grouping: str = "") -> Counted | None:
    """Return what counts alleles, and those between them, in the groups of A, B and a grouping.

    alleles
        Their allele_index. None where there are none, or A or B is a cohort, of individual data.
    """
    if alleles.is_empty() or "cohort" in (visit.a.grouping, visit.b.grouping):
        return None
    values = {
        "sample_set": visit.sample_set,
        "first_allele": str(alleles.min()),
        "last_allele": str(alleles.max()),
        "grouping": grouping or visit.a.grouping,
        "grouping_of_a": visit.a.grouping,
        "grouping_of_b": visit.b.grouping,
    }
    return Counted(_COUNTS.read_text(encoding="utf-8"), values)


def draw(visit: Visit, counted: Counted | None, *, needs_rows: bool) -> None:
    """Draw the link, or why a chart of individual data has none.

    needs_rows
        Whether the chart is counted from individual data.
    """
    if counted is not None:
        word = statement_link.packed(counted.text, counted.values)
        links.link("Open in SQL", "sql", {"q": word})
    elif needs_rows and not privacy.is_exact(visit.store.profile):
        st.markdown(
            "It is counted from individual data, which this study's profile does not show: it "
            "cannot be asked again on the page SQL."
        )
