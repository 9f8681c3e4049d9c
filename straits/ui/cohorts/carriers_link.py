"""The link from variants to those who carry any of them, or why there is none."""

import streamlit as st

from straits import cohorts, privacy
from straits.ui.address import links
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape


def draw(visit: Visit, tree: cohorts.Carrier | None) -> None:
    """Draw the link to a cohort of carriers; where it leads nowhere, why.

    tree
        None where the variants are too many for a cohort.
    """
    link = cohorts.to_link(tree) if tree else None
    if tree is None or link is None:
        st.caption("Filter for fewer variants to have their carriers as a cohort.")
    elif privacy.is_exact(visit.store.profile) or not visit.store.cohorts.refusal(tree):
        links.link("Carriers as a cohort", "cohorts", {"c": link})
    else:
        least = privacy.fewest(visit.store.profile)
        st.caption(
            escape(
                f"Carriers cannot be a cohort under the profile {visit.store.profile.label}: fewer "
                f"than {least} people are known to carry it, or known not to."
            )
        )
