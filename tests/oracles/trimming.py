"""The shortest way to write an allele, worked out without the product's own routine."""

from os.path import commonprefix

import polars as pl


def shortest(pos: int, ref: str, alt: str) -> tuple[int, str, str]:
    """Drop the bases that both alleles end with, then those they start with, keeping one of each.

    >>> shortest(10, "CAT", "CGT"), shortest(10, "CAA", "CA"), shortest(10, "CCA", "CA")
    ((11, 'A', 'G'), (10, 'CA', 'C'), (10, 'CC', 'C'))
    """
    spare = min(len(ref), len(alt)) - 1
    at_end = min(spare, len(commonprefix([ref[::-1], alt[::-1]])))
    ref, alt = ref[: len(ref) - at_end], alt[: len(alt) - at_end]
    at_start = min(spare - at_end, len(commonprefix([ref, alt])))
    return pos + at_start, ref[at_start:], alt[at_start:]


def trimmed(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with pos, ref and alt of each row in their shortest form."""
    keys = [shortest(*row) for row in counts.select("pos", "ref", "alt").iter_rows()]
    columns = pl.DataFrame(
        keys, schema={"pos": pl.Int64, "ref": pl.String, "alt": pl.String}, orient="row"
    )
    return counts.with_columns(columns.get_columns())
