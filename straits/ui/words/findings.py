"""What a page has found, as a sentence."""

from collections.abc import Mapping
from typing import Any

from straits.ui.words import numbers

Row = Mapping[str, Any]

# As the field uses the words.
RARE, COMMON = 0.01, 0.05


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


def comparison(row: Row, names: tuple[str, str]) -> str:
    """Say how an allele differs: which side has more of it, and both frequencies.

    A ratio to a rare allele says more about chance than about groups, so it is not given.

    >>> row = {"rsid": "rs671", "variant_id": "", "gene_symbol": "ALDH2",
    ...     "af_a": 0.02, "af_b": 0.25, "difference": -0.23}
    >>> print(comparison(row, ("Danes", "Chinese")))
    rs671 in ALDH2 is 12 times as common in Chinese (0.250) as in Danes (0.020)
    >>> print(comparison({**row, "af_a": 0.001}, ("Danes", "Chinese")))
    rs671 in ALDH2 is common in Chinese (0.250) and rare in Danes (0.001)
    """
    more, less = ("a", "b") if row["difference"] >= 0 else ("b", "a")
    named = dict(zip("ab", names, strict=True))
    where = f" in {str(row['gene_symbol']).split(';')[0]}" if row["gene_symbol"] else ""
    high, low = row[f"af_{more}"], row[f"af_{less}"]
    ends = f"{named[more]} ({numbers.frequency(high)})", f"{named[less]} ({numbers.frequency(low)})"
    subject = f"{name(row)}{where}"
    if low == 0:
        return f"{subject} was seen in {ends[0]} and not once in {ends[1]}"
    if high == low:
        return f"{subject} is as common in {ends[0]} as in {ends[1]}"
    if low < RARE and high >= COMMON:
        return f"{subject} is common in {ends[0]} and rare in {ends[1]}"
    times = high / low
    if times >= 1.5:
        factor = f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"
        return (
            f"{subject} is {factor.removesuffix('.0')} times as common in {ends[0]} as in {ends[1]}"
        )
    return f"{subject} is more common in {ends[0]} than in {ends[1]}"
