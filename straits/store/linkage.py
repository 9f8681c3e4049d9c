"""Which alleles people carry together: counted from genotypes, shown as the profile allows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.errors import QueryError
from straits.genome import REGION_CLASSES
from straits.genotypes.people_bits import PeopleBits, people_bits
from straits.popgen import linkage
from straits.privacy import Profile
from straits.store.cohort_frequencies import COHORT, Genotypes
from straits.store.cohorts import Cohorts
from straits.tables import EVERYONE

# Genotypes that are unpacked for one answer; ten bytes of memory each.
MOST_GENOTYPES = 60_000_000

# Where people with two copies are correlated; elsewhere those with one.
_DIPLOID = ("autosome", "x")

_WANTED = """
select states.allele_index, states.variant_index, alleles.region_class, genotypes.is_phased
from staging.allele_states as states
inner join staging.alleles as alleles on states.allele_index = alleles.allele_index
inner join staging.genotypes as genotypes
    on states.call_set_id = genotypes.call_set_id
        and states.variant_index = genotypes.variant_index
where states.call_set_id = $call_set_id and genotypes.call_set_id = $call_set_id
    and states.allele_index between $first_allele and $last_allele
    and list_contains($wanted::bigint[], states.allele_index)
order by states.allele_index
"""
_SHOWN = """
select is_shown from staging.shown_cells
where call_set_id = $call_set_id and grouping = $grouping and group_id = $group_id
    and sample_set = $sample_set
"""
_COLUMNS = privacy.parse_columns(
    [
        "allele_index identity",
        "other_index identity",
        "is_phased text",
        "n_all count_people hidden",
        "n_called count_people part_of(n_all, relatives)",
        "r derived(n_called)",
        *(f"{name} count_alleles(n_called)" for name in ("both", "one_only", "other_only", "none")),
        "r2_phased derived(n_called)",
        "d_prime derived(n_called)",
    ]
)


@dataclass(frozen=True)
class Asked:
    """Of whom linkage is asked: a group or a cohort of one call set.

    grouping, group_id
        Of a cohort: "cohort" and its id.
    sample_set
        "all" or "unrelated".
    """

    call_set_id: str
    grouping: str
    group_id: str
    sample_set: str


class Linkage:
    """Linkage of the alleles of one release."""

    def __init__(self, genotypes: Genotypes, cohorts: Cohorts, profile: Profile) -> None:
        """Read nothing yet."""
        self._genotypes = genotypes
        self._cohorts = cohorts
        self._profile = profile

    def pairs(self, asked: Asked, alleles: Sequence[int], others: Sequence[int]) -> pl.DataFrame:
        """Return one row per allele and other allele that the call set has records of.

        Columns: allele_index, other_index, is_phased (both records are), n_called (people called at
        both), r (correlation of copies; null where either does not vary), and where both are
        phased: both, one_only (the allele without the other), other_only, none (haplotypes),
        r2_phased and d_prime; else null. Null too where withheld.
        People with two copies of both places are counted; on Y and the mitochondrion those with
        one.

        Raises QueryError where the server holds no genotypes, or too many would be read.
        """
        if self._genotypes.release.rows is None:
            raise QueryError(
                "This server holds no individual data, so what people carry together cannot be "
                "counted here."
            )
        wanted = self._wanted(asked, sorted({*alleles, *others}))
        members, unrelated = self._members(asked)
        if wanted.height * members.size > MOST_GENOTYPES:
            raise QueryError(
                f"{wanted.height:,} alleles of {members.size:,} people are too many to correlate "
                "at once. Ask for a smaller region, or for more common alleles."
            )
        bits, has = self._bits(asked.call_set_id, wanted, members.size)
        place = {index: row for row, index in enumerate(wanted["allele_index"])}
        rows = np.array([place[one] for one in alleles if one in place], np.int64)
        columns = np.array([place[one] for one in others if one in place], np.int64)
        people = members & unrelated if asked.sample_set == "unrelated" else members
        counted = _Counted(
            bits,
            has & ~bits.is_missing,
            wanted["is_phased"].to_numpy(),
            wanted["region_class"].is_in(_DIPLOID).to_numpy(),
        )
        found = counted.pairs(rows, columns, people, members)
        names = wanted["allele_index"].to_numpy()
        frame = pl.DataFrame(
            {"allele_index": np.repeat(names[rows], columns.size)}
            | {"other_index": np.tile(names[columns], rows.size)}
            | {name: values.ravel() for name, values in found.items()}
        )
        if not self._is_shown(asked):
            frame = frame.with_columns(pl.lit(None, pl.Int64).alias("n_called"))
        floats = frame.with_columns(pl.col(pl.Float64).fill_nan(None)).with_columns(
            pl.col("both", "one_only", "other_only", "none").cast(pl.Int64)
        )
        return privacy.guard(floats, _COLUMNS, self._profile)

    def _wanted(self, asked: Asked, indices: Sequence[int]) -> pl.DataFrame:
        return self._genotypes.run(
            _WANTED,
            {
                "call_set_id": asked.call_set_id,
                "first_allele": min(indices, default=0),
                "last_allele": max(indices, default=-1),
                "wanted": list(indices),
            },
        )

    def _is_shown(self, asked: Asked) -> bool:
        if self._profile.min_people == 0:
            return True
        values = {
            "call_set_id": asked.call_set_id, "grouping": asked.grouping,
            "group_id": asked.group_id, "sample_set": asked.sample_set,
        }  # fmt: skip
        found = self._genotypes.run(_SHOWN, values)["is_shown"]
        return bool(found.len() and found[0])

    def _members(self, asked: Asked) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return who of the call set's samples belongs to the group, and who is unrelated."""
        people = self._cohorts.people.filter(pl.col("call_set_id") == asked.call_set_id)
        n_samples = 8 * self._genotypes.ploidy(asked.call_set_id).diploid.shape[1]
        unrelated = np.zeros(n_samples, np.bool_)
        unrelated[people.filter("is_unrelated")["sample_index"].to_numpy()] = True
        if asked.grouping == COHORT:
            masks = self._cohorts.entered(asked.group_id).masks.get(asked.call_set_id, {})
            packed = [mask for (sample_set, _), mask in masks.items() if sample_set == "all"]
            members = np.zeros(n_samples, np.bool_)
            for mask in packed:
                members |= np.unpackbits(mask).astype(np.bool_)
            return members, unrelated
        if asked.grouping != EVERYONE:
            people = people.filter(pl.col(asked.grouping) == asked.group_id)
        members = np.zeros(n_samples, np.bool_)
        members[people["sample_index"].to_numpy()] = True
        return members, unrelated

    def _bits(
        self, call_set_id: str, wanted: pl.DataFrame, n_samples: int
    ) -> tuple[PeopleBits, NDArray[np.bool_]]:
        """Return the genotypes of alleles, and who has the copies that are correlated."""
        variants = wanted["variant_index"].to_numpy()
        parts = []
        if variants.size:
            read = self._genotypes.cache.rows(
                self._genotypes.release, call_set_id, int(variants[0]), int(variants[-1])
            )
            for part in read:
                here = variants - part.first_variant
                inside = here[(here >= 0) & (here < part.region.size)]
                parts.append(people_bits(part.columns, inside, n_samples))
        empty = np.zeros((0, n_samples), np.bool_)
        bits = PeopleBits(
            *(
                np.concatenate([empty, *(getattr(part, name) for part in parts)])
                for name in PeopleBits._fields
            )
        )
        ploidy = self._genotypes.ploidy(call_set_id)
        copies = {
            name: np.unpackbits(
                (ploidy.diploid if name in _DIPLOID else ploidy.haploid)[code]
            ).astype(np.bool_)
            for code, name in enumerate(REGION_CLASSES)
        }
        has = [copies[name] for name in wanted["region_class"]]
        return bits, np.stack(has) if has else empty


@dataclass(frozen=True)
class _Counted:
    """Alleles of which pairs are counted.

    is_called
        Who was called, of those with as many copies as are correlated; shape (alleles, samples).
    is_phased, is_diploid
        Of each record; whether people with two copies are correlated, or those with one.
    """

    bits: PeopleBits
    is_called: NDArray[np.bool_]
    is_phased: NDArray[np.bool_]
    is_diploid: NDArray[np.bool_]

    def pairs(
        self,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        people: NDArray[np.bool_],
        members: NDArray[np.bool_],
    ) -> dict[str, NDArray[np.generic]]:
        """Return what the guard is shown of each pair, each of shape (rows, columns)."""
        called = (self.is_called & people).astype(np.float32)
        of_all = (self.is_called & members).astype(np.float32)
        copies = self.bits.first.astype(np.float64) + self.bits.second
        copies[~(self.is_called & people)] = np.nan
        is_phased = self.is_phased[rows][:, None] & self.is_phased[columns][None, :]
        first, second = (
            (plane & self.is_called & people).astype(np.float32)
            for plane in (self.bits.first, self.bits.second)
        )
        n = called[rows] @ called[columns].T
        # A person with one copy has no second one, so that haplotypes are twice the diploid people.
        n_copies = np.where(self.is_diploid[rows][:, None], 2, 1) * n
        both = first[rows] @ first[columns].T + second[rows] @ second[columns].T
        one = (first[rows] + second[rows]) @ called[columns].T
        other = called[rows] @ (first[columns] + second[columns]).T
        cells = [both, one - both, other - both, n_copies - one - other + both]
        r2, d_prime = linkage.haplotype_linkage(*(np.maximum(cell, 0) for cell in cells))
        named = dict(zip(("both", "one_only", "other_only", "none"), cells, strict=True))
        phased = {**named, "r2_phased": r2, "d_prime": d_prime}
        return {
            "is_phased": is_phased,
            "n_all": (of_all[rows] @ of_all[columns].T).astype(np.int64),
            "n_called": n.astype(np.int64),
            "r": linkage.genotype_r(copies[rows], copies[columns]),
            **{
                name: np.where(is_phased, values, np.nan).astype(np.float64)
                for name, values in phased.items()
            },
        }
