"""The counts that are stored by group, and the columns that hold them."""

SEXES = ("XX", "XY", "unknown")
SAMPLE_SETS = ("all", "unrelated")
COUNTS = ("n_called", "ac", "an", "hom_alt", "het", "hemi")


def count_column(count: str, sample_set: str = "all", sex: str | None = None) -> str:
    """Name a column of `frequencies`: ac, ac_unrelated, ac_xx, ac_xx_unrelated and so on.

    >>> count_column("ac"), count_column("an", "unrelated", "XY")
    ('ac', 'an_xy_unrelated')
    """
    parts = [count, *([sex.lower()] if sex else []), *([sample_set] if sample_set != "all" else [])]
    return "_".join(parts)


FREQUENCY_COLUMNS = tuple(
    count_column(count, sample_set, sex)
    for sample_set in SAMPLE_SETS
    for sex in (None, *SEXES)
    for count in COUNTS
)
