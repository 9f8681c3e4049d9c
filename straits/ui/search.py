"""Where the search box leads: what was typed decides the page, and the page finds the thing."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from straits import genome
from straits.queries import hgvs

# What a reader has chosen once and takes along from page to page.
CARRIED = ("a", "b", "people", "r")

# The longest text that is looked at; a longer one is no gene, variant or region.
LONGEST = 2_000


def destination(text: str) -> tuple[str, dict[str, str]]:
    """Return the page, and its parameters, that a text in the search box asks for.

    Anything that is no allele, rsID, HGVS or region is taken for a gene; the page says so if there
    is none of that name.

    >>> destination("10:94,781,859 g>a")
    ('variant', {'v': 'chr10-94781859-G-A'})
    >>> destination("rs4244285"), destination("cyp2c19")
    (('variant', {'v': 'rs4244285'}), ('gene', {'g': 'cyp2c19'}))
    >>> destination("CYP2C19 p.Pro227=")
    ('variant', {'v': 'CYP2C19 p.Pro227='})
    >>> destination("chr10:94,762,681-94,855,547")
    ('frequencies', {'region': 'chr10:94762681-94855547'})
    >>> destination("  ")
    ('', {})
    """
    text = text.strip()[:LONGEST]
    if not text:
        return "", {}
    if re.fullmatch(r"rs\d+", text, re.IGNORECASE):
        return "variant", {"v": text.lower()}
    if hgvs.is_hgvs(text):
        return "variant", {"v": text}
    try:
        return "variant", {"v": genome.variant_id(*genome.parse_variant_id(text))}
    except ValueError:
        pass
    try:
        region = genome.parse_region(text)
    except ValueError:
        return "gene", {"g": text}
    return "frequencies", {"region": f"{region.contig}:{region.start}-{region.end}"}


def address(page: str, params: Mapping[str, str], came_from: str = "", up: str = "") -> str:
    """Return the relative address of a page, keeping the reader's A, B, people and release.

    came_from
        The address the reader was at (the Referer header), or nothing.
    up
        "../" for each folder that the asking address lies below the pages.

    >>> address("gene", {"g": "LCT"}, came_from="http://here/frequencies?a=x&q=2&r=1")
    './gene?g=LCT&a=x&r=1'
    """
    before = parse_qs(urlsplit(came_from).query)
    carried = {name: before[name][0] for name in CARRIED if name in before}
    query = urlencode({**params, **carried})
    return f"{up or './'}{page}{'?' if query else ''}{query}"
