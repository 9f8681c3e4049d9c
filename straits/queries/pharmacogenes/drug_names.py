"""Drugs that are given by a gene, be it called or not, and why some genes are not told."""

import csv
from functools import cache
from pathlib import Path

# One row per drug and gene of a pair of CPIC of level A or B; made by tools/build_drugs_of_cpic.
_FILE = Path(__file__).with_name("drugs_of_cpic.tsv")

# Genes of which readers ask first, and that small changes do not tell.
NOT_TOLD = {
    "CYP2D6": "its copies and hybrids are not told by small changes",
    "HLA-A": "its alleles need typing of their own",
    "HLA-B": "its alleles need typing of their own",
}


@cache
def drug_genes() -> dict[str, tuple[str, ...]]:
    """Return the genes of each drug, by its name in small letters, those of level A first."""
    genes: dict[str, list[str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            genes.setdefault(row["drug"], []).append(row["gene_symbol"])
    return {drug: tuple(symbols) for drug, symbols in genes.items()}


def drug_named(text: str) -> str | None:
    """Return the drug that a text names, in any case; None where it names none.

    >>> drug_named(" Codeine "), drug_named("CYP2D6")
    ('codeine', None)
    """
    name = text.strip().lower()
    return name if name in drug_genes() else None


def drugs_beginning(text: str) -> list[str]:
    """Return the drugs whose name begins with a text.

    >>> drugs_beginning("Tamo"), drugs_beginning("")
    (['tamoxifen'], [])
    """
    begin = text.strip().lower()
    return [drug for drug in drug_genes() if begin and drug.startswith(begin)]


def drugs_of(gene: str) -> list[str]:
    """Return the drugs that are given by a gene.

    >>> drugs_of("DPYD")
    ['capecitabine', 'fluorouracil']
    """
    return [drug for drug, genes in drug_genes().items() if gene in genes]


def why_not_told(gene: str) -> str:
    """Say why the diplotypes of a gene are not called.

    >>> why_not_told("RYR1")
    'no table of its alleles is read here'
    """
    return NOT_TOLD.get(gene, "no table of its alleles is read here")
