"""Where positions of a gene stand on the axis of its chart: to scale, or with introns shrunk."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

# Bases on either side of an exon that stay to scale, so that splice sites can be told apart.
FLANK = 50

# What all introns together take of the axis at most, for each part that the exons take.
_INTRON_SHARE = 0.6


@dataclass(frozen=True)
class Ruler:
    """A rising, piecewise straight line from position to place on the axis.

    positions, places
        Its corners, both rising; between them a place is in proportion.
    """

    positions: tuple[float, ...]
    places: tuple[float, ...]
    is_shrunk: bool

    @property
    def ends(self) -> tuple[float, float]:
        """Return the first and the last place."""
        return self.places[0], self.places[-1]

    def place(self, positions: ArrayLike) -> NDArray[np.float64]:
        """Return the places of positions, of the same shape; beyond the ends, the ends."""
        places: NDArray[np.float64] = np.interp(
            np.asarray(positions, np.float64), self.positions, self.places
        )
        return places

    def position(self, place: float) -> float:
        """Return the position that stands at a place."""
        return float(np.interp(place, self.places, self.positions))

    def placed(self, rows: pl.DataFrame, **columns: str) -> pl.DataFrame:
        """Return rows with the places of some columns: x="pos" puts those of pos into x."""
        added: list[Any] = [
            pl.Series(name, self.place(rows[column].to_numpy()), pl.Float64)
            for name, column in columns.items()
        ]
        return rows.with_columns(added)


def to_scale(extent: tuple[int, int]) -> Ruler:
    """Return the ruler on which the place is the position; the last base has room, too.

    >>> to_scale((100, 200)).ends
    (100.0, 201.0)
    """
    ends = float(extent[0]), float(extent[1] + 1)
    return Ruler(ends, ends, is_shrunk=False)


def introns_shrunk(exons: pl.DataFrame, extent: tuple[int, int]) -> Ruler:
    """Return the ruler with exons and their flanks to scale, and all between them shrunk.

    exons
        start_pos and end_pos, both included, in any order; they may overlap.

    An intron keeps a width that grows with the root of its length. Places begin at 0. Without
    exons, and where shrinking would lengthen the gene, the gene is drawn to scale.

    >>> exons = pl.DataFrame({"start_pos": [1, 9_001], "end_pos": [1_000, 10_000]})
    >>> introns_shrunk(exons, (1, 10_000)).position(1_050)
    1051.0
    """
    kept = _merged(exons, extent)
    start, end = extent[0], extent[1] + 1
    total = sum(high - low for low, high in kept)
    edges = [start, *(edge for pair in kept for edge in pair), end]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    roots = sum((high - low) ** 0.5 for low, high in gaps)
    if not kept or roots == 0 or total * (1 + _INTRON_SHARE) >= end - start:
        return to_scale(extent)
    scale = total * _INTRON_SHARE / roots
    positions, places = [float(start)], [0.0]
    for (low, high), exon in zip(gaps, [*kept, None], strict=True):
        if high > low:
            positions.append(float(high))
            places.append(places[-1] + min((high - low) ** 0.5 * scale, high - low))
        if exon is not None:
            positions.append(float(exon[1]))
            places.append(places[-1] + exon[1] - exon[0])
    return Ruler(tuple(positions), tuple(places), is_shrunk=True)


def _merged(exons: pl.DataFrame, extent: tuple[int, int]) -> list[tuple[int, int]]:
    """Return exons with their flanks as half-open stretches that neither touch nor overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in exons.select("start_pos", "end_pos").sort("start_pos").iter_rows():
        low, high = max(start - FLANK, extent[0]), min(end + 1 + FLANK, extent[1] + 1)
        if low >= high:
            continue
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged
