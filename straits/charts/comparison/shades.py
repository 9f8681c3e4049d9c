"""Shades of grey for how many alleles lie in a cell, fewest to most, on a scale of logarithms."""

import polars as pl

from straits.charts.legend import Key
from straits.charts.look import Look


def most(cells: pl.DataFrame) -> int:
    """Return the number of alleles in the fullest cell, of which a scale needs at least 2.

    cells
        n_variants.
    """
    return max(2, *map(int, cells["n_variants"]))


def legend_of(cells: pl.DataFrame, look: Look) -> tuple[Key, Key]:
    """Return what the palest and the darkest shade stand for."""
    palest, darkest = look.density
    return Key("1 variant", palest, "square"), Key(
        f"{most(cells):,} variants in a cell", darkest, "square"
    )
