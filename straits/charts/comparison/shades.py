"""Shades of grey for how many alleles lie in a cell, fewest to most, on a scale of logarithms."""

import polars as pl

from straits.charts.legend import Key
from straits.charts.look import Look


def most(cells: pl.DataFrame) -> int:
    """Return the end of the scale of shades: the fullest cell, or 2, as a scale needs two ends.

    cells
        n_variants.
    """
    return max(2, *map(int, cells["n_variants"]))


def legend_of(cells: pl.DataFrame, look: Look) -> tuple[Key, ...]:
    """Return what the palest and the darkest shade stand for."""
    palest, darkest = look.density
    fullest = max(map(int, cells["n_variants"]), default=0)
    if fullest < 2:
        return (Key("1 variant in a cell", palest, "square"),)
    return Key("1 variant", palest, "square"), Key(
        f"{fullest:,} variants in a cell", darkest, "square"
    )
