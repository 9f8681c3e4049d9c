"""The genotypes of a release's call sets, and what each call set has of an allele."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.errors import QueryError
from straits.genome import REGION_CLASSES
from straits.genotypes.masks import PloidyMasks
from straits.genotypes.row_groups import ChosenRows
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.held.budget import Cache
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed
from straits.store.releases.release_files import Release

_REGIONS = pl.Enum(REGION_CLASSES)
# The variant_index of an allele that a call set has no record of.
NO_RECORD = -1


class AlleleStates(NamedTuple):
    """What one call set has of some alleles, in order; arrays of shape (n_alleles,).

    variant
        The variant_index of its record, or NO_RECORD.
    is_callable, is_known
        Without a record: whether who looked saw nothing, and whether anybody can have looked.
    region
        Place in genome.REGION_CLASSES.
    """

    variant: NDArray[np.int64]
    is_callable: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    region: NDArray[np.int8]


class Genotypes:
    """Where the genotypes of a release are read from."""

    def __init__(
        self, release: Release, cache: GenotypeCache, run: Run, kept: Callable[[], Cache] = Cache
    ) -> None:
        """Read nothing yet; kept makes a cache."""
        self.release = release
        self.cache = cache
        self.run = run
        self._ploidy, self._states = kept(), kept()

    def ploidy(self, call_set_id: str) -> PloidyMasks:
        """Return who has two copies and who has one of each region class."""
        return self._ploidy.answer(call_set_id, partial(self._read_ploidy, call_set_id))

    def states(self, call_set_id: str, alleles: NDArray[np.int64]) -> AlleleStates:
        """Return what a call set has of some alleles of the release, in ascending order.

        Of a range without a gap it is kept.
        """
        first, last = (int(alleles[0]), int(alleles[-1])) if alleles.size else (0, -1)
        if last - first + 1 > alleles.size:
            return self.states_of(alleles.tolist())[call_set_id]
        asked = call_set_id, first, last
        return self._states.answer(asked, partial(self._read_states, *asked))

    def states_of(self, alleles: Sequence[int]) -> dict[str, AlleleStates]:
        """Return what each call set has of some alleles, where it has heard of any."""
        rows = self.run(fixed("store", "states_of_alleles").text, {"alleles": list(alleles)})
        parts = rows.partition_by("call_set_id", maintain_order=True, as_dict=True)
        return {str(name): _states(part) for (name,), part in parts.items()}

    def rows(self, call_set_id: str, variants: NDArray[np.int64]) -> Iterator[ChosenRows]:
        """Yield the genotypes of some variant_index, in ascending order, a row group at a time.

        Raises StoreError if they cannot be read.
        """
        return self.cache.rows(self.release, call_set_id, variants)

    def _read_states(self, call_set_id: str, first_allele: int, last_allele: int) -> AlleleStates:
        span = {"first_allele": first_allele, "last_allele": last_allele}
        asked = {"call_set_id": call_set_id, **span}
        return _states(self.run(fixed("store", "states_of_range").text, asked))

    def _read_ploidy(self, call_set_id: str) -> PloidyMasks:
        masks = self.run(fixed("store", "ploidy").text, {"call_set_id": call_set_id})
        if masks.is_empty():
            raise QueryError(f"The release has no genotypes of a call set {call_set_id!r}.")
        shape = len(REGION_CLASSES), max(len(mask) for mask in masks["mask"])
        by_copies = {copies: np.zeros(shape, np.uint8) for copies in (2, 1)}
        for _, region, copies, mask in masks.iter_rows():
            by_copies[copies][REGION_CLASSES.index(region)] = np.frombuffer(mask, np.uint8)
        return PloidyMasks(by_copies[2], by_copies[1])


def _states(rows: pl.DataFrame) -> AlleleStates:
    return AlleleStates(
        rows["variant_index"].fill_null(NO_RECORD).to_numpy(),
        (rows["an_source"] == "callable").to_numpy(),
        (rows["an_source"] != "none").to_numpy(),
        rows["region_class"].cast(_REGIONS).to_physical().cast(pl.Int8).to_numpy(),
    )
