"""Cells of text as numbers and dates, by the habits of their table; nothing is guessed."""

import polars as pl

_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
_LIMIT = r"^\s*[<>≤≥]"
_ISO = "%Y-%m-%d"


def number(text: pl.Expr, decimal: str, is_typed: bool = False) -> pl.Expr:
    """Return text as numbers; null where it is not one.

    decimal
        The decimal sign. With a comma, 1.234 is no number: a point may stand for thousands.
    is_typed
        Whether the file holds numbers as such (Parquet, Excel), written here with a point.

    >>> cells = pl.DataFrame({"value": ["5,3", "5.3", "1.234,5", "hæmolyseret"]})
    >>> cells.select(number(pl.col("value"), ",")).to_series().to_list()
    [5.3, None, None, None]
    """
    plain = text
    if decimal == ",":
        is_foreign = pl.lit(False) if is_typed else text.str.contains(".", literal=True)
        plain = pl.when(~is_foreign).then(text.str.replace(",", ".", literal=True))
    value = pl.when(plain.str.contains(_NUMBER)).then(plain).cast(pl.Float64)
    return pl.when(value.is_finite()).then(value)


def is_limit(text: pl.Expr) -> pl.Expr:
    """Return whether text is a limit of an assay, such as <0.1; false where there is none."""
    return text.str.contains(_LIMIT).fill_null(False)


def day(text: pl.Expr, date_format: str, is_typed: bool = False) -> pl.Expr:
    """Return text as dates; null where it is not one, such as 31-02-2015.

    date_format
        As strptime has it. After an ISO date a time may follow, and is left out.
    is_typed
        Whether the file holds dates as such (Parquet, Excel), written here as ISO has them.

    >>> cells = pl.DataFrame({"day": ["01-02-2015", "31-02-2015", "2015-02-01"]})
    >>> [str(each) for each in cells.select(day(pl.col("day"), "%d-%m-%Y")).to_series()]
    ['2015-02-01', 'None', 'None']
    """
    iso = text.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?$").str.to_date(
        _ISO, strict=False
    )
    if date_format == _ISO:
        return iso
    date = text.str.to_date(date_format, strict=False)
    return pl.coalesce(date, iso) if is_typed else date
