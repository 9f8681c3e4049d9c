"""Shares that are ranges, as tables write them: what is certain, and what is not known."""

from collections.abc import Callable

import polars as pl

from straits.ui.words import numbers

# Above this share of people nothing is ruled out of anybody, but for rounding.
_EVERYBODY = 0.9995


def percents(unit: str = " %") -> pl.Expr:
    """Write `low` and `high` in per cent: one number, a range, or what is certain at least.

    unit
        What stands behind the numbers; nothing where the words above the table say so.
    A range that reaches 100 % is no finding of so many, but of people of whom nothing is known.

    >>> rows = pl.DataFrame({"low": [0.1, 0.1, 0.009, 0.0, None], "high": [0.1, 0.2, 1, 1, None]})
    >>> rows.select(percents()).to_series().to_list()
    ['10.0 %', '10.0 to 20.0 %', 'at least 0.9 %', 'not known', 'withheld']
    """
    return _in_words(lambda end: (pl.col(end) * 100).round(1), unit)


def per_thousand() -> pl.Expr:
    """Write `low` and `high` of 1,000, as other pages write carriers.

    >>> rows = pl.DataFrame({"low": [0.1, 0.1, 0.009, 0.0, None], "high": [0.1, 0.2, 1, 1, None]})
    >>> rows.select(per_thousand()).to_series().to_list()
    ['100.0', '100.0 to 200.0', 'at least 9.0', 'not known', 'withheld']
    """
    return _in_words(lambda end: (pl.col(end) * 1000).round(1))


def one_in() -> pl.Expr:
    """Write `low` and `high` as one in so many.

    >>> rows = pl.DataFrame({"low": [0.1, 0.1, 0.009, 0.0, None], "high": [0.1, 0.2, 1, 1, None]})
    >>> rows.select(one_in()).to_series().to_list()
    ['1 in 10', '1 in 10 to 1 in 5', 'at least 1 in 111', 'not known', 'withheld']
    """
    return _in_words(numbers.ones_in)


def people() -> pl.Expr:
    """Write of how many people something is certain, and of how many more it is not known.

    >>> rows = pl.DataFrame(
    ...     {"n_certain": [34, 40, None], "n_open": [11, 0, None], "n_covered": [1182, 90, 90]}
    ... )
    >>> rows.select(people()).to_series().to_list()
    ['34 of 1,182, 11 not known', '40 of 90', '']
    """
    certain = pl.format("{} of {}", numbers.counts("n_certain"), numbers.counts("n_covered"))
    return (
        pl.when(pl.col("n_certain").is_null())
        .then(pl.lit(""))
        .when(pl.col("n_open").fill_null(0) > 0)
        .then(pl.format("{}, {} not known", certain, numbers.counts("n_open")))
        .otherwise(certain)
    )


def _in_words(write: Callable[[str], pl.Expr], unit: str = "") -> pl.Expr:
    """Write `low` and `high`: one number, a range, or what is certain at least, with its unit."""
    low, high = write("low"), write("high")
    is_open = (pl.col("high") >= _EVERYBODY) & (pl.col("low") < _EVERYBODY)
    return (
        pl.when(pl.col("low").is_null())
        .then(pl.lit("withheld"))
        .when(is_open & (pl.col("low") == 0))
        .then(pl.lit("not known"))
        .when(is_open)
        .then(pl.format("at least {}" + unit, low))
        .when(pl.col("high").is_null() | (low == high))
        .then(pl.format("{}" + unit, low))
        .otherwise(pl.format("{} to {}" + unit, low, high))
    )
