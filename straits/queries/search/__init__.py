"""What a typed text means, and what to open where it is not here."""

from straits.queries.search.hgvs import is_hgvs
from straits.queries.search.name_spelling import alleles, chromosome, region, rsid, tidy
from straits.queries.search.resolution import LONGEST, Resolution, alleles_named, search

__all__ = [
    "LONGEST", "Resolution", "alleles", "alleles_named", "chromosome", "is_hgvs", "region", "rsid",
    "search", "tidy",
]  # fmt: skip
