"""What an allele is called, and its counts, as pages and files write them."""

from collections.abc import Mapping
from typing import Any

from straits.ui.words import numbers

Row = Mapping[str, Any]


def name(row: Row) -> str:
    """Return what people call an allele: its rsID, else contig-pos-ref-alt, long ones shortened."""
    if row["rsid"]:
        return str(row["rsid"])
    return short(str(row["variant_id"]))


def with_change(named: str, gene_symbol: str | None, hgvs_p: str | None) -> str:
    """Return an allele's name with its gene and what it does to the protein, as far as is known.

    >>> with_change("rs671", "ALDH2", "NP_000681.2:p.Glu504Lys"), with_change("rs1", None, None)
    ('rs671 (ALDH2 Glu504Lys)', 'rs1')
    """
    change = (hgvs_p or "").rpartition("p.")[2]
    added = " ".join(part for part in (gene_symbol, change) if part)
    return f"{named} ({added})" if added else named


def short(variant_id: str, most: int = 36, tail: int = 8) -> str:
    """Return the id with its middle left out if it is longer than `most`, and the last `tail`.

    >>> short("chr1-100-A-T"), len(short("chr1-100-" + "A" * 100 + "-T"))
    ('chr1-100-A-T', 36)
    >>> short("chr10-94779551-T-TTTTTCTTTTC", 20, 4)
    'chr10-94779551-…TTTC'
    """
    if len(variant_id) <= most:
        return variant_id
    return f"{variant_id[: most - tail - 1]}…{variant_id[-tail:]}"


def counts(ac: int | None, an: int | None) -> str:
    """Return AC/AN."""
    return f"{numbers.count(ac)}/{numbers.count(an)}"
