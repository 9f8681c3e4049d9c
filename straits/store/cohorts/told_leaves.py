"""A cohort's counts as queries may read them: what the profile does not tell is not among them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from straits import privacy
from straits.privacy import Profile, RareRange, ToldCounts
from straits.store.cohorts.cohort_frequencies import COHORT, LeafCounts
from straits.store.people.member_masks import LeafMasks
from straits.tables import LEAF_COUNTS

# In place of a sex that is not told of an allele.
WITHHELD = "withheld"
_GENOTYPES = ("hom_alt", "haploid_alt")


@dataclass(frozen=True)
class ToldLeaves:
    """What a cohort's leaves have of some alleles, as far as the profile tells it."""

    leaves: LeafMasks
    told: ToldCounts

    @property
    def counts(self) -> NDArray[np.int32]:
        """In the order of tables.LEAF_COUNTS, shape (5, n_leaves, n_alleles)."""
        return self.told.counts

    def of(self, sample_set: str, sex: str | None = None) -> dict[str, NDArray[np.int32]]:
        """Return each of LEAF_COUNTS, of a sample set and one sex or all, shape (n_alleles,).

        All are 0 of a sample set that may not be counted, and where AC is a range.
        """
        own = self.counts[:, self.leaves.leaves(sample_set, sex)].sum(axis=1, dtype=np.int32)
        if sex is None and sample_set in self.leaves.sample_sets:
            related, unrelated = self.told.of_related
            own = own + unrelated + (related if sample_set == "all" else 0)
        return dict(zip(LEAF_COUNTS, own, strict=True))

    def range_of(self, sample_set: str) -> RareRange | None:
        """Return the alleles of which a sample set's AC is told as a range; None for none."""
        return self.told.ranges.get(sample_set)

    def table(self, cohort_id: str, call_set_id: str, first_allele: int) -> pa.Table:
        """Return the counts as rows of `staging.frequencies`, of the grouping "cohort".

        Nobody is unrelated where the unrelated may not be counted. A cohort of nobody has one leaf,
        so that its counts are 0. The sex WITHHELD stands for all where sexes are not told; numbers
        of genotypes that are not told are null.

        first_allele
            The allele_index of the first; the others follow without a gap.
        """
        tells_relatives = "unrelated" in self.leaves.sample_sets
        sexes, counts = list(self.leaves.sexes), self.counts
        are_unrelated = [each and tells_relatives for each in self.leaves.are_unrelated]
        n_alleles = counts.shape[2]
        if not sexes:
            sexes, are_unrelated = ["unknown"], [False]
            counts = np.zeros((len(LEAF_COUNTS), 1, n_alleles), np.int32)
        every = np.arange(n_alleles)
        parts = [
            (sex, is_one, counts[:, leaf], every)
            for leaf, (sex, is_one) in enumerate(zip(sexes, are_unrelated, strict=True))
        ]
        folded = np.flatnonzero(~self.told.is_sex_told)
        if folded.size:
            for is_one, own in zip((False, tells_relatives), self.told.of_related, strict=True):
                parts.append((WITHHELD, is_one, own[:, folded], folded))
        keys = {"call_set_id": call_set_id, "grouping": COHORT, "group_id": cohort_id}
        return pa.concat_tables(
            self._rows({**keys, "sex": sex, "is_unrelated": is_one}, own, places, first_allele)
            for sex, is_one, own, places in parts
        )

    def _rows(
        self, keys: dict[str, object], counts: NDArray[np.int32], places: NDArray[np.int64],
        first_allele: int,
    ) -> pa.Table:  # fmt: skip
        is_hidden = ~self.told.are_genotypes_told[places]
        return pa.table(
            {key: pa.repeat(value, places.size) for key, value in keys.items()}
            | {"allele_index": places + first_allele}
            | {
                name: pa.array(own, mask=is_hidden if name in _GENOTYPES else None)
                for name, own in zip(LEAF_COUNTS, counts, strict=True)
            }
        )

    def ranges_table(self, cohort_id: str, call_set_id: str, first_allele: int) -> pa.Table:
        """Return one row per sample set and allele whose AC is told as a range.

        Columns: call_set_id, grouping, group_id, sample_set, allele_index, n_called (null where it
        is withheld), an, ac_low, ac_high.
        """
        keys = {"call_set_id": call_set_id, "grouping": COHORT, "group_id": cohort_id}
        tables = [
            pa.table(
                {name: pa.repeat(value, found.places.size) for name, value in keys.items()}
                | {
                    "sample_set": pa.repeat(sample_set, found.places.size),
                    "allele_index": found.places + first_allele,
                    "n_called": pa.array(found.n_called, mask=found.n_called < 0),
                    "an": found.an,
                    "ac_low": found.low,
                    "ac_high": found.high,
                }
            )
            for sample_set, found in self.told.ranges.items()
        ]
        return pa.concat_tables(tables) if tables else pa.table({})


def told_leaves(counted: LeafCounts, profile: Profile) -> ToldLeaves:
    """Return what the profile tells of a cohort's counts."""
    leaves = counted.leaves
    told = privacy.told_counts(
        counted.counts, leaves.sexes, leaves.are_unrelated, "unrelated" in leaves.sample_sets,
        counted.is_recorded, profile,
    )  # fmt: skip
    return ToldLeaves(leaves, told)
