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
        People with two copies of both places are counted, and people with one of both (XY on X, all
        on Y and the mitochondrion), each kind about its own mean; who has two copies of one and one
        of the other is not.

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
        read = self._genotypes_of(asked.call_set_id, wanted, members.size)
        place = {index: row for row, index in enumerate(wanted["allele_index"])}
        rows = np.array([place[one] for one in alleles if one in place], np.int64)
        columns = np.array([place[one] for one in others if one in place], np.int64)
        people = members & unrelated if asked.sample_set == "unrelated" else members
        found = _pairs(read, wanted["is_phased"].to_numpy(), (rows, columns), people, members)
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

    def _genotypes_of(self, call_set_id: str, wanted: pl.DataFrame, n_samples: int) -> "_Read":
        """Return the genotypes of alleles, and who was called with two copies and with one."""
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
        codes = wanted["region_class"].replace_strict(
            {name: code for code, name in enumerate(REGION_CLASSES)}, return_dtype=pl.Int64
        )
        two, one = (
            np.unpackbits(masks, axis=1).astype(np.bool_)[codes.to_numpy()] & ~bits.is_missing
            for masks in (ploidy.diploid, ploidy.haploid)
        )
        return _Read(bits, two, one)


@dataclass(frozen=True)
class _Read:
    """Genotypes of alleles, and who was called with two copies and with one.

    two, one
        Of shape (alleles, samples).
    """

    bits: PeopleBits
    two: NDArray[np.bool_]
    one: NDArray[np.bool_]


def _pairs(
    read: _Read,
    is_phased: NDArray[np.bool_],
    chosen: tuple[NDArray[np.int64], NDArray[np.int64]],
    people: NDArray[np.bool_],
    members: NDArray[np.bool_],
) -> dict[str, NDArray[np.generic]]:
    """Return what the guard is shown of each pair, each of shape (rows, columns)."""
    rows, columns = chosen
    shape = rows.size, columns.size
    n_all, n_called = np.zeros(shape), np.zeros(shape)
    cells = [np.zeros(shape) for _ in range(4)]
    strata = []
    copies = read.bits.first.astype(np.float64) + read.bits.second
    for n_copies, has in ((2, read.two), (1, read.one)):
        if not (has & members).any():
            continue
        called = has & people
        counts = np.where(called, copies, np.nan)
        strata.append((counts[rows], counts[columns]))
        first, second = (
            (plane & called).astype(np.float32) for plane in (read.bits.first, read.bits.second)
        )
        there, of_all = called.astype(np.float32), (has & members).astype(np.float32)
        n = there[rows] @ there[columns].T
        n_called += n
        n_all += of_all[rows] @ of_all[columns].T
        both = first[rows] @ first[columns].T + second[rows] @ second[columns].T
        one = (first[rows] + second[rows]) @ there[columns].T
        other = there[rows] @ (first[columns] + second[columns]).T
        parts = (both, one - both, other - both, n_copies * n - one - other + both)
        cells = [cell + part for cell, part in zip(cells, parts, strict=True)]
    r2, d_prime = linkage.haplotype_linkage(*(np.maximum(cell, 0) for cell in cells))
    named = dict(zip(("both", "one_only", "other_only", "none"), cells, strict=True))
    phased = {**named, "r2_phased": r2, "d_prime": d_prime}
    are_phased = is_phased[rows][:, None] & is_phased[columns][None, :]
    return {
        "is_phased": are_phased,
        "n_all": n_all.astype(np.int64),
        "n_called": n_called.astype(np.int64),
        "r": linkage.pooled_r(strata) if strata else np.full(shape, np.nan),
        **{
            name: np.where(are_phased, values, np.nan).astype(np.float64)
            for name, values in phased.items()
        },
    }
