"""Which pharmacogene is asked for, and by which groups."""

from dataclasses import dataclass

import streamlit as st

from straits import queries
from straits.ui.address import url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import paragraph

# Genes with recommendations that are not called here, and why.
NOT_CALLED = (
    "Not called here: CYP2D6, whose copies and hybrids small changes do not tell, and HLA, which "
    "needs typing. What other tools say of them is shown where the study names their tables."
)
RESEARCH = (
    "For research, not for prescribing: a group's share says nothing of one person, and nothing "
    "here has been validated for care."
)


@dataclass(frozen=True)
class Asked:
    """A gene, a grouping and its label.

    is_called
        Whether its diplotypes are called here; else other tools alone say something of it.
    """

    gene: str
    grouping: str
    grouping_label: str
    is_called: bool


def choose(visit: Visit) -> Asked | None:
    """Draw the choice of a gene and of groups; None where the release calls no diplotypes."""
    genes = queries.pharmacogenes.genes(visit.store)["gene_symbol"].to_list()
    paragraph("research", RESEARCH)
    if not genes:
        return None
    of_tools = queries.pharmacogenes.tool_genes(visit.store).filter(is_called_here=False)
    elsewhere = of_tools["gene_symbol"].unique(maintain_order=True).to_list()
    rows = queries.groups.populations(visit.store).unique("grouping", maintain_order=True)
    labels = dict(rows.select("grouping", "grouping_label").iter_rows())
    first = visit.a.grouping if visit.a.grouping in labels else next(iter(labels))
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        gene = url_state.choice("Gene", [*genes, *elsewhere], "g", genes[0])
        grouping = url_state.choice("Groups", list(labels), "by", first, lambda name: labels[name])
    return Asked(gene, grouping, labels[grouping], gene in genes)
