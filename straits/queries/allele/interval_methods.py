"""Which interval an allele frequency has."""

import polars as pl

from straits.popgen import intervals

EXACT, WILSON = "exact", "Wilson"


def with_interval_methods(rows: pl.DataFrame) -> pl.DataFrame:
    """Return counts with interval_method, EXACT or WILSON; null without an interval.

    rows
        As of `variant_frequencies`. Of a count that is a range the lower end is that of its least
        and the upper end that of its most, and EXACT if either is.

    >>> rows = pl.DataFrame({"ac": [0, 50], "an": [100, 100], "ac_low": [None, None],
    ...     "ac_high": [None, None], "af_low": [0.0, 0.4]})
    >>> with_interval_methods(rows)["interval_method"].to_list()
    ['exact', 'Wilson']
    """
    an = rows["an"].fill_null(0).to_numpy()
    ends = (
        rows.select(pl.coalesce("ac", name).fill_null(0)).to_series().to_numpy()
        for name in ("ac_low", "ac_high")
    )
    of_least, of_most = (pl.Series(intervals.is_few(ac, an)) for ac in ends)
    return rows.with_columns(
        pl.when(pl.col("af_low").is_null()).then(None)
        .when(of_least | of_most).then(pl.lit(EXACT))
        .otherwise(pl.lit(WILSON)).alias("interval_method")
    )  # fmt: skip
