"""The genotypes of some alleles in the people of one group: who they are, and who was called."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.errors import QueryError
from straits.genome import REGION_CLASSES
from straits.genotypes.columns import PeopleBits, people_bits
from straits.genotypes.masks import bits
from straits.privacy import Profile
from straits.store.cohorts.cohort_frequencies import COHORT
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.genotypes.call_set_genotypes import Genotypes
from straits.store.people.three_valued import TRUE
from straits.store.query.sql_files import fixed
from straits.tables import EVERYONE

# Genotypes that are unpacked for one answer; ten bytes of memory each.
MOST_GENOTYPES = 60_000_000


@dataclass(frozen=True)
class Asked:
    """Of whom genotypes are asked: a group or a cohort of one call set.

    grouping, group_id
        Of a cohort: "cohort" and its id.
    sample_set
        "all" or "unrelated".
    """

    call_set_id: str
    grouping: str
    group_id: str
    sample_set: str


@dataclass(frozen=True)
class Read:
    """Genotypes of alleles, and who was called with two copies and with one.

    has
        Who has a copy of the place at all, called or not.
    has, two, one
        Of shape (alleles, samples).
    """

    bits: PeopleBits
    has: NDArray[np.bool_]
    two: NDArray[np.bool_]
    one: NDArray[np.bool_]


@dataclass(frozen=True)
class GroupGenotypes:
    """What genotypes are read from, and what of them may be shown."""

    genotypes: Genotypes
    cohorts: Cohorts
    profile: Profile

    def require_rows(self, what: str) -> None:
        """Raise QueryError where the server holds no genotypes, so that `what` is not known."""
        if self.genotypes.release.rows is None:
            raise QueryError(f"This server holds no individual data, so {what} here.")

    def require_few(self, n_alleles: int, n_people: int, purpose: str) -> None:
        """Raise QueryError where more than MOST_GENOTYPES would be read for a purpose."""
        if n_alleles * n_people > MOST_GENOTYPES:
            raise QueryError(
                f"{n_alleles:,} alleles of {n_people:,} people are too many to {purpose} at once. "
                "Ask for a smaller region, or for more common alleles."
            )

    def wanted(self, asked: Asked, indices: Sequence[int]) -> pl.DataFrame:
        return self.genotypes.run(
            fixed("store", "records_of_alleles").text,
            {
                "call_set_id": asked.call_set_id,
                "first_allele": min(indices, default=0),
                "last_allele": max(indices, default=-1),
                "wanted": list(indices),
            },
        )

    def is_shown(self, asked: Asked) -> bool:
        if privacy.is_exact(self.profile):
            return True
        values = {
            "call_set_id": asked.call_set_id, "grouping": asked.grouping,
            "group_id": asked.group_id, "sample_set": asked.sample_set,
        }  # fmt: skip
        flags = self.genotypes.run(fixed("store", "is_cell_shown").text, values)["is_shown"]
        return bool(flags.len() and flags[0])

    def members(self, asked: Asked) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return who of the call set's samples belongs to the group, and who is unrelated."""
        people = self.cohorts.columns
        here = people.of(asked.call_set_id)
        indices = people.sample_index[here]
        n_samples = 8 * self.genotypes.ploidy(asked.call_set_id).diploid.shape[1]

        def samples(is_one: NDArray[np.bool_]) -> NDArray[np.bool_]:
            are_ones = np.zeros(n_samples, np.bool_)
            are_ones[indices[is_one]] = True
            return are_ones

        unrelated = samples(people.is_unrelated[here])
        if asked.grouping == COHORT:
            masks = self.cohorts.entered(asked.group_id).masks.get(asked.call_set_id)
            nobody = np.zeros(n_samples, np.bool_)
            return nobody if masks is None else bits(masks.everybody, n_samples), unrelated
        if asked.grouping == EVERYONE:
            return samples(np.ones(indices.size, np.bool_)), unrelated
        groups = people.of_grouping(asked.grouping)
        return samples(groups.truth([asked.group_id])[here] == TRUE), unrelated

    def read(self, call_set_id: str, wanted: pl.DataFrame, n_samples: int) -> Read:
        """Return the genotypes of alleles, and who was called with two copies and with one."""
        variants = wanted["variant_index"].to_numpy()
        parts = []
        for part in self.genotypes.rows(call_set_id, variants):
            parts.append(people_bits(part.columns, np.arange(part.region.size), n_samples))
        empty = np.zeros((0, n_samples), np.bool_)
        people = PeopleBits(
            *(
                np.concatenate([empty, *(getattr(part, name) for part in parts)])
                for name in PeopleBits._fields
            )
        )
        ploidy = self.genotypes.ploidy(call_set_id)
        codes = wanted["region_class"].replace_strict(
            {name: code for code, name in enumerate(REGION_CLASSES)}, return_dtype=pl.Int64
        )
        two, one = (bits(masks, n_samples)[codes.to_numpy()] for masks in ploidy)
        called = ~people.is_missing
        return Read(people, two | one, two & called, one & called)
