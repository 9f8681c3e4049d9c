"""Where the search box leads: what was typed decides the page, and the page finds the thing."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from straits import genome, queries

# What a reader has chosen once and takes along from page to page.
CARRIED = ("a", "b", "people", "r")


def destination(text: str) -> tuple[str, dict[str, str]]:
    """Return the page, and its parameters, that a text in the search box asks for.

    A drug that is given by a gene leads to its pharmacogenes, as does what is asked for as one.
    Anything else that is no allele, star allele, rsID, HGVS or region is taken for a gene; the page
    says so if there is none of that name. What names a build goes along as it is, for the page to
    compare.

    >>> destination("10:94,781,859 g>a")
    ('variant', {'v': 'chr10-94781859-G-A'})
    >>> destination("rs4244285"), destination("cyp2c19")
    (('variant', {'v': 'rs4244285'}), ('gene', {'g': 'cyp2c19'}))
    >>> destination("CYP2C19 p.Pro227="), destination("CYP2C19*2")
    (('variant', {'v': 'CYP2C19 p.Pro227='}), ('variant', {'v': 'CYP2C19*2'}))
    >>> destination("chr10:94,762,681-94,855,547"), destination("X")
    (('frequencies', {'region': 'chr10:94762681-94855547'}), ('frequencies', {'region': 'chrX'}))
    >>> destination("hg19 chr10:96541616 G>A")
    ('variant', {'v': 'hg19 chr10:96541616 G>A'})
    >>> destination("Codeine")
    ('pharmacogenes', {'drug': 'codeine'})
    >>> destination("pharmacogene CYP2C19*2"), destination("Pharmacogene TPMT")
    (('pharmacogenes', {'g': 'CYP2C19', 'allele': '*2'}), ('pharmacogenes', {'g': 'TPMT'}))
    >>> destination("  ")
    ('', {})
    """
    text = text.strip()[: queries.search.LONGEST]
    typed = queries.search.tidy(text)
    asked = typed.text
    if not asked:
        return "", {}
    if drug := queries.pharmacogenes.drug_named(asked):
        return "pharmacogenes", {"drug": drug}
    if named := queries.search.of_pharmacogene(asked):
        gene, allele = named
        return "pharmacogenes", {"g": gene.upper(), **({"allele": allele} if allele else {})}
    if rsid := queries.search.rsid(asked):
        return "variant", {"v": rsid}
    if queries.search.is_hgvs(asked) or queries.search.star_allele(asked):
        return "variant", {"v": asked}
    if contig := queries.search.chromosome(asked):
        return "frequencies", {"region": contig}
    try:
        written = queries.search.alleles(asked)
        is_plain = typed.build is None and len(written) == 1
        return "variant", {"v": genome.variant_id(*written[0]) if is_plain else text}
    except ValueError:
        pass
    try:
        region = queries.search.region(asked)
    except ValueError:
        return "gene", {"g": asked}
    plain = f"{region.contig}:{region.start}-{region.end}"
    return "frequencies", {"region": plain if typed.build is None else text}


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
