"""The settings of a comparison, in one row above the chart, and what they say in words."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from straits import queries
from straits.charts.gene import impact
from straits.errors import QueryError
from straits.genome import Region
from straits.ui.address import links, search_destination, url_state
from straits.ui.filters import gene_list
from straits.ui.frame import pair_picker
from straits.ui.frame.page_frame import Visit
from straits.ui.words import glossary

# What a frequency can be bounded by, as the address writes it.
AF_STEPS = (
    "0",
    "0.0001",
    "0.001",
    "0.005",
    "0.01",
    "0.05",
    "0.1",
    "0.2",
    "0.5",
    "0.8",
    "0.95",
    "1",
)
TYPES = {
    "snv": "single base",
    "mnv": "several bases",
    "insertion": "insertion",
    "deletion": "deletion",
    "complex": "complex",
}
CLINVAR = {
    "pathogenic": "pathogenic",
    "conflicting": "conflicting",
    "uncertain": "uncertain",
    "benign": "benign",
    "other": "other",
    "none": "not in ClinVar",
}
CONSEQUENCES = {name: word for name, (word, _) in impact.CONSEQUENCES.items()} | {
    "none": impact.NOT_ANNOTATED
}
ORDERS = {"abs_difference": "difference", "ratio": "ratio", "p": "p and q"}

# Names in the address that `reset` takes out.
_OWN = (
    "region", "af_min", "af_max", "type", "consequence", "clinvar", "filter", "min_an", "indels",
    "order", "zoom", gene_list.NAME,
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What a reader asked for: the filters, the order, and the gene they stand for, if any."""

    filters: queries.allele.Filters
    order: str
    gene: queries.gene.Gene | None
    problem: str  # why box or list hold no gene or region; empty if they do, or hold nothing
    genes: queries.comparison.GeneList | None = None

    @property
    def key(self) -> str:
        """Return what a widget's key must hold of the settings."""
        return hashlib.sha256(f"{self.filters}{self.order}".encode()).hexdigest()[:16]


def sample_set(visit: Visit) -> str:
    """Draw the choice whether relatives count, where the study knows who is related."""
    if not queries.study.knows_relatives(visit.store):
        return visit.sample_set
    return url_state.choice(
        "People",
        list(pair_picker.SAMPLE_SETS),
        "people",
        queries.study.default_sample_set(visit.store),
        lambda name: pair_picker.SAMPLE_SETS[name],
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
        typed = _place() if gene is None else ""
        if gene is None:
            gene_list.pick()
        af_min, af_max = _bounds()
        types = url_state.several(
            "Type", list(TYPES), "type", lambda name: TYPES[name], placeholder="all", width=150
        )
        classes = _consequences()
        verdicts = _clinvar() if gene is not None else ()
        order = _order() if gene is None else "abs_difference"
        chosen = sample_set(visit)
        with st.popover("More"):
            # The row of a gene has room for it.
            verdicts = verdicts if gene is not None else _clinvar()
            passed, min_an, unaligned = _more(visit)
        links.link("Reset", "frequencies" if gene is None else "gene", _kept())
    chosen_gene, region, problem = _resolved(visit, typed) if gene is None else (gene, None, "")
    genes = gene_list.chosen(visit.store) if gene is None else None
    if genes is not None:
        gene_list.told(genes)
        problem = problem or ("" if genes.gene_ids else "No name of the list is a gene here.")
    filters = queries.allele.Filters(
        gene_id=chosen_gene.gene_id if chosen_gene else None,
        gene_ids=genes.gene_ids if genes else (),
        region=region,
        af_min=af_min,
        af_max=af_max,
        variant_types=types,
        filter_pass_only=passed,
        min_an=min_an,
        sample_set=chosen,
        unaligned_indels=unaligned,
        consequence_classes=classes,
        clinvar_classes=verdicts,
    )
    return Settings(filters, order, chosen_gene, problem, genes)


def _place() -> str:
    return url_state.text(
        "Gene or region", "region", placeholder="all genes", width=210, max_chars=200
    )


def _bounds() -> tuple[float, float]:
    low = url_state.choice(
        "AF from", AF_STEPS[:-1], "af_min", "0", width=92, help=glossary.meaning("pooled_af")
    )
    above = [step for step in AF_STEPS if float(step) > float(low)]
    high = url_state.choice("to", above, "af_max", "1", width=92)
    return float(low), float(high)


def _consequences() -> tuple[str, ...]:
    return url_state.several(
        "Predicted consequence", list(CONSEQUENCES), "consequence", lambda name: CONSEQUENCES[name],
        placeholder="all", width=180, help=glossary.meaning("consequence"),
    )  # fmt: skip


def _clinvar() -> tuple[str, ...]:
    return url_state.several(
        "ClinVar", list(CLINVAR), "clinvar", lambda name: CLINVAR[name],
        placeholder="all", width=150, help=glossary.meaning("clinvar"),
    )  # fmt: skip


def _order() -> str:
    return url_state.choice(
        "Rank by", list(ORDERS), "order", "abs_difference", lambda name: ORDERS[name], width=140
    )


def _more(visit: Visit) -> tuple[bool, int, bool]:
    passed = url_state.switch(
        "Only alleles that passed FILTER", "filter", True, help=glossary.meaning("filter")
    )
    min_an = url_state.whole_number(
        "Fewest alleles called in A and in B (AN)", "min_an", 1, 1, help=glossary.meaning("an")
    )
    unaligned = False
    if set(visit.a.call_set_ids) != set(visit.b.call_set_ids):
        unaligned = url_state.switch(
            "Insertions and deletions that may be written in two ways", "indels", False
        )
    return passed, min_an, unaligned


def _kept() -> dict[str, str]:
    params = st.query_params.to_dict()
    dropped = {*_OWN, *search_destination.CARRIED}
    return {name: value for name, value in params.items() if name not in dropped}


def _resolved(visit: Visit, typed: str) -> tuple[queries.gene.Gene | None, Region | None, str]:
    if not typed:
        return None, None, ""
    try:
        resolved = queries.search.search(visit.store, typed)
        gene = queries.gene.gene(visit.store, resolved.gene_id) if resolved.gene_id else None
    except QueryError as error:
        return None, None, str(error)
    if gene is not None or resolved.region is not None:
        # A region without alleles says why: nobody looked there, or it is of another build.
        return gene, resolved.region, resolved.reason or ""
    reason = (
        resolved.reason or "It is a variant; its own page is a search away, in the box at the top."
    )
    return None, None, f"“{typed}” is no gene or region here. {reason}"
