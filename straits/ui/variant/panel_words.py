"""Each group of a variant beside the external panel of its ancestry, in words."""

from typing import Any

import streamlit as st

from straits import queries
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, variant: queries.allele.Variant, grouping: str, sample_set: str) -> None:
    """Say which groups differ from their panel, or that none does, and which have no panel.

    Nothing in a study without panels, and none for the groups of a panel itself.
    """
    lacking = queries.comparison.unmatched(visit.store, grouping)
    if lacking is None:
        return
    rows = queries.comparison.against_panels(
        visit.store, [variant.allele_index], [grouping], sample_set
    )
    none_for = f"No panel of their ancestry is named for {_listed(lacking)}." if lacking else ""
    suspect = rows.filter("is_suspect")
    if suspect.height:
        each = "; ".join(_comparison(row) for row in suspect.iter_rows(named=True))
        paragraph(
            "batch-warning-panel",
            "**Batch warning.** A group differs from the external panel of its ancestry by "
            "more than groups of one ancestry drift apart, which points at the sequencing "
            f"before it points at people. {escape(each)}. {escape(none_for)}",
        )
        return
    with st.container(key="caption-panels"):
        if rows.is_empty():
            sentence = "No group could be compared with the external panel of its ancestry here."
        else:
            least = _comparison(rows.row(0, named=True))
            n_compared = numbers.plural(rows.height, "comparison")
            sentence = (
                f"Alike with external panels of the same ancestry, as far as such groups can be, "
                f"in {n_compared}; least so {least}."
            )
        st.markdown(escape(f"{sentence} {none_for}"))


def _comparison(row: dict[str, Any]) -> str:
    low, high = row["panel_af_low"], row["panel_af_high"]
    nearest = "" if low == high else " at the nearest count of that range"
    return (
        f"{row['label']} {numbers.frequency(row['af'])} in {row['call_set_name']}, "
        f"{row['panel_label']} {numbers.ends(low, high, numbers.frequency)} in "
        f"{row['panel_name']}; p {numbers.p_value(row['p'])}{nearest}, {row['test']}"
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
