"""How many people carry any of some alleles, counted as people from their genotypes."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import polars as pl

from straits import privacy
from straits.store.cohorts.cohort_frequencies import COHORT
from straits.store.groups.group_genotypes import Asked, GroupGenotypes
from straits.store.held.budget import Cache

COLUMNS = privacy.parse_columns(
    [
        "grouping identity",
        "group_id identity",
        "n_all count_people hidden",
        "n_people count_people part_of(n_all, relatives)",
        "n_carriers count_alleles(n_people)",
        "n_part_called count_alleles(n_people)",
    ]
)


class Carriers:
    """Carriers of alleles of one release."""

    def __init__(self, of: GroupGenotypes, cache: Cache) -> None:
        """Read nothing yet."""
        self._of = of
        self._cache = cache

    def of_any(self, groups: Sequence[Asked], alleles: Sequence[int]) -> pl.DataFrame:
        """Return one row per group: its people, and who carries at least one copy of any allele.

        Columns: grouping, group_id, n_people (with that part of the genome, called at one allele or
        more), n_carriers, n_part_called (who of the others misses a call, and may carry one). Null
        where withheld, of a cohort also where few carry one. Where the call set has no record of
        any of the alleles, nobody carries one and n_people is everybody.

        groups
            All of one call set and sample set.
        Raises QueryError where the server holds no genotypes, or too many would be read.
        """
        self._of.require_rows("how many people carry any of these alleles is not known")
        key = repr((list(groups), list(alleles)))
        return self._cache.answer(key, partial(self._counted, groups, alleles)).clone()

    def _counted(self, groups: Sequence[Asked], alleles: Sequence[int]) -> pl.DataFrame:
        wanted = self._of.wanted(groups[0], sorted(set(alleles)))
        people = [self._of.members(asked) for asked in groups]
        n_samples = people[0][0].size
        self._of.require_few(wanted.height, n_samples, "count carriers of")
        read = self._of.read(groups[0].call_set_id, wanted, n_samples)
        called = read.two | read.one
        carries = ((read.bits.first | read.bits.second) & called).any(axis=0)
        is_part = (read.has & ~called).any(axis=0) & ~carries
        is_known = called.any(axis=0) | (wanted.height == 0)
        rows = []
        for asked, (members, unrelated) in zip(groups, people, strict=True):
            counted = members & is_known
            own = counted & unrelated if asked.sample_set == "unrelated" else counted
            is_shown = self._of.is_shown(asked) and not self._is_rare(
                asked, int((own & carries).sum()), int(own.sum())
            )
            rows.append(
                {
                    "grouping": asked.grouping,
                    "group_id": asked.group_id,
                    "n_all": int(counted.sum()),
                    "n_people": int(own.sum()) if is_shown else None,
                    "n_carriers": int((own & carries).sum()),
                    "n_part_called": int((own & is_part).sum()),
                }
            )
        kinds = {"grouping": pl.String, "group_id": pl.String}
        counts = ("n_all", "n_people", "n_carriers", "n_part_called")
        frame = pl.DataFrame(rows, schema=kinds | dict.fromkeys(counts, pl.Int64))
        return privacy.guard(frame, COLUMNS, self._of.profile)

    def _is_rare(self, asked: Asked, n_carriers: int, n_people: int) -> bool:
        """Tell whether a cohort has too few carriers, or too few others, to be told."""
        counts = np.array([n_carriers]), np.array([n_people])
        is_rare = bool(privacy.are_rare(*counts, self._of.profile)[0])
        return asked.grouping == COHORT and is_rare
