"""The settings of a comparison, in one row above the chart, and what they say in words."""

import streamlit as st

from straits import queries
from straits.ui.address import links, search_destination, url_state
from straits.ui.filters import asked_settings, basis_switch, gene_list, variant_list
from straits.ui.filters.asked_settings import (
    AF_STEPS,
    CLINVAR,
    CONSEQUENCES,
    DEFAULT_ORDER,
    ORDERS,
    SIGNS,
    TYPES,
    Settings,
)
from straits.ui.frame import asked_pair
from straits.ui.frame.page_frame import Visit
from straits.ui.words import glossary

# Names in the address that `reset` takes out.
_OWN = (
    "region", "af_min", "af_max", "type", "consequence", "clinvar", "filter", "min_an", "indels",
    "order", "zoom", url_state.PAGE, asked_settings.GENES, asked_settings.VARIANTS,
    asked_settings.SIGN,
)  # fmt: skip


def sample_set(visit: Visit) -> str:
    """Draw the choice whether relatives count, where the study knows who is related."""
    if not queries.study.knows_relatives(visit.store):
        return visit.sample_set
    return url_state.choice(
        "People",
        list(asked_pair.SAMPLE_SETS),
        "people",
        queries.study.default_sample_set(visit.store),
        lambda name: asked_pair.SAMPLE_SETS[name],
        help=glossary.meaning("unrelated"),
        width=160,
    )


def row(visit: Visit, gene: queries.gene.Gene | None = None) -> Settings:
    """Draw the settings and return what they say.

    gene
        The gene that the page is about; without one the row asks for a gene or region, and for the
        order.
    """
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        if gene is None:
            _place()
            gene_list.pick()
            variant_list.pick()
        _bounds()
        url_state.several(
            "Type", list(TYPES), "type", lambda name: TYPES[name], placeholder="all", width=150
        )
        _consequences()
        # The row of a gene has room for it.
        if gene is not None:
            _clinvar()
        else:
            _order()
        sample_set(visit)
        with st.popover("More"):
            if gene is None:
                _clinvar()
                _sign()
                basis_switch.pick(visit)
            _more(visit)
        links.link("Reset", "frequencies" if gene is None else "gene", _kept())
    # What is drawn says what the address says.
    chosen = asked_settings.settings(visit.store, visit.a, visit.b, url_state.all_of_it(), gene)
    if chosen.genes is not None:
        gene_list.told(chosen.genes)
    if chosen.variants is not None:
        variant_list.told(chosen.variants)
    return chosen


def _place() -> None:
    url_state.text("Gene or region", "region", placeholder="all genes", width=210, max_chars=200)


def _bounds() -> None:
    _, above = asked_settings.af_bounds(url_state.all_of_it())
    url_state.choice(
        "AF from", AF_STEPS[:-1], "af_min", "0", width=92, help=glossary.meaning("pooled_af")
    )
    url_state.choice("to", above, "af_max", "1", width=92)


def _consequences() -> None:
    url_state.several(
        "Predicted consequence", list(CONSEQUENCES), "consequence", lambda name: CONSEQUENCES[name],
        placeholder="all", width=180, help=glossary.meaning("consequence"),
    )  # fmt: skip


def _clinvar() -> None:
    url_state.several(
        "ClinVar", list(CLINVAR), "clinvar", lambda name: CLINVAR[name],
        placeholder="all", width=150, help=glossary.meaning("clinvar"),
    )  # fmt: skip


def _sign() -> None:
    url_state.choice(
        "Sign of a batch effect", list(SIGNS), asked_settings.SIGN, "", lambda name: SIGNS[name],
        width=150, help=glossary.meaning("batch"),
    )  # fmt: skip


def _order() -> None:
    url_state.choice(
        "Rank by", list(ORDERS), "order", DEFAULT_ORDER, lambda name: ORDERS[name], width=140
    )


def _more(visit: Visit) -> None:
    url_state.switch(
        "Only alleles that passed FILTER", "filter", True, help=glossary.meaning("filter")
    )
    url_state.whole_number(
        "Fewest alleles called in A and in B (AN)", "min_an", 1, 1, help=glossary.meaning("an")
    )
    if asked_settings.may_be_written_in_two_ways(visit.a, visit.b):
        url_state.switch(
            "Insertions and deletions that may be written in two ways", "indels", False
        )


def _kept() -> dict[str, str]:
    params = st.query_params.to_dict()
    dropped = {*_OWN, *search_destination.CARRIED}
    return {name: value for name, value in params.items() if name not in dropped}
