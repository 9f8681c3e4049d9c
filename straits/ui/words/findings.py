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
