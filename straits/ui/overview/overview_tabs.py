"""Below the finding of the overview: who, ages, principal components, quality, what sites sent."""

import streamlit as st

from straits import queries
from straits.ui.address import url_state
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.overview import (
    overview_ages,
    overview_ledger,
    overview_pca,
    overview_quality,
    study_tables,
)


def _who(visit: Visit) -> None:
    study_tables.who(
        queries.study.group_sizes_and_rest(visit.store),
        queries.study.knows_relatives(visit.store),
        pair_picker.not_shown(visit.store),
    )
    study_tables.panels(queries.study.panels(visit.store))


def _assays(visit: Visit) -> None:
    study_tables.what(
        queries.study.call_sets(visit.store), queries.study.variant_counts(visit.store)
    )


def _left_out(visit: Visit) -> None:
    study_tables.dropped(queries.study.drop_counts(visit.store))


_TABS = {
    "Who": _who,
    "Ages": overview_ages.draw,
    "Genotypes": _assays,
    "Principal components": overview_pca.draw,
    "Quality": overview_quality.draw,
    "What sites sent": overview_ledger.draw,
    "Left out": _left_out,
}


@st.fragment
def draw(visit: Visit) -> None:
    """Draw the tabs; only the open one asks the store."""
    tabs = url_state.tabs(list(_TABS), "tab")
    for tab, draw_one in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw_one(visit)
