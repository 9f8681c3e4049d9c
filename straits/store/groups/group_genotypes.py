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
from straits.store.cohorts.cohort_frequencies import COHORT, Genotypes
from straits.store.cohorts.cohort_registry import Cohorts
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
        people = self.cohorts.people.filter(pl.col("call_set_id") == asked.call_set_id)
        n_samples = 8 * self.genotypes.ploidy(asked.call_set_id).diploid.shape[1]
        unrelated = np.zeros(n_samples, np.bool_)
        unrelated[people.filter("is_unrelated")["sample_index"].to_numpy()] = True
        if asked.grouping == COHORT:
            masks = self.cohorts.entered(asked.group_id).masks.get(asked.call_set_id, {})
            members = np.zeros(n_samples, np.bool_)
            for (sample_set, _), mask in masks.items():
                if sample_set == "all":
                    members |= bits(mask, n_samples)
            return members, unrelated
        if asked.grouping != EVERYONE:
            people = people.filter(pl.col(asked.grouping) == asked.group_id)
        members = np.zeros(n_samples, np.bool_)
        members[people["sample_index"].to_numpy()] = True
        return members, unrelated

    def read(self, call_set_id: str, wanted: pl.DataFrame, n_samples: int) -> Read:
        """Return the genotypes of alleles, and who was called with two copies and with one."""
        variants = wanted["variant_index"].to_numpy()
        parts = []
        if variants.size:
            read = self.genotypes.cache.rows(
                self.genotypes.release, call_set_id, int(variants[0]), int(variants[-1])
            )
            for part in read:
                parts.append(people_bits(part.columns, part.places(variants), n_samples))
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
