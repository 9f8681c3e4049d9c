"""How sheets write that there is nothing."""

import polars as pl

# In lower case; PLINK's missing values and the errors of Excel are among them.
USUAL = (
    "", ".", "-", "--", "na", "n/a", "<na>", "nan", "null", "none", "-9",
    "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!",
)  # fmt: skip
# A number of a table may be -9, and databases write nothing in two more ways.
OF_TABLES = tuple(mark for mark in USUAL if mark != "-9") + (r"\n", "no matching concept")


def is_nothing(cells: pl.Series, *marks: str) -> pl.Series:
    """Tell of each cell whether it is one of the usual marks or of these; capitals do not matter.

    A number counts as written whole: -9.0 is -9, as a program writes it beside empty cells.

    >>> is_nothing(pl.Series(["#N/A", "99", "Malay", "-9.0"]), "99").to_list()
    [True, True, False, True]
    """
    plain = cells.str.to_lowercase().str.replace(r"^(-?\d+)\.0+$", "${1}")
    return plain.is_in([*USUAL, *(mark.lower() for mark in marks)])
