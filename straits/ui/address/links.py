"""Addresses: links between pages take A, B and the release along; a copied one holds them all."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from straits.ui.address import url_state
from straits.ui.address.search_destination import CARRIED

_PAGES = Path(__file__).resolve().parents[3] / "pages"
# The first is the page that opens at the bare address.
_NAMES = (
    "overview",
    "frequencies",
    "gene",
    "cohorts",
    "phenotypes",
    "sql",
    "pharmacogenes",
    "stories",
    "learn",
    "glossary",
    "variant",
    "audit",
    "bundles",
)
PAGES = {name: _PAGES / f"{name}.py" for name in _NAMES}


def carried(changes: Mapping[str, str]) -> dict[str, str]:
    """Return what goes along to another page: A, B, whose people and the release, as changed."""
    here = {name: value for name in CARRIED if (value := url_state.get(name))}
    return {name: value for name, value in {**here, **changes}.items() if value}


def link(label: str, page: str, params: Mapping[str, str] | None = None) -> None:
    """Draw a real link to a page: it opens in a new tab if asked, and Back leads back.

    label
        Markdown; escape what comes from data.
    params
        What the address says besides what is `carried`; one of those is replaced.
    Without the shell, as in a test of one page, the label stands there as text.
    """
    try:
        st.page_link(PAGES[page], label=label, query_params=carried(params or {}))
    except StreamlitPageNotFoundError:
        st.markdown(label)


def full(release_id: str, params: Mapping[str, str]) -> str:
    """Return the address of what is on screen, with everything in it that a colleague needs."""
    here = {**st.query_params.to_dict(), **params, "r": release_id}
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(here, safe=":/@,"), ""))


def of_page(page: str, params: Mapping[str, str]) -> str:
    """Return the whole address of another page with some parameters in it."""
    parts = urlsplit(st.context.url or "")
    # The first page is at the bare address.
    name = "" if page == _NAMES[0] else page
    path = f"{parts.path.rpartition('/')[0]}/{name}"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(params, safe=":/@,"), ""))


def alone(params: Mapping[str, str]) -> str:
    """Return the address of the page on screen with nothing but some parameters in it."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(params, safe=":/@,"), ""))


def ensembl_variant(build: str, contig: str, pos: int) -> str:
    """Return the page of a position in Ensembl's browser for the build."""
    bare = contig.removeprefix("chr").replace("M", "MT")
    place = f"{bare}:{max(pos - 50, 1)}-{pos + 50}"
    return f"https://{_ensembl(build)}/Homo_sapiens/Location/View?r={place}"


def ensembl_gene(build: str, gene_id: str) -> str:
    """Return the page of a gene in Ensembl's browser for the build."""
    return f"https://{_ensembl(build)}/Homo_sapiens/Gene/Summary?{urlencode({'g': gene_id})}"


def gnomad_variant(build: str, variant_id: str) -> str:
    """Return the page of an allele in the gnomAD browser, in its data set for the build."""
    bare = variant_id.removeprefix("chr")
    return f"https://gnomad.broadinstitute.org/variant/{bare}?dataset={_gnomad(build)}"


def gnomad_gene(build: str, gene_id: str) -> str:
    """Return the page of a gene in the gnomAD browser, in its data set for the build."""
    return f"https://gnomad.broadinstitute.org/gene/{gene_id}?dataset={_gnomad(build)}"


def dbsnp(rsid: str) -> str:
    """Return the page of an rsID in dbSNP.

    >>> dbsnp("rs671")
    'https://www.ncbi.nlm.nih.gov/snp/rs671'
    """
    return f"https://www.ncbi.nlm.nih.gov/snp/{rsid}"


def clinvar_record(clinvar_id: int) -> str:
    """Return the page of a record of ClinVar."""
    return f"https://www.ncbi.nlm.nih.gov/clinvar/variation/{clinvar_id}/"


def clinvar_search(build: str, contig: str, pos: int) -> str:
    """Return ClinVar's answer about a position, for an allele that the study's table lacks."""
    field = "chrpos37" if build == "GRCh37" else "chrpos38"
    bare = contig.removeprefix("chr").replace("M", "MT")
    term = f"{bare}[chr] AND {pos}[{field}]"
    return f"https://www.ncbi.nlm.nih.gov/clinvar/?{urlencode({'term': term})}"


def _ensembl(build: str) -> str:
    return "grch37.ensembl.org" if build == "GRCh37" else "www.ensembl.org"


def _gnomad(build: str) -> str:
    return "gnomad_r2_1" if build == "GRCh37" else "gnomad_r4"
