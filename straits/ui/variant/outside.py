"""Plain links to what others know of an allele; nothing is asked of them until a reader clicks."""

from urllib.parse import urlencode

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.address import links


def draw(build: str, variant: queries.allele.Variant, clinvar: pl.DataFrame) -> None:
    """Draw the links that lead somewhere: Ensembl, gnomAD, dbSNP and ClinVar."""
    pages = {
        "Ensembl": links.ensembl_variant(build, variant.contig, variant.pos),
        "gnomAD": links.gnomad_variant(build, variant.variant_id),
    }
    if variant.rsid:
        pages["dbSNP"] = dbsnp(variant.rsid.split(";")[0])
    record = clinvar["clinvar_id"][0] if clinvar.height else None
    pages["ClinVar"] = clinvar_record(record) if record else clinvar_search(build, variant)
    for label, address in pages.items():
        st.page_link(address, label=label)


def dbsnp(rsid: str) -> str:
    """Return the page of an rsID in dbSNP.

    >>> dbsnp("rs671")
    'https://www.ncbi.nlm.nih.gov/snp/rs671'
    """
    return f"https://www.ncbi.nlm.nih.gov/snp/{rsid}"


def clinvar_record(clinvar_id: int) -> str:
    """Return the page of a record of ClinVar."""
    return f"https://www.ncbi.nlm.nih.gov/clinvar/variation/{clinvar_id}/"


def clinvar_search(build: str, variant: queries.allele.Variant) -> str:
    """Return ClinVar's answer about a position, for an allele that the study's table lacks."""
    field = "chrpos37" if build == "GRCh37" else "chrpos38"
    bare = variant.contig.removeprefix("chr").replace("M", "MT")
    term = f"{bare}[chr] AND {variant.pos}[{field}]"
    return f"https://www.ncbi.nlm.nih.gov/clinvar/?{urlencode({'term': term})}"
