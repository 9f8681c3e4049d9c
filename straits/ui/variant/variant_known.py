"""What is established of an allele, with its sources: named alleles that need it, and ClinVar."""

import polars as pl
import streamlit as st

from straits.ui.address import links
from straits.ui.figures import tables
from straits.ui.figures.tables import number, text
from straits.ui.words import glossary
from straits.ui.words.markdown import escape

_MOST_ROWS = 8


def in_few_words(named: pl.DataFrame) -> str:
    """Return the named allele that an allele is, else those that it is part of, and the function.

    named
        As of queries.allele.named_alleles. Empty words where no allele table names the allele.

    >>> in_few_words(pl.DataFrame({"gene_symbol": ["CYP2C19"], "allele": ["*2"],
    ...     "function": ["no function"], "effect": ["splicing defect"], "others": ["rs12769205"]}))
    'known: part of CYP2C19*2, no function, splicing defect'
    """
    if named.is_empty():
        return ""
    first = named.row(0, named=True)
    name = _name(first["gene_symbol"], first["allele"])
    if first["others"]:
        name = f"part of {name}"
        if named.height > 1:
            return f"known: {name} and of {named.height - 1} more named alleles"
    facts = (name, first["function"], first["effect"])
    return f"known: {', '.join(fact for fact in facts if fact)}"


def draw(
    named: pl.DataFrame,
    genes: pl.DataFrame,
    symbols: tuple[str, ...],
    clinvar: pl.DataFrame,
    read: pl.DataFrame,
) -> None:
    """Draw one row per named allele that needs the allele, then one per record of ClinVar.

    Where there is none of either, a sentence says which tables were read.

    named, genes, clinvar, read
        As of queries.allele.named_alleles, named_genes, clinvar and clinvar_sources.
    symbols
        The genes of the allele.
    """
    st.header("What is established", anchor=False)
    tabled = genes.filter(pl.col("gene_symbol").is_in(symbols))
    if named.height:
        _named(named)
        for gene in named["gene_symbol"].unique(maintain_order=True):
            links.link(f"Phenotypes of {escape(gene)} by group", "pharmacogenes", {"g": gene})
    elif tabled.height:
        sources = " and ".join(tabled["source"].unique(maintain_order=True))
        st.markdown(
            escape(f"No named allele of {tabled['gene_symbol'][0]} needs it, says {sources}.")
        )
    if clinvar.is_empty():
        st.markdown(escape(not_in_clinvar(read)))
    else:
        _records(clinvar)


def not_in_clinvar(read: pl.DataFrame) -> str:
    """Say of which edition of ClinVar it is that an allele is not in it.

    read
        As of queries.allele.clinvar_sources.
    """
    whole = "To have all of it, name clinvar.vcf.gz under clinvar: in the study file."
    if read.is_empty():
        return (
            "No allele of this study is in ClinVar as it was read, if any was. Straits brings the "
            f"likely pathogenic part of it, for GRCh38 alone. {whole}"
        )
    source, source_date = read["source"][0] or "ClinVar", read["source_date"][0]
    as_of = f" of {source_date}" if source_date else ""
    if "bundled" in source:
        return (
            "The part of ClinVar that comes with Straits (likely pathogenic or worse, two stars or "
            f"more){as_of} does not have this allele. {whole}"
        )
    return f"{source}{as_of} does not have this allele."


def _named(named: pl.DataFrame) -> None:
    shown = named.with_columns(
        pl.Series(
            "name",
            [_name(*pair) for pair in named.select("gene_symbol", "allele").iter_rows()],
            pl.String,
        )
    )
    columns = {
        "name": text("Named allele", width=150, help=glossary.meaning("established")),
        "function": text("Function", width=150),
        "activity_score": number("Activity score", width=100),
        "effect": text("Effect of the change", width=150),
        "others": text("Needs as well", width=300),
        "source": text("Source", width=280),
    }
    tables.draw_filled(
        shown, columns, "The named alleles that need this one, and what they do", _MOST_ROWS
    )


def _name(symbol: str, allele: str) -> str:
    """Join gene and allele as the field writes them: CYP2C19*2, else with a blank."""
    return f"{symbol}{'' if allele.startswith('*') else ' '}{allele}"


def _records(clinvar: pl.DataFrame) -> None:
    columns = {
        "significance": text("ClinVar", width=190, help=glossary.meaning("clinvar")),
        "stars": number("Stars", width=56),
        "review_status": text("Review", width=250),
        "conditions": text("Conditions", width=330),
        "conflict": text("Who says what", width=180),
        "source": text("Source", width=200),
        "source_date": st.column_config.DateColumn("As of", width=90),
    }
    tables.draw_filled(clinvar, columns, "What ClinVar says of the allele")
