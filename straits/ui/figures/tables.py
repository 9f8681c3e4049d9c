"""What tables of alleles write: names, AC/AN and intervals."""

import polars as pl

from straits.ui.words import findings, numbers


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a comparison with what charts and tables write of them.

    Added: name, gene, and per side counts_a, counts_b (AC/AN) and interval_a, interval_b.
    """
    written = [
        {
            "name": findings.name(row),
            "gene": (row["gene_symbol"] or "").replace(";", ", "),
            **{f"counts_{s}": findings.counts(row[f"ac_{s}"], row[f"an_{s}"]) for s in "ab"},
            **{f"interval_{s}": interval(row[f"af_low_{s}"], row[f"af_high_{s}"]) for s in "ab"},
        }
        for row in rows.iter_rows(named=True)
    ]
    words = ("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b")
    schema = dict.fromkeys(words, pl.String)
    return rows.hstack(pl.DataFrame(written, schema=schema))


def interval(low: float | None, high: float | None) -> str:
    """Return the ends of an interval; a dash where there is none.

    >>> interval(0.0, 0.00087), interval(None, None)
    ('0–0.00087', '–')
    """
    if low is None or high is None:
        return numbers.MISSING
    return f"{numbers.frequency(low)}–{numbers.frequency(high)}"
