"""The question that is timed on Straits' side: how often is each allele of a range in a cohort?"""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.bench_studies import COHORT_AGE
from straits import cohorts, privacy
from straits.genome import CONTIG_ORDER, REGION_CLASSES
from straits.genotypes.cohort import count_cohorts, ploidy_of_cohorts
from straits.genotypes.masks import PloidyMasks
from straits.store import open_store
from straits.store.cohorts.cohort_frequencies import COHORT
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.held.budget import Budget
from straits.store.releases.release_files import find_release
from straits.tables import TABLES

CALL_SET = "wgs"
_CACHE_BYTES = 1_000_000_000
_DECLARED = [
    "contig identity",
    "pos identity",
    "ref identity",
    "alt identity",
    "n_called count_people",
    "an count_alleles(n_called)",
    "ac count_alleles(n_called)",
    "af derived(ac, an)",
    "hom_alt count_alleles(n_called)",
    "het count_alleles(n_called)",
    "hemi count_alleles(n_called)",
]


class CohortQuestion:
    """A store with one call set, ready to be asked."""

    def __init__(self, store: Path) -> None:
        """Open the current release."""
        self._release = find_release(store, None)
        self._store = open_store(store)
        self._n_asked = 0
        assert self._release.rows is not None
        self._cache = GenotypeCache(Budget(_CACHE_BYTES))
        self._profile = privacy.profile("inside")
        self._columns = privacy.parse_columns(_DECLARED)
        folder = self._release.aggregates.parent
        variants = TABLES["variants"].path(folder, {"call_set_id": CALL_SET})
        self._variants = pl.read_parquet(variants, columns=["contig", "pos", "ref", "alt"])
        order = self._variants["contig"].replace_strict(CONTIG_ORDER, return_dtype=pl.Int64)
        # One sorted number per place: contigs one after the other.
        self._places = (order * 2**32 + self._variants["pos"]).to_numpy()
        samples = pl.read_parquet(self._release.rows / "samples.parquet")
        self.sample_ids: list[str] = samples.sort("sample_index")["sample_id"].to_list()
        self._ploidy = _ploidy_masks(self._release.rows, len(self.sample_ids))

    def variants_between(self, contig: str, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last variant_index of a closed range of positions."""
        base = CONTIG_ORDER[contig] * 2**32
        first = int(np.searchsorted(self._places, base + start, "left"))
        return first, int(np.searchsorted(self._places, base + end, "right")) - 1

    def ask(self, contig: str, start: int, end: int, people: NDArray[np.uint32]) -> pl.DataFrame:
        """Return the guarded counts and AF of each allele of a closed range.

        people
            sample_index of everybody in the cohort.
        """
        cohort = np.zeros(len(self.sample_ids), np.bool_)
        cohort[people] = True
        first, last = self.variants_between(contig, start, end)
        masks = ploidy_of_cohorts(self._ploidy, np.packbits(cohort)[np.newaxis])
        parts = [
            count_cohorts(rows.columns, rows.region, masks)
            for rows in self._cache.rows(self._release, CALL_SET, np.arange(first, last + 1))
        ]
        counted = pl.DataFrame(
            {
                name: np.concatenate(arrays, axis=1)[0]
                for name, *arrays in zip(parts[0]._fields, *parts, strict=True)
            }
        )
        named = self._variants.slice(first, last + 1 - first)
        frame = named.hstack(counted).with_columns(
            af=pl.when(pl.col("an") > 0).then(pl.col("ac") / pl.col("an"))
        )
        return privacy.guard(frame, self._columns, self._profile)

    def ask_store(self, contig: str, start: int, end: int) -> pl.DataFrame:
        """Return the counts of the cohort, by sex, as a page gets them: through Store.query.

        The cohort is described anew each time, by an age that differs in its last digits, so that
        its people are judged, and its cells decided on, each time.
        """
        self._n_asked += 1
        tree = cohorts.Age(at_least=COHORT_AGE - 1 + self._n_asked / 1e6)
        first, last = self.variants_between(contig, start, end)
        return self._store.query(
            "group_counts",
            call_set_id=CALL_SET,
            grouping=COHORT,
            group_ids=[self._store.cohorts.enter(tree)],
            sample_set="all",
            first_allele=first,
            last_allele=last,
            range_starts=[],
            range_ends=[],
        )


def _ploidy_masks(rows: Path, n_samples: int) -> PloidyMasks:
    masks = np.zeros((2, len(REGION_CLASSES), (n_samples + 7) // 8), np.uint8)
    for row in pl.read_parquet(rows / "ploidy_masks.parquet").iter_rows(named=True):
        # Two copies first.
        where = 2 - row["ploidy"], REGION_CLASSES.index(row["region_class"])
        masks[where] = np.frombuffer(row["mask"], np.uint8)
    return PloidyMasks(masks[0], masks[1])
