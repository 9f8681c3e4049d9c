"""From a bar of the chart to its people, as a cohort where the profile lets one be asked for."""

import polars as pl
import streamlit as st

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.tables import EVERYONE
from straits.ui.address import links, url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes.pharmacogene_choice import Asked
from straits.ui.words.markdown import escape, paragraph


def draw(visit: Visit, asked: Asked, rows: pl.DataFrame) -> None:
    """Draw the choice of a bar, and the links to the people of whom it is certain and possible.

    rows
        As of queries.pharmacogenes.phenotypes, with row_label.
    """
    if not visit.store.has_rows:
        return
    there = rows.filter(pl.col("n_possible").is_null() | (pl.col("n_possible") > 0))
    phenotypes = there["phenotype"].unique(maintain_order=True).to_list()
    bars = {
        f"{row['call_set_id']}/{row['group_id']}": row
        for row in there.unique(["call_set_id", "group_id"], maintain_order=True).to_dicts()
    }
    if not phenotypes:
        return
    with st.container(key="people-of-bar", horizontal=True, vertical_alignment="bottom"):
        phenotype = url_state.choice("People with", phenotypes, "with", phenotypes[0])
        bar = url_state.choice(
            "of", list(bars), "of", next(iter(bars)), lambda name: bars[name]["row_label"]
        )
    within = _within(visit, asked, bars[bar])
    name = cohorts.PgxPhenotype(gene=asked.gene, phenotypes=(phenotype,))
    if not privacy.is_exact(visit.store.profile) and visit.store.cohorts.refusal(name):
        least = privacy.fewest(visit.store.profile)
        st.caption(
            escape(
                f"They cannot be a cohort under the profile {visit.store.profile.label}: of fewer "
                f"than {least} people {phenotype} is known to be true, or known not to be."
            )
        )
        return
    possible = name.model_copy(update={"include_unknown": True})
    with st.container(key="people-links", horizontal=True, vertical_alignment="center"):
        for label, criterion in (
            ("Of whom it is certain, as a cohort", name),
            ("Of whom it is certain or not known, as a cohort", possible),
        ):
            tree = cohorts.all_of(*within, criterion)
            links.link(label, "cohorts", {"c": cohorts.to_link(tree) or ""})
    paragraph(
        "pgx-people",
        "Certain or not known is no group at risk: it takes in everybody of whom the calls do not "
        "tell, who is not covered, or who has a chromosome without a name.",
    )


def _within(visit: Visit, asked: Asked, bar: dict[str, str]) -> list[Tree]:
    """Return the criteria of a call set and group, and of the relatives whom the page leaves out.

    Of whom nobody says whether they have relatives counts as unrelated, there and here.
    """
    within: list[Tree] = [cohorts.CallSet(call_sets=(bar["call_set_id"],))]
    if asked.grouping != EVERYONE:
        within.append(cohorts.Group(grouping=asked.grouping, groups=(bar["group_id"],)))
    if visit.sample_set == "unrelated":
        within.append(cohorts.Relatedness(include_unknown=True))
    return within
