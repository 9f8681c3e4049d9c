"""What a typed text means, and what to open where it is not here."""

from straits.queries.search.hgvs import is_hgvs
from straits.queries.search.name_spelling import (
    alleles,
    chromosome,
    names_of_day,
    of_pharmacogene,
    region,
    rsid,
    star_allele,
    tidy,
)
from straits.queries.search.resolution import LONGEST, Resolution, alleles_named, search

__all__ = [
    "LONGEST", "Resolution", "alleles", "alleles_named", "chromosome", "is_hgvs", "names_of_day",
    "of_pharmacogene", "region", "rsid", "search", "star_allele", "tidy",
]  # fmt: skip
