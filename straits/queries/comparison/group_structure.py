"""How groups have drifted apart: F_ST with its error, branches, diversity and spectra."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.genome import CONTIG_ORDER, Region
from straits.popgen import fst, spectrum
from straits.popgen.arrays import Floats
from straits.queries.allele import allele_ranges
from straits.queries.allele.allele_filters import Filters
from straits.queries.comparison.panel_of_groups import GroupPanel, group_panel
from straits.queries.groups.populations_shown import Population
from straits.store import Store

# Alleles of each group that spectra are drawn of at most: more classes than this cannot be read.
MOST_PROJECTED = 100
# Bases of a stretch: alleles that go together lie in one, mostly.
STRETCH = 5_000_000


@dataclass(frozen=True)
class Places:
    """Where the alleles of a panel are, each of shape (n,).

    contig
        Place in genome.CONTIGS.
    pos
        1-based.
    """

    contig: NDArray[np.int64]
    pos: NDArray[np.int64]


@dataclass(frozen=True)
class Diversity:
    """How diverse groups are, over the alleles that all of them have called.

    heterozygosity
        One row per population: population (its place in the panel), n_seen (of n_alleles),
        heterozygosity (the mean chance that two alleles of the group differ; Nei 1978), which does
        not grow with the number of people, and its standard error over stretches of STRETCH bases
        (null with fewer than two).
    spectra
        One row per population and count: population, count (of the rarer allele among `size`, from
        1 to half of them) and n_alleles (expected at it: projected, Marth 2004).
    n_alleles, n_projected
        Alleles that all groups have called, and those with at least `size` called in each.
    n_in_range
        Alleles of which some group's AC is known only as a range; they are left out.
    """

    heterozygosity: pl.DataFrame
    spectra: pl.DataFrame
    n_alleles: int
    size: int
    n_projected: int
    n_in_range: int


def places(store: Store, panel: GroupPanel) -> Places:
    """Return where the alleles of a panel are."""
    index = panel.allele_index
    span = (int(index[0]), int(index[-1])) if index.size else allele_ranges.EMPTY
    listed = allele_ranges.alleles_in(store, span).select("allele_index", "contig", "pos")
    here = listed.filter(pl.col("allele_index").is_in(index))
    codes = here["contig"].replace_strict(CONTIG_ORDER, return_dtype=pl.Int64)
    return Places(codes.to_numpy(), here["pos"].cast(pl.Int64).to_numpy())


def diversity(
    store: Store, populations: Sequence[Population], filters: Filters
) -> Diversity | None:
    """Return how much two alleles of each group differ, and how many of its alleles are rare.

    Both over the alleles that every group has called, so that groups can be compared; the alleles
    are those of `group_panel`, and None is returned where it returns None.
    """
    panel = group_panel(store, populations, filters)
    return None if panel is None else diversity_of(store, panel)


def diversity_of(store: Store, panel: GroupPanel) -> Diversity:
    """Return `diversity` of the alleles of a panel."""
    kept = panel.is_called
    ac, an = panel.ac[kept], panel.an[kept]
    at = places(store, panel)
    block = _stretches(at.contig[kept], at.pos[kept])
    n_blocks = int(block.max()) + 1 if block.size else 0
    rates = spectrum.expected_heterozygosity(ac, an)
    ones = np.ones(len(rates))
    means = [fst.block_jackknife(column, ones, block, n_blocks) for column in rates.T]
    size = min(_common_size(an), MOST_PROJECTED)
    fits = (an >= size).all(axis=1)
    heterozygosity = pl.DataFrame(
        {
            "population": range(len(panel.populations)),
            "n_seen": (ac > 0).sum(axis=0),
            "heterozygosity": [mean for mean, _ in means],
            "error": [error for _, error in means],
        },
        schema_overrides={"population": pl.Int64, "n_seen": pl.Int64},
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    return Diversity(
        heterozygosity,
        _spectra(ac[fits], an[fits], size),
        int(kept.sum()),
        size,
        int(fits.sum()),
        panel.ranges["allele_index"].n_unique(),
    )


def _common_size(an: Floats) -> int:
    """Return how many alleles groups can be projected down to: what 95 % of alleles have in each.

    an
        Alleles called, shape (n, k) for k groups.
    """
    return int(np.quantile(an, 0.05, axis=0).min()) if an.size else 0


def _spectra(ac: Floats, an: Floats, size: int) -> pl.DataFrame:
    rows = [
        (place, count, float(n_alleles))
        for place in range(ac.shape[1])
        for count, n_alleles in enumerate(
            spectrum.folded(spectrum.projected_spectrum(ac[:, place], an[:, place], size)[0])
        )
        if count
    ]
    schema = {"population": pl.Int64, "count": pl.Int64, "n_alleles": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _stretches(contig: NDArray[np.int64], pos: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the stretch of STRETCH bases that each allele lies in, from 0."""
    # No contig has as many stretches.
    stretch = contig * 1_000 + pos // STRETCH
    number: NDArray[np.int64] = np.unique(stretch, return_inverse=True)[1].astype(np.int64)
    return number


def window_branches(
    panel: GroupPanel, at: Places, region: Region, n_windows: int, a: int, b: int, outgroup: int
) -> pl.DataFrame:
    """Return one row per window of a region, in order: F_ST of A and B, and A's branch.

    Columns: start_pos, end_pos, then as of `gene_branches` from n_alleles on. The windows are
    equally long, but for the last.
    """
    size = max(1, -(-(region.end - region.start + 1) // n_windows))
    lows = np.arange(region.start, region.end + 1, size)
    highs = np.minimum(lows + size - 1, region.end)
    is_here = at.contig == CONTIG_ORDER[region.contig]
    first = int(np.argmax(is_here)) if is_here.any() else 0
    pos = at.pos[is_here]
    starts = first + np.searchsorted(pos, lows)
    stops = first + np.searchsorted(pos, highs, side="right")
    windows = pl.DataFrame({"start_pos": lows, "end_pos": highs})
    return windows.hstack(_branches(panel, (a, b, outgroup), starts, stops))


def _branches(
    panel: GroupPanel,
    chosen: tuple[int, int, int],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
) -> pl.DataFrame:
    """Measure the three groups over rows starts[i] up to stops[i] of the panel."""
    is_called = (panel.an[:, chosen] > 0).all(axis=1)

    def summed(values: Floats) -> Floats:
        known = np.where(is_called & ~np.isnan(values), values, 0.0)
        up_to = np.concatenate([[0.0], np.cumsum(known)])
        return np.asarray(up_to[stops] - up_to[starts])

    a, b, c = chosen
    distances = []
    for first, second in ((a, b), (a, c), (b, c)):
        top, bottom = fst.hudson_fst_parts(
            panel.ac[:, first], panel.an[:, first], panel.ac[:, second], panel.an[:, second]
        )
        total = summed(bottom)
        varies = total > 1e-12  # what is left of a sum of nothing is rounding
        distances.append(np.where(varies, summed(top) / np.where(varies, total, 1.0), np.nan))
    ab, ac, bc = distances
    pbs_a, pbsn1_a = fst.population_branch(ab, ac, bc)
    pbs_b, pbsn1_b = fst.population_branch(ab, bc, ac)
    return pl.DataFrame(
        {
            "n_alleles": summed(np.ones(is_called.size)).astype(np.int64),
            "fst_ab": ab, "fst_ac": ac, "fst_bc": bc,
            "pbs_a": pbs_a, "pbs_b": pbs_b, "pbsn1_a": pbsn1_a, "pbsn1_b": pbsn1_b,
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))  # fmt: skip
