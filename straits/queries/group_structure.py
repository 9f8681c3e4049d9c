"""How groups have drifted apart: F_ST with its error, branches, diversity and spectra."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.genome import CONTIG_ORDER, Region
from straits.popgen import contingency, fst, multiplicity, spectrum
from straits.popgen.arrays import Floats
from straits.queries import alleles
from straits.queries.group_panel import GroupPanel
from straits.store import Store

# Alleles nearer than this are taken for linked when errors are found; as usual for human genomes.
BLOCK_SIZE = 5_000_000


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

    def blocks(self, size: int = BLOCK_SIZE) -> tuple[NDArray[np.int64], int]:
        """Return the stretch of `size` bases that each allele is in, and how many there are."""
        found, block = np.unique(
            np.stack([self.contig, self.pos // size], axis=1), axis=0, return_inverse=True
        )
        return np.asarray(block.ravel(), dtype=np.int64), len(found)


def places(store: Store, panel: GroupPanel) -> Places:
    """Return where the alleles of a panel are."""
    index = panel.allele_index
    span = (int(index[0]), int(index[-1])) if index.size else alleles.EMPTY
    listed = alleles.alleles_in(store, span).select("allele_index", "contig", "pos")
    here = listed.filter(pl.col("allele_index").is_in(index))
    codes = here["contig"].replace_strict(CONTIG_ORDER, return_dtype=pl.Int64)
    return Places(codes.to_numpy(), here["pos"].cast(pl.Int64).to_numpy())


def pairwise_fst(panel: GroupPanel, at: Places) -> tuple[Floats, Floats]:
    """Return Hudson's F_ST of every pair of groups and its standard error, each of shape (k, k).

    The ratio of averages over the alleles that every group has called; the error leaves out one
    stretch of BLOCK_SIZE bases at a time, and is NaN where the alleles lie in one.
    """
    kept = panel.is_called
    ac, an = panel.ac[kept], panel.an[kept]
    block, n_blocks = Places(at.contig[kept], at.pos[kept]).blocks()
    k = ac.shape[1]
    estimates, errors = np.zeros((k, k)), np.zeros((k, k))
    for one in range(k):
        for two in range(one):
            parts = fst.hudson_fst_parts(ac[:, one], an[:, one], ac[:, two], an[:, two])
            found = fst.block_jackknife(*parts, block, n_blocks)
            estimates[one, two], errors[one, two] = found
            estimates[two, one], errors[two, one] = found
    return estimates, errors


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
            "label": [one.label for one in panel.populations],
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
        (place, one.label, count, float(n_alleles))
        for place, one in enumerate(panel.populations)
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


def most_varying(panel: GroupPanel, limit: int, by: str = "range") -> pl.DataFrame:
    """Return the alleles that differ most between the groups of a panel, the first of all first.

    Columns: allele_index, af_low, af_high (the lowest and highest AF of a group), range, p (of the
    chi-square test that all groups have one frequency; of the groups that called the allele), q
    (Benjamini-Hochberg; the panel is the family).

    by
        "range" or "p".
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        af = panel.ac / panel.an
    is_told = (panel.an > 0).sum(axis=1) > 1
    low, high = (
        np.where(is_told, extreme, np.nan)
        for extreme in (
            np.where(np.isnan(af), np.inf, af).min(axis=1, initial=np.inf),
            np.where(np.isnan(af), -np.inf, af).max(axis=1, initial=-np.inf),
        )
    )
    statistic, p, _ = contingency.omnibus_test(panel.ac, panel.an)
    found = pl.DataFrame(
        {
            "allele_index": panel.allele_index,
            "af_low": low,
            "af_high": high,
            "range": high - low,
            "p": p,
            "q": multiplicity.benjamini_hochberg(p),
            "statistic": statistic,
        }
    ).filter(pl.Series(is_told))
    # The statistic goes on where p is too small for a number.
    first = ["range", "statistic"] if by == "range" else ["p", "statistic", "range"]
    falling = [name != "p" for name in first]
    return (
        found.sort(*first, "allele_index", descending=[*falling, False])
        .head(limit)
        .drop("statistic")
    )


def gene_branches(store: Store, panel: GroupPanel, a: int, b: int, outgroup: int) -> pl.DataFrame:
    """Return one row per gene: how far A has drifted from B and an outgroup, that of PBS first.

    Columns: gene_id, gene_symbol, contig, start_pos, end_pos, n_alleles (called in all three),
    fst_ab, fst_ac, fst_bc (Hudson's, ratios of averages), pbs_a, pbs_b, pbsn1_a, pbsn1_b; null
    where nothing varies in the gene.

    a, b, outgroup
        Places in the panel.
    """
    index = panel.allele_index
    span = (int(index[0]), int(index[-1])) if index.size else alleles.EMPTY
    genes = store.query("genes_with_alleles", first_allele=span[0], last_allele=span[1])
    starts = np.searchsorted(index, genes["first_allele"].to_numpy())
    stops = np.searchsorted(index, genes["last_allele"].to_numpy(), side="right")
    found = genes.select("gene_id", "gene_symbol", "contig", "start_pos", "end_pos")
    rows = found.hstack(_branches(panel, (a, b, outgroup), starts, stops))
    return rows.sort("pbs_a", descending=True, nulls_last=True, maintain_order=True)


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
    found = pl.DataFrame({"start_pos": lows, "end_pos": highs})
    return found.hstack(_branches(panel, (a, b, outgroup), starts, stops))


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
    for one, two in ((a, b), (a, c), (b, c)):
        top, bottom = fst.hudson_fst_parts(
            panel.ac[:, one], panel.an[:, one], panel.ac[:, two], panel.an[:, two]
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
