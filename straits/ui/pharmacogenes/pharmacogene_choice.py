"""Which pharmacogene and drug are asked for, and by which groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from straits import queries
from straits.ui.address import links, url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape, paragraph

# Genes with recommendations that are not called here, and why.
NOT_CALLED = (
    "Not called here: CYP2D6, whose copies and hybrids small changes do not tell, and HLA, which "
    "needs typing. What other tools say of them is shown where the study names their tables."
)
RESEARCH = (
    "For research, not for prescribing: a group's share says nothing of one person, and nothing "
    "here has been validated for care."
)
_ANY_DRUG = ""
_ANY_ALLELE = ""
# As many drugs of a gene that is not told as a sentence names.
_MOST_NAMED = 8


@dataclass(frozen=True)
class Asked:
    """A gene, a grouping and its label.

    is_called
        Whether its diplotypes are called here; else other tools alone say something of it.
    drug
        The one that is asked for, if it is given by the gene; else None.
    allele
        The one that is asked for, by its name in the tables, if anybody may have it; else None.
    """

    gene: str
    grouping: str
    grouping_label: str
    is_called: bool
    drug: str | None
    allele: str | None


def choose(visit: Visit) -> Asked | None:
    """Draw the choices of gene, drug and groups; None where the release calls no diplotypes.

    A gene or drug of the address that is not told is said not to be, and why.
    """
    called = queries.pharmacogenes.genes(visit.store)["gene_symbol"].to_list()
    paragraph("research", RESEARCH)
    if not called:
        return None
    of_tools = queries.pharmacogenes.tool_genes(visit.store).filter(is_called_here=False)
    elsewhere = of_tools["gene_symbol"].unique(maintain_order=True).to_list()
    untold = [gene for gene in queries.pharmacogenes.NOT_TOLD if gene not in elsewhere]
    options = [*called, *elsewhere, *untold]
    wanted, drug_wanted = url_state.get("g"), url_state.get("drug")
    drug = queries.pharmacogenes.drug_named(drug_wanted or "")
    gene = _gene(wanted, drug, options)
    is_of_gene = drug is not None and gene in _genes(drug)
    rows = queries.groups.populations(visit.store).unique("grouping", maintain_order=True)
    labels = dict(rows.select("grouping", "grouping_label").iter_rows())
    first = visit.a.grouping if visit.a.grouping in labels else next(iter(labels))
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        url_state.choice_of_many(
            "Gene", {name: _to_gene(name, drug) for name in options}, "pgx-gene", gene,
            lambda name: f"{name} (not told here)" if name in untold else name,
        )  # fmt: skip
        url_state.choice_of_many(
            "Drug", _to_drugs(gene, called), "pgx-drug",
            drug if drug is not None and is_of_gene else _ANY_DRUG, lambda name: name or "Any",
        )  # fmt: skip
        grouping = url_state.choice("Groups", list(labels), "by", first, lambda name: labels[name])
        allele = _allele(visit, gene, grouping) if gene in called else None
    for number, sentence in enumerate(_not_meant(wanted, drug_wanted, gene, drug, options)):
        paragraph(f"pgx-not-meant-{number}", escape(sentence))
    if drug is not None and not is_of_gene:
        _offer(drug, options)
    if gene in untold:
        _untold(gene, drug, called)
    drug = drug if is_of_gene else None
    return Asked(gene, grouping, labels[grouping], gene in called, drug, allele)


def _genes(drug: str) -> tuple[str, ...]:
    return queries.pharmacogenes.drug_genes()[drug]


def _gene(wanted: str | None, drug: str | None, options: Sequence[str]) -> str:
    """Return the gene of the address, else the first of the drug's genes that can be chosen."""
    if wanted in options:
        return str(wanted)
    of_drug = _genes(drug) if drug is not None and not wanted else ()
    return next((gene for gene in options if gene in of_drug), options[0])


def _allele(visit: Visit, gene: str, grouping: str) -> str | None:
    """Draw the choice of an allele of the gene, and return it; None where none is asked for."""
    rows = queries.pharmacogenes.alleles(visit.store, gene, grouping, visit.sample_set)
    names = rows["allele"].unique(maintain_order=True).to_list()
    chosen = allele_named(url_state.get("allele") or "", names)
    to: dict[str, dict[str, str | None]] = {name: {"allele": name} for name in names}
    url_state.choice_of_many(
        "Allele", {_ANY_ALLELE: {"allele": None}, **to}, "pgx-allele", chosen or _ANY_ALLELE,
        lambda name: name or "Any",
    )  # fmt: skip
    return chosen


def allele_named(wanted: str, names: Sequence[str]) -> str | None:
    """Return the allele of a name, or of the star that its name holds; None where none has it.

    >>> allele_named("*2a", ["*1", "c.1905+1G>A (*2A)"]), allele_named("*2", ["*1", "*20"])
    ('c.1905+1G>A (*2A)', None)
    """
    asked = wanted.casefold()
    held = (name for name in names if name.casefold() == asked or f"({asked})" in name.casefold())
    return next(held, None) if asked else None


def _to_gene(gene: str, drug: str | None) -> dict[str, str | None]:
    of_drug = drug if drug is not None and gene in _genes(drug) else None
    return {"g": gene, "drug": of_drug, "allele": None}


def _to_drugs(gene: str, called: Sequence[str]) -> dict[str, dict[str, str | None]]:
    """Return what the address says for each drug: a gene of it, this one or one that is called."""
    to: dict[str, dict[str, str | None]] = {_ANY_DRUG: {"drug": None}}
    for drug, genes in queries.pharmacogenes.drug_genes().items():
        known = [each for each in genes if each in called]
        here = gene if gene in genes else next(iter(known), genes[0])
        to[drug] = {"g": here, "drug": drug, **({} if here == gene else {"allele": None})}
    return to


def _not_meant(
    wanted: str | None,
    drug_wanted: str | None,
    gene: str,
    drug: str | None,
    options: Sequence[str],
) -> list[str]:
    """Return why something else is shown than the address asks for; nothing where it is not.

    >>> _not_meant("CYP9", "aspirine", "CYP2C19", None, ["CYP2C19"])[0]
    'CYP9 is not told here: no table of its alleles is read here. What follows is of CYP2C19.'
    >>> _not_meant(None, "Codeine", "CYP2C19", "codeine", ["CYP2C19", "CYP2D6"])
    ['What bears on codeine is CYP2D6, not CYP2C19: nothing that follows is of it.']
    """
    said = []
    if wanted and wanted not in options:
        why = queries.pharmacogenes.why_not_told(wanted)
        said.append(f"{wanted} is not told here: {why}. What follows is of {gene}.")
    if drug_wanted and drug is None:
        said.append(
            f"{drug_wanted} is no drug of which CPIC says, at level A or B, that a gene bears on "
            "it. Choose one under Drug."
        )
    if drug is not None and gene not in _genes(drug):
        genes = " and ".join(_genes(drug))
        said.append(f"What bears on {drug} is {genes}, not {gene}: nothing that follows is of it.")
    return said


def _offer(drug: str, options: Sequence[str]) -> None:
    """Draw links to the genes of a drug that the chosen gene does not bear on."""
    there = [gene for gene in _genes(drug) if gene in options]
    if not there:
        why = queries.pharmacogenes.why_not_told(_genes(drug)[0])
        paragraph("pgx-drug-untold", escape(f"{_genes(drug)[0]} is not told here: {why}."))
        return
    with st.container(key="pgx-drug-genes", horizontal=True):
        for gene in there:
            links.link(escape(f"{gene} and {drug}"), "pharmacogenes", {"g": gene, "drug": drug})


def _untold(gene: str, drug: str | None, called: Sequence[str]) -> None:
    """Draw why a gene is not told, which drugs go by it, and the way on."""
    why = queries.pharmacogenes.why_not_told(gene)
    drugs = queries.pharmacogenes.drugs_of(gene)
    more = f" and {len(drugs) - _MOST_NAMED} more" if len(drugs) > _MOST_NAMED else ""
    asked = f"Whether {drug} would be given otherwise is not known here. " if drug else ""
    said = (
        f"{gene} is not told here, since {why}. {asked}It bears on "
        f"{', '.join(drugs[:_MOST_NAMED])}{more}. Where the study names a table of another tool, "
        "what that says stands here instead."
    )
    paragraph("pgx-untold", escape(said))
    others = [each for each in (_genes(drug) if drug else ()) if each in called]
    with st.container(key="pgx-untold-links", horizontal=True):
        links.link(escape(f"Variants of {gene}"), "gene", {"g": gene})
        for other in others or called[:1]:
            params = {"g": other, "drug": drug} if drug and others else {"g": other}
            links.link(escape(f"Pharmacogene {other}"), "pharmacogenes", params)
