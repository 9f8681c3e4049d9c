"""A table of the page as a file: one row per group and thing, with counts and shares as numbers."""

import polars as pl
import streamlit as st

from straits import queries
from straits.exports import row_streams
from straits.exports.file_names import file_name
from straits.ui.frame.page_frame import Visit

# What is there for the page alone, and not in a file.
_DRAWN = ("call_set_id", "group_id", "is_partial", "row_label", "share")


def draw(visit: Visit, rows: pl.DataFrame, *parts: str) -> None:
    """Draw the button that gives the rows as CSV, which names its release; synthetic is said so.

    parts
        What the name of the file is made of.
    """
    told = rows.drop(_DRAWN, strict=False)
    if visit.store.study.is_synthetic:
        told = told.with_columns(pl.lit("synthetic").alias("data"))
    name = file_name("straits", *parts, ending="csv")
    about = {
        **queries.groups.of_release(visit.store, f"numbers of a table: {' '.join(parts)}"),
        **queries.groups.of_sample_set(visit.store, visit.sample_set),
    }
    st.download_button(
        "CSV", lambda: b"".join(row_streams.csv(about, [told])), name, "text/csv",
        key=f"file-{name}", on_click="ignore", type="tertiary",
    )  # fmt: skip
