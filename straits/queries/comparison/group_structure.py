"""How groups have drifted apart: F_ST with its error, branches, diversity and spectra."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.genome import CONTIG_ORDER, Region
from straits.popgen import fst, spectrum
from straits.popgen.arrays import Floats
from straits.queries.allele import allele_ranges
from straits.queries.comparison.panel_of_groups import GroupPanel
from straits.store import Store


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


def places(store: Store, panel: GroupPanel) -> Places:
    """Return where the alleles of a panel are."""
    index = panel.allele_index
    span = (int(index[0]), int(index[-1])) if index.size else allele_ranges.EMPTY
    listed = allele_ranges.alleles_in(store, span).select("allele_index", "contig", "pos")
    here = listed.filter(pl.col("allele_index").is_in(index))
    codes = here["contig"].replace_strict(CONTIG_ORDER, return_dtype=pl.Int64)
    return Places(codes.to_numpy(), here["pos"].cast(pl.Int64).to_numpy())


def diversity(panel: GroupPanel) -> pl.DataFrame:
    """Return one row per population: how much two of its alleles differ.

    Columns: population (place in the panel), label, n_alleles (that every group has called),
    n_seen (of them in this one), heterozygosity (the mean over n_alleles of the chance that two
    alleles of the group differ; Nei 1978), which does not grow with the number of people.
    """
    kept = panel.is_called
    ac, an = panel.ac[kept], panel.an[kept]
    rates = spectrum.expected_heterozygosity(ac, an)
    with np.errstate(invalid="ignore"):
        means = np.array([np.nanmean(column) if column.size else np.nan for column in rates.T])
    return pl.DataFrame(
        {
            "population": range(len(panel.populations)),
            "label": [population.label for population in panel.populations],
            "n_alleles": [int(kept.sum())] * len(panel.populations),
            "n_seen": (ac > 0).sum(axis=0),
            "heterozygosity": means,
        },
        schema_overrides={"population": pl.Int64, "n_seen": pl.Int64},
    ).with_columns(pl.col("heterozygosity").fill_nan(None))


def spectra(panel: GroupPanel, size: int) -> pl.DataFrame:
    """Return one row per population and count: the alleles expected at it among `size` alleles.

    Columns: population (place in the panel), label, count (1 to size - 1), n_alleles. Counts are of
    the alternate allele, projected down to one size so that groups of any number of people can be
    compared. Alleles with fewer called in the group are left out of its row.
    """
    rows = [
        (place, population.label, count, float(n_alleles))
        for place, population in enumerate(panel.populations)
        for count, n_alleles in enumerate(
            spectrum.projected_spectrum(panel.ac[:, place], panel.an[:, place], size)[0]
        )
        if 0 < count < size
    ]
    schema = {
        "population": pl.Int64,
        "label": pl.String,
        "count": pl.Int64,
        "n_alleles": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


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
