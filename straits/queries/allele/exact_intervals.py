"""Exact intervals of an allele frequency where few copies carry the allele, or lack it."""

import numpy as np
import polars as pl

from straits.popgen import intervals

# Wilson's interval covers too little where fewer copies than this carry the allele, or lack it
# (Brown, Cai & DasGupta 2001, Stat Sci 16:101, section 3.1.1).
FEW = 5
EXACT, WILSON = "exact", "Wilson"


def with_exact_intervals(rows: pl.DataFrame) -> pl.DataFrame:
    """Return counts with af_low and af_high by Clopper and Pearson where few carry or lack it.

    rows
        As of `variant_frequencies`.

    Added: interval_method, EXACT or WILSON; null without an interval. Of a count that is a range
    the lower end is that of its least and the upper end that of its most, each exact where that
    count is small.

    >>> rows = pl.DataFrame({"ac": [0, 50], "an": [100, 100], "ac_low": [None, None],
    ...     "ac_high": [None, None], "af_low": [0.0, 0.4], "af_high": [0.037, 0.6]})
    >>> with_exact_intervals(rows).select(pl.col("af_high").round(4), "interval_method").rows()
    [(0.0362, 'exact'), (0.6, 'Wilson')]
    """
    an = rows["an"].fill_null(0).to_numpy()
    is_few, ends = [], []
    for place, name in enumerate(("ac_low", "ac_high")):
        ac = rows.select(pl.coalesce("ac", name).fill_null(0)).to_series().to_numpy()
        is_few.append(np.minimum(ac, an - ac) < FEW)
        ends.append(intervals.clopper_pearson_interval(ac, an)[place])
    is_known = pl.col("af_low").is_not_null()
    low, high = (pl.Series(few) for few in is_few)
    return rows.with_columns(
        pl.when(is_known & low).then(pl.Series(ends[0])).otherwise("af_low").alias("af_low"),
        pl.when(is_known & high).then(pl.Series(ends[1])).otherwise("af_high").alias("af_high"),
        pl.when(is_known & (low | high)).then(pl.lit(EXACT))
        .when(is_known).then(pl.lit(WILSON)).alias("interval_method"),
    )  # fmt: skip
